//! Why a sign-in through the provider ended: the true reason for the event, a vaguer one for the page.

use openidconnect::{ClaimsVerificationError, SignatureVerificationError};
use strongroom_app::session::SsoRefusal;

/// A reason. Nothing the provider or the browser sent is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// The provider does not answer, or its own description or its keys cannot be had.
    Unreachable,
    /// It describes itself with addresses that are not safe to go to.
    UnsafeAddress,
    /// This browser has begun no sign-in, or has ended it.
    NotBegun,
    /// The state is not the one this browser was given.
    ForeignState,
    /// More than ten minutes have passed.
    Late,
    /// A parameter comes twice.
    Ambiguous,
    /// The answer names another provider, or none although this one always does.
    OtherIssuer,
    /// The person, or a rule of the provider, said no.
    Declined,
    /// The provider reports another error.
    Reported,
    /// No code.
    NoCode,
    /// The provider does not take the code.
    CodeRefused,
    /// No ID token, or nothing that can be read as one.
    NoToken,
    /// The ID token is signed by nobody known, by no allowed algorithm, or wrongly.
    Signature,
    /// A key is named that was not known when the keys were read.
    UnknownKey,
    /// The ID token is of another provider.
    TokenIssuer,
    /// The ID token is for somebody else.
    Audience,
    /// The ID token belongs to another sign-in.
    Nonce,
    /// The ID token has ended.
    Expired,
    /// The ID token breaks another rule.
    Token,
    /// The provider's description of the person cannot be had, or is of another person.
    UserInfo,
    /// No possible name of a person.
    Subject,
    /// The session cannot be kept.
    Session,
}

impl Problem {
    /// For the event.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unreachable => "the provider cannot be reached, or its description not be read",
            Self::UnsafeAddress => "the provider names an address without TLS",
            Self::NotBegun => "this browser has begun no sign-in, or has ended it already",
            Self::ForeignState => "the state is not the one this browser was given",
            Self::Late => "the sign-in was begun more than ten minutes ago",
            Self::Ambiguous => "a parameter of the answer comes twice",
            Self::OtherIssuer => "the answer does not name the configured provider",
            Self::Declined => "the provider answers access_denied",
            Self::Reported => "the provider answers with an error",
            Self::NoCode => "the answer has no code",
            Self::CodeRefused => "the provider does not take the code",
            Self::NoToken => "the provider gives no ID token that can be read",
            Self::Signature | Self::UnknownKey => "the ID token's signature does not hold",
            Self::TokenIssuer => "the ID token is of another provider",
            Self::Audience => "the ID token is for somebody else",
            Self::Nonce => "the ID token belongs to another sign-in",
            Self::Expired => "the ID token has ended",
            Self::Token => "the ID token breaks a rule",
            Self::UserInfo => "what the provider knows of the person cannot be read",
            Self::Subject => "the ID token's subject is no possible name",
            Self::Session => "the session cannot be kept",
        }
    }

    /// For the page.
    pub fn shown(self) -> SsoRefusal {
        match self {
            Self::Unreachable | Self::UnsafeAddress => SsoRefusal::Unreachable,
            Self::NotBegun | Self::ForeignState | Self::Late => SsoRefusal::BeginAgain,
            Self::Declined => SsoRefusal::Declined,
            Self::Session => SsoRefusal::Failed,
            Self::Ambiguous
            | Self::OtherIssuer
            | Self::Reported
            | Self::NoCode
            | Self::CodeRefused
            | Self::NoToken
            | Self::Signature
            | Self::UnknownKey
            | Self::TokenIssuer
            | Self::Audience
            | Self::Nonce
            | Self::Expired
            | Self::Token
            | Self::UserInfo
            | Self::Subject => SsoRefusal::NotAccepted,
        }
    }
}

impl From<ClaimsVerificationError> for Problem {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::Expired(_) => Self::Expired,
            ClaimsVerificationError::InvalidAudience(_) => Self::Audience,
            ClaimsVerificationError::InvalidIssuer(_) => Self::TokenIssuer,
            ClaimsVerificationError::InvalidNonce(_) => Self::Nonce,
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
                Self::UnknownKey
            }
            ClaimsVerificationError::SignatureVerification(_) => Self::Signature,
            _ => Self::Token,
        }
    }
}
