//! Cookies, as RFC 6265 has them: which are kept, and which are sent where.

mod cookie;
mod jar;
mod sent;

pub use jar::Jar;
pub use sent::SentCookie;
