//! The vendor's operations, each a translation: parameters → operation of the core → fields.

mod key_policy;
mod keys;
mod ram;
mod secret_policy;
mod secrets;
mod sts;
mod tags;
mod versions;

use super::{AliyunError, Api, Fields, Rendered, service::Caller, success};
use std::sync::atomic::Ordering;
use strongroom_core::{Call, CoreError, Operation};
use strongroom_domain::{Description, Mode, SecretName, Timestamp, parse_secret_ref};

/// Runs the operation of this name. A name of another API is unknown.
pub(super) async fn run(caller: &Caller<'_>, api: Api, action: &str) -> Result<Rendered, AliyunError> {
    match api {
        Api::Kms => kms(caller, action).await,
        Api::Ram => ram::run(caller, action).await,
        Api::Sts => sts::run(caller, action).await,
    }
}

async fn kms(caller: &Caller<'_>, action: &str) -> Result<Rendered, AliyunError> {
    match action {
        "GetSecretValue" => versions::get_value(caller).await,
        "BatchGetSecretValue" => versions::batch_get(caller).await,
        "PutSecretValue" => versions::put_value(caller).await,
        "UpdateSecretVersionStage" => versions::update_stage(caller).await,
        "ListSecretVersionIds" => versions::list(caller).await,
        "CreateSecret" => secrets::create(caller).await,
        "DescribeSecret" => secrets::describe(caller).await,
        "ListSecrets" => secrets::list(caller).await,
        "UpdateSecret" => secrets::update(caller).await,
        "DeleteSecret" => secrets::delete(caller).await,
        "RestoreSecret" => secrets::restore(caller).await,
        "GetRandomPassword" => secrets::random_password(caller).await,
        "RotateSecret" | "UpdateSecretRotationPolicy" => secrets::not_generic(caller).await,
        "GetSecretPolicy" => secret_policy::get(caller).await,
        "SetSecretPolicy" => secret_policy::set(caller).await,
        "TagResource" => tags::tag(caller).await,
        "UntagResource" => tags::untag(caller).await,
        "TagResources" => tags::tag_many(caller).await,
        "UntagResources" => tags::untag_many(caller).await,
        "ListTagResources" => tags::list(caller).await,
        "CreateKey" => keys::create(caller).await,
        "DescribeKey" => keys::describe(caller).await,
        "ListKeys" => keys::list(caller).await,
        "EnableKey" => keys::enable(caller).await,
        "DisableKey" => keys::disable(caller).await,
        "UpdateKeyDescription" => keys::update_description(caller).await,
        "CreateKeyVersion" => keys::create_version(caller).await,
        "GetKeyPolicy" => key_policy::get(caller).await,
        "SetKeyPolicy" => key_policy::set(caller).await,
        "DescribeRegions" => keys::regions(caller),
        _ => Err(AliyunError::invalid_action()),
    }
}

impl Caller<'_> {
    /// Runs one operation. A request that makes several changes stores its nonce with the first one.
    async fn run<O: Operation>(&self, op: &O) -> Result<O::Output, CoreError> {
        let again = op.action().mode() == Mode::Write && self.changed.swap(true, Ordering::Relaxed);
        if again {
            return self.engine.call(&Call { nonce: None, ..self.call.clone() }, op).await;
        }
        self.engine.call(&self.call, op).await
    }

    fn answer(&self, action: &str, write: impl Fn(&mut Fields<'_>)) -> Rendered {
        success(self.format, action, self.request_id, 256, write)
    }

    /// Plain name or ARN.
    fn secret(&self) -> Result<SecretName, AliyunError> {
        self.secret_of(self.params.required("SecretName")?)
    }

    fn secret_of(&self, text: &str) -> Result<SecretName, AliyunError> {
        Ok(parse_secret_ref(&self.region, &self.account, text).map_err(CoreError::from)?)
    }

    fn description(&self) -> Result<Description, AliyunError> {
        Ok(Description::new(self.params.get("Description").unwrap_or_default()).map_err(CoreError::from)?)
    }

    /// PageNumber from 1 and PageSize.
    fn page(&self, default_size: u32) -> Result<(u32, u32), AliyunError> {
        let number = self.params.integer("PageNumber", 1..=1_000_000)?.unwrap_or(1);
        Ok((number, self.params.integer("PageSize", 1..=100)?.unwrap_or(default_size)))
    }
}

/// A part of a list that is in memory already.
fn part<T>(items: &[T], (number, size): (u32, u32)) -> &[T] {
    let start = (number as usize - 1).saturating_mul(size as usize).min(items.len());
    let end = start.saturating_add(size as usize).min(items.len());
    items.get(start..end).unwrap_or_default()
}

fn paging(fields: &mut Fields<'_>, (number, size): (u32, u32), total: u64) {
    fields.number("PageNumber", number.into());
    fields.number("PageSize", size.into());
    fields.number("TotalCount", total);
}

fn time(fields: &mut Fields<'_>, name: &'static str, time: Timestamp) {
    fields.text(name, &time.rfc3339_seconds());
}
