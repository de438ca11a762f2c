//! Finds every path of a source that starts at the crate's root or climbs by `super`.
//!
//! It reads tokens, not items: so a path inside an expression, an attribute or a macro's body is
//! one like any other, and comments, doc comments and strings hold none.

use std::fmt;
use std::slice::Iter;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path, told from the crate's root.
#[derive(Debug, PartialEq)]
pub struct NamedPath {
    pub line: usize,
    pub segments: Vec<String>,
    /// Written as `$crate::…`.
    pub in_macro_rules: bool,
}

impl fmt::Display for NamedPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("crate")?;
        self.segments.iter().try_for_each(|segment| write!(f, "::{segment}"))
    }
}

/// The paths of a module's source, in the order in which they are written.
pub fn paths_of(text: &str, module: &[&str]) -> Result<Vec<NamedPath>, String> {
    let tokens: TokenStream = text.parse().map_err(|error| format!("not Rust: {error}"))?;
    let module = module.iter().map(ToString::to_string).collect();
    let mut search = Search { module, found: Vec::new(), moved: None };
    search.walk(tokens);
    match search.moved {
        None => Ok(search.found),
        Some(line) => Err(format!("line {line}: `#[path]` hides where a module stands")),
    }
}

struct Search {
    /// The module that is read, inline modules included.
    module: Vec<String>,
    found: Vec<NamedPath>,
    /// The line of a `#[path = ".."]`.
    moved: Option<usize>,
}

/// Where a path began.
#[derive(Clone, Copy)]
struct Start {
    line: usize,
    in_macro_rules: bool,
}

type Tokens<'a> = Iter<'a, TokenTree>;

impl Search {
    fn walk(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut tokens = trees.iter();
        while let Some(token) = tokens.next() {
            let before = Before(&trees[..trees.len() - tokens.len() - 1]);
            match token {
                TokenTree::Group(group) => {
                    self.note_moved(before, group.stream());
                    self.walk(group.stream());
                }
                TokenTree::Ident(word) if word == "mod" => self.inline_module(&mut tokens),
                TokenTree::Ident(word) => {
                    if let Some(root) = self.root_of(&word.to_string(), before) {
                        let line = word.span().start().line;
                        let start = Start { line, in_macro_rules: before.is_mark('$') };
                        self.path(&mut tokens, root, start);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Reads `name { .. }` after `mod`; `name;` is a file of its own.
    fn inline_module(&mut self, tokens: &mut Tokens<'_>) {
        let Some(TokenTree::Ident(name)) = next(tokens) else { return };
        let name = name.to_string();
        tokens.next();
        if let Some(TokenTree::Group(body)) = next(tokens) {
            let body = body.stream();
            tokens.next();
            self.module.push(name);
            self.walk(body);
            self.module.pop();
        }
    }

    /// The module in which a path that begins with this word starts, if it is such a word.
    fn root_of(&self, word: &str, before: Before<'_>) -> Option<Vec<String>> {
        match word {
            "crate" => Some(Vec::new()),
            // The crate's own name, by `extern crate self`.
            "chaperon" if !before.is_path() => Some(Vec::new()),
            "self" => Some(self.module.clone()),
            "super" => Some(parent(self.module.clone())),
            _ => None,
        }
    }

    /// Reads what follows a root: `::a::b`, `as name`, or nothing that is a path.
    fn path(&mut self, tokens: &mut Tokens<'_>, root: Vec<String>, start: Start) {
        if skip_colons(tokens) {
            self.tail(tokens, root, start);
        } else if root.is_empty() && next_is_word(tokens, "as") {
            self.emit(root, start);
        }
    }

    /// Reads `a`, `a::tail`, `{tail, tail}` or `*`, after `::`.
    fn tail(&mut self, tokens: &mut Tokens<'_>, mut path: Vec<String>, start: Start) {
        match next(tokens) {
            Some(TokenTree::Ident(word)) => {
                let word = word.to_string();
                tokens.next();
                match word.as_str() {
                    "self" => {}
                    "super" => path = parent(path),
                    _ => path.push(word),
                }
                if skip_colons(tokens) {
                    self.tail(tokens, path, start);
                } else {
                    self.emit(path, start);
                }
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let trees: Vec<TokenTree> = group.stream().into_iter().collect();
                tokens.next();
                for item in trees.split(is_comma).filter(|item| !item.is_empty()) {
                    self.tail(&mut item.iter(), path.clone(), start);
                }
            }
            _ => self.emit(path, start), // `*`, `<T>`: as far as the name goes
        }
    }

    fn emit(&mut self, segments: Vec<String>, start: Start) {
        let Start { line, in_macro_rules } = start;
        self.found.push(NamedPath { line, segments, in_macro_rules });
    }

    fn note_moved(&mut self, before: Before<'_>, group: TokenStream) {
        if let (true, Some(TokenTree::Ident(word))) =
            (before.is_mark('#'), group.into_iter().next())
            && word == "path"
        {
            self.moved = Some(word.span().start().line);
        }
    }
}

/// The tokens before a word, in its group.
#[derive(Clone, Copy)]
struct Before<'a>(&'a [TokenTree]);

impl Before<'_> {
    fn is_mark(self, character: char) -> bool {
        self.0.last().is_some_and(|token| is_mark(token, character))
    }

    /// Whether the path had begun already, as in `a::` and `A<B>::`. Where it begins with `::`, a
    /// space stands before: `return ::a`.
    fn is_path(self) -> bool {
        let [.., begun, first, second] = self.0 else { return false };
        is_mark(first, ':')
            && is_mark(second, ':')
            && (matches!(begun, TokenTree::Ident(_)) || is_mark(begun, '>'))
            && begun.span().end() == first.span().start()
    }
}

fn parent(mut module: Vec<String>) -> Vec<String> {
    module.pop();
    module
}

fn is_comma(token: &TokenTree) -> bool {
    is_mark(token, ',')
}

fn is_mark(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(mark) if mark.as_char() == character)
}

fn next<'a>(tokens: &Tokens<'a>) -> Option<&'a TokenTree> {
    tokens.as_slice().first()
}

fn next_is_word(tokens: &mut Tokens<'_>, word: &str) -> bool {
    matches!(next(tokens), Some(TokenTree::Ident(next)) if *next == word)
}

fn skip_colons(tokens: &mut Tokens<'_>) -> bool {
    let [first, second, ..] = tokens.as_slice() else { return false };
    let both = is_mark(first, ':') && is_mark(second, ':');
    if both {
        *tokens = tokens.as_slice()[2..].iter();
    }
    both
}
