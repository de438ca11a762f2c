//! A stream that takes no more.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use chaperon_examples::demo_target::DemoTarget;

use crate::real::{Cluster, NatsServer};
use crate::scene::{Scene, address, sized};

/// How much the stream holds: some of the seconds of a run, and then the others, and the report.
const BYTES: &str = "32000";

pub fn the_stream() -> String {
    // Of those who have roles, none may empty a stream; so this server gives none.
    let (target, nats) = (DemoTarget::start().unwrap(), NatsServer::with(&["-js"]));
    let cluster = sized(Cluster::of(target, nats), 90, 30);
    let words = ["coordinator", "--name", "lead", "--nats-max-bytes", BYTES];
    let lead = cluster.node("lead", &words);
    lead.says("lead leads");
    let workers = cluster.workers(["a", "b", "c"]);
    let mut scene = Scene::of(cluster, lead, workers, 90, 30);
    for worker in &scene.workers {
        worker.says("results are kept here until they can be stored");
        let said = worker.said();
        assert!(said.contains("CHAP_default_RESULTS") && said.contains("10077"), "{said}");
    }
    let full = scene.begun.elapsed().as_secs();
    scene.watch_to_the_end();
    purge(&address(&scene.cluster.nats), "CHAP_default_RESULTS");
    format!("full after {full} s, emptied after 30 s; {}", scene.holds_everything())
}

/// Empties a stream, by the server's protocol.
fn purge(engine: &str, stream: &str) {
    let mut server = TcpStream::connect(engine).unwrap();
    let words = format!(
        "CONNECT {{\"verbose\":false}}\r\nSUB answer 1\r\n\
         PUB $JS.API.STREAM.PURGE.{stream} answer 0\r\n\r\n"
    );
    server.write_all(words.as_bytes()).unwrap();
    let mut lines = BufReader::new(server).lines().map(Result::unwrap);
    let answer = lines.find(|line| line.contains("stream_purge_response")).unwrap();
    assert!(answer.contains("\"success\":true"), "{answer}");
}
