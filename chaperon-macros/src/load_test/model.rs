//! What stands in `load_test!`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Expr, Ident, LitStr, Path, Visibility};

use super::feeds::Feed;
use super::thresholds::Threshold;
use crate::block::Block;

/// `pub Name { .. }`
pub struct LoadTest {
    pub attrs: Vec<Attribute>,
    pub vis: Visibility,
    pub ident: Ident,
    pub fields: Fields,
}

/// What stands in the braces.
#[derive(Default)]
pub struct Fields {
    /// `name: ".."`
    pub name: Option<Expr>,
    /// `default_config: { .. }`
    pub default_config: Option<Block>,
    /// `scenarios: [..]`
    pub scenarios: Option<Scenarios>,
    /// `thresholds: [..]`; those that could not be read or are wrong are left out.
    pub thresholds: Option<Vec<Threshold>>,
    /// `setup: a_function`
    pub setup: Option<Path>,
    /// `worker_setup: a_function`
    pub worker_setup: Option<Path>,
    /// `feeds: { .. }`; those that could not be read are left out.
    pub feeds: Option<Vec<Feed>>,
    /// Whether there are fields that could not be read, so that what is missing may be there.
    pub is_broken: bool,
}

/// `scenarios: [..]`
pub struct Scenarios {
    /// The field's name, where messages about the whole list are shown.
    pub field: Ident,
    /// The entries; those that could not be read are left out.
    pub entries: Vec<Entry>,
    /// Whether there were any, readable or not.
    pub is_empty: bool,
}

/// `10 * browse as "name" { page: 1 } for 5min`
pub struct Entry {
    pub count: Option<Amount>,
    pub scenario: Scenario,
    pub name: Option<LitStr>,
    pub block: Block,
    pub clauses: Clauses,
}

/// What stands after an entry's block.
#[derive(Default)]
pub struct Clauses {
    pub load: Load,
    /// `every 10s`, and its first word
    pub every: Option<(Ident, Amount)>,
    /// `poisson`
    pub poisson: Option<Ident>,
    /// `after 1min`
    pub after: Option<Amount>,
    /// Whether there are some that could not be read, so that what is missing may be there.
    pub are_broken: bool,
}

/// The scenario of an entry.
pub enum Scenario {
    One(Path),
    /// `[a, b]`: one after the other, in one session.
    Sequence(Vec<Path>),
}

/// How the sessions of an entry follow each other.
#[derive(Default)]
pub enum Load {
    #[default]
    Once,
    /// `for 5min`
    For(Amount),
    /// `times 1000`
    Times(Amount),
    /// `with [0 -> 100 in 1min]`: slots
    With(Vec<Stage>),
    /// `at 500/s for 5min`, `at [0/s -> 500/s in 1min]`: rates
    At(Vec<Stage>),
}

/// `100 for 5min`, `0 -> 100 in 1min`
pub struct Stage {
    pub from: Level,
    /// Where it ends, if not where it starts.
    pub to: Option<Level>,
    pub length: Amount,
}

/// `100`, `500/s`
pub struct Level {
    pub amount: Amount,
    /// The time that a rate is in.
    pub unit: Option<Ident>,
}

/// A number or a duration: a literal, a path or an expression in parentheses (which are gone).
pub struct Amount(pub Expr);

impl Scenario {
    /// All scenarios, in order.
    pub fn members(&self) -> &[Path] {
        match self {
            Self::One(path) => std::slice::from_ref(path),
            Self::Sequence(paths) => paths,
        }
    }
}

impl Fields {
    /// The entries that could be read.
    pub fn entries(&self) -> &[Entry] {
        self.scenarios.as_ref().map_or(&[], |scenarios| &scenarios.entries)
    }

    /// The scenarios of all entries, each once.
    pub fn members(&self) -> Vec<&Path> {
        let mut members: Vec<&Path> = Vec::new();
        for path in self.entries().iter().flat_map(|entry| entry.scenario.members()) {
            if !members.contains(&path) {
                members.push(path);
            }
        }
        members
    }
}

impl ToTokens for Scenario {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.members().iter().for_each(|path| path.to_tokens(tokens));
    }
}

impl ToTokens for Level {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.amount.to_tokens(tokens);
    }
}

impl ToTokens for Amount {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}
