//! Where a host is, for the key `resolve`.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::provides::{Provided, Provides, marker};

/// The address of a host: an IP address, with a port where the URL's is not meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    /// The IP address.
    pub ip: IpAddr,
    /// The port, if it is not the URL's.
    pub port: Option<u16>,
}

impl FromStr for Address {
    type Err = std::net::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<SocketAddr>() {
            Ok(socket) => Ok(socket.into()),
            Err(_) => text.parse().map(|ip| Self { ip, port: None }),
        }
    }
}

impl From<SocketAddr> for Address {
    fn from(socket: SocketAddr) -> Self {
        Self { ip: socket.ip(), port: Some(socket.port()) }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.port {
            Some(port) => SocketAddr::new(self.ip, port).fmt(f),
            None => self.ip.fmt(f),
        }
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Address;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address such as 127.0.0.1 or 127.0.0.1:8080")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Address, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[diagnostic::do_not_recommend]
impl<Need> Provides<Address, marker::Text, Need> for SocketAddr {
    fn provide(self) -> Provided {
        Provided::text(&Address::from(self).to_string())
    }
}

#[diagnostic::do_not_recommend]
impl<Need> Provides<Address, marker::Text, Need> for IpAddr {
    fn provide(self) -> Provided {
        Provided::text(&self.to_string())
    }
}
