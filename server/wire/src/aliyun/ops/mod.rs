//! The vendor's operations, each a translation: parameters → operation of the core → fields.

mod kms;
mod password_rule;
mod ram;
mod strongroom;
mod sts;

use super::{AliyunError, AliyunRequest, Api, ResponseBody, parameters::Parameter};
use strongroom_domain::Action;

/// An operation of the vendor's, as data.
pub struct DeclaredOperation {
    /// Its name.
    pub name: &'static str,
    /// What a policy must allow; `None` if nothing.
    pub action: Option<Action>,
    /// Its parameters.
    pub parameters: &'static [Parameter],
}

/// The operations of one API: name, action, parameters and handler of each.
macro_rules! operations {
    ($($name:literal: $action:tt, $parameters:expr, |$request:ident| $call:expr;)*) => {
        /// Every operation.
        pub(super) const OPERATIONS: &[super::DeclaredOperation] = &[$(super::DeclaredOperation {
            name: $name,
            action: super::action!($action),
            parameters: $parameters,
        },)*];

        /// Runs the operation that the request names.
        pub(super) async fn run(
            request: &crate::aliyun::AliyunRequest<'_>,
        ) -> Result<crate::aliyun::ResponseBody, crate::aliyun::AliyunError> {
            match request.action {
                $($name => {
                    let $request = request;
                    $call
                })*
                _ => Err(crate::aliyun::AliyunError::invalid_action()),
            }
        }
    };
}
use operations;

/// The action of an operation; `_` stands for none.
macro_rules! action {
    (_) => {
        None
    };
    ($action:ident) => {
        Some(strongroom_domain::Action::$action)
    };
}
use action;

/// Every operation of an API.
pub fn all(api: Api) -> &'static [DeclaredOperation] {
    match api {
        Api::Kms => kms::OPERATIONS,
        Api::Ram => ram::OPERATIONS,
        Api::Sts => sts::OPERATIONS,
        Api::Strongroom => strongroom::OPERATIONS,
    }
}

/// The operation of this name. A name of another API is unknown.
///
/// # Errors
/// There is none.
pub(super) fn find(api: Api, name: &str) -> Result<&'static DeclaredOperation, AliyunError> {
    all(api).iter().find(|operation| operation.name == name).ok_or_else(AliyunError::invalid_action)
}

/// Runs the operation that the request names, if it asks for nothing that the operation does not do.
pub(super) async fn run(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.params.check()?;
    match request.api {
        Api::Kms => kms::run(request).await,
        Api::Ram => ram::run(request).await,
        Api::Sts => sts::run(request).await,
        Api::Strongroom => strongroom::run(request).await,
    }
}
