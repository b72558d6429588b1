//! The colour theme of the page, and the cookie that stores it.

use crate::error::UiError;
use leptos::prelude::*;
use strongroom_ui::Theme;

#[cfg(feature = "ssr")]
use http::{header, request::Parts};

/// The theme of this page: from the cookie on the server, from the document in the browser.
#[cfg(feature = "ssr")]
pub(crate) fn theme() -> Theme {
    let cookies =
        use_context::<Parts>().and_then(|parts| Some(parts.headers.get(header::COOKIE)?.to_str().ok()?.to_owned()));
    cookies.map(|cookies| Theme::from_cookies(&cookies)).unwrap_or_default()
}

/// The theme of this page: from the cookie on the server, from the document in the browser.
#[cfg(not(feature = "ssr"))]
pub(crate) fn theme() -> Theme {
    let root = document().document_element();
    root.and_then(|root| root.get_attribute("data-theme")).map(|name| Theme::from_name(&name)).unwrap_or_default()
}

/// Stores the theme in a cookie, for browsers without scripts.
#[server]
pub async fn set_theme(theme: String) -> Result<(), UiError> {
    if let (Some(response), Ok(cookie)) =
        (use_context::<leptos_axum::ResponseOptions>(), Theme::from_name(&theme).set_cookie().parse())
    {
        response.append_header(header::SET_COOKIE, cookie);
    }
    Ok(())
}
