//! Config structs of all visibilities, and every form of a value.

#![deny(warnings)]
#![forbid(unsafe_code)]

use chaperon::prelude::*;
use std::collections::BTreeMap;

/// Docs of the struct.
#[derive(Config)]
struct Browse {
    /// Docs of the key.
    iterations: u32,
    #[config(default = 2s)]
    patience: Duration,
    #[config(default = 1)]
    ratio: f64,
    #[config(default = "anna")]
    name: String,
    nick: Option<String>,
    #[config(default = Mode::Fast)]
    mode: Mode,
    #[config(default = Vec::new())]
    tags: Vec<String>,
    #[config(default = BTreeMap::new())]
    limits: BTreeMap<String, u32>,
    #[config(secret)]
    token: Option<String>,
    #[config(default = 5)]
    r#type: u8,
    #[config(nested, default = { size: 5 })]
    page: parts::Page,
    #[config(nested)]
    maybe: Option<parts::Page>,
    #[config(default = (1, "a".to_owned()))]
    pair: (u32, String),
}

#[derive(serde::Serialize, serde::Deserialize)]
enum Mode {
    Fast,
    Slow { by: Duration },
}

mod parts {
    use chaperon::prelude::*;

    // Private types in a public struct stay private.
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Hidden;

    #[derive(Config)]
    pub struct Page {
        pub size: u32,
        #[config(default = Hidden)]
        hidden: Hidden,
        // A built-in key's name is free here.
        #[config(default = 1s)]
        pub timeout: Duration,
        #[config(nested)]
        inner: Inner,
    }

    #[derive(Config)]
    pub(super) struct Inner {
        #[config(default = 1)]
        key: u32,
        // Names that the macro uses for itself.
        #[config(default = 1)]
        keys: u32,
        #[config(default = 1)]
        layer: u32,
        #[config(default = 1)]
        source: u32,
    }

    impl Page {
        pub fn sum(&self) -> u32 {
            let Hidden = self.hidden;
            let Inner { key, keys, layer, source } = self.inner;
            self.size + key + keys + layer + source
        }
    }
}

#[derive(Config)]
struct Nothing {}

#[derive(Config)]
struct Unit;

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    let Browse { iterations, patience, ratio, name, nick, mode, tags, limits, token, .. } = config;
    let slow = if let Mode::Slow { by } = mode { *by } else { Duration::ZERO };
    let page = config.maybe.as_ref().unwrap_or(&config.page);
    log_info!(session, "{iterations} {patience:?} {ratio} {name} {nick:?} {slow:?} {tags:?}");
    log_info!(session, "{limits:?} {token:?} {} {:?} {}", page.sum(), page.timeout, config.r#type);
    log_info!(session, "{:?}", config.pair);
    Ok(())
}

#[scenario]
async fn nothing(session: &mut Session, _: &Nothing) -> Result {
    let Unit = *session.config_of::<Unit>()?;
    Ok(())
}

#[scenario]
async fn outer(session: &mut Session) -> Result {
    let iterations = 5;
    let name = String::from("bo");
    session
        .run_scenario::<browse>(config! {
            iterations: iterations,
            patience: 250ms * 2,
            ratio: 2,
            name: name,
            nick: "b",
            mode: Mode::Slow { by: 1.5s },
            tags: ["a", "b"],
            limits: { "a.b": 1, "c": 2 },
            token: env("TOKEN"),
            type: 7,
            page: { size: 3, timeout: 2s, inner: { key: 2 } },
            maybe: { size: 3 },
            pair: (2, "b".to_owned()),
            timeout: none,
            delay: 1s..2s,
            base_url: "http://localhost:5000",
            http: { headers: { "x-api-key": env("API_KEY") }, max_connections: 2 },
            basic_auth: { user: "u", password: env("PASSWORD") },
            resolve: { "example.com": "127.0.0.1:80" },
            allow_targets: ["localhost"],
            reuse: "session",
        })
        .await?;
    session.run_scenario::<browse>(config! { iterations: "5".parse::<u32>()?, nick: None }).await?;
    session.run_scenario::<browse>(config! { iterations: number().await, tags: vec![] }).await?;
    session.run_scenario::<nothing>(config! {}).await
}

async fn number() -> u32 {
    5
}

fn main() {
    let _ = (browse {}, nothing {}, outer {});
}
