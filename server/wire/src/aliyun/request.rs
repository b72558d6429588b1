//! An authenticated request of the dialect: every operation reads its parameters from it and responds through it.

use super::{
    AliyunError, Api, Denial,
    parameters::DeclaredParams,
    response::{ResponseBody, success},
};
use crate::http::{FieldWriter, Format, RequestCaller};
use strongroom_core::{CoreError, Operation, Rotators};
use strongroom_domain::{Action, Description, SecretName, Timestamp, parse_secret_ref};

/// A request whose signature was verified.
pub(super) struct AliyunRequest<'a> {
    pub caller: RequestCaller<'a>,
    pub params: DeclaredParams<'a>,
    /// How the response is to be written.
    pub format: Format,
    pub request_id: &'a str,
    pub api: Api,
    /// Name of the operation.
    pub action: &'a str,
    /// What a policy must allow.
    pub needs: Option<Action>,
    /// What tests targets.
    pub rotators: &'a Rotators,
}

impl AliyunRequest<'_> {
    /// Runs one operation of the core.
    pub async fn run<O: Operation>(&self, op: &O) -> Result<O::Output, CoreError> {
        self.caller.run(op).await
    }

    /// A successful response: RequestId, and what `write` adds.
    pub fn respond(&self, write: impl Fn(&mut FieldWriter<'_>)) -> ResponseBody {
        self.respond_sized(256, write)
    }

    /// As [`Self::respond`], with a guess of the size in bytes.
    pub fn respond_sized(&self, capacity: usize, write: impl Fn(&mut FieldWriter<'_>)) -> ResponseBody {
        success(self.format, self.action, self.request_id, capacity, write)
    }

    /// The secret that SecretName names: its plain name or its ARN.
    pub fn secret_name(&self) -> Result<SecretName, AliyunError> {
        self.parse_secret_name(self.params.required("SecretName")?)
    }

    pub fn parse_secret_name(&self, text: &str) -> Result<SecretName, AliyunError> {
        Ok(parse_secret_ref(&self.caller.region, &self.caller.account, text).map_err(CoreError::from)?)
    }

    pub fn description(&self) -> Result<Description, AliyunError> {
        Ok(Description::new(self.params.get("Description").unwrap_or_default()).map_err(CoreError::from)?)
    }

    /// Details for a caller whom policies refused, otherwise `None`.
    pub fn denial(&self) -> Option<Denial> {
        let principal = &self.caller.call.principal;
        let (kind, name) = match principal.session {
            Some(_) => ("AssumedRoleUser", principal.name.replacen('/', ":", 1)),
            None => ("SubUser", principal.id.to_string()),
        };
        let action = self.needs.filter(|_| self.caller.was_denied())?;
        Some(Denial { action: action.full_name(), kind, owner: self.caller.account.clone(), name })
    }
}

/// A point in time, as all APIs write it.
pub(super) fn time(f: &mut FieldWriter<'_>, name: &'static str, time: Timestamp) {
    f.text(name, &time.rfc3339_seconds());
}
