//! One of two or three, side by side.

use leptos::prelude::*;

use crate::{Choice, Tone};

/// One of two or three words, side by side. It acts at once and is no part of the form round it.
#[component]
pub fn Segments(
    /// The group's id; each button's is made from it.
    #[prop(into)]
    id: String,
    /// What is chosen, for assistive technology.
    #[prop(into)]
    legend: String,
    /// What can be chosen, with the meaning of each while it is chosen.
    choices: Vec<(Choice, Tone)>,
    /// The value that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Called with another value.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let buttons = choices
        .into_iter()
        .enumerate()
        .map(|(at, (choice, tone))| {
            let (word, chosen) = (choice.value.clone(), choice.value.clone());
            let ground = match tone {
                Tone::Neutral => "has-checked:bg-ground has-checked:text-ink",
                Tone::Accent => "has-checked:bg-accent-tint has-checked:text-accent",
                Tone::Amber => "has-checked:bg-amber-tint has-checked:text-amber",
                Tone::Violet => "has-checked:bg-violet-tint has-checked:text-violet",
                Tone::Red => "has-checked:bg-red-tint has-checked:text-red",
            };
            let class = [
                "inline-flex items-center rounded-md px-2.5 text-sm font-medium text-ink-2 has-checked:font-semibold \
                 has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:cursor-not-allowed",
                ground,
            ]
            .join(" ");
            // An owner that does not exist: the form round it neither sends these nor is sent by them.
            view! {
                <label class=class title=choice.hint>
                    <input
                        id=format!("{id}-{at}")
                        type="radio"
                        form=""
                        name=id.clone()
                        value=choice.value
                        class="sr-only"
                        checked=value.with_untracked(|value| *value == word)
                        prop:checked=move || value.with(|value| *value == word)
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
