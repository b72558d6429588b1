//! Lists in numbered pages.

use crate::aliyun::{AliyunError, AliyunRequest};
use crate::http::FieldWriter;

/// One page of a list: PageNumber, from 1, and PageSize.
#[derive(Clone, Copy)]
pub(super) struct NumberedPage {
    pub number: u32,
    pub size: u32,
}

impl NumberedPage {
    pub fn read(request: &AliyunRequest<'_>, default_size: u32) -> Result<Self, AliyunError> {
        let number = request.params.integer("PageNumber", 1..=1_000_000)?.unwrap_or(1);
        Ok(Self { number, size: request.params.integer("PageSize", 1..=100)?.unwrap_or(default_size) })
    }

    /// The items of the page, from a whole list in memory.
    pub fn of<T>(self, items: &[T]) -> &[T] {
        let start = (self.number as usize - 1).saturating_mul(self.size as usize).min(items.len());
        let end = start.saturating_add(self.size as usize).min(items.len());
        items.get(start..end).unwrap_or_default()
    }

    /// Writes number, size and the length of the whole list.
    pub fn write(self, f: &mut FieldWriter<'_>, total: u64) {
        f.number("PageNumber", self.number.into());
        f.number("PageSize", self.size.into());
        f.number("TotalCount", total);
    }
}
