//! Coordinators over the engine of one process, with workers that do as a test says.

mod cluster;
mod frames;
mod leases;
mod losses;
mod outage;
mod queue;
mod refusals;
mod worker;
