//! HTTP/2, where it has no counterpart in HTTP/1.1: against servers that write frames by hand.

mod agreement;
mod floods;
mod flow;
mod frames;
mod goodbyes;
mod idle;
pub mod malformed;
mod streams;

use chaperon::LoadTest;

use crate::session::in_process::{Ran, run_with};

/// Runs a load test by HTTP/2 and nothing else, with these keys: `name=value`.
async fn run<T: LoadTest>(base_url: &str, keys: &[&str]) -> Ran {
    run_with::<T>(base_url, |options| {
        options.config.set_text("http.version=2").unwrap();
        keys.iter().for_each(|key| options.config.set_text(key).unwrap());
    })
    .await
}
