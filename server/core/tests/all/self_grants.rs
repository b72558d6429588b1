//! Acts that give rights above those of their caller are marked in the trail, and others are not.

use crate::world::*;
use strongroom_core::{
    CoreError, Operation,
    ops::{access_keys::*, groups::*, keys::*, policies::*, roles::*, secrets::*, users::*},
};
use strongroom_domain::*;
use strongroom_trail::Detail;

const PASSWORD: &str = "a long enough password";

fn group_name(text: &str) -> GroupName {
    GroupName::new(text).unwrap()
}

fn role_name(text: &str) -> RoleName {
    RoleName::new(text).unwrap()
}

fn own_policy(w: &World, effect: &str, who: &str, action: &str) -> String {
    format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "{action}", "Resource": "*",
            "Principal": {{"RAM": ["acs:ram::{}:{who}"]}}}}]}}"#,
        w.first.account
    )
}

fn trust(w: &World, who: &str) -> String {
    own_policy(w, "Allow", who, "sts:AssumeRole").replace(r#""Resource": "*","#, "")
}

fn secret_policy(secret: &str, document: Option<String>) -> SetSecretPolicy {
    SetSecretPolicy { name: name(secret), document }
}

fn rename(user: &str, new: &str) -> UpdateUser {
    UpdateUser { name: user_name(user), new_name: Some(user_name(new)), display_name: None, comments: None }
}

fn next_version(name: &str, document: &str) -> CreatePolicyVersion {
    let (name, document) = (policy_name(name), document.to_owned());
    CreatePolicyVersion { name, document, set_default: true, rotate: true }
}

fn default_version(name: &str, number: u32) -> SetDefaultPolicyVersion {
    SetDefaultPolicyVersion { name: policy_name(name), number }
}

fn member(user: &str, group: &str, member: bool) -> SetMembership {
    SetMembership { user: user_name(user), group: group_name(group), member }
}

fn of_group(policy: PolicyRef, group: &str) -> SetAttachment {
    SetAttachment { policy, bearer: Bearer::Group(group_name(group)), attached: true }
}

fn of_role(policy: PolicyRef, role: &str) -> SetAttachment {
    SetAttachment { policy, bearer: Bearer::Role(role_name(role)), attached: true }
}

fn password_of(user: &str) -> UpdateLoginProfile {
    let password = strongroom_core::Plaintext::new(PASSWORD.as_bytes().to_vec());
    UpdateLoginProfile { name: user_name(user), password: Some(password) }
}

/// A manager, who may do everything with users, policies and secrets but read values; eve, who may do nothing; and a secret.
struct Stage {
    w: World,
    manager: Principal,
}

impl Stage {
    async fn new() -> Self {
        let w = World::new().await;
        w.create("a", "x").await;
        let manager = w.user("manager", &[system("StrongroomAdministrator")]).await;
        w.user("eve", &[]).await;
        Self { w, manager }
    }

    async fn mark<O: Operation>(&self, who: &Principal, op: O) -> Option<String> {
        self.w.run_as(who, op).await.map(|_| ()).unwrap();
        let details = self.w.last_event().await.details;
        details.into_iter().find(|(detail, _)| *detail == Detail::SelfGrant).map(|(_, what)| what)
    }

    async fn marked<O: Operation>(&self, op: O) -> String {
        self.mark(&self.manager, op).await.expect("the manager gives more than it has")
    }

    async fn unmarked<O: Operation>(&self, op: O) {
        assert_eq!(self.mark(&self.manager, op).await, None);
    }
}

#[tokio::test]
async fn policies_of_secrets_and_keys_are_marked() {
    let s = Stage::new().await;
    let w = &s.w;
    let read = |effect, who| Some(own_policy(w, effect, who, "kms:GetSecretValue"));
    assert_eq!(s.marked(secret_policy("a", read("Allow", "user/eve"))).await, "policy of the secret", "anybody");
    s.unmarked(secret_policy("a", read("Deny", "user/eve"))).await;
    assert!(!s.marked(secret_policy("a", None)).await.is_empty(), "a Deny is gone, of what the caller may not do");
    assert_eq!(s.marked(secret_policy("a", read("Allow", "user/manager"))).await, "policy of the secret");
    s.unmarked(secret_policy("a", None)).await;
    s.unmarked(secret_policy("a", Some(own_policy(w, "Allow", "user/eve", "kms:DescribeSecret")))).await;
    s.unmarked(secret_policy("a", Some(own_policy(w, "Allow", "*", "kms:*")))).await;
    // Named by the caller's own hand: it stays when the policies of the caller are taken away.
    let named = secret_policy("a", Some(own_policy(w, "Allow", "user/manager", "kms:DescribeSecret")));
    assert_eq!(s.marked(named).await, "policy of the secret");

    let key = w.run(CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    let set = |document| SetKeyPolicy { id: key, document: Some(document) };
    assert_eq!(s.marked(set(own_policy(w, "Allow", "user/eve", "kms:Decrypt"))).await, "policy of the key");
    assert_eq!(s.marked(set(own_policy(w, "Allow", "user/manager", "kms:Decrypt"))).await, "policy of the key");
    s.unmarked(set(own_policy(w, "Deny", "user/eve", "kms:Decrypt"))).await;
}

#[tokio::test]
async fn what_the_caller_has_under_a_condition_is_less_than_without() {
    let s = Stage::new().await;
    let w = &s.w;
    let fenced = document("Allow", "kms:GetSecretValue", "*")
        .replace("}]}", r#", "Condition": {"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}}}]}"#);
    w.run(new_policy("office", &fenced)).await.unwrap();
    w.run(attach(custom("office"), "manager")).await.unwrap();
    s.unmarked(attach(custom("office"), "eve")).await;
    assert_eq!(s.marked(attach(system("AliyunKMSSecretUserAccess"), "eve")).await, "AliyunKMSSecretUserAccess");
    let allow = own_policy(w, "Allow", "user/eve", "kms:GetSecretValue");
    assert_eq!(s.marked(secret_policy("a", Some(allow))).await, "policy of the secret");
}

#[tokio::test]
async fn policies_of_others_are_marked_where_they_exceed_the_callers() {
    let s = Stage::new().await;
    let w = &s.w;
    s.unmarked(attach(system("StrongroomAuditor"), "eve")).await;
    assert_eq!(s.marked(attach(system("AdministratorAccess"), "eve")).await, "AdministratorAccess");
    w.run(detach(system("AdministratorAccess"), "eve")).await.unwrap();
    assert_eq!(s.marked(attach(system("AliyunKMSSecretUserAccess"), "eve")).await, "AliyunKMSSecretUserAccess");
    w.run(new_policy("no-reads", &document("Deny", "kms:GetSecretValue", "*"))).await.unwrap();
    s.unmarked(attach(custom("no-reads"), "eve")).await;
    assert_eq!(s.marked(detach(custom("no-reads"), "eve")).await, "a Deny that no longer applies");
    // A second administrator is marked whoever makes it.
    w.run(new_user("second", Some(PASSWORD))).await.unwrap();
    let admin = w.admin.clone();
    assert!(s.mark(&admin, attach(system("AdministratorAccess"), "second")).await.is_some());
    assert_eq!(
        s.mark(&admin, attach(system("AliyunKMSFullAccess"), "eve")).await,
        None,
        "less than an administrator has"
    );
}

#[tokio::test]
async fn groups_and_memberships_are_marked() {
    let s = Stage::new().await;
    let w = &s.w;
    w.run(CreateGroup { name: group_name("readers"), comments: comments("") }).await.unwrap();
    assert!(!s.marked(of_group(system("AliyunKMSSecretUserAccess"), "readers")).await.is_empty());
    assert_eq!(s.marked(member("eve", "readers", true)).await, "AliyunKMSSecretUserAccess");
    s.unmarked(member("eve", "readers", false)).await;
    assert_eq!(s.marked(member("manager", "readers", true)).await, "AliyunKMSSecretUserAccess");
}

#[tokio::test]
async fn policy_versions_are_marked_while_somebody_has_the_policy() {
    let s = Stage::new().await;
    let (little, much) = (document("Allow", "kms:ListSecrets", "*"), document("Allow", "kms:GetSecretValue", "*"));
    s.unmarked(new_policy("p", &little)).await;
    s.unmarked(next_version("p", &much)).await;
    s.unmarked(default_version("p", 1)).await;
    s.unmarked(attach(custom("p"), "eve")).await;
    assert_eq!(s.marked(default_version("p", 2)).await, "p", "an earlier version is restored");
    s.unmarked(default_version("p", 1)).await;
    assert_eq!(s.marked(next_version("p", &much)).await, "p");
}

#[tokio::test]
async fn roles_are_marked_when_they_exceed_the_caller_and_when_somebody_is_trusted() {
    let s = Stage::new().await;
    let w = &s.w;
    let retrust = |who: &str| UpdateRole {
        name: role_name("r"),
        description: None,
        trust: Some(trust(w, who)),
        max_session_s: None,
    };
    let (name, description) = (role_name("r"), comments(""));
    s.unmarked(CreateRole { name, description, trust: trust(w, "user/admin"), max_session_s: 3_600 }).await;
    s.unmarked(retrust("user/eve")).await;
    assert_eq!(s.marked(of_role(system("AliyunKMSSecretUserAccess"), "r")).await, "AliyunKMSSecretUserAccess");
    assert_eq!(s.marked(retrust("user/manager")).await, "trust policy");
    assert_eq!(s.marked(retrust("root")).await, "trust policy");
}

#[tokio::test]
async fn credentials_of_somebody_with_more_rights_are_marked() {
    let s = Stage::new().await;
    let w = &s.w;
    let key_of = |user: &str| CreateAccessKey { user: user_name(user) };
    assert_eq!(s.marked(key_of("admin")).await, "AccessKey");
    assert_eq!(s.marked(password_of("admin")).await, "password");
    s.unmarked(password_of("eve")).await;
    s.unmarked(key_of("manager")).await;
    let key = w.run(key_of("eve")).await.unwrap().id;
    let switch = |active| UpdateAccessKey { user: user_name("eve"), id: key.clone(), active, networks: None };
    s.unmarked(switch(Some(false))).await;
    w.run(attach(system("AliyunKMSSecretUserAccess"), "eve")).await.unwrap();
    assert_eq!(s.marked(switch(Some(true))).await, "AccessKey");
    let from = |networks: &str| UpdateAccessKey { networks: Some(Networks::parse(networks).unwrap()), ..switch(None) };
    s.unmarked(from("192.0.2.0/24")).await;
    assert_eq!(s.marked(from("192.0.2.0/24 198.51.100.0/24")).await, "AccessKey");
    let chief = w.user("chief", &[system("AdministratorAccess")]).await;
    assert_eq!(s.mark(&chief, key_of("chief")).await, Some("AccessKey".to_owned()), "one of an administrator");
}

#[tokio::test]
async fn names_that_policies_mention_are_marked() {
    let s = Stage::new().await;
    let w = &s.w;
    w.run(secret_policy("a", Some(own_policy(w, "Allow", "user/alice", "kms:GetSecretValue")))).await.unwrap();
    assert_eq!(s.marked(rename("manager", "alice")).await, "a name in policies");
    assert_eq!(w.run_as(&s.manager, get("a", None, None)).await.err(), Some(CoreError::Denied), "it gives nothing");
    assert_eq!(s.marked(rename("alice", "manager")).await, "a name in policies");
    s.unmarked(rename("manager", "chief")).await;
    s.unmarked(rename("eve", "eva")).await;
    w.run(new_policy("app-keys", &document("Allow", "ram:CreateAccessKey", "acs:ram:*:*:user/app-*"))).await.unwrap();
    assert_eq!(s.marked(rename("admin", "app-admin")).await, "a name in policies", "another user comes within reach");
    let fence = document("Deny", "*", "*");
    let fence = fence.replace("}]}", r#", "Condition": {"StringLike": {"acs:PrincipalArn": "*:user/eva"}}}]}"#);
    w.run(new_policy("no-eva", &fence)).await.unwrap();
    assert_eq!(s.marked(rename("eva", "other")).await, "a name in policies", "out of a Deny");
}

#[tokio::test]
async fn tags_that_open_a_secret_to_the_caller_are_marked() {
    let s = Stage::new().await;
    let w = &s.w;
    let dev = document("Allow", "kms:GetSecretValue", "*")
        .replace("}]}", r#", "Condition": {"StringEquals": {"kms:tag/env": "dev"}}}]}"#);
    w.run(new_policy("dev", &dev)).await.unwrap();
    w.run(attach(custom("dev"), "manager")).await.unwrap();
    let tag = |value: &str| TagResource {
        name: name("a"),
        tags: [(TagKey::new("env").unwrap(), TagValue::new(value).unwrap())].into_iter().collect(),
    };
    s.unmarked(tag("prod")).await;
    assert_eq!(s.marked(tag("dev")).await, "tags");
}

#[tokio::test]
async fn what_gives_nothing_is_not_marked() {
    let s = Stage::new().await;
    s.unmarked(new_user("new", Some(PASSWORD))).await;
    s.unmarked(put("a", "v2", "y", &["ACSCurrent"])).await;
    s.unmarked(CreateGroup { name: group_name("g"), comments: comments("") }).await;
    s.unmarked(member("eve", "g", true)).await;
    s.unmarked(DeleteUser { name: user_name("new"), with_everything: true }).await;
}
