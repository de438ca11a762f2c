//! The places that give values: files, the environment, flags; and which of them wins.

use std::time::Duration;

use chaperon_macros::{Config, config};

use crate::config::{Config, Layer, Settings};

#[derive(Debug, Config)]
#[expect(dead_code, non_snake_case, reason = "keys are read by name, and keep their case")]
struct Browse {
    #[config(default = 1)]
    page: u32,
    #[config(default = 1)]
    maxDepth: u32,
}

fn of(set: impl FnOnce(&mut Layer, &<Browse as Config>::Keys)) -> Layer {
    let mut layer = Layer::new();
    set(&mut layer, &Browse::KEYS);
    layer
}

fn page(layers: &[Layer]) -> u32 {
    let mut all = Layer::defaults_of::<Browse>();
    layers.iter().for_each(|layer| all.merge(layer.clone()));
    all.resolve().unwrap().read::<Browse>().unwrap().page
}

#[test]
fn the_later_of_the_six_layers_wins() {
    let mut flags = Layer::new();
    flags.set_text("page=6").unwrap();
    let layers = [
        of(config! { page: 2 }),
        of(config! { page: 3 }),
        Layer::from_toml("page = 4", "load.toml".as_ref()).unwrap(),
        Layer::from_environment([("CHAPERON_SET__PAGE", "5")], &[Browse::INFO]),
        flags,
    ];
    for count in 0..=layers.len() {
        assert_eq!(page(&layers[..count]), u32::try_from(count).unwrap() + 1);
    }
}

#[test]
fn the_environment_names_keys_in_capitals() {
    let known = [Settings::INFO, Browse::INFO];
    let layer = Layer::from_environment(
        [
            ("CHAPERON_SET__HTTP__FOLLOW_REDIRECTS", "3"),
            ("CHAPERON_SET__MAXDEPTH", "4"),
            ("CHAPERON_SET__HTTP__HEADERS__ACCEPT", "*/*"),
            ("CHAPERON_SET__", "x"),
            ("CHAPERON_SETTINGS", "x"),
            ("PATH", "/bin"),
        ],
        &known,
    );
    assert_eq!(format!("{layer:?}"), "Layer{http.follow_redirects, http.headers.accept, maxDepth}");
}

#[test]
fn headers_of_all_layers_are_merged() {
    let mut layer = of(config! { http: { headers: { "a": "1", "b": "1" } } });
    layer.merge(of(config! { http: { headers: { "b": "2", "c.d": "2" } } }));
    let mut all = Layer::defaults_of::<Browse>();
    all.merge(layer);
    let headers = all.resolve().unwrap().read::<Settings>().unwrap().http.headers;
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(headers, ["a=1", "b=2", "c.d=2"]);
}

#[test]
fn a_timeout_is_switched_off_in_any_layer() {
    let off = |layer: Layer| {
        let mut all = Layer::defaults_of::<()>();
        all.merge(layer);
        all.resolve().unwrap().read::<Settings>().unwrap().timeout.get()
    };
    let mut flags = Layer::new();
    flags.set_text("timeout=none").unwrap();
    assert_eq!(off(Layer::new()), Some(Duration::from_secs(10)));
    assert_eq!(off(flags), None);
    assert_eq!(off(of(config! { timeout: none })), None);
    assert_eq!(off(Layer::from_toml("timeout = 'none'", "x".as_ref()).unwrap()), None);
}
