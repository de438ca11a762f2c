//! The recorder of a core: every sample of its sessions goes through here.
//!
//! It is not shared between cores; each second, `take` gives away what was recorded since.

use std::cell::RefCell;
use std::time::Duration;

use rustc_hash::FxHashMap;

use crate::error::ErrorKind;
use crate::metrics::filter::MetricFilter;
use crate::metrics::gauge::Gauge;
use crate::metrics::intern::{MetricId, Names, ScopeId};
use crate::metrics::key::Scope;
use crate::metrics::meter::Meter;
use crate::metrics::name::NameRef;
use crate::metrics::phases::RunPhase;
use crate::metrics::sample::{Sample, thousandths};
use crate::metrics::sessions::{SessionCounts, SessionEvent};
use crate::metrics::snapshot::{ErrorCount, Snapshot, Traffic};
use crate::metrics::value::ByPhase;
use crate::time::timestamp_ms;

/// What a recorder records, and how much of it.
#[derive(Debug, Clone)]
pub struct MetricsOptions {
    /// Different keys that are told apart; samples beyond them go to one `overflow` key a unit.
    pub max_keys: u32,
    /// Which metrics are recorded at all.
    pub filter: MetricFilter,
}

impl Default for MetricsOptions {
    fn default() -> Self {
        Self { max_keys: 10_000, filter: MetricFilter::default() }
    }
}

/// Records the samples of one core.
///
/// ```
/// use std::time::Duration;
/// use chaperon::metrics::{MetricsOptions, NameRef, Recorder, Scope};
///
/// let recorder = Recorder::new(MetricsOptions::default());
/// let scope = recorder.scope(&Scope::of("browse"));
/// let metric = recorder.intern(scope, NameRef::http("get", "/"));
/// recorder.record(metric, Duration::from_millis(3));
///
/// assert_eq!(recorder.take().metrics(Default::default())[0].1.count(), 1);
/// ```
#[derive(Debug)]
pub struct Recorder(RefCell<Inner>);

#[derive(Debug)]
struct Inner {
    names: Names,
    phase: RunPhase,
    meters: Vec<ByPhase<Meter>>,
    errors: FxHashMap<(usize, ErrorKind), ByPhase<ErrorCount>>,
    sessions: Vec<SessionCounts>,
    traffic: Traffic,
}

impl Recorder {
    /// A recorder that has recorded nothing.
    pub fn new(options: MetricsOptions) -> Self {
        let MetricsOptions { max_keys, filter } = options;
        Self(RefCell::new(Inner {
            names: Names::new(filter, max_keys as usize),
            phase: RunPhase::Steady,
            meters: Vec::new(),
            errors: FxHashMap::default(),
            sessions: Vec::new(),
            traffic: Traffic::default(),
        }))
    }

    /// The phase of the run that samples belong to from now on; `Steady` until it is set.
    pub fn set_phase(&self, phase: RunPhase) {
        self.0.borrow_mut().phase = phase;
    }

    /// The number of a scope: ask once for a session, and once for each group it enters.
    pub fn scope(&self, scope: &Scope) -> ScopeId {
        self.0.borrow_mut().names.scope(scope)
    }

    /// The number of the scope with the group and session name of another, for this scenario.
    pub fn scope_beside(&self, scope: ScopeId, scenario: &str) -> ScopeId {
        self.0.borrow_mut().names.beside(scope, scenario)
    }

    /// The number of the scope one group further in.
    pub fn scope_within(&self, scope: ScopeId, group: &str) -> ScopeId {
        self.0.borrow_mut().names.within(scope, group)
    }

    /// The number of a metric. For a name that is known it allocates nothing.
    pub fn intern(&self, scope: ScopeId, name: NameRef<'_>) -> MetricId {
        self.0.borrow_mut().names.intern(scope, name)
    }

    /// [`intern`](Self::intern) of `get(/path)`; the verb in lower case.
    pub fn intern_http(&self, scope: ScopeId, method: &str, url: &str) -> MetricId {
        self.intern(scope, NameRef::http(method, url))
    }

    /// Records how long something took.
    pub fn record(&self, metric: MetricId, took: Duration) {
        self.record_sample(metric, &Sample::new(took));
    }

    /// Records a timed action with all that is known of it.
    pub fn record_sample(&self, metric: MetricId, sample: &Sample<'_>) {
        self.with(metric, |meter| {
            if let Meter::Time(meter) = meter {
                meter.add(sample);
            }
        });
    }

    /// Records a plain number, to a thousandth. What is not a number is left out.
    pub fn number(&self, metric: MetricId, value: f64) {
        let Some(value) = thousandths(value) else { return };
        self.with(metric, |meter| {
            if let Meter::Number(interval) = meter {
                interval.add(value);
            }
        });
    }

    /// Adds to a counter.
    pub fn count(&self, metric: MetricId, more: u64) {
        self.with(metric, |meter| {
            if let Meter::Counter(total) = meter {
                *total = total.saturating_add(more);
            }
        });
    }

    /// Sets a gauge, to a thousandth. What is not a number is left out.
    pub fn gauge(&self, metric: MetricId, value: f64) {
        let Some(value) = thousandths(value) else { return };
        let new = Gauge::set(value, timestamp_ms());
        self.with(metric, |meter| {
            if let Meter::Gauge(gauge) = meter {
                gauge.get_or_insert(Gauge { count: 0, ..new }).set_again(&new);
            }
        });
    }

    /// Counts a check's pass or fail.
    pub fn check(&self, metric: MetricId, passed: bool) {
        self.with(metric, |meter| {
            if let Meter::Check(checks) = meter {
                checks.passes += u64::from(passed);
                checks.fails += u64::from(!passed);
            }
        });
    }

    /// Counts an error of a scenario; the message of its kind's first one is kept.
    pub fn error(&self, scope: ScopeId, kind: ErrorKind, message: &str) {
        let inner = &mut *self.0.borrow_mut();
        let Some(scenario) = inner.names.scenario_of(scope) else { return };
        let errors = inner.errors.entry((scenario, kind)).or_default();
        match errors.of(inner.phase) {
            Some(error) => error.count += 1,
            new @ None => *new = Some(ErrorCount::first(message, timestamp_ms())),
        }
    }

    /// Counts what became of a session of a scenario.
    pub fn session(&self, scope: ScopeId, event: SessionEvent) {
        self.with_sessions(scope, |counts, phase| counts.add_in(phase, event));
    }

    /// Counts an action that was under way for `age` when the run was cut.
    pub fn cut(&self, scope: ScopeId, age: Duration) {
        self.with_sessions(scope, |counts, _| counts.cut(age));
    }

    /// Counts what went over the network.
    pub fn traffic(&self, more: Traffic) {
        let traffic = &mut self.0.borrow_mut().traffic;
        traffic.bytes_in += more.bytes_in;
        traffic.bytes_out += more.bytes_out;
        traffic.connections += more.connections;
    }

    /// `max_keys`, if there were more groups and session names than it lets be told apart. Those
    /// beyond it label nothing; of metrics beyond it, the [`Snapshot`] tells.
    pub fn labels_lost(&self) -> Option<usize> {
        self.0.borrow().names.labels_lost()
    }

    /// What was recorded since the last take. The sum of all that is taken is all that was
    /// recorded.
    pub fn take(&self) -> Snapshot {
        let inner = &mut *self.0.borrow_mut();
        let mut taken = Snapshot::default();
        for (at, meters) in inner.meters.iter_mut().enumerate() {
            if let Some(key) = inner.names.key(at) {
                taken.insert(key.clone(), meters.take_each(Meter::take));
            }
        }
        for ((scenario, kind), mut errors) in inner.errors.drain() {
            if let Some(scenario) = inner.names.scenario_name(scenario) {
                taken.insert_errors(scenario, kind, errors.take_each(|error| Some(error.take())));
            }
        }
        for (at, counts) in inner.sessions.drain(..).enumerate() {
            if let Some(scenario) = inner.names.scenario_name(at) {
                taken.insert_sessions(scenario, counts);
            }
        }
        taken.add_traffic(std::mem::take(&mut inner.traffic));
        taken
    }

    fn with(&self, metric: MetricId, record: impl FnOnce(&mut Meter)) {
        if metric == MetricId::IGNORED {
            return;
        }
        let inner = &mut *self.0.borrow_mut();
        let at = metric.0 as usize;
        if at >= inner.meters.len() {
            inner.meters.resize_with(at + 1, ByPhase::default);
        }
        let meter = inner.meters[at].of(inner.phase);
        let meter = match meter {
            Some(meter) => meter,
            none => {
                let Some(key) = inner.names.key(at) else { return };
                none.insert(Meter::new(key.name.unit()))
            }
        };
        record(meter);
    }

    fn with_sessions(&self, scope: ScopeId, change: impl FnOnce(&mut SessionCounts, RunPhase)) {
        let inner = &mut *self.0.borrow_mut();
        let Some(at) = inner.names.scenario_of(scope) else { return };
        if at >= inner.sessions.len() {
            inner.sessions.resize(at + 1, SessionCounts::default());
        }
        change(&mut inner.sessions[at], inner.phase);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::snapshot::View;
    use crate::metrics::value::{Checks, Value};

    fn recorder(max_keys: u32, filter: MetricFilter) -> (Recorder, ScopeId) {
        let recorder = Recorder::new(MetricsOptions { max_keys, filter });
        let scope = recorder.scope(&Scope::of("s"));
        (recorder, scope)
    }

    fn names(snapshot: &Snapshot) -> Vec<String> {
        let metrics = snapshot.metrics(View::All);
        metrics.iter().map(|(key, value)| format!("{} {}", key.name, value.count())).collect()
    }

    #[test]
    fn a_name_is_interned_once_a_scope() {
        let (recorder, scope) = recorder(100, MetricFilter::default());
        let group = recorder.scope(&Scope::of("s").in_group("g"));
        let first = recorder.intern_http(scope, "get", "/");
        assert_eq!(recorder.intern_http(scope, "get", "/"), first);
        assert_ne!(recorder.intern_http(scope, "get", "/a"), first);
        assert_ne!(recorder.intern_http(group, "get", "/"), first);
    }

    #[test]
    fn names_beyond_the_bound_share_an_overflow_a_unit() {
        let (recorder, scope) = recorder(2, MetricFilter::default());
        for i in 0..5 {
            let url = format!("/users/{i}");
            recorder.record(recorder.intern_http(scope, "get", &url), Duration::from_micros(1));
        }
        recorder.number(recorder.intern(scope, NameRef::number("x")), 1.5);
        let taken = recorder.take();
        assert!(taken.overflowed());
        let expected = ["get(/users/0) 1", "get(/users/1) 1", "overflow 3", "overflow(number) 1"];
        assert_eq!(names(&taken), expected);
    }

    #[test]
    fn groups_beyond_the_bound_label_nothing_and_it_is_known() {
        let (recorder, scope) = recorder(2, MetricFilter::default());
        let first = recorder.scope_within(scope, "first");
        assert_ne!(first, scope);
        assert_eq!(recorder.labels_lost(), None);
        assert_eq!(recorder.scope_within(scope, "second"), scope);
        assert_eq!(recorder.scope_within(scope, "first"), first);
        assert_eq!(recorder.labels_lost(), Some(2));
    }

    #[test]
    fn what_the_filter_refuses_is_not_recorded() {
        let (recorder, scope) = recorder(100, MetricFilter::types(["call", "mine"]));
        for name in [NameRef::http("get", "/"), NameRef::call("m", "f"), NameRef::custom("mine")] {
            recorder.record(recorder.intern(scope, name), Duration::from_micros(1));
        }
        recorder.error(scope, ErrorKind::Reset, "reset");
        let taken = recorder.take();
        assert_eq!(names(&taken), ["call(m.f) 1", "mine 1"]);
        assert_eq!(taken.errors(View::All)[0].errors.count, 1);
    }

    #[test]
    fn each_unit_keeps_what_it_is_about() {
        let (recorder, scope) = recorder(100, MetricFilter::default());
        let gauge = recorder.intern(scope, NameRef::gauge("depth"));
        [3.0, 9.5, 1.0].into_iter().for_each(|value| recorder.gauge(gauge, value));
        let check = recorder.intern(scope, NameRef::check("ok"));
        [true, true, false].into_iter().for_each(|passed| recorder.check(check, passed));
        recorder.number(recorder.intern(scope, NameRef::number("ratio")), 0.125);
        recorder.number(recorder.intern(scope, NameRef::number("ratio")), f64::NAN);
        let taken = recorder.take();
        let values: Vec<_> = taken.metrics(View::All).into_iter().map(|(_, value)| value).collect();
        assert!(matches!(&values[0], Value::Number(all) if all.max() == 125 && all.count() == 1));
        let Value::Gauge(Gauge { count: 3, last: 1000, min: 1000, max: 9500, .. }) = values[1]
        else {
            panic!("{values:?}");
        };
        assert_eq!(values[2], Value::Check(Checks { passes: 2, fails: 1 }));
    }

    #[test]
    fn a_late_iteration_keeps_both_latencies() {
        let (recorder, scope) = recorder(100, MetricFilter::default());
        let id = recorder.intern_http(scope, "get", "/");
        let sample = Sample::new(Duration::from_micros(10)).late_by(Some(Duration::from_micros(5)));
        recorder.record_sample(id, &sample);
        let taken = recorder.take();
        let Value::Time(timing) = &taken.metrics(View::All)[0].1 else { panic!("{taken:?}") };
        assert_eq!((timing.response.max(), timing.service.as_ref().unwrap().max()), (15, 10));
    }

    #[test]
    fn the_first_message_of_a_kind_is_kept() {
        let (recorder, scope) = recorder(100, MetricFilter::default());
        recorder.error(scope, ErrorKind::Reset, "the first");
        recorder.error(scope, ErrorKind::Reset, "the second");
        let taken = recorder.take();
        let errors = taken.errors(View::All);
        assert_eq!((errors[0].kind, errors[0].errors.count), ("reset", 2));
        assert_eq!(errors[0].errors.message, "the first");
        assert!(recorder.take().is_empty());
    }
}
