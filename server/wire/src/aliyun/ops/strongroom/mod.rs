//! The product's own API: targets, and what the vendor's API has no operation for in rotations and versions of secrets.
//!
//! It is spelled like the vendor's, so that the generic request of any of the vendor's SDKs can call it.

mod access_keys;
mod channels;
mod deliveries;
mod error;
mod generation;
mod rollout;
mod rotations;
mod targets;
mod versions;

use super::operations;
use crate::aliyun::{AliyunError, AliyunRequest, wording::rule};
use crate::http::FieldWriter;
use error::{from_core, invalid};
use strongroom_core::Operation;
use strongroom_domain::{FieldError, Strategy, TargetName, limits};

operations! {
    "CreateTarget": CreateTarget, targets::CREATE, |r| targets::create(r).await;
    "DescribeTarget": DescribeTarget, targets::TARGET_ONLY, |r| targets::describe(r).await;
    "ListTargets": ListTargets, targets::LIST, |r| targets::list(r).await;
    "UpdateTarget": UpdateTarget, targets::UPDATE, |r| targets::update(r).await;
    "DeleteTarget": DeleteTarget, targets::TARGET_ONLY, |r| targets::delete(r).await;
    "TestTarget": TestTarget, targets::TEST, |r| targets::test(r).await;
    "CreateNotificationChannel": CreateNotificationChannel, channels::CREATE, |r| channels::create(r).await;
    "DescribeNotificationChannel": DescribeNotificationChannel, channels::CHANNEL_ONLY, |r| channels::describe(r).await;
    "ListNotificationChannels": ListNotificationChannels, channels::LIST, |r| channels::list(r).await;
    "UpdateNotificationChannel": UpdateNotificationChannel, channels::UPDATE, |r| channels::update(r).await;
    "DeleteNotificationChannel": DeleteNotificationChannel, channels::CHANNEL_ONLY, |r| channels::delete(r).await;
    "TestNotificationChannel": TestNotificationChannel, channels::CHANNEL_ONLY, |r| channels::test(r).await;
    "ListNotificationDeliveries": ListNotificationDeliveries, deliveries::LIST, |r| deliveries::list(r).await;
    "SetRotationPlan": UpdateSecretRotationPolicy, rotations::SET_PLAN, |r| rotations::set_plan(r).await;
    "StartRotation": RotateSecret, rotations::START, |r| rotations::start(r).await;
    "ExtendRotation": ExtendRotation, rotations::EXTEND, |r| rotations::extend(r).await;
    "ListSecretReads": ListSecretReads, versions::READS, |r| versions::reads(r).await;
    "RevokeSecretVersion": RevokeSecretVersion, versions::REVOKE, |r| versions::revoke(r).await;
    "PauseRotation": PauseRotation, rotations::PAUSE, |r| rotations::pause(r).await;
    "DescribeRotation": DescribeRotation, rotations::ONE, |r| rotations::describe(r).await;
    "ListRotations": ListRotations, rotations::LIST, |r| rotations::list(r).await;
    "ResumeRotation": ResumeRotation, rotations::ONE, |r| rotations::resume(r).await;
    "DeactivateAccessKey": DeactivateAccessKey, access_keys::DEACTIVATE, |r| access_keys::deactivate(r).await;
    "RollBackRotation": RollBackRotation, rotations::ROLL_BACK, |r| rotations::roll_back(r).await;
}

/// Strategies of the targets that this API offers.
const STRATEGIES: [Strategy; 7] = [
    Strategy::OneAccount,
    Strategy::TwoAccounts,
    Strategy::TwoPasswords,
    Strategy::KeyPair,
    Strategy::SecondKey,
    Strategy::Function,
    Strategy::Generated,
];

impl AliyunRequest<'_> {
    /// Runs one operation of the core; errors in the words of this API.
    async fn run_own<O: Operation>(&self, op: &O) -> Result<O::Output, AliyunError> {
        self.run(op).await.map_err(from_core)
    }

    /// A parameter that must be given.
    fn required_field<T>(
        &self,
        name: &'static str,
        parse: fn(&str) -> Result<T, FieldError>,
    ) -> Result<T, AliyunError> {
        parse(self.params.required(name)?).map_err(|error| AliyunError::invalid_parameter(name, rule(error)))
    }

    /// `None` if absent or empty.
    fn optional_field<T>(
        &self,
        name: &'static str,
        parse: fn(&str) -> Result<T, FieldError>,
    ) -> Result<Option<T>, AliyunError> {
        self.params.optional(name).map(|_| self.required_field(name, parse)).transpose()
    }

    fn target_name(&self) -> Result<TargetName, AliyunError> {
        self.required_field("TargetName", TargetName::new)
    }

    /// `Strategy`, if given.
    fn strategy(&self) -> Result<Option<Strategy>, AliyunError> {
        let Some(word) = self.params.optional("Strategy") else { return Ok(None) };
        let strategy = Strategy::from_word(word).filter(|strategy| STRATEGIES.contains(strategy));
        strategy.map(Some).ok_or_else(|| {
            let words = STRATEGIES.map(Strategy::word).join(", ");
            AliyunError::invalid_parameter("Strategy", format!("must be one of {words}"))
        })
    }

    /// `MaxItems`: most entries of a page.
    fn max_items(&self) -> Result<u32, AliyunError> {
        Ok(self.params.integer("MaxItems", 1..=limits::PAGE)?.unwrap_or(limits::PAGE))
    }
}

/// Writes what continues the list, if more entries follow.
fn next_token(f: &mut FieldWriter<'_>, next: Option<&str>) {
    f.optional_text("NextToken", next);
}
