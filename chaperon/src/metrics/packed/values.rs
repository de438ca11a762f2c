//! Values as bytes. Of a distribution there are the exact figures and the buckets that were seen, each
//! by its distance from the one before, with how often it was when that was not once.

use super::{BadSnapshot, Packer, Unpacker};
use crate::metrics::counts::{Counts, LAST_BUCKET};
use crate::metrics::distribution::{Distribution, Tally};
use crate::metrics::gauge::Gauge;
use crate::metrics::phases::RunPhase;
use crate::metrics::snapshot::ErrorCount;
use crate::metrics::value::{ByPhase, Checks, PhaseTimes, Timing, Value};

const VALUE: BadSnapshot = BadSnapshot::Damaged("a value is of no kind");
const BUCKET: BadSnapshot = BadSnapshot::Damaged("a sample is larger than any");
const SAMPLES: BadSnapshot = BadSnapshot::Damaged("samples are missing in a distribution");

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

pub(super) fn read_phases<T>(
    from: &mut Unpacker<'_>,
    mut read: impl FnMut(&mut Unpacker<'_>) -> Result<T, BadSnapshot>,
) -> Result<ByPhase<T>, BadSnapshot> {
    let bits = from.byte()?;
    let mut parts = ByPhase::default();
    for phase in PHASES.into_iter().filter(|phase| bits & bit(*phase) != 0) {
        *parts.of(phase) = Some(read(from)?);
    }
    Ok(parts)
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

pub(super) fn read_value(from: &mut Unpacker<'_>) -> Result<Value, BadSnapshot> {
    Ok(match from.byte()? {
        TIME => Value::Time(read_timing(from, false)?),
        TIME_AND_SERVICE => Value::Time(read_timing(from, true)?),
        NUMBER => Value::Number(Box::new(read_distribution(from)?)),
        COUNTER => Value::Counter(from.number()?),
        GAUGE => Value::Gauge(read_gauge(from)?),
        CHECK => Value::Check(Checks { passes: from.number()?, fails: from.number()? }),
        _ => return Err(VALUE),
    })
}

fn write_timing(timing: &Timing, to: &mut Packer) {
    let Timing { response, service, phases: PhaseTimes(phases) } = timing;
    to.byte(if service.is_some() { TIME_AND_SERVICE } else { TIME });
    let bits = phases.iter().rev().fold(0, |bits, phase| bits << 1 | u8::from(phase.is_some()));
    to.byte(bits);
    let others = [service].into_iter().chain(phases).flatten();
    [response].into_iter().chain(others).for_each(|all| write_distribution(all, to));
}

/// It is large, so it is filled where it stays.
fn read_timing(from: &mut Unpacker<'_>, service: bool) -> Result<Box<Timing>, BadSnapshot> {
    let bits = from.byte()?;
    let mut timing = Box::<Timing>::default();
    timing.response = read_distribution(from)?;
    if service {
        timing.service = Some(read_distribution(from)?);
    }
    for (at, phase) in timing.phases.0.iter_mut().enumerate() {
        if bits >> at & 1 != 0 {
            *phase = Some(read_distribution(from)?);
        }
    }
    Ok(timing)
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
    let pairs = counts.pairs();
    to.length(pairs.len());
    let mut before = 0;
    for (bucket, count) in pairs {
        let gap = u64::from(bucket - before);
        before = bucket;
        if count == 1 {
            to.number(gap << 1);
        } else {
            to.number(gap << 1 | 1);
            to.number(count.into());
        }
    }
}

fn read_distribution(from: &mut Unpacker<'_>) -> Result<Distribution, BadSnapshot> {
    let count = from.number()?;
    if count == 0 {
        return Ok(Distribution::default());
    }
    let (sum, min) = (from.wide()?, from.signed()?);
    let max = min.wrapping_add(from.number()?.cast_signed());
    let pairs = read_pairs(from, count)?;
    Ok(Distribution { tally: Tally { count, sum, min, max }, counts: Counts::of(pairs) })
}

fn read_pairs(from: &mut Unpacker<'_>, expected: u64) -> Result<Vec<(u32, u32)>, BadSnapshot> {
    let length: usize = from.small()?;
    // A pair is of one byte at least.
    let mut pairs = Vec::with_capacity(length.min(from.0.len()));
    let (mut bucket, mut seen) = (0_u64, 0_u64);
    for _ in 0..length {
        let head = from.number()?;
        let count: u32 = if head & 1 == 0 { 1 } else { from.small()? };
        bucket = bucket.saturating_add(head >> 1);
        seen = seen.saturating_add(count.into());
        let at = u32::try_from(bucket).ok().filter(|at| *at <= LAST_BUCKET).ok_or(BUCKET)?;
        pairs.push((at, count));
    }
    if seen == expected { Ok(pairs) } else { Err(SAMPLES) }
}
