//! What a run is called.

use std::hash::{DefaultHasher, Hasher};

use time::OffsetDateTime;

use crate::cluster::identity::drawn;

/// The id of a run that is submitted now: the time in UTC to a millisecond, then six letters and
/// digits at random. Submissions of one key have one id.
pub(super) fn id(key: Option<&str>, submitted: OffsetDateTime) -> String {
    match key {
        Some(key) => format!("key-{:016x}{:016x}", hash(0, key), hash(1, key)),
        None => {
            let (date, time) = (submitted.date(), submitted.time());
            format!(
                "{:04}{:02}{:02}-{:02}{:02}{:02}-{:03}-{}",
                date.year(),
                u8::from(date.month()),
                date.day(),
                time.hour(),
                time.minute(),
                time.second(),
                time.millisecond(),
                drawn()
            )
        }
    }
}

fn hash(salt: u8, key: &str) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write_u8(salt);
    hash.write(key.as_bytes());
    hash.finish()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn ids_sort_by_time_and_those_of_a_key_are_one() {
        let at = datetime!(2026-11-21 09:30:00.123 UTC);
        let (one, two) = (id(None, at), id(None, at));
        assert!(one.starts_with("20261121-093000-123-") && one.len() == 26, "{one}");
        assert_ne!(one, two);
        assert_eq!(id(Some("nightly/1"), at), id(Some("nightly/1"), OffsetDateTime::UNIX_EPOCH));
        assert_ne!(id(Some("nightly/1"), at), id(Some("nightly/2"), at));
        let plain = |id: &str| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        assert!(plain(&one) && plain(&id(Some("nightly/1 ü"), at)));
    }
}
