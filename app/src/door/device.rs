//! The cookie that names a browser in which a user has signed in. It gives no access: the core counts the failed tries of such a
//! browser by themselves, so that strangers cannot keep its user out.

use super::{console, ui_error, unavailable};
use crate::error::UiError;
use http::{HeaderValue, header, request::Parts};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use strongroom_domain::UserId;

/// Name of the cookie over plain HTTP, which is only for the local machine.
const NAME: &str = "strongroom-device";
/// Name of the cookie over TLS. The prefix makes browsers require `Secure`, our host and the path `/`.
const SECURE_NAME: &str = "__Host-strongroom-device";
/// Longest mark that is looked at, in bytes.
const LONGEST: usize = 256;

const fn name(secure: bool) -> &'static str {
    if secure { SECURE_NAME } else { NAME }
}

/// The mark a browser sent, unverified.
pub(super) fn mark_of(request: &Parts, secure: bool) -> Option<String> {
    let cookies = request.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, mark) = pairs.find(|(found, _)| *found == name(secure))?;
    (mark.len() <= LONGEST).then(|| mark.to_owned())
}

/// Has the browser keep a new mark of the user who has just signed in with it.
///
/// # Errors
/// Sealed, or the machine gives no randomness.
pub(crate) fn remember(user: UserId) -> Result<(), UiError> {
    let console = console()?;
    let mark = console.engine.mark_device(user).map_err(ui_error)?;
    let secure = if console.secure_cookies { "; Secure" } else { "" };
    let cookie = format!(
        "{}={}; Max-Age={}; Path=/; HttpOnly; SameSite=Lax{secure}",
        name(console.secure_cookies),
        mark.text,
        mark.life_s
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| unavailable())?;
    if let Some(response) = use_context::<ResponseOptions>() {
        response.append_header(header::SET_COOKIE, cookie);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn mark_is_read_from_its_own_cookie_only() {
        let request = |cookies: &[&str]| {
            let builder = http::Request::builder();
            let builder = cookies.iter().fold(builder, |builder, cookie| builder.header(header::COOKIE, *cookie));
            builder.body(()).unwrap().into_parts().0
        };
        let both = request(&["strongroom=id; strongroom-device=plain", "__Host-strongroom-device=tls"]);
        assert_eq!(mark_of(&both, false).as_deref(), Some("plain"));
        assert_eq!(mark_of(&both, true).as_deref(), Some("tls"));
        assert_eq!(mark_of(&request(&["xstrongroom-device=a"]), false), None);
        assert_eq!(mark_of(&request(&[&format!("strongroom-device={}", "a".repeat(257))]), false), None);
    }
}
