//! Files of rows as a user meets them: listed, checked, used up; and each mistake in one is told
//! before anything is sent.

use chaperon_examples::demo_target::DemoTarget;

use crate::program::Program;
use crate::results_file::count;

/// The program in a folder with this `users.csv`.
fn program(command: &[&str], users: &str) -> Program {
    Program::at(env!("CARGO_BIN_EXE_browse")).file("users.csv", users).with(command)
}

#[test]
fn a_feed_is_listed_and_checked() {
    let users = "name,age\nanna,31\nbob,32\n";
    let feed = "feed users: csv(\"users.csv\").stop() as browse::User";
    program(&["list", "Feeding"], users).run().ends_with(0).says(&[feed]);
    let feed = feed.replace("users: ", "users: 2 rows, ");
    program(&["check", "Feeding"], users).run().ends_with(0).says(&[&feed]);
}

#[test]
fn a_run_uses_the_rows_up_and_says_that_it_ended_by_that() {
    let target = DemoTarget::start().unwrap();
    let program = program(&["run", "Feeding"], "name,age\nanna,31\nbob,32\n").exporting();
    let ended = program.set("base_url", target.url()).run();
    ended.ends_with(0).says(&["the feed `users` has no row left"]);
    assert_eq!(count(&ended.csv(), "get(/users/{id})"), 2);
    assert_eq!(target.served().answered("GET /users/{id}"), 2);
}

#[test]
fn a_trial_takes_the_first_row() {
    let target = DemoTarget::start().unwrap();
    let program = program(&["try", "look_up"], "name,age\nanna,31\n");
    program.set("base_url", target.url()).run().ends_with(0).says(&["/users/anna-31"]);
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_every_command_and_nothing_is_sent() {
    let target = DemoTarget::start().unwrap();
    for command in [["check", "Feeding"], ["run", "Feeding"], ["try", "look_up"]] {
        let program = program(&command, "name,age\r\nanna,old\r\n\r\nbob\r\n");
        program.set("base_url", target.url()).run().ends_with(2).says(&[
            "feed `users`: users.csv:2: column 2, `age`: expected a whole number that fits its \
             type, found \"old\"",
            "feed `users`: users.csv:4: 1 cell, and the first line names 2",
        ]);
    }
    assert!(target.served().http.is_empty());
}

#[test]
fn each_mistake_in_a_file_is_told_by_its_place() {
    for (users, told) in [
        ("name\nanna\n", "users.csv:1: missing field `age`; the columns are `name`"),
        ("name,age\n", "users.csv: it has no rows"),
        ("", "users.csv: it is empty"),
        ("name,age\nanna,300\n", "users.csv:2: column 2, `age`"),
    ] {
        let ended = program(&["check", "Feeding"], users).set("base_url", "http://localhost").run();
        ended.ends_with(2).says(&["feed `users`: ", told]);
    }
    let none = Program::at(env!("CARGO_BIN_EXE_browse")).with(["check", "Feeding"]);
    none.run().ends_with(2).says(&["cannot read users.csv in /", "No such file"]);
}
