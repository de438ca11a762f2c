//! nginx as the target: one worker on the second core, a body of 11 bytes, connections kept for ever.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Pid;
use tempfile::TempDir;

use crate::Result;
use crate::process::Running;
use crate::role::pinned;

/// The core of the target; the generators have the first.
const CORE: u32 = 1;

/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Nginx {
    address: SocketAddr,
    // Its process ends before its folder goes.
    running: Option<Running>,
    _folder: TempDir,
}

impl Nginx {
    pub(crate) fn start() -> Result<Self> {
        let program = crate::options::program("nginx", "nginx-light")?;
        let folder = TempDir::new()?;
        let address = free_address()?;
        let config = folder.path().join("nginx.conf");
        fs::write(&config, configuration(folder.path(), address))?;
        let log = folder.path().join("error.log");
        let mut command = pinned(CORE, &program);
        command.arg("-c").arg(&config).arg("-p").arg(folder.path()).arg("-e").arg(&log);
        let running = Running::start(command, "nginx")?;
        let mut nginx = Self { address, running: Some(running), _folder: folder };
        nginx.wait_until_it_listens(&log)?;
        Ok(nginx)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests it has served in all, by its own count, this question included.
    pub(crate) fn served(&self) -> Result<u64> {
        let mut stream = TcpStream::connect(self.address)?;
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

    fn wait_until_it_listens(&mut self, log: &Path) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(self.address).is_err() {
            let ended = self.running.as_mut().is_none_or(|it| it.has_ended().unwrap_or(true));
            if ended || Instant::now() > deadline {
                let log = fs::read_to_string(log).unwrap_or_default();
                return Err(format!("nginx does not listen at {}:\n{log}", self.address).into());
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

fn configuration(folder: &Path, address: SocketAddr) -> String {
    let folder = folder.display();
    // Without the right to become another user, nginx stays who it is.
    let user = if rustix::process::geteuid().is_root() { "user root;" } else { "" };
    format!(
        r#"daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
worker_rlimit_nofile 20000;
events {{ worker_connections 16384; }}
http {{
    access_log off;
    default_type text/plain;
    keepalive_requests 4294967295;
    keepalive_timeout 1h;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {address} backlog=4096;
        location / {{ return 200 "hello world"; }}
        location = /status {{ stub_status; }}
    }}
}}
"#
    )
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
