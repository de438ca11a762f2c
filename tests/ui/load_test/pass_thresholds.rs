//! Every form of a threshold.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    session.call_traced(helpers::log_in).await?;
    session.call_traced(async |session| ping_pong(session, 3).await).named("closure").await
}

async fn ping_pong(session: &mut Session, times: u32) -> Result {
    session.repeat(times, async |session| session.ws_send("ping").await).await
}

mod helpers {
    use chaperon::prelude::*;

    pub async fn log_in(session: &mut Session) -> Result {
        session.get("/login").await?;
        Ok(())
    }
}

mod shop {
    use chaperon::prelude::*;

    #[scenario]
    pub async fn r#match(session: &mut Session) -> Result {
        session.get("/").await?;
        Ok(())
    }
}

const PATH: &str = "/items/{id}";
const SLOW: Duration = Duration::from_secs(2);
const MANY: u64 = 1000;
const SHARE: f64 = 0.5;

load_test! {
    pub Staging {
        thresholds: [
            errors < 1%,
            dropped < 5%,
            dropped <= SHARE% in browse over SLOW else abort,
            get("/").p99 < 250ms,
            get("/").service.p99 < 100ms,
            call(ping_pong).p95 < 10ms over 30s,
            ws_round_trip("/ping/pong").mean < 5ms,
            rate(get("/")) > 400/s,
            get("/").p99 < 1s in browse,
            metric("my_action").max < 2s else abort,
            check("logged in") > 99%,
            errors <= SHARE% in shop::r#match over SLOW else abort,
            errors < (SHARE * 2.0)%,
            call(helpers::log_in).p99.9 < SLOW,
            call(self::helpers::log_in).p99.99 <= (SLOW / 2),
            call("closure").p99.999 < 1min,
            get(PATH).p10 >= 1us,
            post(format!("{PATH}/edit")).min > 0us,
            rate(call("closure")) >= (MANY * 2)/s,
            rate(metric("orders")) > 0.5/s,
            metric("items").mean > -5,
            metric("items").max < MANY,
            metric("items").count < MANY,
            task("child").count < 1_000_000,
            iteration("browse").max < 1h,
            run_scenario("nested").p50 < 1d,
            ws_connect("/").p90 < 1s,
            ws_send("/").p90 < 1s,
            ws_recv("/").p90 < 1s,
        ],
        default_config: { base_url: "http://localhost:5000" },
        scenarios: [browse for 5min, browse at 5/s for 5min, shop::r#match],
    }
}

load_test! {
    NoThresholds { scenarios: [browse], thresholds: [], default_config: { base_url: "http://localhost" } }
}

fn main() {}
