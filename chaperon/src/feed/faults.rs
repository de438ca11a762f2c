//! What is wrong with a file of rows: the first few faults, and how many more there are.

use std::fmt::Display;
use std::io;
use std::path::Path;

/// So many faults are told of.
const TOLD: usize = 5;

/// What was found wrong with a file.
#[derive(Debug)]
pub(super) struct Faults<'p> {
    path: &'p Path,
    told: Vec<String>,
    more: u64,
}

impl<'p> Faults<'p> {
    pub(super) fn of(path: &'p Path) -> Self {
        Self { path, told: Vec::new(), more: 0 }
    }

    /// A fault of the whole file.
    pub(super) fn whole(&mut self, what: impl Display) {
        self.add(|path| format!("{path}: {what}"));
    }

    /// A fault at a line, counted from 1.
    pub(super) fn at(&mut self, line: u64, what: impl Display) {
        self.add(|path| format!("{path}:{line}: {what}"));
    }

    /// A fault at a line and a column, both counted from 1.
    pub(super) fn at_column(&mut self, line: u64, column: usize, what: impl Display) {
        self.add(|path| format!("{path}:{line}:{column}: {what}"));
    }

    /// A file that cannot be read, or not to its end.
    pub(super) fn unreadable(&mut self, error: &io::Error) {
        let folder = match std::env::current_dir() {
            Ok(folder) if self.path.is_relative() => format!(" in {}", folder.display()),
            _ => String::new(),
        };
        self.add(|path| format!("cannot read {path}{folder}: {error}"));
    }

    fn add(&mut self, told: impl FnOnce(String) -> String) {
        match self.are_enough() {
            true => self.one_more(),
            false => self.told.push(told(self.path.display().to_string())),
        }
    }

    /// Whether all that is told of is there: others are counted.
    pub(super) fn are_enough(&self) -> bool {
        self.told.len() >= TOLD
    }

    /// One that is not told of.
    pub(super) fn one_more(&mut self) {
        self.more += 1;
    }

    pub(super) fn are_none(&self) -> bool {
        self.told.is_empty()
    }

    /// A line each.
    pub(super) fn into_lines(mut self) -> Vec<String> {
        if self.more > 0 {
            self.told.push(format!("{}: and {} more", self.path.display(), self.more));
        }
        self.told
    }
}
