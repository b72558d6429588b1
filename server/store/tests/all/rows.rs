//! Every kind of row: it is read as written, and an unmet expectation is a conflict.

use crate::support::*;
use strongroom_core::{
    ports::*,
    rows::{CmkDeletionRow, MfaDeviceRow, OwnPolicy, PolicyOwner, ResourcePolicyVersionRow, UserRow},
};
use strongroom_domain::{Federated, KeyState, KeyUse, *};

on_both! {
    installation_can_be_created_only_once
    secrets
    versions
    cmks
    users
    groups_and_policies
    resource_policies
    roles
    access_keys
    mfa_devices
    nonces
    nonces_of_reads
    purgeable
    secrets_with_policy
    secret_counts
}

fn conflict(result: Result<(), StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
}

async fn installation_can_be_created_only_once(bed: Bed) {
    assert_eq!(bed.store.installation().await.unwrap().verified(), None);
    bed.put(vec![InstallationChange::Put(auth(installation())).into()]).await.unwrap();
    let mut other = installation();
    other.id = InstallationId(id(2));
    conflict(bed.put(vec![InstallationChange::Put(auth(other)).into()]).await);
    assert_eq!(bed.store.installation().await.unwrap().verified(), Some(installation()));
}

async fn secrets(bed: Bed) {
    let name = SecretName::new("payments/ledger-db").unwrap();
    assert_eq!(bed.store.secret(&name).await.unwrap().verified(), None);
    assert_eq!(bed.store.secret_revision(&name).await.unwrap(), None);
    let mut row = tagged(described(secret(1, name.as_str()), "Ledger — Zürich"), &[("team", "payments"), ("团队", "")]);
    row.own_cmk = true;
    row.delete_at = Some(Timestamp(-1));
    row.last_ordinal = u64::MAX;
    bed.put(vec![absent(row.clone())]).await.unwrap();
    assert_eq!(bed.store.secret(&name).await.unwrap().verified(), Some(row.clone()));
    assert_eq!(bed.store.secret_revision(&name).await.unwrap(), Some((row.id, 1)));

    conflict(bed.put(vec![absent(row.clone())]).await);
    conflict(bed.put(vec![absent(secret(2, name.as_str()))]).await);
    let mut next = row.clone();
    next.revision = 2;
    next.tags.clear();
    next.delete_at = None;
    next.labels.put(&VersionId::new("v2").unwrap(), &[Stage::Current]).unwrap();
    conflict(bed.put(vec![SecretChange::Put(auth(next.clone()), Expect::Revision(2)).into()]).await);
    bed.put(vec![SecretChange::Put(auth(next.clone()), Expect::Revision(1)).into()]).await.unwrap();
    conflict(bed.put(vec![SecretChange::Put(auth(next.clone()), Expect::Revision(1)).into()]).await);
    assert_eq!(bed.store.secret(&name).await.unwrap().verified(), Some(next.clone()));

    bed.put(vec![absent(secret(2, "other")), SecretChange::PutVersion(auth(version(2, "v1", 1))).into()])
        .await
        .unwrap();
    let mut thief = secret(2, name.as_str());
    thief.revision = 2;
    conflict(bed.put(vec![SecretChange::Put(auth(thief), Expect::Revision(1)).into()]).await);

    conflict(bed.put(vec![SecretChange::Remove(SecretId(id(2)), Expect::Revision(7)).into()]).await);
    conflict(bed.put(vec![SecretChange::Remove(SecretId(id(9)), Expect::Revision(1)).into()]).await);
    conflict(bed.put(vec![SecretChange::Remove(SecretId(id(2)), Expect::Absent).into()]).await);
    bed.put(vec![SecretChange::Remove(SecretId(id(2)), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.secret(&SecretName::new("other").unwrap()).await.unwrap().verified(), None);
    assert_eq!(bed.store.versions(SecretId(id(2))).await.unwrap().verified(), []);
    bed.put(vec![absent(secret(3, "other"))]).await.unwrap();
}

async fn versions(bed: Bed) {
    conflict(bed.put(vec![SecretChange::PutVersion(auth(version(1, "v1", 1))).into()]).await);
    let mut second = version(1, "v0", 2);
    second.value_type = ValueType::Binary;
    let changes = vec![
        absent(secret(1, "a")),
        SecretChange::PutVersion(auth(second.clone())).into(),
        SecretChange::PutVersion(auth(version(1, "v1", 1))).into(),
    ];
    bed.put(changes).await.unwrap();
    assert_eq!(bed.store.versions(SecretId(id(1))).await.unwrap().verified(), [version(1, "v1", 1), second.clone()]);
    conflict(bed.put(vec![SecretChange::PutVersion(auth(version(1, "v1", 3))).into()]).await);
    conflict(bed.put(vec![SecretChange::RemoveVersion(SecretId(id(1)), VersionId::new("v9").unwrap()).into()]).await);
    bed.put(vec![SecretChange::RemoveVersion(SecretId(id(1)), VersionId::new("v1").unwrap()).into()]).await.unwrap();
    assert_eq!(bed.store.versions(SecretId(id(1))).await.unwrap().verified(), [second]);
}

async fn cmks(bed: Bed) {
    assert_eq!(bed.store.cmk_revisions().await.unwrap(), 0);
    conflict(bed.put(vec![KeyChange::PutVersion(auth(cmk_version(1, 1))).into()]).await);
    bed.put(vec![
        KeyChange::Put(auth(cmk(2)), Expect::Absent).into(),
        KeyChange::PutVersion(auth(cmk_version(2, 1))).into(),
    ])
    .await
    .unwrap();
    bed.put(vec![
        KeyChange::Put(auth(cmk(1)), Expect::Absent).into(),
        KeyChange::PutVersion(auth(cmk_version(1, 1))).into(),
    ])
    .await
    .unwrap();
    conflict(bed.put(vec![KeyChange::Put(auth(cmk(1)), Expect::Absent).into()]).await);
    conflict(bed.put(vec![KeyChange::PutVersion(auth(cmk_version(1, 1))).into()]).await);
    let mut changed = cmk(1);
    (changed.state, changed.default, changed.primary_version, changed.revision) =
        (KeyState::Disabled, false, u32::MAX, 2);
    changed.policy = Some(OwnPolicy::from_stored("@\n{\n\"Version\": \"1\"}"));
    assert_eq!(bed.store.cmk_revisions().await.unwrap(), 2);
    bed.put(vec![
        KeyChange::Put(auth(changed.clone()), Expect::Revision(1)).into(),
        KeyChange::PutVersion(auth(cmk_version(1, u32::MAX))).into(),
    ])
    .await
    .unwrap();
    conflict(bed.put(vec![KeyChange::Put(auth(changed.clone()), Expect::Revision(1)).into()]).await);
    conflict(bed.put(vec![KeyChange::Put(auth(cmk(3)), Expect::Revision(1)).into()]).await);
    assert_eq!(bed.store.cmks().await.unwrap().verified(), [changed, cmk(2)]);
    assert_eq!(bed.store.cmk_revisions().await.unwrap(), 3);
    let versions = bed.store.cmk_versions().await.unwrap().verified();
    assert_eq!(versions, [cmk_version(1, 1), cmk_version(1, u32::MAX), cmk_version(2, 1)]);
    key_deletions(&bed).await;
}

async fn key_deletions(bed: &Bed) {
    let deletion = |key_revision| CmkDeletionRow {
        cmk: CmkId(id(1)),
        key_revision,
        state_before: KeyState::Enabled,
        requested: Timestamp(7),
        delete_at: Timestamp(i64::MAX),
    };
    for revision in [2, 3] {
        bed.put(vec![KeyChange::PutDeletion(auth(deletion(revision))).into()]).await.unwrap();
        assert_eq!(bed.store.cmk_deletions().await.unwrap().verified(), [deletion(revision)]);
    }
    conflict(bed.put(vec![KeyChange::Remove(CmkId(id(1)), Expect::Revision(1)).into()]).await);
    assert_eq!(bed.store.cmk_versions().await.unwrap().len(), 3, "nothing of it was kept");
    assert_eq!(bed.store.cmk_deletions().await.unwrap().verified(), [deletion(3)]);
    bed.put(vec![KeyChange::RemoveDeletion(CmkId(id(1))).into()]).await.unwrap();
    bed.put(vec![KeyChange::RemoveDeletion(CmkId(id(1))).into()]).await.unwrap();
    bed.put(vec![KeyChange::PutDeletion(auth(deletion(2))).into()]).await.unwrap();
    bed.put(vec![KeyChange::Remove(CmkId(id(1)), Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(bed.store.cmks().await.unwrap().verified(), [cmk(2)]);
    assert_eq!(bed.store.cmk_versions().await.unwrap().verified(), [cmk_version(2, 1)]);
    assert_eq!(bed.store.cmk_deletions().await.unwrap().verified(), []);
}

async fn users(bed: Bed) {
    let mut app = user(2, "app");
    (app.password, app.display_name) = (None, Comments::new("Shop 100%_a \"b\"").unwrap());
    for row in [user(1, "m.ortega"), app.clone(), user(3, "Zoe")] {
        bed.put(vec![IdentityChange::PutUser(auth(row), Expect::Absent).into()]).await.unwrap();
    }
    conflict(bed.put(vec![IdentityChange::PutUser(auth(user(4, "APP")), Expect::Absent).into()]).await);
    conflict(bed.put(vec![IdentityChange::PutUser(auth(user(1, "x")), Expect::Absent).into()]).await);
    assert_eq!(bed.store.user(UserId(id(2))).await.unwrap().verified(), Some(app.clone()));
    assert_eq!(bed.store.user_by_name(&app.name).await.unwrap().verified(), Some(app.clone()));
    assert_eq!(bed.store.user(UserId(id(9))).await.unwrap().verified(), None);
    let found = bed.store.user_by_name(&UserName::new("zoe").unwrap()).await.unwrap().verified();
    assert_eq!(found.map(|row| row.name.to_string()).as_deref(), Some("Zoe"), "found in any letter case");

    let names = async |which: Holders, after: Option<&UserName>, limit| {
        let rows = bed.store.users(&which, after, limit).await.unwrap().verified();
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
    bed.put(vec![IdentityChange::PutUser(auth(of_provider.clone()), Expect::Absent).into()]).await.unwrap();
    let found =
        async |subject: &str| bed.store.user_by_identity(&at_provider(subject).unwrap()).await.unwrap().verified();
    assert_eq!(found("Sub-1").await, Some(of_provider.clone()));
    assert_eq!((found("sub-1").await, found("Sub-").await), (None, None), "letter case matters here");
    let twin = UserRow { federated: at_provider("Sub-1"), ..user(41, "twin") };
    conflict(bed.put(vec![IdentityChange::PutUser(auth(twin), Expect::Absent).into()]).await);
    bed.put(vec![IdentityChange::RemoveUser(of_provider.id, Expect::Revision(1)).into()]).await.unwrap();

    let gone = UserId(id(99));
    bed.store.note_sign_ins(&[(app.id, Timestamp(50)), (gone, Timestamp(50))]).await.unwrap();
    bed.store.note_sign_ins(&[(app.id, Timestamp(40))]).await.unwrap();
    let app = UserRow { signed_in: Some(Timestamp(50)), ..app };
    assert_eq!(bed.store.user(app.id).await.unwrap().verified(), Some(app.clone()));

    let mut renamed = app.clone();
    (renamed.name, renamed.revision) = (UserName::new("shop").unwrap(), 2);
    bed.put(vec![IdentityChange::PutUser(auth(renamed.clone()), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.user(app.id).await.unwrap().verified(), Some(renamed.clone()), "the last sign-in is kept");
    conflict(bed.put(vec![IdentityChange::PutUser(auth(renamed), Expect::Revision(1)).into()]).await);
    conflict(bed.put(vec![IdentityChange::RemoveUser(app.id, Expect::Revision(1)).into()]).await);
    bed.put(vec![IdentityChange::RemoveUser(app.id, Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(bed.store.user(app.id).await.unwrap().verified(), None);
}

async fn groups_and_policies(bed: Bed) {
    let custom = policy_ref(PolicyType::Custom, "p");
    let of_system = policy_ref(PolicyType::System, "p");
    let mut holder = user(1, "a");
    holder.policies = vec![since(of_system.clone()), since(custom.clone())];
    conflict(bed.put(vec![IdentityChange::PutUser(auth(holder.clone()), Expect::Absent).into()]).await);
    bed.put(vec![
        IdentityChange::PutPolicy(auth(policy("p")), Expect::Absent).into(),
        IdentityChange::PutPolicyVersion(auth(policy_version("p", 1))).into(),
        IdentityChange::PutUser(auth(holder.clone()), Expect::Absent).into(),
    ])
    .await
    .unwrap();
    conflict(bed.put(vec![IdentityChange::PutPolicy(auth(policy("P")), Expect::Absent).into()]).await);
    conflict(bed.put(vec![IdentityChange::PutPolicyVersion(auth(policy_version("p", 1))).into()]).await);
    assert_eq!(bed.store.policy(&PolicyName::new("P").unwrap()).await.unwrap().verified(), Some(policy("p")));
    assert_eq!(
        bed.store.policy_versions(&PolicyName::new("p").unwrap()).await.unwrap().verified(),
        [policy_version("p", 1)]
    );
    assert_eq!(
        (bed.store.policies(None, 5).await.unwrap().verified().len(), bed.store.policy_count().await.unwrap()),
        (1, 1)
    );

    let mut team = group(7, "Team");
    team.policies = vec![since(custom.clone())];
    bed.put(vec![IdentityChange::PutGroup(auth(team.clone()), Expect::Absent).into()]).await.unwrap();
    let mut member = user(2, "b");
    member.groups = vec![since(team.id), since(GroupId(id(8)))];
    conflict(bed.put(vec![IdentityChange::PutUser(auth(member.clone()), Expect::Absent).into()]).await);
    member.groups = vec![since(team.id)];
    bed.put(vec![IdentityChange::PutUser(auth(member.clone()), Expect::Absent).into()]).await.unwrap();
    assert_eq!(bed.store.attachments(&[custom.clone(), of_system.clone()]).await.unwrap(), [2, 1]);
    assert_eq!(bed.store.members(&[GroupId(id(8)), team.id]).await.unwrap(), [0, 1]);
    assert_eq!(bed.store.users(&Holders::With(custom.clone()), None, 9).await.unwrap().verified(), [holder.clone()]);
    assert_eq!(bed.store.users(&Holders::Of(team.id), None, 9).await.unwrap().verified(), [member.clone()]);
    assert_eq!(bed.store.groups(&Holders::With(custom.clone()), None, 9).await.unwrap().verified(), [team.clone()]);
    assert_eq!(bed.store.group_by_name(&GroupName::new("tEAM").unwrap()).await.unwrap().verified(), Some(team.clone()));

    // An attached policy cannot be deleted; deleting a holder deletes its attachments.
    conflict(bed.put(vec![IdentityChange::RemovePolicy(policy("p").name, Expect::Revision(1)).into()]).await);
    conflict(bed.put(vec![IdentityChange::RemoveGroup(team.id, Expect::Revision(1)).into()]).await);
    bed.put(vec![IdentityChange::RemoveUser(member.id, Expect::Revision(1)).into()]).await.unwrap();
    bed.put(vec![IdentityChange::RemoveGroup(team.id, Expect::Revision(1)).into()]).await.unwrap();
    (holder.policies, holder.revision) = (vec![since(of_system.clone())], 2);
    bed.put(vec![IdentityChange::PutUser(auth(holder), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.attachments(&[custom, of_system]).await.unwrap(), [0, 1]);
    conflict(bed.put(vec![IdentityChange::RemovePolicyVersion(policy("p").name, 2).into()]).await);
    bed.put(vec![IdentityChange::RemovePolicy(policy("p").name, Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.policy_versions(&policy("p").name).await.unwrap().verified(), []);
}

async fn resource_policies(bed: Bed) {
    bed.put(vec![absent(secret(1, "a")), KeyChange::Put(auth(cmk(2)), Expect::Absent).into()]).await.unwrap();
    let (of_secret, of_key) = (PolicyOwner::Secret(SecretId(id(1))), PolicyOwner::Key(CmkId(id(2))));
    let version = |owner, number, document: Option<&str>| ResourcePolicyVersionRow {
        owner,
        number,
        document: document.map(str::to_owned),
        creator: "m".to_owned(),
        created: Timestamp(-1),
    };
    let put = |row| bed.put(vec![ResourcePolicyChange::PutVersion(auth(row)).into()]);
    let versions = async |owner| bed.store.resource_policy_versions(owner).await.unwrap().verified();
    for owner in [of_secret, of_key] {
        assert_eq!(versions(owner).await, []);
        let (one, two) = (version(owner, 1, Some("{}")), version(owner, 2, None));
        put(two.clone()).await.unwrap();
        put(one.clone()).await.unwrap();
        conflict(put(one.clone()).await);
        assert_eq!(versions(owner).await, [one, two.clone()]);
        bed.put(vec![ResourcePolicyChange::RemoveVersion(owner, 1).into()]).await.unwrap();
        conflict(bed.put(vec![ResourcePolicyChange::RemoveVersion(owner, 1).into()]).await);
        assert_eq!(versions(owner).await, [two]);
    }
    // An owner that does not exist has none, and they go with their secret.
    assert!(put(version(PolicyOwner::Secret(SecretId(id(9))), 1, None)).await.is_err());
    bed.put(vec![SecretChange::Remove(SecretId(id(1)), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!((versions(of_secret).await, versions(of_key).await.len()), (vec![], 1));
}

async fn roles(bed: Bed) {
    let custom = PolicyRef { kind: PolicyType::Custom, name: policy("p").name };
    let mut made = role(1, "Deployer");
    made.policies = vec![since(custom.clone())];
    conflict(bed.put(vec![IdentityChange::PutRole(auth(made.clone()), Expect::Absent).into()]).await);
    let with_policy = vec![
        IdentityChange::PutPolicy(auth(policy("p")), Expect::Absent).into(),
        IdentityChange::PutPolicyVersion(auth(policy_version("p", 1))).into(),
        IdentityChange::PutRole(auth(made.clone()), Expect::Absent).into(),
    ];
    bed.put(with_policy).await.unwrap();
    conflict(bed.put(vec![IdentityChange::PutRole(auth(role(2, "DEPLOYER")), Expect::Absent).into()]).await);
    bed.put(vec![IdentityChange::PutRole(auth(role(2, "a")), Expect::Absent).into()]).await.unwrap();
    let store = &bed.store;
    assert_eq!(store.role(made.id).await.unwrap().verified(), Some(made.clone()));
    assert_eq!(store.role(RoleId(id(9))).await.unwrap().verified(), None);
    assert_eq!(store.role_by_name(&RoleName::new("dePLOYER").unwrap()).await.unwrap().verified(), Some(made.clone()));
    let all = [role(2, "a"), made.clone()];
    assert_eq!(
        (store.roles(&Holders::All, None, 9).await.unwrap().verified(), store.role_count().await.unwrap()),
        (all.to_vec(), 2)
    );
    assert_eq!(
        store.roles(&Holders::All, Some(&RoleName::new("A").unwrap()), 9).await.unwrap().verified(),
        [made.clone()]
    );
    assert_eq!(store.roles(&Holders::Like("EPLOYE".to_owned()), None, 9).await.unwrap().verified(), [made.clone()]);
    assert_eq!(store.roles(&Holders::Like("deploys".to_owned()), None, 1).await.unwrap().verified(), [role(2, "a")]);
    assert_eq!(store.roles(&Holders::With(custom.clone()), None, 9).await.unwrap().verified(), [made.clone()]);
    assert_eq!(store.attachments(std::slice::from_ref(&custom)).await.unwrap(), [1]);
    conflict(bed.put(vec![IdentityChange::RemovePolicy(custom.name.clone(), Expect::Revision(1)).into()]).await);
    conflict(bed.put(vec![IdentityChange::PutRole(auth(made.clone()), Expect::Revision(2)).into()]).await);
    (made.trust, made.max_session_s, made.revision) = (OwnPolicy::from_stored("{ }"), 43_200, 2);
    bed.put(vec![IdentityChange::PutRole(auth(made.clone()), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(store.role(made.id).await.unwrap().verified(), Some(made.clone()));
    conflict(bed.put(vec![IdentityChange::RemoveRole(made.id, Expect::Revision(1)).into()]).await);
    bed.put(vec![IdentityChange::RemoveRole(made.id, Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(store.attachments(&[custom]).await.unwrap(), [0]);
    bed.put(vec![IdentityChange::RemovePolicy(policy("p").name, Expect::Revision(1)).into()]).await.unwrap();
}

async fn mfa_devices(bed: Bed) {
    conflict(bed.put(vec![IdentityChange::PutMfaDevice(auth(mfa_device(5, 1)), Expect::Absent).into()]).await);
    let person = UserRow { mfa: Some(mfa_device(5, 1).id), ..user(1, "person") };
    bed.put(vec![IdentityChange::PutUser(auth(person.clone()), Expect::Absent).into()]).await.unwrap();
    assert_eq!(bed.store.user(person.id).await.unwrap().verified(), Some(person));
    bed.put(vec![IdentityChange::PutMfaDevice(auth(mfa_device(5, 1)), Expect::Absent).into()]).await.unwrap();
    conflict(bed.put(vec![IdentityChange::PutMfaDevice(auth(mfa_device(6, 1)), Expect::Absent).into()]).await);
    assert_eq!(bed.store.mfa_device(mfa_device(5, 1).id).await.unwrap().verified(), Some(mfa_device(5, 1)));
    let mut used = MfaDeviceRow { last_step: u64::MAX, recovery: Vec::new(), revision: 2, ..mfa_device(5, 1) };
    used.passkeys[0].used = Some(Timestamp(i64::MAX));
    conflict(bed.put(vec![IdentityChange::PutMfaDevice(auth(used.clone()), Expect::Revision(2)).into()]).await);
    bed.put(vec![IdentityChange::PutMfaDevice(auth(used.clone()), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.mfa_device(used.id).await.unwrap().verified(), Some(used.clone()));
    conflict(bed.put(vec![IdentityChange::RemoveMfaDevice(used.id, Expect::Revision(1)).into()]).await);
    bed.put(vec![IdentityChange::RemoveMfaDevice(used.id, Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(bed.store.mfa_device(used.id).await.unwrap().verified(), None);
    let keys_only = MfaDeviceRow { secret: None, ..mfa_device(6, 1) };
    bed.put(vec![IdentityChange::PutMfaDevice(auth(keys_only.clone()), Expect::Absent).into()]).await.unwrap();
    assert_eq!(bed.store.mfa_device(keys_only.id).await.unwrap().verified(), Some(keys_only));
    bed.put(vec![IdentityChange::RemoveUser(UserId(id(1)), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.mfa_device(mfa_device(6, 1).id).await.unwrap().verified(), None);
}

async fn access_keys(bed: Bed) {
    conflict(bed.put(vec![IdentityChange::PutAccessKey(auth(access_key("SR1", 1)), Expect::Absent).into()]).await);
    bed.put(vec![IdentityChange::PutUser(auth(user(1, "app")), Expect::Absent).into()]).await.unwrap();
    let mut later = access_key("SR0", 1);
    later.created = Timestamp(9);
    for row in [later.clone(), access_key("SR1", 1)] {
        bed.put(vec![IdentityChange::PutAccessKey(auth(row), Expect::Absent).into()]).await.unwrap();
    }
    assert_eq!(bed.store.access_keys(UserId(id(1))).await.unwrap().verified(), [access_key("SR1", 1), later.clone()]);
    let used = |at, address: Option<&str>| KeyUse {
        at: Timestamp(at),
        address: address.map(|address| address.parse().unwrap()),
        action: Action::GetSecretValue,
    };
    let gone = AccessKeyId::new("SRgone").unwrap();
    bed.store.note_uses(&[(later.id.clone(), used(50, Some("2001:db8::1"))), (gone, used(50, None))]).await.unwrap();
    bed.store.note_uses(&[(later.id.clone(), used(40, None))]).await.unwrap();
    later.used = Some(used(50, Some("2001:db8::1")));
    assert_eq!(bed.store.access_key(&later.id).await.unwrap().verified(), Some(later.clone()));
    let mut off = later.clone();
    (off.active, off.revision) = (false, 2);
    conflict(bed.put(vec![IdentityChange::PutAccessKey(auth(off.clone()), Expect::Revision(2)).into()]).await);
    bed.put(vec![IdentityChange::PutAccessKey(auth(off.clone()), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.access_key(&off.id).await.unwrap().verified(), Some(off.clone()));
    conflict(bed.put(vec![IdentityChange::RemoveAccessKey(off.id.clone(), Expect::Revision(1)).into()]).await);
    bed.put(vec![IdentityChange::RemoveAccessKey(off.id.clone(), Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(bed.store.access_key(&off.id).await.unwrap().verified(), None);
    bed.put(vec![IdentityChange::RemoveUser(UserId(id(1)), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.access_keys(UserId(id(1))).await.unwrap().verified(), []);
}

async fn nonces(bed: Bed) {
    let nonce = |n: u128| SessionChange::UseNonce { fingerprint: id(n), expires: Timestamp(1_700_000_100_000) }.into();
    bed.put(vec![nonce(1)]).await.unwrap();
    assert!(matches!(bed.put(vec![nonce(1)]).await, Err(StoreError::NonceUsed)));
    bed.put(vec![nonce(2)]).await.unwrap();
    // A replay is rejected as a whole and leaves no event.
    let before = bed.verified().await.len();
    assert!(matches!(bed.put(vec![absent(secret(1, "a")), nonce(2)]).await, Err(StoreError::NonceUsed)));
    assert_eq!(bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap().verified(), None);
    assert_eq!(bed.verified().await.len(), before);
    // Expired nonces are deleted after many new ones; fresh ones are kept.
    let expired = |n: u128| SessionChange::UseNonce { fingerprint: id(n), expires: Timestamp(5) }.into();
    for n in 0..8 {
        bed.put((0..64).map(|m| expired(1000 + n * 64 + m)).collect()).await.unwrap();
    }
    bed.put(vec![expired(1000)]).await.unwrap();
    assert!(matches!(bed.put(vec![nonce(1)]).await, Err(StoreError::NonceUsed)));
}

async fn nonces_of_reads(bed: Bed) {
    let commit = async |n: i64, changes: Vec<Change>, nonce: Option<u64>| {
        let event = strongroom_trail::Event { time: Timestamp(n), ..event(n) };
        bed.store.commit(Commit { changes, event, nonce }).await
    };
    let read = async |since, seen: &[(i64, u64)], limit| {
        let seen = seen.iter().copied().collect();
        bed.store.read_nonces(Timestamp(since), &seen, limit).await.unwrap()
    };
    let nonces = |blocks: &[NonceBlock]| blocks.iter().flat_map(|block| block.nonces.clone()).collect::<Vec<_>>();
    assert!(read(0, &[], 9).await.is_empty());
    commit(10, vec![], Some(1)).await.unwrap();
    commit(20, vec![], None).await.unwrap();
    commit(30, vec![absent(secret(1, "a"))], Some(u64::MAX)).await.unwrap();
    conflict(commit(40, vec![absent(secret(1, "a"))], Some(3)).await);
    commit(50, vec![], Some(4)).await.unwrap();
    let all = read(0, &[], 9).await;
    assert_eq!(nonces(&all), [4, u64::MAX, 1], "the newest first, and none of a commit that failed");
    assert_eq!(nonces(&read(30, &[], 9).await), [4, u64::MAX]);
    let second = &all.iter().find(|block| block.nonces == [u64::MAX]).unwrap();
    assert_eq!(nonces(&read(0, &[(second.writer, second.first)], 9).await), [4]);
    // More blocks than are read at once.
    for n in 0..600 {
        commit(100 + n, vec![], Some(1_000 + n.unsigned_abs())).await.unwrap();
    }
    assert_eq!(nonces(&read(100, &[], usize::MAX).await), (1_000..1_600).rev().collect::<Vec<_>>());
    assert!(nonces(&read(100, &[], 10).await).len() < 600);
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
    assert_eq!(names(bed.store.purgeable(Timestamp(100), 10).await.unwrap().verified()), ["s3", "s2", "s5"]);
    assert_eq!(names(bed.store.purgeable(Timestamp(100), 2).await.unwrap().verified()), ["s3", "s2"]);
    assert_eq!(names(bed.store.purgeable(Timestamp(10), 2).await.unwrap().verified()), [""; 0]);
}

async fn secrets_with_policy(bed: Bed) {
    let policies = [None, Some("{}"), Some("@\n{}"), Some("@acs:ram::1:user/a=-\n{}"), Some(" {}"), None];
    for (n, policy) in (1..).zip(policies) {
        let mut row = secret(n, &format!("s{n}"));
        row.policy = policy.map(OwnPolicy::from_stored);
        bed.put(vec![absent(row)]).await.unwrap();
    }
    let found = async |which, after: Option<u128>, limit| {
        let after = after.map(|n| SecretId(id(n)));
        let rows = bed.store.secrets_with_policy(which, after, limit).await.unwrap().verified();
        rows.into_iter().map(|row| row.name.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found(OwnPolicies::All, None, 9).await, "s2 s3 s4 s5");
    assert_eq!(found(OwnPolicies::All, Some(2), 2).await, "s3 s4");
    assert_eq!(found(OwnPolicies::Unbound, None, 9).await, "s2 s5");
    assert_eq!(found(OwnPolicies::Unbound, Some(2), 9).await, "s5");
    assert_eq!(found(OwnPolicies::Unbound, Some(5), 9).await, "");
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
    bed.put(vec![SecretChange::Remove(SecretId(id(1)), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.tag_keys().await.unwrap(), [("team".to_owned(), 4), ("env".to_owned(), 1)]);
}
