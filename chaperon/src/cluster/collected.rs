//! What is known of a run by the frames of its workers: totals, in whatever order and however often
//! frames come; and its thresholds, second by second in order.

use std::time::Duration;

use time::OffsetDateTime;

use super::led::Led;
use super::protocol::{Body, Frame, FrameReader, RunPlan};
use super::source::{Source, Told};
use crate::event::{Ending, Steering};
use crate::metrics::PackedSnapshot;
use crate::results::RunResults;
use crate::run::Tally;
use crate::time::{Instant, after, now, timestamp_us};

/// A worker is told of that begins further off its time than that, or may have.
const FAR: Duration = Duration::from_millis(250);

/// The results of a run that others make the load of.
pub(crate) struct Collected {
    led: Led,
    tally: Tally,
    reader: FrameReader,
    /// The workers of the plan in its order, then all others of which there are frames.
    sources: Vec<Source>,
    /// How many of them are in the plan.
    planned: usize,
    start: Instant,
    /// When the load is over by plan, and how that is called.
    end: Option<(Duration, Ending)>,
    steering: Steering,
    /// Since when it is paused, if it is.
    paused: Option<Instant>,
}

impl Collected {
    /// Nothing yet, of a run whose load began or begins by its plan.
    pub(crate) fn new(led: Led, tag: Option<String>, plan: &RunPlan) -> Self {
        let sources: Vec<Source> =
            plan.parts.iter().map(|part| Source::new(&part.node, &part.boot)).collect();
        let mut tally = Tally::new(&led.prepared, tag, sources.len());
        let start_at = plan.start_at.unwrap_or_else(timestamp_us);
        let start = moment(start_at);
        let wall = OffsetDateTime::from_unix_timestamp_nanos(i128::from(start_at) * 1000);
        tally.began_at(start, wall.unwrap_or_else(|_| OffsetDateTime::now_utc()));
        for part in &plan.parts {
            let node = &part.node;
            match part.clock_off() {
                None => tally.results.warn(format!(
                    "worker {node} may have begun before or after its time: its clock could not be \
                     read"
                )),
                Some(off) if off > FAR => tally.results.warn(format!(
                    "worker {node} may have begun {off:?} before or after its time: its clock could \
                     not be read better than that"
                )),
                Some(_) => {}
            }
        }
        let end = led.prepared.planned_end(led.options.duration);
        let (reader, planned) = (FrameReader::default(), sources.len());
        let (steering, paused) = (Steering::default(), None);
        Self { led, tally, reader, sources, planned, start, end, steering, paused }
    }

    /// Hears of a frame; gives why the run is to stop by it, if it is.
    pub(crate) fn hear(&mut self, payload: &[u8]) -> Option<Ending> {
        let Self { reader, sources, tally, .. } = self;
        let frame = match reader.read(payload) {
            Ok(frame) => frame,
            Err(error) => {
                tally.results.warn(format!("results that cannot be read: {error}"));
                return None;
            }
        };
        let Frame { node, boot, sequence, body } = frame;
        if matches!(body, Body::Report { .. }) {
            return None;
        }
        let index = place_of(sources, &node, &boot);
        let source = &mut sources[index];
        if !source.is_new(sequence) {
            return None;
        }
        let (wish, told) = add(source, tally, body);
        let turn = source.tell(sequence, told);
        turn.into_iter().fold(wish, |wish, told| wish.or(self.judge(index, told)))
    }

    /// Judges what a worker of the plan told, in its order.
    fn judge(&mut self, index: usize, told: Told) -> Option<Ending> {
        if index >= self.planned {
            return None;
        }
        match told {
            // What set-ups recorded is of no second.
            Told::Second(0, _) | Told::Part(_) | Told::Other => None,
            Told::Second(second, snapshot) => {
                if let Some((end, _)) = self.end.as_ref().filter(|(end, _)| end.as_secs() < second)
                {
                    self.tally.load_over_at(after(self.start, *end));
                }
                self.tally.judge(index, second, &snapshot)
            }
            Told::Ended => self.tally.ended(index),
        }
    }

    /// The workers of the plan, in its order.
    pub(crate) fn workers(&self) -> &[Source] {
        &self.sources[..self.planned]
    }

    /// Notes that nothing is to be waited for from a worker of the plan.
    pub(crate) fn gave_up(&mut self, worker: usize) -> Option<Ending> {
        self.tally.ended(worker)
    }

    /// Notes how the run departs from its plan now. The plan's clock stands still in pauses.
    pub(crate) fn steer(&mut self, steering: &Steering) {
        if *steering == self.steering {
            return;
        }
        self.steering = steering.clone();
        self.tally.steered(steering, now().saturating_duration_since(self.start));
        match (self.paused, steering.paused) {
            (None, true) => self.paused = Some(now()),
            (Some(since), false) => {
                self.paused = None;
                if let Some((end, _)) = &mut self.end {
                    *end += since.elapsed();
                }
            }
            _ => {}
        }
    }

    /// Notes that the run is told to stop.
    pub(crate) fn load_over(&mut self) {
        self.tally.load_over_at(self.known_until());
    }

    /// The last second of which something is known.
    pub(crate) fn second(&self) -> u64 {
        self.sources.iter().map(|source| source.second).max().unwrap_or_default()
    }

    /// Until when something may be known: now, or long ago if these are the frames of a run that has
    /// ended since.
    fn known_until(&self) -> Instant {
        now().min(after(self.start, Duration::from_secs(self.second() + 1)))
    }

    /// The results so far.
    pub(crate) fn so_far(&self) -> RunResults {
        self.tally.so_far(&self.led.prepared)
    }

    /// The results, and what is wrong with them, a line each. The run was told to stop, or ended by
    /// its plan.
    pub(crate) fn finish(mut self, told: Option<Ending>) -> (RunResults, Vec<String>) {
        let findings: Vec<String> = self.sources.iter().flat_map(Source::findings).collect();
        let ended = now().min(after(self.start, Duration::from_secs(self.second())));
        let ending = told.unwrap_or_else(|| self.ended_by_plan(ended));
        let results = self.tally.finish_at(ending, &self.led.prepared, ended);
        (results, findings)
    }

    fn ended_by_plan(&mut self, ended: Instant) -> Ending {
        let Some((length, ending)) = self.end.take() else { return Ending::Finished };
        let end = after(self.start, length);
        if ended < end {
            return Ending::Finished;
        }
        self.tally.load_over_at(end);
        ending
    }
}

/// The place of a worker among the sources.
fn place_of(sources: &mut Vec<Source>, node: &str, boot: &str) -> usize {
    let known = sources.iter().position(|it| it.node == node && it.boot == boot);
    known.unwrap_or_else(|| {
        sources.push(Source::new(node, boot));
        sources.len() - 1
    })
}

/// Adds to the totals; gives why the run is to stop, and what is to be told in order.
fn add(
    source: &mut Source,
    tally: &mut Tally,
    body: Body<PackedSnapshot<'_>>,
) -> (Option<Ending>, Told) {
    let told = match body {
        Body::Second { second, more, snapshot } => {
            source.measured(second, snapshot.samples());
            let judged = tally.add_packed(&snapshot);
            if more { Told::Part(judged) } else { Told::Second(second, judged) }
        }
        Body::Stop(ending) => return (Some(ending), Told::Other),
        Body::Last(last) => {
            let cpu = Duration::from_micros(last.cpu_us);
            tally.results.core_ended(cpu, Duration::from_micros(last.worst_lag_us));
            source.says_last(last);
            Told::Ended
        }
        Body::Warning(text) => {
            tally.results.warn(format!("worker {}: {text}", source.node));
            Told::Other
        }
        Body::Began { late_us } => {
            let late = Duration::from_micros(late_us);
            if late > FAR {
                let name = &source.node;
                tally.results.warn(format!("worker {name} began {late:?} after its time"));
            }
            Told::Other
        }
        Body::Report { .. } => Told::Other,
    };
    (None, told)
}

/// A moment of this machine's wall clock, in microseconds since the Unix epoch.
fn moment(wall_us: i64) -> Instant {
    let ahead = wall_us.saturating_sub(timestamp_us());
    let apart = Duration::from_micros(ahead.unsigned_abs());
    match ahead {
        0.. => after(now(), apart),
        _ => now().checked_sub(apart).unwrap_or_else(now),
    }
}
