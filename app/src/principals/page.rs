//! The page of users, applications and their AccessKeys.

use super::{
    calls::{CreateUser, SwitchAccessKey, list_people},
    create::{NewUserButton, NewUserDialog},
    dto::{People, Person},
    new_key::{NewKey, NewKeyPanel},
    user_card::{UserActions, UserCard},
    user_table::{UserTable, list_address},
};
use crate::system::{Deed, ErrorView, Failure, failure, on_success, resource};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_ui::{Button, Card, Empty, EmptyKind, PageHeader, PageTitle, Skeleton, Toast, Tone, use_toasts};

/// Users at the left, the one that is open at the right.
#[component]
pub fn AccessKeysPage() -> impl IntoView {
    let changes = RwSignal::new(0_u32);
    let create = Deed::<CreateUser>::new();
    let created = RwSignal::new(0_u32);
    let actions = UserActions {
        role: Deed::new(),
        delete: Deed::new(),
        switch_key: Deed::new(),
        delete_key: Deed::new(),
        new_key: NewKey::new(changes),
    };
    count_changes(changes, create, created, actions);
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after")));
    let selected = Memo::new(move |_| query.with(|query| query.get("user")));
    let page = resource(move || (changes.get(), after.get()), |(_, after)| list_people(after));
    let failures = vec![
        failure(create),
        failure(actions.role),
        failure(actions.delete),
        failure(actions.switch_key),
        failure(actions.delete_key),
    ];
    view! {
        <PageTitle text="AccessKeys"/>
        <NewKeyPanel new_key=actions.new_key/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=5/> }>
            {move || {
                let (after, selected, failures) = (after.get(), selected.get(), failures.clone());
                Suspend::new(async move {
                    match page.await {
                        Ok(people) => view! {
                            <Header people=people.clone()/>
                            <Failure errors=failures/>
                            {content(people, after, selected, actions)}
                        }
                        .into_any(),
                        Err(error) => view! { <h1 class="sr-only">"AccessKeys"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
        {move || {
            // Made anew for each user, so that nothing typed for one stands there for the next.
            created.track();
            view! { <NewUserDialog action=create/> }
        }}
    }
}

fn content(people: People, after: Option<String>, selected: Option<String>, actions: UserActions) -> AnyView {
    let People { users, more, me, editable } = people;
    let card = selected.as_ref().map(|name| {
        let close = list_address(after.as_deref(), None);
        match users.iter().find(|user| user.name == *name).cloned() {
            Some(person) => view! { <UserCard is_me=person.name == me person editable actions close/> }.into_any(),
            None => view! { <Card><Empty kind=EmptyKind::NoMatch title="No such user on this page" detail="It may have been removed, or stand on another page of the list."/></Card> }.into_any(),
        }
    });
    let pages = pages(&users, more, after.as_deref());
    let table = view! { <UserTable users after selected/> {pages} };
    match card {
        Some(card) => view! {
            <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
                <div class="min-w-0">{table}</div>
                <aside aria-label="User" class="min-w-0 phone:order-first">{card}</aside>
            </div>
        }
        .into_any(),
        None => view! { <div>{table}</div> }.into_any(),
    }
}

fn pages(users: &[Person], more: bool, after: Option<&str>) -> AnyView {
    let next = users.last().filter(|_| more).map(|last| list_address(Some(&last.name), None));
    if next.is_none() && after.is_none() {
        return ().into_any();
    }
    view! {
        <nav aria-label="Pages" class="mt-3 flex gap-2.5">
            {after.map(|_| view! { <Button href=list_address(None, None)>"From the start"</Button> })}
            {next.map(|href| view! { <Button href>"Next"</Button> })}
        </nav>
    }
    .into_any()
}

/// Title, state, and the button for a new user.
#[component]
fn Header(people: People) -> impl IntoView {
    let People { users, more, editable, .. } = people;
    let applications = users.iter().filter(|user| !user.has_password).count();
    let (people, plus) = (users.len() - applications, if more { "+" } else { "" });
    let keys = users.iter().flat_map(|user| &user.keys).filter(|key| key.active).count();
    let words = format!(
        "{applications}{plus} {} · {people}{plus} {} · {keys} active {}",
        noun(applications, "application", "applications"),
        noun(people, "person", "people"),
        noun(keys, "AccessKey", "AccessKeys")
    );
    view! {
        <PageHeader title="AccessKeys" state=move || words.clone() actions=move || editable.then(|| view! { <NewUserButton/> })/>
    }
}

fn noun(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}

/// Counts successful changes, so that the list is read again, and says what happened.
fn count_changes(changes: RwSignal<u32>, create: Deed<CreateUser>, created: RwSignal<u32>, actions: UserActions) {
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    let toasts = use_toasts();
    on_success(create, move |name| {
        create.clear();
        created.update(|n| *n = n.wrapping_add(1));
        changed();
        toasts.push(Toast::new(format!("{name} created")).link("Make an AccessKey", list_address(None, Some(&name))));
    });
    on_success(actions.role, move |name| {
        changed();
        toasts.say(format!("Role of {name} changed"));
    });
    on_success(actions.delete, move |name| {
        changed();
        toasts.say(format!("{name} deleted"));
    });
    on_success(actions.delete_key, move |_| {
        changed();
        toasts.say("AccessKey deleted");
    });
    on_success(actions.switch_key, move |(user, id, active)| {
        changed();
        if active {
            return toasts.say("AccessKey activated");
        }
        let back = SwitchAccessKey { user, id, active: true };
        let undo = Callback::new(move |()| actions.switch_key.send(back.clone()));
        toasts.push(Toast::new("AccessKey deactivated").tone(Tone::Amber).undo(undo));
    });
}
