//! Speaks a protocol of its own: lines over TCP, to a store of keys and values.
//!
//! What implements `Action` is measured, cut, retried and shown like a request: `connect(store)`,
//! `store(SET)` and `store(GET)` are rows of the same table.

use chaperon::action::Action;
use chaperon::metrics::MetricName;
use chaperon::prelude::*;
use chaperon::{Error, ErrorKind};
use chaperon_examples::demo_target;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// Config keys of `custom_action`.
#[derive(Config)]
struct CustomAction {
    /// Where the store listens: `host:port`.
    store: String,
    /// How many keys a session sets and gets.
    keys: u32,
}

/// The connection of a session, which lives with it.
type Connection = Mutex<BufReader<TcpStream>>;

/// Connects to the store.
struct Connect {
    address: String,
}

impl Action for Connect {
    type Output = ();

    fn metric(&self) -> MetricName {
        MetricName::of("connect", "store")
    }

    async fn run(&mut self, session: &mut Session) -> Result {
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        session.put_live(Connection::new(BufReader::new(stream)));
        Ok(())
    }
}

/// Sends one line, and gives the line that answers it.
struct Ask {
    line: String,
}

impl Action for Ask {
    type Output = String;

    fn metric(&self) -> MetricName {
        MetricName::of("store", self.line.split(' ').next().unwrap_or_default())
    }

    async fn run(&mut self, session: &mut Session) -> Result<String> {
        let connection = session.live::<Connection>()?;
        let mut connection = connection.lock().await;
        connection.write_all(format!("{}\n", self.line).as_bytes()).await?;
        let mut answer = String::new();
        connection.read_line(&mut answer).await?;
        match answer.trim_end() {
            "" => Err(Error::new(ErrorKind::Reset, "the store closed the connection")),
            answer if answer.starts_with("ERROR") => Err(Error::new(ErrorKind::Other, answer)),
            answer => Ok(answer.to_owned()),
        }
    }

    /// An answer may still come: what is asked next needs another connection.
    async fn abort(&mut self, session: &mut Session) {
        if let Err(error) = reconnect(session).await {
            log_warn!(session, "the store is gone: {error}");
        }
    }
}

async fn connect(session: &mut Session, config: &CustomAction) -> Result {
    session.run_action(Connect { address: config.store.clone() }).await
}

async fn reconnect(session: &mut Session) -> Result {
    let config = session.config_of::<CustomAction>()?;
    connect(session, &config).await
}

async fn ask(session: &mut Session, line: String) -> Result<String> {
    session.run_action(Ask { line }.retry(1)).await
}

#[scenario(init = connect)]
async fn custom_action(session: &mut Session, config: &CustomAction) -> Result {
    for number in 0..config.keys {
        let key = format!("{}-{number}", session.id());
        ask(session, format!("SET {key} {number}")).await?;
        let answer = ask(session, format!("GET {key}")).await?;
        session.check("what was set is there", answer == format!("VALUE {number}"));
    }
    Ok(())
}

load_test! {
    /// 20 sessions that set and get 10 keys each.
    pub CustomActionTest {
        scenarios: [
            20 * custom_action { store: demo_target::store(), keys: 10 },
        ],
    }
}

chaperon::main!(CustomActionTest);
