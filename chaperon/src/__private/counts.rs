//! The numbers in a load test: how many sessions, how many iterations, how often.

use std::time::Duration;

use crate::time::{Rate, Starts};

/// A count: any integer. Below zero there is nothing to run, as with zero.
#[diagnostic::on_unimplemented(
    message = "a count is an integer, not a `{Self}`",
    label = "not an integer"
)]
pub trait Count {
    /// The number.
    fn count(self) -> u64;
}

macro_rules! counts {
    ($($integer:ty)*) => {$(
        impl Count for $integer {
            fn count(self) -> u64 {
                u64::try_from(self).unwrap_or(0)
            }
        }
    )*};
}

counts!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

/// The number that was written.
pub fn count(count: impl Count) -> u64 {
    count.count()
}

/// A rate: so many in so many seconds.
pub fn rate(number: impl Starts, seconds: u64) -> Rate {
    Rate::per(number, Duration::from_secs(seconds))
}
