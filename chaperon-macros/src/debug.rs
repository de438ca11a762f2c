//! `CHAPERON_MACROS_DEBUG=1` prints what the macros write.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::written::written;

/// Gives the expansion back, and prints it first when that is asked for.
pub fn shown(macro_name: &str, expansion: TokenStream) -> TokenStream {
    if std::env::var_os("CHAPERON_MACROS_DEBUG").is_some_and(|value| value == "1") {
        print(macro_name, &expansion);
    }
    expansion
}

#[expect(clippy::print_stderr, reason = "it is there to print, when it is asked to")]
fn print(macro_name: &str, expansion: &TokenStream) {
    eprintln!("// {macro_name} expands to:\n{}\n", in_lines(expansion));
}

/// The tokens in lines: one for each statement, indented in braces.
fn in_lines(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write_lines(tokens.clone(), 0, &mut text);
    text.trim_end().to_owned()
}

fn write_lines(tokens: TokenStream, depth: usize, text: &mut String) {
    let mut line = TokenStream::new();
    for token in tokens {
        let ends = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ';');
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                write_line(&format!("{} {{", written(&std::mem::take(&mut line))), depth, text);
                write_lines(group.stream(), depth + 1, text);
                write_line("}", depth, text);
            }
            token => line.extend([token]),
        }
        if ends {
            write_line(&written(&std::mem::take(&mut line)), depth, text);
        }
    }
    write_line(&written(&line), depth, text);
}

fn write_line(line: &str, depth: usize, text: &mut String) {
    let line = line.trim();
    if !line.is_empty() {
        text.push_str(&"    ".repeat(depth));
        text.push_str(line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statement_is_on_its_own_line() {
        let tokens = quote::quote!(
            fn f() {
                let a = 1;
                if a == 1 {
                    b()
                }
            }
        );
        assert_eq!(
            in_lines(&tokens),
            "fn f() {\n    let a = 1;\n    if a == 1 {\n        b()\n    }\n}"
        );
    }
}
