//! One's own account as the console shows it.

use serde::{Deserialize, Serialize};

/// What the account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetails {
    /// What people call the identity provider that alone vouches for the reader; none for who has a password here.
    pub vouched_by: Option<String>,
    /// Second factors.
    pub factors: Option<Factors>,
    /// Live sessions, last seen first.
    pub sessions: Vec<SessionLine>,
}

/// The second factors of who has any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// When the first was set up, in milliseconds since 1970.
    pub since: i64,
    /// Whether there is an authenticator app.
    pub app: bool,
    /// Passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Recovery codes that are left.
    pub recovery_left: usize,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Names it.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was added, in milliseconds since 1970.
    pub created: i64,
    /// When it was last used, in milliseconds since 1970.
    pub used: Option<i64>,
}

/// How a person can confirm who they are; without a second factor, by the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// Whether there is a second factor, so that a code will do.
    pub factor: bool,
    /// Whether a passkey will do.
    pub passkeys: bool,
}

/// A console session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Names it without being able to use it, in hexadecimal digits.
    pub id: String,
    /// Browser and system.
    pub device: String,
    /// Client address of the sign-in; may be empty.
    pub address: String,
    /// When it began, in milliseconds since 1970.
    pub began: i64,
    /// Its last request, a minute late at most.
    pub seen: i64,
    /// Whether it is the reader's.
    pub own: bool,
}

/// A second factor that is being set up, for the one answer that carries its secret. It is never part of a page the server
/// renders, and it has no `Debug`, so that it cannot end in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFactor {
    /// The secret in base 32.
    pub secret: String,
    /// Comes back with the first code.
    pub token: String,
    /// The same secret as a picture for a camera.
    pub qr: Qr,
}

/// A QR code: black squares on white.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Width and height in squares, the white margin included.
    pub size: u32,
    /// The black squares as the path of a drawing, one unit each.
    pub path: String,
}
