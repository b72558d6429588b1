//! The page of one role.

use super::{
    calls::{ChangeRole, DeleteRole, LoadRole, SaveTrust},
    dto::RoleDetail,
    fields,
    trust::trust_card,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure, on_deleted, on_success, resource, subject_name, subject_page},
    current_user::may,
    paths,
    principals::{BearerKind, Removal, attachment_action, attachments::Attachments, reach::Reach},
};
use leptos::prelude::*;
use strongroom_domain::{Action, RoleName};
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Card, Code, CodeBlock, CopyButton, DescriptionList, Dialog, Fact, Glyph,
    PageHeader, PageTitle, TextLink, Time, TimeMode, use_toasts,
};

/// The role's trust policy, policies, readable secrets, and code that assumes it.
#[component]
pub fn RolePage() -> impl IntoView {
    let name = subject_name();
    let changes = RwSignal::new(0_u32);
    let (edit, trust, delete) =
        (FormAction::<ChangeRole>::new(), FormAction::<SaveTrust>::new(), FormAction::<DeleteRole>::new());
    let attach = attachment_action(changes);
    let toasts = use_toasts();
    let saved = move |()| {
        changes.update(|n| *n = n.wrapping_add(1));
        toasts.say("Saved");
    };
    on_success(edit, saved);
    on_success(trust, saved);
    on_deleted(delete, paths::ROLES);
    let page = resource(move || {
        changes.track();
        LoadRole { name: name.get() }
    });
    let failures = vec![failure(edit), failure(delete), failure(attach)];
    view! {
        <PageTitle text=Signal::derive(move || name.with(|name| RoleName::new(name).map_or("Role".to_owned(), String::from)))/>
        {subject_page(name, page, move |detail| {
            let failures = failures.clone();
            let head = head(detail.clone(), edit, delete);
            let (role, text) = (detail.role.clone(), detail.code());
            let (reach, description) = (format!("role/{}", role.name), role.description.clone());
            view! {
                <PageHeader title=role.name.clone() glyph=Glyph::Key kind="Role" state=move || description.clone() actions=head/>
                <Failure errors=failures/>
                <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
                    <div class="flex min-w-0 flex-col gap-4">
                        {trust_card(&detail, trust)}
                        <Card title="Assume this role" note="temporary credentials, with the vendor's SDK">
                            <CodeBlock id="assume" label="code that assumes this role" codes=vec![Code { label: "Python".to_owned(), text }]/>
                        </Card>
                    </div>
                    <div class="flex min-w-0 flex-col gap-4">
                        {facts(&detail)}
                        <Attachments bearer=BearerKind::Role name=role.name policies=role.policies action=attach/>
                        {may(Action::ListReach).then(|| view! { <Reach user=reach/> }.into_any())}
                    </div>
                </div>
            }
            .into_any()
        })}
    }
}

fn facts(detail: &RoleDetail) -> AnyView {
    let (arn, role) = (detail.arn.clone(), detail.role.clone());
    let explain = may(Action::ExplainAccess).then(|| {
        let href = format!("{}?principal={}", paths::EXPLAIN, paths::escape(&format!("role/{}", role.name)));
        view! { <p class="mt-4"><TextLink href>"Explain access"</TextLink></p> }.into_any()
    });
    view! {
        <Card title="Details">
            <DescriptionList>
                <Fact term="ARN">
                    <span class="inline-flex min-w-0 items-center gap-1.5">
                        <code class="min-w-0 break-all">{arn.clone()}</code>
                        <CopyButton label="Copy ARN" text=arn/>
                    </span>
                </Fact>
                <Fact term="Maximum session duration">{fields::duration(role.max_session_s)}</Fact>
                <Fact term="Created"><Time at=role.created mode=TimeMode::Absolute/></Fact>
            </DescriptionList>
            {explain}
        </Card>
    }
    .into_any()
}

fn head(
    detail: RoleDetail,
    edit: FormAction<ChangeRole>,
    delete: FormAction<DeleteRole>,
) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    move || {
        let (role, revision) = (detail.role.clone(), detail.revision.to_string());
        let name = role.name.clone();
        let change = may(Action::UpdateRole).then(|| {
            view! {
                <Button size=ButtonSize::Small icon=Glyph::Pencil opens="edit-role">"Edit"</Button>
                <Dialog id="edit-role" title=format!("Edit {}", role.name)>
                    <SubmitForm action=edit>
                        <div class="flex flex-col gap-4">
                            <Failure errors=vec![failure(edit)]/>
                            <input type="hidden" name="name" value=role.name.clone()/>
                            <input type="hidden" name="revision" value=revision/>
                            {fields::description(role.description.clone())}
                            {fields::max_session(role.max_session_s)}
                            <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=edit.pending()>"Save"</Button></div>
                        </div>
                    </SubmitForm>
                </Dialog>
            }
            .into_any()
        });
        let removal = may(Action::DeleteRole).then(|| {
            let blocked = (!detail.role.policies.is_empty()).then(|| "Detach its policies first".to_owned());
            let consequence = "Its role sessions stop working with their next request.".to_owned();
            view! { <Removal name consequence blocked action=delete error=failure(delete)/> }.into_any()
        });
        view! { {change} {removal} }.into_any()
    }
}
