//! Validation problems of a form, found before it is sent or by the server.

use crate::{
    client::confirm_link,
    error::UiError,
    labels::{at_field, inputs},
};
use leptos::prelude::*;
use strongroom_domain::{Field, FieldError};
use strongroom_ui::{Banner, Tone};

/// The problems of one form.
#[derive(Clone, Copy)]
pub struct Problems {
    own: RwSignal<Vec<FieldError>>,
    server: Signal<Option<UiError>>,
    shown: Signal<bool>,
}

impl Problems {
    /// Starts without problems; `server` reports those that the server finds.
    pub fn new(server: Signal<Option<UiError>>) -> Self {
        Self { own: RwSignal::new(Vec::new()), server, shown: Signal::from(true) }
    }

    /// The same, but only while `shown` is true.
    pub fn only(self, shown: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self { shown: Signal::derive(shown), ..self }
    }

    /// Replaces the problems found before sending. True if there are none.
    pub fn set(self, found: Vec<FieldError>) -> bool {
        let none = found.is_empty();
        self.own.set(found);
        none
    }

    /// The rule a field breaks.
    pub fn of(self, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || {
            if !self.shown.get() {
                return None;
            }
            let own = self.own.with(|own| own.iter().find(|error| error.field == field).copied());
            let server = || {
                let error = self.server.get()?;
                Some(error.invalid().filter(|refused| refused.field() == Some(field))?.rule.clone())
            };
            own.map(|error| at_field(error.problem)).or_else(server)
        })
    }

    /// Drops the problems found before sending that a change of the control `name` may solve.
    pub fn changed(self, name: &str) {
        let stale = |error: &FieldError| match error.field {
            // Many fields hold a value; all of them have structured names.
            Field::SecretValue | Field::ValueKey => name.contains('['),
            other => inputs(other).contains(&name),
        };
        if self.own.with_untracked(|own| own.iter().any(stale)) {
            self.own.update(|own| own.retain(|error| !stale(error)));
        }
    }

    /// The error that the page shows, if it concerns none of `fields`.
    pub fn other(self, shown: Signal<Option<UiError>>, fields: &'static [Field]) -> Signal<Option<UiError>> {
        Signal::derive(move || {
            let elsewhere = |field: Option<Field>| field.is_none_or(|field| !fields.contains(&field));
            shown.get().filter(|error| error.invalid().is_none_or(|refused| elsewhere(refused.field())))
        })
    }
}

/// Reports why an action failed.
#[component]
pub fn ActionError(
    /// The error, if any.
    #[prop(into)]
    error: Signal<Option<UiError>>,
    /// What did not happen.
    #[prop(into)]
    title: String,
) -> impl IntoView {
    move || {
        error.get().map(|error| {
            let confirm = confirm_link(&error);
            view! { <Banner tone=Tone::Red title=title.clone()><p>{error.message}</p>{confirm}</Banner> }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use strongroom_domain::{Problem, Unit};

    #[test]
    fn problem_is_shown_at_its_field_only() {
        Owner::new().with(|| {
            let server = RwSignal::new(None);
            let problems = Problems::new(server.into());
            let problem = Problem::Length { min: 1, max: 192, unit: Unit::Characters };
            server.set(Some(FieldError::new(Field::SecretName, problem).into()));
            assert_eq!(
                problems.of(Field::SecretName).get_untracked().as_deref(),
                Some("Must have 1 to 192 characters.")
            );
            assert_eq!(problems.of(Field::VersionId).get_untracked(), None);
            assert_eq!(problems.other(server.into(), &[Field::SecretName]).get_untracked(), None);
            let elsewhere =
                problems.other(server.into(), &[Field::VersionId]).get_untracked().map(|error| error.message);
            assert_eq!(elsewhere.as_deref(), Some("Name must have 1 to 192 characters."), "in the words of the form");
            server.set(Some(UiError::new(ErrorKind::Conflict, "Taken.")));
            assert!(problems.other(server.into(), &[Field::SecretName]).get_untracked().is_some());
            assert!(!problems.set(vec![FieldError::new(Field::ValueKey, Problem::Duplicate)]));
            assert_eq!(problems.of(Field::ValueKey).get_untracked().as_deref(), Some("Is duplicated."));
        });
    }
}
