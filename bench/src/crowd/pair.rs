//! One generator and the target that it alone talks to.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chaperon::results::RunResults;
use chaperon_examples::demo_target::{Messages, Served};

use crate::Result;
use crate::memory::{ADDRESS, first_line};
use crate::process::Running;
use crate::role::Role;

/// Where the sessions connect.
pub(super) const PATH: &str = "/ws/echo";

/// How long a target may take to say what it served.
const PATIENCE: Duration = Duration::from_secs(10);

/// One generator and its target.
pub(super) struct Pair {
    pub(super) target: Running,
    pub(super) generator: Running,
    url: String,
    output: PathBuf,
}

impl Pair {
    /// Starts both; `number` counts from 1, and `scale` is its share of the crowd.
    pub(super) fn start(number: usize, scale: f64, folder: &Path) -> Result<Self> {
        let mut command = Role::Target.command()?;
        command.env(ADDRESS, format!("127.0.0.{number}"));
        let mut target = Running::start(command, "a target")?;
        let url = first_line(&mut target, |_| true)?;
        let output = folder.join(number.to_string());
        let mut command = Role::Generator.command()?;
        // Two addresses of its own: from one, half of the ports to one target would be taken, and
        // the kernel looks at them one by one for a free one.
        let from = format!("local_addresses=[\"127.0.1.{number}\", \"127.0.2.{number}\"]");
        command
            .args(["run", "Crowd", "--quiet", "--no-color", "--cores", "1"])
            .args(["--scale", &scale.to_string(), "--set", &from])
            .args(["--set", &format!("base_url={url}")])
            .arg("--output")
            .arg(&output);
        let generator = Running::start(command, "a generator")?;
        Ok(Self { target, generator, url, output })
    }

    /// What the target counts.
    pub(super) fn served(&self) -> Result<Messages> {
        let authority = self.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(authority)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        write!(stream, "GET /served HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, body) = answer.split_once("\r\n\r\n").ok_or("a target did not answer")?;
        Ok(serde_json::from_str::<Served>(body)?.messages(PATH))
    }

    /// What the generator saved of its run, which has ended.
    pub(super) fn results(&self) -> Result<RunResults> {
        let mut file = self.output.clone();
        file.set_extension("run.json");
        Ok(RunResults::load(&file)?)
    }
}
