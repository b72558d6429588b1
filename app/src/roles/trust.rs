//! Who may assume a role.

use super::{calls::SaveTrust, dto::RoleDetail};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    current_user::may,
    policies::{PolicyDiff, PolicyEditor},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_policy::Kind;
use strongroom_ui::{Button, ButtonKind, Card, use_hydrated};

/// The trust policy in sentences, and its editor for whoever may change it.
pub fn trust_card(detail: &RoleDetail, action: FormAction<SaveTrust>) -> AnyView {
    let sentences = detail.sentences.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }.into_any());
    let sentences = sentences.collect_view();
    let rest = match may(Action::UpdateRole) {
        true => editor(detail, action),
        false => view! { <pre class="mt-4 overflow-x-auto text-sm">{detail.trust.clone()}</pre> }.into_any(),
    };
    view! {
        <Card title="Who may assume it" note="its trust policy">
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
        (hydrated.get() && text.with(|text| *text == old)).then(|| "Nothing has changed".to_owned())
    });
    view! {
        <details class="mt-4">
            <summary class="w-fit cursor-pointer underline decoration-line underline-offset-3">"Edit it"</summary>
            <div class="mt-4">
                <SubmitForm action>
                    <div class="flex flex-col gap-4">
                        <Failure errors=vec![failure(action)]/>
                        <input type="hidden" name="name" value=name/>
                        <input type="hidden" name="revision" value=revision/>
                        <PolicyEditor id="trust-policy" name="trust" text kind=Kind::Trust/>
                        <PolicyDiff older=Signal::stored(before) newer=text label="What changes"/>
                        <p class="text-sm text-ink-3">"Sessions that exist go on until they end; the trust policy is asked when one begins."</p>
                        <div class="flex justify-end"><Button id="save-trust" kind=ButtonKind::Primary submit=true disabled_reason=unchanged pending=action.pending()>"Save trust policy"</Button></div>
                    </div>
                </SubmitForm>
            </div>
        </details>
    }
    .into_any()
}
