//! From a load test to who starts where: pure arithmetic, no clocks and no tasks.

mod arrivals;
mod deal;
mod flow;
mod portion;
mod ramp;
mod slots;

#[cfg(test)]
pub use arrivals::Arrivals;
#[cfg(test)]
pub use deal::deal;
pub use deal::{CoreShare, EntryLoad, Share, planned_duration, share_room};
pub use flow::Flow;
pub use portion::Portion;
pub use ramp::ramp;
pub use slots::{Period, periods};
