//! The fields of a load test, in any order.

use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Token, braced, bracketed, token};

use super::entries;
use super::feeds::{self, Feed};
use super::model::{Fields, Scenarios};
use super::thresholds::{self, Threshold};
use crate::block::Block;
use crate::errors::Errors;
use crate::list::comma_separated;
use crate::near::did_you_mean;

/// All fields.
const FIELDS: [&str; 7] =
    ["name", "default_config", "scenarios", "thresholds", "setup", "worker_setup", "feeds"];

/// Reads the fields to the end of the input.
pub fn read(input: ParseStream<'_>, errors: &Errors) -> Fields {
    let mut fields = Fields::default();
    comma_separated(input, errors, "expected `,` after the field", |input| {
        let read = fields.read_adjacent(input, errors);
        fields.is_broken |= read.is_err();
        read
    });
    fields
}

impl Fields {
    fn read_adjacent(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        self.read_field(input, errors)?;
        // Without a comma between, the next field is read nevertheless.
        while input.peek(Ident::peek_any) && input.peek2(Token![:]) {
            errors.add(input.error("expected `,` before this field"));
            self.read_field(input, errors)?;
        }
        Ok(())
    }

    fn read_field(&mut self, input: ParseStream<'_>, errors: &Errors) -> syn::Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error(format!("expected a field: {}", listed())));
        }
        let field = input.call(Ident::parse_any)?;
        let word = field.to_string();
        if !FIELDS.contains(&word.as_str()) {
            return Err(unknown(&field));
        }
        if !input.peek(Token![:]) {
            let message = format!("expected `:` and a value after `{field}`");
            return Err(syn::Error::new_spanned(&field, message));
        }
        input.parse::<Token![:]>()?;
        let again = self.has(&word);
        self.read_value(&field, input, errors)?;
        if again {
            errors.at(&field, format!("`{field}` is given twice"));
        }
        Ok(())
    }

    fn has(&self, field: &str) -> bool {
        match field {
            "name" => self.name.is_some(),
            "default_config" => self.default_config.is_some(),
            "thresholds" => self.thresholds.is_some(),
            "setup" => self.setup.is_some(),
            "worker_setup" => self.worker_setup.is_some(),
            "feeds" => self.feeds.is_some(),
            _ => self.scenarios.is_some(),
        }
    }

    fn read_value(
        &mut self,
        field: &Ident,
        input: ParseStream<'_>,
        errors: &Errors,
    ) -> syn::Result<()> {
        let form = |form: &str| syn::Error::new_spanned(field, format!("write `{form}`"));
        if field == "name" {
            self.name = Some(input.parse().map_err(|_| form("name: \"Staging\""))?);
        } else if field == "default_config" {
            if !input.peek(token::Brace) {
                return Err(form("default_config: { base_url: \"http://localhost:5000\" }"));
            }
            self.default_config = Some(Block::read(input, errors)?);
        } else if field == "thresholds" {
            if !input.peek(token::Bracket) {
                return Err(form("thresholds: [errors < 1%]"));
            }
            self.thresholds = Some(read_thresholds(input, errors)?);
        } else if field == "setup" {
            self.setup = Some(input.parse().map_err(|_| form("setup: a_function"))?);
        } else if field == "worker_setup" {
            self.worker_setup = Some(input.parse().map_err(|_| form("worker_setup: a_function"))?);
        } else if field == "feeds" {
            if !input.peek(token::Brace) {
                return Err(form("feeds: { users: csv(\"users.csv\") as User }"));
            }
            self.feeds = Some(read_feeds(input, errors)?);
        } else {
            if !input.peek(token::Bracket) {
                return Err(form("scenarios: [a_scenario { .. }]"));
            }
            self.scenarios = Some(read_scenarios(field, input, errors)?);
        }
        Ok(())
    }
}

fn read_scenarios(
    field: &Ident,
    input: ParseStream<'_>,
    errors: &Errors,
) -> syn::Result<Scenarios> {
    let content;
    bracketed!(content in input);
    let is_empty = content.is_empty();
    Ok(Scenarios { field: field.clone(), entries: entries::read(&content, errors), is_empty })
}

fn read_thresholds(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Threshold>> {
    let content;
    bracketed!(content in input);
    Ok(thresholds::read(&content, errors))
}

fn read_feeds(input: ParseStream<'_>, errors: &Errors) -> syn::Result<Vec<Feed>> {
    let content;
    braced!(content in input);
    Ok(feeds::read(&content, errors))
}

fn unknown(field: &Ident) -> syn::Error {
    let known = match did_you_mean(&field.to_string(), &FIELDS) {
        near if near.is_empty() => format!("; it has {}", listed()),
        near => near,
    };
    syn::Error::new_spanned(field, format!("a load test has no field `{field}`{known}"))
}

fn listed() -> &'static str {
    "`name: \"..\"`, `default_config: { .. }`, `feeds: { .. }`, `setup: a_function`, \
     `worker_setup: a_function`, `scenarios: [..]` and `thresholds: [..]`"
}
