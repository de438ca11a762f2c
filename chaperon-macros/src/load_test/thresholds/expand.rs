//! The thresholds of a definition.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::super::model::Amount;
use super::model::{Comparison, Limit, Measure, Metric, StatisticKind, Subject, Threshold, Unit};
use crate::duration;
use crate::private::Private;

/// What adds a threshold to a definition.
pub fn expand(threshold: &Threshold, private: &Private) -> TokenStream {
    let Threshold { measure, comparison, limit, scenario, window, abort } = threshold;
    let comparison = format_ident!(
        "{}",
        match comparison {
            Comparison::Below => "Below",
            Comparison::AtMost => "AtMost",
            Comparison::Above => "Above",
            Comparison::AtLeast => "AtLeast",
        }
    );
    let limit = self::limit(limit, measure, private);
    let measure = self::measure(measure, private);
    let scenario =
        scenario.as_ref().map(|path| quote_spanned!(here(path)=> .in_scenario::<#path>()));
    let window = window.as_ref().map(|window| {
        let time = time(window, private);
        quote!(.over(#time))
    });
    let abort = abort.then(|| quote!(.or_abort()));
    quote! {
        .threshold(
            #private::Threshold::new(#measure, #private::Comparison::#comparison, #limit)
                #scenario #window #abort
        )
    }
}

fn measure(measure: &Measure, private: &Private) -> TokenStream {
    match measure {
        Measure::Errors(_) => quote!(#private::Measure::Errors),
        Measure::Dropped(_) => quote!(#private::Measure::Dropped),
        Measure::Check(_, name) => {
            quote_spanned!(here(name)=> #private::Measure::Check(#private::text(#name)))
        }
        Measure::Rate(_, metric) => {
            let metric = self::metric(metric, private);
            quote!(#private::Measure::Rate(#metric))
        }
        Measure::Figure { metric, service, statistic } => {
            let of = Ident::new(if *service { "of_service" } else { "of" }, Span::mixed_site());
            let metric = self::metric(metric, private);
            let statistic = self::statistic(statistic.kind);
            quote!(#private::Measure::#of(#metric, #private::Statistic::#statistic))
        }
    }
}

fn statistic(kind: StatisticKind) -> TokenStream {
    match kind {
        StatisticKind::Min => quote!(Min),
        StatisticKind::Max => quote!(Max),
        StatisticKind::Mean => quote!(Mean),
        StatisticKind::Count => quote!(Count),
        StatisticKind::Percentile(percentile) => {
            let percentile = f64::from(percentile) / 1000.0;
            quote!(Percentile(#percentile))
        }
    }
}

fn metric(metric: &Metric, private: &Private) -> TokenStream {
    let action = metric.action.to_string();
    let text = match &metric.subject {
        Subject::Function(path) => {
            return quote_spanned!(here(path)=> #private::Metric::call(&#private::call_name(&#path)));
        }
        Subject::Text(text) => quote_spanned!(here(text)=> &#private::text(#text)),
    };
    match action.as_str() {
        "call" => quote!(#private::Metric::call(#text)),
        "metric" => quote!(#private::Metric::named(#text)),
        "get" | "post" | "put" | "patch" | "delete" | "head" | "options" => {
            quote!(#private::Metric::http(#action, #text))
        }
        _ => quote!(#private::Metric::of(#action, #text)),
    }
}

/// A limit whose unit is not written is one of a time where only times are measured; else its type
/// decides.
fn limit(limit: &Limit, measure: &Measure, private: &Private) -> TokenStream {
    let amount = &limit.amount;
    let number = quote_spanned!(here(amount)=> #private::figure(#amount));
    match (limit.unit, measure) {
        (Unit::Percent, _) => quote!(#private::Quantity::percent(#number)),
        (Unit::PerSecond, _) => quote!(#private::Quantity::per_second(#number)),
        (Unit::Plain, Measure::Figure { statistic, .. })
            if statistic.kind == StatisticKind::Count =>
        {
            quote!(#private::Quantity::number(#number))
        }
        (Unit::Plain, Measure::Figure { metric, .. }) if metric.is_timed() => {
            let time = time(amount, private);
            quote!(#private::Quantity::time(#time))
        }
        (Unit::Plain, _) => {
            let either = time(amount, private);
            quote_spanned!(here(amount)=> #private::limit(#either))
        }
    }
}

fn time(amount: &Amount, private: &Private) -> TokenStream {
    duration::expand_all(amount.to_token_stream(), private)
}

fn here(tokens: &impl Spanned) -> Span {
    Span::mixed_site().located_at(tokens.span())
}
