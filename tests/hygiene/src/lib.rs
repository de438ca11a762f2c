//! A user's crate that makes it hard for macros: it compiles without a warning, or they are not
//! hygienic.
//!
//! It calls chaperon by another name, forbids unsafe code, and denies every warning.

#![forbid(unsafe_code)]
#![deny(warnings)]

pub mod placed;
pub mod raw;
pub mod renamed;
pub mod shadowed;
