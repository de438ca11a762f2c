//! Values as bytes. Of a distribution there are the exact figures, and the steps to the buckets that
//! were seen.

use std::slice;

use crate::metrics::bytes::{Packer, Unpacker};
use crate::metrics::distribution::{Distribution, PackedDistribution, Tally};
use crate::metrics::error::BadSnapshot;
use crate::metrics::gauge::Gauge;
use crate::metrics::name::Unit;
use crate::metrics::phases::RunPhase;
use crate::metrics::snapshot::ErrorCount;
use crate::metrics::steps::Steps;
use crate::metrics::value::{ByPhase, Checks, PhaseTimes, Timing, Value, merge_option};

const VALUE: BadSnapshot = BadSnapshot::Damaged("a value is of no kind");

const PHASES: [RunPhase; 4] = [RunPhase::Ramp, RunPhase::WarmUp, RunPhase::Steady, RunPhase::Drain];

const TIME: u8 = 0;
const NUMBER: u8 = 1;
const COUNTER: u8 = 2;
const GAUGE: u8 = 3;
const CHECK: u8 = 4;
/// A time with its service time.
const TIME_AND_SERVICE: u8 = 5;

/// What there is of each phase of the run.
pub(super) fn write_phases<T>(
    parts: &ByPhase<T>,
    to: &mut Packer,
    mut write: impl FnMut(&T, &mut Packer),
) {
    let bits = parts.iter().fold(0, |bits, (phase, _)| bits | bit(phase));
    to.byte(bits);
    parts.iter().for_each(|(_, part)| write(part, to));
}

fn bit(phase: RunPhase) -> u8 {
    match phase {
        RunPhase::Ramp => 1,
        RunPhase::WarmUp => 2,
        RunPhase::Steady => 4,
        RunPhase::Drain => 8,
    }
}

/// Reads what there is of each phase of the run.
pub(super) fn read_phases<'a>(
    from: &mut Unpacker<'a>,
    mut read: impl FnMut(RunPhase, &mut Unpacker<'a>) -> Result<(), BadSnapshot>,
) -> Result<(), BadSnapshot> {
    let bits = from.byte()?;
    PHASES.into_iter().filter(|phase| bits & bit(*phase) != 0).try_for_each(|it| read(it, from))
}

pub(super) fn write_value(value: &Value, to: &mut Packer) {
    match value {
        Value::Time(timing) => write_timing(timing, to),
        Value::Number(all) => {
            to.byte(NUMBER);
            write_distribution(all, to);
        }
        Value::Counter(total) => {
            to.byte(COUNTER);
            to.number(*total);
        }
        Value::Gauge(gauge) => {
            to.byte(GAUGE);
            write_gauge(gauge, to);
        }
        Value::Check(Checks { passes, fails }) => {
            to.byte(CHECK);
            to.number(*passes);
            to.number(*fails);
        }
    }
}

/// A value that was read, whose distributions are in a list: those of all values, as they come.
#[derive(Debug)]
pub(super) enum PackedValue {
    /// The response time, the service time if there is one, and a bit for each phase that there is.
    Time {
        service: bool,
        phases: u8,
    },
    Number,
    /// What has no distribution.
    Plain(Value),
}

impl PackedValue {
    pub(super) fn read<'a>(
        from: &mut Unpacker<'a>,
        list: &mut Vec<PackedDistribution<'a>>,
    ) -> Result<Self, BadSnapshot> {
        let kind = from.byte()?;
        Ok(match kind {
            TIME | TIME_AND_SERVICE => {
                let value = Self::Time { service: kind == TIME_AND_SERVICE, phases: from.byte()? };
                for _ in 0..value.distributions() {
                    list.push(read_distribution(from)?);
                }
                value
            }
            NUMBER => {
                list.push(read_distribution(from)?);
                Self::Number
            }
            COUNTER => Self::Plain(Value::Counter(from.number()?)),
            GAUGE => Self::Plain(Value::Gauge(read_gauge(from)?)),
            CHECK => {
                let (passes, fails) = (from.number()?, from.number()?);
                Self::Plain(Value::Check(Checks { passes, fails }))
            }
            _ => return Err(VALUE),
        })
    }

    /// Whether this is what metrics of `unit` hold.
    pub(super) fn fits(&self, unit: Unit) -> bool {
        match self {
            Self::Time { .. } => matches!(unit, Unit::Time | Unit::HttpError),
            Self::Number => unit == Unit::Number,
            Self::Plain(value) => value.fits(unit),
        }
    }

    /// How many of the list's distributions are its own.
    pub(super) fn distributions(&self) -> usize {
        match self {
            Self::Time { service, phases } => {
                1 + usize::from(*service) + phases.count_ones() as usize
            }
            Self::Number => 1,
            Self::Plain(_) => 0,
        }
    }

    /// As [`Value::count`].
    pub(super) fn count(&self, own: &[PackedDistribution<'_>]) -> u64 {
        match self {
            Self::Time { .. } | Self::Number => own.first().map_or(0, |first| first.tally.count),
            Self::Plain(value) => value.count(),
        }
    }

    /// Adds it, with its distributions, to what there is of its metric.
    pub(super) fn merge_into(&self, all: &mut Option<Value>, own: &[PackedDistribution<'_>]) {
        match self {
            Self::Time { service, phases } => {
                let all = all.get_or_insert_with(|| Value::Time(Box::default()));
                if let Value::Time(all) = all {
                    merge_timing(all, *service, *phases, own.iter());
                }
            }
            Self::Number => {
                let all = all.get_or_insert_with(|| Value::Number(Box::default()));
                if let Value::Number(all) = all {
                    own.iter().for_each(|more| all.merge_packed(more));
                }
            }
            Self::Plain(value) => merge_option(all, Some(value), Value::merge),
        }
    }
}

fn merge_timing(
    all: &mut Timing,
    service: bool,
    phases: u8,
    mut own: slice::Iter<'_, PackedDistribution<'_>>,
) {
    let mut merge = |all: &mut Distribution| {
        own.next().into_iter().for_each(|more| all.merge_packed(more));
    };
    merge(&mut all.response);
    if service {
        merge(all.service.get_or_insert_default());
    }
    for (at, phase) in all.phases.0.iter_mut().enumerate() {
        if phases >> at & 1 != 0 {
            merge(phase.get_or_insert_default());
        }
    }
}

fn write_timing(timing: &Timing, to: &mut Packer) {
    let Timing { response, service, phases: PhaseTimes(phases) } = timing;
    to.byte(if service.is_some() { TIME_AND_SERVICE } else { TIME });
    let bits = phases.iter().rev().fold(0, |bits, phase| bits << 1 | u8::from(phase.is_some()));
    to.byte(bits);
    let others = [service].into_iter().chain(phases).flatten();
    [response].into_iter().chain(others).for_each(|all| write_distribution(all, to));
}

fn write_gauge(gauge: &Gauge, to: &mut Packer) {
    let Gauge { count, last, at, min, max } = gauge;
    to.number(*count);
    to.number(*at);
    [last, min, max].into_iter().for_each(|level| to.signed(*level));
}

fn read_gauge(from: &mut Unpacker<'_>) -> Result<Gauge, BadSnapshot> {
    let (count, at) = (from.number()?, from.number()?);
    Ok(Gauge { count, at, last: from.signed()?, min: from.signed()?, max: from.signed()? })
}

pub(super) fn write_error(error: &ErrorCount, to: &mut Packer) {
    let ErrorCount { count, at, message } = error;
    to.number(*count);
    to.number(*at);
    to.text(message);
}

pub(super) fn read_error(from: &mut Unpacker<'_>) -> Result<ErrorCount, BadSnapshot> {
    let (count, at) = (from.number()?, from.number()?);
    Ok(ErrorCount { count, at, message: from.text()?.to_owned() })
}

/// One without samples is only their number.
fn write_distribution(all: &Distribution, to: &mut Packer) {
    let Distribution { tally: Tally { count, sum, min, max }, counts } = all;
    to.number(*count);
    if *count == 0 {
        return;
    }
    to.wide(*sum);
    to.signed(*min);
    to.number(max.wrapping_sub(*min).cast_unsigned());
    counts.write(to);
}

fn read_distribution<'a>(from: &mut Unpacker<'a>) -> Result<PackedDistribution<'a>, BadSnapshot> {
    let count = from.number()?;
    if count == 0 {
        return Ok(PackedDistribution::default());
    }
    let (sum, min) = (from.wide()?, from.signed()?);
    let max = min.wrapping_add(from.number()?.cast_signed());
    let steps = Some(Steps::read(from, count)?);
    Ok(PackedDistribution { tally: Tally { count, sum, min, max }, steps })
}
