//! Guides: pages to read, no code.

#[doc = include_str!("docs/migration.md")]
pub mod migration {}
