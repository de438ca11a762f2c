//! What a config struct may not be, and what `#[config(..)]` does not take.

use chaperon::prelude::*;

#[derive(Config)]
enum Choice {
    A,
    B,
}

#[derive(Config)]
struct Pair(u32, String);

#[derive(Config)]
union Either {
    a: u32,
    b: f32,
}

#[derive(Config)]
struct Generic<T> {
    value: T,
}

#[derive(Config)]
#[config(rename = "x")]
struct Attributes {
    #[config(defualt = 2s)]
    a: Duration,
    #[config(secret, secret)]
    b: u32,
    #[config(default)]
    c: u32,
    #[config(nested, default = 5)]
    d: Page,
    #[config(default = { size: 5 })]
    e: Page,
    #[config(nested, default = { size: 5 })]
    f: Option<Page>,
    #[config(nested, default = { size: 5, .. })]
    g: Page,
    #[config(nested, default = { size 5, size: 6, size: 7 })]
    h: Page,
}

#[derive(Config)]
struct Page {
    size: u32,
}

// A mistake in a struct does not make its scenario wrong.
#[scenario]
async fn choose(session: &mut Session, config: &Choice) -> Result {
    let _ = session.config_of::<Pair>()?;
    Ok(())
}

fn main() {}
