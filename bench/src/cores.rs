//! What a second core gives.
//!
//! With the target on the same machine, twice the cores are not twice the rate for anyone: what goes
//! from core to core costs the kernel more than what stays. What that comes to is told by two
//! processes of one core each, which share nothing: one process of two cores is held against them.

use std::thread;
use std::time::Duration;

use crate::Result;
use crate::exported::Csv;
use crate::generator::SECONDS;
use crate::goal::met;
use crate::nginx::Nginx;
use crate::options::{CONNECTIONS, Options};
use crate::role::Role;
use crate::summary::{Figure, Table};

/// What two cores should do, in what one does.
const GOAL: f64 = 1.8;

/// Requests, and CPU time of the generators.
struct Sample {
    requests: f64,
    cpu: Duration,
}

/// The runs of each way.
#[derive(Default)]
struct Ways {
    one: Vec<Sample>,
    apart: Vec<Sample>,
    together: Vec<Sample>,
}

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let mut ways = Ways::default();
    for _ in 0..options.runs {
        let nginx = Nginx::start_on(&[0])?;
        ways.one.push(generate(options, &nginx, &[0])?);
        drop(nginx);
        let nginx = Nginx::start_on(&[0, 1])?;
        ways.apart.push(apart(options, &nginx)?);
        ways.together.push(generate(options, &nginx, &[0, 1])?);
    }
    Ok(ways.table(options))
}

/// A generator of so many cores.
fn generate(options: &Options, nginx: &Nginx, cores: &[u32]) -> Result<Sample> {
    let mut command = Role::Generator.on_cores(cores)?;
    command
        .args(["run", "Visits", "--cores", &cores.len().to_string()])
        .args(["--set", &format!("base_url={}", nginx.url())])
        .env(SECONDS, options.seconds.to_string());
    let (csv, cpu) = Csv::of_run(command)?;
    Ok(Sample { requests: csv.figure("get(/items/{id})", "total_count")?, cpu })
}

/// Two generators at once, each on a core.
fn apart(options: &Options, nginx: &Nginx) -> Result<Sample> {
    // Errors that can be shown are all that threads can hand over.
    let run = |core| move || generate(options, nginx, &[core]).map_err(|error| error.to_string());
    let both = thread::scope(|scope| {
        [0, 1].map(|core| scope.spawn(run(core))).map(|running| running.join())
    });
    let mut all = Sample { requests: 0.0, cpu: Duration::ZERO };
    for one in both {
        let one = one.map_err(|_| "a thread that watches a generator broke down")??;
        all.requests += one.requests;
        all.cpu += one.cpu;
    }
    Ok(all)
}

impl Ways {
    fn table(&self, options: &Options) -> Table {
        let rate = |samples: &[Sample]| {
            Figure::of(samples.iter().map(|it| it.requests / options.seconds as f64))
        };
        let corrected = 2.0 * rate(&self.together).median / rate(&self.apart).median;
        let row = |name: &str, samples: &[Sample], corrected: [String; 3]| {
            let cost = samples.iter().map(|it| it.cpu.as_secs_f64() * 1e6 / it.requests);
            let plain = rate(samples).median / rate(&self.one).median;
            let (rate, cost) = (rate(samples).whole(), Figure::of(cost).fraction());
            let cells = [name.to_owned(), rate, cost, format!("{plain:.2} x")];
            cells.into_iter().chain(corrected).collect()
        };
        let none = || ["", "", ""].map(ToOwned::to_owned);
        let held = [
            format!("{corrected:.2} x"),
            format!("{GOAL:.2} x"),
            met(corrected >= GOAL).to_owned(),
        ];
        Table {
            title: format!(
                "Two cores against one, nginx on the same cores; corrected for what two cost the \
                 machine, by two processes that share nothing: {CONNECTIONS} connections a process, \
                 {} runs of {} s each, median (least to most)",
                options.runs, options.seconds
            ),
            head: vec![
                "generator",
                "requests a second",
                "CPU us a request",
                "of one core",
                "corrected",
                "goal",
                "met",
            ],
            rows: vec![
                row("one core", &self.one, none()),
                row("two processes of one core", &self.apart, none()),
                row("one process of two cores", &self.together, held),
            ],
        }
    }
}
