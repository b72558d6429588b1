//! The test of a target's connection, and what it found.

mod rehearsal;

use super::{
    calls::TestTarget,
    dto::{TargetCheck, TargetDetail, TargetLine, TargetProof, address},
    words,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    current_user::may,
    labels::{self, as_sentence},
};
use leptos::prelude::*;
use strongroom_domain::{Action, RunCause, Strategy, TargetKind, limits};
use strongroom_ui::{Button, ButtonKind, Card, Choice, Glyph, Select, Step, StepState, Steps, TextField, use_hydrated};

/// One thing that was checked: its state, what it is about, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TestFinding {
    state: StepState,
    title: String,
    notes: Vec<String>,
}

impl TestFinding {
    fn new(state: StepState, title: impl Into<String>, note: impl Into<String>) -> Self {
        Self { state, title: title.into(), notes: vec![note.into()] }
    }
}

/// The form, and below it the result. Scripts show the result, so the buttons are disabled without them.
pub fn check_card(detail: &TargetDetail, action: FormAction<TestTarget>) -> AnyView {
    let hydrated = use_hydrated();
    let without = "Requires JavaScript. Alternatively, call the operation TestTarget of the HTTP API";
    let reason = Signal::derive(move || (!hydrated.get()).then(|| without.to_owned()));
    let managed = detail.manager.is_some();
    let unmanaged = Signal::derive(move || {
        let none = (!managed).then(|| "A rehearsal needs a managing account, which creates an account".to_owned());
        none.or_else(|| reason.get())
    });
    let (name, shown) = (detail.name.clone(), detail.line());
    let rights = rights_fields(detail.kind);
    let rehearses = (rights.is_some() && may(Action::UpdateTarget)).then(|| {
        view! { <Button id="rehearse-target" icon=Glyph::Rotate submit=true name="rehearse" value="true" disabled_reason=unmanaged pending=action.pending()>"Rehearse"</Button> }
            .into_any()
    });
    let note = rehearses.is_some().then(|| {
        let words = "A test changes nothing. A rehearsal creates an account without rights, rotates it in the chosen way, and removes it again.";
        view! { <p class="text-sm text-ink-2">{words}</p> }.into_any()
    });
    let result = move || {
        let found = action.outcome()?.ok()?;
        let result = test_result(&shown, &found);
        Some(view! { <div class="border-t border-line px-4 py-4">{result}</div> }.into_any())
    };
    view! {
        <Card title="Test connection" flush=true>
            <div class="px-4 py-4">
                <SubmitForm action disposable=true>
                    <div class="flex flex-col gap-4">
                        <Failure errors=vec![failure(action)]/>
                        <input type="hidden" name="name" value=name/>
                        {rights}
                        <div class="flex flex-wrap gap-2.5">
                            <Button id="test-target" kind=ButtonKind::Primary icon=Glyph::Play submit=true disabled_reason=reason pending=action.pending()>
                                {move || if action.pending().get() { "Testing…" } else { "Test connection" }}
                            </Button>
                            {rehearses}
                        </div>
                        {note}
                    </div>
                </SubmitForm>
            </div>
            {result}
        </Card>
    }
    .into_any()
}

/// What a test found, as numbered steps.
pub fn test_result(target: &TargetLine, check: &TargetCheck) -> AnyView {
    let mut found = findings(target, check);
    found.extend(rehearsal::findings(check));
    let steps = found.into_iter().enumerate().map(|(at, finding)| step(at, finding)).collect_view();
    view! { <div role="status" aria-label="Result of the test"><Steps>{steps}</Steps></div> }.into_any()
}

/// Which account the managing one is to rotate, to know whether it may.
fn rights_fields(kind: TargetKind) -> Option<AnyView> {
    let offered = Strategy::ALL.into_iter().filter(|strategy| strategy.is_offered_by(kind));
    let choices: Vec<_> = offered.map(|strategy| Choice::new(strategy.word(), labels::strategy(strategy))).collect();
    let first = choices.first()?.value.clone();
    let hint = "Also checks that the managing account has the rights to rotate this account.";
    Some(
        view! {
            <div class="grid gap-4 lg:grid-cols-2">
                <TextField id="test-account" name="account" label="Account to rotate" mono=true max_length=limits::ACCOUNT_NAME hint/>
                <Select id="test-strategy" name="strategy" label="How it rotates" choices value=first required=true/>
            </div>
        }
        .into_any(),
    )
}

fn step(at: usize, finding: TestFinding) -> AnyView {
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let TestFinding { state, title, notes } = finding;
    let notes = notes.into_iter().map(|note| view! { <p class="wrap-anywhere">{note}</p> }.into_any()).collect_view();
    view! { <Step number state title>{notes}</Step> }.into_any()
}

/// What was found, from the network up. A failure leaves what comes after it unchecked.
fn findings(target: &TargetLine, check: &TargetCheck) -> Vec<TestFinding> {
    use StepState::{Done, Failed, Waiting};
    let address = address(&target.host, target.port);
    let managed = target.manager.is_some();
    let asked = managed || check.account_accepted.is_some();
    let cause = check.trouble.as_ref().map(|(cause, _)| *cause);
    let words = || check.trouble.as_ref().map(|(_, words)| as_sentence(words)).unwrap_or_default();
    let unreached = matches!(cause, Some(RunCause::Unreachable | RunCause::Busy | RunCause::Unsupported))
        && check.accepted.is_none();
    let without_tls = cause == Some(RunCause::NoTls);
    let untrusted = without_tls || cause == Some(RunCause::NotTrusted);
    let mut found = Vec::with_capacity(5);
    found.push(match (asked, unreached) {
        (false, _) => {
            TestFinding::new(Waiting, address, "Not contacted: the target has no managing account to log in with.")
        }
        (true, true) => TestFinding::new(Failed, format!("{address} was not reached"), words()),
        (true, false) => {
            let version = check.version.as_ref().map(|version| format!("{} {version}", words::kind(target.kind)));
            TestFinding::new(Done, format!("{address} was reached"), version.unwrap_or_default())
        }
    });
    let (proof, title) = match target.proof {
        TargetProof::HostKey => ("host key", "Host key"),
        _ => ("certificate", "Certificate"),
    };
    found.push(match (target.proof, untrusted) {
        (TargetProof::Plain, _) => TestFinding::new(Waiting, "No TLS", words::protection_sentence(TargetProof::Plain)),
        (_, true) if without_tls => TestFinding::new(Failed, "The server does not speak TLS", words()),
        (_, true) => TestFinding::new(Failed, format!("The {proof} is not trusted"), words()),
        _ if !asked || unreached => TestFinding::new(Waiting, title, "Not checked."),
        _ => TestFinding::new(Done, format!("The {proof} is trusted"), words::protection(target.proof)),
    });
    let manager = target.manager.as_deref().unwrap_or_default();
    found.push(match check.accepted {
        Some(true) => TestFinding::new(Done, format!("{manager} can log in"), ""),
        Some(false) => {
            let note = "The target refuses the account or what proves it. Edit the target to set another one.";
            TestFinding::new(Failed, format!("{manager} cannot log in"), note)
        }
        None if managed && cause.is_some() && !unreached && !untrusted => {
            TestFinding::new(Failed, format!("{manager} cannot log in"), words())
        }
        None => TestFinding::new(Waiting, "Log-in of the managing account", "Not checked."),
    });
    found.extend(typed_credential(target.kind, check));
    // A function is asked about no account of its own.
    let account = check.account.as_deref();
    let account = account.map(|account| if target.kind == TargetKind::Function { "A secret" } else { account });
    found.push(match (account, cause.filter(|_| check.rehearsal.is_none())) {
        (None, _) => TestFinding::new(Waiting, "Rights", "Not checked. Name an account to rotate and test again."),
        (Some(account), Some(_)) if check.accepted == Some(true) => {
            TestFinding::new(Failed, format!("{account} cannot be rotated"), words())
        }
        (Some(account), _) if !check.missing.is_empty() => TestFinding {
            state: Failed,
            title: format!("Rights are missing to rotate {account}"),
            notes: check.missing.iter().map(|right| as_sentence(right)).collect(),
        },
        (Some(account), None) if !managed => TestFinding::new(
            Waiting,
            format!("Rights to rotate {account}"),
            "None are needed: the account changes its own credential.",
        ),
        (Some(account), None) if check.accepted != Some(false) => {
            TestFinding::new(Done, format!("{account} can be rotated"), "")
        }
        (Some(account), _) => TestFinding::new(Waiting, format!("Rights to rotate {account}"), "Not checked."),
    });
    for finding in &mut found {
        finding.notes.retain(|note| !note.is_empty());
    }
    found
}

/// What the target says to what was typed for the account.
fn typed_credential(kind: TargetKind, check: &TargetCheck) -> Option<TestFinding> {
    let account = check.account.as_deref()?;
    let what = match kind {
        TargetKind::Ram => "AccessKey",
        // Either a password or a key.
        TargetKind::Ssh => "credential",
        TargetKind::Function => "value",
        TargetKind::Postgresql | TargetKind::Mariadb | TargetKind::Mysql | TargetKind::Redis => "password",
    };
    Some(match check.account_accepted? {
        true => TestFinding::new(StepState::Done, format!("{account} can log in with the {what} you entered"), ""),
        false => {
            let note = format!(
                "The target refuses the account or its {what}. Correct them, or applications read one that does not work."
            );
            TestFinding::new(StepState::Failed, format!("{account} cannot log in with the {what} you entered"), note)
        }
    })
}

#[cfg(test)]
mod tests;
