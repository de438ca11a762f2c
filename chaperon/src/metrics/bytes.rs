//! Numbers and texts as bytes: numbers of 7 bits a byte, the lowest first, texts with their length
//! before them.

use crate::metrics::error::BadSnapshot;

/// Ends early: what was announced is not there.
const SHORT: BadSnapshot = BadSnapshot::Damaged("they end too early");
const NUMBER: BadSnapshot = BadSnapshot::Damaged("a number is too large");
const TEXT: BadSnapshot = BadSnapshot::Damaged("a text is not UTF-8");

/// Writes.
#[derive(Debug, Default)]
pub(crate) struct Packer(pub(crate) Vec<u8>);

impl Packer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lowest 7 bits are wanted")]
    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A length, which is a `u64` on all machines that this runs on.
    pub(crate) fn length(&mut self, length: usize) {
        self.number(length as u64);
    }

    /// Small numbers of either sign come to few bytes.
    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    /// The same, of what may not fit into 64 bits.
    #[expect(clippy::cast_possible_truncation, reason = "the lowest 7 bits are wanted")]
    pub(crate) fn wide(&mut self, number: i128) {
        let mut number = ((number << 1) ^ (number >> 127)).cast_unsigned();
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
}

/// Reads what a [`Packer`] wrote.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unpacker<'a>(pub(crate) &'a [u8]);

impl<'a> Unpacker<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, BadSnapshot> {
        let (&first, rest) = self.0.split_first().ok_or(SHORT)?;
        self.0 = rest;
        Ok(first)
    }

    /// Most numbers are of one byte or two.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<u64, BadSnapshot> {
        match *self.0 {
            [first, ref rest @ ..] if first < 0x80 => {
                self.0 = rest;
                Ok(first.into())
            }
            [first, second, ref rest @ ..] if second < 0x80 => {
                self.0 = rest;
                Ok(u64::from(first & 0x7f) | u64::from(second) << 7)
            }
            _ => match self.short() {
                Some(number) => Ok(number),
                None => u64::try_from(self.long()?).map_err(|_| NUMBER),
            },
        }
    }

    /// A number of at most 63 bits.
    fn short(&mut self) -> Option<u64> {
        let mut number = 0;
        for (at, &byte) in self.0.iter().take(9).enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * at);
            if byte < 0x80 {
                self.0 = self.0.get(at + 1..)?;
                return Some(number);
            }
        }
        None
    }

    fn long(&mut self) -> Result<u128, BadSnapshot> {
        let mut number = 0;
        for shift in (0..128).step_by(7) {
            let byte = self.byte()?;
            let bits = u128::from(byte & 0x7f);
            if shift == 126 && bits > 3 {
                return Err(NUMBER);
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(NUMBER)
    }

    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> Result<T, BadSnapshot> {
        T::try_from(self.number()?).map_err(|_| NUMBER)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, BadSnapshot> {
        let number = self.number()?;
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub(crate) fn wide(&mut self) -> Result<i128, BadSnapshot> {
        let number = match self.short() {
            Some(number) => number.into(),
            None => self.long()?,
        };
        Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], BadSnapshot> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(SHORT)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], BadSnapshot> {
        let length = self.small()?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, BadSnapshot> {
        std::str::from_utf8(self.bytes()?).map_err(|_| TEXT)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(
            number: u64, small in 0..20_000_u64, signed: i64, wide: i128, text: String,
        ) {
            let mut packer = Packer::default();
            packer.number(number);
            packer.number(small);
            packer.signed(signed);
            packer.wide(wide);
            packer.text(&text);
            let mut unpacker = Unpacker(&packer.0);
            prop_assert_eq!(unpacker.number(), Ok(number));
            prop_assert_eq!(unpacker.number(), Ok(small));
            prop_assert_eq!(unpacker.signed(), Ok(signed));
            prop_assert_eq!(unpacker.wide(), Ok(wide));
            prop_assert_eq!(unpacker.text(), Ok(&*text));
            prop_assert!(unpacker.is_empty());
        }
    }

    #[test]
    fn numbers_that_never_end_are_refused() {
        assert_eq!(Unpacker(&[0xff; 40]).number(), Err(NUMBER));
        assert_eq!(Unpacker(&[0xff; 40]).wide(), Err(NUMBER));
        assert_eq!(Unpacker(&[0xff; 4]).number(), Err(SHORT));
        assert_eq!(Unpacker(&[5, 1]).bytes(), Err(SHORT));
        let mut wide = Packer::default();
        [i128::MIN, i128::MAX].into_iter().for_each(|number| wide.wide(number));
        let mut unpacker = Unpacker(&wide.0);
        assert_eq!((unpacker.wide(), unpacker.wide()), (Ok(i128::MIN), Ok(i128::MAX)));
    }
}
