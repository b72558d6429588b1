//! Why a single sign-on failed: the exact reason for the log and the audit event, a less specific one for the page.

use std::borrow::Cow;
use strongroom_app::session::SsoRefusal;

/// A reason. Contains nothing the provider or the browser sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SsoError {
    /// The provider does not respond.
    Unreachable,
    /// This field of its metadata is missing or malformed, or its key set is.
    Metadata(&'static str),
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
    /// No token, or one that cannot be parsed.
    NoToken,
    /// The ID token's signature is by none of the provider's keys, or of an algorithm that is not allowed.
    Signature,
    /// The ID token has a header that readers must understand (RFC 7515, section 4.1.11).
    CriticalHeader,
    /// A claim of the ID token.
    Claim(TokenClaim, ClaimFault),
    /// The response of the UserInfo endpoint, or of the one that lists groups, cannot be read.
    UserInfo,
    /// The UserInfo response is about another user.
    OtherUser,
    /// The user has no identifier, or one that cannot be stored.
    Subject,
    /// The session cannot be saved.
    Session,
}

/// A claim that every ID token must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenClaim {
    Issuer,
    Audience,
    AuthorizedParty,
    Nonce,
    Expiry,
    IssuedAt,
}

impl TokenClaim {
    /// Its name in the token.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issuer => "iss",
            Self::Audience => "aud",
            Self::AuthorizedParty => "azp",
            Self::Nonce => "nonce",
            Self::Expiry => "exp",
            Self::IssuedAt => "iat",
        }
    }
}

/// What is wrong with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimFault {
    /// It is missing or of another form.
    Missing,
    /// It has another value than expected.
    Other,
    /// It lies in the past.
    Past,
    /// It lies in the future.
    Future,
}

impl SsoError {
    /// The reason for the log and the audit event.
    pub fn reason(self) -> Cow<'static, str> {
        let fixed = match self {
            Self::Unreachable => "the provider cannot be reached",
            Self::Metadata(field) => {
                return format!("{field} in the provider's metadata is missing or malformed").into();
            }
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
            Self::NoToken => "the provider returned no token that can be parsed",
            Self::Signature => "the ID token's signature is invalid",
            Self::CriticalHeader => "the ID token has a critical header",
            Self::Claim(claim, fault) => {
                let fault = match fault {
                    ClaimFault::Missing => "is missing or malformed",
                    ClaimFault::Other => "does not match this sign-in",
                    ClaimFault::Past => "lies in the past",
                    ClaimFault::Future => "lies in the future",
                };
                return format!("the claim {} of the ID token {fault}", claim.name()).into();
            }
            Self::UserInfo => "the provider's response about the user cannot be read",
            Self::OtherUser => "the provider's UserInfo response is about another user",
            Self::Subject => "the user's identifier at the provider is missing or malformed",
            Self::Session => "the session cannot be saved",
        };
        fixed.into()
    }

    /// The reason for the page.
    pub fn shown(self) -> SsoRefusal {
        match self {
            Self::Unreachable | Self::Metadata(_) | Self::UnsafeAddress => SsoRefusal::Unreachable,
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
            | Self::CriticalHeader
            | Self::Claim(..)
            | Self::UserInfo
            | Self::OtherUser
            | Self::Subject => SsoRefusal::NotAccepted,
        }
    }
}
