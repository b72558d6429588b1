//! The page of one user.

use super::{
    attachments::{Attachments, attachment_action},
    calls::{
        ChangeUser, DeactivateAccessKey, DeleteAccessKey, DeleteUser, LoadUser, RestrictAccessKey, SetLogin,
        SwitchAccessKey, UnbindFactor,
    },
    deactivation::deactivation_done,
    dto::{BearerKind, UserDetails, UserLine},
    key_list::KeyList,
    members::{Memberships, membership_action},
    new_key::{NewKey, NewKeyButton, NewKeyPanel},
    profile::{EditUser, FactorRemoval, Login},
    reach::Reach,
    removal::Removal,
};
use crate::{
    client::{ErrorView, Failure, FormAction, counting, failure, on_success, resource, with_undo},
    current_user::may,
    page_subject::{PageSubject, SubjectKind, page_shows},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use strongroom_domain::{Action, UserName};
use strongroom_ui::{
    Card, CopyButton, DescriptionList, Fact, Glyph, PageHeader, PageTitle, Skeleton, TextLink, Time, TimeMode, Toast,
    Tone, follow, use_toasts,
};

/// The actions of a user's page. The page creates them, so they outlive reloaded data.
#[derive(Clone, Copy)]
struct UserActions {
    edit: FormAction<ChangeUser>,
    login: FormAction<SetLogin>,
    unbind: FormAction<UnbindFactor>,
    delete: FormAction<DeleteUser>,
    switch_key: FormAction<SwitchAccessKey>,
    restrict_key: FormAction<RestrictAccessKey>,
    deactivate_key: FormAction<DeactivateAccessKey>,
    delete_key: FormAction<DeleteAccessKey>,
    attach: FormAction<super::group_calls::SetAttachment>,
    join: FormAction<super::calls::SetMembership>,
    new_key: NewKey,
}

/// Details, policies, groups, AccessKeys, readable secrets.
#[component]
pub fn UserPage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()));
    PageSubject::provide();
    let changes = RwSignal::new(0_u32);
    let actions = UserActions {
        edit: FormAction::new(),
        login: FormAction::new(),
        unbind: FormAction::new(),
        delete: FormAction::new(),
        switch_key: FormAction::new(),
        restrict_key: FormAction::new(),
        deactivate_key: FormAction::new(),
        delete_key: FormAction::new(),
        attach: attachment_action(changes),
        join: membership_action(changes),
        new_key: NewKey::new(changes),
    };
    after_changes(name, changes, actions);
    deactivation_done(actions.deactivate_key, changes);
    let page = resource(move || {
        changes.track();
        LoadUser { name: name.get() }
    });
    let failures = vec![
        failure(actions.edit),
        failure(actions.login),
        failure(actions.unbind),
        failure(actions.delete),
        failure(actions.switch_key),
        failure(actions.delete_key),
        failure(actions.attach),
        failure(actions.join),
    ];
    view! {
        <PageTitle text=Signal::derive(move || name.with(|name| UserName::new(name).map_or("User".to_owned(), String::from)))/>
        <NewKeyPanel new_key=actions.new_key/>
        <Transition fallback=|| view! { <Skeleton lines=6/> }>
            {move || {
                let (failures, title) = (failures.clone(), name.get());
                Suspend::new(async move {
                    match page.await {
                        Ok(detail) => view! {
                            <Failure errors=failures/>
                            {content(detail, actions)}
                        }
                        .into_any(),
                        Err(error) => view! { <PageHeader title/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn content(detail: UserDetails, actions: UserActions) -> AnyView {
    let UserDetails { person, arn, through_groups, provider, is_me } = detail;
    page_shows(SubjectKind::User, &person.name, person.revision);
    let (glyph, kind) = if person.is_person() { (Glyph::Person, "Person") } else { (Glyph::Terminal, "Application") };
    let name = person.name.clone();
    let head = head(&person, is_me, actions);
    let facts = facts(&person, provider, arn);
    let keys = keys(&person, actions);
    let UserLine { groups, policies, .. } = person;
    let reach = may(Action::ListReach).then(|| view! { <Reach user=name.clone()/> }.into_any());
    view! {
        <PageHeader title=name.clone() glyph kind actions=head/>
        <div class="grid items-start gap-4 lg:grid-cols-2">
            <div class="flex min-w-0 flex-col gap-4">
                {facts}
                <Attachments bearer=BearerKind::User name=name.clone() policies through=through_groups action=actions.attach/>
                <Memberships user=name.clone() groups action=actions.join/>
            </div>
            <div class="flex min-w-0 flex-col gap-4">{keys} {reach}</div>
        </div>
    }
    .into_any()
}

fn head(person: &UserLine, is_me: bool, actions: UserActions) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    let person = person.clone();
    move || {
        let name = person.name.clone();
        let edit =
            may(Action::UpdateUser).then(|| view! { <EditUser person=person.clone() action=actions.edit/> }.into_any());
        let login = may(Action::UpdateLoginProfile).then(|| {
            view! { <Login name=name.clone() has_password=person.has_password action=actions.login/> }.into_any()
        });
        let factor = (person.has_factor && !is_me && may(Action::UnbindMFADevice))
            .then(|| view! { <FactorRemoval name=name.clone() action=actions.unbind/> }.into_any());
        let delete = may(Action::DeleteUser).then(|| {
            let consequence = consequence(person.keys.len());
            let blocked = is_me.then(|| "You cannot delete your own user".to_owned());
            view! { <Removal name=name.clone() consequence blocked action=actions.delete error=failure(actions.delete)/> }
                .into_any()
        });
        view! { {edit} {login} {factor} {delete} }.into_any()
    }
}

fn consequence(keys: usize) -> String {
    match keys {
        0 => "It has no AccessKeys. Its events stay in the audit trail.".to_owned(),
        1 => "Its AccessKey stops working immediately. Its events stay in the audit trail.".to_owned(),
        number => format!("Its {number} AccessKeys stop working immediately. Its events stay in the audit trail."),
    }
}

fn facts(person: &UserLine, provider: Option<String>, arn: String) -> AnyView {
    let password = match (person.has_password, person.has_factor) {
        (true, true) => "with a password and a second factor",
        (true, false) => "with a password",
        (false, _) => "no",
    };
    let signs_in = match provider {
        Some(provider) if person.has_password => format!("through {provider}, and {password}"),
        Some(provider) => format!("through {provider}"),
        None => password.to_owned(),
    };
    let audit = format!("{}?actor={}&range=30d", paths::AUDIT, paths::escape(&person.name));
    let fact =
        |term: &'static str, text: String| (!text.is_empty()).then(|| view! { <Fact term>{text}</Fact> }.into_any());
    let display = fact("Display name", person.display_name.clone());
    let last = person.signed_in.map(|at| view! { <Fact term="Last sign-in"><Time at/></Fact> }.into_any());
    let (comments, created) = (fact("Comments", person.comments.clone()), person.created);
    let trail = may(Action::LookupEvents).then(|| view! { <TextLink href=audit>"Audit events"</TextLink> }.into_any());
    let explain = may(Action::ExplainAccess).then(|| {
        let href = format!("{}?principal={}", paths::EXPLAIN, paths::escape(&person.name));
        view! { <TextLink href>"Explain access"</TextLink> }.into_any()
    });
    view! {
        <Card title="Details">
            <DescriptionList>
                {display}
                <Fact term="Console sign-in">{signs_in}</Fact>
                {last}
                <Fact term="ARN">
                    <span class="inline-flex min-w-0 items-center gap-1.5">
                        <code class="min-w-0 break-all">{arn.clone()}</code>
                        <CopyButton label="Copy ARN" text=arn/>
                    </span>
                </Fact>
                <Fact term="Created"><Time at=created mode=TimeMode::Absolute/></Fact>
                {comments}
            </DescriptionList>
            <p class="mt-4 flex flex-wrap gap-x-4 gap-y-1">{trail} {explain}</p>
        </Card>
    }
    .into_any()
}

fn keys(person: &UserLine, actions: UserActions) -> AnyView {
    let (name, count, keys) = (person.name.clone(), person.keys.len(), person.keys.clone());
    let revision = person.revision;
    let editable = may(Action::UpdateAccessKey) && may(Action::DeleteAccessKey);
    let new = may(Action::CreateAccessKey).then(|| {
        let user = name.clone();
        view! { <div class="mt-4"><NewKeyButton user revision keys=count new_key=actions.new_key/></div> }.into_any()
    });
    view! {
        <Card title="AccessKeys">
            <KeyList user=name keys editable switch=actions.switch_key deactivate=actions.deactivate_key restrict=actions.restrict_key delete=actions.delete_key/>
            {new}
        </Card>
    }
    .into_any()
}

/// Reloads the page after a change and confirms it.
fn after_changes(name: Memo<String>, changes: RwSignal<u32>, actions: UserActions) {
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    let toasts = use_toasts();
    on_success(actions.edit, move |new| {
        changed();
        toasts.say("Saved");
        if name.get_untracked() != new {
            follow(&format!("{}/{}", paths::USERS, paths::escape(&new)));
        }
    });
    on_success(actions.login, move |has| {
        changed();
        toasts.say(if has { "Password set" } else { "Password removed" });
    });
    on_success(actions.unbind, move |()| {
        changed();
        toasts.say("Second factor removed");
    });
    on_success(actions.delete, move |name| {
        toasts.say(format!("{name} deleted"));
        follow(paths::USERS);
    });
    on_success(actions.restrict_key, move |()| {
        changed();
        toasts.say("Networks saved");
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
        let toast = Toast::new("AccessKey deactivated").tone(Tone::Amber);
        toasts.push(with_undo(toast, back, "AccessKey activated".to_owned(), counting(changes)));
    });
}
