//! The current value: the names of its keys, with masked values.

use super::{
    copy_as::CopyAs,
    reveal::{fetch, source, use_revealed_value},
};
use crate::{
    current_user::may,
    paths::{self, SecretRoute},
    secrets::{
        dto::{ConnectionDetails, KeyShape, Shape, ValuePart, Version},
        frame::{may_change, no_values},
    },
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_domain::{Action, json_text::JsonKind, visible};
use strongroom_ui::{
    Button, ButtonSize, Card, Chip, CopyButton, Empty, EmptyKind, Glyph, IconButton, Masked, Reveal, Tone,
    use_hydrated, use_toasts,
};

/// The masked value. The page contains no part of it until it is revealed.
#[component]
pub fn ValueCard(
    /// The secret.
    name: String,
    /// Shape of the value; `None` if its key is disabled.
    shape: Option<Shape>,
    /// The current version.
    current: Option<Version>,
    /// What the copied code needs.
    access: ConnectionDetails,
) -> impl IntoView {
    let (Some(shape), Some(current)) = (shape, current) else {
        return view! {
            <Card title="Value" flush=true>
                <Empty kind=EmptyKind::Forbidden title="The value cannot be decrypted" detail="Its encryption key is disabled. No data is lost: enable the key to read the value again.">
                    {may(Action::ListKeys).then(|| view! { <Button href=paths::KEYS>"Keys"</Button> })}
                </Empty>
            </Card>
        }
        .into_any();
    };
    let note = format!("v{} · every read is audited", current.number);
    let (number, edit) = (current.number, paths::secret(SecretRoute::Edit, &name));
    let whole = if current.binary { "Bytes, in Base64" } else { "Text" };
    let lines = parts(&shape, whole)
        .into_iter()
        .map(|line| view! { <KeyLine secret=name.clone() version=current.id.clone() line/> })
        .collect_view();
    let id = current.id;
    let (reads, edits) = (no_values().is_none(), may_change());
    view! {
        <Card title="Value" note flush=true actions=move || view! {
            {reads.then(|| view! { <CopyAs version=id.clone() shape=shape.clone() access=access.clone()/> })}
            {edits.then(|| view! { <Button size=ButtonSize::Small href=edit.clone()>"Edit"</Button> })}
        }>
            <ul aria-label=format!("Keys of v{number}")>{lines}</ul>
        </Card>
    }
    .into_any()
}

/// A line of the card.
struct ValueLine {
    part: ValuePart,
    /// The name as the line shows it.
    shown: String,
    /// The name as buttons say it.
    label: String,
    /// What its value is, unless that is text.
    kind: Option<JsonKind>,
    duplicated: bool,
}

/// The keys of a value, or the whole value as one line.
fn parts(shape: &Shape, whole: &str) -> Vec<ValueLine> {
    let Some(keys) = &shape.keys else {
        let (part, label) = (ValuePart::Whole, "the value".to_owned());
        return vec![ValueLine { part, shown: whole.to_owned(), label, kind: None, duplicated: false }];
    };
    let line = |(at, key): (usize, &KeyShape)| {
        let (shown, duplicated) = (visible(&key.name).into_owned(), shape.is_duplicated(&key.name));
        let nth = keys.iter().take(at + 1).filter(|other| other.name == key.name).count();
        let label = if duplicated { format!("{shown}, number {nth}") } else { shown.clone() };
        let part = ValuePart::Key { at, name: key.name.clone() };
        ValueLine { part, shown, label, kind: Some(key.kind).filter(|kind| *kind != JsonKind::Text), duplicated }
    };
    keys.iter().enumerate().map(line).collect()
}

/// One key: its name, its masked text, and buttons to reveal and copy it.
#[component]
fn KeyLine(secret: String, version: String, line: ValueLine) -> impl IntoView {
    let reveal = use_revealed_value();
    let ValueLine { part, shown, label, kind, duplicated } = line;
    let copied = part.clone();
    let copy = source(secret.clone(), version.clone(), move |value| value.expose_part(&copied));
    let kind = kind.map(|kind| view! { <span class="text-sm text-ink-3">{kind.to_string()}</span> });
    let chip = duplicated.then(|| view! { <Chip tone=Tone::Amber>"duplicated"</Chip> });
    view! {
        <li class="flex min-h-11.5 items-center gap-x-4 gap-y-1 border-b border-line px-4 py-1.5 last:border-b-0 phone:flex-wrap">
            <span class="flex w-40 shrink-0 flex-wrap items-center gap-x-2 phone:w-full"><code class="max-w-full break-words whitespace-pre-wrap">{shown}</code>{kind}{chip}</span>
            <Masked label=label.clone() reveal/>
            <span class="flex items-center">
                <Eye secret version part label=label.clone() reveal/>
                <CopyButton label=format!("Copy {label}") source=copy disabled_reason=no_values()/>
            </span>
        </li>
    }
}

/// Reveals or hides one key.
#[component]
fn Eye(secret: String, version: String, part: ValuePart, label: String, reveal: Reveal) -> impl IntoView {
    let hydrated = use_hydrated();
    let toasts = use_toasts();
    let busy = RwSignal::new(false);
    let never = no_values();
    let waits = Signal::derive(move || {
        never.clone().or_else(|| (!hydrated.get()).then(|| "Revealing values requires JavaScript".to_owned()))
    });
    let press = move |()| {
        if untrack(|| reveal.is_shown()) {
            return reveal.hide();
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (secret, version, part) = (secret.clone(), version.clone(), part.clone());
        spawn_local(async move {
            let answer = fetch(secret, version).await;
            // If the page is gone, the value is dropped.
            if busy.try_set(false).is_some() {
                return;
            }
            match answer.as_ref().map(|value| value.expose_part(&part)) {
                Ok(Some(text)) => reveal.show(text),
                Ok(None) => toasts.fail("This version does not have this key."),
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
    use crate::secrets::frame::tests::assert_escaped;
    use strongroom_domain::Stage;
    use strongroom_ui::MASK;

    fn card(shape: Option<Shape>) -> String {
        let current = Version {
            id: "\"><script>v".to_owned(),
            number: 41,
            binary: false,
            labels: vec![Stage::Current],
            creator: "m".to_owned(),
            created: 0,
            key: ("k".to_owned(), 1),
            revoked: None,
        };
        let access = ConnectionDetails {
            address: "https://h:1".into(),
            ca_file: Some("ca.pem".to_owned()),
            region: "local".into(),
            name: "a/b".into(),
        };
        Owner::new().with(|| view! { <ValueCard name="a/b".to_owned() shape current=Some(current) access/> }.to_html())
    }

    fn shape(keys: &[(&str, JsonKind)]) -> Shape {
        let key = |(name, kind): &(&str, JsonKind)| KeyShape { name: (*name).to_owned(), kind: *kind };
        Shape { keys: Some(keys.iter().map(key).collect()), bytes: 4_711 }
    }

    #[test]
    fn key_names_are_escaped_and_values_are_masked() {
        let keys = [("password", JsonKind::Text), ("\"><script>k</script><b>", JsonKind::Text)];
        let html = card(Some(shape(&keys)));
        assert_escaped(&html);
        assert_eq!(html.matches(MASK).count(), 2);
        assert!(html.contains("every read is audited") && !html.contains("4711") && !html.contains("4,711"));
    }

    #[test]
    fn every_key_has_a_line_that_can_be_told_from_the_others() {
        let number = JsonKind::Number;
        let html = card(Some(shape(&[("a", JsonKind::Text), ("a", number), ("", number), ("user ", JsonKind::Text)])));
        assert_eq!((html.matches(MASK).count(), html.matches("duplicated").count()), (4, 2));
        for label in ["Reveal a, number 1", "Reveal a, number 2", "Reveal &quot;&quot;", "Reveal &quot;user &quot;"] {
            assert!(html.contains(label), "{label} in {html}");
        }
    }

    #[test]
    fn value_without_keys_is_one_line_and_unreadable_value_says_why() {
        let html = card(Some(Shape { keys: None, bytes: 9 }));
        assert!(html.contains("Reveal the value") && html.matches(MASK).count() == 1, "{html}");
        assert!(card(None).contains("cannot be decrypted"));
    }
}
