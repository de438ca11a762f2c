//! From a load test to who starts where: pure arithmetic, no clocks and no tasks.

mod deal;

pub use deal::{CoreShare, EntryLoad, deal, planned_duration, scaled};
