//! What goes wrong with a call, as data.

use crate::HttpsError;
use std::fmt;

/// What the service said when it refused a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRefusal {
    /// HTTP status.
    pub status: u16,
    /// The service's code, such as `Forbidden.ResourceNotFound`.
    pub code: String,
    /// The service's sentence.
    pub message: String,
    /// The id of the call in the service's records.
    pub request_id: String,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The service refused the call.
    #[error("{0}")]
    Refused(ServiceRefusal),
    /// There is no whole response; see there whether the call may have had its effect.
    #[error("{0}")]
    Exchange(#[from] HttpsError),
    /// Something else answers at this address, or a proxy in between.
    #[error("the response (HTTP status {status}) is not one of this API")]
    NotTheService {
        /// HTTP status.
        status: u16,
    },
    /// The call cannot be sent: the random generator fails, or a part of it does not fit into a request.
    #[error("the request cannot be made")]
    Request,
}

impl ClientError {
    /// Whether the call certainly had no effect, so that even one that must not happen twice may be sent again.
    pub fn had_no_effect(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_throttled() || (400..500).contains(&refusal.status),
            Self::Exchange(error) => {
                matches!(error, HttpsError::Address | HttpsError::Unreachable(_) | HttpsError::NotTrusted(_))
            }
            Self::NotTheService { .. } => false,
            Self::Request => true,
        }
    }

    /// Whether the same call may succeed soon.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.is_throttled() || refusal.status >= 500,
            Self::Exchange(error) => !matches!(error, HttpsError::Address | HttpsError::NotTrusted(_)),
            Self::NotTheService { status } => *status >= 500,
            Self::Request => false,
        }
    }
}

impl ServiceRefusal {
    /// Whether the service takes no more calls for the moment. The vendor has such codes with several statuses.
    pub fn is_throttled(&self) -> bool {
        self.status == 429 || self.code.starts_with("Throttling") || self.code == "Rejected.Throttling"
    }
}

impl fmt::Display for ServiceRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, code, message, request_id } = self;
        write!(f, "{message} ({code}, HTTP status {status}, request id {request_id})")
    }
}
