//! A secret is read where it is needed, and shown nowhere.

use chaperon_macros::{Config, config};

use crate::config::{Config, Layer, Settings, env};

#[derive(Debug, Config)]
struct Login {
    #[config(secret)]
    token: String,
    level: u32,
    /// Neither docs nor a name make it a secret: the value does.
    words: Vec<String>,
}

/// A variable that is set wherever tests run, and whose value is no number.
const VARIABLE: &str = "CARGO_MANIFEST_DIR";

fn value() -> String {
    std::env::var(VARIABLE).unwrap()
}

fn with(set: impl FnOnce(&mut Layer, &<Login as Config>::Keys)) -> Layer {
    let mut layer = Layer::defaults_of::<Login>();
    set(&mut layer, &Login::KEYS);
    layer
}

#[test]
fn a_secret_has_its_value_and_is_shown_as_stars() {
    let layer = with(config! {
        token: "hunter2",
        level: 1,
        words: [env(VARIABLE)],
        http: { headers: { "x-api-key": env(VARIABLE) } },
        basic_auth: { user: "me", password: "hunter2" },
    });
    let config = layer.resolve().unwrap();
    let login: Login = config.read().unwrap();
    assert_eq!((login.token.as_str(), login.level), ("hunter2", 1));
    assert_eq!(login.words, [value()]);
    let settings: Settings = config.read().unwrap();
    assert_eq!(settings.http.headers["x-api-key"], value());
    for shown in [format!("{layer:?} {config:?} {settings:?}"), config.redacted().to_string()] {
        assert!(!shown.contains("hunter2") && !shown.contains(&value()), "{shown}");
    }
    let told = config.redact(&format!("hunter2 of {}", value()));
    assert_eq!(told, "*** of ***");
    let shown = config.redacted();
    assert_eq!(shown["token"], "***");
    assert_eq!(shown["words"][0], "***");
    assert_eq!(shown["basic_auth"]["password"], "***");
    assert_eq!(shown["basic_auth"]["user"], "me");
    assert_eq!(shown["http"]["headers"]["x-api-key"], "***");
}

#[test]
fn a_message_about_a_secret_does_not_tell_it() {
    let layer = with(config! { token: "x", level: env(VARIABLE), words: [] as [String; 0] });
    let error = layer.resolve().unwrap().read::<Login>().unwrap_err();
    assert_eq!(error.to_string(), "`level`: expected `u32`, found a secret of another type");

    let mut layer = with(config! { level: 1, words: [] as [String; 0] });
    layer.set_text("token=[\"hunter2\"").unwrap();
    layer.set_text("token.part=hunter2").unwrap();
    let error = layer.resolve().unwrap().read::<Login>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`token`: expected `String`, found a secret of another type (--set token.part)"
    );
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let layer = with(config! { token: env("CHAPERON_TEST_NEVER_SET") });
    assert_eq!(
        layer.resolve().unwrap_err().to_string(),
        "`token` is env(\"CHAPERON_TEST_NEVER_SET\"), and this environment variable is not set"
    );
}

#[test]
fn a_secret_of_a_number_is_read_as_one() {
    // Set by cargo for every test: a part of the package's version.
    let layer = with(config! {
        token: "x", level: env("CARGO_PKG_VERSION_MINOR"), words: [] as [String; 0],
    });
    let minor = env!("CARGO_PKG_VERSION_MINOR").parse::<u32>().unwrap();
    assert_eq!(layer.resolve().unwrap().read::<Login>().unwrap().level, minor);
}
