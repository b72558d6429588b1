//! Data of earlier versions, stored under `server/tests/data`: every later version opens it completely and detects changes made
//! before the upgrade.

use crate::support::*;
use sea_orm::{ConnectionTrait, Database, Statement};
use std::{path::Path, process::Command, sync::Arc};
use strongroom_core::{
    Call, CoreError, Difference, Engine, KeyProof, Plaintext, SigningKey, UnsealError,
    ops::{
        factors::Proof,
        notices::{ListNotificationChannels, ListNotificationDeliveries},
        rotations::{DescribeRotation, RollBackRotation},
        secrets::{CompareSecretVersions, GetSecretValue, ListSecretVersionIds, NewValue, PutSecretValue},
        system::{SignIn, SignedIn, VerifyMfa},
        trail::{LookupEvents, VerifyTrail},
    },
    ports::*,
    rows::{Authenticate, ENCODING, Unverified},
};
use strongroom_crypto::{Keyring, RootKey, root::FileRoot};
use strongroom_domain::{json_text::ObjectText, *};
use strongroom_trail::Detail;

/// A copy of the sample of one version.
struct Sample {
    bed: Bed,
    root: RootKey,
    facts: serde_json::Value,
}

struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
    fn uptime(&self) -> Uptime {
        Uptime(self.0.0)
    }
}

impl Sample {
    async fn sqlite(version: &str) -> Self {
        let folder = unpacked(version, "sqlite");
        let path = folder.path().join("data/strongroom.db");
        let (root, facts) = keys(folder.path());
        Self { bed: Bed::of_file(path, folder).await, root, facts }
    }

    async fn postgres(version: &str) -> Self {
        let folder = unpacked(version, "postgres");
        let (root, facts) = keys(folder.path());
        let url = Bed::fresh_database().await;
        let raw = Database::connect(&url).await.unwrap();
        let dump = std::fs::read_to_string(folder.path().join("data/dump.sql")).unwrap();
        raw.execute_unprepared(&dump).await.unwrap();
        raw.close().await.unwrap();
        Self { bed: Bed::of_url(url, Some(folder)).await, root, facts }
    }

    /// A sealed core, an hour after the sample was made.
    fn engine(&self, store: &Arc<strongroom_store::SqlStore>) -> Engine {
        let now = Timestamp(self.facts["made"].as_i64().unwrap()).plus_ms(3_600_000);
        Engine::new(store.clone(), Arc::new(Still(now)))
    }

    async fn unsealed(&self) -> Engine {
        let engine = self.engine(&self.bed.store);
        engine.unseal(&self.root).await.unwrap();
        engine
    }

    fn fact(&self, name: &str) -> &str {
        self.facts[name].as_str().unwrap()
    }

    async fn keyring(&self) -> Keyring {
        self.bed.store.installation().await.unwrap().unwrap().keyring(&self.root, &[]).unwrap().unwrap()
    }

    /// The administrator, by its AccessKey.
    async fn admin(&self, engine: &Engine) -> Call {
        match self.signed(engine, self.fact("access_key_id"), self.fact("access_key_secret")).await {
            KeyProof::Verified(principal) => call(engine, principal),
            other => panic!("{other:?}"),
        }
    }

    /// Authenticates with an AccessKey; `secret` must be its secret.
    async fn signed(&self, engine: &Engine, id: &str, secret: &str) -> KeyProof {
        let ours = SigningKey::new(&plaintext(secret)).hmac_sha256(b"m");
        let address = Some("192.0.2.1".parse().unwrap());
        engine.authenticate(id, None, address, |key| key.hmac_sha256(b"m") == ours).await.unwrap()
    }
}

fn unpacked(version: &str, database: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let archive = format!("{}/../tests/data/{version}/{database}.tar.gz", env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("tar").args(["-xzf", &archive, "-C"]).arg(folder.path()).status().unwrap();
    assert!(status.success());
    folder
}

fn keys(folder: &Path) -> (RootKey, serde_json::Value) {
    let root = FileRoot { path: folder.join("data/root.key") }.load().unwrap();
    let facts = std::fs::read(folder.join("data/facts.json")).unwrap();
    (root, serde_json::from_slice(&facts).unwrap())
}

fn plaintext(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

fn call(engine: &Engine, principal: Principal) -> Call {
    Call { principal, ..engine.system_call(Surface::Aliyun).unwrap() }
}

fn verified<R: Authenticate>(rows: impl IntoIterator<Item = Unverified<R>>, keyring: &Keyring) -> Vec<R> {
    rows.into_iter().map(|row| row.verify(keyring).unwrap()).collect()
}

/// Generates tests on both databases for each version with a sample.
macro_rules! of_versions {
    ($($name:ident: $($version:ident)+;)*) => {$(
        mod $name {
            $(mod $version {
                use super::super::{Sample, $name};

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    $name(Sample::sqlite(stringify!($version)).await).await;
                }
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    $name(Sample::postgres(stringify!($version)).await).await;
                }
            })+
        }
    )*};
}

of_versions! {
    earlier_values_and_credentials_work: v1 v2 v3 v4;
    earlier_outlines_are_made_again_from_the_values: v1 v2 v3 v4;
    upgrade_authenticates_every_row_again: v1 v2;
    old_macs_are_rejected_after_the_upgrade: v1;
    tampering_before_the_upgrade_is_detected: v1;
    failed_upgrade_changes_nothing: v1;
    two_nodes_upgrade_only_once: v1 v2;
    earlier_rotations_go_on: v3 v4;
    earlier_channels_freezes_and_revoked_versions_are_kept: v4;
    tampering_with_encoding_2_is_detected: v3;
}

async fn earlier_values_and_credentials_work(sample: Sample) {
    let engine = sample.unsealed().await;
    let admin = sample.admin(&engine).await;
    let mut read = 0;
    for (name, versions) in sample.facts["values"].as_object().unwrap() {
        for (version, value) in versions.as_object().unwrap() {
            let (name, version) = (SecretName::new(name).unwrap(), Some(VersionId::new(version).unwrap()));
            let got = engine.call(&admin, &GetSecretValue { name, version, stage: None }).await.unwrap();
            assert_eq!(got.value.expose(), value.as_str().unwrap().as_bytes());
            read += 1;
        }
    }
    // From `v4` on there are secrets with generated values and functions.
    let expected = if sample.facts["values"].get("shop/session").is_some() { 132 } else { 126 };
    assert_eq!(read, expected);
    let name = SecretName::new("shop/legacy").unwrap();
    let deleted = engine.call(&admin, &GetSecretValue { name, version: None, stage: None }).await;
    assert_eq!(deleted.err(), Some(CoreError::Deleting));

    let application = &sample.facts["application"];
    let (id, secret) = (application["id"].as_str().unwrap(), application["secret"].as_str().unwrap());
    let KeyProof::Verified(principal) = sample.signed(&engine, id, secret).await else { panic!("the AccessKey works") };
    let name = SecretName::new("payments/ledger-db").unwrap();
    let stage = Some(Stage::from_stored("blue-deploy").unwrap());
    let read = GetSecretValue { name: name.clone(), version: None, stage };
    assert_eq!(engine.call(&call(&engine, principal), &read).await.unwrap().version.as_str(), "v3");
    let proof = |id| engine.authenticate(id, None, Some("192.0.2.1".parse().unwrap()), |_| true);
    assert_eq!(proof(sample.fact("inactive")).await.unwrap(), KeyProof::Inactive);
    assert_eq!(proof(sample.fact("limited")).await.unwrap(), KeyProof::Elsewhere);

    let anonymous = call(&engine, Principal::anonymous(""));
    let sign_in = |user: &str, password: &str| SignIn { user: user.to_owned(), password: plaintext(password) };
    let done = engine.call(&anonymous, &sign_in("admin", sample.fact("admin_password"))).await.unwrap();
    assert!(matches!(done, SignedIn::Done(_)));
    let next = engine.call(&anonymous, &sign_in("on-call", sample.fact("password"))).await.unwrap();
    let SignedIn::CodeNeeded { ticket, passkeys: true } = next else { panic!("{next:?}") };
    let code = sample.facts["recovery_codes"][0].as_str().unwrap();
    let second = VerifyMfa { ticket, proof: Proof::Code(plaintext(code)) };
    assert_eq!(engine.call(&anonymous, &second).await.unwrap().principal.name, "on-call");

    let value = NewValue::Given { value_type: ValueType::Text, value: plaintext("new") };
    let put = PutSecretValue { name, version: None, value, stages: vec![Stage::Current] };
    assert_eq!(engine.call(&admin, &put).await.unwrap().ordinal, 4);
    let proof = engine.call(&admin, &VerifyTrail::whole()).await.unwrap();
    assert!(proof.fault.is_none() && proof.events > 300, "{proof:?}");
}

/// Outlines of that time had fingerprints of rounded numbers and no types.
async fn earlier_outlines_are_made_again_from_the_values(sample: Sample) {
    let engine = sample.unsealed().await;
    let admin = sample.admin(&engine).await;
    let mut objects = 0;
    // One whose rotation waits for a person takes no other version.
    let values = sample.facts["values"].as_object().unwrap().iter().filter(|(name, _)| *name != "shop/broken");
    for (name, versions) in values.take(40) {
        let name = SecretName::new(name).unwrap();
        for (version, value) in versions.as_object().unwrap() {
            let older = VersionId::new(version).unwrap();
            let copy = PutSecretValue {
                name: name.clone(),
                version: None,
                value: NewValue::CopyOf(older.clone()),
                stages: vec![Stage::Current],
            };
            let newer = engine.call(&admin, &copy).await.unwrap().version;
            let compare = CompareSecretVersions { name: name.clone(), older, newer };
            let compared = engine.call(&admin, &compare).await.unwrap();
            assert!(compared.identical && compared.keys.iter().all(|key| key.difference == Difference::Same));
            let object = ObjectText::parse(value.as_str().unwrap());
            let expected: Vec<_> = object.iter().flat_map(ObjectText::members).map(|one| one.name.as_ref()).collect();
            let named: Vec<_> = compared.keys.iter().filter_map(|key| key.name.as_deref()).collect();
            assert_eq!(named, expected);
            objects += usize::from(object.is_some());
        }
    }
    assert!(objects > 0);
}

async fn upgrade_authenticates_every_row_again(sample: Sample) {
    let engine = sample.unsealed().await;
    sample.engine(&sample.bed.store).unseal(&sample.root).await.unwrap();
    let (store, keyring) = (&*sample.bed.store, &sample.keyring().await);
    let installation = store.installation().await.unwrap().unwrap().verify(keyring).unwrap();
    assert_eq!((installation.encoding, installation.account.as_str()), (ENCODING, sample.fact("account_id")));

    let mut users = Vec::new();
    loop {
        let after = users.last().map(|user: &strongroom_core::rows::UserRow| user.name.clone());
        let page = verified(store.users(&Holders::All, after.as_ref(), 50).await.unwrap(), keyring);
        if page.is_empty() {
            break;
        }
        users.extend(page);
    }
    let (mut keys, mut devices) = (0, 0);
    for user in &users {
        keys += verified(store.access_keys(user.id).await.unwrap(), keyring).len();
        if let Some(id) = user.mfa {
            let device = store.mfa_device(id).await.unwrap().unwrap().verify(keyring).unwrap();
            assert_eq!((device.passkeys.len(), device.recovery.len()), (1, 10));
            devices += 1;
        }
    }
    assert_eq!((users.len(), keys, devices), (124, 4, 1));
    assert_eq!(verified(store.groups(&Holders::All, None, 99).await.unwrap(), keyring).len(), 2);
    assert_eq!(verified(store.roles(&Holders::All, None, 99).await.unwrap(), keyring).len(), 1);
    let policies = verified(store.policies(None, 99).await.unwrap(), keyring);
    let mut versions = 0;
    for policy in &policies {
        versions += verified(store.policy_versions(&policy.name).await.unwrap(), keyring).len();
    }
    assert_eq!((policies.len(), versions), (2, 4));
    assert_eq!(verified(store.cmks().await.unwrap(), keyring).len(), 3);
    assert_eq!(verified(store.cmk_versions().await.unwrap(), keyring).len(), 4);
    let all = (SecretFilter::default(), SecretSlice::After(None));
    let secrets = verified(store.secrets(&all.0, SecretSort::Name, &all.1, 200).await.unwrap().rows, keyring);
    let mut versions = 0;
    for secret in &secrets {
        assert_eq!(secret.kind, SecretKind::Generic);
        versions += verified(store.versions(secret.id).await.unwrap(), keyring).len();
    }
    assert_eq!((secrets.len(), versions), (124, 127));
    assert_eq!(upgrades(&sample, &engine).await, 1, "done once");
}

/// Events of upgrades.
async fn upgrades(sample: &Sample, engine: &Engine) -> usize {
    let admin = sample.admin(engine).await;
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    let filter = EventFilter { terms: vec![(EventField::Action, Action::Unseal.name().to_owned())], write: None };
    let all = LookupEvents { period, filter, cursor: None, limit: 100, statistics: None };
    let found = engine.call(&admin, &all).await.unwrap().events;
    found.iter().filter(|stored| stored.event.details.contains(&(Detail::RowEncoding, ENCODING.to_string()))).count()
}

async fn old_macs_are_rejected_after_the_upgrade(sample: Sample) {
    let raw = sample.bed.raw().await;
    for statement in [
        "CREATE TABLE before AS SELECT id, mac FROM secret",
        "CREATE TABLE installation_before AS SELECT mac FROM installation",
    ] {
        raw.execute_unprepared(statement).await.unwrap();
    }
    let engine = sample.unsealed().await;
    raw.execute_unprepared("UPDATE secret SET mac = (SELECT b.mac FROM before b WHERE b.id = secret.id)")
        .await
        .unwrap();
    let admin = sample.admin(&engine).await;
    let name = SecretName::new("fleet/keytab").unwrap();
    let read = engine.call(&admin, &GetSecretValue { name, version: None, stage: None }).await;
    assert!(matches!(read, Err(CoreError::Internal(_))), "{:?}", read.err());
    // The installation cannot return to the old encoding either.
    raw.execute_unprepared("UPDATE installation SET encoding = 1, mac = (SELECT mac FROM installation_before)")
        .await
        .unwrap();
    let error = sample.engine(&sample.bed.store).unseal(&sample.root).await.unwrap_err();
    assert!(matches!(&error, UnsealError::NotVerified(row) if row.table == "cmk"), "{error}");
}

async fn earlier_rotations_go_on(sample: Sample) {
    let engine = sample.unsealed().await;
    let admin = sample.admin(&engine).await;
    for (name, password) in sample.facts["managed"].as_object().unwrap() {
        let name = SecretName::new(name).unwrap();
        let read = GetSecretValue { name: name.clone(), version: None, stage: None };
        let value = engine.call(&admin, &read).await.unwrap().value;
        assert!(std::str::from_utf8(value.expose()).unwrap().contains(password.as_str().unwrap()));
        let found = engine.call(&admin, &DescribeRotation { name, rotation: None }).await.unwrap();
        assert!(found.plan.automatic && !found.plan.await_readers && found.plan.rollout.is_none());
    }
    let name = || SecretName::new("orders/one").unwrap();
    let open = engine.call(&admin, &DescribeRotation { name: name(), rotation: None }).await.unwrap().rotation.unwrap();
    assert_eq!((open.state.phase, open.state.cause), (RunPhase::RetryWait, Some(RunCause::Unreachable)));
    let end = RollBackRotation { name: name(), rotation: open.id, give_up: true };
    engine.call(&admin, &end).await.unwrap();
    let left = engine.call(&admin, &DescribeRotation { name: name(), rotation: None }).await.unwrap();
    assert_eq!(left.rotation, None);
}

async fn earlier_channels_freezes_and_revoked_versions_are_kept(sample: Sample) {
    let engine = sample.unsealed().await;
    let admin = sample.admin(&engine).await;
    let (channels, _) = engine.call(&admin, &ListNotificationChannels { after: None, limit: 9 }).await.unwrap();
    let names: Vec<_> = channels.iter().map(|channel| channel.name.as_str()).collect();
    assert_eq!(names, ["hook", "mail"]);
    let of_all = ListNotificationDeliveries { channel: None, states: DeliveryFilter::All, after: None, limit: 9 };
    assert!(!engine.call(&admin, &of_all).await.unwrap().0.is_empty());
    let name = SecretName::new("shop/session").unwrap();
    let generated = engine.call(&admin, &DescribeRotation { name, rotation: None }).await.unwrap();
    assert_eq!(generated.plan.schedule.map(|schedule| schedule.freezes.len()), Some(1));
    let leaked = ListSecretVersionIds { name: SecretName::new("shop/leaked").unwrap(), include_unlabelled: true };
    let versions = engine.call(&admin, &leaked).await.unwrap().versions;
    let revoked: Vec<_> = versions.iter().map(|version| (version.id.as_str(), version.revoked.is_some())).collect();
    assert_eq!(revoked, [("v2", false), ("v1", true)]);
}

/// Rows of the tables that were encoded anew, also by a field that had no meaning yet.
async fn tampering_with_encoding_2_is_detected(sample: Sample) {
    let raw = sample.bed.raw().await;
    for (table, change, restore) in [
        ("rotation_plan", "paused = TRUE", "paused = FALSE"),
        ("rotation_plan", "await_readers = TRUE", "await_readers = FALSE"),
        ("rotation", "due = due + 1", "due = due - 1"),
        ("rotation", "deadline = 0", "deadline = NULL"),
        ("secret_version", "revoked = 1, revoked_by = 'x'", "revoked = NULL, revoked_by = NULL"),
        ("secret", r#"offered = '{"version":"v1","group":{"Share":1}}'"#, "offered = NULL"),
    ] {
        raw.execute_unprepared(&format!("UPDATE {table} SET {change}")).await.unwrap();
        let error = sample.engine(&sample.bed.store).unseal(&sample.root).await.unwrap_err();
        assert!(matches!(&error, UnsealError::NotVerified(row) if row.table == table), "{change}: {error}");
        raw.execute_unprepared(&format!("UPDATE {table} SET {restore}")).await.unwrap();
    }
    sample.unsealed().await;
}

async fn tampering_before_the_upgrade_is_detected(sample: Sample) {
    let raw = sample.bed.raw().await;
    let least = "-9223372036854775807 - 1";
    for (table, named, change, restore) in [
        (
            "secret",
            "fleet/keytab",
            "description = 'x' WHERE name = 'fleet/keytab'",
            "description = '' WHERE name = 'fleet/keytab'",
        ),
        // Encoding 1 did not distinguish these from an absent value.
        (
            "secret",
            "many/119",
            &format!("delete_at = {least} WHERE name = 'many/119'"),
            "delete_at = NULL WHERE name = 'many/119'",
        ),
        ("secret", "many/000", "policy = '' WHERE name = 'many/000'", "policy = NULL WHERE name = 'many/000'"),
        (
            "ram_user",
            "ledger-api",
            "password = '' WHERE name = 'ledger-api'",
            "password = NULL WHERE name = 'ledger-api'",
        ),
        (
            "ram_user",
            "clerk-119",
            "created = created + 1 WHERE name = 'clerk-119'",
            "created = created - 1 WHERE name = 'clerk-119'",
        ),
        (
            "access_key",
            sample.fact("inactive"),
            "active = TRUE WHERE active = FALSE",
            &format!("active = FALSE WHERE id = '{}'", sample.fact("inactive")),
        ),
        ("ram_group", "readers", "policies = '[]' WHERE name = 'readers'", ""),
        (
            "ram_policy",
            "no-delete",
            "default_version = 2 WHERE name = 'no-delete'",
            "default_version = 1 WHERE name = 'no-delete'",
        ),
        ("ram_role", "deploy", "max_session_s = max_session_s + 1", "max_session_s = max_session_s - 1"),
        ("mfa_device", "", "last_step = last_step - 1", "last_step = last_step + 1"),
        ("cmk", sample.fact("disabled_key"), "enabled = TRUE WHERE enabled = FALSE", ""),
        ("cmk_version", "", "version = version + 7 WHERE version = 2", "version = version - 7 WHERE version = 9"),
        ("secret_version", "v3", "ordinal = ordinal + 1 WHERE id = 'v3'", "ordinal = ordinal - 1 WHERE id = 'v3'"),
    ] {
        let before = macs(&raw).await;
        let sql = |change: &str| format!("UPDATE {table} SET {change}");
        if restore.is_empty() {
            raw.execute_unprepared(&format!("CREATE TABLE kept AS SELECT * FROM {table}")).await.unwrap();
        }
        raw.execute_unprepared(&sql(change)).await.unwrap();
        let engine = sample.engine(&sample.bed.store);
        let error = engine.unseal(&sample.root).await.unwrap_err();
        let UnsealError::NotVerified(row) = &error else { panic!("{change}: {error}") };
        assert!(row.table == table && row.row.contains(named), "{change}: {error}");
        assert!(error.to_string().contains("Nothing was changed"), "{error}");
        assert!(engine.is_sealed());
        assert_eq!(macs(&raw).await, before, "{change}");
        match restore {
            "" => {
                let column = change.split(' ').next().unwrap();
                let back = format!("{column} = (SELECT k.{column} FROM kept k WHERE k.id = {table}.id)");
                raw.execute_unprepared(&sql(&back)).await.unwrap();
                raw.execute_unprepared("DROP TABLE kept").await.unwrap();
            }
            restore => drop(raw.execute_unprepared(&sql(restore)).await.unwrap()),
        }
    }
    sample.unsealed().await;
}

/// The MACs of the rows that are upgraded first, and the encoding.
async fn macs(raw: &sea_orm::DatabaseConnection) -> Vec<(i64, Vec<u8>)> {
    let sql = "SELECT encoding AS n, check_value AS mac FROM installation UNION ALL SELECT 0, mac FROM cmk UNION ALL SELECT 1, mac FROM cmk_version ORDER BY n, mac";
    let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "n").unwrap(), row.try_get("", "mac").unwrap())).collect()
}

/// The last write of the upgrade fails, as if the process ended before it: no row has changed.
async fn failed_upgrade_changes_nothing(sample: Sample) {
    let raw = sample.bed.raw().await;
    let before = macs(&raw).await;
    let (make, undo): (&[&str], &str) = if sample.bed.is_sqlite() {
        (
            &["CREATE TRIGGER stop BEFORE UPDATE ON installation BEGIN SELECT RAISE(ABORT, 'stop'); END"],
            "DROP TRIGGER stop",
        )
    } else {
        (
            &[
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''stop''; END'",
                "CREATE TRIGGER stop BEFORE UPDATE ON installation FOR EACH ROW EXECUTE FUNCTION stop()",
            ],
            "DROP TRIGGER stop ON installation",
        )
    };
    for statement in make {
        raw.execute_unprepared(statement).await.unwrap();
    }
    let error = sample.engine(&sample.bed.store).unseal(&sample.root).await.unwrap_err();
    assert!(matches!(error, UnsealError::Core(CoreError::Unavailable)), "{error}");
    assert_eq!(macs(&raw).await, before);
    raw.execute_unprepared(undo).await.unwrap();
    let engine = sample.unsealed().await;
    assert_eq!(upgrades(&sample, &engine).await, 1);
}

async fn two_nodes_upgrade_only_once(sample: Sample) {
    if sample.bed.is_sqlite() {
        // Only one process at a time can open the file.
        return;
    }
    let other = strongroom_store::SqlStore::open(sample.bed.options.clone()).await.unwrap();
    let (here, there) = (sample.engine(&sample.bed.store), sample.engine(&other));
    let (one, two) = tokio::join!(here.unseal(&sample.root), there.unseal(&sample.root));
    one.unwrap();
    two.unwrap();
    assert_eq!(upgrades(&sample, &here).await, 1);
    other.close().await;
}
