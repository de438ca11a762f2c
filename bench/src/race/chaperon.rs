//! This project: sessions that keep cookies and fill in paths, by the load tests of `visits.rs`.

use super::job::{Job, Work};
use super::measure::Sample;
use super::peer::CORE;
use crate::Result;
use crate::exported::Csv;
use crate::generator::SECONDS;
use crate::role::Role;

pub(super) fn run(job: &Job) -> Result<Sample> {
    let (test, action) = match job.work {
        Work::Get | Work::Https | Work::Http2 => ("Visits", "get(/items/{id})"),
        Work::Post => ("Orders", "post(/orders/{id})"),
        Work::Download => ("Downloads", "get(/files/{name})"),
    };
    let mut command = Role::Generator.on_core(CORE)?;
    command
        .args(["run", test, "--cores", "1", "--set", &format!("base_url={}", job.base())])
        .args(["--set", &format!("tls.ca={}", job.nginx.certificate().display())])
        .env(SECONDS, job.seconds.to_string());
    let (csv, cpu) = Csv::of_run(command)?;
    let requests = csv.figure(action, "total_count")?;
    Ok(Sample { requests: requests as u64, a_second: requests / job.seconds as f64, cpu })
}
