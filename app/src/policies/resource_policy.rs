//! The policy that a secret or key carries itself: shown, and changed in place by those who may.

use super::{PolicyDiff, PolicyEditor};
use crate::client::{AnyFormAction, Failure, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_policy::Kind;
use strongroom_ui::{Button, ButtonKind, Card, use_hydrated};

/// A policy and whose it is.
pub struct OwnPolicy {
    /// What carries it: `secret` or `key`.
    pub what: &'static str,
    /// The form's field that says which one, and its value.
    pub which: (&'static str, String),
    /// The document; none where there is none.
    pub policy: Option<String>,
    /// Revision of what carries it, to notice that somebody else was faster.
    pub revision: u64,
    /// What a new one begins with.
    pub template: String,
    /// Whether it may be changed.
    pub editable: bool,
}

/// What a policy of a secret or key begins with: one statement that lets a user do these, as JSON.
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

/// The policy's card. `save` takes the fields `document`, `revision` and `remove`, and the one that says which.
pub fn own_policy(own: OwnPolicy, save: impl Into<AnyFormAction>) -> AnyView {
    let OwnPolicy { what, which: (field, which), policy, revision, template, editable } = own;
    let save = save.into();
    let title = format!("This {what}'s own policy");
    let note = match &policy {
        Some(_) => "Holds beside the policies of users and groups",
        None => "It has none: only the policies of users and groups decide",
    };
    if !editable {
        return view! { <Card title note><pre class="overflow-x-auto text-sm">{policy}</pre></Card> }.into_any();
    }
    let before = policy.clone().unwrap_or_default();
    let text = RwSignal::new(policy.unwrap_or(template));
    let old = before.clone();
    let hydrated = use_hydrated();
    let unchanged = Signal::derive(move || {
        (hydrated.get() && text.with(|text| *text == old)).then(|| "Nothing has changed".to_owned())
    });
    let word = if before.is_empty() { "Write one" } else { "Edit it" };
    let removal = (!before.is_empty()).then(|| {
        view! { <Button submit=true name="remove" value="true" pending=save.pending()>"Remove the policy"</Button> }
            .into_any()
    });
    view! {
        <Card title note>
            <details>
                <summary class="w-fit cursor-pointer underline decoration-line underline-offset-3">{word}</summary>
                <div class="mt-4">
                    <SubmitForm action=save>
                        <div class="flex flex-col gap-4">
                            <Failure errors=vec![failure(save)]/>
                            <input type="hidden" name=field value=which/>
                            <input type="hidden" name="revision" value=revision.to_string()/>
                            <PolicyEditor id=format!("{what}-policy") name="document" text kind=Kind::Resource/>
                            <PolicyDiff older=Signal::stored(before) newer=text label="What changes"/>
                            <div class="flex justify-end gap-2.5">
                                {removal}
                                <Button id=format!("save-{what}-policy") kind=ButtonKind::Primary submit=true disabled_reason=unchanged pending=save.pending()>"Save policy"</Button>
                            </div>
                        </div>
                    </SubmitForm>
                </div>
            </details>
        </Card>
    }
    .into_any()
}
