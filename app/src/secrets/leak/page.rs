//! The page about a leaked credential: what replacing it does, the button that does it, and who read it.

use super::{
    by_hand::ReplaceByHand,
    calls::{LoadLeak, ReplaceLeaked},
    dto::{LeakData, ReadSince},
    keys::ServedKeys,
    readers::ReadersCard,
    words,
};
use crate::{
    client::{FormAction, SubmitForm, failure, resource},
    labels::credential,
    page_subject::{SubjectKind, page_shows},
    paths::{self, SecretRoute},
    principals::{DeactivateAccessKey, deactivation_done},
    secrets::{
        frame::{Reload, allowed, by_name, loaded, provide_rights},
        problems::ActionError,
        rotation::{RotationDetails, RunState, follow_runs, guarantee, watch_run},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Card, Choice, Empty, EmptyKind, Glyph, PageHeader, PageTitle, RadioGroup,
    Step, StepState, Steps, TextLink, Tone,
};

/// What to do about a leaked credential, on one screen of a phone.
#[component]
pub fn LeakedPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        follow_runs(&name, reload);
        let params = use_query_map();
        let since =
            Memo::new(move |_| params.with(|params| ReadSince::of(params.get_str("since").unwrap_or_default())));
        let data = resource(move || {
            reload.track();
            LoadLeak { name: name.clone(), since: since.get() }
        });
        let (deactivate, changes) = (FormAction::<DeactivateAccessKey>::new(), RwSignal::new(0));
        deactivation_done(deactivate, changes);
        Effect::new(move |before: Option<u32>| {
            let count = changes.get();
            if before.is_some_and(|before| before != count) {
                reload.now();
            }
            count
        });
        loaded(data, move |data| view! { <Leaked data deactivate/> }.into_any())
    })
}

#[component]
fn Leaked(data: LeakData, deactivate: FormAction<DeactivateAccessKey>) -> impl IntoView {
    let LeakData { facts, rotation, versions, keys, readers } = data;
    provide_rights(&facts.may);
    page_shows(SubjectKind::Secret, &facts.name, facts.revision);
    let (name, live) = (facts.name.clone(), facts.delete_at.is_none());
    let back = paths::secret(SecretRoute::Overview, &name);
    let task = match facts.kind.is_managed() {
        true => "Replace the credential, and prove that the old one is dead. ",
        false => "Replace the value, then revoke the old version. ",
    };
    let steps = rotation.as_ref().filter(|_| live).map(steps);
    let content = match rotation {
        Some(rotation) if live => view! { <Replace name=name.clone() rotation/> }.into_any(),
        Some(_) => {
            none("The secret is being deleted", "Applications cannot read it. Restore it to replace its credential.")
        }
        None if facts.kind.is_managed() => none(
            "You do not see how this secret rotates",
            "Your policies do not allow it. Ask an administrator to replace the credential.",
        ),
        None if !live => none("The secret is being deleted", "Applications cannot read it."),
        None => view! { <ReplaceByHand name=name.clone() versions/> }.into_any(),
    };
    let keys = (!keys.is_empty()).then(|| view! { <ServedKeys keys action=deactivate/> }.into_any());
    let readers = readers.map(|readers| view! { <ReadersCard name=name.clone() readers/> }.into_any());
    view! {
        <PageTitle text=format!("{name} · leaked")/>
        <PageHeader
            title=name
            path=true
            glyph=Glyph::Warning
            kind="Leaked"
            state=move || view! { {task} <TextLink href=back.clone()>"Back to the secret"</TextLink> }
        />
        <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_26rem]">
            {content}
            <div class="flex min-w-0 flex-col gap-5 lg:col-start-2 lg:row-span-2 lg:row-start-1">{keys} {readers}</div>
            {steps}
        </div>
    }
}

fn none(title: &'static str, detail: &'static str) -> AnyView {
    view! { <Card flush=true><Empty kind=EmptyKind::NoMatch title detail/></Card> }.into_any()
}

#[component]
fn Replace(name: String, rotation: RotationDetails) -> impl IntoView {
    watch_run(rotation.look_in_ms);
    let run = rotation.run.clone().map(|run| view! { <RunState name=name.clone() run/> });
    let (what, both_work) = (credential(rotation.strategy), rotation.strategy.guarantee().both_work());
    let grace = words::grace(&rotation);
    let blocked =
        (!rotation.can_rotate).then(|| "A rotation is under way. Open it to see what it waits for".to_owned());
    let action = FormAction::<ReplaceLeaked>::new();
    let choice = match both_work {
        true => {
            let choices = vec![
                Choice::new("true", format!("Revoke the old {what} at once"))
                    .hint("Applications that have not read the new one by then cannot log in until they do."),
                Choice::new("false", format!("Keep the old {what} valid {grace}"))
                    .hint("Whoever has it can use it for as long. You can still revoke it on the rotation's page."),
            ];
            let legend = "Applications that still use the old one";
            view! { <RadioGroup id="at-once" name="at_once" legend choices value="true" required=true/> }.into_any()
        }
        false => {
            let follows = guarantee(rotation.strategy.guarantee());
            view! { <p>{follows}</p> <input type="hidden" name="at_once" value="true"/> }.into_any()
        }
    };
    let form = match allowed(Action::RotateSecret) {
        true => view! {
            <SubmitForm action failed="Not rotated" attr:class="flex flex-col gap-4">
                <ActionError error=failure(action) title="Not rotated"/>
                <input type="hidden" name="name" value=name/>
                {choice}
                <Button id="replace-leaked" kind=ButtonKind::Danger size=ButtonSize::Large icon=Glyph::Rotate submit=true disabled_reason=blocked pending=action.pending()>
                    {format!("Replace the {what} now")}
                </Button>
            </SubmitForm>
        }
        .into_any(),
        false => {
            let words = "Your policies do not allow rotating this secret. Ask on-call staff or an administrator.";
            view! { <Banner tone=Tone::Amber>{words}</Banner> }.into_any()
        }
    };
    view! {
        <div class="flex min-w-0 flex-col gap-5">
            {run}
            {form}
        </div>
    }
}

/// What happens, in order.
fn steps(rotation: &RotationDetails) -> AnyView {
    let steps = words::steps(rotation)
        .into_iter()
        .zip(1..)
        .map(|((title, note), number)| view! { <Step number state=StepState::Waiting title>{note}</Step> }.into_any());
    let steps = steps.collect_view();
    view! { <Card title="What happens, in order"><Steps>{steps}</Steps></Card> }.into_any()
}
