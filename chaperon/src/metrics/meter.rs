//! What the recorder holds of one metric in one phase of the run, since the last take.

use crate::metrics::gauge::Gauge;
use crate::metrics::interval::Interval;
use crate::metrics::name::Unit;
use crate::metrics::phases::Phases;
use crate::metrics::sample::{Sample, micros};
use crate::metrics::value::{Checks, PhaseTimes, Timing, Value};

#[derive(Debug)]
pub(super) enum Meter {
    Time(Box<TimeMeter>),
    Number(Box<Interval>),
    Counter(u64),
    Gauge(Option<Gauge>),
    Check(Checks),
}

#[derive(Debug, Default)]
pub(super) struct TimeMeter {
    response: Interval,
    service: Option<Box<Interval>>,
    phases: Option<Box<[Interval; PhaseTimes::NAMES.len()]>>,
}

impl Meter {
    pub(super) fn new(unit: Unit) -> Self {
        match unit {
            Unit::Time | Unit::HttpError => Self::Time(Box::default()),
            Unit::Number => Self::Number(Box::default()),
            Unit::Counter => Self::Counter(0),
            Unit::Gauge => Self::Gauge(None),
            Unit::Check => Self::Check(Checks::default()),
        }
    }

    /// What there is since the last take; `None` when there is nothing.
    pub(super) fn take(&mut self) -> Option<Value> {
        match self {
            Self::Time(meter) => meter.take().map(|timing| Value::Time(Box::new(timing))),
            Self::Number(interval) => interval.take().map(|all| Value::Number(Box::new(all))),
            Self::Counter(total) => match std::mem::take(total) {
                0 => None,
                total => Some(Value::Counter(total)),
            },
            Self::Gauge(gauge) => gauge.take().map(Value::Gauge),
            Self::Check(checks) => match std::mem::take(checks) {
                Checks { passes: 0, fails: 0 } => None,
                checks => Some(Value::Check(checks)),
            },
        }
    }
}

impl TimeMeter {
    pub(super) fn add(&mut self, sample: &Sample<'_>) {
        let service = in_micros(micros(sample.service));
        if let Some(lag) = sample.lag {
            self.service.get_or_insert_default().add(service);
            self.response.add(in_micros(micros(sample.service.saturating_add(lag))));
        } else {
            self.response.add(service);
        }
        if let Some(phases) = sample.phases {
            self.add_phases(phases);
        }
    }

    fn add_phases(&mut self, phases: &Phases) {
        let Phases { blocked, dns, connect, tls, send, wait, receive } = *phases;
        let intervals = self.phases.get_or_insert_default();
        for (interval, took) in
            intervals.iter_mut().zip([blocked, dns, connect, tls, send, wait, receive])
        {
            if let Some(took) = took {
                interval.add(in_micros(micros(took)));
            }
        }
    }

    fn take(&mut self) -> Option<Timing> {
        let response = self.response.take()?;
        let service = self.service.as_mut().and_then(|interval| interval.take());
        let phases = self.phases.as_mut().map_or_else(PhaseTimes::default, |intervals| {
            PhaseTimes::taken(|phase| intervals.get_mut(phase).and_then(Interval::take))
        });
        Some(Timing { response, service, phases })
    }
}

fn in_micros(micros: u64) -> i64 {
    i64::try_from(micros).unwrap_or(i64::MAX)
}
