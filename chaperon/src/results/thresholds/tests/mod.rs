//! Judging by thresholds: what is tallied, which windows there are, and what has no data.

mod figures;
mod recorded;
mod tallied;
mod windows;
