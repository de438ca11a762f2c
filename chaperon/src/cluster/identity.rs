//! Who this process is in a cluster.

use std::collections::hash_map::DefaultHasher;
use std::fs::File;
use std::hash::Hasher;
use std::io::{self, Read};
use std::sync::OnceLock;

use crate::load_test::Registry;

/// Where Linux shows the file of the program that runs, even when another has taken its name.
const PROGRAM: &str = "/proc/self/exe";

/// Who this process is: one that is started again is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The name by which it is asked.
    pub(crate) name: String,
    /// Drawn by each process.
    pub(crate) boot: String,
    /// Of the program's file.
    pub(crate) build: String,
    /// Of the names of its load tests and scenarios.
    pub(crate) registry: String,
}

impl Identity {
    /// This process, under its host's name if it is given none.
    ///
    /// # Errors
    /// When the program's file cannot be read.
    pub(crate) fn new(name: Option<&str>, registry: &Registry) -> io::Result<Self> {
        let boot = drawn();
        let name = name.map_or_else(|| format!("{}-{boot}", host()), plain);
        Ok(Self { name, boot, build: build()?, registry: names(registry) })
    }
}

/// Six letters and digits, drawn at random.
pub(crate) fn drawn() -> String {
    std::iter::repeat_with(fastrand::alphanumeric).take(6).collect::<String>().to_lowercase()
}

/// The host's name, as far as engines take it.
fn host() -> String {
    plain(&rustix::system::uname().nodename().to_string_lossy())
}

/// A name of letters, digits, `-` and `_` only.
fn plain(name: &str) -> String {
    let taken = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    name.chars().map(|letter| if taken(letter) { letter } else { '-' }).collect()
}

/// The file is read once: it is that of the process for as long as it is.
fn build() -> io::Result<String> {
    static BUILD: OnceLock<String> = OnceLock::new();
    if let Some(build) = BUILD.get() {
        return Ok(build.clone());
    }
    let build = hashed()?;
    Ok(BUILD.get_or_init(|| build).clone())
}

fn hashed() -> io::Result<String> {
    let mut program = File::open(PROGRAM)?;
    let mut hash = DefaultHasher::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match program.read(&mut part)? {
            0 => return Ok(format!("{:016x}", hash.finish())),
            read => hash.write(&part[..read]),
        }
    }
}

fn names(registry: &Registry) -> String {
    let mut hash = DefaultHasher::new();
    let tests = registry.load_tests().iter().map(|test| test.name);
    let scenarios = registry.scenarios();
    for name in tests.chain(scenarios.iter().map(|scenario| scenario.name())) {
        hash.write(name.as_bytes());
        hash.write_u8(0);
    }
    format!("{:016x}", hash.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_processes_have_one_build_and_two_boots() {
        let [one, two] = [(), ()].map(|()| Identity::new(None, &Registry::new()).unwrap());
        assert_eq!((&one.build, &one.registry), (&two.build, &two.registry));
        assert_ne!((&one.boot, &one.name), (&two.boot, &two.name));
    }

    #[test]
    fn a_name_is_one_that_engines_take() {
        let named = Identity::new(Some("my host.example:1"), &Registry::new()).unwrap();
        assert_eq!(named.name, "my-host-example-1");
    }
}
