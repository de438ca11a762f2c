//! What can be typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

#[cfg(feature = "cluster")]
use super::worker::WorkerArgs;
use crate::export::Format;
use crate::time::{BadDuration, parse_duration};

/// Load and performance tests, compiled into this program.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    long_about = None,
    after_help = EXIT_CODES,
    args_conflicts_with_subcommands = true,
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Option<Command>,

    #[command(flatten)]
    pub(super) run: RunArgs,
}

pub(super) const EXIT_CODES: &str = "\
Config, later wins: the load test's own, --config FILE, the environment
(CHAPERON_SET__TIMEOUT=5s sets timeout, two underscores stand for a dot),
--set key=value.

Exit codes:
  0  the load test ran, and nothing failed
  1  wrong usage, or an internal error
  2  the config is incomplete or wrong; nothing was sent
  3  a threshold was broken, or a scenario never succeeded
  4  the figures are not valid: the generator could not keep up with the load
  5  an export failed; the results are kept
  130, 143  stopped by a signal; the results so far are kept";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Runs a load test (this is what happens without a subcommand, too)
    #[command(after_help = EXIT_CODES)]
    Run(RunArgs),
    /// Runs one session of a scenario, and prints every request and response
    Try(TryArgs),
    /// Lists the load tests, their scenarios and config keys
    List(ListArgs),
    /// Checks everything short of sending, and prints the plan
    Check(CheckArgs),
    /// Is a node of a cluster, which makes load when it is told to
    #[cfg(feature = "cluster")]
    Worker(WorkerArgs),
    /// Leads the runs of a cluster of machines, or stands by
    #[cfg(feature = "cluster")]
    Coordinator(Box<super::coordinator::CoordinatorArgs>),
    /// Has a cluster run a load test
    #[cfg(feature = "cluster")]
    #[command(after_help = EXIT_CODES)]
    Submit(Box<super::submit::SubmitArgs>),
    /// Shows the nodes of a cluster, its queue and its runs
    #[cfg(feature = "cluster")]
    Status(super::status::StatusArgs),
    /// Ends runs of a cluster, or takes them out of its queue
    #[cfg(feature = "cluster")]
    Cancel(super::cancel::CancelArgs),
    /// Serves an HTTP API over a queue of runs, and runs them
    #[cfg(feature = "api")]
    Serve(Box<super::serve::ServeArgs>),
}

#[derive(Debug, Args, Default, Clone)]
pub(super) struct ConfigArgs {
    /// Sets a config key, such as http.max_body=1000 or patience=250ms; wins over all else
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,

    /// Reads config keys from a TOML file
    #[arg(long, value_name = "FILE")]
    pub(super) config: Vec<PathBuf>,
}

#[derive(Debug, Args, Clone)]
pub(super) struct RunArgs {
    /// Which load test; may be left out when there is only one
    pub(super) test: Option<String>,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    /// Where results go besides the saved run, and how: csv or json files; influx (InfluxDB, by
    /// CHAPERON_INFLUX_*); s3:csv or s3:json (files that are put into S3_BUCKET too, by AWS_*; s3 is
    /// s3:csv). May be given more than once [default: csv]
    #[arg(long, value_name = "FORMAT")]
    pub(super) export: Vec<Format>,

    /// Where files go, without extension; `-` is stdout, and then no file is written
    /// [default: results/<date>/<load test>/<time>]
    #[arg(long, value_name = "PATH")]
    pub(super) output: Option<PathBuf>,

    /// A word that marks this run: it is in the name of its files
    #[arg(long)]
    pub(super) tag: Option<String>,

    /// Records these types of metrics only, such as get,call,run_scenario
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub(super) metrics: Vec<String>,

    /// Keeps the rows of each virtual user apart; for up to 1,000 of them
    #[arg(long)]
    pub(super) per_session: bool,

    /// Prints the result of every action, as `try` does
    #[arg(long)]
    pub(super) print_results: bool,

    /// Ends the load after this time, such as 30s or 5min
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(super) duration: Option<Duration>,

    /// Scales the number of sessions, such as 0.1 for a tenth
    #[arg(long, value_name = "FACTOR", value_parser = factor)]
    pub(super) scale: Option<f64>,

    /// How many cores to use [default: all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) cores: Option<u16>,

    /// Makes random choices repeatable: delays, pauses before retries, when random arrivals come, the
    /// order of shuffled feeds. A run without it draws one, which its table and its saved results
    /// tell
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,

    /// Shows log lines of this level and above
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub(super) log: tracing::Level,

    /// Shows nothing while running, and no table at the end
    #[arg(long, short)]
    pub(super) quiet: bool,

    /// Uses no colours
    #[arg(long)]
    pub(super) no_color: bool,
}

#[derive(Debug, Args)]
pub(super) struct TryArgs {
    /// Which scenario
    pub(super) scenario: String,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    /// Uses no colours
    #[arg(long)]
    pub(super) no_color: bool,
}

#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Which load test [default: all]
    pub(super) test: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Which load test [default: all]
    pub(super) test: Option<String>,

    #[command(flatten)]
    pub(super) config: ConfigArgs,

    /// Scales the number of sessions, such as 0.1 for a tenth
    #[arg(long, value_name = "FACTOR", value_parser = factor)]
    pub(super) scale: Option<f64>,
}

pub(super) fn duration(text: &str) -> Result<Duration, BadDuration> {
    parse_duration(text)
}

pub(super) fn factor(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(factor) if factor > 0.0 && factor.is_finite() => Ok(factor),
        _ => Err("a factor is a number above 0, such as 0.1".to_owned()),
    }
}
