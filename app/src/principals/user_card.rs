//! One user: role, AccessKeys, and the end of it.

use super::{
    calls::{ChangeRole, DeleteAccessKey, DeleteUser, SwitchAccessKey},
    dto::Person,
    key_list::KeyList,
    new_key::{NewKey, NewKeyButton},
    role_form::RoleFields,
};
use crate::{
    paths,
    system::{Deed, DeedForm, Failure, failure},
};
use leptos::prelude::*;
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Card, DescriptionList, Dialog, Fact, Glyph, IconButton, TextField, TextLink, Time,
    TimeMode, Tone, use_hydrated,
};

/// The changes of a user, made by the page so that they outlive a reloaded list.
#[derive(Clone, Copy)]
pub struct UserActions {
    /// Gives another role.
    pub role: Deed<ChangeRole>,
    /// Removes the user.
    pub delete: Deed<DeleteUser>,
    /// Switches an AccessKey.
    pub switch_key: Deed<SwitchAccessKey>,
    /// Removes an AccessKey.
    pub delete_key: Deed<DeleteAccessKey>,
    /// Makes an AccessKey.
    pub new_key: NewKey,
}

/// A user's card.
#[component]
pub fn UserCard(
    /// The user.
    person: Person,
    /// Whether it is the reader.
    is_me: bool,
    /// Whether to offer changes.
    editable: bool,
    /// What can be done.
    actions: UserActions,
    /// Address of the list without this card.
    close: String,
) -> impl IntoView {
    let audit = format!("{}?actor={}&range=30d", paths::AUDIT, paths::escape(&person.name));
    let kind =
        if person.has_password { "Person, signs in to the console" } else { "Application, signs with AccessKeys" };
    let count = person.keys.len();
    let role_change = editable.then(|| view! { <RoleChange person=person.clone() action=actions.role/> });
    let reach = (!person.patterns.is_empty()).then(|| patterns(&person.patterns));
    let Person { name, role, created, keys, .. } = person;
    let close = move || view! { <IconButton glyph=Glyph::Close label="Close" href=close.clone()/> };
    view! {
        <Card title=name.clone() id="user" actions=close>
            <div class="flex flex-col gap-5">
                <DescriptionList>
                    <Fact term="Kind">{kind}</Fact>
                    <Fact term="Role">{role}</Fact>
                    {reach.map(|reach| view! { <Fact term="May read">{reach}</Fact> })}
                    <Fact term="Made"><Time at=created mode=TimeMode::Absolute/></Fact>
                </DescriptionList>
                {role_change}
                <section aria-label="AccessKeys" class="flex flex-col gap-3 border-t border-line pt-4">
                    <h3 class="font-semibold">"AccessKeys"</h3>
                    <KeyList user=name.clone() keys editable switch=actions.switch_key delete=actions.delete_key/>
                    {editable.then(|| view! { <NewKeyButton user=name.clone() keys=count new_key=actions.new_key/> })}
                </section>
                <div class="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
                    <TextLink href=audit>"What it did"</TextLink>
                    {editable.then(|| view! { <Removal name is_me keys=count action=actions.delete/> })}
                </div>
            </div>
        </Card>
    }
}

fn patterns(patterns: &[String]) -> AnyView {
    let items =
        patterns.iter().map(|pattern| view! { <li><code class="break-all">{pattern.clone()}</code></li> }.into_any());
    view! { <ul class="flex flex-col gap-1">{items.collect_view()}</ul> }.into_any()
}

/// The button and the dialog for another role.
#[component]
fn RoleChange(person: Person, action: Deed<ChangeRole>) -> impl IntoView {
    let Person { name, role, patterns, .. } = person;
    view! {
        <div><Button size=ButtonSize::Small icon=Glyph::Pencil opens="change-role">"Change role"</Button></div>
        <Dialog id="change-role" title=format!("Role of {name}") wide=true>
            <DeedForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"It holds from the next request on, for sessions and AccessKeys that exist too."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name/>
                    <RoleFields id="change" role patterns=patterns.join("\n")/>
                    <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Change role"</Button></div>
                </div>
            </DeedForm>
        </Dialog>
    }
}

/// The button and the dialog that remove a user.
#[component]
fn Removal(name: String, is_me: bool, keys: usize, action: Deed<DeleteUser>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let hydrated = use_hydrated();
    let expected = name.clone();
    let reason = Signal::derive(move || {
        let missing = hydrated.get() && typed.with(|typed| typed.trim() != expected);
        missing.then(|| "Type the name first".to_owned())
    });
    let not_me = is_me.then(|| "You cannot remove yourself".to_owned());
    let consequence = match keys {
        0 => "It has no AccessKeys. Its events stay in the audit trail.".to_owned(),
        1 => "Its AccessKey stops working at once. Its events stay in the audit trail.".to_owned(),
        number => format!("Its {number} AccessKeys stop working at once. Its events stay in the audit trail."),
    };
    view! {
        <Button id="open-delete-user" size=ButtonSize::Small tone=Tone::Red icon=Glyph::Trash opens="delete-user" disabled_reason=not_me>"Delete"</Button>
        <Dialog id="delete-user" title=format!("Delete {name}?")>
            <DeedForm action>
                <div class="flex flex-col gap-4">
                    <p>{consequence}</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name.clone()/>
                    <TextField id="confirm-user" name="confirm" label=format!("Type {name} to confirm") bind_to=typed required=true mono=true/>
                    <div class="flex justify-end"><Button id="delete-user-now" kind=ButtonKind::Danger submit=true disabled_reason=reason pending=action.pending()>"Delete"</Button></div>
                </div>
            </DeedForm>
        </Dialog>
    }
}
