//! The list of secrets.

use super::{
    bulk::{BulkFailures, use_bulk},
    calls::ListSecrets,
    dto::{SecretsPage, read_total},
    filters::Toolbar,
    query::ListQuery,
    table::SecretTable,
};
use crate::{
    client::resource,
    current_user::{SecretsCount, may},
    paths,
    secrets::frame::{Reload, loaded},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{Action, Total};
use strongroom_ui::{Button, ButtonKind, Card, Empty, EmptyKind, Glyph, PageHeader, PageTitle};

/// All secrets, or those that match the address.
#[component]
pub fn ListPage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(ListQuery::read));
    let reload = Reload::provide();
    let page = resource(move || {
        reload.track();
        ListSecrets { query: query.get() }
    });
    let bulk = use_bulk(reload);
    let creates = may(Action::CreateSecret);
    Effect::new(move || {
        let (Some(Ok(page)), Some(SecretsCount(count))) = (page.get(), use_context::<SecretsCount>()) else { return };
        if query.with_untracked(|query| query.filters().is_empty()) {
            count.set(Some(page.total.counted()));
        }
    });
    view! {
        <PageTitle text="Secrets"/>
        <PageHeader
            title="Secrets"
            state=move || view! {
                <Transition fallback=|| "Counting…">
                    {move || Suspend::new(async move { page.await.map(|page| count_sentence(&page, &query.get_untracked())).unwrap_or_default() })}
                </Transition>
            }
            actions=move || creates.then(|| view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_SECRET>"New secret"</Button> })
        />
        <div class="flex flex-col gap-3">
            {may(Action::ListSecrets).then(|| view! { <Toolbar query/> })}
            <BulkFailures bulk/>
            {loaded(page, move |page| {
                let query = query.get_untracked();
                if page.rows.is_empty() { nothing(&page, &query, creates) } else { view! { <SecretTable page query bulk/> }.into_any() }
            })}
        </div>
    }
}

fn count_sentence(page: &SecretsPage, query: &ListQuery) -> String {
    let noun = if page.total == Total::Exactly(1) { "secret" } else { "secrets" };
    let verb = if page.total == Total::Exactly(1) { "matches" } else { "match" };
    let filtered = if query.filters().is_empty() { String::new() } else { format!(" {verb} the filters") };
    format!("{} {noun}{filtered}", read_total(page.total))
}

/// Why the list is empty, and what to do next.
fn nothing(page: &SecretsPage, query: &ListQuery, creates: bool) -> AnyView {
    let filters = query.filters();
    if filters.is_empty() {
        return first_run(creates);
    }
    let ways = filters
        .into_iter()
        .enumerate()
        .map(|(at, filter)| {
            let count = page.without.get(at).map(|count| format!(" (finds {})", read_total(*count))).unwrap_or_default();
            view! { <Button href=filter.without.href()>{format!("Remove filter: {} {}{count}", filter.by.label().to_ascii_lowercase(), filter.value)}</Button> }
        })
        .collect_view();
    view! {
        <Card><Empty kind=EmptyKind::NoMatch title="No secrets match these filters" detail="A secret must match every word and every filter. Remove a filter:">{ways}</Empty></Card>
    }
    .into_any()
}

fn first_run(creates: bool) -> AnyView {
    let detail = if creates {
        "Create the first secret here, or connect an application that stores its own."
    } else {
        "You have no access to any secret. Ask an administrator for access."
    };
    let ways = creates.then(|| {
        view! {
            <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_SECRET>"New secret"</Button>
            <Button icon=Glyph::Key href=paths::USERS>"Connect an application"</Button>
        }
    });
    view! { <Card><Empty title="No secrets yet" detail>{ways}</Empty></Card> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::{frame::tests::assert_escaped, list::dto::SecretLine};

    fn page(rows: Vec<SecretLine>) -> SecretsPage {
        SecretsPage {
            total: Total::Exactly(rows.len() as u64),
            rows,
            next: None,
            previous: None,
            without: vec![Total::Exactly(12), Total::Exactly(0)],
            now: 1_795_356_130_000,
        }
    }

    #[test]
    fn empty_list_offers_to_remove_each_filter() {
        let query = ListQuery { q: "<script>x".into(), tag: "env".into(), ..ListQuery::default() };
        let html = Owner::new().with(|| nothing(&page(Vec::new()), &query, true).to_html());
        assert_escaped(&html);
        assert!(html.contains("(finds 12)") && html.contains("href=\"/secrets?tag=env\""), "{html}");
    }

    #[test]
    fn first_run_offers_only_allowed_actions() {
        let html = |creates| Owner::new().with(|| nothing(&page(Vec::new()), &ListQuery::default(), creates).to_html());
        assert!(html(true).contains("New secret") && html(true).contains("Connect an application"));
        assert!(!html(false).contains("New secret"));
    }

    #[test]
    fn count_is_a_sentence() {
        let one = SecretsPage { total: Total::Exactly(1), ..page(Vec::new()) };
        assert_eq!(count_sentence(&one, &ListQuery::default()), "1 secret");
        let many = SecretsPage { total: Total::Exactly(1_284), ..page(Vec::new()) };
        let query = ListQuery { q: "a".into(), ..ListQuery::default() };
        assert_eq!(count_sentence(&many, &query), "1,284 secrets match the filters");
        let more = SecretsPage { total: Total::Over(2_000), ..page(Vec::new()) };
        assert_eq!(count_sentence(&more, &query), "2,000+ secrets match the filters");
    }
}
