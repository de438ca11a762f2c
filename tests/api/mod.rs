//! The HTTP API as it is served: a real process, real requests, and a target that counts.

mod bad_requests;
mod over_nats;
mod queue;
mod runs;
mod secrets;
mod serving;
mod starting;
