//! Roles, who may assume them, and what their sessions may do until when.

use crate::world::*;
use strongroom_core::{
    Blocker, Circumstances, CoreError, KeyProof, SeenThing, SigningKey, Thing,
    ops::{access_keys::*, policies::*, roles::*, secrets::*, sts::*, users::*},
};
use strongroom_domain::*;
use strongroom_policy::{Decision, Edit, Rule};
use strongroom_trail::{Detail, Outcome};

const HOUR_MS: i64 = 3_600_000;

fn role_name(text: &str) -> RoleName {
    RoleName::new(text).unwrap()
}

/// Trusts these principals.
fn trust(principals: &[String]) -> String {
    statement("Allow", principals, "")
}

fn statement(effect: &str, principals: &[String], more: &str) -> String {
    format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "sts:AssumeRole",
            "Principal": {{"RAM": {principals:?}}}{more}}}]}}"#
    )
}

fn new_role(name: &str, trust: String) -> CreateRole {
    CreateRole { name: role_name(name), description: comments(""), trust, max_session_s: 3_600 }
}

fn of_role(policy: PolicyRef, role: &str, attached: bool) -> SetAttachment {
    SetAttachment { policy, bearer: Bearer::Role(role_name(role)), attached }
}

fn retrust(name: &str, trust: String) -> UpdateRole {
    UpdateRole { name: role_name(name), description: None, trust: Some(trust), max_session_s: None }
}

fn assume(role: &str) -> AssumeRole {
    let session = SessionName::new("ci-42").unwrap();
    AssumeRole { role: role_name(role), session, duration_s: None, policy: None, external: None }
}

impl World {
    pub fn arn(&self, rest: &str) -> String {
        format!("acs:ram::{}:{rest}", self.first.account)
    }

    /// The role `Deployer`, which reads all secrets and trusts bob, and bob, who may assume any role.
    async fn deployer(&self) -> Principal {
        self.run(new_policy("assume", &document("Allow", "sts:AssumeRole", "*"))).await.unwrap();
        let bob = self.user("bob", &[custom("assume")]).await;
        self.run(new_role("Deployer", trust(&[self.arn("user/bob")]))).await.unwrap();
        self.run(of_role(system("AliyunKMSSecretUserAccess"), "deployer", true)).await.unwrap();
        bob
    }

    /// How the credentials of a session are found to be.
    async fn proof(&self, session: &NewSession) -> KeyProof {
        self.proof_of(session.id.as_str(), Some(&session.token), session.secret.expose()).await
    }

    async fn proof_of(&self, id: &str, token: Option<&str>, secret: &[u8]) -> KeyProof {
        let tag = SigningKey::new(&strongroom_core::Plaintext::new(secret.to_vec())).hmac_sha256(b"m");
        self.engine.authenticate(id, token, None, move |key| key.hmac_sha256(b"m") == tag).await.unwrap()
    }

    /// Assumes a role; the session as a principal.
    async fn session(&self, who: &Principal, op: AssumeRole) -> Principal {
        let session = self.run_as(who, op).await.unwrap();
        match self.proof(&session).await {
            KeyProof::Verified(principal) => principal,
            other => panic!("{other:?}"),
        }
    }

    async fn reads(&self, who: &Principal, secret: &str) -> bool {
        match self.run_as(who, get(secret, None, None)).await {
            Ok(_) => true,
            Err(CoreError::Denied) => false,
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn role_session_has_the_access_of_its_role_and_is_named_in_the_trail() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    let bob = w.deployer().await;
    assert!(!w.reads(&bob, "app/db").await, "what a role may do, those who may assume it may not");
    let made = w.run_as(&bob, assume("deployer")).await.unwrap();
    let begun = w.last_event().await;
    assert_eq!((begun.action, begun.actor.name.as_str()), (Action::AssumeRole, "bob"));
    assert!(begun.details.contains(&(Detail::AccessKey, made.id.to_string())));
    assert!(begun.details.contains(&(Detail::Role, "Deployer/ci-42".to_owned())));
    assert_eq!(made.arn, w.arn("role/deployer/ci-42"));
    assert!(made.id.as_str().starts_with("STS.") && made.expires == Timestamp(START + HOUR_MS));
    assert_eq!(made.secret.len(), 40);

    let KeyProof::Verified(session) = w.proof(&made).await else { panic!("the credentials are good") };
    assert!(w.reads(&session, "app/db").await);
    let event = w.last_event().await;
    assert_eq!((event.actor.kind, event.actor.name.as_str()), (PrincipalKind::Role, "Deployer/ci-42"));
    assert_eq!(event.actor.access_key, Some(made.id.clone()), "leads back to who began it");
    let refused = w.run_as(&session, assume("Deployer")).await.err();
    assert_eq!(refused, Some(CoreError::Denied), "the caller's policies are not the session's");
    assert!(
        matches!(w.last_event().await.outcome, Outcome::Failed { reason, .. } if reason.contains("sts:AssumeRole"))
    );

    let readers = w.run(ListSecretReaders { name: name("app/db"), after: None }).await.unwrap().found;
    let readers: Vec<_> = readers.iter().map(|reader| (reader.name.as_str(), reader.kind, reader.last_read)).collect();
    let read = Some(Timestamp(START));
    assert_eq!(readers, [("admin", ReaderKind::Person, None), ("Deployer", ReaderKind::Role, read)]);

    let facts = w.run_as(&session, GetCallerIdentity).await.unwrap();
    assert_eq!((facts.arn, facts.principal_id), (made.arn, made.principal_id));
    let facts = w.run_as(&bob, GetCallerIdentity).await.unwrap();
    assert_eq!((facts.arn, facts.principal_id, facts.role), (w.arn("user/bob"), bob.id.to_string(), None));
}

#[tokio::test]
async fn assume_role_needs_both_policies() {
    let w = World::new().await;
    let bob = w.deployer().await;
    let eve = w.user("eve", &[custom("assume")]).await;
    let account = w.arn("root");
    let may = async |who: &Principal| w.run_as(who, assume("Deployer")).await.map(|_| ());
    assert_eq!(may(&bob).await, Ok(()));
    assert_eq!(may(&eve).await, Err(CoreError::Denied), "the role does not trust her");
    assert_eq!(may(&w.admin).await, Err(CoreError::Denied), "nor an administrator");
    w.run(retrust("deployer", trust(std::slice::from_ref(&account)))).await.unwrap();
    assert_eq!((may(&bob).await, may(&eve).await), (Ok(()), Ok(())), "all who may assume it by their own policies");
    w.run(detach(custom("assume"), "bob")).await.unwrap();
    assert_eq!(may(&bob).await, Err(CoreError::Denied), "trusted, but nothing allows it");
    w.run(retrust("deployer", trust(&[w.arn("user/bob")]))).await.unwrap();
    assert_eq!(may(&bob).await, Err(CoreError::Denied), "named, but nothing allows it");
    let denies = statement("Deny", &[w.arn("user/eve")], "").replace(
        r#""Statement": ["#,
        &format!(r#""Statement": [{{"Effect": "Allow", "Action": "*", "Principal": {{"RAM": "{account}"}}}}, "#),
    );
    w.run(retrust("deployer", denies)).await.unwrap();
    assert_eq!(may(&eve).await, Err(CoreError::Denied), "a Deny wins");
    let absent = w.run_as(&eve, assume("nothing")).await.err();
    assert_eq!(absent, Some(CoreError::Denied), "a role that is not there looks the same");
    w.run(new_policy("not-this", &document("Deny", "sts:*", &w.arn("role/deployer")))).await.unwrap();
    w.run(retrust("deployer", trust(&[account]))).await.unwrap();
    assert_eq!(may(&eve).await, Ok(()));
    w.run(attach(custom("not-this"), "eve")).await.unwrap();
    assert_eq!(may(&eve).await, Err(CoreError::Denied), "in lower case the role's ARN is what policies name");
}

#[tokio::test]
async fn trust_policy_conditions_are_evaluated() {
    let w = World::new().await;
    let bob = w.deployer().await;
    let more =
        r#", "Condition": {"StringEquals": {"sts:ExternalId": "shop-7"}, "IpAddress": {"acs:SourceIp": "192.0.2.1"}}"#;
    w.run(retrust("Deployer", statement("Allow", &[w.arn("user/bob")], more))).await.unwrap();
    let with =
        |id: Option<&str>| AssumeRole { external: id.map(|id| ExternalId::new(id).unwrap()), ..assume("Deployer") };
    assert!(w.run_as(&bob, with(Some("shop-7"))).await.is_ok());
    for wrong in [None, Some("shop-8")] {
        assert_eq!(w.run_as(&bob, with(wrong)).await.err(), Some(CoreError::Denied));
    }
    let mut elsewhere = w.call_of(&bob);
    elsewhere.address = Some("198.51.100.7".parse().unwrap());
    assert_eq!(w.engine.call(&elsewhere, &with(Some("shop-7"))).await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn session_policy_only_narrows() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    w.create("app/mail", "x").await;
    let bob = w.deployer().await;
    let with = |text: String| AssumeRole { policy: Some(text), ..assume("Deployer") };
    let one = w.session(&bob, with(document("Allow", "kms:*", "acs:kms:*:*:secret/app/db"))).await;
    assert!(w.reads(&one, "app/db").await && !w.reads(&one, "app/mail").await);
    let widest = w.session(&bob, with(document("Allow", "*", "*"))).await;
    assert!(w.reads(&widest, "app/mail").await);
    let policy = || GetSecretPolicy { name: name("app/db") };
    assert_eq!(
        w.run_as(&widest, policy()).await.err(),
        Some(CoreError::Denied),
        "more than the role may do it does not give"
    );
    let no = w.session(&bob, with(document("Deny", "kms:*", "*"))).await;
    assert!(!w.reads(&no, "app/db").await);
    // A secret's own policy does not get round it.
    let own = format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Principal": {{"RAM": ["{}"]}},
            "Action": "kms:GetSecretValue", "Resource": "*"}}]}}"#,
        w.arn("role/deployer")
    );
    w.run(of_role(system("AliyunKMSSecretUserAccess"), "Deployer", false)).await.unwrap();
    w.run(SetSecretPolicy { name: name("app/mail"), document: Some(own) }).await.unwrap();
    let plain = w.session(&bob, assume("Deployer")).await;
    assert!(w.reads(&plain, "app/mail").await, "it names the role, and a session acts as its role");
    assert!(!w.reads(&plain, "app/db").await && !w.reads(&one, "app/mail").await && w.reads(&widest, "app/mail").await);
    for bad in ["", "{}", "nonsense", &document("Allow", "*", "*").replace('1', "2")] {
        let refused = w.run_as(&bob, with(bad.to_owned())).await.err();
        assert!(matches!(refused, Some(CoreError::InvalidPolicy { field: Field::SessionPolicy, .. })), "{bad}");
    }
    let long = document("Allow", &format!("kms:{}", "x".repeat(2_048)), "*");
    assert!(
        matches!(w.run_as(&bob, with(long)).await, Err(CoreError::InvalidPolicy { problem, .. }) if problem.rule == Rule::DocumentSize)
    );
    let largest = document("Allow", "kms:*", &format!("acs:kms:*:*:secret/{}", "字".repeat(1_900)));
    assert!(!w.reads(&w.session(&bob, with(largest)).await, "app/db").await);
}

#[tokio::test]
async fn role_sessions_expire() {
    let w = World::new().await;
    let bob = w.deployer().await;
    let asked = |seconds| AssumeRole { duration_s: Some(seconds), ..assume("Deployer") };
    for bad in [0, 899, 3_601, 43_200] {
        let refused = w.run_as(&bob, asked(bad)).await.err();
        assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::SessionDuration), "{bad}");
    }
    let short = w.run_as(&bob, asked(900)).await.unwrap();
    let hour = w.run_as(&bob, assume("Deployer")).await.unwrap();
    let longer = UpdateRole { max_session_s: Some(43_200), trust: None, ..retrust("Deployer", String::new()) };
    w.run(longer).await.unwrap();
    let day = w.run_as(&bob, asked(43_200)).await.unwrap();
    w.pass(900_000 - 1);
    assert!(matches!(w.proof(&short).await, KeyProof::Verified(_)));
    w.pass(1);
    assert_eq!(w.proof(&short).await, KeyProof::TokenExpired);
    assert!(matches!(w.proof(&hour).await, KeyProof::Verified(_)));
    w.pass(HOUR_MS);
    assert_eq!(w.proof(&hour).await, KeyProof::TokenExpired);
    w.pass(11 * HOUR_MS);
    assert_eq!(w.proof(&day).await, KeyProof::TokenExpired);
    let wrong = w.proof_of(day.id.as_str(), Some(&day.token), b"not the secret").await;
    assert_eq!(wrong, KeyProof::Mismatch, "only who can sign learns that it ended");
}

#[tokio::test]
async fn role_session_ends_in_time_although_the_clock_is_set_back() {
    let w = World::new().await;
    let bob = w.deployer().await;
    let made = w.run_as(&bob, AssumeRole { duration_s: Some(900), ..assume("Deployer") }).await.unwrap();
    assert!(matches!(w.proof(&made).await, KeyProof::Verified(_)));
    w.pass(800_000);
    w.clock.set_wall_by(-600_000);
    assert!(matches!(w.proof(&made).await, KeyProof::Verified(_)));
    w.pass(100_000);
    assert_eq!(w.proof(&made).await, KeyProof::TokenExpired);
}

#[tokio::test]
async fn changes_of_a_role_apply_to_its_sessions() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    let bob = w.deployer().await;
    let made = w.run_as(&bob, assume("Deployer")).await.unwrap();
    let KeyProof::Verified(session) = w.proof(&made).await else { panic!("the credentials are good") };
    assert!(w.reads(&session, "app/db").await);
    let in_the_way = w.run(DeleteRole { name: role_name("deployer") }).await.err();
    assert!(matches!(in_the_way, Some(CoreError::InUse(Blocker::RoleHasPolicies))));
    w.run(of_role(system("AliyunKMSSecretUserAccess"), "Deployer", false)).await.unwrap();
    assert!(!w.reads(&session, "app/db").await, "with the next call");
    w.run(of_role(system("AliyunKMSFullAccess"), "Deployer", true)).await.unwrap();
    assert!(w.reads(&session, "app/db").await);
    w.run(DeleteUser { name: user_name("bob"), with_everything: true }).await.unwrap();
    assert!(w.reads(&session, "app/db").await, "whoever began it may go");
    w.run(of_role(system("AliyunKMSFullAccess"), "Deployer", false)).await.unwrap();
    w.run(DeleteRole { name: role_name("Deployer") }).await.unwrap();
    assert_eq!(w.proof(&made).await, KeyProof::Unknown);
    assert!(!w.reads(&session, "app/db").await, "also when it was proven a moment ago");
    w.run(new_role("Deployer", trust(&[w.arn("root")]))).await.unwrap();
    w.run(of_role(system("AliyunKMSFullAccess"), "Deployer", true)).await.unwrap();
    assert_eq!(w.proof(&made).await, KeyProof::Unknown, "another role of the same name is another role");
}

#[tokio::test]
async fn altered_tokens_are_rejected() {
    let w = World::new().await;
    let bob = w.deployer().await;
    let (a, b) = (w.run_as(&bob, assume("Deployer")).await.unwrap(), w.run_as(&bob, assume("Deployer")).await.unwrap());
    assert!(a.id != b.id && a.token != b.token && a.secret.expose() != b.secret.expose());
    assert!(!a.token.contains(std::str::from_utf8(a.secret.expose()).unwrap()));
    let (id, secret) = (a.id.as_str(), a.secret.expose());
    assert_eq!(w.proof_of(id, Some(&b.token), secret).await, KeyProof::TokenMismatch);
    assert_eq!(w.proof_of(id, Some(&b.token), b.secret.expose()).await, KeyProof::TokenMismatch);
    let users = w.run(CreateAccessKey { user: user_name("bob") }).await.unwrap();
    let mixed = w.proof_of(users.id.as_str(), Some(&a.token), users.secret.expose()).await;
    assert_eq!(mixed, KeyProof::TokenMismatch, "nor does a token fit a user's key");
    assert_eq!(w.proof_of(id, None, secret).await, KeyProof::TokenMissing);
    assert_eq!(w.proof_of("STS.nobody", None, secret).await, KeyProof::TokenMissing);
    assert_eq!(w.proof_of(id, Some(&a.token), b.secret.expose()).await, KeyProof::Mismatch);
    for at in 0..a.token.len() {
        let mut bytes = a.token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert_eq!(w.proof_of(id, Some(&changed), secret).await, KeyProof::TokenMalformed, "character {at}");
    }
    let long = "A".repeat(20_000);
    for bad in ["", "x", "é", "====", &a.token[1..], &a.token[..a.token.len() - 4], &format!("{}AAAA", a.token), &long]
    {
        assert_eq!(w.proof_of(id, Some(bad), secret).await, KeyProof::TokenMalformed, "{bad}");
    }
    let other = World::new().await;
    other.deployer().await;
    assert_eq!(other.proof(&a).await, KeyProof::TokenMalformed, "another installation has other keys");
}

#[tokio::test]
async fn roles_can_assume_roles_and_not_act_as_people() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    let bob = w.deployer().await;
    w.run(new_role("reader", trust(&[w.arn("role/deployer")]))).await.unwrap();
    w.run(of_role(system("AliyunKMSSecretUserAccess"), "reader", true)).await.unwrap();
    assert_eq!(w.run_as(&bob, assume("reader")).await.err(), Some(CoreError::Denied));
    w.run(of_role(custom("assume"), "Deployer", true)).await.unwrap();
    let first = w.session(&bob, assume("Deployer")).await;
    let second = w.session(&first, assume("reader")).await;
    assert_eq!(second.name, "reader/ci-42");
    assert!(w.reads(&second, "app/db").await);
    let old = || strongroom_core::Plaintext::new(b"a long password".to_vec());
    let password = ChangePassword { old: old(), new: old() };
    assert_eq!(w.run_as(&second, password).await.err(), Some(CoreError::Denied));
    // A session that gives its own role more is noticed.
    w.run(of_role(system("StrongroomAdministrator"), "reader", true)).await.unwrap();
    w.run_as(&second, of_role(system("AliyunKMSFullAccess"), "reader", true)).await.unwrap();
    let event = w.last_event().await;
    assert!(event.details.contains(&(Detail::SelfGrant, "AliyunKMSFullAccess".to_owned())), "{event:?}");
}

#[tokio::test]
async fn role_session_cannot_renew_itself_beyond_its_end() {
    let w = World::new().await;
    let bob = w.deployer().await;
    w.run(retrust("Deployer", trust(&[w.arn("user/bob"), w.arn("role/deployer")]))).await.unwrap();
    w.run(of_role(custom("assume"), "Deployer", true)).await.unwrap();
    let end = Timestamp(START + HOUR_MS);
    let first = w.session(&bob, assume("Deployer")).await;
    w.pass(HOUR_MS / 2);
    let second = w.session(&first, assume("Deployer")).await;
    w.pass(HOUR_MS / 2 - 1);
    let third = w.run_as(&second, AssumeRole { duration_s: Some(3_600), ..assume("Deployer") }).await.unwrap();
    assert_eq!(third.expires, end);
    assert!(matches!(w.proof(&third).await, KeyProof::Verified(_)));
    w.pass(1);
    assert_eq!(w.proof(&third).await, KeyProof::TokenExpired);
    assert_eq!(w.run_as(&bob, assume("Deployer")).await.unwrap().expires, end.plus_ms(HOUR_MS), "a user starts anew");
}

#[tokio::test]
async fn reach_of_a_role_is_explained() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    w.create("other", "x").await;
    w.run(new_role("Deployer", trust(&[w.arn("root")]))).await.unwrap();
    let reach = || w.run(ListReach { who: subject("role/deployer"), after: None });
    let ask = || ExplainAccess {
        who: subject("role/Deployer"),
        action: Action::GetSecretValue,
        resource: Some("app/db".to_owned()),
        circumstances: Circumstances::default(),
        session: None,
    };
    assert!(reach().await.unwrap().found.is_empty());
    w.run(new_policy("app-read", &document("Allow", "kms:GetSecretValue", "acs:kms:*:*:secret/app/*"))).await.unwrap();
    let refused = w.run(ask()).await.unwrap();
    assert!(refused.principal.ends_with(":role/deployer"), "{}", refused.principal);
    let edits: Vec<_> = refused.explanation.ways.iter().flat_map(|way| &way.edits).collect();
    assert!(edits.contains(&&Edit::Attach { policy: "app-read".to_owned() }), "{edits:?}");
    w.run(of_role(custom("app-read"), "Deployer", true)).await.unwrap();
    let found: Vec<_> = reach().await.unwrap().found.into_iter().map(|secret| secret.name.to_string()).collect();
    assert_eq!(found, ["app/db"]);
    assert_eq!(w.run(ask()).await.unwrap().explanation.decision, Decision::Allow);
    let absent = w.run(ListReach { who: subject("role/absent"), after: None }).await;
    assert!(matches!(absent, Err(CoreError::NotFound(Thing::Role))));
}

#[tokio::test]
async fn a_roles_life() {
    let w = World::new().await;
    let account = trust(&[w.arn("root")]);
    for bad in ["", "{}", &document("Allow", "sts:AssumeRole", "*")] {
        let refused = w.run(new_role("r", bad.to_owned())).await.err();
        assert!(matches!(refused, Some(CoreError::InvalidPolicy { field: Field::PolicyDocument, .. })), "{bad}");
    }
    for bad in [0, 3_599, 43_201] {
        let refused = w.run(CreateRole { max_session_s: bad, ..new_role("r", account.clone()) }).await.err();
        assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::LongestSession), "{bad}");
    }
    let made = w.run(new_role("Alpha", account.clone())).await.unwrap();
    assert!(matches!(w.run(new_role("ALPHA", account.clone())).await, Err(CoreError::Exists(_))));
    w.run(new_role("beta", account.clone())).await.unwrap();
    let changed =
        w.run(UpdateRole { description: Some(comments("on call")), trust: None, ..retrust("alpha", String::new()) });
    let changed = changed.await.unwrap();
    assert_eq!((changed.id, changed.trust, changed.revision), (made.id, account, made.revision + 1));
    let stale = retrust("alpha", "{}".to_owned());
    let stale = w.run_seen(SeenThing::Role(role_name("alpha")), made.revision, stale).await;
    assert!(matches!(stale, Err(CoreError::Conflict)));
    let list = async |text: &str, after: Option<&str>, limit| {
        let after = after.map(role_name);
        let (roles, more) = w.run(ListRoles { text: text.to_owned(), after, limit }).await.unwrap();
        (roles.iter().map(|role| role.name.to_string()).collect::<Vec<_>>().join(" "), more)
    };
    assert_eq!(list("", None, 1).await, ("Alpha".to_owned(), true));
    assert_eq!(list("", Some("alpha"), 1).await, ("beta".to_owned(), false));
    assert_eq!(list("CALL", None, 9).await, ("Alpha".to_owned(), false));
    w.run(new_policy("p", &document("Allow", "*", "*"))).await.unwrap();
    w.run(of_role(custom("p"), "beta", true)).await.unwrap();
    assert!(matches!(w.run(of_role(custom("p"), "beta", true)).await, Err(CoreError::Exists(_))));
    let entities = w.run(ListEntitiesForPolicy { policy: custom("p") }).await.unwrap();
    assert_eq!((entities.users.len(), entities.groups.len(), entities.roles[0].what.name.as_str()), (0, 0, "beta"));
    let of = w.run(ListPoliciesFor { bearer: Bearer::Role(role_name("Beta")) }).await.unwrap();
    assert_eq!((of.len(), of[0].what.attachments), (1, 1));
    let in_the_way = w.run(DeletePolicy { name: policy_name("p"), with_versions: true }).await.err();
    assert_eq!(in_the_way, Some(CoreError::InUse(Blocker::PolicyOfRole)));
    w.run(of_role(custom("p"), "beta", false)).await.unwrap();
    w.run(DeletePolicy { name: policy_name("p"), with_versions: true }).await.unwrap();
    w.run(DeleteRole { name: role_name("beta") }).await.unwrap();
    for gone in [w.run(GetRole { name: role_name("beta") }).await, w.run(retrust("beta", String::new())).await] {
        assert_eq!(gone.err(), Some(CoreError::NotFound(Thing::Role)));
    }
}
