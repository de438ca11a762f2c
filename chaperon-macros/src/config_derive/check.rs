//! The rules of a config struct.

use syn::spanned::Spanned;
use syn::{Data, Error};

use super::model::{ConfigStruct, Key};
use crate::block::Value;
use crate::errors::Errors;

/// Notes what a config struct may not be.
pub fn check(model: &ConfigStruct<'_>, errors: &Errors) {
    if model.keys.is_none() {
        shape(model, errors);
    }
    if !model.input.generics.params.is_empty() {
        errors.at(
            &model.input.generics,
            "a config struct has no generics: its keys have types of their own",
        );
    }
    model.keys.iter().flatten().for_each(|key| default(key, errors));
}

fn shape(model: &ConfigStruct<'_>, errors: &Errors) {
    let example = "write `struct Name { key: Type, .. }`";
    match &model.input.data {
        Data::Enum(data) => {
            let text = format!("a config is a struct, and this is an enum; {example}");
            errors.add(Error::new(data.enum_token.span, text));
        }
        Data::Union(data) => {
            let text = format!("a config is a struct, and this is a union; {example}");
            errors.add(Error::new(data.union_token.span, text));
        }
        Data::Struct(data) => {
            let text = format!("a key needs a name, and these fields have none; {example}");
            errors.add(Error::new(data.fields.span(), text));
        }
    }
}

fn default(key: &Key<'_>, errors: &Errors) {
    let Some(default) = &key.attrs.default else { return };
    let nested = key.attrs.nested.is_some();
    match &default.value {
        Value::Nested(_) => {
            if !nested {
                let text = "a block is the default of a struct of keys: add `nested`, or put a block expression in parentheses";
                errors.at(&default.word, text);
            }
        }
        Value::Expr(_) | Value::None(_) if nested => {
            errors.at(
                &default.word,
                "the default of a struct of keys is a block: `default = { key: value }`",
            );
        }
        Value::Expr(_) | Value::None(_) => {}
    }
    if nested && key.inner.is_some() {
        errors.at(
            &default.word,
            "a group that may be left out has no default: give its keys defaults",
        );
    }
}
