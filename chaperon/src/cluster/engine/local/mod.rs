//! The engine of one machine: in the process, and in a folder if it is to survive it. Nothing has to
//! be installed for it.

mod commits;
mod disk;
mod elsewhere;
mod engine;
mod entry;
mod folder;
mod journal;
mod ledger;
mod letters;
mod results;
mod tables;

pub(crate) use engine::Local;
