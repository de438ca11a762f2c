//! A distribution as it is saved and sent: the exact figures, and the histogram as HdrHistogram V2
//! in base64, which other tools read too.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hdrhistogram::serialization::{Deserializer, Serializer as _, V2Serializer};
use serde::ser::Error as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::metrics::counts::Counts;
use crate::metrics::distribution::{Distribution, Tally};

/// What is wrong with a saved histogram.
#[derive(Debug, thiserror::Error)]
pub(super) enum BadHistogram {
    #[error("a histogram is not base64")]
    Base64,
    #[error("a histogram is not in the format HdrHistogram V2")]
    Format,
    #[error("a histogram does not have 3 significant digits")]
    Digits,
    #[error("a histogram holds {held} samples, but {count} are claimed")]
    Count { held: u64, count: u64 },
}

/// The saved form.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    count: u64,
    sum: i128,
    min: i64,
    max: i64,
    histogram: String,
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Tally { count, sum, min, max } = self.tally;
        let no_memory = || S::Error::custom("no memory for a histogram");
        let histogram = self.counts.to_histogram().ok_or_else(no_memory)?;
        let mut bytes = Vec::new();
        V2Serializer::new().serialize(&histogram, &mut bytes).map_err(S::Error::custom)?;
        Saved { count, sum, min, max, histogram: BASE64.encode(bytes) }.serialize(serializer)
    }
}

impl TryFrom<Saved> for Distribution {
    type Error = BadHistogram;

    fn try_from(saved: Saved) -> Result<Self, BadHistogram> {
        let Saved { count, sum, min, max, histogram } = saved;
        let bytes = BASE64.decode(histogram).map_err(|_| BadHistogram::Base64)?;
        let histogram = Deserializer::new().deserialize(&mut bytes.as_slice());
        let histogram = histogram.map_err(|_| BadHistogram::Format)?;
        if histogram.len() != count {
            return Err(BadHistogram::Count { held: histogram.len(), count });
        }
        let counts = Counts::from_histogram(&histogram).ok_or(BadHistogram::Digits)?;
        Ok(Self { tally: Tally { count, sum, min, max }, counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::interval::Interval;

    #[test]
    fn a_saved_distribution_is_read_back_whole() {
        let mut interval = Interval::default();
        [0, 3, 3, 70_000, 123_456_789].into_iter().for_each(|value| interval.add(value));
        let all = interval.take().unwrap();
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(serde_json::from_str::<Distribution>(&text).unwrap(), all);
        let empty = serde_json::to_string(&Distribution::default()).unwrap();
        assert_eq!(serde_json::from_str::<Distribution>(&empty).unwrap(), Distribution::default());
    }

    #[test]
    fn a_damaged_histogram_is_refused() {
        let fives = hdrhistogram::Histogram::<u64>::new(5).unwrap();
        let mut five_digits = Vec::new();
        V2Serializer::new().serialize(&fives, &mut five_digits).unwrap();
        for (histogram, expected) in [
            ("!".to_owned(), "a histogram is not base64"),
            ("AAAA".to_owned(), "a histogram is not in the format HdrHistogram V2"),
            (BASE64.encode(five_digits), "a histogram does not have 3 significant digits"),
        ] {
            let saved = Saved { count: 0, sum: 0, min: 0, max: 0, histogram };
            assert_eq!(Distribution::try_from(saved).unwrap_err().to_string(), expected);
        }
    }
}
