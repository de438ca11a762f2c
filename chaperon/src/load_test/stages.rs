//! Stages: a level that holds or changes evenly, one after the other.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::time::{Rate, write_duration};

/// One stage: from a level to a level, in some time. Equal levels hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage<L> {
    /// The level it starts at.
    pub from: L,
    /// The level it ends at.
    pub to: L,
    /// How long it takes.
    pub length: Duration,
}

/// Stages, one after the other: of a number of slots, or of a rate of arrivals.
///
/// ```
/// use chaperon::prelude::*;
/// use chaperon::{Rate, Stages};
///
/// // [0/s -> 500/s in 1min, 500/s for 5min, 500/s -> 0/s in 30s]
/// let rates = Stages::from(Rate::ZERO)
///     .to(Rate::per_second(500), minutes(1))
///     .hold(minutes(5))
///     .to(Rate::ZERO, seconds(30));
/// assert_eq!(rates.length(), seconds(390));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Stages<L> {
    start: L,
    stages: Arc<[Stage<L>]>,
}

impl<L: Copy> Stages<L> {
    /// A level that the first stage starts at.
    pub fn from(level: L) -> Self {
        Self { start: level, stages: Arc::default() }
    }

    /// One level, for so long.
    pub fn of(level: L, length: Duration) -> Self {
        Self::from(level).hold(length)
    }

    /// These stages. [`RunError::Config`](crate::RunError::Config) says of those that do not start
    /// where the last ended.
    pub fn new(stages: impl IntoIterator<Item = Stage<L>>) -> Self
    where
        L: Default,
    {
        let stages: Arc<[Stage<L>]> = stages.into_iter().collect();
        Self { start: stages.first().map_or_else(L::default, |stage| stage.from), stages }
    }

    /// From where the last stage ended evenly to this level, in so long.
    #[must_use]
    pub fn to(self, level: L, length: Duration) -> Self {
        let from = self.stages.last().map_or(self.start, |stage| stage.to);
        let next = Stage { from, to: level, length };
        let stages = self.stages.iter().copied().chain([next]);
        Self { start: self.start, stages: stages.collect() }
    }

    /// The level at which the last stage ended, for so long.
    #[must_use]
    pub fn hold(self, length: Duration) -> Self {
        let level = self.stages.last().map_or(self.start, |stage| stage.to);
        self.to(level, length)
    }

    /// The stages.
    pub fn stages(&self) -> &[Stage<L>] {
        &self.stages
    }

    /// How long they take together.
    pub fn length(&self) -> Duration {
        self.stages.iter().fold(Duration::ZERO, |all, stage| all.saturating_add(stage.length))
    }

    /// The highest level.
    pub fn highest(&self) -> L
    where
        L: Ord,
    {
        self.stages.iter().flat_map(|stage| [stage.from, stage.to]).fold(self.start, Ord::max)
    }

    /// The same stages, each level changed.
    pub(crate) fn map(&self, change: impl Fn(L) -> L) -> Self {
        let stages = self.stages.iter().map(|stage| Stage {
            from: change(stage.from),
            to: change(stage.to),
            ..*stage
        });
        Self { start: change(self.start), stages: stages.collect() }
    }
}

impl<L: Copy + PartialEq + fmt::Display> Stages<L> {
    /// What is wrong with them, if anything is.
    pub(super) fn mistake(&self) -> Option<String> {
        if self.stages.is_empty() {
            return Some("there are no stages".to_owned());
        }
        if let Some(stage) = self.stages.iter().find(|stage| stage.length.is_zero()) {
            return Some(format!("the stage `{stage}` takes no time"));
        }
        let pairs = self.stages.windows(2);
        let apart = pairs.into_iter().find(|pair| pair[0].to != pair[1].from)?;
        let (last, next) = (apart[0], apart[1]);
        Some(format!(
            "the stage `{next}` starts at {}, and the one before it ended at {}",
            next.from, last.to
        ))
    }
}

impl<L: PartialEq + fmt::Display> fmt::Display for Stage<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, length } = self;
        let length = write_duration(*length);
        match from == to {
            true => write!(f, "{from} for {length}"),
            false => write!(f, "{from} -> {to} in {length}"),
        }
    }
}

impl<L: PartialEq + fmt::Display> fmt::Display for Stages<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stages: Vec<String> = self.stages.iter().map(ToString::to_string).collect();
        match stages.as_slice() {
            [one] => f.write_str(one),
            many => write!(f, "[{}]", many.join(", ")),
        }
    }
}

impl<L: PartialEq + fmt::Display> fmt::Debug for Stages<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Stages<Rate> {
    /// What there is of them up to a moment.
    pub(crate) fn first(&self, time: Duration) -> Self {
        let mut first = Self { stages: Arc::default(), ..self.clone() };
        let mut left = time;
        for stage in self.stages() {
            let length = stage.length.min(left);
            left -= length;
            first = first.to(level(stage, length), length);
        }
        first
    }

    /// What there is of them from a moment on.
    pub(crate) fn rest(&self, time: Duration) -> Self {
        let mut rest = Vec::new();
        let mut gone = time;
        for stage in self.stages() {
            let from = level(stage, gone.min(stage.length));
            let length = stage.length.saturating_sub(gone);
            gone = gone.saturating_sub(stage.length);
            rest.extend((!length.is_zero()).then_some(Stage { from, length, ..*stage }));
        }
        Self::new(rest)
    }

    /// Whether nothing ever arrives.
    pub(super) fn are_empty(&self) -> bool {
        self.highest() == Rate::ZERO
    }
}

/// The rate at a moment of a stage.
#[expect(clippy::cast_precision_loss, reason = "a rate has fewer millionths than 2^52")]
fn level(stage: &Stage<Rate>, at: Duration) -> Rate {
    let (from, to) = (stage.from.millionths() as f64, stage.to.millionths() as f64);
    let part = at.div_duration_f64(stage.length);
    Rate::per_second((from + (to - from) * part) / 1e6)
}
