//! Traits that would print, copy, compare or quietly hand over secret bytes must not exist.

use std::{
    fmt::{Debug, Display, LowerHex},
    ops::Deref,
};

use serde::{Serialize, de::DeserializeOwned};
use static_assertions::{assert_impl_all, assert_not_impl_any};
use strongroom_crypto::{Keyring, Plaintext, RootKey, SigningKey, root::PassphraseProvider};

macro_rules! lack {
    ($($kind:ty),+) => { $(
        assert_not_impl_any!($kind: Debug);
        assert_not_impl_any!($kind: Display);
        assert_not_impl_any!($kind: LowerHex);
        assert_not_impl_any!($kind: Clone);
        assert_not_impl_any!($kind: Copy);
        assert_not_impl_any!($kind: PartialEq);
        assert_not_impl_any!($kind: Serialize);
        assert_not_impl_any!($kind: DeserializeOwned);
        assert_not_impl_any!($kind: Deref);
        assert_not_impl_any!($kind: AsRef<[u8]>);
    )+ };
}

lack!(Plaintext, RootKey, SigningKey, Keyring, PassphraseProvider);

assert_impl_all!(Keyring: Send, Sync);
assert_impl_all!(SigningKey: Send, Sync);
assert_impl_all!(Plaintext: Send);
