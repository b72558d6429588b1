//! The document's title.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the document's title to "text · site".
///
/// `leptos_meta` puts a title into the server's HTML as it is, so the text is escaped there; in the browser it is set as
/// text. No `<Title>` is used anywhere else.
#[component]
pub fn PageTitle(
    /// What the page shows. It is kept in the history of the browser: names only, nothing that must not be seen there.
    #[prop(into)]
    text: Signal<String>,
    /// What the whole place is called.
    #[prop(default = "Strongroom")]
    site: &'static str,
) -> impl IntoView {
    view! { <Title text=move || title(&text.get(), site)/> }
}

/// Control characters, line breaks among them, have no place in a title.
fn title(text: &str, site: &str) -> String {
    let clean: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let whole = if clean.is_empty() { site.to_owned() } else { format!("{clean} · {site}") };
    if cfg!(feature = "ssr") { crate::escape::html_text(&whole) } else { whole }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::title;

    #[test]
    fn a_hostile_name_stays_text_in_the_servers_html() {
        let written = title("</title><script>alert(1)</script>&\r\n\u{0}", "Site");
        assert_eq!(written, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp; · Site");
    }

    #[test]
    fn a_page_without_a_name_has_the_sites() {
        assert_eq!(title("", "Site"), "Site");
        assert_eq!(title("\n", "Site"), "Site");
    }
}
