//! What `#[config(..)]` says.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Attribute, Ident, Meta, Path, Token};

use crate::block::Value;
use crate::errors::Errors;
use crate::list::comma_separated;
use crate::near::did_you_mean;
use crate::written::written;

/// The attributes of a field.
#[derive(Default)]
pub struct FieldAttrs {
    /// `nested`
    pub nested: Option<Ident>,
    /// `secret`
    pub secret: Option<Ident>,
    /// `default = value`
    pub default: Option<Default>,
}

/// `default = value`.
pub struct Default {
    /// The word `default`.
    pub word: Ident,
    /// The value.
    pub value: Value,
    /// The value as written.
    pub text: String,
}

impl FieldAttrs {
    /// Reads all `#[config(..)]` of a field.
    pub fn read(attrs: &[Attribute], errors: &Errors) -> Self {
        let mut all = Self::default();
        for_each_word(attrs, errors, |word, input| all.read_word(word, input, errors));
        all
    }

    fn read_word(
        &mut self,
        word: Ident,
        input: ParseStream<'_>,
        errors: &Errors,
    ) -> syn::Result<()> {
        let twice = match word.to_string().as_str() {
            "nested" => self.nested.replace(word.clone()).is_some(),
            "secret" => self.secret.replace(word.clone()).is_some(),
            "default" => {
                if !input.peek(Token![=]) {
                    let text = "`default` takes a value: write `default = value`";
                    return Err(syn::Error::new_spanned(word, text));
                }
                input.parse::<Token![=]>()?;
                let ahead = input.fork();
                let value = Value::read(input, errors)?;
                let text = text_until(&ahead, input);
                self.default.replace(Default { word: word.clone(), value, text }).is_some()
            }
            other => {
                let known = match did_you_mean(other, &["nested", "default", "secret"]) {
                    near if near.is_empty() => {
                        "; a key takes `nested`, `default = value` and `secret`".to_owned()
                    }
                    near => near,
                };
                let text = format!("no such attribute `{other}`{known}");
                return Err(syn::Error::new_spanned(word, text));
            }
        };
        if word != "default" && input.peek(Token![=]) {
            let text = format!("`{word}` takes no value: write `#[config({word})]`");
            return Err(syn::Error::new_spanned(word, text));
        }
        if twice {
            let text = format!("`{word}` is given twice");
            return Err(syn::Error::new_spanned(word, text));
        }
        Ok(())
    }
}

/// Reads `#[config(crate = path)]` of the struct.
pub fn read_crate(attrs: &[Attribute], errors: &Errors) -> Option<Path> {
    let mut path = None;
    for_each_word(attrs, errors, |word, input| {
        if word != "crate" {
            let text = format!("no such attribute `{word}`; a config struct takes `crate = path`");
            return Err(syn::Error::new_spanned(word, text));
        }
        input.parse::<Token![=]>()?;
        path = Some(input.call(Path::parse_mod_style)?);
        Ok(())
    });
    path
}

fn for_each_word(
    attrs: &[Attribute],
    errors: &Errors,
    mut read: impl FnMut(Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("config")) {
        if !matches!(attr.meta, Meta::List(_)) {
            errors
                .at(attr.path(), "`#[config]` says what in parentheses: `#[config(default = 2s)]`");
            continue;
        }
        errors.ok(attr.parse_args_with(|input: ParseStream<'_>| {
            comma_separated(input, errors, "expected `,` before this", |input| {
                if !input.peek(Ident::peek_any) {
                    return Err(input.error("expected a word, as in `#[config(default = 2s)]`"));
                }
                read(input.call(Ident::parse_any)?, input)
            });
            Ok(())
        }));
    }
}

/// The tokens from one place of the input to a later one, as text.
fn text_until(from: ParseStream<'_>, to: ParseStream<'_>) -> String {
    let mut tokens = proc_macro2::TokenStream::new();
    while from.cursor() != to.cursor() {
        match from.parse::<proc_macro2::TokenTree>() {
            Ok(token) => tokens.extend([token]),
            Err(_) => break,
        }
    }
    written(&tokens)
}
