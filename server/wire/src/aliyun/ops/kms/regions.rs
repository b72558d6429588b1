//! DescribeRegions.

use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody};

/// There is one region.
pub(super) fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    Ok(request.respond(|f| {
        f.objects("Regions", "Region", [&request.caller.region], |f, region| f.text("RegionId", region));
    }))
}
