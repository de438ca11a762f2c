//! Results where they are sent to: real servers take them, and are asked what they have. And what
//! is not recorded at all.

#[cfg(feature = "object-store")]
mod bucket;
mod filter;
#[cfg(feature = "influx")]
mod influx;
#[cfg(feature = "influx")]
mod influxd;
#[cfg(feature = "object-store")]
mod object_store;
