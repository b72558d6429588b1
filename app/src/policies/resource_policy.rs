//! The policy of a secret or key, shown and edited in place.

use super::{
    PolicyDiff,
    dto::ResourceVersionLine,
    late_editor::{LatePolicyEditor, behind},
    resource_versions::versions,
};
use crate::client::{AnyFormAction, Failure, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_policy::Kind;
use strongroom_ui::{Button, ButtonKind, Card, use_hydrated};

/// The policy of a secret or key.
pub struct ResourcePolicyView {
    /// What it belongs to: `secret` or `key`.
    pub what: &'static str,
    /// The form field that identifies the secret or key, and its value.
    pub which: (&'static str, String),
    /// The document, if there is one.
    pub policy: Option<String>,
    /// Whether it may be read. Otherwise the card says so.
    pub readable: bool,
    /// Revision of the secret or key, to detect concurrent changes.
    pub revision: u64,
    /// The document of a new policy.
    pub template: String,
    /// Whether it may be changed.
    pub editable: bool,
    /// Its versions, newest first.
    pub versions: Vec<ResourceVersionLine>,
    /// Path of the page.
    pub page: String,
    /// The version to compare with the present policy.
    pub compared: Signal<Option<u32>>,
}

/// The first document of a secret's or key's policy: one statement that allows a user these actions, given as JSON.
pub fn template(account: &str, actions: &str) -> String {
    format!(
        r#"{{
  "Version": "1",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{ "RAM": ["acs:ram::{account}:user/NAME"] }},
      "Action": {actions},
      "Resource": "*"
    }}
  ]
}}"#
    )
}

/// The policy's cards. `save` takes the fields `document`, `revision`, `remove`, and the one that identifies the secret or key.
pub fn own_policy(own: ResourcePolicyView, save: impl Into<AnyFormAction>) -> AnyView {
    let save = save.into();
    let kept = versions(&own, save);
    view! { {present(own, save)} {kept} }.into_any()
}

fn present(own: ResourcePolicyView, save: AnyFormAction) -> AnyView {
    let ResourcePolicyView { what, which: (field, which), policy, readable, revision, template, editable, .. } = own;
    let title = format!("Policy of this {what}");
    if !readable {
        let words = format!("Your policies do not allow reading the policy of this {what}.");
        return view! { <Card title><p class="text-ink-2">{words}</p></Card> }.into_any();
    }
    let note = match &policy {
        Some(_) => "Applies in addition to the policies of users, groups and roles",
        None => "Not set. Only the policies of users, groups and roles apply",
    };
    if !editable {
        return view! { <Card title note><pre class="overflow-x-auto text-sm">{policy}</pre></Card> }.into_any();
    }
    let before = policy.clone().unwrap_or_default();
    let text = RwSignal::new(policy.unwrap_or(template));
    let old = before.clone();
    let hydrated = use_hydrated();
    let unchanged = Signal::derive(move || {
        (hydrated.get() && text.with(|text| *text == old)).then(|| "No changes to save".to_owned())
    });
    let word = if before.is_empty() { "Create policy" } else { "Edit policy" };
    let removal = (!before.is_empty()).then(|| {
        view! { <Button submit=true name="remove" value="true" pending=save.pending()>"Remove policy"</Button> }
            .into_any()
    });
    let edit = move |open: Signal<bool>| {
        view! {
            <SubmitForm action=save>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(save)]/>
                    <input type="hidden" name=field value=which/>
                    <input type="hidden" name="revision" value=revision.to_string()/>
                    <LatePolicyEditor id=format!("{what}-policy") name="document" text kind=Kind::Resource open/>
                    <PolicyDiff older=Signal::stored(before) newer=text label="Changes"/>
                    <div class="flex justify-end gap-2.5">
                        {removal}
                        <Button id=format!("save-{what}-policy") kind=ButtonKind::Primary submit=true disabled_reason=unchanged pending=save.pending()>"Save policy"</Button>
                    </div>
                </div>
            </SubmitForm>
        }
        .into_any()
    };
    view! { <Card title note>{behind(word, edit)}</Card> }.into_any()
}
