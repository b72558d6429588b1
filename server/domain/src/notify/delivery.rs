//! What becomes of a message to a channel.

use crate::rotation::coded;
use serde::{Deserialize, Serialize};

coded! {
    /// How far a message has come.
    DeliveryState {
        /// It collects further notices, or waits for its next try.
        Waiting = 1, "waiting";
        /// The channel took it.
        Delivered = 2, "delivered";
        /// The channel did not take it for too long.
        GaveUp = 3, "gave-up";
        /// The channel was disabled before it was sent.
        Dropped = 4, "dropped";
    }
}

coded! {
    /// What a try to deliver a message came to.
    DeliveryOutcome {
        /// The channel took it.
        Accepted = 1, "accepted";
        /// No connection.
        Unreachable = 2, "unreachable";
        /// The certificate is not trusted.
        NotTrusted = 3, "not-trusted";
        /// Only private addresses were found, to which no webhooks are sent. Nothing was sent.
        AddressRefused = 4, "address-refused";
        /// It answered with a code that says no.
        Refused = 5, "refused";
        /// It said nothing in time. It may have taken the message.
        Late = 6, "no-answer";
        /// It answered something that is too long, incomplete or of another protocol. It may have taken the message.
        BadAnswer = 7, "bad-answer";
        /// It answered that the message belongs elsewhere. Redirects are not followed.
        Redirect = 8, "redirect";
        /// It refused user name and password.
        LogInRefused = 9, "log-in-refused";
        /// It does not offer the encryption that the channel requires. Nothing was sent.
        NotEncrypted = 10, "not-encrypted";
        /// It refused the sender or a recipient.
        MailboxRefused = 11, "mailbox-refused";
        /// The settings of the channel cannot be used.
        Unusable = 12, "unusable";
    }
}

impl DeliveryOutcome {
    /// The outcome as a sentence without its full stop.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Accepted => "Delivered",
            Self::Unreachable => "No connection",
            Self::NotTrusted => "The certificate is not trusted",
            Self::AddressRefused => {
                "The address is private. This server sends webhooks to public addresses and to those of the setting callable_networks"
            }
            Self::Refused => "The receiver refused the message",
            Self::Late => "The receiver did not answer in time",
            Self::BadAnswer => "The receiver's answer is too long, incomplete or in another protocol",
            Self::Redirect => "The receiver answered with a redirect, which is not followed",
            Self::LogInRefused => "The mail server refused user name and password",
            Self::NotEncrypted => "The mail server does not offer STARTTLS",
            Self::MailboxRefused => "The mail server refused the sender or a recipient",
            Self::Unusable => "The settings of the channel cannot be used",
        }
    }
}

/// Which messages of a list, by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryFilter {
    /// All.
    #[default]
    All,
    /// Those that are not delivered yet.
    Waiting,
    /// Those that were delivered.
    Delivered,
    /// Those that were given up or dropped.
    Failed,
}
