//! What to do about a leaked value that nothing rotates: store a new one, wait for its readers, revoke the old version.

use crate::{
    client::{FormAction, failure},
    paths::{self, SecretRoute},
    readers::VersionReadersCard,
    secrets::{
        dto::Version,
        frame::allowed,
        problems::ActionError,
        versions::{
            calls::RevokeVersion,
            revoke::{RevokeDialog, revoke_done},
        },
    },
};
use leptos::prelude::*;
use strongroom_domain::{Action, Stage};
use strongroom_ui::{Banner, Button, ButtonKind, ButtonSize, Card, Glyph, Step, StepState, Steps, Time, Tone};

/// The three steps, and how far the secret has come.
#[component]
pub(super) fn ReplaceByHand(
    /// Name of the secret.
    name: String,
    /// Its versions, newest first.
    versions: Vec<Version>,
) -> impl IntoView {
    let labelled = |stage: Stage| versions.iter().find(|version| version.has(&stage)).cloned();
    let (current, old) = (labelled(Stage::Current), labelled(Stage::Previous));
    let revoke = FormAction::<RevokeVersion>::new();
    revoke_done(revoke, &versions);
    let store = allowed(Action::PutSecretValue).then(|| {
        let href = paths::secret(SecretRoute::Edit, &name);
        view! { <Button id="store-new" kind=ButtonKind::Danger size=ButtonSize::Large icon=Glyph::Plus href>"Store a new value"</Button> }
    });
    let now = current.clone().map(|current| {
        let number = current.number;
        view! {
            <p class="text-ink-2">{format!("Applications read v{number}, stored ")} <Time at=current.created/> " by " {current.creator} ". If that is the value that leaked, store a new one."</p>
        }
    });
    let pair = current.zip(old);
    let done = pair.clone().and_then(|(_, old)| old.revoked.map(|_| old.number)).map(|number| {
        view! { <Banner tone=Tone::Accent title=format!("v{number} is revoked")>"The credential itself works on wherever it is accepted, until it is replaced there."</Banner> }
    });
    let readers = pair.clone().map(|(current, old)| {
        view! { <VersionReadersCard name=name.clone() old=old.id new=current.id/> }
    });
    let open = RwSignal::new(false);
    let revokes = pair.filter(|(_, old)| old.revoked.is_none() && allowed(Action::RevokeSecretVersion));
    let revokes = revokes.map(|(current, old)| {
        let (number, opens) = (old.number, format!("revoke-{}", old.number));
        view! {
            <Button id="revoke-old" size=ButtonSize::Large icon=Glyph::Lock opens on_press=Callback::new(move |()| open.set(true))>{format!("Revoke v{number}…")}</Button>
            <RevokeDialog name=name.clone() version=old current=current.id open action=revoke/>
        }
    });
    view! {
        <div class="flex min-w-0 flex-col gap-5">
            {done}
            <ActionError error=failure(revoke) title="Not changed"/>
            {now}
            <div class="flex flex-wrap gap-2.5">{store} {revokes}</div>
            {readers}
            {steps()}
        </div>
    }
}

fn steps() -> AnyView {
    let steps = [
        (
            "Store a new value",
            "Generate it on the next page or paste it. Applications read it from then on, under the same name.",
        ),
        (
            "Change it where it is used",
            "Copy the new value from the secret's page to the system that checks it. What leaked works there until then.",
        ),
        ("Wait until the readers have it", "The card names those whose last read was of the old version."),
        ("Revoke the old version", "Reading it is refused then, by label and by version id. You can undo this."),
    ];
    let steps = steps
        .into_iter()
        .zip(1..)
        .map(|((title, note), number)| view! { <Step number state=StepState::Waiting title>{note}</Step> }.into_any());
    let steps = steps.collect_view();
    view! { <Card title="What to do, in order"><Steps>{steps}</Steps></Card> }.into_any()
}
