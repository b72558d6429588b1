//! What the browser offers while one types.

use leptos::prelude::*;

/// Texts the browser offers in every field that names this id as its list. Nobody is held to them.
#[component]
pub fn Suggestions(
    /// The id that fields name.
    #[prop(into)]
    id: String,
    /// The texts.
    texts: Vec<String>,
) -> impl IntoView {
    let options = texts.into_iter().map(|text| view! { <option value=text></option> }.into_any()).collect_view();
    view! { <datalist id=id>{options}</datalist> }
}
