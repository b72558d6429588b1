//! Numbered steps.

use leptos::prelude::*;

use crate::{Glyph, Icon, Spinner};

/// State of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Done.
    Done,
    /// In progress.
    Running,
    /// Not started.
    Waiting,
    /// Failed.
    Failed,
}

/// A numbered list of `Step`s.
#[component]
pub fn Steps(
    /// `Step`s.
    children: Children,
) -> impl IntoView {
    view! { <ol class="-my-3 [&>li:not(:last-child)]:border-b [&>li]:border-line">{children()}</ol> }
}

/// One step.
#[component]
pub fn Step(
    /// Position, from 1.
    number: u32,
    /// State.
    #[prop(into)]
    state: Signal<StepState>,
    /// Title.
    #[prop(into)]
    title: String,
    /// Description.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let mark = move || {
        let (word, class) = match state.get() {
            StepState::Done => ("Done", "bg-accent text-on-accent"),
            StepState::Running => ("In progress", "bg-amber-tint text-amber"),
            StepState::Waiting => ("Waiting", "bg-sunk text-ink-3"),
            StepState::Failed => ("Failed", "bg-red text-on-red"),
        };
        let drawing = match state.get() {
            StepState::Done => view! { <Icon glyph=Glyph::Check/> }.into_any(),
            StepState::Failed => view! { <Icon glyph=Glyph::Close/> }.into_any(),
            StepState::Running => view! { <Spinner/> }.into_any(),
            StepState::Waiting => number.to_string().into_any(),
        };
        let class =
            ["inline-flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold", class]
                .join(" ");
        view! { <span class=class aria-hidden="true">{drawing}</span> <span class="sr-only">{format!("{word}: ")}</span> }
    };
    view! {
        <li class="flex gap-3 py-3">
            {mark}
            <div class="min-w-0">
                <p class="font-semibold">{title}</p>
                {children.map(|children| view! { <div class="text-sm text-ink-2">{children()}</div> }.into_any())}
            </div>
        </li>
    }
}
