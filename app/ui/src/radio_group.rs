//! Radio buttons.

use leptos::prelude::*;

use crate::{Choice, field::FieldNotes};

/// A group of radio buttons, each with a description.
#[component]
pub fn RadioGroup(
    /// The group's id; button ids are derived from it.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Heading of the group.
    #[prop(into)]
    legend: String,
    /// The choices.
    choices: Vec<Choice>,
    /// Initially selected value.
    #[prop(optional, into)]
    value: String,
    /// Signal that follows the choice. Initialise it with the first value.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a choice is required.
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
