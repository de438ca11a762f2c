//! What stands in `thresholds: [..]`.

use std::fmt;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, Ident, Path};

use super::super::model::Amount;
use crate::written::written;

/// `get("/").p99 < 250ms in browse over 30s else abort`
pub struct Threshold {
    pub measure: Measure,
    pub comparison: Comparison,
    pub limit: Limit,
    /// `in browse`
    pub scenario: Option<Path>,
    /// `over 30s`
    pub window: Option<Amount>,
    /// `else abort`
    pub abort: bool,
}

/// What is measured.
pub enum Measure {
    /// `errors`
    Errors(Ident),
    /// `dropped`
    Dropped(Ident),
    /// `check("logged in")`
    Check(Ident, Expr),
    /// `rate(get("/"))`
    Rate(Ident, Metric),
    /// `get("/").p99`, `get("/").service.p99`
    Figure { metric: Metric, service: bool, statistic: Statistic },
}

/// Whose samples.
pub struct Metric {
    /// `get`, `call`, `metric`
    pub action: Ident,
    pub subject: Subject,
}

/// What stands in a metric's parentheses.
pub enum Subject {
    /// `"/"`, or another expression of a text
    Text(Expr),
    /// `helpers::log_in`, of `call`
    Function(Path),
}

/// A figure of a metric's samples.
pub struct Statistic {
    /// `p99.9` without what follows the dot.
    pub word: Ident,
    pub kind: StatisticKind,
}

#[derive(Clone, Copy, PartialEq)]
pub enum StatisticKind {
    Min,
    Max,
    Mean,
    Count,
    /// In thousandths of a per cent.
    Percentile(u32),
}

#[derive(Clone, Copy)]
pub enum Comparison {
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// What it is held to.
pub struct Limit {
    pub amount: Amount,
    pub unit: Unit,
}

/// What follows the amount of a limit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Nothing: a duration, or a number.
    Plain,
    /// `%`
    Percent,
    /// `/s`
    PerSecond,
}

impl Metric {
    /// Whether its samples are times: all but those of one's own may not be.
    pub fn is_timed(&self) -> bool {
        self.action != "metric"
    }
}

impl Comparison {
    /// The same with its sides changed.
    pub fn turned(self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::AtMost => Self::AtLeast,
            Self::Above => Self::Below,
            Self::AtLeast => Self::AtMost,
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        })
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { word, kind } = self;
        match kind {
            StatisticKind::Percentile(percentile) if percentile % 1000 != 0 => {
                let digits = format!("{:03}", percentile % 1000);
                write!(f, "{word}.{}", digits.trim_end_matches('0'))
            }
            _ => word.fmt(f),
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = match &self.subject {
            Subject::Text(text) => written(text),
            Subject::Function(path) => written(path),
        };
        write!(f, "{}({subject})", self.action)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errors(word) | Self::Dropped(word) => word.fmt(f),
            Self::Check(word, name) => write!(f, "{word}({})", written(name)),
            Self::Rate(word, metric) => write!(f, "{word}({metric})"),
            Self::Figure { metric, service: false, statistic } => write!(f, "{metric}.{statistic}"),
            Self::Figure { metric, service: true, statistic } => {
                write!(f, "{metric}.service.{statistic}")
            }
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = match &self.amount.0 {
            simple @ (Expr::Lit(_) | Expr::Path(_)) => written(simple),
            other => format!("({})", written(other)),
        };
        let unit = match self.unit {
            Unit::Plain => "",
            Unit::Percent => "%",
            Unit::PerSecond => "/s",
        };
        write!(f, "{amount}{unit}")
    }
}

impl ToTokens for Metric {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.action.to_tokens(tokens);
        match &self.subject {
            Subject::Text(text) => text.to_tokens(tokens),
            Subject::Function(path) => path.to_tokens(tokens),
        }
    }
}

impl ToTokens for Measure {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Errors(word)
            | Self::Dropped(word)
            | Self::Check(word, _)
            | Self::Rate(word, _) => word.to_tokens(tokens),
            Self::Figure { metric, statistic, .. } => {
                metric.action.to_tokens(tokens);
                statistic.word.to_tokens(tokens);
            }
        }
    }
}

impl ToTokens for Limit {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.amount.to_tokens(tokens);
    }
}
