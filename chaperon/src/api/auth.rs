//! Who may ask: HTTP's basic authentication, of one user.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

/// The only user.
const USER: &str = "chaperon";

/// The password of the user `chaperon`.
#[derive(Clone)]
pub(crate) struct Token(String);

impl Token {
    /// The token; none when it is empty, which would be guessed first.
    pub(crate) fn new(token: impl Into<String>) -> Option<Self> {
        let token = token.into();
        (!token.is_empty()).then_some(Self(token))
    }

    /// Whether a request carries it.
    pub(super) fn allows(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(AUTHORIZATION).and_then(|value| credentials(value.as_bytes()));
        given.is_some_and(|given| {
            let expected = format!("{USER}:{}", self.0);
            given.ct_eq(expected.as_bytes()).into()
        })
    }
}

/// What is behind `Basic`, decoded: `user:password`.
fn credentials(value: &[u8]) -> Option<Vec<u8>> {
    let (scheme, encoded) = value.split_at_checked(b"basic ".len())?;
    let basic = scheme.eq_ignore_ascii_case(b"basic ");
    basic.then(|| STANDARD.decode(encoded.trim_ascii()).ok()).flatten()
}

/// Never shows it.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        Token::new("se:cret").unwrap().allows(&headers)
    }

    fn basic(credentials: &str) -> String {
        format!("Basic {}", STANDARD.encode(credentials))
    }

    #[test]
    fn the_user_and_the_token_and_nothing_else_are_let_in() {
        assert!(allowed(&basic("chaperon:se:cret")));
        assert!(allowed(&basic("chaperon:se:cret").replace("Basic", "basic")));
        for credentials in
            ["chaperon:", "chaperon:se:cre", "chaperon:se:cret ", "admin:se:cret", ""]
        {
            assert!(!allowed(&basic(credentials)), "{credentials}");
        }
        for value in ["", "Basic", "Basic ", "Basic !!", "Bearer se:cret", "chaperon:se:cret"] {
            assert!(!allowed(value), "{value}");
        }
        assert!(!Token::new("x").unwrap().allows(&HeaderMap::new()));
    }

    #[test]
    fn an_empty_token_is_none_and_none_is_shown() {
        assert!(Token::new("").is_none());
        assert_eq!(format!("{:?}", Token::new("secret").unwrap()), "Token(***)");
    }
}
