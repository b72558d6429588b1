//! The colour theme: light, dark or system setting.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::{Glyph, Icon, dom};

/// The cookie's name.
pub const THEME_COOKIE: &str = "theme";
/// `Max-Age` of the cookie, in seconds: one year.
pub const THEME_COOKIE_SECONDS: u32 = 31_536_000;

/// A colour theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The system's setting.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The value in the cookie and in the form.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Parses a name; an unknown name gives the system's theme.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The theme in a request's `Cookie` header.
    #[must_use]
    pub fn from_cookies(header: &str) -> Self {
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find_map(|(name, value)| (name == THEME_COOKIE).then(|| Self::from_name(value)))
            .unwrap_or_default()
    }

    /// The value of `data-theme` on `<html>`; `None` for the system's theme.
    #[must_use]
    pub const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            other => Some(other.name()),
        }
    }

    /// The `Set-Cookie` header that stores the theme. Scripts may read and change the cookie; it is not sensitive.
    #[must_use]
    pub fn set_cookie(self) -> String {
        format!("{THEME_COOKIE}={}; Path=/; Max-Age={THEME_COOKIE_SECONDS}; SameSite=Lax", self.name())
    }
}

/// Three buttons in a plain form that posts `theme=light|dark|system`. With scripts the theme changes immediately.
#[component]
pub fn ThemeSwitch(
    /// Theme of this page, from its cookie.
    current: Theme,
    /// Address the form is posted to. The response sets [`Theme::set_cookie`] and redirects back.
    #[prop(into)]
    action: String,
) -> impl IntoView {
    let chosen = RwSignal::new(current);
    let button = |theme: Theme, label: &'static str, glyph: Glyph| {
        let class = move || {
            if chosen.get() == theme {
                "inline-flex h-7 phone:h-9 flex-1 items-center justify-center rounded-md bg-panel text-ink border border-line-strong"
            } else {
                "inline-flex h-7 phone:h-9 flex-1 items-center justify-center rounded-md text-ink-2 hover:text-ink border border-transparent"
            }
        };
        let press = move |event: web_sys::MouseEvent| {
            if apply(theme).is_some() {
                event.prevent_default();
                chosen.set(theme);
            }
        };
        view! {
            <button
                name="theme"
                value=theme.name()
                class=class
                title=label
                aria-label=label
                aria-pressed=move || if chosen.get() == theme { "true" } else { "false" }
                on:click=press
            >
                <Icon glyph/>
            </button>
        }
    };
    view! {
        <form method="post" action=action role="group" aria-label="Colours" class="flex gap-0.5 rounded-lg bg-sunk p-0.5">
            {button(Theme::System, "System setting", Glyph::Monitor)}
            {button(Theme::Light, "Light", Glyph::Sun)}
            {button(Theme::Dark, "Dark", Glyph::Moon)}
        </form>
    }
}

/// Applies and stores the theme. `None` if the browser refuses; then the form is posted.
fn apply(theme: Theme) -> Option<()> {
    let root = dom::root()?;
    match theme.attribute() {
        Some(name) => root.set_attribute("data-theme", name).ok()?,
        None => root.remove_attribute("data-theme").ok()?,
    }
    let document: JsValue = document().unchecked_into();
    js_sys::Reflect::set(&document, &"cookie".into(), &theme.set_cookie().into()).ok().filter(|set| *set).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn theme_cookie_is_found_among_other_cookies() {
        for (header, theme) in [
            ("theme=dark", Theme::Dark),
            ("a=b; theme=light; c=d", Theme::Light),
            ("xtheme=dark", Theme::System),
            ("theme=\"><script>", Theme::System),
            ("theme", Theme::System),
            (";;=;", Theme::System),
            ("", Theme::System),
        ] {
            assert_eq!(Theme::from_cookies(header), theme, "{header}");
        }
    }

    #[test]
    fn stored_theme_is_read_back() {
        for theme in [Theme::System, Theme::Light, Theme::Dark] {
            assert_eq!(Theme::from_cookies(&theme.set_cookie()), theme);
        }
    }
}
