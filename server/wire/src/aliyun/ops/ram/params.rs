//! What RAM's calls have in common: names with codes of their own for each fault, and pages.

use super::{Caller, error};
use crate::aliyun::{AliyunError, Fields};
use strongroom_domain::{
    Action, Comments, FieldError, GroupName, PolicyName, PolicyRef, PolicyType, RoleName, UserName,
};

/// A parameter with the codes of its faults.
pub(super) struct Field {
    pub name: &'static str,
    pub length: &'static str,
    pub chars: &'static str,
}

macro_rules! field {
    ($name:literal) => {
        Field {
            name: $name,
            length: concat!("InvalidParameter.", $name, ".Length"),
            chars: concat!("InvalidParameter.", $name, ".InvalidChars"),
        }
    };
}
pub(super) use field;

impl Caller<'_> {
    pub(super) fn required_field<T>(&self, field: &Field, new: Rule<T>) -> Result<T, AliyunError> {
        field.read(self.params.required(field.name)?, new)
    }

    /// Absent or empty: none.
    pub(super) fn optional_field<T>(&self, field: &Field, new: Rule<T>) -> Result<Option<T>, AliyunError> {
        self.params.optional(field.name).map(|text| field.read(text, new)).transpose()
    }

    /// Free text; empty when absent.
    pub(super) fn comments(&self, field: &Field) -> Result<Comments, AliyunError> {
        field.read(self.params.get(field.name).unwrap_or_default(), Comments::new)
    }

    /// Free text that takes another's place; an empty one does so too.
    pub(super) fn new_comments(&self, field: &Field) -> Result<Option<Comments>, AliyunError> {
        self.params.get(field.name).map(|text| field.read(text, Comments::new)).transpose()
    }

    pub(super) fn user_name(&self) -> Result<UserName, AliyunError> {
        self.required_field(&field!("UserName"), UserName::new)
    }

    pub(super) fn group_name(&self) -> Result<GroupName, AliyunError> {
        self.required_field(&field!("GroupName"), GroupName::new)
    }

    pub(super) fn role_name(&self) -> Result<RoleName, AliyunError> {
        self.required_field(&field!("RoleName"), RoleName::new)
    }

    pub(super) fn policy_name(&self) -> Result<PolicyName, AliyunError> {
        self.required_field(&field!("PolicyName"), PolicyName::new)
    }

    pub(super) fn policy(&self) -> Result<PolicyRef, AliyunError> {
        let kind = policy_type(self.params.required("PolicyType")?)?;
        Ok(PolicyRef { kind, name: self.policy_name()? })
    }

    /// Refuses a flag that asks for more than there is.
    pub(super) fn never(&self, name: &'static str) -> Result<(), AliyunError> {
        match self.params.flag(name)? {
            Some(true) => Err(AliyunError::invalid_parameter(name, "must be false: this server does not have it")),
            Some(false) | None => Ok(()),
        }
    }
}

/// How a text becomes a value.
pub(super) type Rule<T> = fn(&str) -> Result<T, FieldError>;

impl Field {
    fn read<T>(&self, text: &str, new: Rule<T>) -> Result<T, AliyunError> {
        new(text).map_err(|error| {
            let length = error.rule.starts_with("must have");
            let message = AliyunError::invalid_parameter(self.name, error.rule).message;
            AliyunError { status: 400, code: if length { self.length } else { self.chars }, message }
        })
    }
}

pub(super) fn policy_type(word: &str) -> Result<PolicyType, AliyunError> {
    word.parse().map_err(|error: FieldError| AliyunError {
        code: "InvalidParameter.PolicyType",
        ..AliyunError::invalid_parameter("PolicyType", error.rule)
    })
}

/// Where a list begins and how long it may be.
pub(super) struct Paging {
    list: Action,
    /// Name after which it begins.
    pub after: Option<String>,
    /// Most entries: 1 to 1,000, 100 unless said otherwise.
    pub items: u32,
}

impl Paging {
    pub(super) fn read(caller: &Caller<'_>, list: Action) -> Result<Self, AliyunError> {
        let items = caller.params.integer("MaxItems", 1..=1_000)?.unwrap_or(100);
        let marker = caller.params.optional("Marker");
        let after = marker.map(|marker| caller.engine.read_marker(list, marker)).transpose();
        Ok(Self { list, after: after.map_err(|failure| error::of(list, failure))?, items })
    }

    /// The marker behind `last`, if more follow.
    pub(super) fn next(
        &self,
        caller: &Caller<'_>,
        more: bool,
        last: Option<&str>,
    ) -> Result<Option<String>, AliyunError> {
        let last = last.filter(|_| more);
        let marker = last.map(|name| caller.engine.make_marker(self.list, name)).transpose();
        marker.map_err(|failure| error::of(self.list, failure))
    }
}

pub(super) fn truncation(fields: &mut Fields<'_>, next: Option<&str>) {
    fields.flag("IsTruncated", next.is_some());
    fields.maybe_text("Marker", next);
}
