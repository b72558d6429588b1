//! Lists in pages that a marker continues.

use super::error;
use crate::aliyun::{AliyunError, AliyunRequest};
use crate::http::FieldWriter;
use strongroom_domain::{Action, limits};

/// One page of a list: where it begins and how long it may be.
pub(super) struct MarkerPage {
    list: Action,
    /// The name after which it begins.
    pub after: Option<String>,
    /// Most entries: 1 to [`limits::POLICY_PAGE`], by default [`limits::PAGE`].
    pub items: u32,
}

impl MarkerPage {
    pub(super) fn read(request: &AliyunRequest<'_>, list: Action) -> Result<Self, AliyunError> {
        let items = request.params.integer("MaxItems", 1..=limits::POLICY_PAGE)?.unwrap_or(limits::PAGE);
        let marker = request.params.optional("Marker");
        let after = marker.map(|marker| request.caller.engine.read_marker(list, marker)).transpose();
        Ok(Self { list, after: after.map_err(|failure| error::from_core(list, failure))?, items })
    }

    /// The marker of the next page, which begins after `last`; `None` if no more entries follow.
    pub(super) fn next(
        &self,
        request: &AliyunRequest<'_>,
        more: bool,
        last: Option<&str>,
    ) -> Result<Option<String>, AliyunError> {
        let last = last.filter(|_| more);
        let marker = last.map(|name| request.caller.engine.make_marker(self.list, name)).transpose();
        marker.map_err(|failure| error::from_core(self.list, failure))
    }
}

/// Writes whether more entries follow, and the marker that continues the list.
pub(super) fn truncation(f: &mut FieldWriter<'_>, next: Option<&str>) {
    f.flag("IsTruncated", next.is_some());
    f.optional_text("Marker", next);
}
