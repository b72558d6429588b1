//! The form for where and how an existing secret rotates.

use super::{
    account_fields::AccountFields,
    calls::{ChangePlan, LoadPlan},
    dto::PlanForm,
    grace_field::GraceField,
    input::PlanInput,
    method_field::MethodField,
    rollout_field::RolloutField,
    target_field::TargetField,
    test_panel::TestPanel,
};
use crate::{
    client::{FormAction, SubmitForm, any_failure, control_name, failure, resource},
    paths::{self, SecretRoute},
    secrets::{
        frame::{Reload, SecretFrame, by_name, loaded},
        problems::{ActionError, Problems},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use strongroom_domain::{Field, SecretKind};
use strongroom_ui::{Banner, Button, ButtonKind, Card, Dialog, DialogClose, Tone, use_hydrated};

/// Fields that show their problems themselves.
const FIELDS: &[Field] = &[Field::Strategy, Field::AccountName, Field::Grace, Field::RolloutShare];
/// Id of the form.
const FORM: &str = "plan-form";
/// Id of the dialog.
const CONFIRM: &str = "confirm-plan";

/// Target, method, accounts and grace period.
#[component]
pub fn ChangePlanPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        let data = resource(move || {
            reload.track();
            LoadPlan { name: name.clone() }
        });
        loaded(data, |data| view! { <ChangePlanForm data/> }.into_any())
    })
}

#[component]
fn ChangePlanForm(data: PlanForm) -> impl IntoView {
    let PlanForm { facts, rotation, targets } = data;
    let name = facts.name.clone();
    let action = FormAction::<ChangePlan>::new();
    let input = PlanInput::of(&rotation, targets);
    let problems = Problems::new(any_failure(action));
    let hydrated = use_hydrated();
    let open = RwSignal::new(false);
    // Whatever sends the form, such as Enter in a field, what is valid is confirmed first.
    let before_send = move |event: SubmitEvent| {
        if !hydrated.get_untracked() {
            return;
        }
        let (valid, confirmed) = (problems.set(untrack(|| input.check())), open.get_untracked());
        open.set(valid && !confirmed);
        if !(valid && confirmed) {
            event.prevent_default();
        }
    };
    let before = StoredValue::new(rotation.target.clone());
    let moved = move || input.target.with(|target| before.with_value(|before| target != before));
    let by_function = facts.kind == SecretKind::Generic;
    let follows = move || match moved() {
        true if by_function => {
            "The next rotation calls the new function and gives it the current value. The old function is not called again."
        }
        true => {
            "Strongroom will log in to the new target with this secret's credential. The account at the old target keeps its own, and Strongroom no longer changes it there."
        }
        false => {
            "It applies from the next rotation on. Nothing changes at the target now, and applications keep the credential they have."
        }
    };
    let blocked = rotation.run.is_some().then(|| "A rotation is under way. Wait until it ends, or open it".to_owned());
    let waits = blocked.is_some().then(|| {
        view! { <Banner tone=Tone::Amber title="A rotation is under way"><p>"Where and how the secret rotates can be changed when it has ended."</p></Banner> }.into_any()
    });
    let belongs = (facts.kind != SecretKind::Generic).then(|| {
        view! { <p class="text-sm text-ink-2">"The current credential must belong to one of these accounts: the next rotation begins with it."</p> }.into_any()
    });
    let back = paths::secret(SecretRoute::Rotation, &name);
    view! {
        <SecretFrame page=SecretRoute::Plan facts>
            {waits}
            <div class="flex max-w-200 flex-col gap-5" on:submit:capture=before_send on:input=move |event| problems.changed(&control_name(&event))>
                <SubmitForm action failed="Not saved" attr:id=FORM attr:class="flex flex-col gap-5">
                    <ActionError error=problems.other(failure(action), FIELDS) title="Not saved"/>
                    <input type="hidden" name="name" value=name/>
                    <Card title="Target"><TargetField input/></Card>
                    <Card title="Method and accounts">
                        <div class="flex flex-col gap-4">
                            <MethodField input error=problems.of(Field::Strategy)/>
                            <AccountFields input problems/>
                            {belongs}
                            <GraceField input problems/>
                            <RolloutField input problems/>
                        </div>
                    </Card>
                    <Card title="Test" note="optional"><TestPanel input/></Card>
                    <div class="flex flex-wrap gap-2.5">
                        <Button id="save-plan" kind=ButtonKind::Primary opens=CONFIRM on_press=move |()| open.set(true) disabled_reason=blocked pending=action.pending()>"Save…"</Button>
                        <Button href=back>"Cancel"</Button>
                    </div>
                </SubmitForm>
            </div>
            <Dialog id=CONFIRM title="Change how this secret rotates?".to_owned() open>
                <p>{follows}</p>
                <div class="flex justify-end gap-2">
                    <DialogClose dialog=CONFIRM/>
                    <Button id="confirm-plan-now" kind=ButtonKind::Primary submit=true form=FORM pending=action.pending()>"Save"</Button>
                </div>
            </Dialog>
        </SecretFrame>
    }
}
