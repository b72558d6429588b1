//! Response bodies as the vendor writes them.

use crate::http::{FieldWriter, Format, document};

/// A body and the format it is really in.
pub(crate) struct ResponseBody {
    /// Decides the Content-Type.
    pub format: Format,
    /// The text. Has no `Debug` around it: it may hold a secret value.
    pub text: String,
}

/// The format that a `Format` parameter requests. Everything but XML is JSON; the Python SDK sends `None`.
pub(super) fn requested_format(text: Option<&str>) -> Format {
    if text.is_some_and(|text| text.eq_ignore_ascii_case("xml")) { Format::Xml } else { Format::Json }
}

/// Value of the Content-Type header. Java's SDK picks its reader by it.
pub(super) fn content_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json;charset=utf-8",
        Format::Xml => "text/xml;charset=utf-8",
    }
}

/// The body of a successful response: RequestId, and what `write` adds. `capacity` is a guess of its size in bytes.
///
/// A response with a character that XML cannot carry is written as JSON although XML was requested: a client then fails or
/// reads it by its Content-Type, but never uses a value that was silently changed.
pub(super) fn success(
    format: Format,
    action: &str,
    request_id: &str,
    capacity: usize,
    write: impl Fn(&mut FieldWriter<'_>),
) -> ResponseBody {
    let root = format!("{action}Response");
    let (text, exact) = document(format, &root, capacity, |f| {
        f.text("RequestId", request_id);
        write(f);
    });
    if exact { ResponseBody { format, text } } else { success(Format::Json, action, request_id, capacity, write) }
}
