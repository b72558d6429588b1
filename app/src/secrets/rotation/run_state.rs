//! What is under way.

use crate::{
    client::Follow,
    paths,
    rotations::{RotationLine, words},
    secrets::frame::Reload,
};
use leptos::prelude::*;
use strongroom_domain::{RunPhase, RunProgress};
use strongroom_ui::{Banner, TextLink, Time};

/// What keeps a page about a secret up to date while it rotates. Called by the page.
pub(in crate::secrets) fn follow_runs(name: &str, reload: Reload) {
    let name = name.to_owned();
    provide_context(Follow::new(move || Some(name.clone()), 1_000, move || reload.now()));
}

/// The page has its data: it is loaded again when a rotation of its secret changes, or something is about to have happened.
pub(in crate::secrets) fn watch_run(look_in_ms: Option<u32>) {
    let follow = use_context::<Follow>();
    Effect::new(move || follow.into_iter().for_each(|follow| follow.look_in(look_in_ms)));
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
