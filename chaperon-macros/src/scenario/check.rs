//! The rules of a scenario: which functions can be one, and what its arguments may say.

use syn::ext::IdentExt;
use syn::{FnArg, GenericArgument, PathArguments, ReturnType, Safety, Signature, Type};

use super::model::Scenario;
use crate::errors::Errors;

/// Notes every rule that the scenario breaks.
pub fn check(scenario: &Scenario, errors: &Errors) {
    let signature = &scenario.signature;
    check_keywords(signature, errors);
    check_generics(signature, errors);
    check_inputs(signature, errors);
    check_output(signature, errors);
    check_args(scenario, errors);
}

/// The form to write, with the function's own name.
fn form(signature: &Signature) -> String {
    format!("write `async fn {}(session: &mut Session) -> Result`", signature.ident)
}

fn form_with_config(signature: &Signature) -> String {
    format!(
        "write `async fn {}(session: &mut Session, config: &YourConfig) -> Result`",
        signature.ident
    )
}

fn check_keywords(signature: &Signature, errors: &Errors) {
    if signature.asyncness.is_none() {
        errors.at(signature.fn_token, format!("a scenario is async: {}", form(signature)));
    }
    if let Some(constness) = &signature.constness {
        errors.at(constness, "a scenario runs against a server and cannot be `const`");
    }
    if !matches!(signature.safety, Safety::Default) {
        errors.at(&signature.safety, format!("a scenario is a safe function: {}", form(signature)));
    }
    if let Some(abi) = &signature.abi {
        errors.at(abi, format!("a scenario is a Rust function: {}", form(signature)));
    }
}

fn check_generics(signature: &Signature, errors: &Errors) {
    if !signature.generics.params.is_empty() {
        let message = "a scenario is one type and has no generics; call a generic function from it";
        errors.at(&signature.generics, message);
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.at(clause, "a scenario has no generics, and so no `where`");
    }
}

fn check_inputs(signature: &Signature, errors: &Errors) {
    if signature.inputs.is_empty() {
        let message = format!("a scenario takes the session: {}", form(signature));
        errors.add(syn::Error::new(signature.paren_token.span.join(), message));
    }
    for (position, input) in signature.inputs.iter().enumerate() {
        let input = match input {
            FnArg::Typed(input) => input,
            FnArg::Receiver(_) => {
                let message =
                    format!("a scenario is a free function, not a method: {}", form(signature));
                errors.at(input, message);
                continue;
            }
        };
        match position {
            0 => check_session(&input.ty, signature, errors),
            1 => check_config(&input.ty, signature, errors),
            _ => errors.at(
                input,
                "a scenario takes a session and at most a config: this goes into the config",
            ),
        }
    }
    if let Some(variadic) = &signature.variadic {
        errors.at(variadic, "a scenario takes a session and at most a config");
    }
}

fn check_session(ty: &Type, signature: &Signature, errors: &Errors) {
    let by_mutable_reference = matches!(ty, Type::Reference(reference)
        if reference.mutability.is_some() && matches!(*reference.elem, Type::Path(_)));
    if !by_mutable_reference {
        let message = format!("the first argument is the session: {}", form(signature));
        errors.at(ty, message);
    }
}

fn check_config(ty: &Type, signature: &Signature, errors: &Errors) {
    match ty {
        Type::Reference(reference)
            if reference.mutability.is_none()
                && reference.lifetime.as_ref().is_none_or(|lifetime| lifetime.ident == "_") =>
        {
            if let Type::ImplTrait(generic) = &*reference.elem {
                errors.at(generic, "the config is one type: a struct with `#[derive(Config)]`");
            }
        }
        _ => errors
            .at(ty, format!("the second argument is the config: {}", form_with_config(signature))),
    }
}

fn check_output(signature: &Signature, errors: &Errors) {
    match &signature.output {
        ReturnType::Default => {
            let message = format!("a scenario returns `Result`: {}", form(signature));
            errors.add(syn::Error::new(signature.paren_token.span.close(), message));
        }
        ReturnType::Type(_, ty) if !may_be_result(ty) => {
            let message = format!(
                "a scenario returns `Result`, that is `Result<(), Error>`: {}",
                form(signature)
            );
            errors.at(ty, message);
        }
        ReturnType::Type(..) => {}
    }
}

/// Whether the type can be `Result<()>`; an alias of another name can.
fn may_be_result(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    match &last.arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(arguments) if last.ident == "Result" => {
            match arguments.args.first() {
                Some(GenericArgument::Type(Type::Tuple(value))) => value.elems.is_empty(),
                _ => false,
            }
        }
        PathArguments::AngleBracketed(_) => true,
        _ => false,
    }
}

fn check_args(scenario: &Scenario, errors: &Errors) {
    let args = &scenario.args;
    if let Some(name) = args.name.as_ref().filter(|name| name.value().trim().is_empty()) {
        errors.at(name, "the name is empty; leave `name` out to go by the function's path");
    }
    for (position, assign) in args.assigns.iter().enumerate() {
        let key = assign.key.unraw();
        if args.assigns[..position].iter().any(|other| other.key.unraw() == key) {
            errors.at(&assign.key, format!("`{key}` is given twice in `assigns`"));
        }
    }
    let hooks = [("init", &args.init), ("teardown", &args.teardown)];
    for (word, hook) in hooks {
        if let Some(hook) = hook.as_ref().filter(|hook| hook.is_ident(&scenario.signature.ident)) {
            errors.at(hook, format!("`{word}` is the scenario itself: name another function"));
        }
    }
}
