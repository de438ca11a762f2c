//! What the load test's set-ups gave for its sessions.

use std::any::{Any, type_name};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};

/// A value of a set-up, and the name of its type for who asks for another.
#[derive(Clone)]
pub struct Gift {
    value: Arc<dyn Any + Send + Sync>,
    type_name: &'static str,
    /// How it goes to other processes, if it does.
    #[cfg_attr(
        not(feature = "cluster"),
        expect(dead_code, reason = "only nodes of a cluster do that")
    )]
    json: Option<Arc<Value>>,
}

impl Gift {
    /// A value that all sessions share.
    pub(crate) fn new<T: Send + Sync + 'static>(value: T) -> Self {
        Self { value: Arc::new(value), type_name: type_name::<T>(), json: None }
    }

    /// A value that all sessions share in whatever process, and how it goes there.
    pub(crate) fn sent<T: Send + Sync + 'static>(value: T, json: Value) -> Self {
        Self { json: Some(Arc::new(json)), ..Self::new(value) }
    }

    /// The value, by its type.
    fn get<T: Send + Sync + 'static>(&self, from: &str) -> Result<Arc<T>> {
        self.value.clone().downcast().map_err(|_| {
            let (gives, asked) = (self.type_name, type_name::<T>());
            let message = format!("the load test's `{from}` gives `{gives}`, not `{asked}`");
            Error::new(ErrorKind::Config, message)
        })
    }
}

impl fmt::Debug for Gift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gift({})", self.type_name)
    }
}

/// What there is for the sessions of a run.
#[derive(Debug, Clone, Default)]
pub struct Given {
    setup: Option<Gift>,
    worker_setup: Option<Gift>,
}

impl Given {
    /// Notes what the function in this field of the load test gave.
    pub(crate) fn put(&mut self, field: &str, gift: Gift) {
        match field {
            "setup" => self.setup = Some(gift),
            _ => self.worker_setup = Some(gift),
        }
    }

    /// What `setup` gave, as it goes to other processes.
    #[cfg(feature = "cluster")]
    pub(crate) fn setup_json(&self) -> Option<&Value> {
        self.setup.as_ref()?.json.as_deref()
    }

    pub(crate) fn setup<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        value(self.setup.as_ref(), "setup")
    }

    pub(crate) fn worker_setup<T: Send + Sync + 'static>(&self) -> Result<Arc<T>> {
        value(self.worker_setup.as_ref(), "worker_setup")
    }
}

fn value<T: Send + Sync + 'static>(gift: Option<&Gift>, from: &str) -> Result<Arc<T>> {
    let Some(gift) = gift else {
        let message = format!(
            "the load test has no `{from}`: write `{from}: a_function,` beside its `scenarios`"
        );
        return Err(Error::new(ErrorKind::Config, message));
    };
    gift.get(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_type_and_what_is_not_there_is_named() {
        let given = Given { setup: Some(Gift::new(7_u32)), worker_setup: None };
        assert_eq!(*given.setup::<u32>().unwrap(), 7);
        let other = given.setup::<String>().unwrap_err().to_string();
        assert!(other.contains("gives `u32`, not `alloc::string::String`"), "{other}");
        let none = given.worker_setup::<u32>().unwrap_err().to_string();
        assert!(none.contains("write `worker_setup: a_function,`"), "{none}");
    }
}
