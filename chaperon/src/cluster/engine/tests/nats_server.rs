//! A real nats-server for one test: on a free port, with a store of its own, killed when dropped.
//!
//! Nothing of the crate is used here, so that the integration tests have it, too.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{fs, thread};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use tempfile::TempDir;

/// A server that runs.
pub struct NatsServer {
    process: Child,
    host: String,
    port: u16,
    /// What it was started with besides its port and store.
    words: Vec<String>,
    folder: TempDir,
}

impl NatsServer {
    /// With the configuration that is shipped: `coordinator`, `worker` and `client`, whose passwords
    /// are [`password`]'s.
    pub fn start() -> Self {
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/nats.conf");
        Self::with(&["-c", config.to_str().expect("a path")])
    }

    /// With these words on its command line; it listens on loopback unless they say otherwise.
    pub fn with(words: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
        let (process, host, port) = run(&folder, &words, None);
        Self { process, host, port, words, folder }
    }

    /// The URL for a user of the configuration that is shipped.
    pub fn url(&self, user: &str) -> String {
        format!("nats://{user}:{}@{}:{}", Self::password(user), self.host, self.port())
    }

    /// Of a user of the configuration that is shipped.
    pub fn password(user: &str) -> String {
        format!("hush-{user}")
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// As by `kill -9`.
    pub fn kill(&mut self) {
        self.process.kill().expect("it is killed");
        self.process.wait().expect("it is gone");
    }

    /// Starts it again after [`Self::kill`], where it was and with what it has stored.
    pub fn restart(&mut self) {
        (self.process, ..) = run(&self.folder, &self.words, Some(self.port));
    }

    /// Sends it a signal: nothing is heard of it between `STOP` and `CONT`.
    pub fn signal(&self, signal: Signal) {
        let process = Pid::from_child(&self.process);
        kill_process(process, signal).expect("it is signalled");
        if signal == Signal::STOP {
            // Its threads may go on for a moment.
            waitpid(Some(process), WaitOptions::UNTRACED).expect("it has stopped");
        }
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn run(folder: &TempDir, words: &[String], port: Option<u16>) -> (Child, String, u16) {
    let at = folder.path();
    let port = port.map_or_else(|| "-1".to_owned(), |port| port.to_string());
    let mut command = Command::new(program());
    // Of two addresses the last one counts.
    command.args(["-a", "127.0.0.1"]).args(words).args(["-p", &port]);
    command.arg("--ports_file_dir").arg(at).arg("-l").arg(at.join("log"));
    // A configuration says itself where things are stored.
    if words.iter().any(|word| word == "-c") {
        command.env("CHAPERON_NATS_STORE", at.join("store"));
    } else {
        command.arg("-sd").arg(at.join("store"));
    }
    for user in ["coordinator", "worker", "client"] {
        let variable = format!("CHAPERON_NATS_{}_PASSWORD", user.to_uppercase());
        command.env(variable, NatsServer::password(user));
    }
    let mut process =
        command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
    // It is written once the port is open.
    let ports = at.join(format!("nats-server_{}.ports", process.id()));
    loop {
        let ports = fs::read_to_string(&ports).unwrap_or_default();
        if let Some((host, port)) = address_in(&ports) {
            return (process, host, port);
        }
        if process.try_wait().expect("its state").is_some() {
            panic!("nats-server: {}", fs::read_to_string(at.join("log")).unwrap_or_default());
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// In `{"nats":["nats://127.0.0.1:41233"]}`.
fn address_in(ports: &str) -> Option<(String, u16)> {
    let (_, rest) = ports.split_once("://")?;
    let (host, port) = rest.split_once('"')?.0.rsplit_once(':')?;
    Some((host.to_owned(), port.parse().ok()?))
}

/// Debian keeps servers where not every user's `PATH` leads.
fn program() -> PathBuf {
    if let Some(program) = std::env::var_os("CHAPERON_NATS_SERVER") {
        return program.into();
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/local/sbin"]);
    let mut files = folders.map(|folder| PathBuf::from(folder).join("nats-server"));
    files.find(|file| file.is_file()).expect(
        "nats-server is not installed; `cargo xtask test` installs it, and on Debian so does \
         `sudo apt-get install -y nats-server`; CHAPERON_NATS_SERVER may name another",
    )
}
