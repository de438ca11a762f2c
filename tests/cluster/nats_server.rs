//! A NATS server with a store folder of its own, on a free port.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// How long it may take to listen.
const LIMIT: Duration = Duration::from_secs(20);

/// The server; killed when dropped.
pub struct NatsServer {
    address: SocketAddr,
    folder: TempDir,
    child: Child,
}

impl NatsServer {
    pub fn start() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let folder = TempDir::new().unwrap();
        let child = run(free, folder.path());
        Self { address: free, folder, child }
    }

    pub fn url(&self) -> String {
        format!("nats://{}", self.address)
    }

    /// Ends it as a machine that loses its power.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again, at the same address and with what it had stored.
    pub fn restart(&mut self) {
        self.child = run(self.address, self.folder.path());
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(address: SocketAddr, folder: &Path) -> Child {
    let config = folder.join("nats.conf");
    let mut file = std::fs::File::create(&config).unwrap();
    let store = folder.join("store");
    write!(file, "listen: {address}\njetstream {{ store_dir: {store:?} }}\n").unwrap();
    let child = Command::new(found())
        .arg("-c")
        .arg(&config)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let deadline = Instant::now() + LIMIT;
    while TcpStream::connect(address).is_err() {
        assert!(Instant::now() < deadline, "nats-server does not listen at {address}");
        thread::sleep(Duration::from_millis(10));
    }
    child
}

/// The program, which may lie where Debian keeps servers.
fn found() -> PathBuf {
    if let Some(given) = std::env::var_os("CHAPERON_NATS_SERVER") {
        return given.into();
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/local/sbin"]);
    let files = folders.map(|folder| Path::new(folder).join("nats-server"));
    files.into_iter().find(|file| file.is_file()).expect(
        "nats-server not found: install it with `sudo apt-get install -y nats-server`, or say where \
         it is by CHAPERON_NATS_SERVER",
    )
}
