//! The vendor's operations, each a translation: parameters → operation of the core → fields.

mod kms;
mod ram;
mod sts;

use super::{AliyunError, AliyunRequest, Api, ResponseBody};

/// Runs the operation that the request names. A name of another API is unknown.
pub(super) async fn run(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    match request.api {
        Api::Kms => kms::run(request).await,
        Api::Ram => ram::run(request).await,
        Api::Sts => sts::run(request).await,
    }
}
