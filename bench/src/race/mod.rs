//! This project and its peers in turn: the same requests, one core each, nginx on the other.

mod autocannon;
mod chaperon;
mod goose;
mod h2load;
mod job;
mod locust;
mod measure;
mod oha;
mod peer;
mod visits;
mod wrk;

pub(crate) use job::Work;
pub(crate) use measure::measure;
pub(crate) use peer::{first_line_of, versions};
pub(crate) use visits::{Downloads, Orders, Visits};
