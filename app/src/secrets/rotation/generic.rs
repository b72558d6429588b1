//! The form for how a generic secret rotates: by generated passwords, or by a function.

use super::{
    calls::SetGenericPlan,
    dto::{GenericChoices, RotationDetails},
    schedule_fields::{ScheduleFields, ScheduleInput},
};
use crate::{
    client::{FormAction, SubmitForm, failure, on_success},
    paths,
    secrets::{frame::Reload, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_domain::{Strategy, limits};
use strongroom_ui::{
    Button, ButtonKind, Card, Choice, NumberField, RadioGroup, Select, Switch, TextLink, use_hydrated, use_toasts,
};

/// What the form needs to know, and what a secret that has no plan yet is told.
#[component]
pub(super) fn GenericPlan(
    /// Name of the secret.
    name: String,
    /// What can be chosen.
    choices: GenericChoices,
    /// How it rotates now.
    rotation: Option<RotationDetails>,
) -> impl IntoView {
    let action = FormAction::<SetGenericPlan>::new();
    let (reload, toasts) = (Reload::here(), use_toasts());
    on_success(action, move |()| {
        toasts.say("Rotation saved");
        reload.now();
    });
    let GenericChoices { keys, functions, may_generate, may_call } = choices;
    let strategy = rotation.as_ref().map(|rotation| rotation.strategy);
    let first = if may_generate { Strategy::Generated } else { Strategy::Function };
    let how = RwSignal::new(strategy.unwrap_or(first).word().to_owned());
    let hydrated = use_hydrated();
    let is = move |strategy: Strategy| !hydrated.get() || *how.read() == strategy.word();
    let generated = Choice::new(Strategy::Generated.word(), "Generate a password on a period")
        .hint("It is stored as the new value at once. The previous value stays readable as ACSPrevious. Enter the new one in the system that checks it.");
    let function = Choice::new(Strategy::Function.word(), "A function")
        .hint("A web service of yours makes the new value valid, tests it, and ends the old one.");
    let offered: Vec<_> =
        [may_generate.then_some(generated), may_call.then_some(function)].into_iter().flatten().collect();
    let title = if rotation.is_some() { "How it rotates" } else { "Rotate this secret" };
    if offered.is_empty() {
        let words = "Your policies do not allow setting how it rotates: that takes the right to store its values, or to read it and change a target.";
        return view! { <Card title><p class="text-ink-2">{words}</p></Card> }.into_any();
    }
    let blocked = rotation
        .as_ref()
        .and_then(|rotation| rotation.run.as_ref())
        .map(|_| "A rotation is under way. Wait until it ends, or open it".to_owned());
    let whole = Choice::new("", "The whole value");
    let keys: Vec<_> =
        std::iter::once(whole).chain(keys.into_iter().map(|key| Choice::new(key.clone(), key))).collect();
    let key_field = move || {
        let hint = "Of a JSON value one key can get the password. Everything else stays as it is.";
        view! { <Select id="plan-key" name="key" label="What it replaces" choices=keys.clone() hint/> }
    };
    let password_fields = move || {
        is(Strategy::Generated).then(|| {
            view! {
                <div class="grid items-start gap-4 lg:grid-cols-2">
                    <NumberField id="plan-length" name="length" label="Length" value=i64::from(limits::RANDOM_PASSWORD) min=i64::from(limits::RANDOM_PASSWORD_MIN) max=i64::from(limits::RANDOM_PASSWORD_MAX) required=true hint="8 to 128 characters"/>
                    {key_field()}
                </div>
                <Switch id="plan-plain" name="plain" label="Letters and digits only" hint="Without it there is punctuation too."/>
            }
            .into_any()
        })
    };
    let none = functions.is_empty();
    let targets: Vec<_> = functions.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    let function_fields = move || {
        (is(Strategy::Function) && may_call).then(|| match none {
            true => view! { <p class="text-ink-2">"There is no function yet. " <TextLink href=paths::NEW_TARGET>"Create a target of the kind Function"</TextLink> " first."</p> }.into_any(),
            false => view! { <Select id="plan-function" name="function" label="Function" choices=targets.clone() required=true/> }.into_any(),
        })
    };
    let unusable = Signal::derive(move || {
        let missing = hydrated.get() && none && *how.read() == Strategy::Function.word();
        blocked.clone().or_else(|| missing.then(|| "Create a function first".to_owned()))
    });
    let schedule = rotation.is_none().then(|| view! { <ScheduleFields input=ScheduleInput::usual()/> });
    view! {
        <Card title>
            <SubmitForm action failed="Not saved" attr:class="flex flex-col gap-4">
                <ActionError error=failure(action) title="Not saved"/>
                <input type="hidden" name="name" value=name/>
                <RadioGroup id="plan-how" name="how" legend="How the value is replaced" choices=offered bind_to=how required=true/>
                {password_fields}
                {function_fields}
                {schedule}
                <div><Button id="save-generic-plan" kind=ButtonKind::Primary submit=true disabled_reason=unusable pending=action.pending()>"Save"</Button></div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}
