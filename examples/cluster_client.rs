//! A program of one's own that has load tests run: it puts them in a queue, watches them, changes
//! their rate, and looks at what came of them.
//!
//! Here the queue is in this process, and so is who works it off. With
//! `Client::connect(&NatsOptions::from_env(), &registry)` in place of `Client::in_memory` the same
//! program asks a cluster of many machines, whose workers make the load.

#![expect(clippy::print_stdout, reason = "it tells whoever started it")]

use std::error::Error;

use chaperon::cluster::{Client, Coordinator, LeadOptions, Registry, Submission};
use chaperon::prelude::*;
use chaperon::{Rate, cluster};
use chaperon_examples::demo_target;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    session.get("/foo").await?;
    Ok(())
}

load_test! {
    /// Visitors who stay.
    Visitors {
        default_config: { base_url: demo_target::url() },
        scenarios: [5 * browse times 500],
    }
}

load_test! {
    /// Visitors who arrive.
    Arrivals {
        default_config: { base_url: demo_target::url() },
        scenarios: [browse at 50/s for 1min],
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn Error>> {
    let registry = Registry::new().load_test::<Visitors>().load_test::<Arrivals>();
    let client = Client::in_memory(&registry)?;
    let options = LeadOptions { pause_between: seconds(0), ..LeadOptions::default() };
    let coordinator = Coordinator::start(&client, options).await?;

    let visitors = Submission { tag: Some("example".to_owned()), ..Submission::of::<Visitors>() };
    let visitors = client.submit(visitors).await?;
    let arrivals = Submission { duration: Some(seconds(4)), ..Submission::of::<Arrivals>() };
    let arrivals = client.submit(arrivals).await?;
    let waiting = client.submit(Submission::named("Arrivals").set("timeout", "2s")).await?;
    println!("{} runs were submitted", client.runs().await?.len());
    client.cancel(&waiting).await?;

    client.wait(&visitors).await?;
    tell(&client, &visitors).await?;

    while client.run(&arrivals).await?.state() != cluster::RunState::Running {
        tokio::time::sleep(millis(50)).await;
    }
    client.set_rate(&arrivals, "browse", Rate::per_second(100)).await?;
    client.follow(&arrivals, |run| println!("Arrivals is {}", run.state())).await?;
    tell(&client, &arrivals).await?;
    coordinator.stop().await?;
    Ok(())
}

/// Says what came of a run.
async fn tell(client: &Client, id: &str) -> std::result::Result<(), Box<dyn Error>> {
    let run = client.run(id).await?;
    let Some(results) = client.results(id).await? else {
        println!("{} came to no load: {}", run.submission().load_test, run.reason().unwrap_or("?"));
        return Ok(());
    };
    let finished: u64 = results.sessions().map(|(_, counts)| counts.finished).sum();
    let exit_code = run.outcome().map_or(1, |outcome| outcome.exit_code());
    println!(
        "{} is {}: {finished} sessions, exit code {exit_code}",
        results.load_test(),
        run.state()
    );
    Ok(())
}
