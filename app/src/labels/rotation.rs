//! Rotations in words.

use strongroom_domain::Strategy;

/// How a rotation replaces a credential.
pub fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::OneAccount => "One account gets a new password",
        Strategy::TwoAccounts => "Two accounts take turns",
        Strategy::TwoPasswords => "One account has two passwords for a while",
        Strategy::KeyPair => "A second SSH key, then the first is removed",
        Strategy::SecondKey => "A second AccessKey, then the first is deleted",
        Strategy::Function => "A function of the target's owner",
        Strategy::Generated => "A password is generated",
    }
}

/// What a rotation replaces, as a sentence names it.
pub fn credential(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::OneAccount | Strategy::TwoAccounts | Strategy::TwoPasswords => "password",
        Strategy::KeyPair => "key pair",
        Strategy::SecondKey => "AccessKey",
        Strategy::Function | Strategy::Generated => "value",
    }
}

/// Who has the credential, as a sentence names it.
pub fn account(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::SecondKey => "user",
        Strategy::OneAccount
        | Strategy::TwoAccounts
        | Strategy::TwoPasswords
        | Strategy::KeyPair
        | Strategy::Function
        | Strategy::Generated => "account",
    }
}
