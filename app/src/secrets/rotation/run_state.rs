//! What is under way, and what a person can do about it.

use super::{
    calls::{ResumeRotation, RollBackRotation},
    dto::RunDetails,
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
use strongroom_ui::{Banner, Button, ButtonKind, ButtonSize, Status, Time, Tone, capital, use_toasts};

/// Loads the page again when something is about to have happened.
pub(super) fn watch_run(look_in_ms: Option<u32>) {
    if let Some(wait) = look_in_ms {
        let reload = Reload::here();
        Effect::new(move |_| {
            let timer = set_timeout_with_handle(move || reload.now(), Duration::from_millis(wait.into())).ok();
            on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
        });
    }
}

/// The state of a rotation that has not ended, with what can be done.
#[component]
pub(super) fn RunState(
    /// Name of the secret.
    name: String,
    /// The rotation.
    run: RunDetails,
) -> impl IntoView {
    let (resume, back) = (FormAction::<ResumeRotation>::new(), FormAction::<RollBackRotation>::new());
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(resume, move |()| {
        toasts.say("Rotation resumed");
        reload.now();
    });
    on_success(back, move |()| {
        toasts.say("Rolling back to the old credential");
        reload.now();
    });
    let RunDetails { id, phase, progress, cause, started, due, starter, can_resume, can_roll_back, .. } = run;
    let (tone, title) = words::phase(phase);
    let reason = cause.map(|cause| {
        let act = if phase == RunPhase::Active { "" } else { words::act(cause) };
        view! { <p>{capital(&cause.to_string())} ". " {act}</p> }
    });
    let revokes = progress == RunProgress::Promoted;
    let until = (phase != RunPhase::NeedsAPerson && (revokes || phase == RunPhase::RetryWait)).then(|| {
        let what = if revokes { "The old credential will be revoked " } else { "Next attempt " };
        view! { <p>{what} <Time at=due upcoming=true/> "."</p> }
    });
    let (resumes, rolls_back) =
        (can_resume && allowed(Action::ResumeRotation), can_roll_back && allowed(Action::RollBackRotation));
    let (rotation, owner) = (id.clone(), name.clone());
    let goes_on = move || {
        let form = view! {
            <SubmitForm action=resume failed="Not resumed">
                <input type="hidden" name="name" value=owner.clone()/>
                <input type="hidden" name="rotation" value=rotation.clone()/>
                <Button size=ButtonSize::Small submit=true pending=resume.pending()>{if revokes { "Revoke" } else { "Resume" }}</Button>
            </SubmitForm>
        };
        match revokes {
            true => asked_first("Revoke the old credential now…", words::REVOKES, form.into_any()),
            false => form.into_any(),
        }
    };
    let goes_back = move || {
        let form = view! {
            <SubmitForm action=back failed="Not rolled back">
                <input type="hidden" name="name" value=name.clone()/>
                <input type="hidden" name="rotation" value=id.clone()/>
                <Button kind=ButtonKind::Danger tone=Tone::Red size=ButtonSize::Small submit=true pending=back.pending()>"Roll back"</Button>
            </SubmitForm>
        };
        asked_first("Roll back…", words::rolls_back(progress), form.into_any())
    };
    view! {
        <Banner tone title>
            <div class="flex flex-col gap-2">
                <p><Status tone>{words::progress(progress)}</Status></p>
                {reason} {until}
                <p class="text-sm text-ink-2">"Started " <Time at=started/> " by " {starter}</p>
                <ActionError error=failure(resume) title="Not resumed"/>
                <ActionError error=failure(back) title="Not rolled back"/>
                <div class="flex flex-wrap items-start gap-2">
                    {resumes.then(goes_on)}
                    {rolls_back.then(goes_back)}
                </div>
            </div>
        </Banner>
    }
}

/// A button behind what will happen.
fn asked_first(opens: &'static str, consequence: &'static str, form: AnyView) -> AnyView {
    view! {
        <details>
            <summary class="inline-flex h-7 items-center rounded-lg border border-line-strong bg-panel px-2.5 text-sm font-medium hover:bg-hover phone:h-11.5">{opens}</summary>
            <div class="mt-2 flex flex-col items-start gap-2"><p>{consequence}</p> {form}</div>
        </details>
    }
    .into_any()
}
