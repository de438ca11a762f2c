//! Duration literals: `2s`, `1.5s`, `250ms`, `10us`, `5min`, `1h`, `2d` wherever a macro reads.
//!
//! No Rust literal has these suffixes, so they can be told apart in any tokens.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::private::Private;

/// The units and their length in nanoseconds, longest name first where one ends another.
const UNITS: [(&str, u128); 8] = [
    ("min", 60_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
    ("s", 1_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
    ("w", 604_800_000_000_000),
];

/// The nanoseconds of a duration literal, or `None` when it is another literal.
///
/// Fractions below a nanosecond are cut; what is too long for a `Duration` is not a literal.
pub fn nanos(literal: &str) -> Option<u128> {
    let (number, unit) =
        UNITS.iter().find_map(|(unit, nanos)| Some((literal.strip_suffix(unit)?, *nanos)))?;
    let digits = number.replace('_', "");
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || fraction.len() > 18 {
        return None;
    }
    let parts = if fraction.is_empty() { 0 } else { fraction.parse::<u128>().ok()? };
    let scale = 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    let nanos = whole.parse::<u128>().ok()?.checked_mul(unit)?.checked_add(parts * unit / scale)?;
    (nanos / 1_000_000_000 <= u128::from(u64::MAX)).then_some(nanos)
}

/// The expression of a `Duration` for a duration literal, located at the literal.
pub fn expand(literal: &Literal, private: &Private) -> Option<TokenStream> {
    let nanos = nanos(&literal.to_string())?;
    let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
    let rest = u32::try_from(nanos % 1_000_000_000).ok()?;
    let private = private.at(literal.span());
    Some(quote_spanned!(literal.span()=> #private::Duration::new(#seconds, #rest)))
}

/// What is written for a unit by habit, and the unit.
const MISSPELT: [(&str, &str); 16] = [
    ("m", "min"),
    ("mins", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("millis", "ms"),
    ("msec", "ms"),
];

/// The mistake in a literal that was meant to be a duration.
fn misspelt(literal: &Literal) -> Option<TokenStream> {
    let text = literal.to_string();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = MISSPELT.iter().find(|(word, _)| *word == &text[number.len()..])?.1;
    nanos(&format!("{number}{unit}"))?;
    let message = format!("`{text}` is no duration: write `{number}{unit}`");
    Some(quote_spanned!(literal.span()=> ::core::compile_error!(#message)))
}

/// The same tokens with every duration literal in them replaced, also inside groups.
pub fn expand_all(tokens: TokenStream, private: &Private) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Literal(literal) => expand(&literal, private)
                .or_else(|| misspelt(&literal))
                .unwrap_or_else(|| TokenTree::Literal(literal).into()),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), expand_all(group.stream(), private));
                inner.set_span(group.span());
                TokenTree::Group(inner).into()
            }
            token => token.into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_literal_is_told_from_other_literals() {
        for (text, expected) in [
            ("2s", Some(2_000_000_000)),
            ("1.5s", Some(1_500_000_000)),
            ("250ms", Some(250_000_000)),
            ("1_000us", Some(1_000_000)),
            ("5min", Some(300_000_000_000)),
            ("1h", Some(3_600_000_000_000)),
            ("2d", Some(172_800_000_000_000)),
            ("0.0000000001s", Some(0)),
            ("5", None),
            ("5u32", None),
            ("0x1d", None),
            ("1e3s", None),
            ("\"2s\"", None),
            ("99999999999999999999d", None),
        ] {
            assert_eq!(nanos(text), expected, "{text}");
        }
    }

    #[test]
    fn durations_inside_groups_are_replaced() {
        let expanded = expand_all(quote::quote!(vec![2s, f(1ms)]), &Private::default()).to_string();
        assert!(!expanded.contains("2s") && !expanded.contains("1ms"), "{expanded}");
    }
}
