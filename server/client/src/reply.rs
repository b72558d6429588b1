//! What the service answers.

use crate::{ClientError, ServiceRefusal};
use http::{Response, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use zeroize::Zeroizing;

/// Most characters of a text of a refusal that are kept.
const TEXT: usize = 2_000;

/// The JSON of a successful call. It may hold secrets, so it is wiped when dropped and has no `Debug`.
pub struct ApiReply(Zeroizing<Vec<u8>>);

/// The body of a refusal.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RefusalBody {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    request_id: String,
}

impl ApiReply {
    /// Splits successes from refusals.
    pub(crate) fn of(response: Response<Zeroizing<Vec<u8>>>) -> Result<Self, ClientError> {
        let (status, body) = (response.status(), response.into_body());
        if status == StatusCode::OK {
            return Ok(Self(body));
        }
        let status = status.as_u16();
        let refusal: RefusalBody = serde_json::from_slice(&body).map_err(|_| ClientError::NotTheService { status })?;
        Err(ClientError::Refused(ServiceRefusal {
            status,
            code: shown(&refusal.code),
            message: shown(&refusal.message),
            request_id: shown(&refusal.request_id),
        }))
    }

    /// The reply as the service wrote it.
    pub fn json(&self) -> &[u8] {
        &self.0
    }

    /// Reads the fields of a type; others are skipped.
    ///
    /// # Errors
    /// A field is missing or of another type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        serde_json::from_slice(&self.0).map_err(|_| ClientError::NotTheService { status: 200 })
    }
}

/// A terminal acts on control characters, and whoever answers may not be the service.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TEXT).collect()
}
