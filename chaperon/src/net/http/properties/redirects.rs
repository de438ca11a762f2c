//! Following a `Location`.

use super::requests::{Given, a_request_reads_back_as_itself};
use crate::net::url::{BaseUrl, Url};

/// Where a redirect leads can be requested, and is the same when it is written out and read again.
/// Returns whether it leads anywhere.
pub fn a_redirect_leads_to_a_url(base: &str, path: &str, location: &str) -> bool {
    let here = BaseUrl::parse(base).and_then(|base| base.url(path));
    let Ok(there) = here.and_then(|here| here.join(location)) else { return false };
    let again = Url::parse(&there.to_string());
    assert_eq!(again.as_ref().ok(), Some(&there), "{location:?} from {base:?} and {path:?}");
    let text = there.to_string();
    assert!(a_request_reads_back_as_itself(&Given {
        method: b"GET",
        base: &text,
        path: &text,
        defaults: Vec::new(),
        headers: Vec::new(),
        cookie: None,
        body: &[],
    }));
    true
}
