//! Path names.

use leptos::prelude::*;

use crate::{Glyph, Icon};

/// A path with dimmed folders and a bold last segment. It may wrap after each slash.
#[component]
pub fn PathName(
    /// The path, with segments separated by slashes.
    #[prop(into)]
    path: String,
    /// Icon.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// Renders a link to this address.
    #[prop(optional, into)]
    href: Option<String>,
) -> impl IntoView {
    let (folders, last) = match path.rfind('/') {
        Some(at) => path.split_at(at + 1),
        None => ("", path.as_str()),
    };
    let folders = folders
        .split_inclusive('/')
        .map(|folder| view! { <span class="font-normal">{folder.to_owned()}</span><wbr/> }.into_any())
        .collect_view();
    let name = view! { {folders}<span class="font-semibold text-ink">{last.to_owned()}</span> };
    let name = match href {
        Some(href) => {
            view! { <a href=href class="text-ink-2 finger-size hover:underline underline-offset-3">{name}</a> }
                .into_any()
        }
        None => view! { <span class="text-ink-2">{name}</span> }.into_any(),
    };
    match glyph {
        Some(glyph) => view! {
            <span class="inline-flex items-center gap-2.5 align-middle"><Icon glyph class="text-ink-3"/> <span>{name}</span></span>
        }
        .into_any(),
        None => name,
    }
}
