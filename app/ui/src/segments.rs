//! Segmented controls.

use leptos::prelude::*;

use crate::{Choice, Tone};

/// A choice of two or three options, side by side. It takes effect immediately and is not part of the enclosing form.
#[component]
pub fn Segments(
    /// The group's id; button ids are derived from it.
    #[prop(into)]
    id: String,
    /// Name of the group, for assistive technology.
    #[prop(into)]
    legend: String,
    /// The choices, each with its tone while selected.
    choices: Vec<(Choice, Tone)>,
    /// The selected value.
    #[prop(into)]
    value: Signal<String>,
    /// Called with the newly selected value.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let buttons = choices
        .into_iter()
        .enumerate()
        .map(|(at, (choice, tone))| {
            let (own, chosen) = (choice.value.clone(), choice.value.clone());
            let background = match tone {
                Tone::Neutral => "has-checked:bg-ground has-checked:text-ink",
                Tone::Accent => "has-checked:bg-accent-tint has-checked:text-accent",
                Tone::Amber => "has-checked:bg-amber-tint has-checked:text-amber",
                Tone::Violet => "has-checked:bg-violet-tint has-checked:text-violet",
                Tone::Red => "has-checked:bg-red-tint has-checked:text-red",
            };
            let class = [
                "inline-flex items-center rounded-md px-2.5 text-sm font-medium text-ink-2 has-checked:font-semibold \
                 has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:cursor-not-allowed",
                background,
            ]
            .join(" ");
            // An empty `form` attribute detaches the inputs from the enclosing form: it neither includes them nor is submitted by them.
            view! {
                <label class=class title=choice.hint>
                    <input
                        id=format!("{id}-{at}")
                        type="radio"
                        form=""
                        name=id.clone()
                        value=choice.value
                        class="sr-only"
                        checked=value.with_untracked(|value| *value == own)
                        prop:checked=move || value.with(|value| *value == own)
                        on:change=move |_| on_choose.run(chosen.clone())
                    />
                    {choice.label}
                </label>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <fieldset id=id.clone() class="inline-flex h-7 shrink-0 gap-0.5 rounded-lg border border-line-strong bg-sunk p-0.5 phone:h-10">
            <legend class="sr-only">{legend}</legend>
            {buttons}
        </fieldset>
    }
}
