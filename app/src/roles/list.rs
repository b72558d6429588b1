//! The list of roles.

use super::{
    calls::ListRoles,
    dto::{RoleLine, Roles},
    fields::duration,
};
use crate::{
    client::{ErrorView, resource},
    current_user::{LinkFor, may},
    paths,
    principals::{
        attachments::policy_chips,
        users::{Search, noun, pages},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonKind, Card, Cell, Column, Empty, EmptyKind, Glyph, PageHeader, PageTitle, Row, Skeleton, Table,
    TableBody, TableHead, Time, TimeMode,
};

/// Roles with their policies.
#[component]
pub fn RolesPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("after"), query.get("q").unwrap_or_default())));
    let page = resource(move || {
        let (after, text) = asked.get();
        ListRoles { after, text }
    });
    view! {
        <PageTitle text="Roles"/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=4/> }>
            {move || {
                let (after, text) = asked.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(roles) => view! {
                            {head(&roles)}
                            <Search action=paths::ROLES text=text.clone() label="Find roles"/>
                            {content(roles, after, text)}
                        }
                        .into_any(),
                        Err(error) => view! { <h1 class="sr-only">"Roles"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn head(roles: &Roles) -> AnyView {
    let count = roles.roles.len();
    let words = format!("{count}{} {}", if roles.more { "+" } else { "" }, noun(count, "role", "roles"));
    let new = move || {
        let button =
            || view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_ROLE>"New role"</Button> };
        may(Action::CreateRole).then(|| button().into_any())
    };
    view! { <PageHeader title="Roles" state=move || words.clone() actions=new/> }.into_any()
}

fn content(roles: Roles, after: Option<String>, text: String) -> AnyView {
    let Roles { roles, more } = roles;
    if roles.is_empty() {
        let (kind, title, detail) = match text.is_empty() {
            true => (
                EmptyKind::default(),
                "No roles",
                "Users and applications assume a role to get its access for a few hours, with credentials that expire.",
            ),
            false => (EmptyKind::NoMatch, "No roles match this search", "No name or description contains this text."),
        };
        return view! { <Card flush=true><Empty kind title detail/></Card> }.into_any();
    }
    let last = roles.last().map(|role| role.name.clone());
    let rows = roles.into_iter().map(row).collect_view();
    view! {
        <Card flush=true>
            <Table label="Roles">
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Policies"/>
                    <Column label="Maximum session duration"/>
                    <Column label="Created"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
        {pages(paths::ROLES, last.filter(|_| more), after.is_some(), &text)}
    }
    .into_any()
}

fn row(role: RoleLine) -> AnyView {
    let RoleLine { name, description, max_session_s, policies, created } = role;
    let href = paths::principal(&format!("role/{name}"));
    let description =
        (!description.is_empty()).then(|| view! { <span class="text-sm text-ink-3">{description}</span> }.into_any());
    view! {
        <Row>
            <Cell lead=true>
                <LinkFor action=Action::GetRole href class="flex min-w-0 flex-col">
                    <span class="font-semibold break-all">{name}</span>
                    {description}
                </LinkFor>
            </Cell>
            <Cell label="Policies">{policy_chips(&policies, 3)}</Cell>
            <Cell label="Maximum session duration">{duration(max_session_s)}</Cell>
            <Cell label="Created"><Time at=created mode=TimeMode::Date/></Cell>
        </Row>
    }
    .into_any()
}
