//! Tokens as text, spaced as people write them: for types and defaults in help and messages.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The tokens as text: `Option<u32>`, `BTreeMap::new()`, `64 * 1024`.
pub fn written(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    write(tokens.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut glued = true;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = delimiters(group.delimiter());
                if !glued && open == "{" {
                    text.push(' ');
                }
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                glued = false;
            }
            TokenTree::Punct(punct) => {
                let tight =
                    matches!(punct.as_char(), '<' | '>' | ',' | ':' | '.' | '?' | '!' | ';');
                if !tight && !glued {
                    text.push(' ');
                }
                text.push(punct.as_char());
                glued = punct.spacing() == Spacing::Joint
                    || matches!(punct.as_char(), '<' | '&' | '.' | '!' | '\'' | '-')
                    || text.ends_with("::");
            }
            word => {
                if !glued && !text.ends_with(['<', '(']) {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                glued = false;
            }
        }
    }
}

const fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_values_are_spaced_as_people_write_them() {
        for text in [
            "u32",
            "Option<u32>",
            "BTreeMap<String, Vec<u8>>",
            "std::time::Duration",
            "BTreeMap::new()",
            "64 * 1024",
            "2s",
            "{ size: 5 }",
            "&'static str",
            "[1, 2]",
            "-5",
        ] {
            let tokens: TokenStream = text.parse().unwrap();
            assert_eq!(written(&tokens), text);
        }
    }
}
