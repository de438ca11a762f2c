//! Background noise for a server: two searches side by side, then posts spread evenly over time.
//!
//! The posts of one session start at their times whatever the answers take; the session waits for
//! all of them at its end. Each result is printed as it comes.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Config keys of `background_noise`.
#[derive(Config)]
struct BackgroundNoise {
    /// Whether anything is posted at all.
    post_data: bool,
}

#[scenario(init = set_up)]
async fn background_noise(session: &mut Session, config: &BackgroundNoise) -> Result {
    steps! { session =>
        ~> search("foo");                           // two child tasks named `search`
        ~> search("foo");
        <~ search;                                  // until both have ended
        spread_post_data(config.post_data);
    }
}

async fn set_up(session: &mut Session) -> Result {
    // So many posts, evenly spread over the interval.
    session.assign("rate", 25);
    session.assign("interval", seconds(1));
    Ok(())
}

async fn search(session: &mut Session, query: &str) -> Result {
    session.get("/").params([("q", query)]).await?;
    Ok(())
}

async fn spread_post_data(session: &mut Session, posts: bool) -> Result {
    let rate: f64 = session.assigned("rate")?;
    let interval: Duration = session.assigned("interval")?;
    let post_data = async move |session: &mut Session| post_data(session, posts).await;
    steps! { session =>
        .cc_spread(post_data, rate.round() as u64, interval).named("post_data");
        <~ post_data;
        .update_assign("rate", |_: Option<f64>| rate * 1.025);      // noisier by 2.5 %
    }
}

async fn post_data(session: &mut Session, posts: bool) -> Result {
    if posts {
        session.post("/").json(json!({"message": "hello, world!"})).await?;
    }
    Ok(())
}

load_test! {
    /// Two sessions, each of which searches twice and posts 25 times.
    pub Production {
        default_config: {
            base_url: demo_target::url(),
            skip_query_params_in_metrics: true,
            print_results: true,
        },
        scenarios: [
            background_noise { post_data: true },
            background_noise { post_data: true },
        ],
    }
}

chaperon::main!(Production);
