//! Two cores on one database: what one changes, the other knows within a second.

use crate::world::*;
use std::sync::Arc;
use strongroom_core::{CoreError, Engine, ops::keys::*, ops::secrets::CreateSecret, ports::*, rows::*};
use strongroom_domain::*;
use strongroom_store::SqlStore;
use strongroom_trail::{Block, WriterId};

/// A store that says of itself what PostgreSQL's says: others write to it too.
struct Shared(Arc<SqlStore>);

macro_rules! shared {
    ($($noun:ident { $($name:ident($($given:ident: $type:ty),*) -> $found:ty;)* })*) => {$(
        #[async_trait::async_trait]
        impl $noun for Shared {
            $(async fn $name(&self, $($given: $type),*) -> Result<$found, StoreError> {
                self.0.$name($($given),*).await
            })*
        }
    )*};
}

#[async_trait::async_trait]
impl InstallationStore for Shared {
    async fn installation(&self) -> Result<Option<Unverified<InstallationRow>>, StoreError> {
        self.0.installation().await
    }
    async fn ready(&self) -> Result<(), StoreError> {
        InstallationStore::ready(&*self.0).await
    }
    fn shared(&self) -> bool {
        true
    }
}

shared! {
    SecretStore {
        secret(name: &SecretName) -> Option<Unverified<SecretRow>>;
        secret_revision(name: &SecretName) -> Option<(SecretId, u64)>;
        versions(secret: SecretId) -> Vec<Unverified<VersionRow>>;
        secrets(filter: &SecretFilter, sort: SecretSort, slice: &SecretSlice, limit: u32) -> SecretList;
        tag_keys() -> Vec<(String, u64)>;
        purgeable(now: Timestamp, limit: u32) -> Vec<Unverified<SecretRow>>;
    }
    KeyStore {
        cmk_usage() -> Vec<(CmkId, u64)>;
        cmks() -> Vec<Unverified<CmkRow>>;
        cmk_deletions() -> Vec<Unverified<CmkDeletionRow>>;
        cmk_revisions() -> u64;
        cmk_versions() -> Vec<Unverified<CmkVersionRow>>;
    }
    IdentityStore {
        user(id: UserId) -> Option<Unverified<UserRow>>;
        user_by_name(name: &UserName) -> Option<Unverified<UserRow>>;
        user_by_identity(federated: &Federated) -> Option<Unverified<UserRow>>;
        users(which: &Holders, after: Option<&UserName>, limit: u32) -> Vec<Unverified<UserRow>>;
        group(id: GroupId) -> Option<Unverified<GroupRow>>;
        group_by_name(name: &GroupName) -> Option<Unverified<GroupRow>>;
        groups(which: &Holders, after: Option<&GroupName>, limit: u32) -> Vec<Unverified<GroupRow>>;
        members(groups: &[GroupId]) -> Vec<u64>;
        role(id: RoleId) -> Option<Unverified<RoleRow>>;
        role_by_name(name: &RoleName) -> Option<Unverified<RoleRow>>;
        roles(which: &Holders, after: Option<&RoleName>, limit: u32) -> Vec<Unverified<RoleRow>>;
        role_count() -> u64;
        policy(name: &PolicyName) -> Option<Unverified<PolicyRow>>;
        policies(after: Option<&PolicyName>, limit: u32) -> Vec<Unverified<PolicyRow>>;
        policy_count() -> u64;
        policy_versions(policy: &PolicyName) -> Vec<Unverified<PolicyVersionRow>>;
        attachments(policies: &[PolicyRef]) -> Vec<u64>;
        access_key(id: &AccessKeyId) -> Option<Unverified<AccessKeyRow>>;
        access_keys(user: UserId) -> Vec<Unverified<AccessKeyRow>>;
        mfa_device(id: MfaDeviceId) -> Option<Unverified<MfaDeviceRow>>;
    }
    SessionStore {
        note_uses(uses: &[(AccessKeyId, KeyUse)]) -> ();
        note_sign_ins(sign_ins: &[(UserId, Timestamp)]) -> ();
    }
    TrailStore {
        events(slice: &EventSlice) -> EventPage;
        newest_events(filter: &EventFilter, field: EventField) -> std::collections::HashMap<String, Timestamp>;
        event_counts(period: Period, filter: &EventFilter, limit: u32) -> Vec<EventCount>;
        event_histogram(period: Period, filter: &EventFilter, slices: u32) -> Vec<EventBucket>;
        writers() -> Vec<WriterId>;
        blocks(writer: WriterId, from: u64, limit: u32) -> Vec<Block>;
    }
    Store {
        commit(commit: Commit) -> ();
    }
}

async fn node(w: &World) -> Engine {
    let engine = Engine::new(Arc::new(Shared(w.store.clone())), w.clock.clone());
    engine.unseal(&w.root).await.unwrap();
    engine
}

#[tokio::test]
async fn key_change_on_one_node_reaches_the_other_in_a_second() {
    let w = World::new().await;
    let (here, there) = (node(&w).await, node(&w).await);
    let call = || w.call_of(&w.admin);
    let key =
        here.call(&call(), &CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    here.call(&call(), &CreateSecret { cmk: Some(key), ..create("a", "x") }).await.unwrap();
    let read = async || there.call(&call(), &get("a", None, None)).await.map(|_| ());
    w.pass(1_000);
    assert_eq!(read().await, Ok(()), "a key made elsewhere");
    let document = format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Deny", "Principal": {{"RAM": ["acs:ram::{}:user/admin"]}},
            "Action": "kms:Decrypt", "Resource": "*"}}]}}"#,
        w.first.account
    );
    let set = |document| SetKeyPolicy { id: key, document, expect: None };
    here.call(&call(), &set(Some(document))).await.unwrap();
    w.pass(1_000);
    assert_eq!(read().await, Err(CoreError::Denied));
    here.call(&call(), &set(None)).await.unwrap();
    w.pass(1_000);
    assert_eq!(read().await, Ok(()));
    here.call(&call(), &DisableKey { id: key }).await.unwrap();
    w.pass(1_000);
    assert_eq!(read().await, Err(CoreError::KeyDisabled));
}
