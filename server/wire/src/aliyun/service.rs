//! The dialect as a service: from an HTTP request to an operation of the core and back.

use super::{
    AliyunError, Denial, RequestParts, Signed, authentication,
    claim::claimed,
    ops,
    parameters::DeclaredParams,
    request::AliyunRequest,
    response::{ResponseBody, content_type},
    response_format,
};
use crate::http::{
    Format, Params, ProvenCaller, Received, RequestCaller, RequestError, TransportError, closing_response, is_form,
    response,
};
use ::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use std::sync::Arc;
use strongroom_core::{CoreError, Engine, Rotators};
use strongroom_domain::{RequestId, Surface};

static REQUEST_ID: HeaderName = HeaderName::from_static("x-acs-request-id");

/// Routes of the dialect: one path, `/`. Every other path is answered in the vendor's format too, because its SDKs can read
/// nothing else.
pub fn router(engine: Arc<Engine>, rotators: Rotators) -> Router {
    Router::new().fallback(serve).with_state(Routes { engine, rotators })
}

/// What every request is served with.
#[derive(Clone)]
struct Routes {
    engine: Arc<Engine>,
    rotators: Rotators,
}

/// The response to a request that the listener cannot pass on, as it is sent: the vendor's SDKs can read nothing else.
pub fn rejection(engine: &Engine, error: TransportError) -> Vec<u8> {
    let id = engine.request_id().unwrap_or(RequestId([0; 16])).to_string();
    let error = AliyunError::from(error);
    let body = error.body(Format::Json, &id, "localhost", None);
    let status = StatusCode::from_u16(error.status).unwrap_or(StatusCode::BAD_REQUEST);
    let headers =
        [("content-type", content_type(Format::Json)), ("cache-control", "no-store"), (REQUEST_ID.as_str(), &id)];
    closing_response(status, &headers, &body)
}

/// An error with what its response needs besides.
struct RequestFailure {
    error: AliyunError,
    format: Format,
    denial: Option<Denial>,
}

impl RequestFailure {
    fn new(error: impl Into<AliyunError>, format: Format) -> Self {
        Self { error: error.into(), format, denial: None }
    }
}

async fn serve(State(service): State<Routes>, request: Request) -> Response {
    let id = service.engine.request_id().unwrap_or(RequestId([0; 16]));
    let text = id.to_string();
    let host = request.headers().get(header::HOST).and_then(|h| h.to_str().ok()).unwrap_or("localhost").to_owned();
    let received = Received::read(request).await;
    let mut proven = None;
    let (status, body) = match run(&service, id, &text, received, &mut proven).await {
        Ok(body) => (200, body),
        Err(RequestFailure { error, format, denial }) => {
            let text = error.body(format, &text, &host, denial.as_ref());
            (error.status, ResponseBody { format, text })
        }
    };
    let mut response = response(status, content_type(body.format), body.text);
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().insert(REQUEST_ID.clone(), value);
    }
    if let Some(proven) = proven {
        response.extensions_mut().insert(proven);
    }
    response
}

async fn run(
    Routes { engine, rotators }: &Routes,
    id: RequestId,
    request_id: &str,
    received: Result<Received, RequestError>,
    proven: &mut Option<ProvenCaller>,
) -> Result<ResponseBody, RequestFailure> {
    let early = |error: AliyunError| RequestFailure::new(error, Format::Json);
    let received = received.map_err(|error| early(error.into()))?;
    let (parts, body) = (&received.parts, &received.body);
    if parts.uri.path() != "/" {
        return Err(early(AliyunError::invalid_action()));
    }
    if !is_form(&parts.headers) && !body.is_empty() {
        let rule = "must be application/x-www-form-urlencoded when there is a body";
        return Err(early(AliyunError::invalid_parameter("Content-Type", rule)));
    }
    let params = Params::parse(received.query(), body).map_err(|error| early(error.into()))?;
    let format = response_format(&parts.headers, &params);

    let (account, region) = engine.account().ok_or_else(|| RequestFailure::new(CoreError::Sealed, format))?;
    let authority = parts.uri.authority().map(|a| a.as_str());
    let covered = RequestParts { method: parts.method.as_str(), authority, headers: &parts.headers, body };
    let signed = Signed::read(covered, &params).map_err(|error| RequestFailure::new(error, format))?;
    let mut call = received.call(Surface::Aliyun, id);
    if let Err(error) = authentication::authenticate(engine, &signed, &mut call).await {
        engine.record_refused(&call, claimed(&signed, &params), error.code, &error.message).await;
        return Err(RequestFailure::new(error, format));
    }
    *proven = Some(ProvenCaller);
    let caller = RequestCaller::new(engine, call, account, region);
    let operation = ops::find(signed.api, signed.action).map_err(|error| RequestFailure::new(error, format))?;
    let params = DeclaredParams::new(&params, operation.parameters);
    let (action, needs) = (operation.name, operation.action);
    let request = AliyunRequest { caller, params, format, request_id, api: signed.api, action, needs, rotators };
    let result = ops::run(&request).await;
    if let (Err(error), Some(action), false) = (&result, operation.action, request.caller.reached_the_door()) {
        engine.record_malformed(&request.caller.call, action, &error.message).await;
    }
    result.map_err(|error| RequestFailure { error, format, denial: request.denial() })
}
