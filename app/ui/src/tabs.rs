//! Tabs, each with its own address.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Label.
    pub label: String,
    /// Address.
    pub href: String,
    /// Number of entries, already formatted.
    pub count: Option<String>,
    /// Why it is disabled; `None` while it is enabled.
    pub disabled_reason: Option<String>,
}

impl Tab {
    /// A tab without a count.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), count: None, disabled_reason: None }
    }

    /// Adds a count, already formatted.
    #[must_use]
    pub fn count(self, count: impl Into<String>) -> Self {
        Self { count: Some(count.into()), ..self }
    }

    /// Disables it, with the reason, unless that is `None`.
    #[must_use]
    pub fn disabled(self, reason: Option<String>) -> Self {
        Self { disabled_reason: reason, ..self }
    }
}

/// A row of links that marks the current page.
#[component]
pub fn Tabs(
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// Address of the current page.
    #[prop(into)]
    current: Signal<String>,
) -> impl IntoView {
    let links = move || {
        tabs.get()
            .into_iter()
            .map(|tab| {
                let here = tab.href == current.get();
                let class = if tab.disabled_reason.is_some() {
                    "-mb-px shrink-0 border-b-2 border-transparent py-2.25 font-medium text-faint"
                } else if here {
                    "-mb-px shrink-0 border-b-2 border-accent py-2.25 font-medium text-ink"
                } else {
                    "-mb-px shrink-0 border-b-2 border-transparent py-2.25 font-medium text-ink-2 hover:text-ink"
                };
                let off = tab.disabled_reason.is_some();
                let (href, role, reason) = ((!off).then_some(tab.href), off.then_some("link"), tab.disabled_reason.clone());
                view! {
                    <a href=href role=role class=class aria-current=here.then_some("page") aria-disabled=off.then_some("true") title=reason tabindex=off.then_some("0")>
                        {tab.label}
                        {tab.disabled_reason.map(|reason| view! { <span class="sr-only">{format!(" ({reason})")}</span> }.into_any())}
                        {tab.count.map(|count| view! { <span class="ml-1 font-normal text-ink-3" data-numbers="">{count}</span> }.into_any())}
                    </a>
                }
            })
            .collect_view()
    };
    view! { <nav aria-label=label class="flex gap-5 overflow-x-auto overflow-y-hidden border-b border-line">{links}</nav> }
}
