//! What is measured is held to: a comparison and a limit with its unit.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, Ident, Lit, Token, token};

use super::super::amounts::read_amount;
use super::super::model::Amount;
use super::measure;
use super::model::{Comparison, Limit, Measure, Unit};

const OPERATORS: &str = "`<`, `<=`, `>` or `>=`";

/// Refuses a threshold that begins with its limit, and says how it is written.
pub fn refuse_first(input: ParseStream<'_>) -> syn::Result<()> {
    if !input.peek(Lit) && !input.peek(token::Paren) {
        return Ok(());
    }
    let place = input.span();
    let turned = input.fork();
    let written = read(&turned).and_then(|limit| {
        let comparison = operator(&turned)?.turned();
        Ok(format!("`{} {comparison} {limit}`", measure::read(&turned)?))
    });
    let form = written.unwrap_or_else(|_| "`get(\"/\").p99 < 500ms`".to_owned());
    Err(syn::Error::new(
        place,
        format!("what is measured comes first, then its limit: write {form}"),
    ))
}

/// Reads a comparison and what stands around it in a mistake.
pub fn read_comparison(input: ParseStream<'_>, measure: &Measure) -> syn::Result<Comparison> {
    let (place, at_end) = (input.span(), ends(input));
    operator(input).map_err(|_| {
        let message = format!("expected {OPERATORS} and a limit after `{measure}`");
        match at_end {
            true => syn::Error::new_spanned(measure, message),
            false => syn::Error::new(place, message),
        }
    })
}

fn operator(input: ParseStream<'_>) -> syn::Result<Comparison> {
    let place = input.span();
    let comparison = if input.parse::<Option<Token![<=]>>()?.is_some() {
        Comparison::AtMost
    } else if input.parse::<Option<Token![>=]>>()?.is_some() {
        Comparison::AtLeast
    } else if input.parse::<Option<Token![<]>>()?.is_some() {
        Comparison::Below
    } else if input.parse::<Option<Token![>]>>()?.is_some() {
        Comparison::Above
    } else {
        return Err(no_operator(place));
    };
    match input.peek(Token![=]) || input.peek(Token![<]) || input.peek(Token![>]) {
        true => Err(no_operator(place)),
        false => Ok(comparison),
    }
}

fn no_operator(place: Span) -> syn::Error {
    syn::Error::new(place, format!("expected {OPERATORS}"))
}

/// Reads a limit: `250ms`, `1%`, `400/s`, `5`.
pub fn read(input: ParseStream<'_>) -> syn::Result<Limit> {
    let begins = input.peek(Lit) || input.peek(token::Paren) || input.peek(Token![-]);
    if !begins && !input.peek(Ident) && !input.peek(Token![::]) {
        return Err(input.error("expected a limit: `250ms`, `1%`, `400/s` or `5`"));
    }
    let amount = if input.peek(Token![-]) { negative(input)? } else { read_amount(input)? };
    let unit = if input.parse::<Option<Token![%]>>()?.is_some() {
        Unit::Percent
    } else if input.peek(Token![/]) {
        per_second(input)?;
        Unit::PerSecond
    } else {
        Unit::Plain
    };
    Ok(Limit { amount, unit })
}

fn negative(input: ParseStream<'_>) -> syn::Result<Amount> {
    let minus: Token![-] = input.parse()?;
    let lit: Lit = input.parse()?;
    let expr = Expr::Lit(ExprLit { attrs: Vec::new(), lit });
    Ok(Amount(syn::parse_quote!(#minus #expr)))
}

fn per_second(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Token![/]>()?;
    let place = input.span();
    let unit = input.call(Ident::parse_any).map(|unit| unit.to_string());
    match unit.as_deref() {
        Ok("s") => Ok(()),
        _ => Err(syn::Error::new(place, "a rate is that of a second: `400/s`")),
    }
}

fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}
