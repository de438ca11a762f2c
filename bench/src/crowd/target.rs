//! A target of the crowd, which a generator has to itself.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use chaperon_examples::demo_target::{Messages, Served};

use crate::Result;
use crate::memory::{ADDRESS, first_line};
use crate::process::Running;
use crate::role::Role;

/// Where the sessions connect.
pub(super) const PATH: &str = "/ws/echo";

/// How long a target may take to say what it served.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Target {
    pub(super) process: Running,
    /// Counts from 1.
    pub(super) number: u32,
    pub(super) url: String,
}

impl Target {
    /// Starts it at an address of its own.
    pub(super) fn start(number: u32) -> Result<Self> {
        let mut command = Role::Target.command()?;
        command.env(ADDRESS, format!("127.0.0.{number}"));
        let mut process = Running::start(command, "a target")?;
        let url = first_line(&mut process, |_| true)?;
        Ok(Self { process, number, url })
    }

    /// What it counts.
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

    /// Two addresses for its generator alone: from one, half of the ports to one target would be
    /// taken, and the kernel looks at them one by one for a free one.
    pub(super) fn local_addresses(&self) -> String {
        let number = self.number;
        format!("[\"127.0.1.{number}\", \"127.0.2.{number}\"]")
    }
}
