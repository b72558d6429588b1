//! The list of groups.

use super::{
    attachments::policy_chips,
    dto::{GroupLine, Groups},
    group_calls::{CreateGroup, ListGroups},
    users::{Search, noun, pages},
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    current_user::{LinkFor, may},
    labels::at_field,
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{Action, GroupName, limits};
use strongroom_ui::{
    Align, Button, ButtonKind, Card, Cell, Column, Dialog, Empty, EmptyKind, Glyph, PageHeader, PageTitle, Row,
    Skeleton, Table, TableBody, TableHead, TextArea, TextField, Time, TimeMode, Toast, use_toasts,
};

/// Groups with their members and policies.
#[component]
pub fn GroupsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| (query.get("after"), query.get("q").unwrap_or_default())));
    let create = FormAction::<CreateGroup>::new();
    let changes = RwSignal::new(0_u32);
    let page = resource(move || {
        changes.track();
        let (after, text) = asked.get();
        ListGroups { after, text }
    });
    let toasts = use_toasts();
    on_success(create, move |name| {
        create.clear();
        changes.update(|n| *n = n.wrapping_add(1));
        let href = format!("{}/{}", paths::GROUPS, paths::escape(&name));
        toasts.push(Toast::new(format!("{name} created")).link("Open", href));
    });
    let failures = vec![failure(create)];
    view! {
        <PageTitle text="Groups"/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=4/> }>
            {move || {
                let (failures, (after, text)) = (failures.clone(), asked.get());
                Suspend::new(async move {
                    match page.await {
                        Ok(groups) => view! {
                            {head(&groups)}
                            <Failure errors=failures/>
                            <Search action=paths::GROUPS text=text.clone() label="Find groups"/>
                            {content(groups, after, text)}
                        }
                        .into_any(),
                        Err(error) => view! { <h1 class="sr-only">"Groups"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
        {move || {
            changes.track();
            view! { <NewGroupDialog action=create/> }
        }}
    }
}

fn head(groups: &Groups) -> AnyView {
    let count = groups.groups.len();
    let words = format!("{count}{} {}", if groups.more { "+" } else { "" }, noun(count, "group", "groups"));
    let new = move || {
        let button =
            || view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus opens="new-group">"New group"</Button> };
        may(Action::CreateGroup).then(|| button().into_any())
    };
    view! { <PageHeader title="Groups" state=move || words.clone() actions=new/> }.into_any()
}

fn content(groups: Groups, after: Option<String>, text: String) -> AnyView {
    let Groups { groups, more } = groups;
    if groups.is_empty() {
        let (kind, title, detail) = if text.is_empty() {
            (
                EmptyKind::default(),
                "No groups",
                "A group gives its policies to all its members. Use groups to manage access by team or task.",
            )
        } else {
            (EmptyKind::NoMatch, "No groups match this search", "No name or comment contains this text.")
        };
        return view! { <Card flush=true><Empty kind title detail/></Card> }.into_any();
    }
    let last = groups.last().map(|group| group.name.clone());
    let rows = groups.into_iter().map(row).collect_view();
    view! {
        <Card flush=true>
            <Table label="Groups">
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Members" align=Align::End/>
                    <Column label="Policies"/>
                    <Column label="Created"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
        {pages(paths::GROUPS, last.filter(|_| more), after.is_some(), &text)}
    }
    .into_any()
}

fn row(group: GroupLine) -> AnyView {
    let GroupLine { name, comments, members, policies, created, .. } = group;
    let href = format!("{}/{}", paths::GROUPS, paths::escape(&name));
    let comments =
        (!comments.is_empty()).then(|| view! { <span class="text-sm text-ink-3">{comments}</span> }.into_any());
    view! {
        <Row>
            <Cell lead=true>
                <LinkFor action=Action::GetGroup href class="flex min-w-0 flex-col">
                    <span class="font-semibold break-all">{name}</span>
                    {comments}
                </LinkFor>
            </Cell>
            <Cell label="Members" align=Align::End>{members}</Cell>
            <Cell label="Policies">{policy_chips(&policies, 3)}</Cell>
            <Cell label="Created"><Time at=created mode=TimeMode::Date/></Cell>
        </Row>
    }
    .into_any()
}

#[component]
fn NewGroupDialog(action: FormAction<CreateGroup>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let error = Signal::derive(move || {
        name.with(|name| {
            (!name.is_empty()).then(|| GroupName::new(name.trim()).err()).flatten().map(|e| at_field(e.problem))
        })
    });
    view! {
        <Dialog id="new-group" title="New group">
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(action)]/>
                    <TextField id="new-group-name" name="name" label="Name" bind_to=name required=true mono=true max_length=limits::IDENTITY_NAME error hint="Letters, digits and . _ - such as payments-team."/>
                    <TextArea id="new-group-comments" name="comments" label="Comments" rows=3/>
                    <div class="flex justify-end"><Button id="create-group" kind=ButtonKind::Primary submit=true pending=action.pending()>"Create"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}
