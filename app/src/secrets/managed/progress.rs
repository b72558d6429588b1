//! The steps of the form, and which one is shown.

use leptos::prelude::*;
use strongroom_domain::Field;
use strongroom_ui::{Glyph, Icon, use_hydrated};

/// A step of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WizardStep {
    Target,
    Account,
    Test,
    Schedule,
    Review,
}

impl WizardStep {
    /// In order.
    pub const ALL: [Self; 5] = [Self::Target, Self::Account, Self::Test, Self::Schedule, Self::Review];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Target => "Target",
            Self::Account => "Account",
            Self::Test => "Test",
            Self::Schedule => "Schedule",
            Self::Review => "Review",
        }
    }

    /// Id of its heading, which gets the focus when it is shown.
    pub fn heading(self) -> String {
        format!("step-{}", self.title().to_ascii_lowercase())
    }

    /// The one after it.
    pub fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self)
    }

    /// The one before it.
    pub fn previous(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self)
    }

    /// The step that has this field.
    pub fn with(field: Field) -> Self {
        match field {
            Field::TargetName => Self::Target,
            Field::Strategy
            | Field::AccountName
            | Field::AccessKeyId
            | Field::Password
            | Field::PrivateKey
            | Field::SecretValue
            | Field::ValueKey => Self::Account,
            Field::RotationPeriod
            | Field::RotationWindow
            | Field::Grace
            | Field::AwaitReaders
            | Field::RolloutShare
            | Field::RolloutTime => Self::Schedule,
            _ => Self::Review,
        }
    }
}

/// The steps, those that were passed as buttons that lead back. Nothing without scripts: all steps are shown then.
#[component]
pub(super) fn Progress(
    /// The step that is shown.
    at: RwSignal<WizardStep>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let item = move |step: WizardStep, number: usize| {
        let passed = move || step < at.get();
        let fixed = move || !passed();
        let current = move || (step == at.get()).then_some("step");
        let state = move || match (step == at.get(), passed()) {
            (true, _) => "bg-accent text-on-accent",
            (_, true) => "bg-accent-tint text-accent",
            _ => "bg-sunk text-ink-3",
        };
        let mark = move || match passed() {
            true => view! { <Icon glyph=Glyph::Check/> }.into_any(),
            false => number.to_string().into_any(),
        };
        let circle = move || {
            ["inline-flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold", state()]
                .join(" ")
        };
        let label = move || if step == at.get() { "font-semibold" } else { "phone:sr-only text-ink-2" };
        view! {
            <li class="flex items-center gap-2" aria-current=current>
                <button type="button" class="inline-flex min-h-8 items-center gap-2 rounded-lg pe-1 disabled:cursor-default phone:min-h-11" disabled=fixed on:click=move |_| at.set(step)>
                    <span class=circle aria-hidden="true">{mark}</span> <span class=label>{step.title()}</span>
                </button>
            </li>
        }
        .into_any()
    };
    move || {
        hydrated.get().then(|| {
            let items = WizardStep::ALL.into_iter().zip(1..).map(|(step, number)| item(step, number)).collect_view();
            view! { <ol aria-label="Steps" class="flex flex-wrap items-center gap-x-4 gap-y-1">{items}</ol> }.into_any()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_lead_forth_and_back() {
        assert_eq!(WizardStep::Target.previous(), None);
        assert_eq!(WizardStep::Target.next(), Some(WizardStep::Account));
        assert_eq!(WizardStep::Review.next(), None);
        assert_eq!(WizardStep::Review.previous(), Some(WizardStep::Schedule));
    }

    #[test]
    fn each_field_is_in_a_step() {
        assert_eq!(WizardStep::with(Field::AccountName), WizardStep::Account);
        assert_eq!(WizardStep::with(Field::AccessKeyId), WizardStep::Account);
        assert_eq!(WizardStep::with(Field::PrivateKey), WizardStep::Account);
        assert_eq!(WizardStep::with(Field::Grace), WizardStep::Schedule);
        assert_eq!(WizardStep::with(Field::RolloutTime), WizardStep::Schedule);
        assert_eq!(WizardStep::with(Field::TagKey), WizardStep::Review);
    }
}
