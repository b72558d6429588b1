//! The page of one group.

use super::{
    attachments::{Attachments, attachment_action},
    dto::{BearerKind, GroupDetail, GroupLine},
    group_calls::{ChangeGroup, DeleteGroup, LoadGroup},
    members::{Members, membership_action},
    removal::Removal,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure, on_deleted, on_success, resource, subject_name, subject_page},
    current_user::may,
    paths,
};
use leptos::prelude::*;
use strongroom_domain::{Action, GroupName, limits};
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Dialog, Glyph, PageHeader, PageTitle, TextArea, TextField, follow, use_toasts,
};

/// Members and policies.
#[component]
pub fn GroupPage() -> impl IntoView {
    let name = subject_name();
    let changes = RwSignal::new(0_u32);
    let (edit, delete) = (FormAction::<ChangeGroup>::new(), FormAction::<DeleteGroup>::new());
    let (attach, join) = (attachment_action(changes), membership_action(changes));
    let toasts = use_toasts();
    on_success(edit, move |new| {
        changes.update(|n| *n = n.wrapping_add(1));
        toasts.say("Saved");
        if name.get_untracked() != new {
            follow(&format!("{}/{}", paths::GROUPS, paths::escape(&new)));
        }
    });
    on_deleted(delete, paths::GROUPS);
    let page = resource(move || {
        changes.track();
        LoadGroup { name: name.get() }
    });
    let failures = vec![failure(edit), failure(delete), failure(attach), failure(join)];
    view! {
        <PageTitle text=Signal::derive(move || name.with(|name| GroupName::new(name).map_or("Group".to_owned(), String::from)))/>
        {subject_page(name, page, move |detail: GroupDetail| {
            let failures = failures.clone();
            let GroupDetail { group, members } = detail;
            let head = head(group.clone(), edit, delete);
            let GroupLine { name, comments, members: count, policies, .. } = group;
            view! {
                <PageHeader title=name.clone() glyph=Glyph::Person kind="Group" state=move || comments.clone() actions=head/>
                <Failure errors=failures/>
                <div class="grid items-start gap-4 lg:grid-cols-2">
                    <div class="min-w-0"><Members group=name.clone() members count action=join/></div>
                    <div class="min-w-0"><Attachments bearer=BearerKind::Group name policies action=attach/></div>
                </div>
            }
            .into_any()
        })}
    }
}

fn head(
    group: GroupLine,
    edit: FormAction<ChangeGroup>,
    delete: FormAction<DeleteGroup>,
) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || {
        let (name, comments) = (group.name.clone(), group.comments.clone());
        let change = may(Action::UpdateGroup).then(|| {
            view! {
                <Button size=ButtonSize::Small icon=Glyph::Pencil opens="edit-group">"Edit"</Button>
                <Dialog id="edit-group" title=format!("Edit {name}")>
                    <SubmitForm action=edit replaces=true>
                        <div class="flex flex-col gap-4">
                            <Failure errors=vec![failure(edit)]/>
                            <input type="hidden" name="name" value=name.clone()/>
                            <TextField id="edit-group-name" name="new_name" label="Name" value=name.clone() required=true mono=true max_length=limits::IDENTITY_NAME/>
                            <TextArea id="edit-group-comments" name="comments" label="Comments" value=comments rows=3/>
                            <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=edit.pending()>"Save"</Button></div>
                        </div>
                    </SubmitForm>
                </Dialog>
            }
            .into_any()
        });
        let removal = may(Action::DeleteGroup).then(|| {
            let used = group.members > 0 || !group.policies.is_empty();
            let blocked = used.then(|| "Remove its members and policies first".to_owned());
            let consequence = "It has no members and no policies, so nobody loses access.".to_owned();
            view! { <Removal name=group.name.clone() consequence blocked action=delete error=failure(delete)/> }
                .into_any()
        });
        view! { {change} {removal} }.into_any()
    }
}
