//! A secret's metadata, with the parts that can be edited in place.

use crate::{
    client::{FormAction, SubmitForm, failure, on_success, with_undo},
    current_user::LinkFor,
    paths,
    secrets::{
        calls::{DescribeSecret, RemoveTag, SetTag},
        dto::SecretDetails,
        frame::{Reload, allowed},
        problems::ActionError,
    },
};
use leptos::prelude::*;
use strongroom_domain::{Action, limits};
use strongroom_ui::{
    Button, ButtonSize, Card, Chip, CopyButton, DescriptionList, Fact, Glyph, IconButton, TextArea, TextField, Time,
    Toast, focus, use_toasts,
};

/// The metadata card.
#[component]
pub fn FactsCard(
    /// The secret.
    facts: SecretDetails,
) -> impl IntoView {
    let live = facts.delete_at.is_none();
    let (describes, tagged) = (live && allowed(Action::UpdateSecret), live && allowed(Action::TagResource));
    let SecretDetails { name, arn, key, own_key, creator, created, updated, description, tags, revision, .. } = facts;
    let key_word: String = if own_key { key.chars().take(8).collect() } else { "Default key".to_owned() };
    let (shown, owner) = (arn.clone(), name.clone());
    view! {
        <Card title="About">
            <DescriptionList>
                <Fact term="Description"><Describe name=owner description revision live=describes/></Fact>
                <Fact term="Tags"><Tags name tags live=tagged/></Fact>
                <Fact term="Key"><LinkFor action=Action::ListKeys href=format!("{}#{key}", paths::KEYS) class="underline decoration-line-strong">{key_word}</LinkFor></Fact>
                <Fact term="Created"><Time at=created/> " by " {creator}</Fact>
                <Fact term="Changed"><Time at=updated/></Fact>
                <Fact term="ARN">
                    <span class="flex items-start gap-1"><code class="min-w-0 flex-1 break-all">{shown}</code><CopyButton label="Copy ARN" text=arn/></span>
                </Fact>
            </DescriptionList>
        </Card>
    }
}

/// The description, with a form that edits it in place.
#[component]
fn Describe(name: String, description: String, revision: u64, live: bool) -> impl IntoView {
    let action = FormAction::<DescribeSecret>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(action, move |()| {
        toasts.say("Description saved");
        reload.now();
    });
    let shown = if description.is_empty() { "None".to_owned() } else { description.clone() };
    view! {
        <p class="break-words whitespace-pre-wrap">{shown}</p>
        {live.then(|| view! {
            <details class="mt-1">
                <summary class="w-fit rounded-md text-sm text-accent">"Edit description"</summary>
                <SubmitForm action failed="Not saved" attr:class="mt-2 flex flex-col gap-2">
                    <ActionError error=failure(action) title="Not saved"/>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="revision" value=revision.to_string()/>
                    <TextArea id="description" name="description" label="Description" rows=3 value=description/>
                    <div><Button size=ButtonSize::Small submit=true pending=action.pending()>"Save"</Button></div>
                </SubmitForm>
            </details>
        }.into_any())}
    }
}

/// Tags as removable chips, and a form that adds one.
#[component]
fn Tags(name: String, tags: Vec<(String, String)>, live: bool) -> impl IntoView {
    let (set, remove) = (FormAction::<SetTag>::new(), FormAction::<RemoveTag>::new());
    let reload = Reload::here();
    let toasts = use_toasts();
    on_success(set, move |()| reload.now());
    let (before, owner) = (tags.clone(), name.clone());
    on_success(remove, move |key: String| {
        let value = before.iter().find(|(known, _)| *known == key).map(|(_, value)| value.clone());
        let back = SetTag { name: owner.clone(), key: key.clone(), value: value.unwrap_or_default() };
        let toast = Toast::new(format!("Tag {key} removed"));
        toasts.push(with_undo(toast, back, format!("Tag {key} is back"), move || reload.now()));
        reload.now();
        // The button that was pressed is gone, and another tag's may stand in its place.
        focus("add-tag");
    });
    let none = tags.is_empty().then_some("None");
    let owner = name.clone();
    let chips = tags
        .into_iter()
        .map(|(key, value)| {
            let text = if value.is_empty() { key.clone() } else { format!("{key}={value}") };
            let label = format!("Remove tag {key}");
            let name = owner.clone();
            view! {
                <li class="flex items-center">
                    <Chip>{text}</Chip>
                    {live.then(|| view! {
                        <SubmitForm action=remove>
                            <input type="hidden" name="name" value=name/>
                            <input type="hidden" name="key" value=key/>
                            <IconButton glyph=Glyph::Close label submit=true pending=remove.pending()/>
                        </SubmitForm>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <ActionError error=failure(set) title="Tag not added"/>
        <ActionError error=failure(remove) title="Tag not removed"/>
        {none}
        <ul class="flex flex-wrap gap-x-2 gap-y-1">{chips}</ul>
        {live.then(|| view! {
            <details class="mt-1">
                <summary id="add-tag" class="w-fit rounded-md text-sm text-accent">"Add tag"</summary>
                <SubmitForm action=set failed="Tag not added" attr:class="mt-2 flex flex-col gap-2">
                    <input type="hidden" name="name" value=name/>
                    <TextField id="tag-key" name="key" label="Key" required=true max_length=limits::TAG/>
                    <TextField id="tag-value" name="value" label="Value" max_length=limits::TAG/>
                    <div><Button size=ButtonSize::Small submit=true pending=set.pending()>"Add"</Button></div>
                </SubmitForm>
            </details>
        }.into_any())}
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::frame::tests::{assert_escaped, hostile};

    fn card(facts: SecretDetails) -> String {
        Owner::new().with(|| view! { <FactsCard facts/> }.to_html())
    }

    #[test]
    fn hostile_facts_are_escaped() {
        assert_escaped(&card(hostile()));
    }

    #[test]
    fn pending_deletion_hides_edit_controls() {
        assert!(card(hostile()).contains("Edit description"));
        let html = card(SecretDetails { delete_at: Some(1), ..hostile() });
        assert!(!html.contains("Edit description") && !html.contains("Add tag") && !html.contains("<form"));
    }
}
