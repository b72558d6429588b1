//! Document titles.

use leptos::prelude::*;
use leptos_meta::Title;

/// Sets the document's title to "text · site".
///
/// `leptos_meta` writes titles into the server's HTML unescaped, so they are escaped here on the server. Use this component
/// and never `<Title>`.
#[component]
pub fn PageTitle(
    /// Title of the page. Browsers keep it in their history, so it must not contain secret values.
    #[prop(into)]
    text: Signal<String>,
    /// Name of the site.
    #[prop(default = "Strongroom")]
    site: &'static str,
) -> impl IntoView {
    // The server may write the title after it has disposed of the page.
    let first = title(&text.get_untracked(), site);
    view! { <Title text=move || text.try_get().map_or_else(|| first.clone(), |text| title(&text, site))/> }
}

/// Removes control characters, including line breaks.
fn title(text: &str, site: &str) -> String {
    let clean: String = text.chars().filter(|character| !character.is_control()).collect();
    let whole = if clean.is_empty() { site.to_owned() } else { format!("{clean} · {site}") };
    if cfg!(feature = "ssr") { crate::escape::html_text(&whole) } else { whole }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::title;

    #[test]
    fn hostile_title_is_escaped_on_the_server() {
        let written = title("</title><script>alert(1)</script>&\r\n\u{0}", "Site");
        assert_eq!(written, "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp; · Site");
    }

    #[test]
    fn empty_title_falls_back_to_the_site_name() {
        assert_eq!(title("", "Site"), "Site");
        assert_eq!(title("\n", "Site"), "Site");
    }
}
