//! Under which names the server answers, and to whose pages.
//!
//! A page in a browser may have its own name point to this machine and ask then; or ask from
//! elsewhere. The first shows in `Host`, the second in `Origin`.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, StatusCode, Uri};

use super::problem::Problem;

/// The names under which the server answers.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    /// Whether only this machine reaches it.
    loopback: bool,
    /// Those that were given.
    names: Vec<String>,
}

impl Hosts {
    /// On loopback: loopback's names, and those given. Elsewhere: those given and plain addresses,
    /// or whatever it is called when none is given.
    pub(super) fn new(at: IpAddr, names: &[String]) -> Self {
        Self { loopback: at.is_loopback(), names: names.to_vec() }
    }

    /// Refuses a request to another name, or of a page from elsewhere.
    pub(super) fn check(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Problem> {
        let host = host(headers)?;
        for named in [Some(&host), uri.authority()].into_iter().flatten() {
            if !self.know(named.host()) {
                let message = format!(
                    "this server does not answer as `{}`: start it with --host {0} if it should",
                    named.host()
                );
                return Err(Problem::new(StatusCode::FORBIDDEN, message));
            }
        }
        check_origin(&host, headers)
    }

    fn know(&self, host: &str) -> bool {
        let plain = host.trim_start_matches('[').trim_end_matches([']', '.']);
        let address = plain.parse::<IpAddr>().ok();
        if self.names.iter().any(|name| name.eq_ignore_ascii_case(plain)) {
            return true;
        }
        match address {
            Some(address) => !self.loopback || address.is_loopback(),
            None if self.loopback => plain.eq_ignore_ascii_case("localhost"),
            None => self.names.is_empty(),
        }
    }
}

fn host(headers: &HeaderMap) -> Result<Authority, Problem> {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(Problem::bad_request("a request has one `Host`"));
    };
    let host = host.to_str().ok().and_then(|host| host.parse().ok());
    host.ok_or_else(|| Problem::bad_request("`Host` is no name"))
}

/// A page that asks has to be of this server; who is not a page says no `Origin`.
fn check_origin(host: &Authority, headers: &HeaderMap) -> Result<(), Problem> {
    let own = |origin: &str| {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host.as_str()))
    };
    let mut origins = headers.get_all(ORIGIN).iter();
    if origins.all(|origin| origin.to_str().is_ok_and(own)) {
        return Ok(());
    }
    Err(Problem::new(StatusCode::FORBIDDEN, "`Origin`: pages from elsewhere may not ask here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const ALL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);

    fn status(hosts: &Hosts, uri: &str, headers: &[(&str, &str)]) -> u16 {
        let pairs = headers.iter();
        let pairs = pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let headers: HeaderMap = pairs.collect();
        let mut all = HeaderMap::new();
        all.extend(headers);
        hosts
            .check(&uri.parse().unwrap(), &all)
            .map_or_else(|problem| problem.status.as_u16(), |()| 200)
    }

    fn to(hosts: &Hosts, host: &str) -> u16 {
        status(hosts, "/", &[("host", host)])
    }

    #[test]
    fn on_loopback_only_its_names_and_those_given_are_answered() {
        let hosts = Hosts::new(LOCAL, &["load.test".to_owned()]);
        for host in ["localhost", "LOCALHOST:5001", "127.0.0.1:80", "127.0.0.2", "[::1]:5001"] {
            assert_eq!(to(&hosts, host), 200, "{host}");
        }
        assert_eq!((to(&hosts, "load.test"), to(&hosts, "Load.Test:5001")), (200, 200));
        for host in ["evil.test", "localhost.evil.test", "127.0.0.1.evil.test", "10.0.0.1"] {
            assert_eq!(to(&hosts, host), 403, "{host}");
        }
    }

    #[test]
    fn elsewhere_it_is_the_names_given_if_any_are() {
        let any = Hosts::new(ALL, &[]);
        assert_eq!((to(&any, "load.test"), to(&any, "10.0.0.1")), (200, 200));
        let one = Hosts::new(ALL, &["load.test".to_owned()]);
        assert_eq!((to(&one, "load.test"), to(&one, "10.0.0.1:5001")), (200, 200));
        assert_eq!((to(&one, "evil.test"), to(&one, "localhost")), (403, 403));
    }

    #[test]
    fn a_host_is_there_once_and_is_a_name() {
        let hosts = Hosts::new(LOCAL, &[]);
        assert_eq!(status(&hosts, "/", &[]), 400);
        assert_eq!(to(&hosts, "local host"), 400);
        assert_eq!(status(&hosts, "http://evil.test/", &[("host", "localhost")]), 403);
        let mut twice = HeaderMap::new();
        twice.append(HOST, "localhost".parse().unwrap());
        twice.append(HOST, "evil.test".parse().unwrap());
        assert_eq!(hosts.check(&Uri::default(), &twice).unwrap_err().status.as_u16(), 400);
    }

    #[test]
    fn a_page_from_elsewhere_is_refused() {
        let hosts = Hosts::new(LOCAL, &[]);
        let from = |origin| status(&hosts, "/", &[("host", "localhost:5001"), ("origin", origin)]);
        assert_eq!((from("http://localhost:5001"), from("https://LOCALHOST:5001")), (200, 200));
        for origin in ["http://evil.test", "http://localhost:80", "http://localhost", "null", ""] {
            assert_eq!(from(origin), 403, "{origin}");
        }
    }
}
