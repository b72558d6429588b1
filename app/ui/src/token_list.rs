//! Lists of words, chosen from suggestions or typed.

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::{Button, ButtonSize, Glyph, Icon, dom::focus, field::INPUT, text_list::capital};

/// A group of suggested words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// Name of the group.
    pub label: String,
    /// Words, each with an optional description.
    pub words: Vec<(String, Option<String>)>,
}

/// Words as chips, with a field that adds words and filters the suggestions.
///
/// It requires scripts and is not part of the enclosing form: changes are passed to `on_change`.
#[component]
pub fn TokenList(
    /// The list's id; ids of its controls are derived from it.
    #[prop(into)]
    id: String,
    /// Heading.
    #[prop(into)]
    label: String,
    /// Noun for one entry, used inside sentences.
    #[prop(into)]
    one: String,
    /// Current words.
    #[prop(into)]
    words: Signal<Vec<String>>,
    /// Called with all words after a change.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
    /// Suggestions. Other words can be typed.
    offers: StoredValue<Vec<Offers>>,
    /// Example input. Never the only explanation.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let (typed, open) = (RwSignal::new(String::new()), RwSignal::new(false));
    let (input, panel) = (format!("{id}-new"), format!("{id}-offers"));
    let toggle = Callback::new(move |(word, on): (String, bool)| {
        let mut all = words.get_untracked();
        all.retain(|other| *other != word);
        if on {
            all.push(word);
        }
        on_change.run(all);
    });
    let add = move || {
        let mut all = words.get_untracked();
        for word in typed.get_untracked().split([',', ' ', '\t', '\n', '"']).filter(|word| !word.is_empty()) {
            if !all.iter().any(|other| other == word) {
                all.push(word.to_owned());
            }
        }
        typed.set(String::new());
        on_change.run(all);
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            event.prevent_default();
            add();
        }
        "Escape" if open.get_untracked() => {
            event.prevent_default();
            open.set(false);
        }
        _ => {}
    };
    let back_to = input.clone();
    let chip = move |(_, word): (usize, String)| {
        let (text, removed, back_to) = (word.clone(), word.clone(), back_to.clone());
        view! {
            <li class="inline-flex min-h-6.5 max-w-full items-center gap-0.5 rounded-md bg-sunk ps-2 text-ink">
                <code class="min-w-0 break-all">{text}</code>
                <button
                    type="button"
                    class="inline-flex size-6 shrink-0 items-center justify-center rounded-md text-ink-2 hover:text-ink disabled:text-faint phone:size-9"
                    aria-label=format!("Remove {word}")
                    title="Remove"
                    on:click=move |event| {
                        // After the first click of a double click, the next word may stand in the same place.
                        if event.detail() > 1 {
                            return;
                        }
                        toggle.run((removed.clone(), false));
                        focus(&back_to);
                    }
                >
                    <Icon glyph=Glyph::Close class="size-3"/>
                </button>
            </li>
        }
    };
    let numbered = move || words.get().into_iter().enumerate().collect::<Vec<_>>();
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let controls = panel.clone();
    view! {
        <fieldset id=id class="flex min-w-0 flex-col gap-1.5">
            <legend class="mb-1.5 font-medium">{label}</legend>
            <ul class="flex flex-wrap gap-1.5 empty:hidden">
                <For each=numbered key=Clone::clone children=chip/>
            </ul>
            <div class="flex items-center gap-1.5">
                <input
                    id=input
                    form=""
                    type="text"
                    class=[INPUT, "font-mono text-mono"].join(" ")
                    prop:value=move || typed.get()
                    placeholder=placeholder
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-label=format!("Add {one}")
                    aria-describedby=hint_id.clone()
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=keys
                />
                <Button size=ButtonSize::Small on_press=move |()| add()>"Add"</Button>
                <button
                    type="button"
                    class="inline-flex h-7 shrink-0 items-center gap-1.5 rounded-lg border border-line-strong bg-panel px-2.5 text-sm font-medium whitespace-nowrap hover:bg-sunk disabled:text-faint phone:h-9"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=controls
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    "Choose"
                    {move || view! { <Icon glyph=if open.get() { Glyph::ChevronUp } else { Glyph::ChevronDown }/> }.into_any()}
                </button>
            </div>
            {hint.map(|hint| view! { <p id=hint_id class="text-sm text-ink-3">{hint}</p> }.into_any())}
            <div id=panel role="group" aria-label=format!("{} to choose from", capital(&one)) class="empty:hidden">
                {move || open.get().then(|| choice(offers, typed, words, toggle))}
            </div>
        </fieldset>
    }
}

/// The groups of suggestions, filtered by the typed text.
fn choice(
    offers: StoredValue<Vec<Offers>>,
    typed: RwSignal<String>,
    words: Signal<Vec<String>>,
    toggle: Callback<(String, bool)>,
) -> AnyView {
    let groups = move || {
        let part = typed.with(|typed| typed.trim().to_ascii_lowercase());
        let matches = |word: &str, note: &Option<String>| {
            let note = note.as_ref().is_some_and(|note| note.to_ascii_lowercase().contains(&part));
            note || word.to_ascii_lowercase().contains(&part)
        };
        offers.with_value(|offers| {
            let group = |group: &Offers| {
                let found = group.words.iter().filter(|(word, note)| matches(word, note));
                let found = found.map(|(word, note)| offer(word.clone(), note.clone(), words, toggle)).collect::<Vec<_>>();
                (!found.is_empty()).then(|| group_view(group.label.clone(), found))
            };
            let groups: Vec<_> = offers.iter().filter_map(group).collect();
            match groups.is_empty() {
                true => view! { <p class="py-2 text-sm text-ink-2">"No suggestions match. You can still add what you typed."</p> }.into_any(),
                false => groups.into_any(),
            }
        })
    };
    view! { <div class="max-h-72 overflow-y-auto rounded-lg border border-line px-3 py-2">{groups}</div> }.into_any()
}

fn group_view(label: String, words: Vec<AnyView>) -> AnyView {
    view! {
        <fieldset class="mb-2 flex min-w-0 flex-col">
            <legend class="py-1 text-sm font-semibold text-ink-2">{label}</legend>
            {words}
        </fieldset>
    }
    .into_any()
}

fn offer(word: String, note: Option<String>, words: Signal<Vec<String>>, toggle: Callback<(String, bool)>) -> AnyView {
    let (own, toggled) = (word.clone(), word.clone());
    view! {
        <label class="flex min-h-7 flex-wrap items-center gap-x-2 rounded-md px-1 hover:bg-sunk phone:min-h-9">
            <input
                type="checkbox"
                form=""
                class="size-4 shrink-0"
                prop:checked=move || words.with(|words| words.contains(&own))
                on:change=move |event| toggle.run((toggled.clone(), event_target_checked(&event)))
            />
            <code class="break-all">{word}</code>
            {note.map(|note| view! { <span class="text-sm text-ink-3">{note}</span> }.into_any())}
        </label>
    }
    .into_any()
}
