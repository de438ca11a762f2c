//! The request of the bench, by goose: `--host`, `--users` and `--run-time` are goose's own flags.
//!
//! Prints how many requests were answered and how many failed: `requests 1000 failed 0`.

use goose::prelude::*;

/// The version that Cargo.lock holds; goose tells none at run time.
const GOOSE: &str = "0.19.0";

#[tokio::main]
async fn main() -> Result<(), GooseError> {
    if std::env::args().any(|argument| argument == "--version") {
        println!("goose {GOOSE}");
        return Ok(());
    }
    let metrics = GooseAttack::initialize()?
        .register_scenario(scenario!("visit").register_transaction(transaction!(visit)))
        .execute()
        .await?;
    let all = metrics.requests.values();
    let (good, bad) = all.fold((0, 0), |(good, bad), one| {
        (good + one.success_count, bad + one.fail_count)
    });
    println!("requests {} failed {bad}", good + bad);
    Ok(())
}

async fn visit(user: &mut GooseUser) -> TransactionResult {
    let answer = user.get("/items/7").await?;
    answer.response?.bytes().await?;
    Ok(())
}
