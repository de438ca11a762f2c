//! nginx, started for one test on a free port.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::until::until;

/// What the static files hold.
pub const HELLO: &str = "hello world\n";

/// nginx with the configuration beside this file; killed when dropped.
pub struct Nginx {
    scheme: &'static str,
    address: SocketAddr,
    process: Child,
    folder: TempDir,
}

/// A line of the access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The number of the connection.
    pub connection: u64,
    /// Method and path.
    pub request: String,
    pub status: u16,
}

impl Nginx {
    /// By HTTP/1.1, without TLS.
    pub fn start() -> Self {
        Self::start_over("")
    }

    /// By HTTP/2 inside TLS, with a certificate that nobody trusts.
    pub fn start_http2() -> Self {
        let mut nginx = Self::start_over("ssl http2");
        nginx.scheme = "https";
        nginx
    }

    fn start_over(over: &str) -> Self {
        // The free port may be another's by the time that nginx takes it.
        for _ in 0..4 {
            if let Ok(nginx) = Self::try_to_start(over) {
                return nginx;
            }
        }
        Self::try_to_start(over).expect("nginx")
    }

    /// Fails with nginx's own words.
    fn try_to_start(over: &str) -> Result<Self, String> {
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let config = include_str!("nginx.conf")
            .replace("FOLDER", at.to_str().unwrap())
            .replace("ADDRESS", &address.to_string())
            .replace("OVER", over);
        let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        fs::write(at.join("certificate.pem"), signed.cert.pem()).unwrap();
        fs::write(at.join("key.pem"), signed.signing_key.serialize_pem()).unwrap();
        fs::write(at.join("nginx.conf"), config).unwrap();
        fs::create_dir(at.join("www")).unwrap();
        for name in ["hello.txt", "compressed.txt", "unframed.txt"] {
            fs::write(at.join("www").join(name), HELLO).unwrap();
        }
        let log = at.join("error.log");
        let mut command = Command::new(program());
        command.arg("-p").arg(at).arg("-c").arg(at.join("nginx.conf")).arg("-e").arg(&log);
        let process = command.stderr(Stdio::null()).spawn().unwrap();
        let mut nginx = Self { scheme: "http", address, process, folder };
        // The file is written once the ports are open.
        let pid = nginx.folder.path().join("nginx.pid");
        while !pid.exists() {
            if nginx.process.try_wait().unwrap().is_some() {
                return Err(fs::read_to_string(&log).unwrap_or_default());
            }
            thread::sleep(Duration::from_millis(2));
        }
        Ok(nginx)
    }

    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The access log, once it has this many lines: they are written when an answer is out.
    #[track_caller]
    pub fn log(&self, lines: usize) -> Vec<Logged> {
        until(|| self.lines().len() >= lines);
        let log = self.lines();
        assert_eq!(log.len(), lines, "{log:#?}");
        log
    }

    fn lines(&self) -> Vec<Logged> {
        let log = fs::read_to_string(self.folder.path().join("access.log")).unwrap();
        log.lines().map(|line| Logged::read(line).expect(line)).collect()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // It has no other processes: `master_process off`.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Logged {
    fn read(line: &str) -> Option<Self> {
        let (connection, rest) = line.split_once(' ')?;
        let (request, status) = rest.rsplit_once(' ')?;
        Some(Self {
            connection: connection.parse().ok()?,
            request: request.to_owned(),
            status: status.parse().ok()?,
        })
    }
}

/// Debian keeps servers where not every user's `PATH` leads.
fn program() -> PathBuf {
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/local/sbin"]);
    let mut files = folders.map(|folder| PathBuf::from(folder).join("nginx"));
    files.find(|file| file.is_file()).expect(
        "nginx is not installed; `cargo xtask test` installs it, and on Debian so does \
         `sudo apt-get install -y nginx-light`",
    )
}
