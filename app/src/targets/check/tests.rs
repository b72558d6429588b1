use super::*;

use strongroom_domain::Trust;

fn target(manager: Option<&str>, trust: Trust) -> TargetLine {
    TargetLine {
        name: "ledger".to_owned(),
        kind: TargetKind::Postgresql,
        host: "db".to_owned(),
        port: 5432,
        proof: TargetProof::from(&trust),
        manager: manager.map(str::to_owned),
        secrets: 0,
    }
}

fn check(accepted: Option<bool>, trouble: Option<(RunCause, &str)>) -> TargetCheck {
    let trouble = trouble.map(|(cause, words)| (cause, words.to_owned()));
    TargetCheck {
        accepted,
        account: Some("app".to_owned()),
        account_accepted: None,
        missing: Vec::new(),
        version: None,
        trouble,
        rehearsal: None,
    }
}

fn states(target: &TargetLine, check: &TargetCheck) -> [StepState; 4] {
    let states: Vec<_> = findings(target, check).into_iter().map(|finding| finding.state).collect();
    states.try_into().unwrap_or([StepState::Failed; 4])
}

#[test]
fn each_failure_is_shown_where_it_happened_and_nothing_after_it_counts() {
    use StepState::{Done, Failed, Waiting};
    let tls = target(Some("admin"), Trust::SystemAuthorities);
    for (accepted, trouble, expected) in [
        (Some(true), None, [Done, Done, Done, Done]),
        (Some(false), None, [Done, Done, Failed, Waiting]),
        (None, Some((RunCause::Unreachable, "closed")), [Failed, Waiting, Waiting, Waiting]),
        (None, Some((RunCause::NotTrusted, "unknown issuer")), [Done, Failed, Waiting, Waiting]),
        (None, Some((RunCause::NoTls, "no TLS")), [Done, Failed, Waiting, Waiting]),
        (None, Some((RunCause::Unexpected, "an answer")), [Done, Done, Failed, Waiting]),
        (Some(true), Some((RunCause::NoAccount, "no account")), [Done, Done, Done, Failed]),
    ] {
        assert_eq!(states(&tls, &check(accepted, trouble)), expected, "{accepted:?} {trouble:?}");
    }
    let unnamed = TargetCheck { account: None, ..check(Some(true), None) };
    assert_eq!(states(&tls, &unnamed), [Done, Done, Done, Waiting]);
    let plain = target(Some("admin"), Trust::Plain);
    assert_eq!(states(&plain, &check(Some(true), None)), [Done, Waiting, Done, Done]);
}

#[test]
fn missing_rights_are_listed_as_sentences() {
    let missing = vec!["CREATEROLE, to change passwords".to_owned(), "admin option".to_owned()];
    let found = findings(&target(Some("admin"), Trust::Plain), &TargetCheck { missing, ..check(Some(true), None) });
    assert_eq!(found[3].state, StepState::Failed);
    assert_eq!(found[3].notes, ["CREATEROLE, to change passwords.", "Admin option."]);
}

#[test]
fn target_without_managing_account_is_not_said_to_be_reached() {
    let found = findings(&target(None, Trust::SystemAuthorities), &check(None, None));
    assert!(found.iter().take(3).all(|finding| finding.state == StepState::Waiting), "{found:?}");
}

#[test]
fn host_is_said_to_have_a_host_key() {
    let host = target(Some("root"), Trust::HostKey(String::new()));
    let title = |check| findings(&host, &check)[1].title.clone();
    assert_eq!(title(check(Some(true), None)), "The host key is trusted");
    assert_eq!(title(check(None, Some((RunCause::NotTrusted, "another")))), "The host key is not trusted");
    assert_eq!(title(check(None, Some((RunCause::Unreachable, "closed")))), "Host key");
    let found =
        findings(&target(Some("admin"), Trust::SystemAuthorities), &check(None, Some((RunCause::NoTls, "none"))));
    assert_eq!(found[1].title, "The server does not speak TLS", "no certificate is blamed");
}
