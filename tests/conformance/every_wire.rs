//! The wires, and how a case is run on one of them.

use std::collections::BTreeMap;

use chaperon::prelude::*;
use chaperon::{LoadTest, Method, RunOptions};

use crate::session::in_process::{self, Ran};

/// What carries the requests of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    Direct,
    /// The wire `direct` where HTTP/2 is asked for, against servers that speak it.
    Http2,
    Reqwest,
    /// The same by HTTP/2.
    ReqwestHttp2,
}

impl Wire {
    /// As `http.wire` has it.
    fn name(self) -> &'static str {
        match self {
            Self::Direct | Self::Http2 => "direct",
            Self::Reqwest | Self::ReqwestHttp2 => "reqwest",
        }
    }

    /// Whether phases are all timed apart.
    pub fn times_each_phase(self) -> bool {
        !self.is_reqwest()
    }

    pub fn is_reqwest(self) -> bool {
        matches!(self, Self::Reqwest | Self::ReqwestHttp2)
    }

    pub fn is_http2(self) -> bool {
        matches!(self, Self::Http2 | Self::ReqwestHttp2)
    }
}

/// Makes a test of each case on each wire. Cases are `async fn(Wire)`.
macro_rules! on_every_wire {
    ($($case:ident),* $(,)?) => {
        crate::conformance::every_wire::on_every_wire! { @direct Direct: $($case)* }
        crate::conformance::every_wire::on_every_wire! { @http2 Http2: $($case)* }
        crate::conformance::every_wire::on_every_wire! { @reqwest Reqwest: $($case)* }
        crate::conformance::every_wire::on_every_wire! { @reqwest_http2 ReqwestHttp2: $($case)* }
    };
    (@$module:ident $wire:ident: $($case:ident)*) => {
        mod $module {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(crate::conformance::every_wire::Wire::$wire).await;
                }
            )*
        }
    };
}
pub(super) use on_every_wire;

/// Makes a test of each case on each wire of HTTP/1.1; beside each stands the test that is to
/// HTTP/2 what the case is to HTTP/1.1.
macro_rules! on_http1_wires {
    ($($case:ident => $($instead:ident)::+),* $(,)?) => {
        crate::conformance::every_wire::on_every_wire! { @direct Direct: $($case)* }
        crate::conformance::every_wire::on_every_wire! { @reqwest Reqwest: $($case)* }
        // Named, so that they cannot be gone unseen.
        $( const _: fn() = $($instead)::+; )*
    };
}
pub(super) use on_http1_wires;

/// Runs a load test on a wire, with these keys: `name=value`.
pub async fn run<T: LoadTest>(wire: Wire, base_url: &str, keys: &[&str]) -> Ran {
    run_with::<T>(wire, base_url, keys, |_| {}).await
}

/// The same with other options.
pub async fn run_with<T: LoadTest>(
    wire: Wire,
    base_url: &str,
    keys: &[&str],
    change: impl FnOnce(&mut RunOptions),
) -> Ran {
    in_process::run_with::<T>(base_url, |options| {
        options.config.set_text(&format!("http.wire={}", wire.name())).unwrap();
        if wire.is_http2() {
            options.config.set_text("http.version=2").unwrap();
        }
        keys.iter().for_each(|key| options.config.set_text(key).unwrap());
        change(options);
    })
    .await
}

#[derive(Config)]
struct Asks {
    /// Such as `GET /path`.
    requests: Vec<String>,
}

/// Sends requests one after the other; what comes of each is the name of a check.
#[scenario]
async fn asks(session: &mut Session, config: &Asks) -> Result {
    for (number, request) in config.requests.iter().enumerate() {
        let (method, path) = request.split_once(' ').unwrap_or(("GET", request));
        let method: Method = method.parse()?;
        let outcome = match session.request(method, path).await {
            Ok(response) => format!("{} {}", response.status(), response.text()),
            Err(error) => error.kind().to_string(),
        };
        session.check(format_args!("{number} {request}: {}", outcome.trim_end()), true);
    }
    Ok(())
}

load_test! {
    Asking { scenarios: [asks { requests: Vec::<String>::new() }] }
}

/// A session that has sent requests.
pub struct Asked {
    pub ran: Ran,
    /// What came of each, such as `GET /path: 200 text` or `GET /path: bad_response`.
    pub outcomes: Vec<String>,
}

/// Sends requests in one session, in this order.
pub async fn ask(wire: Wire, base_url: &str, requests: &[&str], keys: &[&str]) -> Asked {
    let requests = format!("requests={}", serde_json::to_string(requests).unwrap());
    let keys: Vec<&str> = keys.iter().copied().chain([requests.as_str()]).collect();
    let ran = run::<Asking>(wire, base_url, &keys).await;
    let checks = ran.names().into_iter().filter_map(|name| {
        let check = name.strip_prefix("check(")?.strip_suffix(')')?;
        let (number, outcome) = check.split_once(' ')?;
        Some((number.parse::<usize>().ok()?, outcome.to_owned()))
    });
    let outcomes = checks.collect::<BTreeMap<_, _>>().into_values().collect();
    Asked { ran, outcomes }
}

impl Asked {
    /// How many connections the run says that it has opened.
    pub fn opened(&self) -> u64 {
        self.ran.0.snapshot().traffic().connections
    }
}
