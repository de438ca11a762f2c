//! The cookies of a session.

use std::cell::RefCell;
use std::rc::Rc;

use super::cookie::Cookie;
use crate::net::url::Url;

/// How many cookies a session keeps; beyond it the oldest goes.
const MOST: usize = 300;

/// The cookies of a session. A clone has the same ones, and its own from then on.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    /// In the order they were stored.
    cookies: RefCell<Vec<Rc<Cookie>>>,
}

impl Jar {
    /// A jar of these.
    pub(super) fn of(cookies: Vec<Rc<Cookie>>) -> Self {
        Self { cookies: RefCell::new(cookies) }
    }

    /// All that are kept.
    pub(super) fn kept(&self) -> Vec<Rc<Cookie>> {
        self.cookies.borrow().clone()
    }

    /// Keeps the cookies that a response from a URL sets, and drops those it lets expire. They are
    /// given as the values of its `Set-Cookie` headers.
    pub fn store<'v>(&self, from: &Url, values: impl IntoIterator<Item = &'v [u8]>) {
        let texts = values.into_iter().filter_map(|value| std::str::from_utf8(value).ok());
        for cookie in texts.filter_map(|text| Cookie::read(text, from)) {
            self.put(cookie);
        }
    }

    fn put(&self, cookie: Cookie) {
        let mut cookies = self.cookies.borrow_mut();
        let gone = cookie.has_expired(&mut None);
        match cookies.iter().position(|other| other.is_same(&cookie)) {
            Some(index) if gone => drop(cookies.remove(index)),
            Some(index) => {
                if let Some(place) = cookies.get_mut(index) {
                    *place = Rc::new(cookie);
                }
            }
            None if gone => {}
            None => {
                if cookies.len() == MOST {
                    cookies.remove(0);
                }
                cookies.push(Rc::new(cookie));
            }
        }
    }

    /// The names and values of all cookies, wherever they go.
    pub fn all(&self) -> Vec<(String, String)> {
        let mut at = None;
        let cookies = self.cookies.borrow();
        let alive = cookies.iter().filter(|cookie| !cookie.has_expired(&mut at));
        alive.map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned())).collect()
    }

    /// Drops all cookies.
    pub fn clear(&self) {
        self.cookies.borrow_mut().clear();
    }

    /// The `Cookie` header of a request to a URL, if it has one.
    pub fn header(&self, url: &Url) -> Option<String> {
        let mut line = Vec::new();
        self.write_header(url, &mut line);
        let line = String::from_utf8_lossy(&line);
        let value = line.strip_prefix("cookie: ")?.strip_suffix("\r\n")?;
        Some(value.to_owned())
    }

    /// Writes the `Cookie` header of a request, with its line's end; nothing where there is none.
    pub(in crate::net) fn write_header(&self, url: &Url, out: &mut Vec<u8>) {
        let cookies = self.cookies.borrow();
        match cookies.as_slice() {
            [] => {}
            // The common case: nothing to sort.
            [only] => {
                if only.goes_to(url) && !only.has_expired(&mut None) {
                    write(std::slice::from_ref(only), out);
                }
            }
            _ => write(&self.matching(url), out),
        }
    }

    /// The cookies that go to a URL: those of longer paths first, then older ones first.
    fn matching(&self, url: &Url) -> Vec<Rc<Cookie>> {
        let mut at = None;
        let cookies = self.cookies.borrow();
        let here = cookies.iter().filter(|cookie| cookie.goes_to(url));
        let mut here: Vec<_> = here.filter(|it| !it.has_expired(&mut at)).cloned().collect();
        here.sort_by_key(|cookie| std::cmp::Reverse(cookie.path().len()));
        here
    }
}

fn write(cookies: &[Rc<Cookie>], out: &mut Vec<u8>) {
    for (index, cookie) in cookies.iter().enumerate() {
        out.extend_from_slice(if index == 0 { b"cookie: " } else { b"; " });
        out.extend_from_slice(cookie.name().as_bytes());
        out.push(b'=');
        out.extend_from_slice(cookie.value().as_bytes());
    }
    if !cookies.is_empty() {
        out.extend_from_slice(b"\r\n");
    }
}
