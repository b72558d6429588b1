//! A role's trust policy.

use super::{calls::SaveTrust, dto::RoleDetail};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    current_user::may,
    policies::{LatePolicyEditor, PolicyDiff, behind},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_policy::Kind;
use strongroom_ui::{Button, ButtonKind, Card, use_hydrated};

/// The trust policy in sentences, with an editor if the caller may change it.
pub fn trust_card(detail: &RoleDetail, action: FormAction<SaveTrust>) -> AnyView {
    let sentences = detail.sentences.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }.into_any());
    let sentences = sentences.collect_view();
    let rest = match may(Action::UpdateRole) {
        true => editor(detail, action),
        false => view! { <pre class="mt-4 overflow-x-auto text-sm">{detail.trust.clone()}</pre> }.into_any(),
    };
    view! {
        <Card title="Who can assume it" note="trust policy">
            <ul class="flex list-disc flex-col gap-1.5 pl-5">{sentences}</ul>
            {rest}
        </Card>
    }
    .into_any()
}

fn editor(detail: &RoleDetail, action: FormAction<SaveTrust>) -> AnyView {
    let (name, before, revision) = (detail.role.name.clone(), detail.trust.clone(), detail.revision.to_string());
    let (text, old) = (RwSignal::new(before.clone()), before.clone());
    let hydrated = use_hydrated();
    let unchanged = Signal::derive(move || {
        (hydrated.get() && text.with(|text| *text == old)).then(|| "No changes to save".to_owned())
    });
    let edit = move |open: Signal<bool>| {
        view! {
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="revision" value=revision/>
                    <LatePolicyEditor id="trust-policy" name="trust" text kind=Kind::Trust open/>
                    <PolicyDiff older=Signal::stored(before) newer=text label="Changes"/>
                    <p class="text-sm text-ink-3">"Existing role sessions are not affected. The trust policy applies when a session starts."</p>
                    <div class="flex justify-end"><Button id="save-trust" kind=ButtonKind::Primary submit=true disabled_reason=unchanged pending=action.pending()>"Save trust policy"</Button></div>
                </div>
            </SubmitForm>
        }
        .into_any()
    };
    view! { <div class="mt-4">{behind("Edit trust policy", edit)}</div> }.into_any()
}
