//! Signals that stop a run: interrupt, terminate, hang up.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use crate::run::Order;

/// Listens for signals from here on, and passes each on as an order.
pub(super) fn listen() -> io::Result<mpsc::UnboundedReceiver<Order>> {
    let (orders, receiver) = mpsc::unbounded_channel();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        tokio::spawn(pass_on(signal(kind)?, kind, orders.clone()));
    }
    Ok(receiver)
}

async fn pass_on(mut signal: Signal, kind: SignalKind, orders: mpsc::UnboundedSender<Order>) {
    let number = kind.as_raw_value();
    while signal.recv().await.is_some() && orders.send(Order::Signal(number)).is_ok() {}
}
