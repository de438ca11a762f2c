//! A real InfluxDB 1, on a free port, in a folder of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::raw_client::{Answer, ask};

pub struct Influxd {
    process: Child,
    address: SocketAddr,
    _folder: TempDir,
}

/// The user that an [`Influxd`] with users has.
pub const USER: &str = "chaperon";
/// And the password.
pub const PASSWORD: &str = "hush-hush";

impl Influxd {
    /// One that asks for no user.
    pub fn start() -> Self {
        Self::start_with(false)
    }

    /// One that knows nobody but [`USER`].
    pub fn with_users() -> Self {
        let influxd = Self::start_with(true);
        influxd.tell(&format!("CREATE USER {USER} WITH PASSWORD '{PASSWORD}' WITH ALL PRIVILEGES"));
        influxd
    }

    fn start_with(users: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let config = folder.path().join("influxdb.conf");
        std::fs::write(&config, text(&folder, users)).unwrap();
        let process = Command::new("influxd")
            .arg("-config")
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut process = process.unwrap_or_else(|error| {
            panic!("influxd: {error}. On Debian, type: sudo apt-get install -y influxdb")
        });
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = log.find_map(|line| {
            let (_, rest) = line.split_once("msg=\"Listening on HTTP\"")?.1.split_once("addr=")?;
            rest.split(' ').next()?.parse().ok()
        });
        // A full pipe would stop it.
        thread::spawn(move || log.for_each(drop));
        let address = address.expect("influxd to listen");
        Self { process, address, _folder: folder }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes a database.
    pub fn database(self, name: &str) -> Self {
        self.tell(&format!("CREATE DATABASE {name}"));
        self
    }

    fn tell(&self, statement: &str) -> Value {
        self.query("POST", "", statement)
    }

    /// All points of the measurement: an object of tags and fields each, with `time` in
    /// nanoseconds.
    pub fn points(&self, database: &str) -> Vec<Value> {
        let answer = self.query("GET", database, "SELECT * FROM load_test");
        let Some(series) = answer["results"][0]["series"].get(0) else { return Vec::new() };
        let columns = series["columns"].as_array().unwrap();
        let values = series["values"].as_array().unwrap().iter();
        values
            .map(|values| {
                let values = values.as_array().unwrap().iter().cloned();
                columns.iter().map(|name| name.as_str().unwrap().to_owned()).zip(values).collect()
            })
            .collect()
    }

    fn query(&self, method: &str, database: &str, statement: &str) -> Value {
        let statement: String = statement
            .bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            })
            .collect();
        let request =
            format!("{method} /query?db={database}&epoch=ns&u={USER}&p={PASSWORD}&q={statement}");
        let answer = ask(self.address, &request, &[], "");
        assert_eq!(answer.status, 200, "{answer:?}");
        let answer: Value = serde_json::from_str(&whole(&answer)).unwrap();
        assert!(answer["results"][0].get("error").is_none(), "{answer}");
        answer
    }
}

impl Drop for Influxd {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn text(folder: &TempDir, users: bool) -> String {
    let path = |name| folder.path().join(name).display().to_string();
    let (meta, data, wal) = (path("meta"), path("data"), path("wal"));
    format!(
        "reporting-disabled = true\n\
         bind-address = \"127.0.0.1:0\"\n\
         [meta]\ndir = \"{meta}\"\n\
         [data]\ndir = \"{data}\"\nwal-dir = \"{wal}\"\n\
         [monitor]\nstore-enabled = false\n\
         [http]\nbind-address = \"127.0.0.1:0\"\nauth-enabled = {users}\nlog-enabled = false\n"
    )
}

/// A body without its chunks' sizes.
fn whole(answer: &Answer) -> String {
    if answer.header("transfer-encoding") != Some("chunked") {
        return answer.body.clone();
    }
    let (mut rest, mut body) = (answer.body.as_str(), String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        body.push_str(&after[..size]);
        let after = &after[size..];
        rest = after.strip_prefix("\r\n").unwrap_or(after);
    }
    body
}
