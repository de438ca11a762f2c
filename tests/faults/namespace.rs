//! Network namespaces: a worker in one reaches engine and target over links of its own, which can be
//! cut. They are made by root alone, with `ip`, and are gone with the test.

use std::net::{IpAddr, Ipv4Addr};
use std::process::{Command, Output, id};

use rustix::process::{Pid, Signal, geteuid, kill_process, test_kill_process};

use crate::children::children;
use crate::tally::say;

/// What the names of namespaces begin with; the process that made them follows.
const NAMES: &str = "chaperon-faults-";

/// A namespace; deleted when dropped, with its links.
pub struct Namespace {
    name: String,
}

/// A cable from this machine into a namespace.
pub struct Link {
    namespace: String,
    /// The name of the end in the namespace, and of the one here.
    pub inside: &'static str,
    outside: String,
    /// The address of the end here.
    pub here: IpAddr,
}

impl Namespace {
    /// An empty one.
    pub fn new() -> Self {
        assert!(geteuid().is_root(), "network namespaces are made by root only: try it with sudo");
        left_behind().iter().for_each(|process| remove(*process));
        let name = format!("{NAMES}{}", id());
        ip(&["netns", "add", &name]);
        Self { name }
    }

    /// The first, second ... cable into it, of the addresses that are meant for tests of networks.
    pub fn link(&self, number: u8, inside: &'static str) -> Link {
        let outside = format!("{}{number}", interfaces(id()));
        let net = id().to_be_bytes()[3];
        let address = |host| Ipv4Addr::new(198, 18, net, 4 * number + host);
        let (here, there) = (address(1), address(2));
        let peer = ["peer", "name", inside, "netns", &self.name];
        ip(&[&["link", "add", &outside, "type", "veth"], &peer[..]].concat());
        ip(&["address", "add", &format!("{here}/30"), "dev", &outside]);
        ip(&["link", "set", &outside, "up"]);
        ip(&["-n", &self.name, "address", "add", &format!("{there}/30"), "dev", inside]);
        ip(&["-n", &self.name, "link", "set", inside, "up"]);
        Link { namespace: self.name.clone(), inside, outside, here: here.into() }
    }

    /// The same command, in the namespace.
    pub fn inside(&self, command: &Command) -> Command {
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.name]);
        inside.arg(command.get_program()).args(command.get_args());
        inside.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.get_current_dir().map(|folder| inside.current_dir(folder));
        inside
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        remove(id());
    }
}

impl Link {
    /// Pulls the cable out: what is sent is lost, and nobody is told.
    pub fn cut(&self) {
        ip(&["-n", &self.namespace, "link", "set", self.inside, "down"]);
    }

    /// Puts the cable back.
    pub fn mend(&self) {
        ip(&["-n", &self.namespace, "link", "set", self.inside, "up"]);
    }

    /// Makes it slow and lossy both ways, if the kernel can do that.
    pub fn worsen(&self) -> Result<(), String> {
        let netem = ["root", "netem", "delay", "200ms", "50ms", "loss", "5%"];
        let there = ["-n", &self.namespace, "qdisc", "add", "dev", self.inside];
        let here = ["qdisc", "add", "dev", &self.outside];
        run("tc", &[&there[..], &netem].concat())?;
        run("tc", &[&here[..], &netem].concat()).map(drop)
    }
}

/// Has nothing left behind when the tests are ended by Ctrl-C.
pub fn leave_nothing_on_ctrl_c() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || {
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            children().into_iter().for_each(|child| {
                // It may have ended by itself.
                let _ = kill_process(child, Signal::KILL);
            });
            remove(id());
            std::process::exit(130);
        }
    });
}

/// The processes that are gone, and whose namespaces are not.
fn left_behind() -> Vec<u32> {
    let listed = run("ip", &["netns", "list"]).unwrap_or_else(|why| panic!("{why}"));
    let listed = String::from_utf8_lossy(&listed.stdout);
    let names = listed.lines().filter_map(|line| line.split(' ').next()?.strip_prefix(NAMES));
    let processes = names.filter_map(|process| process.parse().ok());
    let gone = |process: &u32| {
        let process = i32::try_from(*process).ok().and_then(Pid::from_raw);
        process.is_none_or(|process| test_kill_process(process).is_err())
    };
    processes.filter(gone).collect()
}

/// Removes what a process has made.
fn remove(process: u32) {
    for number in 0..2 {
        // One that was not made cannot be removed.
        let _ = run("ip", &["link", "delete", &format!("{}{number}", interfaces(process))]);
    }
    let name = format!("{NAMES}{process}");
    let listed = run("ip", &["netns", "list"]);
    if listed.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains(&name))
        && let Err(why) = run("ip", &["netns", "delete", &name])
    {
        say(&format!("the namespace {name} is left behind: {why}"));
    }
}

/// What the names of interfaces of a process begin with. At most 15 letters are taken.
fn interfaces(process: u32) -> String {
    format!("chf{process}x")
}

#[track_caller]
fn ip(words: &[&str]) {
    run("ip", words).unwrap_or_else(|why| panic!("{why}"));
}

fn run(program: &str, words: &[&str]) -> Result<Output, String> {
    let command = format!("{program} {}", words.join(" "));
    let ran = Command::new(program).args(words).output();
    let output = ran.map_err(|error| {
        format!("`{command}`: {error}; on Debian, `apt-get install -y iproute2` installs it")
    })?;
    match output.status.success() {
        true => Ok(output),
        false => Err(format!("`{command}`: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}
