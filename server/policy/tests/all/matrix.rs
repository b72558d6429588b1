//! Which audience may do which operation: generated into `docs/permissions.md`, so that a change shows in review.

use std::fmt::Write;
use strongroom_domain::{Access, Action};
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
        "# Who may do what\n\nWhat each system policy allows on everything. Custom policies allow more finely. Made by a test of \
         `server/policy`;\nset `BLESS=1` to write it anew.\n\n| operation | access |",
    );
    for (audience, policy) in AUDIENCES {
        write!(out, " {audience}<br>`{policy}` |").unwrap();
    }
    out.push_str("\n| --- | --- |");
    out.push_str(&" :-: |".repeat(AUDIENCES.len()));
    let mut actions = Action::ALL.to_vec();
    actions.sort_by_key(|action| action.full_name());
    for action in actions {
        let access = if action.access() == Access::Write { "write" } else { "read" };
        write!(out, "\n| `{}` | {access} |", action.full_name()).unwrap();
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
    out.push('\n');
    out
}

#[test]
fn the_committed_matrix_is_true() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, matrix()).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        matrix(),
        "run with BLESS=1 and look at the difference"
    );
}
