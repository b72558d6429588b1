//! The signed-in user's account as the console shows it.

use serde::{Deserialize, Serialize};

/// What the account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDetails {
    /// Name of the identity provider the user signs in through; `None` for a user with a local password.
    pub identity_provider: Option<String>,
    /// Second factors; `None` if there are none.
    pub factors: Option<Factors>,
    /// Open sessions, most recently used first.
    pub sessions: Vec<SessionLine>,
}

/// The second factors of a user who has at least one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// When the first one was set up, in milliseconds since 1970.
    pub since: i64,
    /// Whether an authenticator app is set up.
    pub app: bool,
    /// Passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Number of unused recovery codes.
    pub recovery_left: usize,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Its id.
    pub id: String,
    /// Name its owner gave it.
    pub name: String,
    /// When it was added, in milliseconds since 1970.
    pub created: i64,
    /// When it was last used, in milliseconds since 1970.
    pub used: Option<i64>,
}

/// How a user can confirm their identity. Without a second factor this is the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationMethods {
    /// Whether a second factor is set up, so that codes are accepted.
    pub factor: bool,
    /// Whether passkeys are accepted.
    pub passkeys: bool,
}

/// A console session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Its public name, in hexadecimal digits. It cannot be used as a session id.
    pub id: String,
    /// Browser and operating system.
    pub device: String,
    /// Client address of the sign-in; may be empty.
    pub address: String,
    /// When it began, in milliseconds since 1970.
    pub began: i64,
    /// Its last request, in milliseconds since 1970; up to one minute behind.
    pub seen: i64,
    /// Whether it is the session of this request.
    pub own: bool,
}

/// A second factor being set up, for the one response that carries its secret. It is never part of a page the server
/// renders, and it has no `Debug`, so that it cannot be logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFactor {
    /// The secret in base 32.
    pub secret: String,
    /// Sent back with the first code.
    pub token: String,
    /// The same secret as a QR code.
    pub qr: Qr,
}

/// A QR code: black squares on white.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Width and height in squares, the white margin included.
    pub size: u32,
    /// The black squares as SVG path data, one unit each.
    pub path: String,
}
