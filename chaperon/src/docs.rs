//! Guides: pages to read, no code.

#[doc = include_str!("docs/http_api.md")]
pub mod http_api {}

#[doc = include_str!("docs/load_models.md")]
pub mod load_models {}

#[doc = include_str!("docs/many_machines.md")]
pub mod many_machines {}

#[doc = include_str!("docs/migration.md")]
pub mod migration {}

#[doc = include_str!("docs/when_it_does_not_compile.md")]
pub mod when_it_does_not_compile {}
