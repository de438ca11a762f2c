//! Values that live with a session: `put_live`, `live`.

use std::any::type_name;
use std::rc::Rc;

use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;

impl Session {
    /// Keeps a value that lives with this session, such as a client or a socket of another
    /// protocol: there is one of each type, and a new one replaces it.
    ///
    /// Scenarios that run inside of this session and those that follow it in a sequence see it;
    /// child tasks do not, and neither does the next session of the slot. It is dropped when the
    /// session ends.
    ///
    /// What is assigned is copied to child tasks and can become config: for that there is
    /// [`assign`](Self::assign).
    ///
    /// ```
    /// use std::cell::Cell;
    ///
    /// use chaperon::prelude::*;
    ///
    /// /// Numbers the orders of one session.
    /// struct Orders(Cell<u32>);
    ///
    /// #[scenario]
    /// async fn buys(session: &mut Session) -> Result {
    ///     session.put_live(Orders(Cell::new(1)));
    ///     session.repeat(3, order).await
    /// }
    ///
    /// async fn order(session: &mut Session) -> Result {
    ///     let orders = session.live::<Orders>()?;
    ///     let number = orders.0.replace(orders.0.get() + 1);
    ///     session.put("/orders/{number}").param("number", number).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn put_live<T: 'static>(&mut self, value: T) {
        self.live.put(value);
    }

    /// The live value of this type, shared: it can be held across other verbs.
    ///
    /// ```
    /// use std::cell::RefCell;
    ///
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let seen = session.live::<RefCell<Vec<u16>>>()?;
    ///     let status = session.get("/").await?.status();
    ///     seen.borrow_mut().push(status);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Assign`] when this session was given none.
    pub fn live<T: 'static>(&self) -> Result<Rc<T>> {
        self.live.get().ok_or_else(|| {
            let name = type_name::<T>();
            let message = format!(
                "this session has no live value of type `{name}`: call `put_live` first (child \
                 tasks do not share those of their parent)"
            );
            Error::new(ErrorKind::Assign, message)
        })
    }
}
