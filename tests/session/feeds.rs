//! Rows of data for sessions: who is given which, and what happens when none is left. The server
//! knows best: each row is what a session asks it for.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;

use chaperon::event::Ending;
use chaperon::prelude::*;
use chaperon::{Definition, Entry, Feed, Load, RunError, RunOptions};
use serde::Deserialize;
use tempfile::NamedTempFile;

use super::in_process::Ran;
use super::recording::{Recording, answer};

#[derive(Deserialize)]
struct User {
    name: String,
    number: u32,
}

/// Asks for the row that it is given.
#[scenario]
async fn asks(session: &mut Session) -> Result {
    let User { name, number } = &*session.feed::<User>("users").await?;
    session.get("/{name}/{number}").param("name", name).param("number", number).await?;
    Ok(())
}

/// Takes what it is given under another name, and as another type.
#[scenario]
async fn mistakes(session: &mut Session) -> Result {
    let unknown = session.feed::<User>("user").await.err().map(|error| error.to_string());
    session.check("the near one is named", unknown.is_some_and(|it| it.contains("`users`?")));
    session.feed::<String>("users").await?;
    Ok(())
}

/// A file of so many users, as CSV.
fn users(count: u32) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    writeln!(file, "name,number").unwrap();
    (1..=count).for_each(|number| writeln!(file, "user,{number}").unwrap());
    file
}

/// What the server is asked for, for these numbers of rows.
fn lines(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("GET /user/{number}")).collect()
}

async fn run(server: &Recording, definition: Definition, options: RunOptions) -> Ran {
    let mut options = RunOptions { cores: options.cores.or(Some(1)), ..options };
    options.config.set_text(&format!("base_url={}", server.url())).unwrap();
    Ran(chaperon::run_definition("Feeds", &definition, options).await.unwrap())
}

/// A session after the other, so many.
fn times(feed: Feed, times: u64) -> Definition {
    Definition::new().feed("users", feed).entry(Entry::new::<asks>().load(Load::Times(times)))
}

static FILE: Mutex<Option<PathBuf>> = Mutex::new(None);

fn path() -> PathBuf {
    FILE.lock().unwrap().clone().unwrap()
}

load_test! {
    Written {
        feeds: {
            users: csv(path()) as User,
            others: jsonl(path().with_extension("jsonl")).shuffled().unique().wrap() as User,
        },
        scenarios: [asks times 3],
    }
}

#[tokio::test]
async fn rows_are_given_in_the_order_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.csv");
    std::fs::write(&path, "number,name\n1,anna\n2,bob\n3,carl\n").unwrap();
    std::fs::write(path.with_extension("jsonl"), "{\"number\": 9, \"name\": \"zoe\"}").unwrap();
    *FILE.lock().unwrap() = Some(path);
    let server = Recording::plain();
    super::in_process::run::<Written>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /anna/1", "GET /bob/2", "GET /carl/3"]);
}

#[tokio::test]
async fn a_feed_that_wraps_starts_over() {
    let (server, file) = (Recording::plain(), users(3));
    let ran = run(&server, times(Feed::csv::<User>(file.path()).wrap(), 7), RunOptions::default());
    assert_eq!(ran.await.all_errors(), []);
    assert_eq!(server.lines(), lines([1, 2, 3, 1, 2, 3, 1]));
}

#[tokio::test]
async fn a_shuffled_feed_has_the_order_of_the_seed() {
    let file = users(30);
    let mut orders = Vec::new();
    for seed in [1, 1, 2] {
        let server = Recording::plain();
        let feed = Feed::csv::<User>(file.path()).shuffled().wrap();
        let options = RunOptions { seed: Some(seed), ..RunOptions::default() };
        run(&server, times(feed, 60), options).await;
        orders.push(server.lines());
    }
    assert_eq!(orders[0], orders[1]);
    assert_ne!(orders[0], orders[2]);
    let (first, second) = orders[0].split_at(30);
    assert_ne!(first, second, "shuffled anew");
    let all = || lines(1..=30).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(first.iter().cloned().collect::<BTreeSet<_>>(), all());
    assert_eq!(second.iter().cloned().collect::<BTreeSet<_>>(), all());
}

#[tokio::test]
async fn a_run_without_a_seed_tells_the_one_that_repeats_its_order() {
    let file = users(30);
    let shuffled = async |seed| {
        let server = Recording::plain();
        let feed = Feed::csv::<User>(file.path()).shuffled();
        let ran = run(&server, times(feed, 30), RunOptions { seed, ..RunOptions::default() }).await;
        (server.lines(), ran.0.seed())
    };
    let (order, seed) = shuffled(None).await;
    assert_eq!(shuffled(Some(seed)).await, (order, seed));
}

#[tokio::test]
async fn two_cores_give_every_row_once() {
    let (server, file) = (Recording::plain(), users(200));
    let definition = Definition::new()
        .feed("users", Feed::csv::<User>(file.path()))
        .entry(Entry::new::<asks>().count(4).load(Load::Times(200)));
    let ran =
        run(&server, definition, RunOptions { cores: Some(2), ..RunOptions::default() }).await;
    assert_eq!(ran.all_errors(), []);
    let mut asked = server.lines();
    asked.sort_unstable();
    let mut expected = lines(1..=200);
    expected.sort_unstable();
    assert_eq!(asked, expected);
}

/// Holds its row for a while, between two requests for it.
#[scenario]
async fn holds(session: &mut Session) -> Result {
    let user = session.feed::<User>("users").await?;
    session.get("/take/{number}").param("number", user.number).await?;
    session.delay(millis(2)).await?;
    session.get("/give/{number}").param("number", user.number).await?;
    Ok(())
}

/// A server that says by the status whether a row was taken while another session had it.
fn keeps_book() -> Recording {
    let taken = Mutex::<BTreeSet<String>>::default();
    Recording::start(move |seen| {
        let (what, number) = seen.target[1..].split_once('/').unwrap();
        let mut taken = taken.lock().unwrap();
        let fits = match what {
            "take" => taken.insert(number.to_owned()),
            _ => taken.remove(number),
        };
        answer(if fits { "200 OK" } else { "409 Conflict" }, &[], "")
    })
}

#[tokio::test]
async fn a_unique_row_is_one_sessions_at_a_time() {
    for shuffled in [false, true] {
        let (server, file) = (keeps_book(), users(4));
        let feed = Feed::csv::<User>(file.path()).unique().wrap();
        let definition = Definition::new()
            .feed("users", if shuffled { feed.shuffled() } else { feed })
            .entry(Entry::new::<holds>().count(4).load(Load::Times(60)));
        let options = RunOptions { cores: Some(2), ..RunOptions::default() };
        let ran = run(&server, definition, options).await;
        assert_eq!(ran.all_errors(), []);
        assert!(!ran.names().iter().any(|name| name.contains("409")), "{:?}", ran.names());
        assert_eq!(ran.sessions("holds").finished, 60);
        let given: BTreeSet<String> = server.lines().into_iter().collect();
        assert_eq!(given.len(), 8, "each row is taken and given back");
    }
}

#[tokio::test]
async fn more_sessions_than_unique_rows_are_an_error_that_says_so() {
    let (server, file) = (keeps_book(), users(2));
    let definition = Definition::new()
        .feed("users", Feed::csv::<User>(file.path()).unique().wrap())
        .entry(Entry::new::<holds>().count(3));
    let ran = run(&server, definition, RunOptions::default()).await;
    assert_eq!(ran.sessions("holds").finished, 2);
    let message = ran.message("feed_dry");
    assert!(message.contains("all of its 2 rows belong to sessions"), "{message}");
}

#[tokio::test]
async fn a_child_task_holds_its_own_row_until_it_ends() {
    #[scenario]
    async fn parent(session: &mut Session) -> Result {
        for _ in 0..2 {
            let task = session.spawn("child", async |session| asks(session).await);
            session.join(task).await?;
        }
        asks(session).await
    }
    let (server, file) = (Recording::plain(), users(1));
    let definition = Definition::new()
        .feed("users", Feed::csv::<User>(file.path()).unique().wrap())
        .entry(Entry::new::<parent>());
    let ran = run(&server, definition, RunOptions::default()).await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(server.lines(), lines([1, 1, 1]));
}

#[tokio::test]
async fn a_feed_that_runs_dry_is_an_error_of_the_session() {
    let (server, file) = (Recording::plain(), users(2));
    let definition = Definition::new()
        .feed("users", Feed::csv::<User>(file.path()))
        .entry(Entry::new::<asks>().count(3));
    let ran = run(&server, definition, RunOptions::default()).await;
    assert_eq!(server.lines().len(), 2);
    assert_eq!(ran.all_errors(), [("feed_dry".to_owned(), 1)]);
    let message = ran.message("feed_dry");
    for word in ["`users`", "2 rows", "more rows", "`.wrap()`", "`.stop()`"] {
        assert!(message.contains(word), "{word} in {message}");
    }
    let sessions = ran.sessions("asks");
    assert_eq!((sessions.finished, sessions.failed), (2, 1));
    assert_eq!(ran.0.ending(), &Ending::Finished);
}

#[tokio::test]
async fn a_feed_that_stops_ends_the_run_and_what_is_under_way_ends_by_itself() {
    let (server, file) = (Recording::plain(), users(50));
    let definition = Definition::new()
        .feed("users", Feed::csv::<User>(file.path()).stop())
        .entry(Entry::new::<asks>().count(4).load(Load::For(hours(1))));
    let ran =
        run(&server, definition, RunOptions { cores: Some(2), ..RunOptions::default() }).await;
    assert_eq!(server.lines().len(), 50);
    assert_eq!(ran.0.ending(), &Ending::FeedDry("users".to_owned()));
    assert_eq!(ran.0.ending().to_string(), "stopped: the feed `users` has no row left");
    let sessions = ran.sessions("asks");
    assert_eq!((sessions.finished, sessions.failed), (50, 0));
    assert!((1..=4).contains(&sessions.interrupted), "{sessions:?}");
    assert_eq!(ran.all_errors(), []);
    assert!(ran.0.verdict().passed());
}

#[tokio::test]
async fn what_is_asked_for_wrongly_is_an_error_that_names_what_there_is() {
    let (server, file) = (Recording::plain(), users(1));
    let definition = Definition::new()
        .feed("users", Feed::csv::<User>(file.path()))
        .entry(Entry::new::<mistakes>());
    let ran = run(&server, definition, RunOptions::default()).await;
    ran.held("the near one is named", 1);
    let message = ran.message("feed");
    assert!(message.contains("`users`"), "{message}");
    assert_eq!(ran.errors("feed"), 2);
}

#[tokio::test]
async fn feeds_that_contradict_themselves_and_files_that_are_wrong_are_findings_before_any_load() {
    let server = Recording::plain();
    let feed = || Feed::rows([1_u32]);
    let definition = times(feed().wrap().stop(), 1)
        .feed("users", feed())
        .feed("none", Feed::csv::<User>("no_such.csv"));
    let mut options = RunOptions::default();
    options.config.set_text(&format!("base_url={}", server.url())).unwrap();
    let refused = chaperon::run_definition("Feeds", &definition, options).await.unwrap_err();
    let RunError::Config { findings, .. } = &refused else { panic!("{refused}") };
    let found: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(found[0].contains("leave out `wrap` or `stop`"), "{found:?}");
    assert!(found[1].contains("another feed of this name"), "{found:?}");
    assert!(found[2].contains("cannot read no_such.csv in "), "{found:?}");
    assert_eq!(found.len(), 3);
    assert!(server.lines().is_empty());
}
