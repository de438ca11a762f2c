//! A config struct keeps clear of the built-in keys; those of nested structs are free.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Slow {
    timeout: u32,
    #[config(nested)]
    inner: Inner,
}

#[derive(Config)]
struct Inner {
    base_url: String,
}

#[scenario]
async fn slow(session: &mut Session, config: &Slow) -> Result {
    Ok(())
}

fn main() {}
