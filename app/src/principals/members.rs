//! Group memberships, on a user's page and on a group's page.

use super::{
    attachments::since_words,
    calls::SetMembership,
    group_calls::{GroupChoices, UserChoices},
    name_picker::NamePicker,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, call, counting, failure, on_success, with_undo},
    current_user::{TextLinkFor, may},
    paths,
};
use leptos::prelude::*;
use strongroom_domain::{Action, Since, Timestamp};
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, Dialog, Glyph, Toast, use_toasts};

/// The action that adds and removes members, with a toast that offers undo.
pub fn membership_action(changes: RwSignal<u32>) -> FormAction<SetMembership> {
    let action = FormAction::<SetMembership>::new();
    let toasts = use_toasts();
    on_success(action, move |(user, group, member)| {
        changes.update(|n| *n = n.wrapping_add(1));
        let words = if member { format!("{user} added to {group}") } else { format!("{user} removed from {group}") };
        let back = SetMembership { user, group, member: !member };
        toasts.push(with_undo(Toast::new(words), back, "Undone".to_owned(), counting(changes)));
    });
    action
}

/// The groups of a user.
#[component]
pub fn Memberships(
    /// The user.
    user: String,
    /// Its groups, each with the time it joined.
    groups: Vec<Since<String>>,
    /// Adds and removes.
    action: FormAction<SetMembership>,
) -> impl IntoView {
    let nothing =
        groups.is_empty().then(|| view! { <p class="text-ink-3">"Not a member of any group."</p> }.into_any());
    let lines = groups.iter().map(|Since { what: group, since }| {
        let href = format!("{}/{}", paths::GROUPS, paths::escape(group));
        line(Action::GetGroup, href, group, *since, leave(&user, group, action))
    });
    let lines = lines.collect_view();
    let taken = groups.into_iter().map(|group| group.what).collect::<Vec<_>>();
    let add = move || add_button("Add to group");
    let title = format!("Add {user} to a group");
    let pick =
        view! { <NamePicker id="pick-group" name="group" label="Group" names=|| Box::pin(call(GroupChoices {})) taken/> }
            .into_any();
    let dialog = add_dialog(title, ("user", user), pick, action);
    view! {
        <Card title="Groups" actions=add>
            {nothing}
            <ul class="flex flex-col divide-y divide-line">{lines}</ul>
        </Card>
        {dialog}
    }
}

/// The members of a group.
#[component]
pub fn Members(
    /// The group.
    group: String,
    /// Its first members, each with the time it joined.
    members: Vec<Since<String>>,
    /// Number of members.
    count: u64,
    /// Adds and removes.
    action: FormAction<SetMembership>,
) -> impl IntoView {
    let nothing = members.is_empty().then(|| view! { <p class="text-ink-3">"No members."</p> }.into_any());
    let rest = count.saturating_sub(members.len() as u64);
    let more = (rest > 0).then(|| view! { <p class="text-ink-3">{format!("{rest} more")}</p> }.into_any());
    let lines = members.iter().map(|Since { what: member, since }| {
        let href = format!("{}/{}", paths::USERS, paths::escape(member));
        line(Action::GetUser, href, member, *since, leave(member, &group, action))
    });
    let lines = lines.collect_view();
    let taken = members.into_iter().map(|member| member.what).collect::<Vec<_>>();
    let add = move || add_button("Add member");
    let title = format!("Add a member to {group}");
    let pick =
        view! { <NamePicker id="pick-user" name="user" label="User" names=|| Box::pin(call(UserChoices {})) taken/> }
            .into_any();
    let dialog = add_dialog(title, ("group", group), pick, action);
    view! {
        <Card title="Members" actions=add>
            {nothing}
            <ul class="flex flex-col divide-y divide-line">{lines}</ul>
            {more}
        </Card>
        {dialog}
    }
}

fn add_button(words: &'static str) -> Option<AnyView> {
    let button = || view! { <Button size=ButtonSize::Small icon=Glyph::Plus opens="add-member">{words}</Button> };
    may(Action::AddUserToGroup).then(|| button().into_any())
}

/// The dialog that adds a membership: one side is given, the user picks the other.
fn add_dialog(
    title: String,
    known: (&'static str, String),
    pick: AnyView,
    action: FormAction<SetMembership>,
) -> AnyView {
    let (side, name) = known;
    view! {
        <Dialog id="add-member" title>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"Members get the group's policies."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name=side value=name/>
                    <input type="hidden" name="member" value="true"/>
                    {pick}
                    <div class="flex justify-end"><Button id="add-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Add"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

/// A group or member; `action` opens its page.
fn line(action: Action, href: String, name: &str, since: Timestamp, leave: Option<AnyView>) -> AnyView {
    let name = name.to_owned();
    view! {
        <li class="flex flex-wrap items-center justify-between gap-2 py-2 first:pt-0 last:pb-0">
            <span class="flex min-w-0 flex-wrap items-center gap-2">
                <TextLinkFor action href><span class="break-all">{name}</span></TextLinkFor>
                {since_words(since)}
            </span>
            {leave}
        </li>
    }
    .into_any()
}

fn leave(user: &str, group: &str, action: FormAction<SetMembership>) -> Option<AnyView> {
    let (user, group) = (user.to_owned(), group.to_owned());
    let form = || {
        let words = format!(" {user} from {group}");
        view! {
            <SubmitForm action>
                <input type="hidden" name="user" value=user/>
                <input type="hidden" name="group" value=group/>
                <input type="hidden" name="member" value="false"/>
                <Button size=ButtonSize::Small submit=true pending=action.pending()>
                    "Remove" <span class="sr-only">{words}</span>
                </Button>
            </SubmitForm>
        }
    };
    may(Action::RemoveUserFromGroup).then(|| form().into_any())
}
