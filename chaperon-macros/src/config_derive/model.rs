//! What a config struct says.

use proc_macro2::{Ident, TokenStream};
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, GenericArgument, Lit, Meta, PathArguments, Type,
    Visibility,
};

use super::attr::{FieldAttrs, read_crate};
use crate::block::Value;
use crate::errors::Errors;
use crate::private::Private;

/// A config struct.
pub struct ConfigStruct<'i> {
    /// The derive's input.
    pub input: &'i DeriveInput,
    /// Where the runtime is.
    pub private: Private,
    /// Its keys, or `None` when it is no struct with named fields.
    pub keys: Option<Vec<Key<'i>>>,
}

/// A field of a config struct.
pub struct Key<'i> {
    /// The field's name.
    pub ident: &'i Ident,
    /// The field's type.
    pub ty: &'i Type,
    /// The type inside of an `Option`.
    pub inner: Option<&'i Type>,
    /// The field's `///` lines, as attributes.
    pub docs: Vec<&'i Attribute>,
    /// What `#[config(..)]` says.
    pub attrs: FieldAttrs,
}

impl<'i> ConfigStruct<'i> {
    /// Reads the derive's input.
    pub fn of(input: &'i DeriveInput, errors: &Errors) -> Self {
        let path = read_crate(&input.attrs, errors);
        let private = path.as_ref().map_or_else(Private::default, Private::of);
        let fields = match &input.data {
            Data::Struct(data) => Some(&data.fields),
            Data::Enum(_) | Data::Union(_) => None,
        };
        let keys = match fields {
            Some(Fields::Named(fields)) => {
                Some(fields.named.iter().filter_map(|field| Key::of(field, errors)).collect())
            }
            Some(Fields::Unit) => Some(Vec::new()),
            Some(Fields::Unnamed(_)) | None => None,
        };
        Self { input, private, keys }
    }

    /// The visibility of the struct, which is that of its keys.
    pub fn vis(&self) -> &'i Visibility {
        &self.input.vis
    }
}

impl<'i> Key<'i> {
    fn of(field: &'i syn::Field, errors: &Errors) -> Option<Self> {
        Some(Self {
            ident: field.ident.as_ref()?,
            ty: &field.ty,
            inner: inside_option(&field.ty),
            docs: field.attrs.iter().filter(|attr| attr.path().is_ident("doc")).collect(),
            attrs: FieldAttrs::read(&field.attrs, errors),
        })
    }

    /// Whether it is a group of keys. One with a block as its default was meant to be.
    pub fn is_nested(&self) -> bool {
        let default = self.attrs.default.as_ref().map(|default| &default.value);
        self.attrs.nested.is_some() || matches!(default, Some(Value::Nested(_)))
    }

    /// The type without its `Option`.
    pub fn bare_type(&self) -> &'i Type {
        self.inner.unwrap_or(self.ty)
    }

    /// The docs as text.
    pub fn docs_text(&self) -> String {
        let lines: Vec<_> = self.docs.iter().filter_map(|attr| doc_line(attr)).collect();
        lines.join("\n").trim().to_owned()
    }

    /// The docs as tokens.
    pub fn docs_tokens(&self) -> TokenStream {
        self.docs.iter().map(|attr| quote::quote!(#attr)).collect()
    }
}

fn doc_line(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attr.meta else { return None };
    let Expr::Lit(expr) = &meta.value else { return None };
    let Lit::Str(text) = &expr.lit else { return None };
    Some(text.value().trim().to_owned())
}

fn inside_option(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == "Option")?;
    let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
    match args.args.first()? {
        GenericArgument::Type(inner) => Some(inner),
        _ => None,
    }
}
