//! How a secret of the list rotates.

use super::dto::RotationCell;
use crate::{
    current_user::may,
    paths::{self, SecretRoute},
    rotations::words::state_of,
};
use leptos::prelude::*;
use strongroom_domain::{Action, RunPhase};
use strongroom_ui::{Status, TextLink, Time, Tone};

/// Next date, or what is wrong, with the way to it.
pub(super) fn rotation_cell(name: &str, rotation: Option<RotationCell>) -> AnyView {
    let Some(RotationCell { automatic, paused, next, overdue, run }) = rotation else {
        return view! { <span class="text-ink-3">"none"</span> }.into_any();
    };
    let opens = may(Action::DescribeRotation);
    if let Some((id, phase, progress)) = run {
        let (tone, words) = match phase {
            RunPhase::NeedsAPerson => (Tone::Red, "Failed"),
            phase => state_of(phase, progress),
        };
        return linked(tone, words, opens.then(|| paths::rotation(&id, name)));
    }
    let page = opens.then(|| paths::secret(SecretRoute::Rotation, name));
    match (overdue, next) {
        (true, _) => linked(Tone::Red, "Overdue", page),
        (false, Some(at)) => view! { <Time at upcoming=true/> }.into_any(),
        (false, None) if paused => linked(Tone::Amber, "Paused", page),
        (false, None) if automatic => view! { <span class="text-ink-3">"not set"</span> }.into_any(),
        (false, None) => view! { <span class="text-ink-3">"on request"</span> }.into_any(),
    }
}

fn linked(tone: Tone, words: &'static str, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! { <Status tone><TextLink href>{words}</TextLink></Status> }.into_any(),
        None => view! { <Status tone>{words}</Status> }.into_any(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::RunProgress;

    #[test]
    fn what_is_wrong_comes_before_the_next_date() {
        let cell = RotationCell { automatic: true, paused: false, next: Some(0), overdue: false, run: None };
        let shown = |cell: RotationCell| Owner::new().with(|| rotation_cell("a/b", Some(cell)).to_html());
        assert!(shown(cell.clone()).contains("1970-01-01"));
        let late = shown(RotationCell { overdue: true, ..cell.clone() });
        assert!(late.contains("Overdue") && late.contains("/secrets/rotation/a/b"), "{late}");
        let run = Some(("0198".to_owned(), RunPhase::NeedsAPerson, RunProgress::Uncertain));
        let failed = shown(RotationCell { next: None, run, ..cell.clone() });
        assert!(failed.contains("Failed") && failed.contains("/rotations/0198/a/b"), "{failed}");
        assert!(shown(RotationCell { next: None, paused: true, ..cell }).contains("Paused"));
    }
}
