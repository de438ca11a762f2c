//! The live values of a session: things that cannot be written down, such as a client.

use std::any::{Any, TypeId};
use std::rc::Rc;

/// The live values of a session, one a type.
#[derive(Default)]
pub struct Live(Vec<(TypeId, Rc<dyn Any>)>);

impl Live {
    /// Keeps a value; one of the same type is let go.
    pub(crate) fn put<T: 'static>(&mut self, value: T) {
        self.0.retain(|(id, _)| *id != TypeId::of::<T>());
        self.0.push((TypeId::of::<T>(), Rc::new(value)));
    }

    /// The value of a type.
    pub(crate) fn get<T: 'static>(&self) -> Option<Rc<T>> {
        let (_, value) = self.0.iter().find(|(id, _)| *id == TypeId::of::<T>())?;
        value.clone().downcast().ok()
    }
}
