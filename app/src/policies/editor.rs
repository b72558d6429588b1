//! The editor: the text beside its statements, with its meaning below.

use super::{
    analysis::AnalyzePolicy,
    card::{card, heading},
    catalogue,
    draft::DraftStatement,
    editing::Editing,
    meaning::meanings,
};
use crate::client::resource;
use leptos::{ev::KeyboardEvent, prelude::*};
use strongroom_policy::Kind;
use strongroom_ui::{
    Banner, Button, ButtonSize, Card, Choice, CodeArea, Glyph, Segments, Skeleton, Suggestions, Tone, focus,
    use_hydrated,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// The id of the suggested condition keys. A page has one editor.
pub const KEYS: &str = "policy-condition-keys";
/// The id of the suggested resource patterns.
pub const RESOURCES: &str = "policy-resources";

/// Edits a policy document as text and as statements, side by side; on narrow screens one at a time.
///
/// The form sends the text as `name`. Without scripts, only the text can be edited.
#[component]
pub fn PolicyEditor(
    /// The id of the text area, and prefix of the other ids.
    #[prop(into)]
    id: String,
    /// Form field of the text.
    #[prop(into)]
    name: String,
    /// The text, which is part of the page and follows the input.
    text: RwSignal<String>,
    /// What the document is for.
    kind: Kind,
    /// The server's error about the text.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let first = resource(move || AnalyzePolicy { text: text.get_untracked(), kind });
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || {
                let (id, name) = (id.clone(), name.clone());
                Suspend::new(async move {
                    let analysis = first.await;
                    editor(id, name, Editing::new(text, kind, analysis), text, error)
                })
            }}
        </Suspense>
    }
}

/// The editor of a document that has been analyzed.
pub(super) fn editor(
    id: String,
    name: String,
    editing: Editing,
    text: RwSignal<String>,
    error: MaybeProp<String>,
) -> AnyView {
    let report = editing.report();
    let marks = Signal::derive(move || report.with(|report| report.marks()));
    let hydrated = use_hydrated();
    let waits = Signal::derive(move || match hydrated.get() {
        true => editing.unformatted(),
        false => Some("This requires JavaScript".to_owned()),
    });
    // Used on narrow screens, which show one side.
    let side = RwSignal::new("text".to_owned());
    let place = move |mine: &'static str, class: &'static str| {
        move || if side.with(|side| side == mine) { class.to_owned() } else { [class, "max-xl:hidden"].join(" ") }
    };
    let sides =
        vec![(Choice::new("text", "Text"), Tone::Neutral), (Choice::new("statements", "Statements"), Tone::Neutral)];
    let forms = format!("{id}-statement");
    view! {
        <div class="flex flex-col gap-4">
            <div class="xl:hidden">
                <Segments id=format!("{id}-side") legend="Show the document as" choices=sides value=side on_choose=move |word| side.set(word)/>
            </div>
            <div class="grid items-start gap-5 xl:grid-cols-2">
                <div class=place("text", "min-w-0 xl:sticky xl:top-17")>
                    <div class="mb-1.5 flex min-h-7 items-center justify-between gap-3">
                        <h2 class="font-medium">"Document"</h2>
                        <Button id=format!("{id}-format") size=ButtonSize::Small icon=Glyph::List disabled_reason=waits on_press=move |()| editing.format()>"Format"</Button>
                    </div>
                    <CodeArea id name label="Policy document" quiet_label=true text marks rows=16 error required=true/>
                </div>
                <div class=place("statements", "min-w-0")>{statements(editing, forms, hydrated)}</div>
            </div>
            {meaning(editing)}
        </div>
    }
    .into_any()
}

/// The statements as cards, with a notice if they are outdated.
fn statements(editing: Editing, id: String, hydrated: ReadSignal<bool>) -> AnyView {
    let offers = StoredValue::new(catalogue::actions(editing.kind));
    let new_id = id.clone();
    let add = move |()| {
        editing.edit(|draft| draft.statements.push(DraftStatement::new(editing.kind)));
        focus(&heading(&new_id, untrack(|| editing.count()).saturating_sub(1)));
    };
    // Enter in one of these fields must not submit the surrounding form.
    let keys = |event: KeyboardEvent| {
        let in_field = event.target().is_some_and(|target| target.dyn_into::<HtmlInputElement>().is_ok());
        if event.key() == "Enter" && in_field {
            event.prevent_default();
        }
    };
    let behind = move || {
        editing.broken().map(|why| {
            let rest = match editing.count() {
                0 => "",
                _ => " The statements below show the last readable document. Fix the text to edit them.",
            };
            view! {
                <Banner tone=Tone::Amber title="The statements are out of date">
                    {why + rest}
                </Banner>
            }
            .into_any()
        })
    };
    let none = move || {
        (editing.count() == 0 && editing.broken().is_none())
            .then(|| view! { <p class="text-ink-2">"No statements yet. Nothing is allowed."</p> }.into_any())
    };
    let card_id = id.clone();
    view! {
        <div class="flex flex-col gap-3" on:keydown=keys>
            <h2 class="flex min-h-7 items-center font-medium">"Statements"</h2>
            <div role="status" class="empty:hidden">{behind}</div>
            <fieldset disabled=move || !hydrated.get() || editing.behind() class="flex min-w-0 flex-col gap-3">
                <legend class="sr-only">"Statements"</legend>
                {none}
                <ol class="flex flex-col gap-3 empty:hidden">
                    <For each=move || 0..editing.count() key=|at| *at children=move |at| card(editing, &card_id, at, offers)/>
                </ol>
                <div><Button id=format!("{id}-add") icon=Glyph::Plus on_press=add>"Add statement"</Button></div>
            </fieldset>
            <Suggestions id=KEYS texts=catalogue::condition_keys()/>
            <Suggestions id=RESOURCES texts=catalogue::resources(editing.kind)/>
        </div>
    }
    .into_any()
}

/// What the document allows, in sentences.
fn meaning(editing: Editing) -> AnyView {
    let report = editing.report();
    let words = move || {
        match report.with(|report| report.sentences.clone()) {
        Some(statements) => meanings(statements, false),
        None => view! { <p class="text-ink-2">"The document has problems and cannot be saved. Fix them to see what it allows."</p> }.into_any(),
    }
    };
    view! { <Card title="What this allows">{words}</Card> }.into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::policies::{analysis::PolicyAnalysis, draft::PolicyDraft, print::print};

    fn html(text: &str, kind: Kind) -> String {
        Owner::new().with(|| {
            let editing = |text| Editing::new(text, kind, Ok(PolicyAnalysis::of(&text.read_untracked(), kind)));
            let text = RwSignal::new(text.to_owned());
            editor("document".to_owned(), "document".to_owned(), editing(text), text, MaybeProp::default()).to_html()
        })
    }

    #[test]
    fn hostile_documents_are_escaped() {
        let hostile = r#"\"></textarea><script>k<b>"#;
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Sid": "{hostile}", "Effect": "Allow", "Action": "{hostile}", "Resource": "{hostile}",
                "Condition": {{"{hostile}": {{"{hostile}": "{hostile}"}}}}}}]}}"#
        );
        for text in [text.as_str(), hostile] {
            let html = html(text, Kind::Identity);
            assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
            assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        }
    }

    #[test]
    fn form_without_scripts_sends_only_the_text() {
        let text = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kms:List*", "Resource": "*"}]}"#;
        let html = html(text, Kind::Identity);
        assert_eq!(html.matches("name=\"document\"").count(), 1, "{html}");
        assert!(html.contains("<fieldset disabled"), "the statements wait for scripts: {html}");
        assert!(html.contains("Allows every kms action that starts with List on everything."), "{html}");
    }

    #[test]
    fn action_example_fits_the_kind() {
        let shown = |kind, example: &str| {
            let text = print(&PolicyDraft { statements: vec![DraftStatement::new(kind)] }, kind);
            html(&text, kind).contains(&format!("placeholder=\"{example}\""))
        };
        for (kind, trust) in [(Kind::Identity, false), (Kind::Resource, false), (Kind::Trust, true)] {
            assert_eq!((shown(kind, "sts:AssumeRole"), shown(kind, "kms:GetSecretValue")), (trust, !trust), "{kind:?}");
        }
    }

    #[test]
    fn principals_are_shown_only_if_the_kind_has_principals() {
        for (kind, asked) in [(Kind::Identity, false), (Kind::Resource, true), (Kind::Trust, true)] {
            let text = print(&PolicyDraft { statements: vec![DraftStatement::new(kind)] }, kind);
            assert_eq!(html(&text, kind).contains("Users, roles and accounts"), asked, "{kind:?}");
        }
    }
}
