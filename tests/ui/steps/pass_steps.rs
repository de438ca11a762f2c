//! Every form of a step.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct All {
    extra: u32,
    #[config(default = "x")]
    text: String,
}

#[scenario]
async fn all(session: &mut Session, config: &All) -> Result {
    let names = vec![String::new()];
    steps! { session =>
        login("admin", session.id().to_string());
        helpers::refresh();
        <Shop as Refresh>::refresh();
        .get("/");
        .get("/{id}").param("id", config.extra).header("x-name", session.name().to_string()).timeout(1.5s);
        .post("/").json(json!({ "seen": session.assigned_or("seen", 1) }));
        .assign("seen", 1);
        .delay(2ms);
        .repeat(2, async |session| session.get("/round").await);
        log_info!(session, "logged in {} after {:?}", config.extra, 2s);
        assert_eq!(1, 1);
        >>> browse(3);
        >>> helpers::refresh();
        >>> generic(String::new());
        >>> with_closure(|text| text.len() + names.len());
        with_closure(|text| text.len() + names.len());
        ~> logout;
        ~> browse(config.extra);
        ~> named = generic(config.text.clone());
        ~> r#match = helpers::refresh();
        ~> baz = .put("/baz").json(json!({ "data": 1 }));
        <~ logout;
        <~ [browse, named, r#match, baz];
        run other;
        run all { extra: config.extra + 1, base_url: "http://localhost" };
        run all { .. };
        schedule other;
        schedule all { extra: config.extra, base_url: "http://localhost" };
        schedule all { .. };
    }?;
    steps! { session => }?;
    if names.is_empty() {
        steps! { session => .get("/"); }?;
    }
    let parsed: Result<u32, std::num::ParseIntError> = "1".parse();
    log_info!(session, "{}", parsed?);
    steps! { session =>
        .abort("the end");
    }
}

#[scenario]
async fn other(session: &mut Session) -> Result {
    let text = String::from("moved");
    session
        .call_traced(async |session| steps! { session => generic(text); })
        .await
}

async fn login(_: &mut Session, _: &str, _: impl AsRef<str>) -> Result {
    Ok(())
}

async fn browse(_: &mut Session, pages: u32) -> Result<u32> {
    Ok(pages)
}

async fn generic<T>(_: &mut Session, _: T) -> Result {
    Ok(())
}

async fn with_closure(_: &mut Session, f: impl Fn(&str) -> usize) -> Result {
    f("x");
    Ok(())
}

async fn logout(_: &mut Session) -> Result {
    Ok(())
}

mod helpers {
    use chaperon::prelude::*;

    pub async fn refresh(_: &mut Session) -> Result {
        Ok(())
    }
}

struct Shop;

trait Refresh {
    async fn refresh(session: &mut Session) -> Result;
}

impl Refresh for Shop {
    async fn refresh(_: &mut Session) -> Result {
        Ok(())
    }
}

fn main() {}
