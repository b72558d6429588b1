//! Autocomplete suggestions.

use leptos::prelude::*;

/// Suggestions for every field that refers to this id with `list`. Other input is allowed.
#[component]
pub fn Suggestions(
    /// Id that fields refer to.
    #[prop(into)]
    id: String,
    /// Suggestions.
    texts: Vec<String>,
) -> impl IntoView {
    let options = texts.into_iter().map(|text| view! { <option value=text></option> }.into_any()).collect_view();
    view! { <datalist id=id>{options}</datalist> }
}
