//! One event: who did what to which version of which resource, from where, with which outcome. Never a value.

use std::net::IpAddr;
use strongroom_domain::{
    AccessKeyId, Action, EventField, EventFilter, Principal, PrincipalKind, RequestId, ResourceKind, Surface,
    Timestamp, UserId,
};

/// Who acted, as far as it was authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Kind of principal.
    pub kind: PrincipalKind,
    /// The user's id; zero for role sessions, the system and anonymous callers.
    pub id: UserId,
    /// The user's name at that time; `role/session` for a role session.
    pub name: String,
    /// The AccessKey that signed.
    pub access_key: Option<AccessKeyId>,
}

impl From<&Principal> for Actor {
    fn from(p: &Principal) -> Self {
        Self { kind: p.kind, id: p.id, name: p.name.clone(), access_key: p.access_key.clone() }
    }
}

/// The resource it was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Kind of resource.
    pub kind: ResourceKind,
    /// Its name: a secret's path, a key's id, a user's name.
    pub name: String,
    /// The exact version of a secret that was read or created.
    pub version: Option<String>,
}

/// The outcome of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Ok,
    /// Failed, with the error's code, such as `Denied`, and the exact reason, which the caller may not have seen.
    Failed {
        /// Code of a core error.
        code: String,
        /// One sentence without values.
        reason: String,
    },
}

/// An additional fact of an event. The numbers are part of the encoding and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Stage label that was requested or moved.
    Stage = 1,
    /// Version a label was taken from.
    FromVersion = 2,
    /// Value type of a version.
    ValueType = 3,
    /// Key a secret is or was encrypted with.
    Key = 4,
    /// Days of a recovery window; `0` means at once.
    RecoveryDays = 5,
    /// Tag keys that changed.
    Tags = 6,
    /// Second version of a comparison.
    OtherVersion = 7,
    /// Number of items listed or found.
    Count = 8,
    /// AccessKey that was created, changed or deleted.
    AccessKey = 9,
    /// Role session that was started, as `role/session`.
    Role = 10,
    /// New state of the resource.
    State = 11,
    /// Version that was removed because of the limit.
    Dropped = 12,
    /// The call changed nothing because the same call was made before.
    Unchanged = 13,
    /// The filter of a search, without secrets.
    Filter = 14,
    /// Group that a user joined or left.
    Group = 15,
    /// Policy that was attached, detached or changed.
    Policy = 16,
    /// User concerned, if the resource is not a user.
    User = 17,
    /// What the caller gave above its own rights, to itself or to anybody.
    SelfGrant = 18,
    /// Networks an AccessKey may be used from.
    Networks = 19,
    /// Version whose value was read to create the new one.
    ReadVersion = 20,
    /// Encoding that every row is authenticated with from here on.
    RowEncoding = 21,
    /// Rotation that was begun or changed.
    Rotation = 22,
    /// Something that a person should look into.
    Alarm = 23,
    /// AccessKey that a refused request claimed to be signed with.
    ClaimedKey = 40,
    /// Operation that a refused request was for, as it named it.
    ClaimedAction = 41,
}

impl Detail {
    /// Every detail.
    pub const ALL: [Self; 25] = [
        Self::Stage,
        Self::FromVersion,
        Self::ValueType,
        Self::Key,
        Self::RecoveryDays,
        Self::Tags,
        Self::OtherVersion,
        Self::Count,
        Self::AccessKey,
        Self::Role,
        Self::State,
        Self::Dropped,
        Self::Unchanged,
        Self::Filter,
        Self::Group,
        Self::Policy,
        Self::User,
        Self::SelfGrant,
        Self::Networks,
        Self::ReadVersion,
        Self::RowEncoding,
        Self::Rotation,
        Self::Alarm,
        Self::ClaimedKey,
        Self::ClaimedAction,
    ];

    /// The name shown to users.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stage => "stage label",
            Self::FromVersion => "from version",
            Self::ValueType => "value type",
            Self::Key => "key",
            Self::RecoveryDays => "recovery days",
            Self::Tags => "tags",
            Self::OtherVersion => "compared with",
            Self::Count => "count",
            Self::AccessKey => "AccessKey",
            Self::Role => "role",
            Self::State => "state",
            Self::Dropped => "version dropped",
            Self::Unchanged => "unchanged",
            Self::Filter => "filter",
            Self::Group => "group",
            Self::Policy => "policy",
            Self::User => "user",
            Self::SelfGrant => "self-grant",
            Self::Networks => "allowed networks",
            Self::ReadVersion => "read version",
            Self::RowEncoding => "row encoding",
            Self::Rotation => "rotation",
            Self::Alarm => "alarm",
            Self::ClaimedKey => "claimed AccessKey",
            Self::ClaimedAction => "claimed action",
        }
    }
}

/// One event of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it happened, according to the server's clock.
    pub time: Timestamp,
    /// The request it belongs to.
    pub request: RequestId,
    /// The operation.
    pub action: Action,
    /// Where the request came in.
    pub surface: Surface,
    /// Who acted.
    pub actor: Actor,
    /// Client address, if any.
    pub address: Option<IpAddr>,
    /// The client's User-Agent, truncated to 120 bytes.
    pub agent: String,
    /// The resource it was done to, if any.
    pub target: Option<Target>,
    /// The outcome.
    pub outcome: Outcome,
    /// Additional facts.
    pub details: Vec<(Detail, String)>,
}

impl Event {
    /// The value a searchable field has in this event, if any.
    pub fn field(&self, field: EventField) -> Option<std::borrow::Cow<'_, str>> {
        let text = match field {
            EventField::Actor => self.actor.name.as_str(),
            EventField::Action => self.action.name(),
            EventField::Resource => &self.target.as_ref()?.name,
            EventField::Result => self.result(),
            EventField::Surface => self.surface.word(),
            // Whoever looks for a leaked key also looks for its refused uses.
            EventField::AccessKey => match &self.actor.access_key {
                Some(id) => id.as_str(),
                None => self.detail(Detail::ClaimedKey)?,
            },
            EventField::Address => return self.address.map(|a| a.to_string().into()),
        };
        (!text.is_empty()).then_some(text.into())
    }

    /// A fact of this event, if it has it.
    pub fn detail(&self, detail: Detail) -> Option<&str> {
        self.details.iter().find(|(has, _)| *has == detail).map(|(_, text)| text.as_str())
    }

    /// `ok`, or the error's code.
    pub fn result(&self) -> &str {
        match &self.outcome {
            Outcome::Ok => "ok",
            Outcome::Failed { code, .. } => code,
        }
    }

    /// Whether this event matches a filter.
    pub fn matches(&self, filter: &EventFilter) -> bool {
        filter.matches_mode(self.action)
            && EventField::ALL.iter().all(|&field| {
                let mut wanted = filter.values(field).peekable();
                wanted.peek().is_none() || self.field(field).is_some_and(|has| wanted.any(|w| w == has))
            })
    }
}
