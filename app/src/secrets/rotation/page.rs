//! How a secret rotates: state, schedule and history.

use super::{
    calls::SecretRotation,
    card::RotationFacts,
    dto::{GenericChoices, RotationData, RotationDetails},
    generic::GenericPlan,
    history::History,
    policy_form::{PolicyForm, Upcoming},
    rotate_now::RotateNow,
    rotate_to::RotateTo,
    run_state::{RunState, follow_runs, watch_run},
    words,
};
use crate::{
    client::resource,
    current_user::may,
    labels::credential,
    paths::{self, SecretRoute},
    rotations::RotationLine,
    secrets::frame::{Reload, SecretFrame, allowed, bind_keys, by_name, loaded, provide_rights},
};
use leptos::prelude::*;
use strongroom_domain::{Action, Strategy};
use strongroom_ui::{Banner, Card, Empty, TextLink, Tone};

/// State, schedule and history of a secret's rotation.
#[component]
pub fn RotationPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        follow_runs(&name, reload);
        let data = resource(move || {
            reload.track();
            SecretRotation { name: name.clone() }
        });
        loaded(data, |data| view! { <Rotation data/> }.into_any())
    })
}

#[component]
fn Rotation(data: RotationData) -> impl IntoView {
    let RotationData { facts, rotation, history, generic } = data;
    provide_rights(&facts.may);
    let (name, live) = (facts.name.clone(), facts.delete_at.is_none());
    let none = match facts.kind.is_managed() {
        true => "Your policies do not allow seeing how this secret rotates",
        false => "This secret does not rotate",
    };
    let content = match rotation {
        Some(rotation) => view! { <Rotates name rotation history live generic/> }.into_any(),
        None => {
            let form = generic.map(|choices| view! { <GenericPlan name choices rotation=None/> });
            view! { <div class="flex max-w-200 flex-col gap-5"><Card><Empty title=none/></Card> {form}</div> }
                .into_any()
        }
    };
    view! { <SecretFrame page=SecretRoute::Rotation facts>{content}</SecretFrame> }
}

#[component]
fn Rotates(
    name: String,
    rotation: RotationDetails,
    history: Option<Vec<RotationLine>>,
    live: bool,
    generic: Option<GenericChoices>,
) -> impl IntoView {
    watch_run(rotation.look_in_ms);
    let consequence = words::follows(rotation.strategy);
    let by_function = rotation.strategy == Strategy::Function;
    let keys = generic.as_ref().map(|choices| choices.keys.clone()).unwrap_or_default();
    let rotate = (live && rotation.can_rotate).then(|| {
        let to = by_function.then(|| view! { <RotateTo name=name.clone() keys/> });
        view! { <div class="flex flex-wrap items-start gap-2.5"><RotateNow name=name.clone() consequence/> {to}</div> }
            .into_any()
    });
    let run = rotation.run.clone().map(|run| view! { <RunState name=name.clone() run/> });
    let generic = generic.map(|choices| {
        let rotation = Some(rotation.clone());
        view! { <GenericPlan name=name.clone() choices rotation/> }
    });
    let history = history.map(|runs| view! { <History name=name.clone() runs/> });
    let maker = match rotation.strategy {
        Strategy::Function => "the function makes",
        Strategy::SecondKey => "the target makes",
        Strategy::OneAccount
        | Strategy::TwoAccounts
        | Strategy::TwoPasswords
        | Strategy::KeyPair
        | Strategy::Generated => "Strongroom generates",
    };
    let never = (live && rotation.last.is_none() && rotation.run.is_none()).then(|| {
        view! {
            <Banner tone=Tone::Amber title=format!("The {} entered at creation is still in use", credential(rotation.strategy))>
                <p>{format!("The people who entered it or passed it on know it. Rotate to replace it with one that {maker}.")}</p>
            </Banner>
        }
        .into_any()
    });
    let changes = [Action::UpdateSecretRotationPolicy, Action::GetSecretValue].into_iter().all(allowed)
        && [Action::UpdateTarget, Action::ListTargets].into_iter().all(may);
    let plan = paths::secret(SecretRoute::Plan, &name);
    let change = (live && changes && rotation.strategy != Strategy::Generated).then_some(plan);
    let change_words = if by_function { "Change target" } else { "Change target and accounts" };
    let facts_name = name.clone();
    let schedule = match live && allowed(Action::UpdateSecretRotationPolicy) {
        true => view! { <PolicyForm name rotation=rotation.clone()/> }.into_any(),
        false => {
            let RotationDetails { upcoming: dates, paused, automatic, .. } = rotation.clone();
            view! { <Card title="Schedule"><Upcoming dates paused automatic/></Card> }.into_any()
        }
    };
    view! {
        <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_25rem]">
            <div class="flex min-w-0 flex-col gap-5">
                {run}
                {never}
                <Card title="Rotation" actions=move || change.clone().map(|href| view! { <TextLink href>{change_words}</TextLink> })>
                    <div class="flex flex-col gap-4">
                        <RotationFacts name=facts_name rotation/>
                        <Banner tone=Tone::Neutral><p>{consequence}</p></Banner>
                        {rotate}
                    </div>
                </Card>
                {generic}
                {history}
            </div>
            {schedule}
        </div>
    }
}
