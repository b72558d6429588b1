//! Generates `docs/permissions.md`, which operations each audience may call, so that changes show in review.

use std::fmt::Write;
use strongroom_domain::{Action, FreshProof, Mode};
use strongroom_policy::{Attached, Holder, Policies, possible, system};

/// The audiences of the console, and what an application usually has.
const AUDIENCES: &[(&str, &str)] = &[
    ("everything", "AdministratorAccess"),
    ("manages", "StrongroomAdministrator"),
    ("on call", "StrongroomOnCall"),
    ("auditor", "StrongroomAuditor"),
    ("reads all", "AliyunKMSSecretUserAccess"),
];

fn matrix() -> String {
    let mut out = String::from(
        "# Who may do what\n\nWhat each system policy allows on all resources; a custom policy can allow less. A test of \
         `server/policy` generates this\npage; `BLESS=1 cargo test -p strongroom-policy matrix` regenerates it.\n\nProof: the \
         longest age of the last proof of identity in a console session. A request signed with an AccessKey needs none,\nunless \
         an exception below says so. A `PutSecretValue` that changes some keys of an existing version also requires\n\
         `GetSecretValue`.\n\n| operation | mode | proof |",
    );
    for (audience, policy) in AUDIENCES {
        write!(out, " {audience}<br>`{policy}` |").unwrap();
    }
    out.push_str("\n| --- | --- | --- |");
    out.push_str(&" :-: |".repeat(AUDIENCES.len()));
    let mut actions = Action::ALL.to_vec();
    actions.sort_by_key(|action| action.full_name());
    for action in actions {
        let mode = if action.mode() == Mode::Write { "write" } else { "read" };
        write!(out, "\n| `{}` | {mode} | {} |", action.full_name(), proof(action)).unwrap();
        for (_, name) in AUDIENCES {
            let policy = system::find(name).unwrap();
            let attached = Attached {
                name: policy.name.into(),
                holder: Holder::User("u".to_owned()),
                document: Ok(policy.document.clone()),
            };
            let policies = Policies { identity: vec![attached], ..Policies::default() };
            out.push_str(if possible(&policies, &action.full_name()) { " ● |" } else { "  |" });
        }
    }
    out.push_str("\n\n## Exceptions\n\nEvery write and every value shown requires a proof within 15 minutes. Exceptions, and why:\n");
    for action in Action::ALL {
        let because = match action.row().proof {
            FreshProof::Usual => continue,
            FreshProof::Console { because, .. } | FreshProof::Never { because } => because.to_owned(),
            FreshProof::Everywhere { because, .. } => format!("{because}; also required on the API"),
        };
        write!(out, "\n- `{}`: {}: {because}.", action.name(), proof(*action)).unwrap();
    }
    out.push('\n');
    out
}

fn proof(action: Action) -> String {
    action.row().console_proof_minutes().map_or_else(|| "none".to_owned(), |minutes| format!("{minutes} min"))
}

#[test]
fn committed_matrix_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, matrix()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        matrix(),
        "run with BLESS=1 and review the difference"
    );
}
