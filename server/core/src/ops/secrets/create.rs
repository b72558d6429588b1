//! CreateSecret: a secret with its first version, which is current.

use super::{
    set_policy,
    value::{self, NewValue, VersionTarget},
};
use crate::{
    Blocker, CoreError, Limit, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::RotationPlanFacts,
    ops::plans::{NewRotationPlan, check_current},
    ports::{Expect, RotationChange, SecretChange},
    rotation::{from_value, to_value},
    rows::{Authenticate, SecretRow},
};
use std::borrow::Cow;
use strongroom_domain::{
    AccountName, Action, CmkId, Description, Field, FieldError, Form, LabelMap, Problem, ReservedPrefix, SecretId,
    SecretKind, SecretName, Tags, TargetKind, ValueType, VersionId, limits,
};
use strongroom_trail::Detail;

/// Request.
pub struct CreateSecret {
    /// Name; must be free, also of secrets that wait for deletion.
    pub name: SecretName,
    /// Kind.
    pub kind: SecretKind,
    /// Id of the first version; made when absent.
    pub version: Option<VersionId>,
    /// Value; only [`NewValue::Given`] makes sense here. A credential in the form of its kind, unless it is generic.
    pub value: NewValue,
    /// Free text.
    pub description: Description,
    /// Tags, at most twenty.
    pub tags: Tags,
    /// Customer master key; the default one when absent.
    pub cmk: Option<CmkId>,
    /// Its own policy, JSON. The caller must be allowed to set it.
    pub policy: Option<String>,
    /// Where and how it rotates; a generic secret by a function alone.
    pub rotation: Option<NewRotationPlan>,
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatedSecret {
    /// ARN.
    pub arn: String,
    /// The first version.
    pub version: VersionId,
    /// How it rotates, if it does.
    pub rotation: Option<RotationPlanFacts>,
}

impl Run for CreateSecret {
    type Output = CreatedSecret;

    fn action(&self) -> Action {
        Action::CreateSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    fn further(&self) -> &'static [Action] {
        if self.policy.is_some() { &[Action::SetSecretPolicy] } else { &[] }
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<CreatedSecret>, CoreError> {
        let of_another_kind =
            [(SecretKind::Ecs, SecretName::OF_HOSTS), (SecretKind::RamCredentials, SecretName::OF_RAM_USERS)]
                .iter()
                .any(|(kind, prefix)| self.kind != *kind && self.name.as_str().starts_with(prefix));
        if of_another_kind {
            let problem = Problem::Reserved(ReservedPrefix::ManagedSecret);
            return Err(FieldError::new(Field::SecretName, problem).into());
        }
        let rotation = match &self.rotation {
            Some(plan) => {
                let target = plan.target(cx).await?;
                if !self.kind.is_managed() && target.kind != TargetKind::Function {
                    return Err(CoreError::InUse(Blocker::GenericSecret));
                }
                let accounts = plan.check(self.kind, target.kind)?;
                Some((plan, target, accounts))
            }
            None => None,
        };
        let policy = match &self.policy {
            Some(text) => Some(set_policy::checked(cx, text).await?),
            None => None,
        };
        if self.tags.len() > limits::TAGS {
            return Err(CoreError::Limit(Limit::Tags));
        }
        if let Some(key) = self.cmk {
            cx.require_key(self.action(), key)?;
        }
        match cx.secret(&self.name).await {
            Err(CoreError::NotFound(_)) => {}
            Err(other) => return Err(other),
            Ok(taken) if taken.secret.delete_at.is_some() => return Err(CoreError::Deleting),
            Ok(_) => return Err(CoreError::Exists(Thing::Secret)),
        }
        let cmk = self.cmk.map_or_else(|| cx.vault.default_cmk(), Ok)?;
        let id = SecretId(crate::random::id(cx.now)?);
        let version = self.version.clone().map_or_else(crate::random::version_id, Ok)?;
        let (value_type, mut value) = self.value.resolve(cx, None)?;
        // A function is given text.
        if rotation.is_some() && !self.kind.is_managed() && value_type != ValueType::Text {
            return Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text)).into());
        }
        if self.kind.is_managed() {
            let accounts = rotation.as_ref().map_or(&[][..], |(_, _, accounts)| accounts);
            let account = accounts.first().map_or("", AccountName::as_str);
            let credential = Some(value_type).filter(|value_type| *value_type == ValueType::Text);
            let credential = credential.and_then(|_| from_value(self.kind, &value, account).ok());
            let malformed = FieldError::new(Field::SecretValue, Problem::Malformed(Form::Credential));
            let credential = credential.ok_or(malformed)?;
            if let Some(plan) = &self.rotation {
                check_current(&credential, accounts, plan.strategy)?;
            }
            if self.kind == SecretKind::RamCredentials {
                // Readers are told since when it is the current one.
                value = to_value(self.kind, &credential, cx.now).map_err(|_| malformed)?;
            }
        }
        let row = value::encrypt(cx, &VersionTarget { secret: id, id: &version, ordinal: 1, cmk }, value_type, &value)?;
        let secret = SecretRow {
            id,
            kind: self.kind,
            name: self.name.clone(),
            description: self.description.clone(),
            cmk,
            own_cmk: self.cmk.is_some(),
            tags: self.tags.clone(),
            offered: None,
            labels: LabelMap::first(version.clone()),
            last_ordinal: 1,
            creator: cx.call.principal.name.clone(),
            created: cx.now,
            updated: cx.now,
            delete_at: None,
            policy,
            revision: first_revision()?,
        };
        cx.version(&version);
        cx.note(Detail::ValueType, value_type.word());
        if self.cmk.is_some() {
            cx.note(Detail::Key, cmk.to_string());
        }
        if self.policy.is_some() {
            cx.note(Detail::Policy, "set");
        }
        let arn = cx.vault.secret_arn(&self.name);
        let plan = match rotation {
            Some((plan, target, accounts)) => {
                cx.note(Detail::State, format!("target {}", target.name));
                Some(plan.row(cx, &secret, &target, accounts)?)
            }
            None => None,
        };
        let mut changes = vec![
            SecretChange::Put(secret.authenticate(&cx.vault.keyring), Expect::Absent).into(),
            SecretChange::PutVersion(row).into(),
        ];
        let rotation = plan.clone().map(|plan| RotationPlanFacts::of(plan, false, cx.engine.rotation_now()));
        changes.extend(
            plan.map(|plan| RotationChange::PutPlan(plan.authenticate(&cx.vault.keyring), Expect::Absent).into()),
        );
        Ok(Done::changed(CreatedSecret { arn, version, rotation }, changes))
    }
}
