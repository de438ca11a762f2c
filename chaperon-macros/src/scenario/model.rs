//! What is known about a function with `#[scenario]`.

use syn::{Attribute, FnArg, Ident, LitStr, PatType, Path, Signature, Type, Visibility};

/// The function, and what the attribute says about it.
pub struct Scenario {
    pub args: Args,
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    pub signature: Signature,
}

/// What stands in the parentheses of `#[scenario(..)]`.
#[derive(Default)]
pub struct Args {
    /// `crate = path`: where the runtime is.
    pub runtime: Option<Path>,
    /// `name = ".."`.
    pub name: Option<LitStr>,
    /// `init = function`.
    pub init: Option<Path>,
    /// `teardown = function`.
    pub teardown: Option<Path>,
    /// `assigns(key: Type, ..)`.
    pub assigns: Vec<Assign>,
    /// `runs(scenario, ..)`.
    pub runs: Vec<Path>,
}

/// A key that the scenario leaves for the one after it in a sequence.
pub struct Assign {
    pub key: Ident,
    pub ty: Type,
}

impl Scenario {
    /// The arguments that have a type, that is all but a `self`.
    pub fn inputs(&self) -> impl Iterator<Item = &PatType> {
        self.signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(input) => Some(input),
            FnArg::Receiver(_) => None,
        })
    }

    /// The type of the session argument, as written.
    pub fn session(&self) -> Option<&Type> {
        self.inputs().next().map(|input| &*input.ty)
    }

    /// The type of the config, if the function takes one: the `C` of `&C`, or of a wrong `C`.
    pub fn config(&self) -> Option<&Type> {
        match &*self.inputs().nth(1)?.ty {
            Type::Reference(reference) => Some(&*reference.elem),
            ty @ Type::Path(_) => Some(ty),
            _ => None,
        }
        .filter(|ty| self.signature.generics.params.is_empty() && matches!(ty, Type::Path(_)))
    }
}
