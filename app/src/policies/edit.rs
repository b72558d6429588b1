//! Edits a policy, which saves a new version.

use super::{
    calls::{LoadPolicy, SavePolicy},
    diff::PolicyDiff,
    dto::PolicyDetail,
    editor::PolicyEditor,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    current_user::may,
    error::{ErrorKind, UiError},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use strongroom_domain::Action;
use strongroom_policy::Kind;
use strongroom_ui::{
    Banner, FormButtons, Glyph, PageHeader, PageTitle, Skeleton, Tone, follow, use_hydrated, use_toasts,
};

/// The editor, the differences, and how many principals are affected. `?document=` provides a draft.
#[component]
pub fn EditPolicyPage() -> impl IntoView {
    let params = use_params_map();
    let which = Memo::new(move |_| {
        params.with(|params| (params.get("kind").unwrap_or_default(), params.get("name").unwrap_or_default()))
    });
    let action = FormAction::<SavePolicy>::new();
    let toasts = use_toasts();
    on_success(action, move |number| {
        toasts.say(format!("v{number} is now the default version"));
        let (kind, name) = which.get_untracked();
        follow(&format!("{}/{kind}/{}", paths::POLICIES, paths::escape(&name)));
    });
    let page = resource(move || {
        let (kind, name) = which.get();
        LoadPolicy { kind, name }
    });
    view! {
        <PageTitle text="Edit policy"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || {
                let title = which.get().1;
                Suspend::new(async move {
                    match page.await {
                        Ok(_) if !may(Action::CreatePolicyVersion) => {
                            let error = UiError::new(ErrorKind::Denied, "Your policies do not allow changing this policy.");
                            view! { <PageHeader title/> <ErrorView error/> }.into_any()
                        }
                        Ok(detail) => form(detail, action),
                        Err(error) => view! { <PageHeader title/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn form(detail: PolicyDetail, action: FormAction<SavePolicy>) -> AnyView {
    let before = detail.document().to_owned();
    let draft = use_query_map().with_untracked(|query| query.get("document"));
    let text = RwSignal::new(draft.unwrap_or_else(|| before.clone()));
    let (line, next) = (detail.line, detail.versions.first().map_or(1, |version| version.number) + 1);
    let (name, href) = (line.policy.name.to_string(), paths::policy(&line.policy));
    let old = before.clone();
    let hydrated = use_hydrated();
    let unchanged = Signal::derive(move || {
        (hydrated.get() && text.with(|text| *text == old)).then(|| "No changes to save".to_owned())
    });
    let affected = match line.attachments {
        0 => "This policy is not attached to anyone.".to_owned(),
        1 => "This policy is attached to one user, group or role. The change takes effect with the next request."
            .to_owned(),
        count => format!(
            "This policy is attached to {count} users, groups and roles. The change takes effect with the next request."
        ),
    };
    view! {
        <PageHeader title=name.clone() glyph=Glyph::Document kind="Edit"/>
        <SubmitForm action>
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                <input type="hidden" name="name" value=name/>
                <input type="hidden" name="revision" value=line.revision.to_string()/>
                <PolicyEditor id="policy-document" name="document" text kind=Kind::Identity/>
                <PolicyDiff older=Signal::stored(before) newer=text label="Changes from the default version"/>
                <Banner tone=Tone::Neutral>{affected}</Banner>
                <FormButtons cancel=href id="save-policy" disabled_reason=unchanged pending=action.pending()>{format!("Save as v{next}")}</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
