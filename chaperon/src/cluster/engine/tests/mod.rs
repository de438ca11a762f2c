//! What every engine does alike, and what is promised of each alone.

mod cases;
mod local;
mod nats;
mod nats_server;
mod refusals;
