//! The form for a new secret whose credential rotates: one form whose steps are shown one at a time. Without scripts all of them
//! are shown. What was typed stays in the form, and nowhere else, until it is sent.

use super::{
    about_step::{AboutFields, AboutInput},
    account_fields::AccountFields,
    calls::CreateManaged,
    credential::CredentialInput,
    credential_fields::CredentialFields,
    dto::ManagedStart,
    input::PlanInput,
    method_field::MethodField,
    progress::{Progress, WizardStep},
    review::Consequences,
    schedule_step::ScheduleStep,
    target_field::TargetField,
    test_panel::TestPanel,
};
use crate::{
    client::{FormAction, SubmitForm, any_failure, control_name, failure},
    paths,
    secrets::{
        edit::{Generator, GeneratorDialog},
        problems::{ActionError, Problems},
        rotation::ScheduleInput,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use strongroom_domain::{Field, FieldError, Form, Problem};
use strongroom_ui::{Button, ButtonKind, Card, focus, use_hydrated};

/// Fields that show their problems themselves.
const FIELDS: &[Field] = &[
    Field::TargetName,
    Field::Strategy,
    Field::AccountName,
    Field::Password,
    Field::AccessKeyId,
    Field::PrivateKey,
    Field::SecretValue,
    Field::ValueKey,
    Field::RotationPeriod,
    Field::RotationWindow,
    Field::Grace,
    Field::RolloutShare,
    Field::RolloutTime,
    Field::SecretName,
    Field::Description,
    Field::TagKey,
    Field::TagValue,
];

/// What is entered in all steps.
#[derive(Clone, Copy)]
struct WizardInput {
    place: PlanInput,
    credential: CredentialInput,
    schedule: ScheduleInput,
    about: AboutInput,
}

impl WizardInput {
    /// What is wrong in a step.
    fn check(self, step: WizardStep) -> Vec<FieldError> {
        untrack(|| match step {
            WizardStep::Target => {
                let missing = FieldError::new(Field::TargetName, Problem::Malformed(Form::Choice));
                if self.place.chosen().is_none() { vec![missing] } else { Vec::new() }
            }
            WizardStep::Account => {
                self.place.check().into_iter().chain(self.credential.check(self.place.strategy())).collect()
            }
            WizardStep::Test => Vec::new(),
            WizardStep::Schedule => {
                let draft = self.schedule.draft();
                let missing = FieldError::new(Field::RotationPeriod, Problem::Malformed(Form::Duration));
                let missing = (self.schedule.automatic.get() && draft.every.trim().is_empty()).then_some(missing);
                let both_work = self.place.strategy().is_some_and(|strategy| strategy.guarantee().both_work());
                let grace = if both_work { self.place.draft().grace_s().err() } else { None };
                missing.or(draft.schedule().err()).into_iter().chain(grace).collect()
            }
            WizardStep::Review => self.about.check(),
        })
    }
}

/// The form.
#[component]
pub(super) fn NewManagedForm(
    /// What it starts with.
    start: ManagedStart,
    /// Name of the target that is chosen at first.
    chosen: String,
) -> impl IntoView {
    let action = FormAction::<CreateManaged>::new();
    let ManagedStart { targets, now } = start;
    let none = targets.is_empty();
    let input = WizardInput {
        place: PlanInput::new(targets, &chosen),
        credential: CredentialInput::new(),
        schedule: ScheduleInput::usual(),
        about: AboutInput::new(),
    };
    let problems = Problems::new(any_failure(action));
    let generator = Generator::provide();
    let at = RwSignal::new(WizardStep::Target);
    let hydrated = use_hydrated();
    let refused = move || any_failure(action).get()?.invalid()?.field();
    Effect::new(move |before: Option<WizardStep>| {
        let step = at.get();
        // A field that the server refused gets the focus itself.
        if before.is_some_and(|before| before != step) && untrack(refused).is_none() {
            focus(&step.heading());
        }
        step
    });
    // The step that has what the server refused.
    Effect::new(move || {
        if let Some(field) = refused() {
            at.set(WizardStep::with(field));
        }
    });
    let go_on = move || {
        let step = at.get_untracked();
        if problems.set(input.check(step))
            && let Some(next) = step.next()
        {
            at.set(next);
        }
    };
    // Enter goes on to the next step; the last one sends the form.
    let before_send = move |event: SubmitEvent| {
        if !hydrated.get_untracked() {
            return;
        }
        if at.get_untracked() != WizardStep::Review {
            event.prevent_default();
            go_on();
        } else if !problems.set(input.check(WizardStep::Review)) {
            event.prevent_default();
        }
    };
    let target_error = move || problems.of(Field::TargetName).get().map(|_| "Choose a target.".to_owned());
    let step = move |step: WizardStep, words: &'static str, fields: AnyView| {
        let hidden = move || hydrated.get() && at.get() != step;
        let buttons = move || hydrated.get().then(|| move_buttons(at, step, none, go_on, action.pending()));
        view! {
            <section hidden=hidden aria-labelledby=step.heading()>
                <Card>
                    <div class="flex flex-col gap-4">
                        <div>
                            <h2 id=step.heading() tabindex="-1" class="text-lg font-semibold outline-none">{step.title()}</h2>
                            <p class="text-ink-2">{words}</p>
                        </div>
                        {fields}
                        {buttons}
                    </div>
                </Card>
            </section>
        }
        .into_any()
    };
    let WizardInput { place, credential, schedule, about } = input;
    let account = view! {
        <MethodField input=place error=problems.of(Field::Strategy)/>
        <AccountFields input=place problems/>
        <CredentialFields input=place credential problems/>
    };
    let review = view! { <Consequences input=place schedule now/> <AboutFields about problems/> };
    let create = move || {
        (!hydrated.get()).then(|| {
        view! { <div><Button id="create" kind=ButtonKind::Primary submit=true pending=action.pending()>"Create secret"</Button></div> }.into_any()
    })
    };
    view! {
        <div class="flex max-w-200 flex-col gap-5" on:submit:capture=before_send on:input=move |event| problems.changed(&control_name(&event))>
            <Progress at/>
            <SubmitForm action failed="Not created" attr:autocomplete="off" attr:novalidate="" attr:class="flex flex-col gap-5">
                <ActionError error=problems.other(failure(action), FIELDS) title="Not created"/>
                {step(WizardStep::Target, "Where the account is. Strongroom changes its credential there.", view! { <TargetField input=place new=true error=MaybeProp::derive(target_error)/> }.into_any())}
                {step(WizardStep::Account, "What applications log in with, and what they notice of a rotation.", account.into_any())}
                {step(WizardStep::Test, "Optional: whether what you entered works, before anything depends on it.", view! { <TestPanel input=place credential/> }.into_any())}
                {step(WizardStep::Schedule, "How often the credential changes, and when it may.", view! { <ScheduleStep schedule input=place problems now/> }.into_any())}
                {step(WizardStep::Review, "How applications find it, and what follows.", review.into_any())}
                {create}
            </SubmitForm>
        </div>
        <GeneratorDialog generator/>
    }
}

/// The way back and on.
fn move_buttons(
    at: RwSignal<WizardStep>,
    step: WizardStep,
    no_targets: bool,
    go_on: impl Fn() + Copy + Send + Sync + 'static,
    pending: Signal<bool>,
) -> AnyView {
    let back = match step.previous() {
        Some(previous) => view! { <Button on_press=move |()| at.set(previous)>"Back"</Button> }.into_any(),
        None => view! { <Button href=paths::SECRETS>"Cancel"</Button> }.into_any(),
    };
    let reason = no_targets.then(|| "Create a target first".to_owned());
    let on = match step.next() {
        Some(_) => view! { <Button id=format!("{}-on", step.heading()) kind=ButtonKind::Primary disabled_reason=reason on_press=move |()| go_on()>"Continue"</Button> }.into_any(),
        None => view! { <Button id="create" kind=ButtonKind::Primary submit=true pending>"Create secret"</Button> }.into_any(),
    };
    view! { <div class="flex flex-wrap justify-between gap-2.5 border-t border-line pt-4">{back} {on}</div> }.into_any()
}
