//! The current value: names of its keys, dots for the rest.

use super::{
    copy_as::CopyAs,
    reveal::{fetch, source, use_sight},
};
use crate::{
    paths::{self, SecretRoute},
    secrets::{
        dto::{ConnectionDetails, Shape, Version},
        frame::{may_change, no_values},
    },
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_ui::{
    Button, ButtonSize, Card, CopyButton, Empty, EmptyKind, Glyph, IconButton, Masked, Reveal, use_hydrated, use_toasts,
};

/// The value, masked. Nothing of it is in the page until somebody asks.
#[component]
pub fn ValueCard(
    /// The secret.
    name: String,
    /// Shape of the value; absent when its key is disabled.
    shape: Option<Shape>,
    /// The current version.
    current: Option<Version>,
    /// For copying code.
    access: ConnectionDetails,
) -> impl IntoView {
    let (Some(shape), Some(current)) = (shape, current) else {
        return view! {
            <Card title="Value" flush=true>
                <Empty kind=EmptyKind::Forbidden title="The value cannot be opened" detail="The key that seals it is disabled. Nothing is lost: enable the key to read it again.">
                    <Button href=paths::KEYS>"Keys"</Button>
                </Empty>
            </Card>
        }
        .into_any();
    };
    let note = format!("v{} · every read is recorded", current.number);
    let (number, edit) = (current.number, paths::secret(SecretRoute::Edit, &name));
    let whole = if current.binary { "Bytes, in Base64" } else { "Text" };
    let lines = shape
        .keys
        .iter()
        .map(|key| view! { <KeyLine secret=name.clone() version=current.id.clone() key=key.clone() whole/> })
        .collect_view();
    let id = current.id;
    let (reads, edits) = (no_values().is_none(), may_change());
    view! {
        <Card title="Value" note flush=true actions=move || view! {
            {reads.then(|| view! { <CopyAs version=id.clone() access=access.clone()/> })}
            {edits.then(|| view! { <Button size=ButtonSize::Small href=edit.clone()>"Edit"</Button> })}
        }>
            <ul aria-label=format!("Keys of v{number}")>{lines}</ul>
        </Card>
    }
    .into_any()
}

/// One key: its name, dots, and the ways to its text.
#[component]
fn KeyLine(secret: String, version: String, key: String, whole: &'static str) -> impl IntoView {
    let reveal = use_sight();
    let reads = no_values().is_none();
    let label = if key.is_empty() { "the value".to_owned() } else { key.clone() };
    let shown_key = if key.is_empty() { whole.to_owned() } else { key.clone() };
    let copied = key.clone();
    let copy = source(secret.clone(), version.clone(), move |value| value.expose(&copied).map(str::to_owned));
    view! {
        <li class="flex min-h-11.5 items-center gap-x-4 gap-y-1 border-b border-line px-4 py-1.5 last:border-b-0 phone:flex-wrap">
            <code class="w-40 shrink-0 break-words phone:w-full">{shown_key}</code>
            <Masked label=label.clone() reveal/>
            <span class="flex items-center">
                <Eye secret version key label=label.clone() reveal/>
                {reads.then(|| view! { <CopyButton label=format!("Copy {label}") source=copy/> })}
            </span>
        </li>
    }
}

/// Fetches and shows one key, or hides it again.
#[component]
fn Eye(secret: String, version: String, key: String, label: String, reveal: Reveal) -> impl IntoView {
    let hydrated = use_hydrated();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let never = no_values();
    let waits = Signal::derive(move || {
        never.clone().or_else(|| (!hydrated.get()).then(|| "Revealing needs scripts".to_owned()))
    });
    let press = move |()| {
        if untrack(|| reveal.is_shown()) {
            return reveal.hide();
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (secret, version, key) = (secret.clone(), version.clone(), key.clone());
        spawn_local(async move {
            let answer = fetch(secret, version).await;
            // The page may be gone by now: then the value goes no further.
            if busy.try_set(false).is_some() {
                return;
            }
            match answer.as_ref().map(|value| value.expose(&key)) {
                Ok(Some(text)) => reveal.show(text.to_owned()),
                Ok(None) => toasts.fail("This version has no such key."),
                Err(reason) => toasts.fail(reason.clone()),
            }
        });
    };
    let words =
        Signal::derive(move || if reveal.is_shown() { format!("Hide {label}") } else { format!("Reveal {label}") });
    view! { <IconButton glyph=Glyph::Eye label=words pressed=Signal::derive(move || reveal.is_shown()) disabled_reason=waits on_press=press/> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::frame::tests::assert_tame;
    use strongroom_ui::MASK;

    fn card(shape: Option<Shape>) -> String {
        let current = Version {
            id: "\"><script>v".to_owned(),
            number: 41,
            binary: false,
            labels: vec!["ACSCurrent".to_owned()],
            creator: "m".to_owned(),
            created: 0,
            key: ("k".to_owned(), 1),
        };
        let access = ConnectionDetails {
            address: "https://h:1".into(),
            ca_file: "ca.pem".into(),
            region: "local".into(),
            name: "a/b".into(),
        };
        Owner::new().with(|| view! { <ValueCard name="a/b".to_owned() shape current=Some(current) access/> }.to_html())
    }

    #[test]
    fn names_of_keys_are_text_and_values_are_dots() {
        let keys = vec!["password".to_owned(), "\"><script>k</script><b>".to_owned()];
        let html = card(Some(Shape { keys, object: true, bytes: 4_711 }));
        assert_tame(&html);
        assert_eq!(html.matches(MASK).count(), 2);
        assert!(html.contains("every read is recorded") && !html.contains("4711") && !html.contains("4,711"));
    }

    #[test]
    fn a_value_without_keys_is_one_line_and_a_closed_one_says_why() {
        let html = card(Some(Shape { keys: vec![String::new()], object: false, bytes: 9 }));
        assert!(html.contains("Reveal the value") && html.matches(MASK).count() == 1, "{html}");
        assert!(card(None).contains("cannot be opened"));
    }
}
