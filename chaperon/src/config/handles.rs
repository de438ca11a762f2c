//! Handles of keys that lead on to further ones: a scenario's own keys, then those of the
//! scenarios that it runs inside, then the built-in ones.

use std::marker::PhantomData;
use std::ops::Deref;

use crate::config::settings::Settings;
use crate::config::typed::{BuiltInKeys, Config, HasKey, NoKey, Present};

/// Typed handles of keys. They hold nothing.
pub trait Handles: Sized + 'static {
    /// The handles.
    const ALL: Self;

    /// The handles, for as long as they are asked for: what holds nothing takes no memory.
    fn all() -> &'static Self {
        Box::leak(Box::new(Self::ALL))
    }
}

impl Handles for NoKey {
    const ALL: Self = Self;
}

/// Marks the keys of a struct that is no part of another: they lead on to `Next`.
#[derive(Debug)]
pub struct Then<Next>(PhantomData<Next>);

/// Leads on to the built-in keys.
#[derive(Debug)]
pub struct BuiltIn;

impl Handles for BuiltIn {
    const ALL: Self = Self;
}

impl Deref for BuiltIn {
    type Target = BuiltInKeys;

    fn deref(&self) -> &BuiltInKeys {
        &Settings::NESTED_KEYS
    }
}

/// Asks handles for a key, then those that they lead on to: `Anywhere::<_, H>::of(keys).key()` is
/// the handle of the first that have it, or else a [`NoKey`], which the last ones must be.
///
/// `Far` is how many may follow. It ends the search where rustc does not know the handles, after
/// a mistake.
#[derive(Debug)]
pub struct Anywhere<K, const H: u64, Far = Sixteen<Sixteen<()>>>(PhantomData<fn() -> (K, Far)>);

type Four<T> = ((((T,),),),);
type Sixteen<T> = Four<Four<Four<Four<T>>>>;

impl<K, const H: u64> Anywhere<K, H> {
    /// Asks these handles.
    pub const fn of(_keys: &K) -> Self {
        Self(PhantomData)
    }
}

impl<K: Handles + HasKey<H, T>, T: 'static, const H: u64, Far> Present<'static, T>
    for Anywhere<K, H, Far>
{
    fn key(&self) -> &'static T {
        K::all().handle_of_key()
    }
}

impl<K: Deref<Target: Handles>, const H: u64, Far> Deref for Anywhere<K, H, (Far,)> {
    type Target = Anywhere<K::Target, H, Far>;

    fn deref(&self) -> &Self::Target {
        // It holds nothing, and so takes no memory.
        Box::leak(Box::new(Anywhere(PhantomData)))
    }
}

impl<const H: u64, Far> Anywhere<NoKey, H, Far> {
    /// Says that there is no such key.
    pub const fn key(&self) -> &'static NoKey {
        &NoKey
    }
}
