//! nginx as the target: a worker for each of its cores, by default the second one, and connections kept for ever.
//!
//! A body has 11 bytes, below `/files` 100 KB. The same is served over TLS, too, by a certificate of
//! its own. What it is told in detail is in `nginx.conf`.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Pid;
use tempfile::TempDir;

use crate::Result;
use crate::process::{Running, cpu_of};
use crate::role::pinned;

/// The core of the target; the generators have the first.
const CORE: u32 = 1;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The bytes of a file that can be downloaded.
const LARGE: usize = 100_000;

pub(crate) struct Nginx {
    ports: Ports,
    // Its process ends before its folder goes.
    running: Option<Running>,
    folder: TempDir,
}

/// Where it listens.
#[derive(Clone, Copy)]
struct Ports {
    plain: SocketAddr,
    /// HTTP/1.1 over TLS, and nothing else.
    tls: SocketAddr,
    /// HTTP/2 over TLS, for those who ask for it.
    http2: SocketAddr,
}

impl Nginx {
    /// On the second core.
    pub(crate) fn start() -> Result<Self> {
        Self::start_on(&[CORE])
    }

    /// On these cores, with as many workers, which share connections evenly.
    pub(crate) fn start_on(cores: &[u32]) -> Result<Self> {
        let program = crate::options::program("nginx", "nginx-light")?;
        let folder = TempDir::new()?;
        let ports = Ports { plain: free_address()?, tls: free_address()?, http2: free_address()? };
        let config = folder.path().join("nginx.conf");
        fs::write(&config, configuration(folder.path(), ports, cores.len()))?;
        write_certificate(folder.path())?;
        fs::create_dir(folder.path().join("files"))?;
        fs::write(folder.path().join("files").join("large"), vec![b'x'; LARGE])?;
        let log = folder.path().join("error.log");
        let mut command = pinned(cores, &program);
        command.arg("-c").arg(&config).arg("-p").arg(folder.path()).arg("-e").arg(&log);
        let running = Running::start(command, "nginx")?;
        let mut nginx = Self { ports, running: Some(running), folder };
        nginx.wait_until_it_listens(&log)?;
        Ok(nginx)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.ports.plain)
    }

    /// The same over TLS, by HTTP/1.1 only.
    pub(crate) fn tls_url(&self) -> String {
        format!("https://{}", self.ports.tls)
    }

    /// The same over TLS, by HTTP/2 for those who ask for it.
    pub(crate) fn http2_url(&self) -> String {
        format!("https://{}", self.ports.http2)
    }

    /// The certificate of both, as a PEM file.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.folder.path().join(CERTIFICATE)
    }

    /// How many requests it has served in all, by its own count, this question included.
    pub(crate) fn served(&self) -> Result<u64> {
        let mut stream = TcpStream::connect(self.ports.plain)?;
        write!(stream, "GET /status HTTP/1.0\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        served_in(&answer).ok_or_else(|| format!("nginx told no counts:\n{answer}").into())
    }

    /// All its processes: the one that was started, and its worker.
    pub(crate) fn processes(&self) -> Result<Vec<Pid>> {
        let master = self.running.as_ref().ok_or("nginx has ended")?.pid()?;
        let number = master.as_raw_nonzero();
        let children = fs::read_to_string(format!("/proc/{number}/task/{number}/children"))?;
        let children = children.split_whitespace().map(str::parse::<i32>);
        let children: std::result::Result<Vec<i32>, _> = children.collect();
        Ok(std::iter::once(master).chain(children?.into_iter().filter_map(Pid::from_raw)).collect())
    }

    /// CPU time of all its processes so far.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        self.processes()?.into_iter().map(cpu_of).sum()
    }

    fn wait_until_it_listens(&mut self, log: &Path) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(self.ports.plain).is_err() {
            let ended = self.running.as_mut().is_none_or(|it| it.has_ended().unwrap_or(true));
            if ended || Instant::now() > deadline {
                let log = fs::read_to_string(log).unwrap_or_default();
                return Err(format!("nginx does not listen at {}:\n{log}", self.ports.plain).into());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Killing the master alone would leave its worker behind. What fails here has ended already.
        if let Some(running) = self.running.take() {
            let _ = running.terminate();
        }
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// The name of the certificate's file.
const CERTIFICATE: &str = "certificate.pem";

fn write_certificate(folder: &Path) -> Result<()> {
    let signed = rcgen::generate_simple_self_signed([Ipv4Addr::LOCALHOST.to_string()])?;
    fs::write(folder.join(CERTIFICATE), signed.cert.pem())?;
    fs::write(folder.join("key.pem"), signed.signing_key.serialize_pem())?;
    Ok(())
}

fn configuration(folder: &Path, ports: Ports, workers: usize) -> String {
    // Without the right to become another user, nginx stays who it is.
    let user = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
    include_str!("nginx.conf")
        .replace("USER", user)
        .replace("WORKERS", &workers.to_string())
        .replace("PLAIN", &ports.plain.to_string())
        .replace("TLS", &ports.tls.to_string())
        .replace("HTTP2", &ports.http2.to_string())
        // Last, as its name may hold any letters.
        .replace("FOLDER", &folder.display().to_string())
}

/// The third number below `server accepts handled requests`.
fn served_in(answer: &str) -> Option<u64> {
    let mut lines = answer.lines().skip_while(|line| !line.starts_with("server accepts"));
    lines.nth(1)?.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_the_status_page() {
        let page = "HTTP/1.1 200 OK\r\n\r\nActive connections: 1 \nserver accepts handled requests\n \
                    3 3 42 \nReading: 0 Writing: 1 Waiting: 0 \n";
        assert_eq!(served_in(page), Some(42));
        assert_eq!(served_in("HTTP/1.1 404 Not Found\r\n\r\n"), None);
    }
}
