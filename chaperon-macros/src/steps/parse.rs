//! Reading the steps, each on its own: what is wrong with one is noted, and the next is read.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, ExprPath, Ident, Path, Token, bracketed, token};

use super::chain;
use super::model::{Call, Child, Joined, Step, Steps};
use super::operator::{self, Operator};
use crate::block::Block;
use crate::errors::Errors;
use crate::near::did_you_mean;

const FORMS: &str = "a step is a call `foo(a);`, a method of the session `.get(\"/\");`, a macro \
                     `log_info!(..);`, or begins with `>>>`, `~>`, `<~`, `run` or `schedule`";

/// Words of Rust that begin a statement which is no step.
const STATEMENTS: [&str; 12] = [
    "let", "if", "else", "match", "for", "while", "loop", "return", "break", "continue", "async",
    "unsafe",
];

/// Reads `session => step; step; ..`. `None` when not even the session can be read.
pub fn parse(tokens: TokenStream, errors: &Errors) -> Option<Steps> {
    let last = tokens.clone().into_iter().last();
    errors.ok((|input: ParseStream<'_>| read_steps(input, last.as_ref(), errors)).parse2(tokens))
}

fn read_steps(
    input: ParseStream<'_>,
    last: Option<&TokenTree>,
    errors: &Errors,
) -> syn::Result<Steps> {
    let form = "begin with the session: `steps! { session => .. }`";
    let session: Expr = input.parse().map_err(|error| syn::Error::new(error.span(), form))?;
    if input.parse::<Token![=>]>().is_err() {
        return Err(input.error(form));
    }
    let mut steps = Vec::new();
    while !input.is_empty() {
        match read_step(input, &session, errors) {
            Ok(Some(step)) => {
                steps.push(step);
                end_of_step(input, last, errors);
            }
            Ok(None) => {}
            Err(error) => {
                errors.add(error);
                skip_step(input);
            }
        }
    }
    Ok(Steps { session, steps })
}

/// Takes the `;`. Where there is none the next step begins nevertheless.
fn end_of_step(input: ParseStream<'_>, last: Option<&TokenTree>, errors: &Errors) {
    if input.parse::<Token![;]>().is_ok() {
        return;
    }
    if chain::is_awaited(input) {
        errors.add(input.error(
            "a step is awaited, and its error returned, by itself: leave `.await` and `?` out",
        ));
        skip_step(input);
    } else if input.is_empty() {
        errors.at(last, "expected `;` after this: each step ends in one, also the last");
    } else {
        errors.add(input.error("expected `;` before this: each step ends in one"));
    }
}

/// Skips what is left of a step. It is at its end after a `;`, or where an operator follows.
fn skip_step(input: ParseStream<'_>) {
    while !input.is_empty() {
        if input.parse::<Token![;]>().is_ok() || input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

/// Reads one step without its `;`. `None` when it is no step, and what it is has been noted.
fn read_step(input: ParseStream<'_>, session: &Expr, errors: &Errors) -> syn::Result<Option<Step>> {
    let step = match operator::read(input)? {
        Operator::Traced => Step::Traced(read_traced(input)?),
        Operator::Spawn => read_spawn(input)?,
        Operator::Join => Step::Join(read_joined(input)?),
        Operator::Unknown(tokens) => return Err(unknown(&tokens)),
        Operator::None => return read_plain(input, session, errors),
    };
    Ok(Some(step))
}

fn unknown(operator: &TokenStream) -> syn::Error {
    let text: String = operator.to_string().split_whitespace().collect();
    let instead = match text.as_str() {
        "|>" => "a call is written `foo(a);` and a method of the session `.get(\"/\");`",
        _ => {
            "`>>> foo(a);` is a traced call, `~> foo(a);` spawns a child task, `<~ foo;` awaits it"
        }
    };
    syn::Error::new_spanned(operator, format!("`steps!` has no operator `{text}`: {instead}"))
}

fn read_plain(
    input: ParseStream<'_>,
    session: &Expr,
    errors: &Errors,
) -> syn::Result<Option<Step>> {
    if input.peek(Token![.]) {
        return chain::read(input).map(|chain| Some(Step::Method(chain)));
    }
    if input.peek(Token![;]) {
        return Err(input.error("there is no step before this `;`"));
    }
    if let Some(word) = statement(input) {
        errors.add(
            input.error(format!(
                "`{word}` is no step: write it before or after `steps! {{ .. }}?;`"
            )),
        );
        skip_statement(input);
        return Ok(None);
    }
    if names_scenario(input) {
        return read_run(input, errors).map(Some);
    }
    let function = read_path(input)?;
    if input.peek(Token![!]) && function.qself.is_none() {
        return read_macro(input, &function.path).map(|tokens| Some(Step::Macro(tokens)));
    }
    if same(&function, session) && input.peek(Token![.]) {
        let message = "the session is there already: write just the method, as in `.get(\"/\");`";
        return Err(syn::Error::new_spanned(function, message));
    }
    read_call(input, function).map(|call| Some(Step::Call(call)))
}

fn same(path: &ExprPath, session: &Expr) -> bool {
    matches!(session, Expr::Path(session) if session == path)
}

fn read_path(input: ParseStream<'_>) -> syn::Result<ExprPath> {
    let ahead = input.fork();
    if ahead.parse::<ExprPath>().is_err() {
        return Err(input.error(FORMS));
    }
    input.parse()
}

fn read_call(input: ParseStream<'_>, function: ExprPath) -> syn::Result<Call> {
    if !input.peek(token::Paren) {
        let name = text(&function);
        let message = match input.is_empty() || input.peek(Token![;]) {
            true if name == "run" => {
                "`run` takes a scenario: write `run a_scenario { key: value };`".into()
            }
            true => format!("`{name}` is not called: write `{name}();`"),
            false if input.peek(Ident) => {
                let near = did_you_mean(&name, &["run", "schedule"]);
                format!("neither a call nor a method of the session{near}: {FORMS}")
            }
            false => format!("neither a call nor a method of the session: {FORMS}"),
        };
        return Err(syn::Error::new_spanned(&function, message));
    }
    Ok(Call { function, args: chain::read_args(input)? })
}

fn text(tokens: impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

fn read_traced(input: ParseStream<'_>) -> syn::Result<Call> {
    if input.peek(Token![.]) {
        let message = "`>>>` traces a call of a function; a method of the session is measured by itself: leave `>>>` out";
        return Err(input.error(message));
    }
    let function = read_path(input)?;
    read_call(input, function)
}

fn read_spawn(input: ParseStream<'_>) -> syn::Result<Step> {
    let named = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![=>]);
    let name = match named {
        true => {
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>()?;
            Some(name)
        }
        false => None,
    };
    if input.peek(Token![.]) {
        let dot = input.fork().parse::<Token![.]>()?;
        let chain = chain::read(input)?;
        let name = name.ok_or_else(|| {
            syn::Error::new_spanned(
                dot,
                "a child task that is a method needs a name: write `~> name = .get(\"/\");`",
            )
        })?;
        return Ok(Step::Spawn { name, child: Child::Method(chain) });
    }
    let function = read_path(input)?;
    let last = function.path.segments.last().map(|segment| segment.ident.clone());
    let name = name.or(last).ok_or_else(|| input.error(FORMS))?;
    let call = match input.is_empty() || input.peek(Token![;]) {
        true => Call { function, args: Vec::new() },
        false => read_call(input, function)?,
    };
    Ok(Step::Spawn { name, child: Child::Call(call) })
}

fn read_joined(input: ParseStream<'_>) -> syn::Result<Joined> {
    let form = "expected the name of a child task, or several: `<~ a;`, `<~ [a, b];`";
    if input.peek(token::Bracket) {
        let content;
        let bracket = bracketed!(content in input);
        if content.is_empty() {
            return Err(syn::Error::new(bracket.span.join(), form));
        }
        let names =
            Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any);
        // What is left after a mistake is not a second one.
        content.parse::<TokenStream>()?;
        let names = names.map_err(|error| syn::Error::new(error.span(), form))?;
        return Ok(Joined::All(names.into_iter().collect()));
    }
    match input.peek(Ident::peek_any) {
        true => input.call(Ident::parse_any).map(Joined::One),
        false => Err(input.error(form)),
    }
}

/// Whether `run` or `schedule` and a scenario come next, and not a function of that name.
fn names_scenario(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let word = ahead.call(Ident::parse_any);
    word.is_ok_and(|word| word == "run" || word == "schedule") && ahead.peek(Ident::peek_any)
}

fn read_run(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Step> {
    let word: Ident = input.parse()?;
    let scenario = input.call(Path::parse_mod_style)?;
    let config = match input.peek(token::Brace) {
        true => Block::read(input, errors)?,
        false => Block::empty(word.span()),
    };
    Ok(Step::Run { scenario, config, scheduled: word == "schedule" })
}

fn read_macro(input: ParseStream<'_>, path: &Path) -> syn::Result<TokenStream> {
    let mut tokens = path.to_token_stream();
    input.parse::<Token![!]>()?.to_tokens(&mut tokens);
    match input.parse()? {
        // One without delimiters comes from another macro and is no list of arguments.
        TokenTree::Group(group) if group.delimiter() != Delimiter::None => {
            group.to_tokens(&mut tokens);
        }
        other => {
            return Err(syn::Error::new_spanned(
                other,
                "expected the macro's arguments in parentheses",
            ));
        }
    }
    Ok(tokens)
}

/// The word that begins a statement of Rust, if one comes next.
fn statement(input: ParseStream<'_>) -> Option<String> {
    let word = input.fork().call(Ident::parse_any).ok()?.to_string();
    STATEMENTS.contains(&word.as_str()).then_some(word)
}

/// Skips to behind the statement's braces, or to its `;`.
fn skip_statement(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![;]) {
        let braces = input.peek(token::Brace);
        if input.parse::<TokenTree>().is_err() || braces {
            break;
        }
    }
    // A statement that ends in braces has none.
    let _ = input.parse::<Option<Token![;]>>();
}
