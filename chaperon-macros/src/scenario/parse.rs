//! Reading the arguments of the attribute and the head of the function.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Ident, LitStr, Path, Token, parenthesized, token};

use super::model::{Args, Assign, Scenario};
use crate::errors::Errors;
use crate::list::comma_separated;
use crate::near::did_you_mean;

/// The arguments of the attribute, as they are listed in messages.
const ARGUMENTS: [&str; 6] = ["name", "init", "teardown", "assigns", "runs", "crate"];

/// Reads a scenario. `None` when the item is no function at all; this is noted.
pub fn parse(args: TokenStream, item: TokenStream, errors: &Errors) -> Option<Scenario> {
    let args = read_all(args, |input| Ok(read_args(input, errors))).unwrap_or_default();
    let head = |input: ParseStream<'_>| {
        let attrs = input.call(Attribute::parse_outer)?;
        let (vis, signature) = (input.parse()?, input.parse()?);
        // The body is the user's alone; it may be half written.
        input.parse::<TokenStream>()?;
        Ok(Scenario { args, attrs, vis, signature })
    };
    let place = item.clone();
    let scenario = read_all(item, head);
    if scenario.is_none() {
        let message =
            "`#[scenario]` goes on a function: `async fn name(session: &mut Session) -> Result`";
        errors.at(place.into_iter().next(), message);
    }
    scenario
}

fn read_all<T>(
    tokens: TokenStream,
    read: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> Option<T> {
    read.parse2(tokens).ok()
}

fn read_args(input: ParseStream<'_>, errors: &Errors) -> Args {
    let mut args = Args::default();
    comma_separated(
        input,
        errors,
        "expected `,` between the arguments of `#[scenario]`",
        |input| args.read(input, errors),
    );
    args
}

impl Args {
    fn read(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error(format!("expected one of {}", listed())));
        }
        let word = input.call(Ident::parse_any)?;
        match word.to_string().as_str() {
            "name" => once(&mut self.name, &word, assigned(input, &word, "\"Shop.Browse\"")?),
            "init" => once(&mut self.init, &word, assigned(input, &word, "a_function")?),
            "teardown" => once(&mut self.teardown, &word, assigned(input, &word, "a_function")?),
            "crate" => once(&mut self.runtime, &word, assigned(input, &word, "path")?),
            "assigns" => self.read_assigns(input, &word, errors),
            "runs" => self.read_runs(input, &word, errors),
            other => {
                let known = match did_you_mean(other, &ARGUMENTS) {
                    near if near.is_empty() => format!("; it has {}", listed()),
                    near => near,
                };
                let message = format!("`#[scenario]` has no argument `{other}`{known}");
                Err(syn::Error::new_spanned(word, message))
            }
        }
    }

    fn read_assigns(
        &mut self,
        input: ParseStream<'_>,
        word: &Ident,
        errors: &Errors,
    ) -> syn::Result<()> {
        let content = list_of(input, word, "assigns(token: String, user_id: u64)")?;
        comma_separated(&content, errors, "expected `,` between the assigned keys", |input| {
            if !input.peek(Ident::peek_any) {
                return Err(input.error("expected a key and its type, such as `token: String`"));
            }
            let key = input.call(Ident::parse_any)?;
            if !input.peek(Token![:]) {
                let message = format!("the type of `{key}` is missing: write `{key}: String`");
                return Err(syn::Error::new_spanned(&key, message));
            }
            input.parse::<Token![:]>()?;
            self.assigns.push(Assign { key, ty: input.parse()? });
            Ok(())
        });
        Ok(())
    }

    fn read_runs(
        &mut self,
        input: ParseStream<'_>,
        word: &Ident,
        errors: &Errors,
    ) -> syn::Result<()> {
        let content = list_of(input, word, "runs(other_scenario)")?;
        comma_separated(&content, errors, "expected `,` between the scenarios", |input| {
            self.runs.push(input.call(Path::parse_mod_style)?);
            Ok(())
        });
        Ok(())
    }
}

fn listed() -> &'static str {
    "`name = \"..\"`, `init = function`, `teardown = function`, `assigns(key: Type)`, \
     `runs(scenario)` and `crate = path`"
}

/// The value after `word =`.
fn assigned<T: Value>(input: ParseStream<'_>, word: &Ident, example: &str) -> syn::Result<T> {
    let form = || syn::Error::new_spanned(word, format!("write `{word} = {example}`"));
    input.parse::<Token![=]>().map_err(|_| form())?;
    T::read(input).map_err(|_| form())
}

trait Value: Sized {
    fn read(input: ParseStream<'_>) -> syn::Result<Self>;
}

impl Value for LitStr {
    fn read(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse()
    }
}

impl Value for Path {
    fn read(input: ParseStream<'_>) -> syn::Result<Self> {
        input.parse()
    }
}

fn once<T>(place: &mut Option<T>, word: &Ident, value: T) -> syn::Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(syn::Error::new_spanned(word, format!("`{word}` is given twice"))),
    }
}

fn list_of<'a>(
    input: ParseStream<'a>,
    word: &Ident,
    example: &str,
) -> syn::Result<syn::parse::ParseBuffer<'a>> {
    if !input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(word, format!("write `{example}`")));
    }
    let content;
    parenthesized!(content in input);
    Ok(content)
}
