//! A node of a cluster: a process that is started, listened to, stopped, cut and ended.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long anything may take that is waited for.
const LIMIT: Duration = Duration::from_secs(60);

/// A running process of the program of the cluster; killed when dropped.
pub struct Node {
    child: Child,
    said: Arc<Mutex<String>>,
    listeners: Vec<JoinHandle<()>>,
    name: String,
}

impl Node {
    /// Starts a command, under a name for messages.
    pub fn start(name: &str, mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let said = Arc::<Mutex<String>>::default();
        let listeners = vec![
            listen(child.stdout.take().unwrap(), said.clone()),
            listen(child.stderr.take().unwrap(), said.clone()),
        ];
        Self { child, said, listeners, name: name.to_owned() }
    }

    /// What it has said so far, on either output.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Waits until it has said this.
    #[track_caller]
    pub fn says(&self, word: &str) {
        let deadline = Instant::now() + LIMIT;
        while !self.said().contains(word) {
            let (name, said) = (&self.name, self.said());
            assert!(Instant::now() < deadline, "{name} did not say `{word}`, but:\n{said}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Ends it at once, as a machine that loses its power.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended and all that it said is heard; gives its exit code. There was no panic.
    #[track_caller]
    pub fn ended(&mut self) -> Option<i32> {
        let deadline = Instant::now() + LIMIT;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            let (name, said) = (&self.name, self.said());
            assert!(Instant::now() < deadline, "{name} did not end; it said:\n{said}");
            thread::sleep(Duration::from_millis(10));
        };
        self.listeners.drain(..).for_each(|listener| listener.join().unwrap());
        assert!(!self.said().contains("panicked at"), "{}", self.said());
        status.code()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended before, which is what we want.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            let said = self.said.lock().unwrap();
            // Nobody to tell is nobody to tell.
            let _ = writeln!(std::io::stderr(), "== {} said:\n{said}", self.name);
        }
    }
}

fn listen(pipe: impl Read + Send + 'static, said: Arc<Mutex<String>>) -> JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut said = said.lock().unwrap();
            said.push_str(&line);
            said.push('\n');
        }
    })
}
