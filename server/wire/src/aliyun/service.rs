//! The dialect as a service: from an HTTP request to an operation of the core and back.

use super::{AliyunError, Api, Denial, Format, Hmac, Params, RequestParts, Signed, is_form, ops, response_format};
use crate::request::{Refused, measure_head, read_body};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{ConnectInfo, Request, State},
    response::Response,
};
use http::{HeaderName, HeaderValue, StatusCode, Version, header};
use http_body_util::BodyExt;
use std::{
    borrow::Cow,
    net::SocketAddr,
    sync::{Arc, atomic::AtomicBool},
};
use strongroom_core::{Call, CoreError, Engine, KeyProof, SigningKey, constant_time_eq, sha256};
use strongroom_domain::{Principal, RequestId, Surface};

/// How much of what is too long is taken in, in bytes.
const REST: usize = 1 << 20;
static REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");

/// Routes of the dialect: one path, `/`. Everything else is answered in the vendor's form too, because its SDKs cannot
/// read anything else.
pub fn router(engine: Arc<Engine>) -> Router {
    Router::new().fallback(serve).with_state(engine)
}

/// What an operation needs to know about its request.
pub(super) struct Caller<'a> {
    pub engine: &'a Engine,
    pub call: Call,
    /// Whether a change was made already, and the nonce stored with it.
    pub changed: AtomicBool,
    pub params: &'a Params<'a>,
    pub format: Format,
    pub request_id: &'a str,
    pub account: String,
    pub region: String,
}

struct Answer {
    status: u16,
    format: Format,
    body: String,
}

struct Refusal {
    error: AliyunError,
    format: Format,
    denial: Option<Denial>,
}

impl Caller<'_> {
    /// More about a refusal, where it was one by policies.
    fn denial(&self, error: &AliyunError, api: Api, action: &str) -> Option<Denial> {
        let principal = &self.call.principal;
        let denied = matches!(error.code, "Forbidden.NoPermission" | "NoPermission");
        let (kind, name) = match principal.session {
            Some(_) => ("AssumedRoleUser", principal.name.replacen('/', ":", 1)),
            None => ("SubUser", principal.id.to_string()),
        };
        let action = format!("{}:{action}", api.service());
        denied.then(|| Denial { action, kind, owner: self.account.clone(), name })
    }
}

async fn serve(State(engine): State<Arc<Engine>>, request: Request) -> Response {
    let id = engine.request_id().unwrap_or(RequestId([0; 16]));
    let text = id.to_string();
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost").to_owned();
    let answer = match answer(&engine, id, &text, request).await {
        Ok(answer) => answer,
        Err(Refusal { error, format, denial }) => {
            Answer { status: error.status, format, body: error.body(format, &text, &host, denial.as_ref()) }
        }
    };
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.format.content_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&text) {
        headers.insert(REQUEST_ID.clone(), value);
    }
    response
}

async fn answer(engine: &Engine, id: RequestId, text: &str, request: Request) -> Result<Answer, Refusal> {
    let (parts, body) = request.into_parts();
    let early = |error: AliyunError| Refusal { error, format: Format::Json, denial: None };
    // Read first: an answer before the body's end would close a connection the client means to use again.
    let body = read(body, parts.version).await.map_err(|refused| early(refused.into()))?;
    measure_head(&parts).map_err(|refused| early(refused.into()))?;
    if parts.uri.path() != "/" {
        return Err(early(AliyunError::invalid_action()));
    }
    let form = is_form(&parts.headers);
    if !form && !body.is_empty() {
        let rule = "must be application/x-www-form-urlencoded when there is a body";
        return Err(early(AliyunError::invalid_parameter("Content-Type", rule)));
    }
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let params = Params::parse(query, &body).map_err(|e| early(e.into()))?;
    let format = response_format(&parts.headers, &params);
    let fail = |error: AliyunError| Refusal { error, format, denial: None };

    let (account, region) = engine.account().ok_or_else(|| fail(CoreError::Sealed.into()))?;
    let authority = parts.uri.authority().map(|a| a.as_str());
    let covered = RequestParts { method: parts.method.as_str(), authority, headers: &parts.headers, body: &body };
    let signed = Signed::read(covered, &params).map_err(fail)?;
    let mut call = Call {
        principal: Principal::anonymous(""),
        surface: Surface::Aliyun,
        address: parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip()),
        agent: parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned(),
        request: id,
        nonce: None,
        mfa: false,
        proven_at: None,
    };
    if let Err(error) = prove(engine, &signed, &mut call).await {
        engine.record_refused(&call, error.code, &error.message).await;
        return Err(fail(error));
    }
    let (api, action) = (signed.api, signed.action);
    let caller = Caller {
        engine,
        call,
        changed: AtomicBool::new(false),
        params: &params,
        format,
        request_id: text,
        account,
        region,
    };
    let rendered = ops::run(&caller, api, action).await.map_err(|error| {
        let denial = caller.denial(&error, api, action);
        Refusal { error, format, denial }
    })?;
    Ok(Answer { status: 200, format: rendered.format, body: rendered.body })
}

/// The whole body.
///
/// The rest of one that is too long is taken in for a while on HTTP/2: curl, still sending, takes the early end of its stream
/// for a fault and shows no answer. On HTTP/1.1 the listener does so with the whole connection.
async fn read(mut body: Body, version: Version) -> Result<Bytes, Refused> {
    let read = read_body(&mut body).await;
    let mut taken = 0;
    while read == Err(Refused::LongBody) && version == Version::HTTP_2 && taken < REST {
        match body.frame().await {
            Some(Ok(frame)) => taken += frame.data_ref().map_or(0, Bytes::len),
            _ => break,
        }
    }
    read
}

/// Fills in who calls. The nonce is remembered only after the signature was found right: nobody else can use it up.
async fn prove(engine: &Engine, signed: &Signed<'_>, call: &mut Call) -> Result<(), AliyunError> {
    signed.check_time(engine.now())?;
    let (id, token) = (signed.access_key_id, signed.security_token);
    call.principal = match engine.authenticate(id, token, call.address, |key| signed.verify(&Key(key))).await? {
        KeyProof::Proven(principal) => principal,
        KeyProof::Unknown => return Err(AliyunError::access_key_not_found()),
        KeyProof::Elsewhere => return Err(AliyunError::access_key_elsewhere()),
        KeyProof::Inactive => return Err(AliyunError::access_key_disabled()),
        KeyProof::Mismatch => return Err(AliyunError::signature_does_not_match()),
        KeyProof::TokenMissing => return Err(AliyunError::security_token_missing()),
        KeyProof::TokenMalformed => return Err(AliyunError::security_token_malformed()),
        KeyProof::TokenMismatch => return Err(AliyunError::security_token_mismatch()),
        KeyProof::TokenExpired => return Err(AliyunError::security_token_expired()),
    };
    call.nonce = Some(engine.check_nonce(signed.access_key_id, signed.nonce)?);
    Ok(())
}

struct Key<'a>(&'a SigningKey);

impl Hmac for Key<'_> {
    fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20] {
        self.0.hmac_sha1_amp(message)
    }
    fn hmac_sha256(&self, message: &[u8]) -> [u8; 32] {
        self.0.hmac_sha256(message)
    }
    fn sha256(&self, message: &[u8]) -> [u8; 32] {
        sha256(message)
    }
    fn ct_eq(&self, a: &[u8], b: &[u8]) -> bool {
        constant_time_eq(a, b)
    }
}

/// The vendor publishes codes of late and broken bodies for its object store alone, and none for long requests.
impl From<Refused> for AliyunError {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::LongHead | Refused::LongBody => "InvalidParameter",
            Refused::LateBody => "RequestTimeout",
            Refused::BrokenBody => "IncompleteBody",
        };
        Self { status: refused.status().as_u16(), code, message: refused.to_string().into() }
    }
}

/// The core's errors in the words of KMS; those of RAM are in `ops/ram/error.rs`. No catch-all arm: a new kind must be decided here.
impl From<CoreError> for AliyunError {
    fn from(error: CoreError) -> Self {
        let said = |base: Self| Self { message: Cow::Owned(capitalised(&error.to_string())), ..base };
        match &error {
            CoreError::Invalid(field) if field.field == "PolicyDocument" => {
                Self::malformed_policy_document(&field.rule)
            }
            CoreError::Invalid(field) => Self::invalid_parameter(&field.field, &field.rule),
            // Only people at the console are asked to confirm who they are.
            CoreError::Denied | CoreError::StepUp => Self::no_permission(),
            CoreError::NotFound("key") => Self::key_not_found(),
            CoreError::NotFound(_) => Self::resource_not_found(),
            CoreError::Exists(_) => Self::resource_exists(),
            CoreError::VersionTaken => said(Self::resource_exists()),
            CoreError::Deleting => Self::resource_in_delete_window(),
            CoreError::Conflict | CoreError::InUse(_) => said(Self::resource_in_use()),
            CoreError::Limit(_) => said(Self::limit_exceeded()),
            CoreError::KeyDisabled => Self::key_disabled(),
            CoreError::Unauthenticated(_) => Self::signature_does_not_match(),
            CoreError::NonceUsed => Self::nonce_used(),
            CoreError::Throttled(_) => Self::throttling(),
            CoreError::Sealed => said(Self::service_unavailable()),
            CoreError::Unavailable => said(Self::service_unavailable()),
            CoreError::Internal(_) => Self::internal_failure(),
        }
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| format!("{}{}.", c.to_uppercase(), chars.as_str())).unwrap_or_default()
}
