//! The rows of a feed, whose type is known to those alone who put them in and take them out.

use std::any::Any;
use std::sync::Arc;

/// Rows of one type.
#[derive(Clone)]
pub(super) struct Rows {
    /// A `Vec<Arc<T>>`.
    rows: Arc<dyn Any + Send + Sync>,
    count: usize,
}

impl Rows {
    pub(super) fn new<T: Send + Sync + 'static>(rows: Vec<Arc<T>>) -> Self {
        Self { count: rows.len(), rows: Arc::new(rows) }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The rows, if they are of this type.
    pub(super) fn of<T: Send + Sync + 'static>(&self) -> Option<&[Arc<T>]> {
        self.rows.downcast_ref::<Vec<Arc<T>>>().map(Vec::as_slice)
    }
}
