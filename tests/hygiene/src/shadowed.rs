//! Everything that Rust brings by itself has another meaning here.

#![expect(missing_docs, reason = "what stands in the way needs no words")]
#![expect(non_camel_case_types, reason = "primitive types can be shadowed too")]

pub struct Result;
pub struct Option;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Box;
pub struct String;
pub struct Vec;
pub struct Duration;
pub struct Session;
pub struct Layer;
pub type Level = ::core::primitive::u32;
pub type Next = Level;
pub struct str;
pub struct u32;
pub struct u64;
pub struct bool;
pub struct usize;
pub trait Clone {}
pub trait Config {}
pub trait Default {}
pub trait Drop {}
pub trait From {}
pub trait Into {}
pub trait Iterator {}
pub trait LoadTest {}
pub trait Scenario {}
pub trait Send {}
pub trait Sized {}
pub trait Sync {}
pub trait ToString {}
pub mod std {}
pub mod core {}
pub mod alloc {}
pub mod chaperon {}

#[derive(load::Config)]
#[config(crate = load)]
pub struct Keys {
    pub page: ::core::primitive::u32,
    #[config(default = 2s)]
    pub pause: ::core::time::Duration,
    #[config(default = 1)]
    pub level: Level,
    pub next: ::core::option::Option<Next>,
    pub note: ::core::option::Option<::std::string::String>,
}

#[load::scenario(crate = load, init = set_up, assigns(token: ::std::string::String))]
pub async fn browse(session: &mut load::Session, keys: &Keys) -> load::Result {
    session.get("/").await?;
    session.assign("token", keys.page);
    ::core::result::Result::Ok(())
}

async fn set_up(_session: &mut load::Session) -> load::Result {
    ::core::result::Result::Ok(())
}

#[load::scenario(crate = load)]
pub async fn steps(session: &mut load::Session) -> load::Result {
    load::steps! { session =>
        .get("/");
        >>> look(1);
        ~> baz = .get("/baz");
        <~ [baz];
        run browse { page: 1 };
    }
}

async fn look(session: &mut load::Session, _times: ::core::primitive::i32) -> load::Result {
    session.get("/").await?;
    ::core::result::Result::Ok(())
}

load::load_test! {
    pub Shadowed {
        default_config: { base_url: "http://localhost" },
        feeds: { words: csv("words.csv").shuffled().wrap() as ::std::string::String },
        scenarios: [
            2 * browse as "n" { page: 1, pause: 1s },
            [browse, steps] { page: 1 },
            browse { page: 1 } for 1min,
        ],
        thresholds: [
            errors < 1%,
            get("/").service.p99.9 < 1s in browse over 30s else abort,
            call(browse).count > 0,
            rate(call("x")) > 0.5/s,
            metric("x").max < 5,
            check("x") > (90 + 9)%,
        ],
    }
}
