//! Every kind of row: comes back as it was put, and refuses what an expectation forbids.

use crate::support::*;
use strongroom_core::{
    ports::{Change, Expect, Holders, Store, StoreError},
    rows::{MfaDeviceRow, UserRow},
};
use strongroom_domain::{Federated, KeyState, KeyUse, *};

on_both! { installation_once secrets versions cmks users groups_and_policies roles access_keys mfa_devices nonces purgeable secret_counts }

fn conflict(result: Result<(), StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
}

async fn installation_once(bed: Bed) {
    assert_eq!(bed.store.installation().await.unwrap(), None);
    bed.put(vec![Change::PutInstallation(installation())]).await.unwrap();
    let mut other = installation();
    other.id = InstallationId(id(2));
    conflict(bed.put(vec![Change::PutInstallation(other)]).await);
    assert_eq!(bed.store.installation().await.unwrap(), Some(installation()));
}

async fn secrets(bed: Bed) {
    let name = SecretName::new("payments/ledger-db").unwrap();
    assert_eq!(bed.store.secret(&name).await.unwrap(), None);
    assert_eq!(bed.store.secret_revision(&name).await.unwrap(), None);
    let mut row = tagged(described(secret(1, name.as_str()), "Ledger — Zürich"), &[("team", "payments"), ("团队", "")]);
    row.own_cmk = true;
    row.delete_at = Some(Timestamp(-1));
    row.last_ordinal = u64::MAX;
    bed.put(vec![absent(row.clone())]).await.unwrap();
    assert_eq!(bed.store.secret(&name).await.unwrap(), Some(row.clone()));
    assert_eq!(bed.store.secret_revision(&name).await.unwrap(), Some((row.id, 1)));

    conflict(bed.put(vec![absent(row.clone())]).await);
    conflict(bed.put(vec![absent(secret(2, name.as_str()))]).await);
    let mut next = row.clone();
    next.revision = 2;
    next.tags.clear();
    next.delete_at = None;
    next.labels.put(&VersionId::new("v2").unwrap(), &[Stage::current()]).unwrap();
    conflict(bed.put(vec![Change::PutSecret(next.clone(), Expect::Revision(2))]).await);
    bed.put(vec![Change::PutSecret(next.clone(), Expect::Revision(1))]).await.unwrap();
    conflict(bed.put(vec![Change::PutSecret(next.clone(), Expect::Revision(1))]).await);
    assert_eq!(bed.store.secret(&name).await.unwrap(), Some(next.clone()));

    bed.put(vec![absent(secret(2, "other")), Change::PutVersion(version(2, "v1", 1))]).await.unwrap();
    let mut thief = secret(2, name.as_str());
    thief.revision = 2;
    conflict(bed.put(vec![Change::PutSecret(thief, Expect::Revision(1))]).await);

    conflict(bed.put(vec![Change::RemoveSecret(SecretId(id(2)), Expect::Revision(7))]).await);
    conflict(bed.put(vec![Change::RemoveSecret(SecretId(id(9)), Expect::Revision(1))]).await);
    conflict(bed.put(vec![Change::RemoveSecret(SecretId(id(2)), Expect::Absent)]).await);
    bed.put(vec![Change::RemoveSecret(SecretId(id(2)), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.secret(&SecretName::new("other").unwrap()).await.unwrap(), None);
    assert_eq!(bed.store.versions(SecretId(id(2))).await.unwrap(), []);
    bed.put(vec![absent(secret(3, "other"))]).await.unwrap();
}

async fn versions(bed: Bed) {
    conflict(bed.put(vec![Change::PutVersion(version(1, "v1", 1))]).await);
    let mut second = version(1, "v0", 2);
    second.value_type = ValueType::Binary;
    let changes =
        vec![absent(secret(1, "a")), Change::PutVersion(second.clone()), Change::PutVersion(version(1, "v1", 1))];
    bed.put(changes).await.unwrap();
    assert_eq!(bed.store.versions(SecretId(id(1))).await.unwrap(), [version(1, "v1", 1), second.clone()]);
    conflict(bed.put(vec![Change::PutVersion(version(1, "v1", 3))]).await);
    conflict(bed.put(vec![Change::RemoveVersion(SecretId(id(1)), VersionId::new("v9").unwrap())]).await);
    bed.put(vec![Change::RemoveVersion(SecretId(id(1)), VersionId::new("v1").unwrap())]).await.unwrap();
    assert_eq!(bed.store.versions(SecretId(id(1))).await.unwrap(), [second]);
}

async fn cmks(bed: Bed) {
    assert_eq!(bed.store.cmk_revisions().await.unwrap(), 0);
    conflict(bed.put(vec![Change::PutCmkVersion(cmk_version(1, 1))]).await);
    bed.put(vec![Change::PutCmk(cmk(2), Expect::Absent), Change::PutCmkVersion(cmk_version(2, 1))]).await.unwrap();
    bed.put(vec![Change::PutCmk(cmk(1), Expect::Absent), Change::PutCmkVersion(cmk_version(1, 1))]).await.unwrap();
    conflict(bed.put(vec![Change::PutCmk(cmk(1), Expect::Absent)]).await);
    conflict(bed.put(vec![Change::PutCmkVersion(cmk_version(1, 1))]).await);
    let mut changed = cmk(1);
    (changed.state, changed.default, changed.primary_version, changed.revision) =
        (KeyState::Disabled, false, u32::MAX, 2);
    changed.policy = Some("{\n\"Version\": \"1\"}".into());
    assert_eq!(bed.store.cmk_revisions().await.unwrap(), 2);
    bed.put(vec![
        Change::PutCmk(changed.clone(), Expect::Revision(1)),
        Change::PutCmkVersion(cmk_version(1, u32::MAX)),
    ])
    .await
    .unwrap();
    conflict(bed.put(vec![Change::PutCmk(changed.clone(), Expect::Revision(1))]).await);
    conflict(bed.put(vec![Change::PutCmk(cmk(3), Expect::Revision(1))]).await);
    assert_eq!(bed.store.cmks().await.unwrap(), [changed, cmk(2)]);
    assert_eq!(bed.store.cmk_revisions().await.unwrap(), 3);
    let versions = bed.store.cmk_versions().await.unwrap();
    assert_eq!(versions, [cmk_version(1, 1), cmk_version(1, u32::MAX), cmk_version(2, 1)]);
}

async fn users(bed: Bed) {
    let mut app = user(2, "app");
    (app.password, app.display_name) = (None, Comments::new("Shop 100%_a \"b\"").unwrap());
    for row in [user(1, "m.ortega"), app.clone(), user(3, "Zoe")] {
        bed.put(vec![Change::PutUser(row, Expect::Absent)]).await.unwrap();
    }
    conflict(bed.put(vec![Change::PutUser(user(4, "APP"), Expect::Absent)]).await);
    conflict(bed.put(vec![Change::PutUser(user(1, "x"), Expect::Absent)]).await);
    assert_eq!(bed.store.user(UserId(id(2))).await.unwrap(), Some(app.clone()));
    assert_eq!(bed.store.user_by_name(&app.name).await.unwrap(), Some(app.clone()));
    assert_eq!(bed.store.user(UserId(id(9))).await.unwrap(), None);
    let found = bed.store.user_by_name(&UserName::new("zoe").unwrap()).await.unwrap();
    assert_eq!(found.map(|row| row.name.to_string()).as_deref(), Some("Zoe"), "found in any letter case");

    let names = async |which: Holders, after: Option<&UserName>, limit| {
        let rows = bed.store.users(&which, after, limit).await.unwrap();
        rows.into_iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(Holders::All, None, 2).await, ["app", "m.ortega"]);
    assert_eq!(names(Holders::All, Some(&app.name), 2).await, ["m.ortega", "Zoe"]);
    for (text, found) in
        [("OE", vec!["Zoe"]), ("shop", vec!["app"]), ("0%_", vec!["app"]), ("%", vec!["app"]), ("\\", vec![])]
    {
        assert_eq!(names(Holders::Like(text.to_owned()), None, 9).await, found, "{text}");
    }

    let at_provider = |subject: &str| {
        let (issuer, subject) = (Issuer::new("https://id.example").unwrap(), Subject::new(subject).unwrap());
        Some(Federated { issuer, subject })
    };
    let of_provider = UserRow { federated: at_provider("Sub-1"), ..user(40, "of-provider") };
    bed.put(vec![Change::PutUser(of_provider.clone(), Expect::Absent)]).await.unwrap();
    let found = async |subject: &str| bed.store.user_by_identity(&at_provider(subject).unwrap()).await.unwrap();
    assert_eq!(found("Sub-1").await, Some(of_provider.clone()));
    assert_eq!((found("sub-1").await, found("Sub-").await), (None, None), "letter case matters here");
    let twin = UserRow { federated: at_provider("Sub-1"), ..user(41, "twin") };
    conflict(bed.put(vec![Change::PutUser(twin, Expect::Absent)]).await);
    bed.put(vec![Change::RemoveUser(of_provider.id, Expect::Revision(1))]).await.unwrap();

    let gone = UserId(id(99));
    bed.store.note_sign_ins(&[(app.id, Timestamp(50)), (gone, Timestamp(50))]).await.unwrap();
    bed.store.note_sign_ins(&[(app.id, Timestamp(40))]).await.unwrap();
    let app = UserRow { signed_in: Some(Timestamp(50)), ..app };
    assert_eq!(bed.store.user(app.id).await.unwrap(), Some(app.clone()));

    let mut renamed = app.clone();
    (renamed.name, renamed.revision) = (UserName::new("shop").unwrap(), 2);
    bed.put(vec![Change::PutUser(renamed.clone(), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.user(app.id).await.unwrap(), Some(renamed.clone()), "the last sign-in stays");
    conflict(bed.put(vec![Change::PutUser(renamed, Expect::Revision(1))]).await);
    conflict(bed.put(vec![Change::RemoveUser(app.id, Expect::Revision(1))]).await);
    bed.put(vec![Change::RemoveUser(app.id, Expect::Revision(2))]).await.unwrap();
    assert_eq!(bed.store.user(app.id).await.unwrap(), None);
}

async fn groups_and_policies(bed: Bed) {
    let custom = policy_ref(PolicyType::Custom, "p");
    let of_system = policy_ref(PolicyType::System, "p");
    let mut holder = user(1, "a");
    holder.policies = vec![since(of_system.clone()), since(custom.clone())];
    conflict(bed.put(vec![Change::PutUser(holder.clone(), Expect::Absent)]).await);
    bed.put(vec![
        Change::PutPolicy(policy("p"), Expect::Absent),
        Change::PutPolicyVersion(policy_version("p", 1)),
        Change::PutUser(holder.clone(), Expect::Absent),
    ])
    .await
    .unwrap();
    conflict(bed.put(vec![Change::PutPolicy(policy("P"), Expect::Absent)]).await);
    conflict(bed.put(vec![Change::PutPolicyVersion(policy_version("p", 1))]).await);
    assert_eq!(bed.store.policy(&PolicyName::new("P").unwrap()).await.unwrap(), Some(policy("p")));
    assert_eq!(bed.store.policy_versions(&PolicyName::new("p").unwrap()).await.unwrap(), [policy_version("p", 1)]);
    assert_eq!((bed.store.policies(None, 5).await.unwrap().len(), bed.store.policy_count().await.unwrap()), (1, 1));

    let mut team = group(7, "Team");
    team.policies = vec![since(custom.clone())];
    bed.put(vec![Change::PutGroup(team.clone(), Expect::Absent)]).await.unwrap();
    let mut member = user(2, "b");
    member.groups = vec![since(team.id), since(GroupId(id(8)))];
    conflict(bed.put(vec![Change::PutUser(member.clone(), Expect::Absent)]).await);
    member.groups = vec![since(team.id)];
    bed.put(vec![Change::PutUser(member.clone(), Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.attachments(&[custom.clone(), of_system.clone()]).await.unwrap(), [2, 1]);
    assert_eq!(bed.store.members(&[GroupId(id(8)), team.id]).await.unwrap(), [0, 1]);
    assert_eq!(bed.store.users(&Holders::With(custom.clone()), None, 9).await.unwrap(), [holder.clone()]);
    assert_eq!(bed.store.users(&Holders::Of(team.id), None, 9).await.unwrap(), [member.clone()]);
    assert_eq!(bed.store.groups(&Holders::With(custom.clone()), None, 9).await.unwrap(), [team.clone()]);
    assert_eq!(bed.store.group_by_name(&GroupName::new("tEAM").unwrap()).await.unwrap(), Some(team.clone()));

    // What is named stays; a holder that goes takes its attachments along.
    conflict(bed.put(vec![Change::RemovePolicy(policy("p").name, Expect::Revision(1))]).await);
    conflict(bed.put(vec![Change::RemoveGroup(team.id, Expect::Revision(1))]).await);
    bed.put(vec![Change::RemoveUser(member.id, Expect::Revision(1))]).await.unwrap();
    bed.put(vec![Change::RemoveGroup(team.id, Expect::Revision(1))]).await.unwrap();
    (holder.policies, holder.revision) = (vec![since(of_system.clone())], 2);
    bed.put(vec![Change::PutUser(holder, Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.attachments(&[custom, of_system]).await.unwrap(), [0, 1]);
    conflict(bed.put(vec![Change::RemovePolicyVersion(policy("p").name, 2)]).await);
    bed.put(vec![Change::RemovePolicy(policy("p").name, Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.policy_versions(&policy("p").name).await.unwrap(), []);
}

async fn roles(bed: Bed) {
    let custom = PolicyRef { kind: PolicyType::Custom, name: policy("p").name };
    let mut made = role(1, "Deployer");
    made.policies = vec![since(custom.clone())];
    conflict(bed.put(vec![Change::PutRole(made.clone(), Expect::Absent)]).await);
    let with_policy = vec![
        Change::PutPolicy(policy("p"), Expect::Absent),
        Change::PutPolicyVersion(policy_version("p", 1)),
        Change::PutRole(made.clone(), Expect::Absent),
    ];
    bed.put(with_policy).await.unwrap();
    conflict(bed.put(vec![Change::PutRole(role(2, "DEPLOYER"), Expect::Absent)]).await);
    bed.put(vec![Change::PutRole(role(2, "a"), Expect::Absent)]).await.unwrap();
    let store = &bed.store;
    assert_eq!(store.role(made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(store.role(RoleId(id(9))).await.unwrap(), None);
    assert_eq!(store.role_by_name(&RoleName::new("dePLOYER").unwrap()).await.unwrap(), Some(made.clone()));
    let all = [role(2, "a"), made.clone()];
    assert_eq!(
        (store.roles(&Holders::All, None, 9).await.unwrap(), store.role_count().await.unwrap()),
        (all.to_vec(), 2)
    );
    assert_eq!(store.roles(&Holders::All, Some(&RoleName::new("A").unwrap()), 9).await.unwrap(), [made.clone()]);
    assert_eq!(store.roles(&Holders::Like("EPLOYE".to_owned()), None, 9).await.unwrap(), [made.clone()]);
    assert_eq!(store.roles(&Holders::Like("deploys".to_owned()), None, 1).await.unwrap(), [role(2, "a")]);
    assert_eq!(store.roles(&Holders::With(custom.clone()), None, 9).await.unwrap(), [made.clone()]);
    assert_eq!(store.attachments(std::slice::from_ref(&custom)).await.unwrap(), [1]);
    conflict(bed.put(vec![Change::RemovePolicy(custom.name.clone(), Expect::Revision(1))]).await);
    conflict(bed.put(vec![Change::PutRole(made.clone(), Expect::Revision(2))]).await);
    (made.trust, made.max_session_s, made.revision) = ("{ }".to_owned(), 43_200, 2);
    bed.put(vec![Change::PutRole(made.clone(), Expect::Revision(1))]).await.unwrap();
    assert_eq!(store.role(made.id).await.unwrap(), Some(made.clone()));
    conflict(bed.put(vec![Change::RemoveRole(made.id, Expect::Revision(1))]).await);
    bed.put(vec![Change::RemoveRole(made.id, Expect::Revision(2))]).await.unwrap();
    assert_eq!(store.attachments(&[custom]).await.unwrap(), [0]);
    bed.put(vec![Change::RemovePolicy(policy("p").name, Expect::Revision(1))]).await.unwrap();
}

async fn mfa_devices(bed: Bed) {
    conflict(bed.put(vec![Change::PutMfaDevice(mfa_device(5, 1), Expect::Absent)]).await);
    let person = UserRow { mfa: Some(mfa_device(5, 1).id), ..user(1, "person") };
    bed.put(vec![Change::PutUser(person.clone(), Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.user(person.id).await.unwrap(), Some(person));
    bed.put(vec![Change::PutMfaDevice(mfa_device(5, 1), Expect::Absent)]).await.unwrap();
    conflict(bed.put(vec![Change::PutMfaDevice(mfa_device(6, 1), Expect::Absent)]).await);
    assert_eq!(bed.store.mfa_device(mfa_device(5, 1).id).await.unwrap(), Some(mfa_device(5, 1)));
    let mut used = MfaDeviceRow { last_step: u64::MAX, recovery: Vec::new(), revision: 2, ..mfa_device(5, 1) };
    used.passkeys[0].used = Some(Timestamp(i64::MAX));
    conflict(bed.put(vec![Change::PutMfaDevice(used.clone(), Expect::Revision(2))]).await);
    bed.put(vec![Change::PutMfaDevice(used.clone(), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.mfa_device(used.id).await.unwrap(), Some(used.clone()));
    conflict(bed.put(vec![Change::RemoveMfaDevice(used.id, Expect::Revision(1))]).await);
    bed.put(vec![Change::RemoveMfaDevice(used.id, Expect::Revision(2))]).await.unwrap();
    assert_eq!(bed.store.mfa_device(used.id).await.unwrap(), None);
    let keys_only = MfaDeviceRow { secret: None, ..mfa_device(6, 1) };
    bed.put(vec![Change::PutMfaDevice(keys_only.clone(), Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.mfa_device(keys_only.id).await.unwrap(), Some(keys_only));
    bed.put(vec![Change::RemoveUser(UserId(id(1)), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.mfa_device(mfa_device(6, 1).id).await.unwrap(), None);
}

async fn access_keys(bed: Bed) {
    conflict(bed.put(vec![Change::PutAccessKey(access_key("SR1", 1), Expect::Absent)]).await);
    bed.put(vec![Change::PutUser(user(1, "app"), Expect::Absent)]).await.unwrap();
    let mut later = access_key("SR0", 1);
    later.created = Timestamp(9);
    for row in [later.clone(), access_key("SR1", 1)] {
        bed.put(vec![Change::PutAccessKey(row, Expect::Absent)]).await.unwrap();
    }
    assert_eq!(bed.store.access_keys(UserId(id(1))).await.unwrap(), [access_key("SR1", 1), later.clone()]);
    let used = |at, address: Option<&str>| KeyUse {
        at: Timestamp(at),
        address: address.map(|address| address.parse().unwrap()),
        action: Action::GetSecretValue,
    };
    let gone = AccessKeyId::new("SRgone").unwrap();
    bed.store.note_uses(&[(later.id.clone(), used(50, Some("2001:db8::1"))), (gone, used(50, None))]).await.unwrap();
    bed.store.note_uses(&[(later.id.clone(), used(40, None))]).await.unwrap();
    later.used = Some(used(50, Some("2001:db8::1")));
    assert_eq!(bed.store.access_key(&later.id).await.unwrap(), Some(later.clone()));
    let mut off = later.clone();
    (off.active, off.revision) = (false, 2);
    conflict(bed.put(vec![Change::PutAccessKey(off.clone(), Expect::Revision(2))]).await);
    bed.put(vec![Change::PutAccessKey(off.clone(), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.access_key(&off.id).await.unwrap(), Some(off.clone()));
    conflict(bed.put(vec![Change::RemoveAccessKey(off.id.clone(), Expect::Revision(1))]).await);
    bed.put(vec![Change::RemoveAccessKey(off.id.clone(), Expect::Revision(2))]).await.unwrap();
    assert_eq!(bed.store.access_key(&off.id).await.unwrap(), None);
    bed.put(vec![Change::RemoveUser(UserId(id(1)), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.access_keys(UserId(id(1))).await.unwrap(), []);
}

async fn nonces(bed: Bed) {
    let nonce = |n: u128| Change::UseNonce { fingerprint: id(n), expires: Timestamp(1_700_000_100_000) };
    bed.put(vec![nonce(1)]).await.unwrap();
    assert!(matches!(bed.put(vec![nonce(1)]).await, Err(StoreError::NonceUsed)));
    bed.put(vec![nonce(2)]).await.unwrap();
    // A replay changes nothing else either, and leaves no event.
    let before = bed.verified().await.len();
    assert!(matches!(bed.put(vec![absent(secret(1, "a")), nonce(2)]).await, Err(StoreError::NonceUsed)));
    assert_eq!(bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap(), None);
    assert_eq!(bed.verified().await.len(), before);
    // Many later ones make the expired ones go; a fresh one stays.
    let expired = |n: u128| Change::UseNonce { fingerprint: id(n), expires: Timestamp(5) };
    for n in 0..8 {
        bed.put((0..64).map(|m| expired(1000 + n * 64 + m)).collect()).await.unwrap();
    }
    bed.put(vec![expired(1000)]).await.unwrap();
    assert!(matches!(bed.put(vec![nonce(1)]).await, Err(StoreError::NonceUsed)));
}

async fn purgeable(bed: Bed) {
    for (n, at) in [(1, None), (2, Some(50)), (3, Some(10)), (4, Some(100)), (5, Some(99))] {
        let mut row = secret(n, &format!("s{n}"));
        row.delete_at = at.map(Timestamp);
        bed.put(vec![absent(row)]).await.unwrap();
    }
    let names = |rows: Vec<strongroom_core::rows::SecretRow>| {
        rows.into_iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(bed.store.purgeable(Timestamp(100), 10).await.unwrap()), ["s3", "s2", "s5"]);
    assert_eq!(names(bed.store.purgeable(Timestamp(100), 2).await.unwrap()), ["s3", "s2"]);
    assert_eq!(names(bed.store.purgeable(Timestamp(10), 2).await.unwrap()), [""; 0]);
}

async fn secret_counts(bed: Bed) {
    for n in 1..=5 {
        let mut row =
            tagged(secret(n, &format!("s{n}")), if n < 3 { &[("team", "a"), ("env", "b")] } else { &[("team", "c")] });
        row.cmk = CmkId(id(n % 2));
        bed.put(vec![absent(row)]).await.unwrap();
    }
    assert_eq!(bed.store.tag_keys().await.unwrap(), [("team".to_owned(), 5), ("env".to_owned(), 2)]);
    assert_eq!(bed.store.cmk_usage().await.unwrap(), [(CmkId(id(0)), 2), (CmkId(id(1)), 3)]);
    bed.put(vec![Change::RemoveSecret(SecretId(id(1)), Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.tag_keys().await.unwrap(), [("team".to_owned(), 4), ("env".to_owned(), 1)]);
}
