//! One of a few, all in sight.

use leptos::prelude::*;

use crate::{Choice, field::FieldNotes};

/// One of a few, each with its explanation.
#[component]
pub fn RadioGroup(
    /// The group's id; each button's is made from it.
    #[prop(into)]
    id: String,
    /// The name sent with the form.
    #[prop(into)]
    name: String,
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows the choice. Start it with `value`.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether one must be chosen.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let value = bind_to.map_or(value, |signal| signal.get_untracked());
    let described = hint.is_some().then(|| format!("{id}-hint"));
    let buttons = choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let button = format!("{id}-{at}");
            let note = choice.disabled_reason.clone().or(choice.hint);
            let note_id = note.is_some().then(|| format!("{button}-hint"));
            let (described, picked) = (note_id.clone(), choice.value.clone());
            view! {
                <label class="flex gap-2.5 rounded-lg border border-line px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-tint has-disabled:text-ink-3">
                    <input
                        id=button
                        type="radio"
                        name=name.clone()
                        checked=choice.value == value
                        value=choice.value
                        disabled=choice.disabled_reason.is_some()
                        required=required
                        class="mt-0.5 size-4 shrink-0"
                        aria-describedby=described
                        on:change=move |_| {
                            if let Some(signal) = bind_to {
                                signal.set(picked.clone());
                            }
                        }
                    />
                    <span class="flex flex-col">
                        <span class="font-medium">{choice.label}</span>
                        {note.map(|note| view! { <span id=note_id class="text-sm text-ink-2">{note}</span> }.into_any())}
                    </span>
                </label>
            }
        })
        .collect_view();
    let group = id.clone();
    view! {
        <fieldset id=group class="flex min-w-0 flex-col gap-2" aria-describedby=described>
            <legend class="mb-1.5 font-medium">{legend}</legend>
            {buttons}
            <FieldNotes id hint error/>
        </fieldset>
    }
}
