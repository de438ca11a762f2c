//! The macros that are called like functions: they pass `$crate` on, so that they work under
//! whatever name a user gives this crate.
//!
//! Two of them share their name with a module. They are declared under another one, so that the
//! prelude can bring the macro without the module.

/// Declares a load test: its config, its scenarios, how many of them run and for how long.
///
/// ```
/// use chaperon::prelude::*;
///
/// #[derive(Config)]
/// struct Browse {
///     page: u32,
/// }
///
/// #[scenario]
/// async fn browse(session: &mut Session, config: &Browse) -> Result {
///     session.get("/pages/{page}").param("page", config.page).await?;
///     Ok(())
/// }
///
/// #[scenario(assigns(page: u32))]
/// async fn choose(session: &mut Session) -> Result {
///     session.assign("page", 3);
///     Ok(())
/// }
///
/// load_test! {
///     /// Shown by `list`.
///     pub Staging {
///         default_config: { base_url: "http://localhost:5000", scenario_timeout: 15s },
///         setup: log_in,                                   // once, for all sessions
///         feeds: { users: csv("users.csv") as User },      // rows: session.feed::<User>("users")
///         scenarios: [
///             browse { page: 1 },                          // one session
///             10 * browse as "readers" { page: 2 },        // ten sessions of one name
///             20 * browse { page: 1 } for 5min,            // 20 slots, session after session
///             20 * browse { page: 1 } times 1000,          // 1,000 sessions in all
///             [choose, browse] { timeout: 2s },            // what one assigns is config of the next
///             browse { page: 3 } at 50/s for 5min,         // 50 sessions arrive each second
///             browse { .. },                               // the rest comes from outside
///         ],
///         thresholds: [
///             errors < 1%,                                 // failed actions of all actions
///             get("/pages/{page}").p99 < 250ms,
///             get("/pages/{page}").service.p99 < 100ms,    // without how late it was started
///             call(look).p95 < 10ms over 30s,              // in every window of 30 s
///             rate(get("/pages/{page}")) > 400/s in browse,
///             metric("my_action").max < 2s else abort,     // stops the run when it is broken
///             check("logged in") > 99%,
///             dropped < 0.5%,                              // arrivals that find no room
///         ],
///     }
/// }
///
/// async fn look(session: &mut Session) -> Result {
///     let user = session.feed::<User>("users").await?;
///     session.get("/look").basic_auth(&user.name, &user.password).await?;
///     Ok(())
/// }
///
/// async fn log_in(session: &mut Session) -> Result<String> {
///     Ok(session.get("/token").await?.text().to_string())
/// }
///
/// /// A line of users.csv, whose first line is `name,password`.
/// #[derive(serde::Deserialize)]
/// struct User {
///     name: String,
///     password: String,
/// }
///
/// use chaperon::LoadTest;
/// assert_eq!(Staging::NAME, "Staging");
/// assert_eq!(Staging::define().entries().len(), 7);
/// assert_eq!(Staging::define().thresholds()[1].to_string(), "get(/pages/{page}).p99 < 250ms");
/// ```
///
/// Keys are checked while this compiles: unknown ones, values of the wrong type, and required
/// keys that nobody sets.
///
/// # Before the load
///
/// `setup` is a function that is run once a load test, `worker_setup` one that is run once in every
/// process that makes load. Sessions ask for what they give by
/// [`Session::setup`](crate::Session::setup) and
/// [`Session::worker_setup`](crate::Session::worker_setup).
///
/// # Feeds
///
/// A feed is a name, a file and the type of its rows: `users: csv("users.csv") as User`, or
/// `orders: jsonl(PATH) as Order` for a JSON value a line. The path is a text, or another expression
/// that is `Into<PathBuf>`; the type is read by serde. Each row is given once, in the order of the
/// file, whichever core asks; between the file and `as` may stand what changes that:
///
/// | written | |
/// |---|---|
/// | `.shuffled()` | in a random order, repeatable by `--seed` |
/// | `.unique()` | a row is one session's at a time; of use with `.wrap()` |
/// | `.wrap()` | starts over when it runs dry |
/// | `.stop()` | stops the load test when it runs dry; without it and `.wrap()`, a session that asks then gets the error `feed_dry` |
///
/// Files are read and checked before anything is sent. A [`Feed`](crate::Feed) says the rest.
///
/// # Thresholds
///
/// A run that breaks a threshold fails (exit code 3), and so does one in which there is nothing to
/// judge a threshold by. Each is a [`Threshold`](crate::threshold::Threshold), in this order: what
/// is measured, `<`, `<=`, `>` or `>=`, a limit, and then what is needed of `in scenario`,
/// `over 30s` and `else abort`.
///
/// | measured | its limit |
/// |---|---|
/// | `errors`, `dropped`, `check("name")` | `1%` |
/// | `rate(get("/"))`, of any of the metrics below | `400/s` |
/// | a metric's `.min` `.max` `.mean` `.p10` to `.p99` `.p99.9` `.p99.99` `.p99.999` | `250ms`; of a metric of one's own also `5` |
/// | a metric's `.count` | `1000` |
///
/// `errors` are failed actions of all actions, and `dropped` are arrivals that found no room of those
/// that were due: it needs an entry with `at`, and stands in place of the rule by which a run that
/// drops more than 0.1 % of them is not valid.
///
/// Metrics are `get("/path")` and the other verbs, `call(function)` or `call("name")`,
/// `ws_connect` `ws_send` `ws_recv` `ws_round_trip("/path")`, `task` `iteration`
/// `run_scenario("name")`, and `metric("..")` for whatever a table shows under that name. Their
/// times are response times where the start was planned; `.service` before the statistic asks for
/// the others. A limit is a literal, a path or an expression in parentheses.
#[doc(hidden)]
#[macro_export]
macro_rules! __load_test {
    ($($tokens:tt)*) => { $crate::__private::macros::load_test! { ($crate) $($tokens)* } };
}

/// Runs steps one after the other; an expression of type `Result`, so that it ends a scenario or
/// is followed by `?;`.
///
/// ```
/// use chaperon::prelude::*;
///
/// #[scenario]
/// async fn shop(session: &mut Session) -> Result {
///     steps! { session =>
///         login("admin", "secret");       // a call: the session is its first argument
///         .get("/");                      // a method of the session, awaited if need be
///         .assign("seen", 1);
///         log_info!(session, "hello");    // a macro
///         >>> browse(3);                  // a traced call, measured as `call(module.browse)`
///         ~> logout;                      // a child task named `logout`
///         ~> cart = .get("/cart");        // a child task named `cart`
///         <~ [logout, cart];              // awaits both
///         run other { delay: 2s };        // a scenario inside this one
///     }
/// }
///
/// #[scenario]
/// async fn other(session: &mut Session) -> Result {
///     session.get("/other").await?;
///     Ok(())
/// }
///
/// async fn login(session: &mut Session, name: &str, password: &str) -> Result {
///     session.get("/login").basic_auth(name, password).await?;
///     Ok(())
/// }
///
/// async fn browse(session: &mut Session, pages: u32) -> Result {
///     session.repeat(pages, async |session| session.get("/next").await).await
/// }
///
/// async fn logout(session: &mut Session) -> Result {
///     session.get("/logout").await?;
///     Ok(())
/// }
/// ```
///
/// Arguments are evaluated before the session is borrowed for the call; closures stay as written.
#[macro_export]
macro_rules! steps {
    ($($tokens:tt)*) => { $crate::__private::macros::steps! { ($crate) $($tokens)* } };
}

/// The program: a command line over the load tests named.
///
/// `main!(A, B; scenarios: x, y)` also makes scenarios known that no load test lists. With the
/// feature `api`, `main!(A; option_parser: P)` gives the HTTP API of `serve` an
/// [`OptionParser`](api/trait.OptionParser.html) of one's own, any expression.
///
/// ```no_run
/// use chaperon::prelude::*;
///
/// #[scenario]
/// async fn browse(session: &mut Session) -> Result {
///     session.get("/").await?;
///     Ok(())
/// }
///
/// load_test! {
///     Staging {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [browse],
///     }
/// }
///
/// chaperon::main!(Staging);
/// ```
#[macro_export]
macro_rules! main {
    ($($tokens:tt)*) => { $crate::__private::macros::main! { ($crate) $($tokens)* } };
}

/// Config keys for a nested scenario, written where it is run.
///
/// ```
/// use chaperon::prelude::*;
///
/// #[derive(Config)]
/// struct Browse {
///     page: u32,
/// }
///
/// #[scenario]
/// async fn browse(session: &mut Session, config: &Browse) -> Result {
///     session.assign("seen", config.page);
///     Ok(())
/// }
///
/// #[scenario]
/// async fn outer(session: &mut Session) -> Result {
///     session.run_scenario::<browse>(config! { page: 1, timeout: 2s }).await
/// }
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __config {
    ($($tokens:tt)*) => { $crate::__private::macros::config! { ($crate) $($tokens)* } };
}
