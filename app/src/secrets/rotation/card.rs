//! The card that shows how a secret rotates, and rotates it.

use super::{
    calls::{ResumeRotation, RollBackRotation, RotateSecret},
    dto::{RotationDetails, RunDetails},
    words,
};
use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    secrets::{
        frame::{Reload, allowed},
        problems::ActionError,
    },
};
use leptos::prelude::*;
use std::time::Duration;
use strongroom_domain::{Action, RunPhase, RunProgress};
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Card, Chip, DescriptionList, Fact, Status, Time, TimeMode, Tone, use_toasts,
};

/// Time between two looks at a rotation that moves.
const LOOK: Duration = Duration::from_millis(1_500);

/// How the secret rotates, what is under way, and the button that rotates it now.
#[component]
pub fn RotationCard(
    /// Name of the secret.
    name: String,
    /// How it rotates.
    rotation: RotationDetails,
    /// Whether the secret can be changed.
    live: bool,
) -> impl IntoView {
    let RotationDetails { target, strategy, accounts, every_s, paused, next, last, run } = rotation;
    watch_run(run.as_ref());
    let accounts = accounts.into_iter().map(|account| view! { <Chip>{account}</Chip> }).collect_view();
    let every = every_s.map_or_else(|| "not by itself".to_owned(), words::period);
    let next = match next {
        Some(at) if !paused => view! { <Time at mode=TimeMode::Relative/> }.into_any(),
        _ => view! { <span class="text-ink-3">"none"</span> }.into_any(),
    };
    let last = match last {
        Some(at) => view! { <Time at mode=TimeMode::Relative/> }.into_any(),
        None => view! { <span class="text-ink-3">"never"</span> }.into_any(),
    };
    // The next rotation takes over the old credential of one that has given readers the new one.
    let can_rotate = run.as_ref().is_none_or(|run| run.progress == RunProgress::Promoted);
    let rotate = (live && can_rotate && allowed(Action::RotateSecret))
        .then(|| view! { <RotateNow name=name.clone() consequence=words::guarantee(strategy.guarantee())/> });
    view! {
        <Card title="Rotation">
            <div class="flex flex-col gap-4">
                {run.map(|run| view! { <RunState name run/> })}
                <DescriptionList>
                    <Fact term="Target">{target}</Fact>
                    <Fact term="Accounts"><span class="flex flex-wrap gap-1.5">{accounts}</span></Fact>
                    <Fact term="How">{words::strategy(strategy)}</Fact>
                    <Fact term="Rotates">{every} {paused.then_some(", paused")}</Fact>
                    <Fact term="Next">{next}</Fact>
                    <Fact term="Last">{last}</Fact>
                </DescriptionList>
                {rotate}
            </div>
        </Card>
    }
}

/// Looks again while a rotation moves by itself.
fn watch_run(run: Option<&RunDetails>) {
    if run.is_some_and(RunDetails::is_moving) {
        let reload = Reload::here();
        Effect::new(move |_| {
            let timer = set_timeout_with_handle(move || reload.now(), LOOK).ok();
            on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
        });
    }
}

/// What is under way, and what a person can do.
#[component]
fn RunState(name: String, run: RunDetails) -> impl IntoView {
    let (resume, back) = (FormAction::<ResumeRotation>::new(), FormAction::<RollBackRotation>::new());
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(resume, move |()| {
        toasts.say("The rotation goes on");
        reload.now();
    });
    on_success(back, move |()| {
        toasts.say("The rotation goes back to the old credential");
        reload.now();
    });
    let RunDetails { id, phase, progress, cause, started, due, starter } = run;
    let (tone, title) = match phase {
        RunPhase::NeedsAPerson => (Tone::Red, "The rotation needs a person"),
        RunPhase::RetryWait => (Tone::Amber, "The rotation waits"),
        _ => (Tone::Accent, "A rotation is under way"),
    };
    let reason = cause.map(|cause| {
        let act = if phase == RunPhase::Active { "" } else { words::act(cause) };
        view! { <p>{sentence(&cause.to_string())} " " {act}</p> }
    });
    let revokes = progress == RunProgress::Promoted;
    let until = (phase != RunPhase::NeedsAPerson && (revokes || phase == RunPhase::RetryWait)).then(|| {
        let what = if revokes { "The old credential is revoked " } else { "Next try " };
        view! { <p>{what} <Time at=due mode=TimeMode::Relative/> "."</p> }
    });
    let goes_on = allowed(Action::ResumeRotation) && (phase != RunPhase::Active || revokes);
    let resume_word = if revokes && phase == RunPhase::Active { "Revoke the old one now" } else { "Resume" };
    let takes_back = allowed(Action::RollBackRotation)
        && !matches!(progress, RunProgress::Undoing | RunProgress::Restoring | RunProgress::Restored);
    let (rotation, owner) = (id.clone(), name.clone());
    view! {
        <Banner tone title>
            <div class="flex flex-col gap-2">
                <p><Status tone>{words::progress(progress)}</Status></p>
                {reason} {until}
                <p class="text-sm text-ink-2">"Begun " <Time at=started mode=TimeMode::Relative/> " by " {starter}</p>
                <ActionError error=failure(resume) title="Not resumed"/>
                <ActionError error=failure(back) title="Not rolled back"/>
                <div class="flex flex-wrap gap-2">
                    {goes_on.then(|| view! {
                        <SubmitForm action=resume failed="Not resumed">
                            <input type="hidden" name="name" value=owner/>
                            <input type="hidden" name="rotation" value=rotation/>
                            <Button size=ButtonSize::Small submit=true pending=resume.pending()>{resume_word}</Button>
                        </SubmitForm>
                    })}
                    {takes_back.then(|| view! {
                        <SubmitForm action=back failed="Not rolled back">
                            <input type="hidden" name="name" value=name/>
                            <input type="hidden" name="rotation" value=id/>
                            <Button size=ButtonSize::Small submit=true pending=back.pending()>"Roll back"</Button>
                        </SubmitForm>
                    })}
                </div>
            </div>
        </Banner>
    }
}

/// The words of the core begin small.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// The button that rotates now, behind what will happen.
#[component]
fn RotateNow(name: String, consequence: &'static str) -> impl IntoView {
    let action = FormAction::<RotateSecret>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(action, move |()| {
        toasts.say("Rotation begun");
        reload.now();
    });
    view! {
        <details>
            <summary class="inline-flex h-8 items-center rounded-lg border border-line-strong px-3 font-medium hover:bg-hover phone:h-11.5">"Rotate now…"</summary>
            <SubmitForm action failed="Not rotated" attr:class="mt-4 flex flex-col gap-4">
                <ActionError error=failure(action) title="Not rotated"/>
                <p class="text-ink-2">{consequence}</p>
                <input type="hidden" name="name" value=name/>
                <div><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Rotate"</Button></div>
            </SubmitForm>
        </details>
    }
}
