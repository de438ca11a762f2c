//! The same requests as scenarios, with all that makes them some: a path template, a cookie that the
//! target sets, the usual timeout of 10 s, phases, histograms by the second, and sessions that begin
//! anew every three requests.

use std::sync::OnceLock;

use chaperon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::generator::{SECONDS, told};
use crate::options::CONNECTIONS;

/// How many requests a session makes.
const REQUESTS: u32 = 3;

/// Small answers.
#[scenario]
async fn visit(session: &mut Session) -> Result {
    for id in 0..REQUESTS {
        session.get("/items/{id}").param("id", id).await?;
    }
    Ok(())
}

/// What is posted.
#[scenario]
async fn order(session: &mut Session) -> Result {
    for id in 0..REQUESTS {
        session.post("/orders/{id}").param("id", id).json(Order::usual()?).await?;
    }
    Ok(())
}

/// Large answers, which are kept until the next.
#[scenario]
async fn download(session: &mut Session) -> Result {
    for _ in 0..REQUESTS {
        session.get("/files/{name}").param("name", "large").await?;
    }
    Ok(())
}

/// 1 KB, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    customer: String,
    note: String,
    address: Address,
    items: Vec<Item>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Address {
    name: String,
    street: String,
    city: String,
    code: String,
    country: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Item {
    product: String,
    name: String,
    quantity: u32,
    price: f64,
    gift: bool,
}

/// What peers send as it is; sessions write it anew each time.
const ORDER: &str = include_str!("../../peers/order.json");

impl Order {
    fn usual() -> Result<&'static Self> {
        static USUAL: OnceLock<Order> = OnceLock::new();
        match USUAL.get() {
            Some(order) => Ok(order),
            None => {
                let order = serde_json::from_str(ORDER)?;
                Ok(USUAL.get_or_init(|| order))
            }
        }
    }
}

load_test! {
    /// GET requests.
    pub(crate) Visits {
        default_config: { .. },
        scenarios: [CONNECTIONS * visit for (seconds(told(SECONDS)))],
    }
}

load_test! {
    /// POST requests.
    pub(crate) Orders {
        default_config: { .. },
        scenarios: [CONNECTIONS * order for (seconds(told(SECONDS)))],
    }
}

load_test! {
    /// Downloads.
    pub(crate) Downloads {
        default_config: { .. },
        scenarios: [CONNECTIONS * download for (seconds(told(SECONDS)))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_send_what_peers_send() {
        assert_eq!(serde_json::to_string(Order::usual().unwrap()).unwrap(), ORDER);
        assert_eq!(ORDER.len(), 1024);
    }
}
