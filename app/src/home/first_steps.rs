//! First steps: from an empty installation to an application that reads its first secret.

use super::dto::FirstSteps;
use crate::paths;
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, Progress, Step, StepState, Steps};

/// Three steps. The next one has a button.
#[component]
pub fn FirstStepsCard(
    /// Steps done.
    steps: FirstSteps,
    /// Whether the user may do the remaining steps.
    editable: bool,
) -> impl IntoView {
    let FirstSteps { secret, access_key, read } = steps;
    let done = [secret, access_key, read].into_iter().filter(|done| *done).count();
    let part = [0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0].get(done).copied().unwrap_or(1.0);
    let next = [secret, access_key, read].into_iter().position(|done| !done);
    let state = |done: bool| if done { StepState::Done } else { StepState::Waiting };
    let button = move |at: usize, words: &'static str, href: &'static str| {
        let offered = editable && next == Some(at);
        offered.then(|| view! { <p class="pt-2"><Button kind=ButtonKind::Primary size=ButtonSize::Small href=href>{words}</Button></p> }.into_any())
    };
    let progress = move || view! { <Progress label="First steps" part=part>{format!("{done} of 3")}</Progress> };
    view! {
        <Card title="First steps" actions=progress>
            <Steps>
                <Step number=1 state=state(secret) title="Store a secret">
                    "A password, a key, or several keys in one JSON value. " {button(0, "New secret", paths::NEW_SECRET)}
                </Step>
                <Step number=2 state=state(access_key) title="Create an AccessKey for an application">
                    "Create a user for the application that can read only this secret. Then create an AccessKey for that user. " {button(1, "Users", paths::USERS)}
                </Step>
                <Step number=3 state=state(read) title="Read it from the application">
                    "The Connect page of each secret has example code for the vendor's SDKs, curl and more. " {button(2, "Secrets", paths::SECRETS)}
                </Step>
            </Steps>
        </Card>
    }
}
