//! The types of a config struct's fields and defaults.

use chaperon::prelude::*;

struct Plain;

#[derive(Config)]
struct Types {
    a: Plain,
    #[config(nested)]
    b: Plain,
    #[config(default = "5")]
    c: u32,
    #[config(default = 5)]
    d: Duration,
    #[config(nested, default = { sise: 5 })]
    e: Page,
    #[config(nested, default = { size: "5" })]
    f: Page,
    #[config(default = none)]
    g: u32,
}

#[derive(Config)]
struct Page {
    size: u32,
}

fn main() {}
