//! What a person can do about a rotation.

use super::{
    calls::{ExtendGrace, GoOn, TakeBack},
    dto::{RotationDetail, RotationLine},
};
use crate::{
    client::{AnyFormAction, Failure, FormAction, SubmitForm, failure},
    current_user::may as may_somewhere,
    paths,
};
use leptos::prelude::*;
use strongroom_domain::{Action, RunCause, RunPhase, RunProgress};
use strongroom_ui::{Button, ButtonKind, Choice, Dialog, DialogClose, Select};

/// An act that a dialog asks about first.
struct Act {
    /// Id of the dialog.
    id: &'static str,
    /// Label of its button.
    button: &'static str,
    /// Title of the dialog.
    title: &'static str,
    /// What follows.
    follows: &'static str,
    kind: ButtonKind,
    /// What did not happen if it fails.
    failed: &'static str,
}

const REVOKE: Act = Act {
    id: "revoke-now",
    button: "Revoke now",
    title: "Revoke the old credential now?",
    follows: "Applications that have not read the secret since the rotation began can no longer log in. Nothing brings the old credential back.",
    kind: ButtonKind::Danger,
    failed: "Not revoked",
};

const GIVE_TO_ALL: Act = Act {
    id: "give-to-all",
    button: "Give to all",
    title: "Give the new credential to all applications?",
    follows: "From their next request on, all applications read the new credential. The old one works until it is revoked.",
    kind: ButtonKind::Primary,
    failed: "Not given to all",
};

const ROLL_BACK: Act = Act {
    id: "roll-back",
    button: "Roll back",
    title: "Roll back this rotation?",
    follows: "Applications get the old credential back once a log-in with it succeeds; if the target refuses it, it is set again. The new credential is revoked.",
    kind: ButtonKind::Primary,
    failed: "Not rolled back",
};

const GIVE_UP: Act = Act {
    id: "give-up",
    button: "Give up",
    title: "End this rotation as it is?",
    follows: "Only for a target that is gone for good. It is not asked which credential it accepts, and nothing is changed there. Both versions of the secret stay.",
    kind: ButtonKind::Danger,
    failed: "Not given up",
};

/// What a person can have done.
#[derive(Clone, Copy)]
pub struct Acts {
    /// Goes on, or does now what would be done later.
    pub resume: FormAction<GoOn>,
    /// Lets the old credential work for longer.
    pub extend: FormAction<ExtendGrace>,
    /// Goes back, or gives up.
    pub back: FormAction<TakeBack>,
}

/// The buttons that the state and the user's rights allow.
pub fn buttons(detail: &RotationDetail, secret: &str, acts: Acts) -> Option<AnyView> {
    let RotationDetail { line, may, .. } = detail;
    let Acts { resume, extend, back } = acts;
    let (resumes, takes_back) = (may.contains(&Action::ResumeRotation), may.contains(&Action::RollBackRotation));
    let waits = matches!(line.phase, RunPhase::NeedsAPerson | RunPhase::RetryWait);
    let old_works = line.progress == RunProgress::Promoted && line.phase == RunPhase::Active;
    let is_offered = line.progress == RunProgress::Offered && line.phase == RunPhase::Active;
    let extends = old_works && may.contains(&Action::ExtendRotation);
    let fields = |give_up: bool| {
        let give_up = give_up.then(|| view! { <input type="hidden" name="give_up" value="true"/> });
        let (id, secret) = (line.id.clone(), secret.to_owned());
        view! { <input type="hidden" name="secret" value=secret/> <input type="hidden" name="id" value=id/> {give_up} }
            .into_any()
    };
    let offered = [
        (resumes && waits).then(|| resume_form(line.phase, resume, fields(false))),
        edit_target(line),
        (resumes && is_offered).then(|| dialog(GIVE_TO_ALL, resume.into(), fields(false))),
        (resumes && old_works).then(|| dialog(REVOKE, resume.into(), fields(false))),
        extends.then(|| extend_dialog(extend, fields(false))),
        (takes_back && line.is_open() && !line.goes_back() && !detail.back_asked)
            .then(|| dialog(ROLL_BACK, back.into(), fields(false))),
        (takes_back && waits).then(|| dialog(GIVE_UP, back.into(), fields(true))),
    ];
    let offered: Vec<_> = offered.into_iter().flatten().collect();
    (!offered.is_empty()).then(|| view! { <div class="mt-2 flex flex-wrap gap-2.5">{offered}</div> }.into_any())
}

/// A link to the form that mends what stopped the rotation, if it is the target's address or managing account.
fn edit_target(line: &RotationLine) -> Option<AnyView> {
    use RunCause::{LockedOut, ManagerRefused, NoTls, NotTrusted, ReadOnly, Unreachable};
    let mends = matches!(line.cause?, LockedOut | ManagerRefused | NoTls | NotTrusted | ReadOnly | Unreachable);
    let target = line.target.as_ref().filter(|_| mends && line.is_open() && may_somewhere(Action::UpdateTarget))?;
    let href = paths::edit_target(target);
    Some(view! { <Button href>"Edit target"</Button> }.into_any())
}

fn resume_form(phase: RunPhase, action: FormAction<GoOn>, fields: AnyView) -> AnyView {
    let (kind, pending) = (ButtonKind::Primary, action.pending());
    let words = if phase == RunPhase::RetryWait { "Try now" } else { "Resume" };
    view! { <SubmitForm action failed="Not resumed">{fields} <Button kind submit=true pending>{words}</Button></SubmitForm> }
        .into_any()
}

/// For how long the old credential may be made to work on.
const LONGER: [(u32, &str); 5] =
    [(3_600, "1 hour"), (4 * 3_600, "4 hours"), (86_400, "1 day"), (3 * 86_400, "3 days"), (7 * 86_400, "7 days")];

fn extend_dialog(action: FormAction<ExtendGrace>, fields: AnyView) -> AnyView {
    let (id, failed) = ("extend", "Not extended");
    let choices = LONGER.map(|(seconds, words)| Choice::new(seconds.to_string(), words)).to_vec();
    let bind_to = RwSignal::new(LONGER[2].0.to_string());
    view! {
        <Button id="open-extend" opens=id>"Extend…"</Button>
        <Dialog id title="Let the old credential work for longer?".to_owned()>
            <SubmitForm action failed>
                {fields}
                <div class="flex flex-col gap-4">
                    <Select id="extend-for" name="seconds" label="From now on" choices bind_to required=false/>
                    <Failure errors=vec![failure(action)]/>
                    <div class="flex justify-end gap-2">
                        <DialogClose dialog=id/>
                        <Button id="extend-confirm" kind=ButtonKind::Primary submit=true pending=action.pending()>"Extend"</Button>
                    </div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

/// A button, and the dialog that it opens.
fn dialog(act: Act, action: AnyFormAction, fields: AnyView) -> AnyView {
    let Act { id, button, title, follows, kind, failed } = act;
    view! {
        <Button id=format!("open-{id}") opens=id>{format!("{button}…")}</Button>
        <Dialog id title=title.to_owned()>
            <SubmitForm action failed>
                {fields}
                <div class="flex flex-col gap-4">
                    <p class="text-ink">{follows}</p>
                    <Failure errors=vec![failure(action)]/>
                    <div class="flex justify-end gap-2">
                        <DialogClose dialog=id/>
                        <Button id=format!("{id}-confirm") kind submit=true pending=action.pending()>{button}</Button>
                    </div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}
