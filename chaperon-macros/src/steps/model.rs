//! What stands in `steps!`.

use proc_macro2::TokenStream;
use syn::{AngleBracketedGenericArguments, Expr, ExprPath, Ident, Path, Token, token};

use crate::block::Block;

/// `session => step; step; ..`
pub struct Steps {
    /// The session, as written before `=>`.
    pub session: Expr,
    pub steps: Vec<Step>,
}

/// One step.
pub enum Step {
    /// `foo(a, b);`
    Call(Call),
    /// `.get("/");`
    Method(Chain),
    /// `log_info!(..);`
    Macro(TokenStream),
    /// `>>> foo(a);`
    Traced(Call),
    /// `~> foo(a);`, `~> name = foo(a);`, `~> name = .put("/");`
    Spawn { name: Ident, child: Child },
    /// `<~ a;`, `<~ [a, b];`
    Join(Joined),
    /// `run scenario { .. };`, `schedule scenario { .. };`
    Run { scenario: Path, config: Block, scheduled: bool },
}

/// What a child task does.
pub enum Child {
    Call(Call),
    Method(Chain),
}

/// Which child tasks are awaited, by name.
pub enum Joined {
    One(Ident),
    All(Vec<Ident>),
}

/// A function that gets the session and these arguments.
pub struct Call {
    pub function: ExprPath,
    pub args: Vec<Expr>,
}

/// A method of the session, and the methods of its builder.
pub struct Chain(pub Vec<Link>);

/// `.method(args)`
pub struct Link {
    pub dot: Token![.],
    pub method: Ident,
    pub generics: Option<AngleBracketedGenericArguments>,
    pub paren: token::Paren,
    pub args: Vec<Expr>,
}

impl Step {
    /// The call that the step is, however it is made.
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call) | Self::Traced(call) => Some(call),
            Self::Spawn { child: Child::Call(call), .. } => Some(call),
            _ => None,
        }
    }
}
