//! Parameters that several operations have: names and texts, each with its own error codes.

use crate::aliyun::{AliyunError, AliyunRequest, wording::rule};
use strongroom_domain::{
    Comments, FieldError, GroupName, PolicyName, PolicyRef, PolicyType, Problem, RoleName, UserName,
};

/// A parameter with its error codes.
pub(super) struct CodedParam {
    pub name: &'static str,
    /// Code for a wrong length.
    pub length: &'static str,
    /// Code for characters that are not allowed.
    pub chars: &'static str,
}

macro_rules! coded {
    ($name:literal) => {
        CodedParam {
            name: $name,
            length: concat!("InvalidParameter.", $name, ".Length"),
            chars: concat!("InvalidParameter.", $name, ".InvalidChars"),
        }
    };
}
pub(super) use coded;

impl AliyunRequest<'_> {
    pub(super) fn required_coded<T>(
        &self,
        param: &CodedParam,
        parse: fn(&str) -> Result<T, FieldError>,
    ) -> Result<T, AliyunError> {
        param.read(self.params.required(param.name)?, parse)
    }

    /// `None` if absent or empty.
    pub(super) fn optional_coded<T>(
        &self,
        param: &CodedParam,
        parse: fn(&str) -> Result<T, FieldError>,
    ) -> Result<Option<T>, AliyunError> {
        self.params.optional(param.name).map(|text| param.read(text, parse)).transpose()
    }

    /// Free text; empty when absent.
    pub(super) fn comments(&self, param: &CodedParam) -> Result<Comments, AliyunError> {
        param.read(self.params.get(param.name).unwrap_or_default(), Comments::new)
    }

    /// Free text that replaces another, also when it is empty. `None` if absent.
    pub(super) fn new_comments(&self, param: &CodedParam) -> Result<Option<Comments>, AliyunError> {
        self.params.get(param.name).map(|text| param.read(text, Comments::new)).transpose()
    }

    pub(super) fn user_name(&self) -> Result<UserName, AliyunError> {
        self.required_coded(&coded!("UserName"), UserName::new)
    }

    pub(super) fn group_name(&self) -> Result<GroupName, AliyunError> {
        self.required_coded(&coded!("GroupName"), GroupName::new)
    }

    pub(super) fn role_name(&self) -> Result<RoleName, AliyunError> {
        self.required_coded(&coded!("RoleName"), RoleName::new)
    }

    pub(super) fn policy_name(&self) -> Result<PolicyName, AliyunError> {
        self.required_coded(&coded!("PolicyName"), PolicyName::new)
    }

    pub(super) fn policy(&self) -> Result<PolicyRef, AliyunError> {
        let kind = policy_type(self.params.required("PolicyType")?)?;
        Ok(PolicyRef { kind, name: self.policy_name()? })
    }
}

impl CodedParam {
    fn read<T>(&self, text: &str, parse: fn(&str) -> Result<T, FieldError>) -> Result<T, AliyunError> {
        parse(text).map_err(|error| {
            let code = if matches!(error.problem, Problem::Length { .. }) { self.length } else { self.chars };
            AliyunError { code, ..AliyunError::invalid_parameter(self.name, rule(error)) }
        })
    }
}

pub(super) fn policy_type(word: &str) -> Result<PolicyType, AliyunError> {
    word.parse().map_err(|error: FieldError| AliyunError {
        code: "InvalidParameter.PolicyType",
        ..AliyunError::invalid_field(error)
    })
}
