//! Runs a program of load tests as a user would, and holds it to what every run owes: it ends in
//! time, and no panic text is seen.

use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::results_file::Row;

/// How long any run may take; reached only by one that hangs.
const LIMIT: Duration = Duration::from_secs(90);

/// A program about to run, in an empty folder of its own.
pub struct Program {
    command: Command,
    folder: TempDir,
}

/// A program that has ended.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; none after a signal that was not handled.
    pub code: Option<i32>,
    /// What it wrote to either output.
    pub said: String,
    pub stdout: String,
    folder: TempDir,
}

impl Program {
    /// `path` is what `env!("CARGO_BIN_EXE_…")` gives.
    pub fn at(path: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let mut command = Command::new(path);
        command.current_dir(&folder).env("RUST_BACKTRACE", "0").env("NO_COLOR", "1");
        Self { command, folder }
    }

    /// Words of its command line.
    pub fn with<W: AsRef<OsStr>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.command.args(words);
        self
    }

    /// Sets a config key.
    pub fn set(self, key: &str, value: &str) -> Self {
        self.with(["--set".to_owned(), format!("{key}={value}")])
    }

    /// Results as `out.csv` and `out.json` in the folder.
    pub fn exporting(self) -> Self {
        self.with(["--export", "csv", "--export", "json", "--output", "out"])
    }

    /// An environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Puts a file into the folder.
    pub fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Ended {
        self.run_and(|_| {})
    }

    /// Starts it, does something meanwhile, and waits for its end.
    pub fn run_and(mut self, meanwhile: impl FnOnce(u32)) -> Ended {
        let mut child = self
            .command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = reading(child.stdout.take().unwrap());
        let stderr = reading(child.stderr.take().unwrap());
        meanwhile(child.id());
        let code = wait(&mut child);
        let stdout = stdout.join().unwrap();
        let said = format!("{stdout}{}", stderr.join().unwrap());
        assert!(!said.contains("panicked at"), "panic text is seen:\n{said}");
        Ended { code, said, stdout, folder: self.folder }
    }
}

fn reading(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

fn wait(child: &mut Child) -> Option<i32> {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("the program did not end in {LIMIT:?}");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

impl Ended {
    /// Asserts the exit code, showing what was said if it is another.
    #[track_caller]
    pub fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.said);
        self
    }

    /// Asserts that each of these words is somewhere in what it said.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        for word in words {
            assert!(self.said.contains(word), "`{word}` is not in:\n{}", self.said);
        }
        self
    }

    /// The text of a file in its folder.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}; it said:\n{}", self.said))
    }

    /// The rows of `out.csv`.
    #[track_caller]
    pub fn csv(&self) -> Vec<Row> {
        Row::all_of_csv(&self.read("out.csv"))
    }

    /// The rows of `out.json`.
    #[track_caller]
    pub fn json(&self) -> Vec<Row> {
        Row::all_of_json(&self.read("out.json"))
    }
}
