//! What is measured: `errors`, `dropped`, `check("..")`, `rate(..)`, or a metric with a statistic.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Expr, ExprLit, Ident, Lit, LitInt, Path, Token, parenthesized, token};

use super::model::{Measure, Metric, Statistic, StatisticKind, Subject};
use crate::near::did_you_mean;

/// The actions whose times are measured, by the metrics' names.
const ACTIONS: [&str; 16] = [
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "call",
    "task",
    "iteration",
    "run_scenario",
    "ws_connect",
    "ws_send",
    "ws_recv",
    "ws_round_trip",
    "metric",
];

/// What else a threshold may begin with.
const OTHERS: [&str; 4] = ["errors", "dropped", "check", "rate"];

/// The statistics but for percentiles.
const NAMED: [(&str, StatisticKind); 4] = [
    ("min", StatisticKind::Min),
    ("max", StatisticKind::Max),
    ("mean", StatisticKind::Mean),
    ("count", StatisticKind::Count),
];

const FORM: &str = "a threshold is `errors < 1%`, `get(\"/\").p99 < 250ms`, \
    `rate(get(\"/\")) > 400/s` or `check(\"name\") > 99%`";

const STATISTICS: &str = "there are `min`, `max`, `mean`, `count`, `p10` to `p99`, `p99.9`, \
    `p99.99` and `p99.999`";

/// Reads what is measured.
pub fn read(input: ParseStream<'_>) -> syn::Result<Measure> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected what is measured: {FORM}")));
    }
    let word = input.fork().call(Ident::parse_any)?;
    let measure = match word.to_string().as_str() {
        "errors" => Measure::Errors(input.call(Ident::parse_any)?),
        "dropped" => Measure::Dropped(input.call(Ident::parse_any)?),
        "check" => {
            let word = input.call(Ident::parse_any)?;
            let name = read_text(input, &word, "check(\"logged in\")")?;
            Measure::Check(word, name)
        }
        "rate" => read_rate(input)?,
        _ => return read_figure(input),
    };
    match input.peek(Token![.]) {
        true => {
            let message = format!("`{word}` has no statistics: leave this out");
            Err(syn::Error::new(input.span(), message))
        }
        false => Ok(measure),
    }
}

fn read_rate(input: ParseStream<'_>) -> syn::Result<Measure> {
    let word = input.call(Ident::parse_any)?;
    let form = "`rate` takes what is done: `rate(get(\"/\")) > 400/s`";
    if !input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(word, form));
    }
    let left_over = "a rate is that of all samples: leave the statistic out";
    let metric = inside(input, left_over, |input| match input.peek(Ident::peek_any) {
        true => read_metric(input),
        false => Err(syn::Error::new_spanned(&word, form)),
    })?;
    Ok(Measure::Rate(word, metric))
}

fn read_figure(input: ParseStream<'_>) -> syn::Result<Measure> {
    let metric = read_metric(input)?;
    if !input.peek(Token![.]) {
        let message = format!("say which figure of it, as in `{metric}.p99`; {STATISTICS}");
        return Err(syn::Error::new_spanned(&metric.action, message));
    }
    input.parse::<Token![.]>()?;
    let service = input.peek(Ident::peek_any)
        && input.fork().call(Ident::parse_any).is_ok_and(|word| word == "service");
    if service {
        let word = input.call(Ident::parse_any)?;
        if input.parse::<Token![.]>().is_err() {
            let message = format!("say which figure of it, as in `service.p99`; {STATISTICS}");
            return Err(syn::Error::new_spanned(word, message));
        }
    }
    let statistic = read_statistic(input)?;
    Ok(Measure::Figure { metric, service, statistic })
}

fn read_metric(input: ParseStream<'_>) -> syn::Result<Metric> {
    let action = input.call(Ident::parse_any)?;
    let word = action.to_string();
    if !ACTIONS.contains(&word.as_str()) {
        return Err(unknown(&action));
    }
    if word == "call" {
        return read_call(input, action);
    }
    let form = match word.as_str() {
        "metric" => "metric(\"my_metric\")".to_owned(),
        "task" | "iteration" | "run_scenario" => format!("{word}(\"name\")"),
        _ => format!("{word}(\"/path\")"),
    };
    let text = read_text(input, &action, &form)?;
    Ok(Metric { action, subject: Subject::Text(text) })
}

fn unknown(action: &Ident) -> syn::Error {
    let known: Vec<&str> = ACTIONS.into_iter().chain(OTHERS).collect();
    let near = match did_you_mean(&action.to_string(), &known) {
        near if near.is_empty() => {
            format!("; there are {}, and `metric(\"..\")` for one's own", ACTIONS[..15].join(", "))
        }
        near => near,
    };
    syn::Error::new_spanned(action, format!("there is no action `{action}`{near}"))
}

fn read_call(input: ParseStream<'_>, action: Ident) -> syn::Result<Metric> {
    let form = "`call` takes a function, or the name of a closure: `call(helpers::log_in)`, \
        `call(\"log_in\")`";
    if !input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(action, form));
    }
    let wrong = |_| syn::Error::new_spanned(&action, form);
    let expr = inside(input, form, |input| input.parse::<Expr>().map_err(wrong))?;
    let subject = match expr {
        Expr::Path(path) if is_generic(&path.path) || path.qself.is_some() => {
            let message = "a generic function goes by its name: `call(\"module.function\")`";
            return Err(syn::Error::new_spanned(path, message));
        }
        Expr::Path(path) => Subject::Function(path.path),
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => Subject::Text(expr),
        other => return Err(syn::Error::new_spanned(other, form)),
    };
    Ok(Metric { action, subject })
}

fn is_generic(path: &Path) -> bool {
    path.segments.iter().any(|segment| !segment.arguments.is_none())
}

/// Reads `("text")`, which may be any expression of a text.
fn read_text(input: ParseStream<'_>, word: &Ident, form: &str) -> syn::Result<Expr> {
    let wrong = || format!("`{word}` takes one text: `{form}`");
    if !input.peek(token::Paren) {
        return Err(syn::Error::new_spanned(word, wrong()));
    }
    let wrong_at_word = |_| syn::Error::new_spanned(word, wrong());
    let text = inside(input, &wrong(), |input| input.parse::<Expr>().map_err(wrong_at_word))?;
    match &text {
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => Ok(text),
        Expr::Lit(_) => Err(syn::Error::new_spanned(text, wrong())),
        _ => Ok(text),
    }
}

/// Reads what stands in parentheses, all of it whatever is wrong with it: what is left unread would
/// be a mistake of the whole load test.
fn inside<T>(
    input: ParseStream<'_>,
    left_over: &str,
    read: impl FnOnce(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    let content;
    parenthesized!(content in input);
    let value = read(&content).and_then(|value| match content.is_empty() {
        true => Ok(value),
        false => Err(content.error(left_over)),
    });
    content.parse::<TokenStream>()?;
    value
}

fn read_statistic(input: ParseStream<'_>) -> syn::Result<Statistic> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected a statistic: {STATISTICS}")));
    }
    let word = input.call(Ident::parse_any)?;
    let text = word.to_string();
    if let Some((_, kind)) = NAMED.into_iter().find(|(name, _)| *name == text) {
        return Ok(Statistic { word, kind });
    }
    let percent = text.strip_prefix('p').filter(|digits| digits.len() == 2);
    let percent = percent.and_then(|digits| digits.parse::<u32>().ok());
    let Some(percent) = percent.filter(|percent| *percent >= 10) else {
        return Err(unknown_statistic(&word));
    };
    let kind = StatisticKind::Percentile(percent * 1000 + read_fraction(input, percent)?);
    Ok(Statistic { word, kind })
}

/// Reads what follows the dot of `p99.9`, in thousandths.
fn read_fraction(input: ParseStream<'_>, percent: u32) -> syn::Result<u32> {
    if !input.peek(Token![.]) {
        return Ok(0);
    }
    input.parse::<Token![.]>()?;
    let nines = input.fork().parse::<LitInt>().map(|digits| digits.to_string());
    let fraction = match (percent, nines.as_deref()) {
        (99, Ok("9")) => 900,
        (99, Ok("99")) => 990,
        (99, Ok("999")) => 999,
        _ => return Err(input.error(format!("there is no such percentile; {STATISTICS}"))),
    };
    input.parse::<TokenTree>()?;
    Ok(fraction)
}

fn unknown_statistic(word: &Ident) -> syn::Error {
    let known = ["min", "max", "mean", "count", "p50", "p90", "p95", "p99"];
    let near = match word.to_string().as_str() {
        "avg" | "average" => "; did you mean `mean`?".to_owned(),
        "med" | "median" => "; did you mean `p50`?".to_owned(),
        other => did_you_mean(other, &known),
    };
    syn::Error::new_spanned(word, format!("there is no statistic `{word}`: {STATISTICS}{near}"))
}
