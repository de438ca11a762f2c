//! State: assigns, config, live values, metrics of one's own, log lines, and who a session is.

use std::rc::Rc;

use chaperon::ErrorKind;
use chaperon::metrics::Value;
use chaperon::prelude::*;

use super::walk::{NOWHERE, counted, walk};

#[scenario]
async fn assigns(session: &mut Session) -> Result {
    session.assign("user", "a");
    session.assign("api.auth.token", "t");
    session.assign("api.auth.tries", 1);
    session.assign("api.pages", [1, 2]);
    session.check("assigned", session.assigned::<String>("user")? == "a");
    session.check("a.b.c", session.assigned::<String>("api.auth.token")? == "t");
    let api: serde_json::Value = session.assigned("api")?;
    let expected = json!({ "auth": { "token": "t", "tries": 1 }, "pages": [1, 2] });
    session.check("a whole namespace", api == expected);
    session.check("assigned_or", session.assigned_or("none", 5) == 5);
    session.check("assigned_or of another type", session.assigned_or("user", 5) == 5);
    session.update_assign("api.auth.tries", |tries: Option<u32>| tries.unwrap_or(0) + 1);
    session.update_assign("visits.today", |visits: Option<u32>| visits.map_or(10, |_| 0));
    let counts = (session.assigned("api.auth.tries")?, session.assigned("visits.today")?);
    session.check("update_assign", counts == (2, 10));
    session.delete_assign("api.auth.token");
    session.delete_assign("api.nothing.at.all");
    session.check("delete_assign", session.assigned::<String>("api.auth.token").is_err());
    session.check("and nothing else", session.assigned::<u32>("api.auth.tries")? == 2);
    session.delete_assign("api");
    session.check("of a namespace", session.assigned::<u32>("api.auth.tries").is_err());
    let missing = session.assigned::<u32>("visits.tomorrow").unwrap_err();
    session.check("its kind", missing.kind() == ErrorKind::Assign);
    session.check("its key", missing.to_string().contains("`visits.tomorrow`"));
    let wrong = session.assigned::<u32>("user").unwrap_err().to_string();
    session.check("another type", wrong.contains("`user`") && wrong.contains("u32"));
    Ok(())
}

load_test! {
    Assigns { scenarios: [assigns] }
}

#[test]
fn assign_assigned_update_assign_delete_assign() {
    walk::<Assigns>(NOWHERE);
}

/// A client that is no text: it lives with the session.
struct Client {
    number: u32,
}

#[scenario]
async fn keeps_alive(session: &mut Session) -> Result {
    session.put_live(Client { number: 7 });
    let client: Rc<Client> = session.live()?;
    session.check("live", client.number == 7);
    session.put_live(Client { number: 8 });
    session.check("the later one", session.live::<Client>()?.number == 8);
    session.spawn("child", async |session| {
        session.check("not forked", session.live::<Client>().is_err());
        Ok(())
    });
    session.join("child").await?;
    let missing = session.live::<String>().map(drop).unwrap_err();
    session.check("a missing one is named", missing.to_string().contains("String"));
    Ok(())
}

load_test! {
    KeepsAlive { scenarios: [keeps_alive] }
}

#[test]
fn put_live_and_live() {
    let ran = walk::<KeepsAlive>(NOWHERE);
    ran.held("not forked", 1);
}

/// Keys of `configured`.
#[derive(Config)]
struct Keys {
    channel: String,
    #[config(default = 3)]
    rounds: u32,
    #[config(nested)]
    api: Api,
}

/// Keys within.
#[derive(Config)]
struct Api {
    version: u32,
    #[config(default = 2s)]
    patience: Duration,
}

#[scenario(init = prepares)]
async fn configured(session: &mut Session, config: &Keys) -> Result {
    session.check("of init", config.channel == "of init");
    session.check("defaults", (config.rounds, config.api.patience) == (3, seconds(2)));
    let typed = session.config_of::<Keys>()?;
    session.check("config_of", (typed.rounds, typed.api.version) == (3, 1));
    session.check("a.b", session.config::<u32>("api.version")? == 1);
    let whole: serde_json::Value = session.config("api")?;
    session.check("a whole namespace", whole["version"] == 1);
    session.check("config_or", session.config_or("api.none", 5) == 5);
    session.set_config("api.version", 2);
    session.update_config("rounds", |rounds: Option<u32>| rounds.unwrap_or(0) + 1);
    let changed = (session.config::<u32>("api.version")?, session.config::<u32>("rounds")?);
    session.check("set_config, update_config", changed == (2, 4));
    session.spawn("child", async |session| {
        session.check("seen by children", session.config_of::<Keys>()?.api.version == 2);
        Ok(())
    });
    session.join("child").await?;
    let error = session.config::<u32>("api.versoin").unwrap_err();
    session.check("its kind", error.kind() == ErrorKind::Config);
    let told = error.to_string();
    for part in ["`api.versoin`", "api.version", "parity::state::configured"] {
        session.check(format!("{part} is told"), told.contains(part));
    }
    let wrong = session.config::<u32>("channel").unwrap_err().to_string();
    session.check("another type", wrong.contains("`channel`") && wrong.contains("u32"));
    Ok(())
}

async fn prepares(session: &mut Session) -> Result {
    session.set_config("channel", "of init");
    Ok(())
}

load_test! {
    Configured {
        scenarios: [configured { channel: "of the block", api: { version: 1 } }],
    }
}

#[test]
fn config_set_config_update_config() {
    walk::<Configured>(NOWHERE);
}

#[scenario]
async fn measures(session: &mut Session) -> Result {
    steps! { session =>
        .add_metric("wait", 5ms);
        .add_metric("items", 3);
        .add_metric("ratio", 0.5);
        .counter("bought", 2);
        .gauge("open", 4.0);
        .check("good", true);
    }
}

load_test! {
    Measures { scenarios: [2 * measures] }
}

#[test]
fn add_metric_counter_gauge_check() {
    let ran = walk::<Measures>(NOWHERE);
    counted(&ran, &[("wait", 2), ("items", 2), ("ratio", 2), ("check(good)", 2)]);
    assert!(matches!(ran.value("bought"), Value::Counter(4)), "{:?}", ran.value("bought"));
    assert!(matches!(ran.value("open"), Value::Gauge(_)), "{:?}", ran.value("open"));
}

#[scenario(name = "Shop.Visit")]
async fn visits(session: &mut Session) -> Result {
    let id = session.id();
    session.check("name", &*session.name() == "visitor");
    session.check("scenario", &*session.scenario() == "Shop.Visit");
    session.check("timeout", session.timeout() == Some(seconds(3)));
    session.check("no parent", session.parent().is_none());
    session.spawn("child", async move |session| {
        session.check("an id of its own", session.id() != id && session.parent() == Some(id));
        Ok(())
    });
    session.join("child").await?;
    let shown = id.to_string();
    log_debug!(session, "as {shown}");
    log_info!(session, "as {}", shown);
    log_warn!(session, "as {shown}: {reason}", reason = "none");
    log_error!(session, "as {shown}");
    match shown.split_once('-') {
        Some((core, number)) => {
            session
                .check("id_string", core.parse::<u32>().is_ok() && number.parse::<u64>().is_ok());
            Ok(())
        }
        None => Err(std::io::Error::other(format!("`{shown}` is no id")).into()),
    }
}

load_test! {
    Visits {
        default_config: { timeout: 3s },
        scenarios: [2 * visits as "visitor"],
    }
}

#[test]
fn id_name_timeout_ok_error_and_log() {
    let ran = walk::<Visits>(NOWHERE);
    ran.held("id_string", 2);
    assert_eq!(ran.count_of("visitor", "task(child)"), 2);
}
