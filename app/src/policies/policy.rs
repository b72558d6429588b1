//! The page of one policy: its document, attachments and versions.

use super::{
    calls::{DeletePolicy, DescribePolicy, LoadPolicy, SetDefaultVersion},
    diff::PolicyDiff,
    dto::{PolicyDetail, VersionLine},
    holders::holders,
    meaning::meanings,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, counting, failure, on_success, resource, with_undo},
    current_user::may,
    page_subject::{PageSubject, SubjectKind, page_shows},
    paths,
    principals::{Removal, SetAttachment, attachment_action},
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use strongroom_domain::{Action, PolicyName, PolicyType, limits};
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Card, Chip, Code, CodeBlock, Dialog, Glyph, PageHeader, PageTitle, Skeleton,
    TextArea, TextLink, Time, Toast, Tone, follow, use_toasts,
};

/// The actions of a policy's page.
#[derive(Clone, Copy)]
struct PolicyActions {
    default: FormAction<SetDefaultVersion>,
    describe: FormAction<DescribePolicy>,
    delete: FormAction<DeletePolicy>,
    attach: FormAction<SetAttachment>,
}

/// Document, meaning, attachments, versions. `?compare=` compares a version with the default version.
#[component]
pub fn PolicyPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let which = Memo::new(move |_| {
        params.with(|params| (params.get("kind").unwrap_or_default(), params.get("name").unwrap_or_default()))
    });
    let compared = Memo::new(move |_| query.with(|query| query.get("compare")?.parse::<u32>().ok()));
    PageSubject::provide();
    let changes = RwSignal::new(0_u32);
    let attach = attachment_action(changes);
    let actions =
        PolicyActions { default: FormAction::new(), describe: FormAction::new(), delete: FormAction::new(), attach };
    after_changes(changes, actions);
    let page = resource(move || {
        changes.track();
        let (kind, name) = which.get();
        LoadPolicy { kind, name }
    });
    let failures = vec![failure(actions.default), failure(actions.describe), failure(actions.delete), failure(attach)];
    view! {
        <PageTitle text=Signal::derive(move || PolicyName::new(&which.get().1).map_or("Policy".to_owned(), String::from))/>
        <Transition fallback=|| view! { <Skeleton lines=8/> }>
            {move || {
                let (failures, title, compared) = (failures.clone(), which.get().1, compared.get());
                Suspend::new(async move {
                    match page.await {
                        Ok(detail) => content(detail, compared, failures, actions),
                        Err(error) => view! { <PageHeader title/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn content(
    detail: PolicyDetail,
    compared: Option<u32>,
    failures: Vec<Signal<Option<crate::error::UiError>>>,
    actions: PolicyActions,
) -> AnyView {
    let line = detail.line.clone();
    let custom = line.policy.kind == PolicyType::Custom;
    let name = line.policy.name.to_string();
    if custom {
        page_shows(SubjectKind::Policy, &name, line.revision);
    }
    let kind = if custom { "Custom" } else { "System" };
    let description = line.description.clone();
    let head = head(&detail, actions);
    let text = detail.document().to_owned();
    let versions = custom.then(|| versions(&detail, compared, actions));
    let difference = difference(&detail, compared);
    let holders = holders(&detail, actions.attach);
    view! {
        <PageHeader title=name glyph=Glyph::Document kind state=move || description.clone() actions=head/>
        <Failure errors=failures/>
        {difference}
        <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="flex min-w-0 flex-col gap-4">
                <Card title="What this allows">{meanings(detail.sentences.clone(), true)}</Card>
                <Card title="Document"><CodeBlock id="document" label="Policy document" codes=vec![Code { label: "JSON".to_owned(), text }]/></Card>
            </div>
            <div class="flex min-w-0 flex-col gap-4">{holders} {versions}</div>
        </div>
    }
    .into_any()
}

fn head(detail: &PolicyDetail, actions: PolicyActions) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    let line = detail.line.clone();
    move || {
        if line.policy.kind == PolicyType::System {
            return ().into_any();
        }
        let (name, description) = (line.policy.name.to_string(), line.description.clone());
        let edit = may(Action::CreatePolicyVersion).then(|| {
            let href = format!("{}/edit", paths::policy(&line.policy));
            view! { <Button kind=ButtonKind::Primary icon=Glyph::Pencil href>"Edit"</Button> }.into_any()
        });
        let describe = may(Action::UpdatePolicyDescription).then(|| {
            let (name, action) = (name.clone(), actions.describe);
            view! {
                <Button size=ButtonSize::Small opens="describe-policy">"Edit description"</Button>
                <Dialog id="describe-policy" title=format!("Description of {name}")>
                    <SubmitForm action replaces=true>
                        <div class="flex flex-col gap-4">
                            <Failure errors=vec![failure(action)]/>
                            <input type="hidden" name="name" value=name/>
                            <TextArea id="new-description" name="description" label="Description" value=description rows=3/>
                            <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Save"</Button></div>
                        </div>
                    </SubmitForm>
                </Dialog>
            }
            .into_any()
        });
        let delete = may(Action::DeletePolicy).then(|| {
            let blocked = (line.attachments > 0).then(|| "Detach the policy from all users, groups and roles first".to_owned());
            let consequence = "Not attached to anyone. All its versions will be deleted.".to_owned();
            view! { <Removal name=name.clone() consequence blocked action=actions.delete error=failure(actions.delete)/> }
                .into_any()
        });
        view! { {edit} {describe} {delete} }.into_any()
    }
}

fn versions(detail: &PolicyDetail, compared: Option<u32>, actions: PolicyActions) -> AnyView {
    let (name, path) = (detail.line.policy.name.to_string(), paths::policy(&detail.line.policy));
    let before = detail.line.default;
    let rows = detail.versions.iter().map(|version| {
        let VersionLine { number, default, creator, created, .. } = version.clone();
        let state = default.then(|| view! { <Chip tone=Tone::Accent>"default"</Chip> }.into_any());
        let compare = (!default && compared != Some(number)).then(|| {
            view! { <TextLink href=format!("{path}?compare={number}")>"Compare"</TextLink> }.into_any()
        });
        let restore = (!default && may(Action::SetDefaultPolicyVersion)).then(|| {
            let (name, action) = (name.clone(), actions.default);
            view! {
                <SubmitForm action replaces=true>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="number" value=number.to_string()/>
                    <input type="hidden" name="before" value=before.to_string()/>
                    <Button size=ButtonSize::Small submit=true pending=action.pending()>{format!("Make v{number} the default")}</Button>
                </SubmitForm>
            }
            .into_any()
        });
        let when = created.map(|at| view! { <Time at/> }.into_any());
        view! {
            <li class="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
                <div class="flex flex-wrap items-center gap-2"><span class="font-semibold">{format!("v{number}")}</span> {state}</div>
                <div class="text-sm text-ink-2">"saved " {when} " by " {creator}</div>
                <div class="flex flex-wrap items-center gap-3">{compare} {restore}</div>
            </li>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    view! { <Card title="Versions" note=format!("at most {}", limits::POLICY_VERSIONS)><ul class="flex flex-col divide-y divide-line">{rows}</ul></Card> }
        .into_any()
}

/// Compares a version with the default version.
fn difference(detail: &PolicyDetail, compared: Option<u32>) -> Option<AnyView> {
    let version = detail.versions.iter().find(|version| Some(version.number) == compared)?;
    let (older, newer) = (version.document.clone(), detail.document().to_owned());
    let title = format!("From v{} to v{}", version.number, detail.line.default);
    let close = paths::policy(&detail.line.policy);
    Some(
        view! {
            <div class="mb-4 flex flex-col items-start gap-2">
                <div class="w-full"><PolicyDiff older=Signal::stored(older) newer=Signal::stored(newer) label=title/></div>
                <Button size=ButtonSize::Small href=close>"Close comparison"</Button>
            </div>
        }
        .into_any(),
    )
}

fn after_changes(changes: RwSignal<u32>, actions: PolicyActions) {
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    let toasts = use_toasts();
    on_success(actions.default, move |(name, number, before)| {
        changed();
        let back = SetDefaultVersion { name, number: before, before: number };
        let toast = Toast::new(format!("v{number} is now the default version"));
        toasts.push(with_undo(toast, back, format!("v{before} is the default version again"), counting(changes)));
    });
    on_success(actions.describe, move |()| {
        changed();
        toasts.say("Saved");
    });
    on_success(actions.delete, move |name| {
        toasts.say(format!("{name} deleted"));
        follow(paths::POLICIES);
    });
}
