//! What the thresholds of `load_test!` become calls of.

use std::time::Duration;

pub use crate::load_test::threshold::{
    Comparison, Measure, Metric, Quantity, Statistic, Threshold,
};

/// A number in a limit: any integer or float.
#[diagnostic::on_unimplemented(
    message = "this limit is a number, not a `{Self}`",
    label = "not a number"
)]
pub trait Figure {
    /// The number.
    fn figure(self) -> f64;
}

/// A limit whose unit its type tells.
#[diagnostic::on_unimplemented(
    message = "a limit is a `Duration` or a number, not a `{Self}`",
    label = "neither a `Duration` nor a number"
)]
pub trait Limit {
    /// The limit.
    fn limit(self) -> Quantity;
}

impl Limit for Duration {
    fn limit(self) -> Quantity {
        Quantity::time(self)
    }
}

macro_rules! figures {
    ($($number:ty => |$it:ident| $figure:expr;)*) => {$(
        impl Figure for $number {
            fn figure(self) -> f64 {
                let $it = self;
                $figure
            }
        }

        impl Limit for $number {
            fn limit(self) -> Quantity {
                Quantity::number(self.figure())
            }
        }
    )*};
}

figures! {
    u8 => |number| number.into();
    u16 => |number| number.into();
    u32 => |number| number.into();
    i8 => |number| number.into();
    i16 => |number| number.into();
    i32 => |number| number.into();
    f32 => |number| number.into();
    f64 => |number| number;
    u64 => |number| rounded(number.into());
    usize => |number| rounded(number as i128);
    i64 => |number| rounded(number.into());
    isize => |number| rounded(number as i128);
}

#[expect(clippy::cast_precision_loss, reason = "a limit has few digits")]
fn rounded(number: i128) -> f64 {
    number as f64
}

/// The number that was written.
pub fn figure(number: impl Figure) -> f64 {
    number.figure()
}

/// The limit that was written.
pub fn limit(limit: impl Limit) -> Quantity {
    limit.limit()
}

/// The text that was written.
pub fn text(text: impl Into<String>) -> String {
    text.into()
}
