//! Editable lists of short texts.

use leptos::prelude::*;

use crate::{Button, ButtonKind, ButtonSize, Glyph, IconButton, dom::focus, field::INPUT};

/// An editable list of short texts, one per line.
///
/// It requires scripts and is not part of the enclosing form: changes are passed to `on_change`.
#[component]
pub fn TextList(
    /// The list's id; ids of its controls are derived from it.
    #[prop(into)]
    id: String,
    /// Heading.
    #[prop(into)]
    label: String,
    /// Noun for one entry, used inside sentences.
    #[prop(into)]
    one: String,
    /// Current texts.
    #[prop(into)]
    texts: Signal<Vec<String>>,
    /// Called with all texts after a change.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
    /// Id of the `Suggestions` of each line.
    #[prop(optional, into)]
    list: Option<String>,
    /// Example input. Never the only explanation.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Hides the label visually. Assistive technology still reads it.
    #[prop(optional)]
    quiet_label: bool,
) -> impl IntoView {
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let change = move |edit: &dyn Fn(&mut Vec<String>)| {
        let mut all = texts.get_untracked();
        edit(&mut all);
        on_change.run(all);
    };
    let add_id = format!("{id}-add");
    let (line_id, line_one, last_add) = (id.clone(), one.clone(), add_id.clone());
    let described = hint_id.clone();
    let line_described = described.clone();
    // Lines are keyed by position, so a line keeps the focus while its text changes.
    let line = move |at: usize| {
        let shown = move || texts.with(|texts| texts.get(at).cloned().unwrap_or_default());
        let name = format!("{line_one} {}", at + 1);
        let back_to = last_add.clone();
        let remove = move |()| {
            change(&|texts| {
                if at < texts.len() {
                    texts.remove(at);
                }
            });
            focus(&back_to);
        };
        view! {
            <li class="flex items-center gap-1">
                <input
                    id=format!("{line_id}-{at}")
                    form=""
                    type="text"
                    class=[INPUT, "font-mono text-mono"].join(" ")
                    value=untrack(shown)
                    prop:value=shown
                    list=list.clone()
                    placeholder=placeholder.clone()
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-label=capital(&name)
                    aria-describedby=line_described.clone()
                    on:input=move |event| {
                        let typed = event_target_value(&event);
                        change(&|texts| {
                            if let Some(text) = texts.get_mut(at) {
                                text.clone_from(&typed);
                            }
                        });
                    }
                />
                <IconButton glyph=Glyph::Close label=format!("Remove {name}") on_press=remove/>
            </li>
        }
    };
    let new_id = id.clone();
    let add = move |()| {
        let at = texts.with_untracked(Vec::len);
        change(&|texts| texts.push(String::new()));
        focus(&format!("{new_id}-{at}"));
    };
    let legend = if quiet_label { "sr-only" } else { "mb-1.5 font-medium" };
    view! {
        <fieldset id=id class="flex min-w-0 flex-col gap-1.5" aria-describedby=described.clone()>
            <legend class=legend>{label}</legend>
            <ul class="flex flex-col gap-1.5">
                <For each=move || 0..texts.with(Vec::len) key=|at| *at children=line/>
            </ul>
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <Button id=add_id kind=ButtonKind::Quiet size=ButtonSize::Small icon=Glyph::Plus on_press=add>{format!("Add {one}")}</Button>
                {hint.map(|hint| view! { <p id=hint_id class="min-w-0 text-sm break-words text-ink-3">{hint}</p> }.into_any())}
            </div>
        </fieldset>
    }
}

/// Capitalises the first letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| [first.to_ascii_uppercase()].into_iter().chain(letters).collect()).unwrap_or_default()
}
