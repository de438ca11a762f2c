//! What is said about a value that cannot be read.

use std::time::Duration;

use chaperon_macros::Config;
use serde::Deserialize;

use crate::config::{Config, ConfigError, Layer, Settings};
use crate::error::ErrorKind;

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only read")]
struct Server {
    port: u16,
    mode: Mode,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
}

#[derive(Debug, Config)]
#[expect(dead_code, reason = "only read")]
struct Crowd {
    iterations: u32,
    #[config(default = 2s)]
    patience: Duration,
    servers: Option<Vec<Server>>,
    #[config(nested)]
    page: Page,
}

#[derive(Debug, Config)]
#[expect(dead_code, reason = "only read")]
struct Page {
    size: Option<u8>,
}

fn read<C: Config>(layer: Layer) -> Result<C, ConfigError> {
    let mut all = Layer::defaults_of::<Crowd>();
    all.merge(layer);
    all.resolve()?.read()
}

fn flag(text: &str) -> Layer {
    let mut layer = Layer::new();
    layer.set_text(text).unwrap();
    layer
}

fn file(text: &str) -> Layer {
    let mut layer = flag("iterations=1");
    layer.merge(Layer::from_toml(text, "load.toml".as_ref()).unwrap());
    layer
}

/// Where a key can be set.
const GIVE: &str =
    "give it in the block, in `default_config`, by --set, --config or the environment";

#[test]
fn a_message_names_key_type_value_and_place() {
    let wide = "a number with a unit, such as 250ms, 2s or 5min";
    for (layer, message) in [
        (Layer::new(), format!("`iterations: u32` is required and not set: {GIVE}")),
        (
            flag("iterations=ten"),
            "`iterations`: expected `u32`, found `\"ten\"` (--set iterations)".into(),
        ),
        (
            flag("iterations=-1"),
            "`iterations`: expected `u32`, found `-1` (--set iterations)".into(),
        ),
        (
            flag("iterations=1.5"),
            "`iterations`: expected `u32`, found `1.5` (--set iterations)".into(),
        ),
        (
            file("\niterations = 'ten'"),
            "`iterations`: expected `u32`, found `\"ten\"` (load.toml, line 2)".into(),
        ),
        (
            file("patience = 5"),
            format!("`patience`: expected `Duration` ({wide}), found `5` (load.toml, line 1)"),
        ),
        (
            file("patience = '5 parsecs'"),
            format!(
                "`patience`: expected `Duration` ({wide}), found `5 parsecs` (load.toml, line 1)"
            ),
        ),
        (
            file("[page]\nsize = 300"),
            "`page.size`: expected `u8`, found `300` (load.toml, line 2)".into(),
        ),
        (
            file("page = 3"),
            "`page`: expected a group of the keys `size`, found a single value \
             (load.toml, line 1)"
                .into(),
        ),
        (
            file("[[servers]]\nport = 1\nmode = 'fast'\n[[servers]]\nport = 'x'"),
            "`servers[1].port`: expected u16, found `\"x\"` (load.toml, line 5)".into(),
        ),
        (
            file("[[servers]]\nport = 1\nmode = 'slow'"),
            "`servers[0].mode`: unknown variant `slow`, expected `fast` (load.toml, line 3)".into(),
        ),
        (
            file("[[servers]]\nport = 1"),
            "`servers[0]`: missing field `mode` (load.toml, line 2)".into(),
        ),
    ] {
        assert_eq!(read::<Crowd>(layer).unwrap_err().to_string(), message);
    }
}

#[test]
fn built_in_keys_say_what_they_take() {
    for (layer, message) in [
        (
            flag("timeout=5"),
            "`timeout`: expected `Timeout` (a duration such as 250ms, 2s or 5min, or `none`), \
             found `5` (--set timeout)",
        ),
        (
            flag("base_url=localhost:5000"),
            "`base_url`: `localhost:5000` is not a URL of http or https; write it as in \
             http://localhost:5000 (--set base_url)",
        ),
        (
            flag("http.max_connections=0"),
            "`http.max_connections`: expected `Positive` (a whole number from 1), found `0` \
             (--set http.max_connections)",
        ),
        (
            flag("delay=5s..2s"),
            "`delay`: expected `Delay` (a duration such as 2s, or a range such as 2s..5s), found \
             `\"5s..2s\"` (--set delay)",
        ),
        (
            flag("reuse=everything"),
            "`reuse`: unknown variant `everything`, expected one of `connections`, `nothing`, \
             `session` (--set reuse)",
        ),
        (
            flag("basic_auth.user=me"),
            "`basic_auth.password: String` is required and not set: give it in the block, in \
             `default_config`, by --set, --config or the environment",
        ),
    ] {
        assert_eq!(read::<Settings>(layer).unwrap_err().to_string(), message);
    }
}

#[test]
fn an_unknown_key_is_shown_with_the_nearest_one() {
    let known = [Settings::INFO, Crowd::INFO];
    let mut layer = file("iteratons = 1\n[page]\nsise = 2\n[http.header]\nx = 'y'");
    layer.merge(flag("wholly.other=5"));
    layer.merge(flag("http.headers.anything=is fine"));
    let messages: Vec<_> = layer.unknown(&known).iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "no key `http.header`; did you mean `http.headers`? (load.toml, line 5)",
            "no key `iteratons`; did you mean `iterations`? (load.toml, line 1)",
            "no key `page.sise`; did you mean `page.size`? (load.toml, line 3)",
            "no key `wholly` (--set wholly.other)",
        ]
    );
}

#[test]
fn a_key_read_by_name_says_what_is_near() {
    let mut layer = Layer::defaults_of::<Crowd>();
    layer.merge(flag("iterations=1"));
    let config = layer.resolve().unwrap();
    let undeclared = "is not set, and no config struct here has it";
    for (key, message) in [
        ("iteratons", format!("`iteratons` {undeclared}; did you mean `iterations`?")),
        ("page.sise", format!("`page.sise` {undeclared}; did you mean `page.size`?")),
        ("patience.x", format!("`patience.x` {undeclared}; did you mean `patience`?")),
        ("page.size", format!("`page.size` is not set: {GIVE}")),
        ("x", format!("`x` {undeclared}: add it to one, or call `set_config` first")),
        ("a..b", "`a..b` sets no key: a key, or a name between dots, is empty".to_owned()),
    ] {
        assert_eq!(config.get::<u32>(key).unwrap_err().to_string(), message);
    }
}

#[test]
fn required_keys_that_are_not_set_are_all_listed() {
    let layer = flag("basic_auth.user=me");
    let config = layer.resolve().unwrap();
    let missing: Vec<_> =
        [config.missing(Crowd::INFO), config.missing(Settings::INFO)].concat_messages();
    assert_eq!(
        missing,
        [
            format!("`iterations: u32` is required and not set: {GIVE}"),
            format!("`basic_auth.password: String` is required and not set: {GIVE}"),
        ]
    );
}

trait Messages {
    fn concat_messages(self) -> Vec<String>;
}

impl<const N: usize> Messages for [Vec<ConfigError>; N] {
    fn concat_messages(self) -> Vec<String> {
        self.iter().flatten().map(ToString::to_string).collect()
    }
}

#[test]
fn a_malformed_flag_says_how_it_is_written() {
    for (text, message) in [
        ("iterations", "`iterations` sets no key: write key=value"),
        ("=5", "`=5` sets no key: a key, or a name between dots, is empty"),
        ("a..b=5", "`a..b=5` sets no key: a key, or a name between dots, is empty"),
    ] {
        assert_eq!(Layer::new().set_text(text).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_malformed_file_is_named_with_line_and_column() {
    let error = Layer::from_toml("a = 1\nb = = 2", "load.toml".as_ref()).unwrap_err();
    assert!(error.to_string().starts_with("load.toml:2:5: "), "{error}");
    let error = Layer::from_toml("a = 1\na = 2", "load.toml".as_ref()).unwrap_err();
    assert_eq!(error.to_string(), "load.toml:2:1: duplicate key");
    let error = Layer::from_toml_file("no/such/file.toml").unwrap_err().into_error();
    assert!(
        error.to_string().starts_with("cannot read the configuration file no/such/file.toml: "),
        "{error}"
    );
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[test]
fn a_mistake_can_name_its_scenario() {
    let error = read::<Crowd>(Layer::new()).unwrap_err().in_scenario("browse");
    let message = format!("scenario `browse`: `iterations: u32` is required and not set: {GIVE}");
    assert_eq!(error.to_string(), message);
}
