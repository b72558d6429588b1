//! Access before there is a request: what is known about its context, and what can still be anything.

use super::{Grants, access::context_of};
use std::net::IpAddr;
use strongroom_domain::{Action, Timestamp, limits};
use strongroom_policy::{
    CallerKind, Check, ConditionContext, Partial, Request, Unknown, UnknownValues, evaluate_partially,
};

/// What a question about access takes for granted. The default leaves everything open but the time, which is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The client's address; `None` if it can be any.
    pub address: Option<IpAddr>,
    /// The transport; `None` if it can be any.
    pub transport: Option<Transport>,
    /// Whether a second factor was verified in the console session; `None` if either is possible. Role sessions never have one.
    pub mfa: Option<bool>,
    /// When.
    pub time: AskedTime,
}

/// How a request is transported, as the server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Over TLS, as every request to the API.
    Tls,
    /// Without TLS.
    Plain,
    /// Not known, as in the console, which may stand behind a proxy.
    Unknown,
}

/// The time of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AskedTime {
    /// Now.
    #[default]
    Now,
    /// This time.
    At(Timestamp),
    /// Any time from now on.
    FromNowOn,
}

impl Circumstances {
    /// Nothing is known.
    pub const ANY: Self = Self { address: None, transport: None, mfa: None, time: AskedTime::FromNowOn };

    /// A context that fits: what is not known is missing, as if it were no console session.
    pub(crate) fn context(&self, grants: &Grants, action: Option<Action>, now: Timestamp) -> ConditionContext {
        let encrypted = self.transport.and_then(Transport::encrypted);
        let mut context = context_of(grants, Some(self.moment(now)), self.address, encrypted, self.factor(grants));
        if grants.caller.kind == CallerKind::User && self.mfa.is_none() {
            context.set("acs:MFAPresent", "false");
        }
        if action == Some(Action::DeleteSecret) {
            context.set(RECOVERY_WINDOW, limits::RECOVERY_DAYS_MAX.to_string());
        }
        context
    }

    /// What decides about requests of an identity in these circumstances, together with the keys of the operation itself.
    pub(crate) fn decide(&self, grants: &Grants, checks: &[Check], action: Option<Action>, now: Timestamp) -> Partial {
        let encrypted = self.transport.and_then(Transport::encrypted);
        let time = (self.time != AskedTime::FromNowOn).then(|| self.moment(now));
        let context = context_of(grants, time, self.address, encrypted, self.factor(grants));
        let request = Request { caller: &grants.caller, policies: &grants.policies, context: &context, checks };
        evaluate_partially(&request, &self.unknown(grants, action, now))
    }

    fn moment(&self, now: Timestamp) -> Timestamp {
        match self.time {
            AskedTime::At(time) => time,
            AskedTime::Now | AskedTime::FromNowOn => now,
        }
    }

    /// Whether there is a second factor, if that is known. A role session has none.
    fn factor(&self, grants: &Grants) -> Option<bool> {
        if grants.caller.kind == CallerKind::RoleSession { Some(false) } else { self.mfa }
    }

    fn unknown(&self, grants: &Grants, action: Option<Action>, now: Timestamp) -> Vec<Unknown> {
        let truths = |and: &[Option<&str>]| {
            let values = [Some("true"), Some("false")].into_iter().chain(and.iter().copied());
            UnknownValues::OneOf(values.map(|value| value.map(str::to_owned)).collect())
        };
        let keys = [
            (self.address.is_none(), "acs:SourceIp", UnknownValues::Address),
            (self.transport.is_none(), "acs:SecureTransport", truths(&[None])),
            (self.factor(grants).is_none(), "acs:MFAPresent", truths(&[])),
            (self.time == AskedTime::FromNowOn, "acs:CurrentTime", UnknownValues::TimeFrom(now)),
        ];
        let open = keys.into_iter().filter(|(open, ..)| *open).map(|(_, key, values)| Unknown { key, values });
        open.chain(action.and_then(key_of)).collect()
    }
}

impl Transport {
    fn encrypted(self) -> Option<bool> {
        match self {
            Self::Tls => Some(true),
            Self::Plain => Some(false),
            Self::Unknown => None,
        }
    }
}

const RECOVERY_WINDOW: &str = "kms:RecoveryWindowInDays";

/// The condition key of an operation itself, as its `keys` set it.
fn key_of(action: Action) -> Option<Unknown> {
    let (key, values) = match action {
        Action::DeleteSecret => {
            let days = [0].into_iter().chain(limits::RECOVERY_DAYS_MIN..=limits::RECOVERY_DAYS_MAX);
            (RECOVERY_WINDOW, UnknownValues::OneOf(days.map(|days| Some(days.to_string())).collect()))
        }
        Action::AssumeRole => ("sts:ExternalId", UnknownValues::Text),
        _ => return None,
    };
    Some(Unknown { key, values })
}
