//! Requests over real connections, to the queue of an engine in memory, in which nothing runs but by
//! a test's word. Real runs are asked for in the integration tests.

mod asked;
mod door;
mod queue;
mod reports;
mod scheduling;
mod steering;
