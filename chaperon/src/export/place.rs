//! Where the files of a run go.

use std::path::{Path, PathBuf};

use crate::export::exporter::{Exporter, with_extension};
use crate::results::RunResults;

/// `results/<date>/<LoadTest>/[<tag>-]<seconds since 1970>`, of when the load began; extensions
/// follow. The date is in UTC; dots in a load test's name become folders. When that is taken, by a
/// run of the same second, `-2`, `-3` .. follows.
pub fn default_base(results: &RunResults) -> PathBuf {
    base_in(Path::new("results"), results)
}

/// The same in another folder than `results`.
pub(crate) fn base_in(folder: &Path, results: &RunResults) -> PathBuf {
    let mut folder = folder.join(results.started().date().to_string());
    folder.extend(results.load_test().split(['.', '/']).map(plain).filter(|part| !part.is_empty()));
    let time = results.started().unix_timestamp();
    let name = match results.tag().map(plain).filter(|tag| !tag.is_empty()) {
        Some(tag) => format!("{tag}-{time}"),
        None => time.to_string(),
    };
    let free = |base: &PathBuf| !with_extension(base, "run.json").exists();
    let later = (2..).map(|number| folder.join(format!("{name}-{number}")));
    let first = folder.join(&name);
    std::iter::once(first.clone()).chain(later.take(1000)).find(free).unwrap_or(first)
}

/// The base of a path that the user gave: without the extension of one of the exporters, which is
/// put behind it again.
pub fn given_base<'a>(
    path: &Path,
    exporters: impl IntoIterator<Item = &'a dyn Exporter>,
) -> PathBuf {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let known = exporters.into_iter().any(|exporter| Some(exporter.extension()) == extension);
    if known { path.with_extension("") } else { path.to_owned() }
}

/// A name that is safe as one part of a path.
fn plain(name: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ');
    let name: String = name.chars().map(|c| if safe(c) { c } else { '_' }).collect();
    name.trim().trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Started;
    use crate::export::Csv;
    use crate::results::example::everything;

    fn results(load_test: &str, tag: Option<&str>) -> RunResults {
        let started = Started {
            load_test: load_test.into(),
            cores: 1,
            seed: 7,
            duration: None,
            entries: Vec::new(),
        };
        RunResults::begin(&started, tag.map(str::to_owned))
    }

    #[test]
    fn a_run_has_a_folder_of_its_day_and_load_test() {
        assert_eq!(default_base(&everything()), Path::new("results/2026-11-21/Shop/1795253400"));
    }

    #[test]
    fn names_never_leave_the_folder() {
        let results = results("../Shop.Cart/..", Some("../../v1"));
        let base = default_base(&results);
        let mut parts = base.iter().skip(2).map(|part| part.to_str().unwrap());
        assert_eq!((parts.next(), parts.next()), (Some("Shop"), Some("Cart")));
        let name = parts.next().unwrap();
        assert!(name.starts_with("_.._v1-"), "{name}");
        assert_eq!(parts.next(), None);
    }

    #[test]
    fn an_extension_is_not_doubled() {
        let csv: [&dyn Exporter; 1] = [&Csv { separator: ',' }];
        assert_eq!(given_base(Path::new("a/out.csv"), csv), Path::new("a/out"));
        assert_eq!(given_base(Path::new("a/v1.2"), csv), Path::new("a/v1.2"));
    }
}
