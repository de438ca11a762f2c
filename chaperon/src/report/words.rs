//! Figures as people read them: `1.42ms`, `12,345`, `1.2 MB`, `3 sessions`.

use std::time::Duration;

/// Microseconds, to 3 digits in a fitting unit: `87us`, `1.42ms`, `14.2s`, `12.5min`.
#[expect(clippy::cast_precision_loss, reason = "shown to 3 digits")]
pub(super) fn micros(micros: i64) -> String {
    let value = micros as f64;
    match micros {
        ..1_000 => format!("{micros}us"),
        1_000..999_500 => format!("{}ms", digits(value / 1e3)),
        999_500..599_500_000 => format!("{}s", digits(value / 1e6)),
        599_500_000..36_000_000_000 => format!("{}min", digits(value / 6e7)),
        _ => format!("{}h", digits(value / 3.6e9)),
    }
}

/// A duration as it is said in a sentence: `10s`, `1.5s`, `300us`.
pub(super) fn duration(duration: Duration) -> String {
    let text = micros(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX));
    let unit = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit);
    format!("{}{unit}", without_zeros(number))
}

/// Seconds as a clock shows them: `0:07`, `12:30`, `1:02:03`.
pub(super) fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// Thousandths, to 3 digits where there is a fraction.
#[expect(clippy::cast_precision_loss, reason = "shown to 3 digits")]
pub(super) fn number(thousandths: i64) -> String {
    let whole = thousandths / 1000;
    if thousandths % 1000 == 0 || whole.abs() >= 1000 {
        let sign = if thousandths < 0 { "-" } else { "" };
        return format!("{sign}{}", count(whole.unsigned_abs()));
    }
    without_zeros(&digits(thousandths as f64 / 1000.0)).to_owned()
}

/// To 3 digits: `1.42`, `14.2`, `142`.
fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    format!("{value:.decimals$}")
}

fn without_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A count, its thousands apart: `1,234,567`.
pub(super) fn count(count: u64) -> String {
    let digits = count.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
    let head = (!head.is_empty()).then(|| head.to_owned());
    head.into_iter().chain(groups).collect::<Vec<_>>().join(",")
}

/// How many of something a second; a dash where there was no time.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shown to 3 digits"
)]
pub(super) fn rate(number: u64, time: Duration) -> String {
    if time < Duration::from_millis(1) {
        return "-".to_owned();
    }
    match number as f64 / time.as_secs_f64() {
        small @ ..1000.0 => digits(small),
        large => count(large.round() as u64),
    }
}

/// Bytes in a fitting decimal unit: `1.23 MB`.
#[expect(clippy::cast_precision_loss, reason = "shown to 3 digits")]
pub(super) fn bytes(bytes: u64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    let value = bytes as f64;
    match units.into_iter().find(|(size, _)| value >= *size) {
        Some((size, unit)) => format!("{} {unit}", digits(value / size)),
        None => format!("{bytes} B"),
    }
}

/// A share in per cent, never rounded up to 100 or down to 0.
#[expect(clippy::cast_precision_loss, reason = "shown to a tenth")]
pub(super) fn share(part: u64, all: u64) -> String {
    if part == all {
        return "100%".to_owned();
    }
    let percent = part as f64 * 100.0 / all as f64;
    if part == 0 { "0%".to_owned() } else { format!("{:.1}%", percent.clamp(0.1, 99.9)) }
}

/// `1 session`, `2 sessions`.
pub(super) fn of(number: u64, one: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {one}{ending}", count(number))
}

/// Text without what would move a terminal's cursor or change its colours.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Breaks text into lines of at most `width` characters, at spaces; a longer word stays whole.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = printable(text);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_fitting_unit() {
        for (value, expected) in [
            (0, "0us"),
            (999, "999us"),
            (1_000, "1.00ms"),
            (1_416, "1.42ms"),
            (14_200, "14.2ms"),
            (999_499, "999ms"),
            (999_500, "1.00s"),
            (75_400_000, "75.4s"),
            (750_000_000, "12.5min"),
            (36_000_000_000, "10.0h"),
        ] {
            assert_eq!(micros(value), expected);
        }
    }

    #[test]
    fn figures_are_readable() {
        assert_eq!([count(0), count(999), count(1_234_567)], ["0", "999", "1,234,567"]);
        assert_eq!([bytes(999), bytes(1_234_567)], ["999 B", "1.23 MB"]);
        assert_eq!([number(2_500), number(-3_000), number(1_234_567)], ["2.5", "-3", "1,234"]);
        assert_eq!(
            [share(999_999, 1_000_000), share(1, 10_000), share(3, 3)],
            ["99.9%", "0.1%", "100%"]
        );
        let second = Duration::from_secs(1);
        assert_eq!(
            [rate(0, second), rate(101, 10 * second), rate(12_345, second)],
            ["0.00", "10.1", "12,345"]
        );
        assert_eq!(rate(5, Duration::ZERO), "-");
        assert_eq!([duration(10 * second), duration(second / 8)], ["10s", "125ms"]);
        assert_eq!([clock(7), clock(750), clock(3723)], ["0:07", "12:30", "1:02:03"]);
        assert_eq!(wrapped("one two\n\x1b[31mthree", 7), ["one two", "[31mthree"]);
    }
}
