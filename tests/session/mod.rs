//! What a session does, in load tests run in this process, with the server's own count as the
//! truth.

mod actions;
mod callbacks;
mod dropped;
mod errors;
mod every;
mod feeds;
mod groups;
pub mod in_process;
mod life_cycle;
mod live_values;
mod load;
mod loops;
mod mistakes;
mod models;
mod nested;
mod open_files;
pub mod recording;
mod requests;
mod responses;
mod results;
mod retries;
mod secrets;
mod seeds;
mod sequences;
mod set_config;
mod set_up;
mod signals;
mod spread;
mod stopping;
mod tasks;
mod thresholds;
mod tls;
mod web_socket;
mod web_socket_options;
