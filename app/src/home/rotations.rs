//! Rotations that need attention, before everything else.

use super::dto::{OverdueLine, RotationAttention};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    current_user::may,
    paths::{self, SecretRoute},
    rotations::{GoOn, RotationLine, words},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, PathName, Status, TextLink, Time, Tone};

/// Failed and overdue rotations, each with what can be done about it. `None` if there are none.
pub(super) fn attention(rotations: RotationAttention, resume: FormAction<GoOn>) -> Option<AnyView> {
    let RotationAttention { failed, overdue, more } = rotations;
    if failed.is_empty() && overdue.is_empty() {
        return None;
    }
    let rows = failed.into_iter().map(|line| failed_row(line, resume)).chain(overdue.into_iter().map(overdue_row));
    let rows = rows.collect_view();
    let more = more.then(|| view! { <p class="border-t border-line px-4 py-3 text-sm"><TextLink href=paths::CALENDAR>"All that need attention"</TextLink></p> }.into_any());
    Some(
        view! {
            <Failure errors=vec![failure(resume)]/>
            <Card title="Rotations that need attention" flush=true>
                <ul class="divide-y divide-line" aria-label="Rotations that need attention">{rows}</ul>
                {more}
            </Card>
        }
        .into_any(),
    )
}

fn failed_row(line: RotationLine, resume: FormAction<GoOn>) -> AnyView {
    let (tone, words) = words::state(&line);
    let why = line
        .cause
        .map(|cause| view! { <p class="text-sm text-ink-2">{words::cause(cause)} " " {cause.advice()}</p> }.into_any());
    let secret = line.secret.unwrap_or_default();
    let href = paths::rotation(&line.id, &secret);
    let acts = (may(Action::ResumeRotation) && !secret.is_empty()).then(|| {
        let (id, secret) = (line.id.clone(), secret.clone());
        view! {
            <SubmitForm action=resume failed="Not resumed">
                <input type="hidden" name="secret" value=secret/>
                <input type="hidden" name="id" value=id/>
                <Button kind=ButtonKind::Primary size=ButtonSize::Small submit=true pending=resume.pending()>"Resume"</Button>
            </SubmitForm>
        }
        .into_any()
    });
    let open =
        may(Action::DescribeRotation).then(|| view! { <Button size=ButtonSize::Small href>"Open"</Button> }.into_any());
    let since = line.started;
    row(tone, words, secret, since, why, vec![acts, open])
}

fn overdue_row(line: OverdueLine) -> AnyView {
    let OverdueLine { secret, due } = line;
    let href = paths::secret(SecretRoute::Rotation, &secret);
    let words = if may(Action::RotateSecret) { "Rotate now" } else { "Open" };
    let act =
        may(Action::DescribeSecret).then(|| view! { <Button size=ButtonSize::Small href>{words}</Button> }.into_any());
    row(Tone::Red, "Overdue", secret, due, None, vec![act])
}

fn row(
    tone: Tone,
    words: &'static str,
    secret: String,
    since: i64,
    why: Option<AnyView>,
    acts: Vec<Option<AnyView>>,
) -> AnyView {
    let acts: Vec<_> = acts.into_iter().flatten().collect();
    view! {
        <li class="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
            <div class="min-w-0 flex-1 basis-64">
                <p class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <Status tone>{words}</Status> <span class="min-w-0 wrap-anywhere"><PathName path=secret/></span>
                    <span class="text-sm text-ink-3">"since " <Time at=since/></span>
                </p>
                {why}
            </div>
            <div class="flex gap-2">{acts}</div>
        </li>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::{RunCause, RunPhase, RunProgress, RunTrigger};

    fn shown(rotations: RotationAttention) -> String {
        Owner::new().with(|| attention(rotations, FormAction::new()).map(RenderHtml::to_html).unwrap_or_default())
    }

    #[test]
    fn failed_rotation_is_resumed_and_overdue_one_rotated_from_here() {
        let failed = RotationLine {
            id: "0198".to_owned(),
            secret: Some("payments/db".to_owned()),
            target: None,
            phase: RunPhase::NeedsAPerson,
            progress: RunProgress::Uncertain,
            cause: Some(RunCause::ManagerRefused),
            due: 0,
            trigger: RunTrigger::Schedule,
            starter: "strongroom".to_owned(),
            started: 0,
            ended: None,
            generated: false,
        };
        let overdue = OverdueLine { secret: "<b>late</b>".to_owned(), due: 0 };
        let html = shown(RotationAttention { failed: vec![failed], overdue: vec![overdue], more: true });
        assert!(html.contains("Resume") && html.contains("href=\"/rotations/0198/payments/db\""), "{html}");
        assert!(html.contains("The target refuses the managing account."), "{html}");
        assert!(html.contains("Rotate now") && html.contains("Overdue") && !html.contains("<b>"), "{html}");
        let first = html.find("Needs attention").unwrap_or(usize::MAX);
        assert!(first < html.find("Overdue").unwrap_or(0), "failed ones come first: {html}");
    }

    #[test]
    fn nothing_is_shown_if_all_is_well() {
        assert_eq!(shown(RotationAttention::default()), "");
    }
}
