//! What has to hold of the codec whatever comes, asserted: the property tests make up what comes,
//! and so do the fuzz targets, for which this is the only door to the codec.

mod cookies;
mod redirects;
mod requests;
mod responses;

pub use cookies::cookies_go_back_in_one_line;
pub use redirects::a_redirect_leads_to_a_url;
pub use requests::{Given, a_request_reads_back_as_itself};
pub use responses::{Answers, reading_is_the_same_in_pieces};
