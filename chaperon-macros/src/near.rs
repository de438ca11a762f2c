//! Near misses: the word that was probably meant.

/// `; did you mean `x`?` for the known word nearest to this one, or nothing when none is near.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    let nearest = known.iter().map(|&known| (distance(word, known), known)).min();
    match nearest {
        Some((distance, nearest)) if distance <= word.len().max(3) / 3 => {
            format!("; did you mean `{nearest}`?")
        }
        _ => String::new(),
    }
}

/// How many letters have to be changed, added, left out or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let changed = last[j] + usize::from(a[i] != b[j]);
            let mut least = changed.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named_when_it_is_near() {
        let known = ["scenarios", "name", "default_config"];
        assert_eq!(did_you_mean("scenario", &known), "; did you mean `scenarios`?");
        assert_eq!(did_you_mean("nmae", &known), "; did you mean `name`?");
        assert_eq!(did_you_mean("users", &known), "");
    }
}
