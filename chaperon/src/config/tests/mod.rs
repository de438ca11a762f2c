//! The configuration as a whole: what is given in one form and read in another.

mod checks;
mod layers;
mod merge;
mod mistakes;
mod reading;
mod secrets;
mod settings;
