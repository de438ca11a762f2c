//! `RESULTS.md`: all tables of a whole bench, with what it takes to judge them: the machine, the
//! versions, the day and the command.

use std::fs;
use std::path::Path;
use std::process::Command;

use time::OffsetDateTime;

use crate::Result;
use crate::options::on_path;
use crate::race::{first_line_of, versions};
use crate::summary::Table;

/// Writes the file anew.
pub(crate) fn write(tables: &[Table]) -> Result<()> {
    let mut text = format!(
        "# Results\n\nWritten by the bench itself. README.md says what the rows mean, NOTES.md what \
         stands behind them.\n\n{}\nVersions:\n\n",
        Table { title: about(), head: vec!["", "this machine"], rows: machine()? }
    );
    own_versions().chain(versions()).for_each(|version| text += &format!("- {version}\n"));
    tables.iter().for_each(|table| text += &format!("\n{table}"));
    Ok(fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("RESULTS.md"), text)?)
}

/// When, and by which command.
fn about() -> String {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let command = format!("cargo run --release --package chaperon-bench -- {}", words.join(" "));
    let command = command.trim_end_matches([' ', '-']);
    format!("{}, by `{command}`.", OffsetDateTime::now_utc().date())
}

fn machine() -> Result<Vec<Vec<String>>> {
    let processor = fs::read_to_string("/proc/cpuinfo")?;
    let memory = fs::read_to_string("/proc/meminfo")?;
    let rows = [
        ("processor", value_of("model name", &processor).to_owned()),
        ("cores", std::thread::available_parallelism()?.to_string()),
        ("memory", value_of("MemTotal", &memory).to_owned()),
        ("kernel", fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned()),
    ];
    Ok(rows.into_iter().map(|(name, value)| vec![name.to_owned(), value]).collect())
}

/// The value of the first line of that name: `name : value`.
fn value_of<'a>(name: &str, text: &'a str) -> &'a str {
    let mut lines = text.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(found, _)| found.trim() == name).map_or("unknown", |(_, value)| value.trim())
}

/// What is measured, by which it is built, and its target.
fn own_versions() -> impl Iterator<Item = String> {
    let nginx = on_path("nginx").unwrap_or_else(|| "nginx".to_owned());
    let commit = first_line_of(Command::new("git").args(["rev-parse", "--short", "HEAD"]));
    [
        format!("chaperon {}, commit {commit}", chaperon::VERSION),
        first_line_of(Command::new("rustc").arg("--version")),
        first_line_of(Command::new(nginx).arg("-v")),
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_name() {
        let text = "processor\t: 0\nmodel name\t: AMD EPYC\nmodel name\t: Another\n";
        assert_eq!(value_of("model name", text), "AMD EPYC");
        assert_eq!(value_of("MemTotal", text), "unknown");
    }
}
