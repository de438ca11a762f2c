//! The known key that is nearest to a misspelt one.

use crate::config::check::text::Text;
use crate::config::key::KeyInfo;

const LONGEST: usize = 64;

/// The nearest dotted key so far, and how far it is.
#[derive(Clone, Copy)]
struct Nearest {
    key: Text,
    distance: usize,
}

/// The dotted key in `lists` and `inside` that is nearest to `path`, if any is near; else an empty text.
pub(super) const fn nearest(path: &str, lists: &[&[KeyInfo]], inside: &[&[&[KeyInfo]]]) -> Text {
    let mut nearest = Nearest { key: Text::new(), distance: path.len() / 3 + 1 };
    if path.len() < 3 {
        nearest.distance = 2;
    }
    nearest = among_all(nearest, path, lists);
    let mut index = 0;
    while index < inside.len() {
        nearest = among_all(nearest, path, inside[index]);
        index += 1;
    }
    nearest.key
}

const fn among_all(mut nearest: Nearest, path: &str, lists: &[&[KeyInfo]]) -> Nearest {
    let mut index = 0;
    while index < lists.len() {
        nearest = among(nearest, path, lists[index], Text::new());
        index += 1;
    }
    nearest
}

const fn among(mut nearest: Nearest, path: &str, keys: &[KeyInfo], outer: Text) -> Nearest {
    let mut index = 0;
    while index < keys.len() {
        let key = outer.dot(keys[index].name);
        let distance = distance(path.as_bytes(), key.as_str().as_bytes());
        if distance < nearest.distance {
            nearest = Nearest { key, distance };
        }
        nearest = among(nearest, path, keys[index].nested, key);
        index += 1;
    }
    nearest
}

/// How many letters must be changed, added, left out or swapped with their neighbour.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut before = [0; LONGEST + 1];
    let mut row = [0; LONGEST + 1];
    let mut column = 0;
    while column <= b.len() {
        row[column] = column;
        column += 1;
    }
    let mut line = 0;
    while line < a.len() {
        let next = next_row([&before, &row], a, b, line);
        before = row;
        row = next;
        line += 1;
    }
    row[b.len()]
}

const fn next_row(
    [before, row]: [&[usize; LONGEST + 1]; 2],
    a: &[u8],
    b: &[u8],
    line: usize,
) -> [usize; LONGEST + 1] {
    let mut next = [0; LONGEST + 1];
    next[0] = line + 1;
    let mut column = 0;
    while column < b.len() {
        let changed = row[column] + if a[line] == b[column] { 0 } else { 1 };
        let mut fewest = least(changed, least(row[column + 1] + 1, next[column] + 1));
        if line > 0 && column > 0 && a[line] == b[column - 1] && a[line - 1] == b[column] {
            fewest = least(fewest, before[column - 1] + 1);
        }
        next[column + 1] = fewest;
        column += 1;
    }
    next
}

const fn least(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_levenshtein_with_swaps() {
        proptest::proptest!(|(a in "[a-d_]{0,12}", b in "[a-d_]{0,12}")| {
            proptest::prop_assert_eq!(
                distance(a.as_bytes(), b.as_bytes()),
                strsim::osa_distance(&a, &b)
            );
        });
    }
}
