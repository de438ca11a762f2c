//! The engine of a cluster, as it is shipped: a NATS server with `deploy/nats.conf`.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::target::Target;
use crate::Result;
use crate::options::program;
use crate::process::{Running, run};
use crate::role::Role;

/// How long the server and the workers may take until they are there.
const PATIENCE: Duration = Duration::from_secs(30);

/// What all three roles say to be let in.
const PASSWORD: &str = "of-the-bench";

pub(super) struct Engine {
    pub(super) process: Running,
    address: SocketAddr,
}

impl Engine {
    /// Starts it with its store in the folder, and waits until it listens.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/nats.conf");
        let mut command = Command::new(program("nats-server", "nats-server")?);
        command
            .args(["-c", config, "-a", "127.0.0.1", "-p", &address.port().to_string()])
            .env("CHAPERON_NATS_STORE", folder.join("nats"))
            .envs(["COORDINATOR", "WORKER", "CLIENT"].map(password))
            .stderr(Stdio::null());
        let process = Running::start(command, "nats-server")?;
        let engine = Self { process, address };
        wait_until("nats-server listens", || Ok(TcpStream::connect(address).is_ok()))?;
        Ok(engine)
    }

    /// A process of the cluster, in a role of the server's; `target` is where its sessions connect.
    pub(super) fn node(&self, role: &str, words: &[&str], target: &Target) -> Result<Running> {
        Running::start(self.command(role, words, target)?, role)
    }

    /// Waits until the coordinator knows so many.
    pub(super) fn wait_for_workers(&self, number: usize) -> Result<()> {
        wait_until("all workers are there", || {
            let mut status = Role::Generator.command()?;
            self.tell(&mut status, "client");
            status.arg("status").stderr(Stdio::null());
            // Before the coordinator has begun there may be nothing to tell.
            let said = run(status, "status").map_or(String::new(), |ended| ended.stdout);
            Ok(said.lines().filter(|line| line.contains("  worker, ")).count() == number)
        })
    }

    fn command(&self, role: &str, words: &[&str], target: &Target) -> Result<Command> {
        let mut command = Role::Generator.command()?;
        self.tell(&mut command, role);
        // Each node looks up its own.
        command
            .env("CHAPERON_SET__BASE_URL", &target.url)
            .env("CHAPERON_SET__LOCAL_ADDRESSES", target.local_addresses())
            .args(words);
        Ok(command)
    }

    fn tell(&self, command: &mut Command, role: &str) {
        command
            .env("CHAPERON_NATS_URL", format!("nats://{}", self.address))
            .env("CHAPERON_NATS_USER", role)
            .env("CHAPERON_NATS_PASSWORD", PASSWORD);
    }
}

fn password(role: &str) -> (String, &'static str) {
    (format!("CHAPERON_NATS_{role}_PASSWORD"), PASSWORD)
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let start = Instant::now();
    while !is_so()? {
        if start.elapsed() > PATIENCE {
            return Err(format!("it is not so after {} s: {what}", PATIENCE.as_secs()).into());
        }
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
