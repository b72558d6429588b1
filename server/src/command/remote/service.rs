//! The API as these commands see it: calls, and their failures in words.

use super::ABSENT;
use crate::{
    Failure,
    config::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, CA, ENDPOINT},
};
use serde::de::DeserializeOwned;
use std::{
    ffi::{OsStr, OsString},
    path::Path,
};
use strongroom_client::{
    ApiCall, ApiClient, ApiReply, ClientError, Endpoint, HttpsError, ServiceRefusal, TlsProblem, authorities_of,
    system_authorities,
};
use strongroom_core::Plaintext;

/// The API, and the AccessKey that calls it.
pub(super) struct RemoteApi {
    client: ApiClient,
}

impl RemoteApi {
    /// Takes address and credentials from the environment.
    ///
    /// # Errors
    /// Names every variable that is missing, or the one that is not valid and its rule.
    pub fn from_environment(environment: &[(OsString, OsString)]) -> Result<Self, Failure> {
        let of = |name: &str| {
            let found = environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_os_str());
            found.filter(|value| !value.is_empty())
        };
        let (endpoint, id, secret) = (of(ENDPOINT), of(ACCESS_KEY_ID), of(ACCESS_KEY_SECRET));
        let (Some(endpoint), Some(id), Some(secret)) = (endpoint, id, secret) else {
            let all = [(ENDPOINT, endpoint), (ACCESS_KEY_ID, id), (ACCESS_KEY_SECRET, secret)];
            let missing: Vec<_> = all.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect();
            let are = if missing.len() == 1 { "is" } else { "are" };
            return Err(Failure::new(format!(
                "{} {are} not set: this command calls the API of a running server; see --help",
                missing.join(", ")
            )));
        };
        let endpoint: Endpoint = text(ENDPOINT, endpoint)?.parse().map_err(|problem| {
            Failure::new(format!("{ENDPOINT} {problem}, such as https://strongroom.internal:3443"))
        })?;
        let roots = match of(CA).map(Path::new) {
            Some(file) => std::fs::read(file)
                .map_err(|error| error.to_string())
                .and_then(|pem| authorities_of(&pem))
                .map_err(|error| Failure::new(format!("{CA}: cannot use {} ({error})", file.display())))?,
            None => system_authorities(),
        };
        let id = text(ACCESS_KEY_ID, id)?.to_owned();
        if !id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
            return Err(Failure::new(format!("{ACCESS_KEY_ID} must be the id of an AccessKey, such as SR…")));
        }
        let secret = Plaintext::new(text(ACCESS_KEY_SECRET, secret)?.as_bytes().to_vec());
        let client = ApiClient::new(endpoint, roots, id, &secret);
        Ok(Self { client: client.map_err(|error| Failure::new(format!("cannot set up TLS: {error}")))? })
    }

    /// Calls something that may happen twice.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub async fn repeat(&self, call: &ApiCall) -> Result<ApiReply, Failure> {
        self.client.repeat(call).await.map_err(|error| self.worded(call, &error))
    }

    /// Calls something that must not happen twice.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub async fn change(&self, call: &ApiCall) -> Result<ApiReply, Failure> {
        self.client.change(call).await.map_err(|error| self.worded(call, &error))
    }

    /// The fields of a reply.
    ///
    /// # Errors
    /// A field is missing or of another type.
    pub fn read<T: DeserializeOwned>(&self, call: &ApiCall, reply: &ApiReply) -> Result<T, Failure> {
        reply.read().map_err(|error| self.worded(call, &error))
    }

    fn worded(&self, call: &ApiCall, error: &ClientError) -> Failure {
        let (endpoint, action) = (self.client.endpoint(), call.action());
        match error {
            ClientError::Refused(refusal) => refused(action, refusal),
            ClientError::Exchange(HttpsError::NotTrusted(why @ (TlsProblem::NotTls | TlsProblem::NoAgreement))) => {
                Failure::new(format!(
                    "{endpoint} cannot be called: {why}; {ENDPOINT} must have the port of the API, which speaks HTTPS, not that of \
                     the console"
                ))
            }
            ClientError::Exchange(HttpsError::NotTrusted(why)) => Failure::new(format!(
                "{endpoint} is not trusted: {why}; {CA} must be the file of its certificate authority (tls/ca.pem in the data \
                 folder), and {ENDPOINT} one of the names in its certificate"
            )),
            ClientError::Exchange(HttpsError::Unreachable(_) | HttpsError::Address) => {
                Failure::new(format!("{endpoint} cannot be reached: {error}; check {ENDPOINT}"))
            }
            ClientError::Exchange(HttpsError::Broken(_) | HttpsError::Late | HttpsError::Response) => {
                Failure::new(format!("{endpoint} did not answer {action}: {error}; it may have been done"))
            }
            ClientError::NotTheService { .. } => {
                let done = if error.had_no_effect() { "" } else { "; it may have been done" };
                Failure::new(format!(
                    "{endpoint} answers, but not as Strongroom's API: {error}{done}; check {ENDPOINT}"
                ))
            }
            ClientError::Request => Failure::new(error.to_string()),
        }
    }
}

fn refused(action: &str, refusal: &ServiceRefusal) -> Failure {
    let ServiceRefusal { code, message, request_id, .. } = refusal;
    let hint = match code.as_str() {
        "InvalidAccessKeyId.NotFound" => format!(" Check {ACCESS_KEY_ID}."),
        "SignatureDoesNotMatch" => format!(" Check {ACCESS_KEY_SECRET}."),
        "InvalidTimeStamp.Expired" => " Check the clock of this machine.".to_owned(),
        _ => String::new(),
    };
    let failure = Failure::new(format!("{action} was refused: {message}{hint} ({code}, request id {request_id})"));
    let absent = code == "Forbidden.ResourceNotFound" || code.starts_with("EntityNotExist.");
    if absent { failure.exiting_with(ABSENT) } else { failure }
}

fn text<'a>(name: &str, value: &'a OsStr) -> Result<&'a str, Failure> {
    value.to_str().ok_or_else(|| Failure::new(format!("{name} is not valid UTF-8")))
}
