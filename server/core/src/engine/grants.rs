//! What a principal may do, compiled: a user by its policies and those of its groups, a role session by those of its role.

use super::Vault;
use crate::{
    CoreError,
    ports::{Change, IdentityChange, Store, Uptime},
    rows::{GroupRow, PolicyRow, PolicyVersionRow, RoleRow, UserRow},
};
use std::{collections::HashMap, sync::Arc};
use strongroom_domain::{
    GroupId, GroupName, PolicyName, PolicyRef, PolicyType, Principal, PrincipalId, PrincipalKind, RoleId, RoleName,
    Since, UserId, role_arn, user_arn,
};
use strongroom_policy::{Attached, Caller, CallerKind, Document, Holder, Kind, Policies, system};

/// Whose rights.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Identity {
    User(UserId),
    Role(RoleId),
}

impl Identity {
    /// The identity whose rights a principal has; `None` for anonymous callers and the system.
    pub fn of(principal: &Principal) -> Option<Self> {
        match principal.kind {
            PrincipalKind::User => Some(Self::User(principal.id)),
            PrincipalKind::Role => principal.session.as_ref().map(|session| Self::Role(session.role)),
            PrincipalKind::Anonymous | PrincipalKind::System => None,
        }
    }
}

/// An identity with everything that decides about its access.
pub(crate) struct Grants {
    /// Its name as stored.
    pub name: Box<str>,
    /// Who it is to a policy.
    pub caller: Caller,
    /// Of a user its own policies and those of its groups, of a role its own.
    pub policies: Policies,
    /// Whether it has a second factor.
    pub mfa: bool,
    /// When it was loaded.
    pub loaded_at: Uptime,
}

impl Grants {
    /// The same with the policy of one session, which can only take away. A broken one fails every call.
    pub fn narrowed(&self, policy: &str) -> Self {
        let document = Document::parse(policy, Kind::Session).map(Arc::new);
        let session = Attached { name: "session policy".into(), holder: Holder::Session, document };
        Self {
            name: self.name.clone(),
            caller: self.caller.clone(),
            policies: Policies { session: Some(session), ..self.policies.clone() },
            mfa: self.mfa,
            loaded_at: self.loaded_at,
        }
    }
}

/// The default document of a custom policy, as of a revision.
pub(crate) struct Compiled {
    revision: u64,
    document: Arc<Document>,
}

/// Rows as they would be after a commit that has not happened.
#[derive(Default)]
pub(crate) struct Draft<'a> {
    users: HashMap<UserId, Option<&'a UserRow>>,
    groups: HashMap<GroupId, &'a GroupRow>,
    roles: HashMap<RoleId, &'a RoleRow>,
    policies: HashMap<&'a PolicyName, &'a PolicyRow>,
    versions: HashMap<(&'a PolicyName, u32), &'a PolicyVersionRow>,
}

impl<'a> Draft<'a> {
    pub fn of(changes: &'a [Change]) -> Self {
        let mut draft = Self::default();
        for change in changes {
            let Change::Identity(change) = change else { continue };
            match change {
                IdentityChange::PutUser(row, _) => drop(draft.users.insert(row.id, Some(&**row))),
                IdentityChange::RemoveUser(id, _) => drop(draft.users.insert(*id, None)),
                IdentityChange::PutGroup(row, _) => drop(draft.groups.insert(row.id, row)),
                IdentityChange::PutRole(row, _) => drop(draft.roles.insert(row.id, row)),
                IdentityChange::PutPolicy(row, _) => drop(draft.policies.insert(&row.name, row)),
                IdentityChange::PutPolicyVersion(row) => drop(draft.versions.insert((&row.policy, row.number), row)),
                _ => {}
            }
        }
        draft
    }

    /// The row of a user as it would be; `None` when it would be gone.
    pub fn user(&self, id: UserId, now: UserRow) -> Option<UserRow> {
        match self.users.get(&id) {
            Some(row) => row.cloned(),
            None => Some(now),
        }
    }

    /// Whether it says anything about this user's row.
    pub fn touches(&self, user: UserId) -> bool {
        self.users.contains_key(&user)
    }
}

impl Vault {
    /// The grants of an identity; `None` when there is no such user or role. On a database shared with other nodes at most
    /// [`super::vault::IDENTITY_MS`] old.
    pub async fn grants(&self, store: &dyn Store, id: Identity, now: Uptime) -> Result<Option<Arc<Grants>>, CoreError> {
        let ticket = match self.grants.get(&id) {
            Ok(hit) if !store.shared() || now.since_ms(hit.loaded_at) < super::vault::IDENTITY_MS => {
                return Ok(Some(hit));
            }
            Ok(_) => {
                self.grants.changed(&id);
                self.grants.get(&id).err()
            }
            Err(ticket) => Some(ticket),
        };
        let Some(grants) = self.load_grants(store, id, now, &Draft::default()).await? else { return Ok(None) };
        let grants = Arc::new(grants);
        if let Some(ticket) = ticket {
            self.grants.put(ticket, id, grants.clone(), grants.weight());
        }
        Ok(Some(grants))
    }

    /// The grants of an identity as they would be with a draft.
    pub async fn load_grants(
        &self,
        store: &dyn Store,
        id: Identity,
        now: Uptime,
        draft: &Draft<'_>,
    ) -> Result<Option<Grants>, CoreError> {
        match id {
            Identity::User(id) => self.load_user(store, id, now, draft).await,
            Identity::Role(id) => self.load_role(store, id, now, draft).await,
        }
    }

    async fn load_role(
        &self,
        store: &dyn Store,
        id: RoleId,
        now: Uptime,
        draft: &Draft<'_>,
    ) -> Result<Option<Grants>, CoreError> {
        let role = match draft.roles.get(&id) {
            Some(row) => Some((*row).clone()),
            None => self.role(store, id).await?,
        };
        let Some(role) = role else { return Ok(None) };
        let identity = self.attached(store, draft, &role.policies, &Holder::Role(role.name.to_string())).await?;
        let account = &self.installation.account;
        let arn = role_arn(account, role.name.as_str());
        let caller = Caller {
            kind: CallerKind::RoleSession,
            account: account.clone(),
            arn,
            id: Some(PrincipalId::Role(id).to_string()),
        };
        let policies = Policies { identity, ..Policies::default() };
        Ok(Some(Grants { name: role.name.as_str().into(), caller, policies, mfa: false, loaded_at: now }))
    }

    async fn load_user(
        &self,
        store: &dyn Store,
        id: UserId,
        now: Uptime,
        draft: &Draft<'_>,
    ) -> Result<Option<Grants>, CoreError> {
        let user = match draft.users.get(&id) {
            Some(row) => row.cloned(),
            None => self.user(store, id).await?,
        };
        let Some(user) = user else { return Ok(None) };
        let mut identity = self.attached(store, draft, &user.policies, &Holder::User(user.name.to_string())).await?;
        for Since { what: group, .. } in &user.groups {
            let group = match draft.groups.get(group) {
                Some(row) => (*row).clone(),
                None => self.group(store, *group).await?.ok_or(CoreError::Conflict)?,
            };
            let holder = Holder::Group(group.name.to_string());
            identity.extend(self.attached(store, draft, &group.policies, &holder).await?);
        }
        let account = &self.installation.account;
        let (arn, id) = (user_arn(account, &user.name), Some(PrincipalId::User(id).to_string()));
        let caller = Caller { kind: CallerKind::User, account: account.clone(), arn, id };
        let policies = Policies { identity, ..Policies::default() };
        let (name, mfa) = (user.name.as_str().into(), user.mfa.is_some());
        Ok(Some(Grants { name, caller, policies, mfa, loaded_at: now }))
    }

    /// The policies of one holder, compiled.
    pub async fn attached(
        &self,
        store: &dyn Store,
        draft: &Draft<'_>,
        policies: &[Since<PolicyRef>],
        holder: &Holder,
    ) -> Result<Vec<Attached>, CoreError> {
        let mut attached = Vec::with_capacity(policies.len());
        for Since { what: policy, .. } in policies {
            let document = self.document(store, draft, policy).await?;
            let name = policy.name.as_str().into();
            attached.push(Attached { name, holder: holder.clone(), document: Ok(document) });
        }
        Ok(attached)
    }

    /// The default document of a policy. A policy that does not parse any more, or whose rows are not what they were,
    /// fails every call it concerns: it may be a Deny.
    pub async fn document(
        &self,
        store: &dyn Store,
        draft: &Draft<'_>,
        policy: &PolicyRef,
    ) -> Result<Arc<Document>, CoreError> {
        if policy.kind == PolicyType::System {
            let found = system::find(policy.name.as_str()).ok_or_else(|| CoreError::tampered("policy"))?;
            return Ok(found.document.clone());
        }
        let row = match draft.policies.get(&policy.name) {
            Some(row) => (*row).clone(),
            // Gone between the holder's row and this one: the holder has changed too.
            None => self.policy(store, &policy.name).await?.ok_or(CoreError::Conflict)?,
        };
        if let Some(version) = draft.versions.get(&(&policy.name, row.default)) {
            return parse(&version.document);
        }
        let ticket = match self.documents.get(&policy.name) {
            Ok(hit) if hit.revision == row.revision => return Ok(hit.document.clone()),
            Ok(_) => None,
            Err(ticket) => Some(ticket),
        };
        let versions = self.policy_versions(store, &policy.name).await?;
        let version = versions.iter().find(|v| v.number == row.default).ok_or_else(|| CoreError::tampered("policy"))?;
        let document = parse(&version.document)?;
        if let Some(ticket) = ticket {
            let compiled = Compiled { revision: row.revision, document: document.clone() };
            let weight = size_of::<Compiled>() + 2 * policy.name.as_str().len() + document.bytes();
            self.documents.put(ticket, policy.name.clone(), Arc::new(compiled), weight);
        }
        Ok(document)
    }

    pub async fn group(&self, store: &dyn Store, id: GroupId) -> Result<Option<GroupRow>, CoreError> {
        let Some(group) = store.group(id).await? else { return Ok(None) };
        let group = group.verify(&self.keyring)?;
        if group.id == id { Ok(Some(group)) } else { Err(CoreError::tampered("group")) }
    }

    pub async fn role(&self, store: &dyn Store, id: RoleId) -> Result<Option<RoleRow>, CoreError> {
        let Some(role) = store.role(id).await? else { return Ok(None) };
        let role = role.verify(&self.keyring)?;
        if role.id == id { Ok(Some(role)) } else { Err(CoreError::tampered("role")) }
    }

    pub async fn role_by_name(&self, store: &dyn Store, name: &RoleName) -> Result<Option<RoleRow>, CoreError> {
        let Some(role) = store.role_by_name(name).await? else { return Ok(None) };
        let role = role.verify(&self.keyring)?;
        let same = role.name.as_str().eq_ignore_ascii_case(name.as_str());
        if same { Ok(Some(role)) } else { Err(CoreError::tampered("role")) }
    }

    pub async fn group_by_name(&self, store: &dyn Store, name: &GroupName) -> Result<Option<GroupRow>, CoreError> {
        let Some(group) = store.group_by_name(name).await? else { return Ok(None) };
        let group = group.verify(&self.keyring)?;
        let same = group.name.as_str().eq_ignore_ascii_case(name.as_str());
        if same { Ok(Some(group)) } else { Err(CoreError::tampered("group")) }
    }

    pub async fn policy(&self, store: &dyn Store, name: &PolicyName) -> Result<Option<PolicyRow>, CoreError> {
        let Some(policy) = store.policy(name).await? else { return Ok(None) };
        let policy = policy.verify(&self.keyring)?;
        let same = policy.name.as_str().eq_ignore_ascii_case(name.as_str());
        if same { Ok(Some(policy)) } else { Err(CoreError::tampered("policy")) }
    }

    pub async fn policy_versions(
        &self,
        store: &dyn Store,
        name: &PolicyName,
    ) -> Result<Vec<PolicyVersionRow>, CoreError> {
        let versions = self.verified(store.policy_versions(name).await?)?;
        if versions.iter().any(|v| v.policy != *name) {
            return Err(CoreError::tampered("policy_version"));
        }
        Ok(versions)
    }
}

fn parse(document: &str) -> Result<Arc<Document>, CoreError> {
    Document::parse(document, Kind::Identity).map(Arc::new).map_err(|_| CoreError::tampered("policy_version"))
}
