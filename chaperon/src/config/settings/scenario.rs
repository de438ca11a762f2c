//! The built-in keys of every scenario.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use chaperon_macros::Config;

use crate::config::settings::{Address, BaseUrl, BasicAuth, Delay, Http, Reuse, Timeout, Tls, Ws};

/// The built-in keys that every scenario has beside its own.
#[derive(Debug, Clone, Config)]
pub struct Settings {
    /// Where requests go whose URL is a path.
    pub base_url: Option<BaseUrl>,
    /// How long one action may take: a request with its redirects, a connect, a receive, a join.
    #[config(default = 10s)]
    pub timeout: Timeout,
    /// How long a session of the scenario may take.
    #[config(default = none)]
    pub scenario_timeout: Timeout,
    /// How long `teardown` may take.
    #[config(default = 5s)]
    pub teardown_timeout: Timeout,
    /// How long a session waits after `init`.
    pub delay: Option<Delay>,
    /// The longest random wait of a session after `init`.
    pub random_delay: Option<Duration>,
    /// The name of the sessions, in logs and by `name()`; only `as "name"` measures them apart, too.
    pub session_name: Option<String>,
    /// User and password of HTTP's basic authentication.
    #[config(nested)]
    pub basic_auth: Option<BasicAuth>,
    /// Whether any certificate of a server is accepted.
    #[config(default = false)]
    pub insecure: bool,
    /// Certificates, as PEM files.
    #[config(nested)]
    pub tls: Tls,
    /// The hosts that may be sent to; by default those of the declared base URLs.
    pub allow_targets: Option<Vec<String>>,
    /// The addresses of this machine to connect from, in turn.
    #[config(default = [] as [IpAddr; 0])]
    pub local_addresses: Vec<IpAddr>,
    /// Addresses of hosts, in the place of DNS: `"example.com": "127.0.0.1:8080"`.
    #[config(default = BTreeMap::new())]
    pub resolve: BTreeMap<String, Address>,
    /// What a slot keeps from one session to the next.
    #[config(default = Reuse::Connections)]
    pub reuse: Reuse,
    /// The pause after a failed round of a loop.
    #[config(default = 100ms)]
    pub error_pause: Duration,
    /// Whether metrics are named without the query of a URL.
    #[config(default = false)]
    pub skip_query_params_in_metrics: bool,
    /// How HTTP requests are made.
    #[config(nested)]
    pub http: Http,
    /// How WebSockets are used.
    #[config(nested)]
    pub ws: Ws,
}
