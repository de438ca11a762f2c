//! Reading files, right ones and wrong ones, and taking rows of what is in them.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use super::{Feed, FeedError, Feeds, Worker};

#[derive(Debug, PartialEq, Deserialize)]
struct User {
    name: String,
    age: Option<u8>,
    admin: bool,
}

fn user(name: &str, age: Option<u8>, admin: bool) -> User {
    User { name: name.to_owned(), age, admin }
}

/// A file with this in it.
fn file(bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows");
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The rows of a feed, or what is wrong with it.
fn rows<T: Send + Sync + 'static>(feed: Feed) -> Result<Vec<Arc<T>>, Vec<String>> {
    let feeds = Feeds::read(&[("rows".to_owned(), feed)], 1, Worker::ALONE)?;
    Ok(std::iter::from_fn(|| feeds.take::<T>("rows").ok()).map(|(row, _)| row).collect())
}

#[track_caller]
fn csv<T: DeserializeOwned + Send + Sync + 'static>(text: impl AsRef<[u8]>) -> Vec<Arc<T>> {
    let (_folder, path) = file(text);
    rows(Feed::csv::<T>(path)).unwrap()
}

#[track_caller]
fn jsonl(text: impl AsRef<[u8]>) -> Vec<Arc<User>> {
    let (_folder, path) = file(text);
    rows(Feed::jsonl::<User>(path)).unwrap()
}

/// What is wrong with the file, without the folder that it is in.
fn wrong(feed: impl Fn(PathBuf) -> Feed, text: impl AsRef<[u8]>) -> Vec<String> {
    let (folder, path) = file(text);
    let folder = format!("{}/", folder.path().display());
    let lines = rows::<User>(feed(path)).unwrap_err();
    lines.iter().map(|line| line.replace(&folder, "").replace("feed `rows`: ", "")).collect()
}

fn wrong_csv(text: impl AsRef<[u8]>) -> Vec<String> {
    wrong(Feed::csv::<User>, text)
}

fn wrong_jsonl(text: impl AsRef<[u8]>) -> Vec<String> {
    wrong(Feed::jsonl::<User>, text)
}

#[test]
fn rows_of_csv_are_typed_by_the_names_of_their_columns() {
    let text = "admin,more,name,age\ntrue,x,anna,31\nfalse,,\"Smith, \"\"Bob\"\"\nJr.\",\n";
    let expected = [user("anna", Some(31), true), user("Smith, \"Bob\"\nJr.", None, false)];
    assert_eq!(csv::<User>(text).into_iter().map(unshared).collect::<Vec<_>>(), expected);
}

#[test]
fn a_byte_order_mark_other_line_ends_and_blank_lines_make_no_difference() {
    let expected = [user("anna", Some(31), true), user("bob", None, false)].map(Arc::new);
    for text in [
        "\u{feff}name,age,admin\r\nanna,31,true\r\nbob,,false\r\n",
        "name,age,admin\r\n\r\nanna,31,true\r\n\r\nbob,,\"false\"",
        "\n\nname,age,\"admin\"\n\nanna,31,true\n\n\nbob,,false\n\n",
    ] {
        assert_eq!(csv::<User>(text), expected, "{text:?}");
    }
    for text in [
        "\u{feff}{\"name\":\"anna\",\"age\":31,\"admin\":true}\r\n{\"name\":\"bob\",\"admin\":false}\r\n",
        "\n{\"name\":\"anna\",\"age\":31,\"admin\":true}\n \n{\"name\":\"bob\",\"admin\":false}",
    ] {
        assert_eq!(jsonl(text), expected, "{text:?}");
    }
}

#[test]
fn rows_of_csv_may_be_tuples() {
    assert_eq!(csv::<(String, i8)>("a,b\nx,-1\n")[0].1, -1);
}

#[test]
fn a_cell_that_is_not_of_its_type_is_told_with_line_and_column() {
    assert_eq!(
        wrong_csv("name,age,admin\nanna,old,true\nbob,300,true\n\ncarl,3,yes\ndora,-3,\n"),
        [
            "rows:2: column 2, `age`: expected a whole number that fits its type, found \"old\"",
            "rows:3: column 2, `age`: expected a whole number that fits its type, found \"300\"",
            "rows:5: column 3, `admin`: expected `true` or `false`, found \"yes\"",
            "rows:6: column 2, `age`: expected a whole number that fits its type, found \"-3\"",
        ]
    );
    let bytes = b"name,age,admin\n\xff,1,true\n";
    assert_eq!(
        wrong_csv(bytes),
        ["rows:2: column 1, `name`: expected text in UTF-8, found \"\u{fffd}\""]
    );
}

#[test]
fn a_cell_that_its_own_type_refuses_is_told_with_line_and_column() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "it is not read")]
    struct Order {
        number: u32,
        size: Size,
    }
    #[derive(Debug, Deserialize)]
    enum Size {
        Small,
        Large,
    }
    assert_eq!(
        wrong(Feed::csv::<Order>, "number,size\n1,Small\n2,Lage\n"),
        ["rows:3: column 2, `size`: unknown variant `Lage`, expected `Small` or `Large`"]
    );
}

#[test]
fn a_row_that_its_type_refuses_as_a_whole_is_told_without_a_column() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "User")]
    struct Adult;
    impl TryFrom<User> for Adult {
        type Error = &'static str;

        fn try_from(user: User) -> Result<Self, Self::Error> {
            user.age.is_some_and(|age| age >= 18).then_some(Self).ok_or("too young")
        }
    }
    assert_eq!(
        wrong(Feed::csv::<Adult>, "name,age,admin\nanna,31,true\nbob,7,true\n"),
        ["rows:3: too young"]
    );
}

#[test]
fn lines_are_counted_whatever_they_end_in() {
    for end in ["\n", "\r\n"] {
        let text = ["", "name,age,admin", "\"x", "y\",1,true", "", "z,old,true"].join(end);
        let lines = wrong_csv(text);
        assert!(lines[0].starts_with("rows:6: column 2"), "{end:?}: {lines:?}");
    }
}

#[test]
fn ragged_rows_are_told_and_a_quote_that_is_left_open_is_suspected() {
    assert_eq!(
        wrong_csv(
            "name,age,admin\nanna,31\nbob,31,true,x\ncarl,31,true\n\"dora,31,true\nemil,1,true"
        ),
        [
            "rows:2: 2 cells, and the first line names 3",
            "rows:3: 4 cells, and the first line names 3",
            "rows:5: 1 cell, and the first line names 3; the row goes over several lines: is a quote left open?",
        ]
    );
}

#[test]
fn a_missing_column_is_told_once() {
    assert_eq!(
        wrong_csv("Name,age,admin\nanna,31,true\nbob,31,true\n"),
        ["rows:1: missing field `name`; the columns are `Name`, `age`, `admin`"]
    );
    assert_eq!(
        wrong_csv("name,name,age,admin\na,b,31,true\n"),
        ["rows:1: duplicate field `name`; the columns are `name`, `name`, `age`, `admin`"]
    );
}

#[test]
fn a_file_without_rows_is_told() {
    assert_eq!(
        wrong_csv("\r\n"),
        ["rows: it is empty: its first line names the columns, and each other line is a row"]
    );
    assert_eq!(wrong_csv("name,age,admin\n"), ["rows: it has no rows"]);
    assert_eq!(wrong_jsonl("\n \n"), ["rows: it has no rows"]);
    assert_eq!(rows::<u8>(Feed::rows::<u8>([])).unwrap_err(), ["feed `rows`: it has no rows"]);
}

#[test]
fn malformed_json_is_told_with_line_and_column() {
    let text = [
        r#"{"name": "anna", "admin": true}"#,
        r#"{"name": "bob" "admin": true}"#,
        r#"{"name": "carl", "age": "old", "admin": true}"#,
        r#"{"name": "dora"}"#,
        r#"{"name": "emil", "#,
    ];
    assert_eq!(
        wrong_jsonl(text.join("\n")),
        [
            "rows:2:16: expected `,` or `}`",
            "rows:3:29: `age`: invalid type: string \"old\", expected u8",
            "rows:4:16: missing field `admin`",
            "rows:5:16: EOF while parsing a value",
        ]
    );
}

#[test]
fn of_many_faults_the_first_are_told() {
    let text = format!("name,age,admin\n{}", "a,b,c\n".repeat(100));
    let lines = wrong_csv(text);
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[5], "rows: and 95 more");
}

#[test]
fn a_file_that_cannot_be_read_is_told_with_the_folder_it_was_looked_for_in() {
    let folder = std::env::current_dir().unwrap();
    let lines = rows::<User>(Feed::csv::<User>("no_such.csv")).unwrap_err();
    let expected = format!("feed `rows`: cannot read no_such.csv in {}: No such", folder.display());
    assert!(lines[0].starts_with(&expected), "{lines:?}");
    let folder = TempDir::new().unwrap();
    let lines = rows::<User>(Feed::jsonl::<User>(folder.path())).unwrap_err();
    let expected = format!("feed `rows`: cannot read {}: Is a dir", folder.path().display());
    assert!(lines[0].starts_with(&expected), "{lines:?}");
}

#[test]
fn what_is_asked_for_wrongly_is_told() {
    let numbers = |name: &str| (name.to_owned(), Feed::rows([1_u8, 2]));
    let feeds = Feeds::read(&[numbers("users"), numbers("orders")], 1, Worker::ALONE).unwrap();
    let refused = |name: &str| feeds.take::<u16>(name).err().unwrap().to_string();
    assert_eq!(refused("user"), "the load test has no feed `user`; did you mean `users`?");
    assert_eq!(refused("things"), "the load test has no feed `things`; it has users, orders");
    assert_eq!(
        refused("users"),
        "the rows of the feed `users` are declared as `u8`, and asked for as `u16`"
    );
    let none = Feeds::default().take::<u8>("users").err().unwrap().to_string();
    assert_eq!(
        none,
        "the load test has no feed `users`: declare it, as in \
         `feeds: { users: csv(\"users.csv\") as Row }`"
    );
}

#[test]
fn a_feed_that_runs_dry_says_so_as_it_is_declared() {
    let dry = |feed: Feed| {
        let feeds = Feeds::read(&[("rows".to_owned(), feed)], 1, Worker::ALONE).unwrap();
        let _held = [feeds.take::<u8>("rows").unwrap(), feeds.take::<u8>("rows").unwrap()];
        feeds.take::<u8>("rows").err()
    };
    let (feed, rows) = ("rows".to_owned(), 2);
    let numbers = || Feed::rows([1_u8, 2]);
    assert_eq!(dry(numbers()), Some(FeedError::Dry { feed: feed.clone(), rows }));
    assert_eq!(dry(numbers().unique()), Some(FeedError::Dry { feed: feed.clone(), rows }));
    assert_eq!(dry(numbers().stop()), Some(FeedError::Stops { feed: feed.clone(), rows }));
    assert_eq!(dry(numbers().wrap()), None);
    assert_eq!(dry(numbers().wrap().unique()), Some(FeedError::AllTaken { feed, rows }));
}

#[test]
fn a_unique_row_comes_back_when_it_is_let_go() {
    let feeds =
        Feeds::read(&[("rows".to_owned(), Feed::rows([1_u8]).unique().wrap())], 1, Worker::ALONE)
            .unwrap();
    for _ in 0..3 {
        let (row, _held) = feeds.take::<u8>("rows").unwrap();
        assert_eq!(*row, 1);
    }
}

#[test]
fn cores_that_take_at_once_are_given_every_row_once() {
    let feeds =
        Feeds::read(&[("rows".to_owned(), Feed::rows(0..10_000_u32).shuffled())], 1, Worker::ALONE);
    let feeds = feeds.unwrap();
    let takes = || {
        let taken = std::iter::from_fn(|| feeds.take::<u32>("rows").ok());
        taken.map(|(row, _)| *row).collect::<Vec<_>>()
    };
    let mut all = std::thread::scope(|scope| {
        let others = [scope.spawn(takes), scope.spawn(takes)];
        others.map(|other| other.join().unwrap()).concat()
    });
    all.sort_unstable();
    assert_eq!(all, (0..10_000).collect::<Vec<_>>());
}

fn unshared<T>(row: Arc<T>) -> T {
    Arc::into_inner(row).unwrap()
}
