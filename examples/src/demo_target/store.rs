//! The store: keys and values by a protocol of lines over TCP, for actions that are no HTTP.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::book::{Book, PanicWatch};

/// How long a line may be.
const LONGEST: usize = 64 * 1024;

type Values = Mutex<HashMap<String, String>>;

/// Serves whoever connects.
pub(super) async fn serve(listener: TcpListener, book: Arc<Book>) -> io::Result<()> {
    let values = Arc::<Values>::default();
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(converse(stream, Arc::clone(&values), Arc::clone(&book)));
    }
}

/// Answers line by line, until the client goes, also in the middle of one.
async fn converse(stream: TcpStream, values: Arc<Values>, book: Arc<Book>) {
    let _watch = PanicWatch::new(Arc::clone(&book), "store".to_owned());
    let _ = stream.set_nodelay(true);
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    loop {
        line.clear();
        match stream.read_line(&mut line).await {
            Ok(1..=LONGEST) if line.ends_with('\n') => {}
            _ => return,
        }
        let (command, answer) = answer(line.trim_end(), &values);
        book.command(command);
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The command by which a line is counted, and the answer to it.
fn answer(line: &str, values: &Values) -> (&'static str, String) {
    let mut values = values.lock().unwrap_or_else(PoisonError::into_inner);
    let mut words = line.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some("SET"), Some(key), Some(value)) => {
            values.insert(key.to_owned(), value.to_owned());
            ("SET", "OK\n".to_owned())
        }
        (Some("GET"), Some(key), None) => match values.get(key) {
            Some(value) => ("GET", format!("VALUE {value}\n")),
            None => ("GET", "NONE\n".to_owned()),
        },
        _ => ("(unknown)", "ERROR say SET key value, or GET key\n".to_owned()),
    }
}
