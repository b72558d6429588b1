//! Principals of policies are bound to ids when a policy is set: names change hands, ids do not
//! (`docs/decisions/bound-principals.md`).

use super::{AuthorizationQuery, Call, Engine, Rights, Vault};
use crate::{
    CoreError,
    ports::{Change, Commit, Expect, Holders, IdentityChange, KeyChange, OwnPolicies, SecretChange, Store, StoreError},
    rows::{Authenticate, CmkRow, OwnPolicy, RoleRow, SecretRow},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use strongroom_domain::{Action, PrincipalId, Surface, parse_role_arn, parse_user_arn, role_arn, user_arn};
use strongroom_policy::{Attached, Document, Holder, Kind};
use strongroom_trail::{Detail, Outcome};

/// Names of one statement that are looked up for an editor.
const NAMES: usize = 20;
/// Policies bound in one commit.
const BATCH: u32 = 100;

/// The policy that a secret, key or role carries, compiled. A broken one stays: it may be a Deny.
pub(super) fn own_policy(policy: Option<&OwnPolicy>, kind: Kind, arn: impl FnOnce() -> String) -> Option<Attached> {
    let policy = policy?;
    let document = Document::parse(policy.document(), kind).map(|mut document| {
        if let Some(names) = policy.names() {
            let ids: HashMap<_, _> = names.collect();
            document.bind(|arn| ids.get(arn).copied().flatten());
        }
        Arc::new(document)
    });
    let name = if kind == Kind::Trust { "trust policy" } else { "default" };
    Some(Attached { name: name.into(), holder: Holder::Resource(arn()), document })
}

/// Who was found behind an ARN, for many documents that name the same.
type KnownPrincipals = HashMap<String, Option<PrincipalId>>;

impl Vault {
    /// A document with the users and roles it names bound to whoever has these names now. A name that is nobody's stays so, also
    /// when it is given to somebody later, until the policy is set again.
    pub async fn bind(&self, store: &dyn Store, document: &Document, text: &str) -> Result<OwnPolicy, CoreError> {
        self.bind_known(store, document, text, &mut KnownPrincipals::new()).await
    }

    async fn bind_known(
        &self,
        store: &dyn Store,
        document: &Document,
        text: &str,
        known: &mut KnownPrincipals,
    ) -> Result<OwnPolicy, CoreError> {
        let mut names = BTreeMap::new();
        let principals = document.statements().iter().filter_map(|statement| statement.principal.as_ref());
        for arn in principals.flat_map(|principals| &principals.ram) {
            let found = match known.get(arn) {
                Some(found) => *found,
                None => {
                    let Some(found) = self.principal_of(store, arn).await? else { continue };
                    *known.entry(arn.clone()).or_insert(found)
                }
            };
            names.insert(arn.as_str(), found);
        }
        Ok(OwnPolicy::bound(text, names))
    }

    /// Who has the name in this ARN, spelled exactly so; `None` if it is not the ARN of a user or role of this account.
    async fn principal_of(&self, store: &dyn Store, arn: &str) -> Result<Option<Option<PrincipalId>>, CoreError> {
        let account = &self.installation.account;
        if let Some(name) = parse_user_arn(account, arn) {
            let user = self.user_by_name(store, &name).await?.filter(|user| user_arn(account, &user.name) == arn);
            return Ok(Some(user.map(|user| PrincipalId::User(user.id))));
        }
        let Ok(name) = parse_role_arn(account, arn) else { return Ok(None) };
        let role = self.role_by_name(store, &name).await?;
        let role = role.filter(|role| role_arn(account, role.name.as_str()) == arn);
        Ok(Some(role.map(|role| PrincipalId::Role(role.id))))
    }
}

impl Engine {
    /// The elements of a document, such as `Statement[0].Principal.RAM[1]`, that name a user or role there is not. Empty for a caller
    /// that may not list users. Not recorded as an event: the editor calls this at every pause in typing.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn unknown_principals(&self, call: &Call, document: &Document) -> Result<Vec<String>, CoreError> {
        let vault = self.vault()?;
        let rights = Rights::of(&vault, &*self.store, call, self.clock.moment()).await?;
        let action = Action::ListUsers;
        let query = AuthorizationQuery { action, resource: None, secret: None, trust: None, keys: Vec::new() };
        let mut unknown = Vec::new();
        if rights.decide(&vault, query).is_err() {
            return Ok(unknown);
        }
        for (n, statement) in document.statements().iter().enumerate() {
            let named = statement.principal.iter().flat_map(|principals| principals.ram.iter().enumerate());
            for (m, arn) in named.take(NAMES) {
                if vault.principal_of(&*self.store, arn).await? == Some(None) {
                    unknown.push(format!("Statement[{n}].Principal.RAM[{m}]"));
                }
            }
        }
        Ok(unknown)
    }

    /// Binds the principals of policies that an earlier release stored, once: to whoever has the names now. Without policies of
    /// that kind it changes nothing.
    pub(super) async fn bind_policies(&self, vault: &Vault) -> Result<(), CoreError> {
        let mut known = KnownPrincipals::new();
        let mut changes: Vec<Change> = Vec::new();
        for cmk in vault.cmks().iter() {
            let Some(policy) = self.newly_bound(vault, cmk.row.policy.as_ref(), Kind::Resource, &mut known).await?
            else {
                continue;
            };
            let (expect, revision) = next(cmk.row.revision);
            let row = CmkRow { policy: Some(policy), revision, ..cmk.row.clone() };
            changes.push(KeyChange::Put(row.authenticate(&vault.keyring), expect).into());
        }
        self.commit_bound(changes).await?;
        let mut after = None;
        loop {
            let roles = vault.verified(self.store.roles(&Holders::All, after.as_ref(), BATCH).await?)?;
            after = roles.last().map(|role| role.name.clone()).filter(|_| roles.len() == BATCH as usize);
            let mut changes: Vec<Change> = Vec::new();
            for role in roles {
                let Some(trust) = self.newly_bound(vault, Some(&role.trust), Kind::Trust, &mut known).await? else {
                    continue;
                };
                let (expect, revision) = next(role.revision);
                let row = RoleRow { trust, revision, ..role };
                changes.push(IdentityChange::PutRole(row.authenticate(&vault.keyring), expect).into());
            }
            self.commit_bound(changes).await?;
            if after.is_none() {
                break;
            }
        }
        let mut after = None;
        loop {
            let found = self.store.secrets_with_policy(OwnPolicies::Unbound, after, BATCH).await?;
            let secrets = vault.verified(found)?;
            after = secrets.last().map(|secret| secret.id).filter(|_| secrets.len() == BATCH as usize);
            let mut changes: Vec<Change> = Vec::new();
            for secret in secrets {
                let policy = self.newly_bound(vault, secret.policy.as_ref(), Kind::Resource, &mut known).await?;
                let Some(policy) = policy else { continue };
                let (expect, revision) = next(secret.revision);
                let row = SecretRow { policy: Some(policy), revision, ..secret };
                changes.push(SecretChange::Put(row.authenticate(&vault.keyring), expect).into());
            }
            self.commit_bound(changes).await?;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// The policy with its names bound; `None` if they are, or if the document is broken.
    async fn newly_bound(
        &self,
        vault: &Vault,
        policy: Option<&OwnPolicy>,
        kind: Kind,
        known: &mut KnownPrincipals,
    ) -> Result<Option<OwnPolicy>, CoreError> {
        let Some(policy) = policy.filter(|policy| policy.names().is_none()) else { return Ok(None) };
        let Ok(document) = Document::parse(policy.document(), kind) else { return Ok(None) };
        Ok(Some(vault.bind_known(&*self.store, &document, policy.document(), known).await?))
    }

    /// Another node may bind the same policies, or somebody may set one: what they wrote is bound too.
    async fn commit_bound(&self, changes: Vec<Change>) -> Result<(), CoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let call = self.system_call(Surface::Scheduler)?;
        let (now, count) = (self.clock.now(), changes.len());
        let details = vec![
            (Detail::Policy, "principals of policies are bound to ids".to_owned()),
            (Detail::Count, count.to_string()),
        ];
        let event = super::context::event(&call, Action::Unseal, now, Outcome::Ok);
        let event = strongroom_trail::Event { details, ..event };
        match self.store.commit(Commit { changes, event, nonce: None }).await {
            Ok(()) => tracing::info!(count, "principals of policies from an earlier release are bound to ids"),
            Err(StoreError::Conflict) => {
                tracing::info!("policies were changed while they were bound; the next start binds them")
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

fn next(revision: u64) -> (Expect, u64) {
    (Expect::Revision(revision), revision + 1)
}
