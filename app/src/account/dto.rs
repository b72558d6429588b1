//! One's own account as the console shows it.

use serde::{Deserialize, Serialize};

/// What the account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The second factor.
    pub factor: Option<Factor>,
    /// Live sessions, last seen first.
    pub sessions: Vec<SessionLine>,
}

/// A second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// When it was set up, in milliseconds since 1970.
    pub since: i64,
    /// Recovery codes that are left.
    pub recovery_left: usize,
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
