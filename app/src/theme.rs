//! Light or dark: what this page has, and the choice kept for the next.

use crate::error::UiError;
use leptos::prelude::*;
use strongroom_ui::Theme;

#[cfg(feature = "ssr")]
use http::{header, request::Parts};

/// The colours of this page: on the server what the cookie asks for, in the browser what the page has.
#[cfg(feature = "ssr")]
pub(crate) fn theme() -> Theme {
    let cookies =
        use_context::<Parts>().and_then(|parts| Some(parts.headers.get(header::COOKIE)?.to_str().ok()?.to_owned()));
    cookies.map(|cookies| Theme::from_cookies(&cookies)).unwrap_or_default()
}

/// The colours of this page: on the server what the cookie asks for, in the browser what the page has.
#[cfg(not(feature = "ssr"))]
pub(crate) fn theme() -> Theme {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-theme")).map(|name| Theme::from_name(&name)).unwrap_or_default()
}

/// Keeps the choice of colours in a cookie, for where scripts do not run.
#[server]
pub async fn set_theme(theme: String) -> Result<(), UiError> {
    if let (Some(response), Ok(cookie)) =
        (use_context::<leptos_axum::ResponseOptions>(), Theme::from_name(&theme).set_cookie().parse())
    {
        response.append_header(header::SET_COOKIE, cookie);
    }
    Ok(())
}
