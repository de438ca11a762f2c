//! The built-in keys.

use std::time::Duration;

use chaperon_macros::config;

use crate::config::{Config, HttpWire, KeyInfo, Layer, LoadTestSettings, Reuse, Settings};
use crate::time::seconds;

fn with(set: impl FnOnce(&mut Layer, &<() as Config>::Keys)) -> Settings {
    let mut layer = Layer::defaults_of::<()>();
    set(&mut layer, &<()>::KEYS);
    layer.resolve().unwrap().read().unwrap()
}

#[test]
fn the_defaults_are_those_of_the_documentation() {
    let settings = with(|_, _| {});
    let seconds = |count| Some(Duration::from_secs(count));
    assert_eq!(settings.timeout.get(), seconds(10));
    assert_eq!(settings.scenario_timeout.get(), None);
    assert_eq!(settings.teardown_timeout.get(), seconds(5));
    assert_eq!(settings.error_pause, Duration::from_millis(100));
    assert_eq!(settings.http.follow_redirects, 10);
    assert_eq!(settings.http.max_body, 64 << 20);
    assert_eq!(settings.http.max_header.get(), 64 << 10);
    assert_eq!(settings.reuse, Reuse::Connections);
    assert_eq!(settings.http.wire, HttpWire::Direct);
    assert!(settings.base_url.is_none() && settings.basic_auth.is_none());

    let mut layer = Layer::new();
    LoadTestSettings::defaults(&mut layer);
    let load_test: LoadTestSettings = layer.resolve().unwrap().read().unwrap();
    assert_eq!(load_test.load_test_timeout.get(), None);
    assert_eq!(load_test.max_metrics.get(), 10_000);
    assert_eq!(load_test.graceful_stop, Duration::from_secs(30));
}

#[test]
fn built_in_keys_take_what_is_natural_to_write() {
    let settings = with(config! {
        base_url: "http://localhost:5000",
        delay: 1s..3s,
        random_delay: 2s,
        basic_auth: { user: "me", password: "secret" },
        tls: { ca: "ca.pem" },
        allow_targets: ["localhost", "example.com"],
        local_addresses: ["127.0.0.2"],
        resolve: { "example.com": "127.0.0.1:8080" },
        reuse: Reuse::Session,
        scenario_timeout: 15s,
    });
    assert_eq!(settings.base_url.unwrap().url().port(), Some(5000));
    assert_eq!(settings.delay.unwrap().range(), Duration::from_secs(1)..Duration::from_secs(3));
    assert_eq!(settings.tls.ca.unwrap().to_str(), Some("ca.pem"));
    assert_eq!(settings.local_addresses[0].to_string(), "127.0.0.2");
    assert_eq!(settings.resolve["example.com"].port, Some(8080));
    assert_eq!(settings.reuse, Reuse::Session);
    assert_eq!(with(config! { reuse: "nothing" }).reuse, Reuse::Nothing);
}

#[test]
fn a_wait_is_a_duration_or_a_range_however_it_is_written() {
    let range = |settings: Settings| settings.delay.unwrap().range();
    let (one, three) = (Duration::from_secs(1), Duration::from_secs(3));
    assert_eq!(range(with(config! { delay: 1s })), one..one);
    assert_eq!(range(with(config! { delay: 1s..3s })), one..three);
    assert_eq!(range(with(config! { delay: seconds(1)..seconds(3.0) })), one..three);
}

#[test]
fn a_wire_is_named_by_a_text_or_by_its_type_and_a_proxy_by_a_url() {
    let written = with(config! { http: { wire: "reqwest", proxy: "socks5h://me:pw@there" } });
    assert_eq!(written.http.wire, HttpWire::Reqwest);
    let proxy = written.http.proxy.as_ref().unwrap();
    assert_eq!((proxy.url().password(), proxy.looks_up_hosts()), (Some("pw"), true));
    assert!(!format!("{written:?} {proxy}").contains("pw"));
    assert_eq!(with(config! { http: { wire: HttpWire::Direct } }).http.wire, HttpWire::Direct);

    let mut layer = Layer::defaults_of::<()>();
    layer.set_text("http.proxy=http://me:pw@there:3128/path").unwrap();
    let error = layer.resolve().unwrap().read::<Settings>().unwrap_err().to_string();
    assert!(error.contains("`http.proxy`") && error.contains("such as http://"), "{error}");
    assert!(!error.contains("pw"), "{error}");
}

#[test]
fn every_key_has_docs() {
    fn check(keys: &[KeyInfo]) {
        for key in keys {
            assert!(!key.docs.is_empty(), "`{}` has no docs", key.name);
            check(key.nested);
        }
    }
    check(Settings::INFO);
    check(LoadTestSettings::INFO);
    assert_eq!(Settings::INFO[1].type_name, "Timeout");
    assert_eq!(Settings::INFO[1].default, Some("10s"));
}
