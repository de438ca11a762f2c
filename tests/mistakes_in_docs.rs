//! The page "When it does not compile": each mistake in its table is an example with that edit, and
//! the compiler says what the page says.

use std::collections::HashMap;
use std::fs::read_to_string;
use std::path::Path;

const PAGE: &str = include_str!("../chaperon/src/docs/when_it_does_not_compile.md");

/// A row of the table.
struct Mistake<'a> {
    example: &'a str,
    written: String,
    instead_of: String,
    says: String,
}

#[test]
fn every_mistake_on_the_page_is_a_case_and_the_compiler_says_what_stands_there() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mistakes: Vec<_> = PAGE.lines().filter_map(mistake).collect();
    assert!(mistakes.len() >= 10, "{} mistakes", mistakes.len());
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    for Mistake { example, written, instead_of, says } in &mistakes {
        let number = numbers.entry(*example).and_modify(|number| *number += 1).or_insert(1);
        let right = read_to_string(tests.join(format!("../examples/{example}.rs"))).unwrap();
        assert!(right.contains(instead_of), "`{instead_of}` in {example}");
        let case = tests.join(format!("ui/examples/{example}_{number}"));
        let wrong = read_to_string(case.with_extension("rs")).unwrap();
        assert_eq!(wrong, right.replacen(instead_of, written, 1), "{example}_{number}");
        let said = read_to_string(case.with_extension("stderr")).unwrap();
        assert!(said.contains(says), "`{says}` in {example}_{number}: {said}");
    }
    let cases = std::fs::read_dir(tests.join("ui/examples")).unwrap().count();
    assert_eq!(cases, 2 * mistakes.len(), "every case is on the page");
}

/// Reads ``| `example` | ``written`` | ``instead of`` | `` says `` |``.
fn mistake(line: &str) -> Option<Mistake<'_>> {
    let (example, rest) = line.strip_prefix("| `")?.split_once("` | ``")?;
    let mut texts = rest.split("``").map(|text| text.trim().replace("\\|", "|"));
    let mut cell = || texts.by_ref().find(|text| !text.is_empty() && text != "|");
    Some(Mistake { example, written: cell()?, instead_of: cell()?, says: cell()? })
}
