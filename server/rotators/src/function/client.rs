//! Calls of functions: one connection each, no redirects, bounded in time and size.

use crate::{
    Deadlines,
    dial::{Excess, dial_allowed},
    sent::Sent,
    tls::{authorities, encrypt},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use strongroom_core::ports::{Trouble, Trust};
use strongroom_domain::{CallableNetworks, HttpsAddress, limits};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// Longest answer, in bytes: a value whose every byte is escaped, and what surrounds it.
const ANSWER_BYTES: usize = 6 * limits::VALUE_BYTES + 4_096;

/// Calls functions.
#[derive(Clone, Debug)]
pub struct FunctionClient {
    pub(super) deadlines: Deadlines,
    pub(super) networks: CallableNetworks,
}

/// What a function sent.
pub struct FunctionResponse {
    /// HTTP status.
    pub status: StatusCode,
    /// Body. It may hold a value, so it is wiped when dropped.
    pub body: Zeroizing<Vec<u8>>,
}

impl FunctionClient {
    /// A client with these deadlines, which calls functions in these networks and at public addresses.
    pub fn new(deadlines: Deadlines, networks: CallableNetworks) -> Self {
        Self { deadlines, networks }
    }

    /// Sends a call that changes something, or asks, and reads the whole response.
    ///
    /// # Errors
    /// There is no whole response; [`Trouble::Uncertain`] if one that changes something was sent.
    pub async fn send(
        &self,
        address: &str,
        trust: &Trust,
        headers: HeaderMap,
        body: Zeroizing<Vec<u8>>,
        changes: bool,
    ) -> Result<FunctionResponse, Trouble> {
        let sent = if changes { Sent::Change } else { Sent::Nothing };
        let Some(address) = HttpsAddress::parse(address) else {
            return Err(Trouble::Unsupported("its address is not one of HTTPS".into()));
        };
        let roots = authorities(trust)?.ok_or_else(|| Trouble::Unsupported("functions are called by HTTPS".into()))?;
        let request = request(&address, headers, body)?;
        let connecting = async {
            let allowed = |ip| self.networks.allow(ip);
            let (stream, excess) = dial_allowed(address.host, address.port, self.deadlines.connect, allowed).await?;
            let stream = encrypt(stream, address.host, roots).await?;
            let opened = http1::handshake(TokioIo::new(stream)).await;
            opened.map(|opened| (opened, excess.clone())).map_err(|error| failed(&error, Sent::Nothing, &excess))
        };
        let ((mut sender, connection), excess) = self.deadlines.connecting(connecting).await?;
        // Ends when the sender and the body of the response are dropped.
        tokio::spawn(connection);
        let exchange = async {
            let (parts, body) =
                sender.send_request(request).await.map_err(|error| failed(&error, sent, &excess))?.into_parts();
            // What is not an answer is not read.
            if parts.status != StatusCode::OK {
                return Ok(FunctionResponse { status: parts.status, body: Zeroizing::default() });
            }
            match Limited::new(body, ANSWER_BYTES).collect().await {
                Ok(body) => {
                    let body = Zeroizing::new(body.to_bytes().to_vec());
                    Ok(FunctionResponse { status: parts.status, body })
                }
                Err(error) if error.is::<http_body_util::LengthLimitError>() || excess.happened() => {
                    Err(sent.odd("its answers are too long"))
                }
                Err(_) => Err(sent.lost("the connection ended".into())),
            }
        };
        let late = |_| Err(sent.lost(format!("no answer within {:?}", self.deadlines.statement)));
        timeout(self.deadlines.statement, exchange).await.unwrap_or_else(late)
    }
}

fn request(
    address: &HttpsAddress<'_>,
    headers: HeaderMap,
    body: Zeroizing<Vec<u8>>,
) -> Result<Request<Full<Bytes>>, Trouble> {
    let unsupported = || Trouble::Unsupported("its address cannot be sent".into());
    let mut request = Request::new(Full::new(Bytes::from_owner(body)));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = address.path.parse::<Uri>().map_err(|_| unsupported())?;
    *request.headers_mut() = headers;
    let host = HeaderValue::from_str(address.authority).map_err(|_| unsupported())?;
    request.headers_mut().insert(header::HOST, host);
    Ok(request)
}

/// In our words: an error of HTTP may quote what was sent.
fn failed(error: &hyper::Error, sent: Sent, excess: &Excess) -> Trouble {
    if excess.happened() {
        sent.odd("its answers are too long")
    } else if error.is_parse() {
        sent.odd("it does not speak HTTP")
    } else {
        sent.lost("the connection ended".into())
    }
}
