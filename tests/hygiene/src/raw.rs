//! Words of Rust as names of scenarios, keys and load tests.

use load::prelude::*;

/// Config keys of `match`.
#[derive(Config)]
#[config(crate = load)]
pub struct Match {
    /// A key that is called `type`.
    pub r#type: u32,
    /// A key with keys inside.
    #[config(nested)]
    pub r#struct: Inner,
}

/// The keys inside `struct`.
#[derive(Config)]
#[config(crate = load)]
pub struct Inner {
    /// A key that is called `fn`.
    #[config(default = true)]
    pub r#fn: bool,
    /// A key that is called `in`.
    pub r#in: String,
}

/// Has a name that is a word of Rust.
///
/// # Errors
/// When the page cannot be had.
#[scenario(crate = load)]
pub async fn r#match(r#mut: &mut Session, r#ref: &Match) -> Result {
    if r#ref.r#struct.r#fn {
        r#mut.get("/{in}").param("in", &r#ref.r#struct.r#in).await?;
    }
    r#mut.assign("type", r#ref.r#type);
    Ok(())
}

load_test! {
    /// Runs it.
    pub r#Virtual {
        feeds: { r#type: jsonl("types.jsonl") as bool },
        scenarios: [r#match { r#type: 1, r#struct: { r#in: "x" } }],
        thresholds: [call(r#match).p99 < 1s, errors < 1% in r#match],
    }
}
