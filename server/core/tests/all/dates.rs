//! Since when somebody has a policy or is in a group, and when a person last signed in.

use crate::{tamper::sql, world::*};
use strongroom_core::{
    CoreError, Plaintext,
    ops::{groups::*, policies::*, roles::*, system::SignIn, users::*},
    ports::IdentityStore,
};
use strongroom_domain::*;

const HOUR_MS: i64 = 3_600_000;

fn group_name(text: &str) -> GroupName {
    GroupName::new(text).unwrap()
}

fn at(hours: i64) -> Timestamp {
    Timestamp(START + hours * HOUR_MS)
}

/// A group, a role and a user; an hour later each gets a policy, another hour later the user joins the group.
async fn world() -> World {
    let w = World::new().await;
    w.user("bob", &[]).await;
    w.run(CreateGroup { name: group_name("readers"), comments: comments("") }).await.unwrap();
    let trust = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": {"RAM": ["acs:ram::1:root"]},
        "Action": "sts:AssumeRole"}]}"#;
    let (name, description) = (RoleName::new("deployer").unwrap(), comments(""));
    w.run(CreateRole { name, description, trust: trust.to_owned(), max_session_s: 3_600 }).await.unwrap();
    w.run(new_policy("p", &document("Allow", "kms:*", "*"))).await.unwrap();
    w.pass(HOUR_MS);
    for bearer in bearers() {
        w.run(SetAttachment { policy: custom("p"), bearer, attached: true }).await.unwrap();
    }
    w.pass(HOUR_MS);
    w.run(SetMembership { user: user_name("bob"), group: group_name("readers"), member: true }).await.unwrap();
    w
}

fn bearers() -> [Bearer; 3] {
    [
        Bearer::User(user_name("bob")),
        Bearer::Group(group_name("readers")),
        Bearer::Role(RoleName::new("deployer").unwrap()),
    ]
}

async fn policies_of(w: &World, bearer: Bearer) -> Vec<(String, Timestamp)> {
    let found = w.run(ListPoliciesFor { bearer }).await.unwrap();
    found.into_iter().map(|one| (one.what.policy.name.to_string(), one.since)).collect()
}

#[tokio::test]
async fn attachments_have_their_date() {
    let w = world().await;
    w.pass(HOUR_MS);
    w.run(attach(system("StrongroomAuditor"), "bob")).await.unwrap();
    let [user, group, role] = bearers();
    let expected = [("StrongroomAuditor".to_owned(), at(3)), ("p".to_owned(), at(1))];
    assert_eq!(policies_of(&w, user).await, expected, "another one changes no date");
    for bearer in [group, role] {
        assert_eq!(policies_of(&w, bearer).await, [("p".to_owned(), at(1))]);
    }
    let all = w.run(ListEntitiesForPolicy { policy: custom("P") }).await.unwrap();
    assert_eq!((all.users[0].since, all.groups[0].since, all.roles[0].since), (at(1), at(1), at(1)));
    w.run(detach(custom("p"), "bob")).await.unwrap();
    w.run(attach(custom("p"), "bob")).await.unwrap();
    let all = w.run(ListEntitiesForPolicy { policy: custom("p") }).await.unwrap();
    assert_eq!((all.users[0].since, all.groups[0].since), (at(3), at(1)), "attached anew");
}

#[tokio::test]
async fn memberships_have_their_date() {
    let w = world().await;
    w.pass(HOUR_MS);
    w.user("ann", &[]).await;
    w.run(SetMembership { user: user_name("ann"), group: group_name("readers"), member: true }).await.unwrap();
    let (members, _) = w.run(ListUsersForGroup { group: group_name("Readers"), after: None, limit: 9 }).await.unwrap();
    let members: Vec<_> = members.iter().map(|one| (one.what.user.name.as_str(), one.since)).collect();
    assert_eq!(members, [("ann", at(3)), ("bob", at(2))]);
    let groups = w.run(ListGroupsForUser { user: user_name("bob") }).await.unwrap();
    assert_eq!((groups[0].what.name.as_str(), groups[0].since), ("readers", at(2)));
    let facts = w.run(GetUser { name: user_name("bob") }).await.unwrap();
    assert_eq!(facts.groups[0].since, at(2));
}

#[tokio::test]
async fn altered_dates_and_added_members_are_detected() {
    let altered =
        |table: &str, column: &str| format!("UPDATE {table} SET {column} = replace({column}, 'since\":', 'since\":1')");
    for (table, column) in
        [("ram_user", "groups"), ("ram_user", "policies"), ("ram_group", "policies"), ("ram_role", "policies")]
    {
        let w = world().await;
        sql(&w, &altered(table, column)).await;
        let all = w.run(ListEntitiesForPolicy { policy: custom("p") }).await;
        assert!(matches!(all, Err(CoreError::Internal(_))), "{table}.{column}");
    }
    let slipped = [
        "INSERT INTO ram_attachment (policy, ram_user) SELECT 'Custom/p', id FROM ram_user WHERE name = 'admin'",
        "INSERT INTO ram_member (ram_group, ram_user) SELECT g.id, u.id FROM ram_group g, ram_user u WHERE u.name = 'admin'",
    ];
    for statement in slipped {
        let w = world().await;
        sql(&w, statement).await;
        let entities = w.run(ListEntitiesForPolicy { policy: custom("p") }).await.err();
        let members = w.run(ListUsersForGroup { group: group_name("readers"), after: None, limit: 9 }).await.err();
        let noticed = matches!(entities.or(members), Some(CoreError::Internal(_)));
        assert!(noticed, "{statement}");
    }
}

async fn try_sign_in(w: &World, password: &str) {
    let password = Plaintext::new(password.as_bytes().to_vec());
    // A wrong one is part of the test.
    let _ = w.run_as(&Principal::anonymous(""), SignIn { user: "ann".to_owned(), password }).await;
}

#[tokio::test]
async fn last_sign_in_is_known_at_once_and_stored_without_a_revision() {
    let w = World::new().await;
    w.run(new_user("ann", Some("a long new password"))).await.unwrap();
    let last = async || w.run(GetUser { name: user_name("ann") }).await.unwrap().user.signed_in;
    assert_eq!(last().await, None);
    try_sign_in(&w, "wrong").await;
    assert_eq!(last().await, None, "a failure is no sign-in");
    try_sign_in(&w, "a long new password").await;
    assert_eq!(last().await, Some(at(0)));
    let row = async || w.verified(w.store.user_by_name(&user_name("ann")).await.unwrap());
    let revision = row().await.revision;
    assert_eq!(row().await.signed_in, None, "written down later");
    w.engine.note_uses().await.unwrap();
    assert_eq!((row().await.signed_in, row().await.revision), (Some(at(0)), revision));
    assert_eq!(last().await, Some(at(0)));
    w.pass(HOUR_MS);
    try_sign_in(&w, "a long new password").await;
    let rename =
        UpdateUser { name: user_name("ann"), new_name: None, display_name: None, comments: Some(comments("x")) };
    w.run(rename).await.unwrap();
    assert_eq!((row().await.signed_in, last().await), (Some(at(0)), Some(at(1))), "a change leaves it alone");
    w.engine.note_uses().await.unwrap();
    assert_eq!(row().await.signed_in, Some(at(1)));
}
