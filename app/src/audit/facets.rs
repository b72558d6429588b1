//! The most frequent values of each field, as links that filter the search.

use super::{
    dto::{EventResult, Facet},
    query::{AuditQuery, FIELDS},
    scope::AuditScope,
};
use leptos::prelude::*;
use strongroom_domain::EventField;
use strongroom_ui::{Glyph, Icon, grouped};

/// One column per field, collapsed by default.
#[component]
pub fn Facets(
    /// The values.
    facets: Vec<Facet>,
    /// Page that shows the search.
    scope: AuditScope,
    /// The current search.
    query: AuditQuery,
) -> impl IntoView {
    let columns =
        facets.into_iter().filter(|facet| !scope.fixes(facet.field)).map(|facet| column(facet, &scope, &query));
    let columns = columns.collect_view();
    view! {
        <details class="border-t border-line [&[open]>summary>svg]:rotate-90">
            <summary class="flex h-9 items-center gap-1.5 px-4 text-sm text-ink-2 hover:text-ink">
                <Icon glyph=Glyph::ChevronRight/> "Most frequent values"
            </summary>
            <div class="grid gap-x-8 gap-y-5 px-4 pt-1 pb-4 sm:grid-cols-2 lg:grid-cols-4">{columns}</div>
        </details>
    }
}

fn column(facet: Facet, scope: &AuditScope, query: &AuditQuery) -> AnyView {
    let Facet { field, values } = facet;
    let heading = FIELDS.into_iter().find(|(f, ..)| *f == field).map_or("", |(_, _, label)| label);
    let items = values.into_iter().map(|(value, count)| {
        let chosen = query.filter.values(field).any(|v| v == value);
        let next = if chosen { query.without(field, &value) } else { query.with(field, &value) };
        let href = scope.address(&next);
        let words = match field {
            EventField::Result => EventResult::read(&value).words().1.to_owned(),
            _ => value,
        };
        let class = if chosen { "min-w-0 break-all font-semibold text-accent" } else { "min-w-0 break-all" };
        view! {
            <li>
                <a href=href aria-current=chosen.then_some("true") class="flex items-baseline justify-between gap-3 rounded-md py-0.5 text-ink-2 hover:text-ink">
                    <span class=class>{words} {chosen.then_some(" ✓")}</span>
                    <span class="text-ink-3" data-numbers="">{grouped(count)}</span>
                </a>
            </li>
        }
    });
    view! {
        <section aria-label=heading class="min-w-0">
            <h3 class="pb-1 text-xs font-medium text-ink-3">{heading}</h3>
            <ul class="flex flex-col">{items.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn link_adds_a_value_and_link_of_a_selected_value_removes_it() {
        let facets =
            vec![Facet { field: EventField::Actor, values: vec![("a".to_owned(), 1_284), ("<b>".to_owned(), 2)] }];
        let query = AuditQuery::default().with(EventField::Actor, "a");
        let html = Owner::new().with(|| view! { <Facets facets scope=AuditScope::audit() query/> }.to_html());
        assert!(html.contains("href=\"/audit\"") && html.contains("1,284"));
        assert!(
            html.contains("href=\"/audit?actor=a&amp;actor=%3Cb%3E\"")
                || html.contains("href=\"/audit?actor=a&actor=%3Cb%3E\"")
        );
        assert!(!html.contains("<b>"));
    }
}
