//! Nothing of its own: by its feature `api` it gives `chaperon` that of the same name.
//!
//! The cases in `tests/ui` are built with what the tests depend on, and not with the features that the
//! tests give to it.
