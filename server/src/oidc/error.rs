//! Why a single sign-on failed: the exact reason for the audit event, a less specific one for the page.

use openidconnect::{ClaimsVerificationError, SignatureVerificationError};
use strongroom_app::session::SsoRefusal;

/// A reason. Contains nothing the provider or the browser sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SsoError {
    /// The provider does not respond, or its metadata or keys cannot be read.
    Unreachable,
    /// Its metadata contains an address without TLS.
    UnsafeAddress,
    /// This browser has no sign-in in progress.
    NotStarted,
    /// The state is not the one sent with this browser.
    ForeignState,
    /// More than ten minutes have passed.
    TooLate,
    /// A parameter is repeated.
    RepeatedParameter,
    /// The response names another issuer, or none although this provider always does.
    OtherIssuer,
    /// The user, or a rule of the provider, denied access.
    Declined,
    /// The provider reports another error.
    ProviderError,
    /// The response has no code.
    NoCode,
    /// The provider rejects the code.
    CodeRefused,
    /// No ID token, or one that cannot be parsed.
    NoToken,
    /// The ID token's signature is invalid, or by an unknown key or a disallowed algorithm.
    Signature,
    /// The token names a key that was not in the key set when it was read.
    UnknownKey,
    /// The ID token is from another issuer.
    TokenIssuer,
    /// The ID token is for another client.
    Audience,
    /// The ID token belongs to another sign-in.
    Nonce,
    /// The ID token has expired.
    Expired,
    /// The ID token violates another rule.
    Token,
    /// The UserInfo response cannot be read or is for another user.
    UserInfo,
    /// The subject is not a valid user name.
    Subject,
    /// The session cannot be saved.
    Session,
}

impl SsoError {
    /// The reason for the audit event.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unreachable => "the provider cannot be reached, or its metadata cannot be read",
            Self::UnsafeAddress => "the provider's metadata contains an address without TLS",
            Self::NotStarted => "this browser has no sign-in in progress",
            Self::ForeignState => "the state does not match this browser's sign-in",
            Self::TooLate => "the sign-in was started more than ten minutes ago",
            Self::RepeatedParameter => "a parameter of the response is repeated",
            Self::OtherIssuer => "the response does not name the configured issuer",
            Self::Declined => "the provider returned access_denied",
            Self::ProviderError => "the provider returned an error",
            Self::NoCode => "the response has no code",
            Self::CodeRefused => "the provider rejected the code",
            Self::NoToken => "the provider returned no ID token that can be parsed",
            Self::Signature | Self::UnknownKey => "the ID token's signature is invalid",
            Self::TokenIssuer => "the ID token is from another issuer",
            Self::Audience => "the ID token is for another client",
            Self::Nonce => "the ID token belongs to another sign-in",
            Self::Expired => "the ID token has expired",
            Self::Token => "the ID token violates a rule",
            Self::UserInfo => "the provider's UserInfo response cannot be read",
            Self::Subject => "the subject is not a valid user name",
            Self::Session => "the session cannot be saved",
        }
    }

    /// The reason for the page.
    pub fn shown(self) -> SsoRefusal {
        match self {
            Self::Unreachable | Self::UnsafeAddress => SsoRefusal::Unreachable,
            Self::NotStarted | Self::ForeignState | Self::TooLate => SsoRefusal::BeginAgain,
            Self::Declined => SsoRefusal::Declined,
            Self::Session => SsoRefusal::Failed,
            Self::RepeatedParameter
            | Self::OtherIssuer
            | Self::ProviderError
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

impl From<ClaimsVerificationError> for SsoError {
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
