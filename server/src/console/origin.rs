//! Rejects cross-site requests.
//!
//! Server functions need no CSRF token, so that forms work without JavaScript. Instead every unsafe method must come from our own
//! pages: browsers say so in `Sec-Fetch-Site`, older browsers and plain HTTP in `Origin`.

use super::refusal::refusal;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use std::{
    fmt,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use strongroom_app::error::{ErrorKind, UiError};

/// Scheme, host and port, as browsers write them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// Parses `http://host` or `https://host`, with or without a port and a final slash.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
        let bare = uri.path_and_query().is_none_or(|path| path == "/") && !authority.as_str().contains('@');
        let standard = match scheme {
            "http" => 80,
            "https" => 443,
            _ => return None,
        };
        let host = authority.host().to_ascii_lowercase();
        let port = authority.port_u16().filter(|port| *port != standard).map(|port| format!(":{port}"));
        (bare && !host.is_empty()).then(|| Self(format!("{scheme}://{host}{}", port.unwrap_or_default())))
    }

    /// The default origins of a console that listens on this address.
    pub fn of(address: SocketAddr) -> Vec<Self> {
        let port = address.port();
        let mut hosts = vec![address.to_string()];
        if address.ip().is_loopback() || address.ip().is_unspecified() {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|host| format!("{host}:{port}")));
        }
        hosts.iter().filter_map(|host| Self::parse(&format!("http://{host}"))).collect()
    }

    /// Whether browsers reach the console over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The origins of this console, and when a request from another one was last logged.
pub(super) struct OwnOrigins {
    origins: Vec<Origin>,
    logged: Mutex<Option<Instant>>,
}

/// Least time between two lines of the log about foreign origins: anybody can send one.
const LOG_INTERVAL: Duration = Duration::from_secs(10);

impl OwnOrigins {
    pub fn new(origins: Vec<Origin>) -> Self {
        Self { origins, logged: Mutex::new(None) }
    }

    /// Says in the log which setting a console behind a proxy lacks.
    fn log(&self, seen: &Origin, home: &str) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.is_none_or(|at| at.elapsed() >= LOG_INTERVAL) {
            *logged = Some(Instant::now());
            tracing::warn!(
                origin = %seen,
                expected = home,
                "a request was refused because of its origin; if this is the address of the console, set console_origin to it"
            );
        }
    }
}

/// The middleware.
pub(super) async fn check(State(own): State<Arc<OwnOrigins>>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_ours(request.headers(), &own.origins) {
        return next.run(request).await;
    }
    let home = own.origins.first().map(ToString::to_string).unwrap_or_default();
    let message = match unconfigured(request.headers()) {
        Some(seen) => {
            own.log(&seen, &home);
            format!(
                "This request came from {seen}, but this console's address is {home}, so nothing was changed. If people open the \
                 console at {seen}, set console_origin to it and restart the server."
            )
        }
        None => format!(
            "This request did not come from a page of this console, so nothing was changed. Open {home} and try again."
        ),
    };
    let (parts, _) = request.into_parts();
    // A form without scripts is not sent back to the page it came from: that may be another site's.
    let accepts = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if parts.uri.path().starts_with("/api/") && !accepts.contains("text/html") {
        return refusal(&parts, StatusCode::FORBIDDEN, &UiError::new(ErrorKind::Denied, message));
    }
    (
        StatusCode::FORBIDDEN,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-store")],
        message + "\n",
    )
        .into_response()
}

/// The origin of a request that may come from a page of ours, behind a proxy that the configuration does not name: browsers send
/// `Sec-Fetch-Site` to addresses they trust only, and where they do, it says whether the page was ours.
fn unconfigured(headers: &HeaderMap) -> Option<Origin> {
    let judged = headers.contains_key("sec-fetch-site");
    let origin = single_value(headers, &header::ORIGIN).ok()??;
    Origin::parse(origin).filter(|_| !judged)
}

fn is_ours(headers: &HeaderMap, own: &[Origin]) -> bool {
    static SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
    match single_value(headers, &SITE) {
        Ok(Some(site)) => site == "same-origin",
        Ok(None) => {
            matches!(single_value(headers, &header::ORIGIN), Ok(Some(origin)) if own.iter().any(|o| o.0 == origin))
        }
        Err(NotSingle) => false,
    }
}

/// A header that is repeated or is not text.
pub(super) struct NotSingle;

/// The single value of a header.
pub(super) fn single_value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, NotSingle> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| NotSingle),
        _ => Err(NotSingle),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn origins_are_normalised_like_in_browsers() {
        for (text, origin) in [
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("https://Secrets.Example.org/", "https://secrets.example.org"),
            ("https://secrets.example.org:443", "https://secrets.example.org"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://a:443", "http://a:443"),
        ] {
            assert_eq!(Origin::parse(text).unwrap().to_string(), origin);
        }
        for text in [
            "",
            "secrets.example.org",
            "//a",
            "ftp://a",
            "https://",
            "https://a/console",
            "https://a/?b",
            "https://u@a",
            "http://a b",
        ] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }

    #[test]
    fn unsafe_methods_are_accepted_from_own_pages_only() {
        let own = Origin::of("127.0.0.1:3000".parse().unwrap());
        let ours = |pairs: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(HeaderName::from_static(name), value.parse().unwrap());
            }
            is_ours(&headers, &own)
        };
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("origin", "http://127.0.0.1:3000")]));
        assert!(ours(&[("origin", "http://localhost:3000")]));
        for refused in [
            &[][..],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "")],
            &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")],
            &[("origin", "null")],
            &[("origin", "https://127.0.0.1:3000")],
            &[("origin", "http://127.0.0.1")],
            &[("origin", "http://127.0.0.1:3000.evil.example")],
            &[("origin", "http://127.0.0.1:3000"), ("origin", "http://evil.example")],
            &[("referer", "http://127.0.0.1:3000/")],
        ] {
            assert!(!ours(refused), "{refused:?}");
        }
    }
}
