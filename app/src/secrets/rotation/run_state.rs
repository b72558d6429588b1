//! What is under way.

use crate::{
    paths,
    rotations::{RotationLine, look_again, words},
    secrets::frame::Reload,
};
use leptos::prelude::*;
use strongroom_domain::{RunPhase, RunProgress};
use strongroom_ui::{Banner, TextLink, Time};

/// Loads the page again when something is about to have happened.
pub(in crate::secrets) fn watch_run(look_in_ms: Option<u32>) {
    let reload = Reload::here();
    Effect::new(move |_| look_again(look_in_ms, move || reload.now()));
}

/// The state of a rotation that has not ended, and the way to what can be done about it.
#[component]
pub(in crate::secrets) fn RunState(
    /// Name of the secret.
    name: String,
    /// The rotation.
    run: RotationLine,
) -> impl IntoView {
    let (tone, title) = words::state(&run);
    let reason = run.cause.filter(|_| run.phase != RunPhase::Active).map(|cause| {
        view! { <p>{words::cause(cause)} " " {cause.advice()}</p> }
    });
    let until = match (run.phase, run.progress) {
        (RunPhase::RetryWait, _) => Some("Next attempt "),
        (RunPhase::Active, RunProgress::Promoted) => Some("The old credential will be revoked "),
        _ => None,
    };
    let until = until.map(|words| view! { <p>{words} <Time at=run.due upcoming=true/> "."</p> });
    let href = paths::rotation(&run.id, &name);
    view! {
        <Banner tone title>
            <div class="flex flex-col gap-2">
                <p>{words::consequence(&run)}</p>
                {reason} {until}
                <p class="text-sm text-ink-2">"Started " <Time at=run.started/> " by " {run.starter}</p>
                <p><TextLink href>"Open this rotation"</TextLink></p>
            </div>
        </Banner>
    }
}
