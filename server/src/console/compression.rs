//! Compression of pages and of responses of server functions.
//!
//! A response that carries a value says `no-store` itself (`strongroom_app::door`) and is sent as it is: the length of
//! compressed text tells an observer which parts of it repeat (BREACH, <https://www.breachattack.com>). No page carries a value.

use http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::{
    CompressionLevel,
    compression::{CompressionLayer, Predicate},
};

/// Smaller responses fit in one packet anyway. Bytes.
const AT_LEAST: u64 = 1_024;

/// Compresses text with Brotli or gzip, as the client accepts it. Files have been compressed by the build.
pub(super) fn layer() -> CompressionLayer<impl Predicate> {
    // The fourth level costs about a millisecond for 100 kB and is a tenth larger than the best, which takes 200 times as long.
    CompressionLayer::new().no_deflate().quality(CompressionLevel::Precise(4)).compress_when(may_be_compressed)
}

fn may_be_compressed(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    let is_text = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.starts_with("application/json"));
    let length = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    is_text && !headers.contains_key(header::CACHE_CONTROL) && length.is_none_or(|length: u64| length >= AT_LEAST)
}
