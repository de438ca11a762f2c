//! Clients that were made: one for a slot, or one for all slots of a core where they are given.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::Client;

use super::build;
use crate::error::Result;
use crate::net::connections::Connections;
use crate::net::http::clients::HttpClients;
use crate::net::settings::NetSettings;

/// A client, and how many connections it has opened.
pub(super) struct Made {
    pub(super) client: Client,
    /// Whether the user made it.
    pub(super) given: bool,
    opened: Arc<AtomicU64>,
    /// How many of them are counted elsewhere.
    counted: Cell<u64>,
}

/// The clients that a user has made for a core.
#[derive(Default)]
pub(in crate::net) struct MadeClients {
    clients: HttpClients,
    known: RefCell<Vec<(Rc<NetSettings>, Rc<Made>)>>,
}

impl MadeClients {
    pub(in crate::net) fn by(clients: HttpClients) -> Self {
        Self { clients, known: RefCell::default() }
    }

    /// The client of a slot.
    pub(super) fn of_slot(&self, connections: &Connections) -> Result<Rc<Made>> {
        let settings = connections.settings();
        if let Some((_, made)) = self.known.borrow().iter().find(|(of, _)| of == settings) {
            return Ok(Rc::clone(made));
        }
        let opened = Arc::default();
        let client = self.clients.make(build::builder(connections, &opened)?)?;
        let given = self.clients.are_given();
        let made = Rc::new(Made { client, given, opened, counted: Cell::default() });
        if given {
            self.known.borrow_mut().push((Rc::clone(settings), Rc::clone(&made)));
        }
        Ok(made)
    }
}

impl Made {
    /// How many connections were opened since this was last asked.
    pub(super) fn newly_opened(&self) -> u64 {
        let opened = self.opened.load(Ordering::Relaxed);
        opened - self.counted.replace(opened)
    }
}
