//! The list of users.

use super::{
    calls::{CreateUser, ListPeople},
    create::{NewUserButton, NewUserDialog},
    dto::UserList,
    user_table::UserTable,
};
use crate::{
    client::{ErrorView, Failure, FormAction, failure, on_success, page_links, resource},
    current_user::may,
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{PageHeader, PageTitle, SearchField, Skeleton, Toast, use_toasts};

/// People and applications.
#[component]
pub fn UsersPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("after"), query.get("q").unwrap_or_default())));
    let create = FormAction::<CreateUser>::new();
    let changes = RwSignal::new(0_u32);
    let page = resource(move || {
        changes.track();
        let (after, text) = asked.get();
        ListPeople { after, text }
    });
    let toasts = use_toasts();
    on_success(create, move |name| {
        create.clear();
        changes.update(|n| *n = n.wrapping_add(1));
        let href = format!("{}/{}", paths::USERS, paths::escape(&name));
        toasts.push(Toast::new(format!("{name} created")).link("Open", href));
    });
    let failures = vec![failure(create)];
    view! {
        <PageTitle text="Users"/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=5/> }>
            {move || {
                let (failures, (after, text)) = (failures.clone(), asked.get());
                Suspend::new(async move {
                    match page.await {
                        Ok(people) => view! {
                            <Header people=people.clone() all=after.is_none() && text.is_empty()/>
                            <Failure errors=failures/>
                            <Search action=paths::USERS text=text.clone() label="Find users"/>
                            {content(people, after, text)}
                        }
                        .into_any(),
                        Err(error) => view! { <h1 class="sr-only">"Users"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
        {move || {
            // Recreated for each user, so that no input is left from the last one.
            changes.track();
            view! { <NewUserDialog action=create/> }
        }}
    }
}

fn content(people: UserList, after: Option<String>, text: String) -> AnyView {
    let UserList { users, more } = people;
    let last = users.last().map(|user| user.name.clone());
    view! {
        <UserTable users filtered=!text.is_empty()/>
        {pages(paths::USERS, last.filter(|_| more), after.is_some(), &text)}
    }
    .into_any()
}

/// A search by name; a plain form, so that its state is in the address.
#[component]
pub fn Search(
    /// Address of the list.
    action: &'static str,
    /// The current search.
    text: String,
    /// Accessible name.
    label: &'static str,
) -> impl IntoView {
    view! {
        <form action=action role="search" class="mb-3 max-w-sm">
            <SearchField id="find" name="q" label value=text placeholder="Name"/>
        </form>
    }
}

/// Links to the next page and the first.
pub fn pages(path: &'static str, next: Option<String>, inside: bool, text: &str) -> AnyView {
    let query = if text.is_empty() { String::new() } else { format!("q={}", paths::escape(text)) };
    let first = inside.then(|| paths::address(path, &query));
    let next = next.map(|last| {
        let after = format!("after={}", paths::escape(&last));
        let query = if query.is_empty() { after } else { format!("{query}&{after}") };
        paths::address(path, &query)
    });
    page_links("Pages", first, next)
}

/// Title, state, and the button for a new user.
#[component]
fn Header(people: UserList, all: bool) -> impl IntoView {
    let UserList { users, more } = people;
    let applications = users.iter().filter(|user| !user.has_password).count();
    let (persons, plus) = (users.len() - applications, if more { "+" } else { "" });
    let keys = users.iter().flat_map(|user| &user.keys).filter(|key| key.active).count();
    let words = format!(
        "{applications}{plus} {} · {persons}{plus} {} · {keys} active {}",
        noun(applications, "application", "applications"),
        noun(persons, "person", "people"),
        noun(keys, "AccessKey", "AccessKeys")
    );
    let words = if all { words } else { format!("{words} on this page") };
    let new = move || may(Action::CreateUser).then(|| view! { <NewUserButton/> }.into_any());
    view! { <PageHeader title="Users" state=move || words.clone() actions=new/> }
}

/// The singular or plural, by number.
pub fn noun(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}
