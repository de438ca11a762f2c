//! Runs a load test in this process, and reads what its results say.

use chaperon::metrics::{SessionCounts, Value, View};
use chaperon::results::RunResults;
use chaperon::{LoadTest, RunOptions};

/// A finished run.
pub struct Ran(pub RunResults);

/// Runs a load test against a server, on one core.
pub async fn run<T: LoadTest>(base_url: &str) -> Ran {
    run_with::<T>(base_url, |_| {}).await
}

/// The same with other options.
pub async fn run_with<T: LoadTest>(base_url: &str, change: impl FnOnce(&mut RunOptions)) -> Ran {
    let mut options = RunOptions { cores: Some(1), ..RunOptions::default() };
    options.config.set_text(&format!("base_url={base_url}")).unwrap();
    change(&mut options);
    Ran(chaperon::run::<T>(options).await.unwrap())
}

impl Ran {
    /// How many samples there are under a name, in whatever scope.
    pub fn count(&self, name: &str) -> u64 {
        self.count_where(|key| key.name.to_string() == name)
    }

    /// How many of them belong to a scenario.
    pub fn count_in(&self, scenario: &str, name: &str) -> u64 {
        self.count_where(|key| key.name.to_string() == name && is(&key.scope.scenario, scenario))
    }

    /// How many of them belong to sessions of this name.
    pub fn count_of(&self, session: &str, name: &str) -> u64 {
        self.count_where(|key| {
            key.name.to_string() == name && key.scope.session.as_deref() == Some(session)
        })
    }

    fn count_where(&self, wanted: impl Fn(&chaperon::metrics::Key) -> bool) -> u64 {
        let rows = self.0.snapshot().metrics(View::All);
        rows.iter().filter(|(key, _)| wanted(key)).map(|(_, value)| value.count()).sum()
    }

    /// The names of all metrics.
    pub fn names(&self) -> Vec<String> {
        let rows = self.0.snapshot().metrics(View::All);
        rows.iter().map(|(key, _)| key.name.to_string()).collect()
    }

    /// The value under a name.
    #[track_caller]
    pub fn value(&self, name: &str) -> Value {
        let rows = self.0.snapshot().metrics(View::All);
        let found = rows.into_iter().find(|(key, _)| key.name.to_string() == name);
        found.unwrap_or_else(|| panic!("no `{name}` in {:?}", self.names())).1
    }

    /// Asserts that what a session looked at by `check` held, so many times, and never failed.
    #[track_caller]
    pub fn held(&self, check: &str, times: u64) {
        let Value::Check(checks) = self.value(&format!("check({check})")) else {
            panic!("{check} is no check");
        };
        assert_eq!((checks.passes, checks.fails), (times, 0), "{check}");
    }

    /// How many errors of a kind were counted.
    pub fn errors(&self, kind: &str) -> u64 {
        let rows = self.0.snapshot().errors(View::All);
        rows.iter().filter(|row| row.kind == kind).map(|row| row.errors.count).sum()
    }

    /// All kinds of errors and how many there were.
    pub fn all_errors(&self) -> Vec<(String, u64)> {
        let rows = self.0.snapshot().errors(View::All);
        rows.iter().map(|row| (row.kind.to_owned(), row.errors.count)).collect()
    }

    /// The first message of an error of a kind.
    #[track_caller]
    pub fn message(&self, kind: &str) -> String {
        let rows = self.0.snapshot().errors(View::All);
        let found = rows.iter().find(|row| row.kind == kind);
        found
            .unwrap_or_else(|| panic!("no {kind} in {:?}", self.all_errors()))
            .errors
            .message
            .to_string()
    }

    /// What became of the sessions of a scenario.
    #[track_caller]
    pub fn sessions(&self, scenario: &str) -> SessionCounts {
        let mut sessions = self.0.sessions();
        let found = sessions.find(|(name, _)| is(name, scenario));
        *found.unwrap_or_else(|| panic!("no sessions of {scenario}")).1
    }
}

/// Whether a scenario's path ends in this name.
fn is(path: &str, name: &str) -> bool {
    path == name || path.ends_with(&format!("::{name}"))
}
