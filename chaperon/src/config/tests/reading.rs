//! What is given in any form is read as the type of its key.

use std::collections::BTreeMap;
use std::time::Duration;

use chaperon_macros::{Config, config};
use serde::{Deserialize, Serialize};

use crate::config::{Config, Effective, Layer, env};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Mode {
    Fast,
    Slow { by: Duration },
    Twice(Box<Mode>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Point {
    x: i32,
    y: f32,
}

#[derive(Debug, PartialEq, Config)]
struct All {
    count: u32,
    big: Option<u64>,
    ratio: f64,
    name: String,
    nick: Option<String>,
    patience: Duration,
    mode: Mode,
    point: Point,
    tags: Vec<String>,
    waits: Vec<Duration>,
    limits: BTreeMap<String, u32>,
    r#type: u8,
    on: bool,
    any: serde_json::Value,
}

fn over<C: Config>(set: impl FnOnce(&mut Layer, &C::Keys)) -> Layer {
    let mut layer = Layer::defaults_of::<C>();
    set(&mut layer, &C::KEYS);
    layer
}

fn read<C: Config>(layer: &Layer) -> C {
    layer.resolve().unwrap().read().unwrap()
}

fn all() -> All {
    All {
        count: 5,
        big: Some(6),
        ratio: 2.0,
        name: "5".into(),
        nick: Some("six".into()),
        patience: Duration::from_millis(250),
        mode: Mode::Slow { by: Duration::from_secs(2) },
        point: Point { x: -1, y: 0.5 },
        tags: vec!["a".into(), "b".into()],
        waits: vec![Duration::from_secs(1), Duration::from_micros(10)],
        limits: BTreeMap::from([("a.b".into(), 1), ("c".into(), 2)]),
        r#type: 3,
        on: true,
        any: serde_json::json!({ "deep": [1, "two"] }),
    }
}

#[test]
fn a_block_gives_every_type() {
    let layer = over::<All>(config! {
        count: 5,
        big: 6,
        ratio: 2,
        name: "5",
        nick: "six",
        patience: 250ms,
        mode: Mode::Slow { by: 2s },
        point: Point { x: -1, y: 0.5 },
        tags: ["a", "b"],
        waits: [1s, 10us],
        limits: { "a.b": 1, "c": 2 },
        type: 3,
        on: true,
        any: serde_json::json!({ "deep": [1, "two"] }),
    });
    assert_eq!(read::<All>(&layer), all());
}

#[test]
fn text_gives_every_type() {
    let mut layer = Layer::defaults_of::<All>();
    for text in [
        "count=5",
        "big=6",
        "ratio=2",
        "name=5",
        "nick=six",
        "patience=250ms",
        r#"mode={"Slow": {"by": "2s"}}"#,
        "point={x = -1, y = 0.5}",
        r#"tags=["a", "b"]"#,
        r#"waits=["1s", "10us"]"#,
        r#"limits."a.b"=1"#,
        "limits.c=2",
        "type=3",
        "on=true",
        r#"any={"deep": [1, "two"]}"#,
    ] {
        layer.set_text(text).unwrap();
    }
    assert_eq!(read::<All>(&layer), all());
}

#[test]
fn a_file_gives_every_type() {
    let text = r#"
        count = 5
        big = 6
        ratio = 2
        name = "5"
        nick = "six"
        patience = "250ms"
        mode = { Slow = { by = "2s" } }
        tags = ["a", "b"]
        waits = ["1s", "10us"]
        type = 3
        on = true
        any.deep = [1, "two"]

        [point]
        x = -1
        y = 0.5

        [limits]
        "a.b" = 1
        c = 2
    "#;
    let layer = Layer::from_toml(text, "load.toml".as_ref()).unwrap();
    assert_eq!(read::<All>(&layer), all());
}

#[derive(Debug, PartialEq, Config)]
struct Texts {
    #[config(default = "plain")]
    text: String,
    option: Option<String>,
}

#[test]
fn a_text_key_takes_a_text_as_it_is_written() {
    for (written, expected) in [
        ("5", "5"),
        ("true", "true"),
        ("2s", "2s"),
        ("[1]", "[1]"),
        (r#"{"a": 1}"#, r#"{"a": 1}"#),
        (r#""quoted""#, "quoted"),
        ("a=b", "a=b"),
        ("", ""),
    ] {
        let mut layer = Layer::defaults_of::<Texts>();
        layer.set_text(&format!("text={written}")).unwrap();
        assert_eq!(read::<Texts>(&layer).text, expected, "{written}");
    }
}

#[test]
fn none_takes_an_option_away() {
    let mut layer = over::<Texts>(config! { option: "there" });
    assert_eq!(read::<Texts>(&layer).option.as_deref(), Some("there"));
    layer.set_text("option=none").unwrap();
    assert_eq!(read::<Texts>(&layer).option, None);
    assert_eq!(read::<Texts>(&over::<Texts>(config! { option: none })).option, None);
    assert_eq!(read::<Texts>(&over::<Texts>(config! { option: None })).option, None);
    let some = over::<Texts>(config! { option: Some("x".to_owned()) });
    assert_eq!(read::<Texts>(&some).option.as_deref(), Some("x"));
}

#[test]
fn a_variant_replaces_another_and_is_not_merged_with_it() {
    let mut layer = over::<All>(config! { mode: Mode::Slow { by: 2s } });
    layer.merge(over::<()>(|layer, _| {
        layer.set_value("mode", &Mode::Twice(Box::new(Mode::Fast))).unwrap();
    }));
    let mode: Mode = layer.resolve().unwrap().get("mode").unwrap();
    assert_eq!(mode, Mode::Twice(Box::new(Mode::Fast)));
    layer.merge(Layer::from_toml("mode.Slow.by = '1s'", "x.toml".as_ref()).unwrap());
    let mode: Mode = layer.resolve().unwrap().get("mode").unwrap();
    assert_eq!(mode, Mode::Slow { by: Duration::from_secs(1) });
}

#[derive(Debug, PartialEq, Config)]
struct Outer {
    #[config(nested, default = { size: 7 })]
    page: Page,
    #[config(nested)]
    plain: Page,
    #[config(nested)]
    maybe: Option<Page>,
}

#[derive(Debug, PartialEq, Config)]
struct Page {
    size: u32,
    #[config(default = 50ms)]
    wait: Duration,
}

const WAIT: Duration = Duration::from_millis(50);

#[test]
fn groups_have_their_own_defaults_and_those_given_around_them() {
    let layer = over::<Outer>(config! { plain: { size: 1 } });
    let outer = read::<Outer>(&layer);
    assert_eq!(outer.page, Page { size: 7, wait: WAIT });
    assert_eq!(outer.plain, Page { size: 1, wait: WAIT });
    assert_eq!(outer.maybe, None);
}

#[test]
fn a_group_that_may_be_left_out_has_its_defaults_when_it_is_there() {
    let layer = over::<Outer>(config! { plain: { size: 1 }, maybe: { size: 2 } });
    assert_eq!(read::<Outer>(&layer).maybe, Some(Page { size: 2, wait: WAIT }));
}

#[test]
fn defaults_are_there_even_if_no_layer_holds_them() {
    let mut layer = Layer::new();
    layer.set_text("plain.size=1").unwrap();
    let outer = read::<Outer>(&layer);
    assert_eq!((outer.page.size, outer.plain.wait), (7, WAIT));
}

#[test]
fn set_config_goes_over_what_is_there() {
    let before: Effective = over::<Texts>(config! { option: "a" }).resolve().unwrap();
    let mut overlay = Layer::new();
    overlay.set_value("text", "b").unwrap();
    let after = before.with(&overlay).unwrap();
    assert_eq!(after.get::<String>("text").unwrap(), "b");
    assert_eq!(after.get::<String>("option").unwrap(), "a");
    assert_eq!(before.get::<String>("text").unwrap(), "plain");
}

#[test]
fn a_layer_can_be_moved_to_another_thread() {
    fn is_send<T: Send + Clone>(value: T) -> T {
        value
    }
    is_send(over::<Texts>(config! { text: env("PATH"), option: env("PATH") }));
}
