//! Response bodies, written straight into one buffer as JSON or as XML.
//!
//! Lists have the vendor's wrappers: `{"VersionStages":{"VersionStage":["a"]}}`, in XML a wrapper element with its child
//! repeated. Absent fields are left out. Characters outside ASCII stand as themselves.

/// The two response formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, the default.
    Json,
    /// XML, for callers of the RPC style that ask for it.
    Xml,
}

impl Format {
    /// What a `Format` parameter asks for. Everything but XML is JSON; the Python SDK really sends `None`.
    pub fn from_parameter(text: Option<&str>) -> Self {
        if text.is_some_and(|text| text.eq_ignore_ascii_case("xml")) { Self::Xml } else { Self::Json }
    }

    /// Value of the Content-Type header. Java's SDK picks its reader by it.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }
}

/// A body and the format it is really in.
pub struct Rendered {
    /// Decides the Content-Type.
    pub format: Format,
    /// The text. Has no `Debug` around it: it may hold a secret value.
    pub body: String,
}

/// The body of a successful answer: RequestId, and what `write` adds. `capacity` is a guess of its size in bytes.
///
/// XML 1.0 cannot carry most control characters, not even escaped. An answer with one of them comes as JSON although XML
/// was asked for: a caller then fails or reads it by its Content-Type, but never uses a value that was silently changed.
pub fn success(
    format: Format,
    action: &str,
    request_id: &str,
    capacity: usize,
    write: impl Fn(&mut Fields<'_>),
) -> Rendered {
    let root = format!("{action}Response");
    let (body, exact) = document(format, &root, capacity, |fields| {
        fields.text("RequestId", request_id);
        write(fields);
    });
    if exact { Rendered { format, body } } else { success(Format::Json, action, request_id, capacity, write) }
}

/// A whole document, and whether every character arrived as it is.
pub(super) fn document(
    format: Format,
    root: &str,
    capacity: usize,
    write: impl FnOnce(&mut Fields<'_>),
) -> (String, bool) {
    let mut out = Output { text: String::with_capacity(capacity), format, exact: true };
    match format {
        Format::Json => out.record(write),
        Format::Xml => {
            out.text.push_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
            out.tag("<", root);
            out.record(write);
            out.tag("</", root);
        }
    }
    (out.text, out.exact)
}

/// The fields of one object, in the order they are written.
pub struct Fields<'o> {
    out: &'o mut Output,
    empty: bool,
}

impl Fields<'_> {
    /// A text.
    pub fn text(&mut self, name: &'static str, value: &str) {
        self.field(name, |out| out.text(value));
    }

    /// A text that may be absent.
    pub fn maybe_text(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// A whole number.
    pub fn number(&mut self, name: &'static str, value: u64) {
        self.field(name, |out| out.text.push_str(&value.to_string()));
    }

    /// A truth value.
    pub fn flag(&mut self, name: &'static str, value: bool) {
        self.field(name, |out| out.text.push_str(if value { "true" } else { "false" }));
    }

    /// An object inside this one.
    pub fn object(&mut self, name: &'static str, write: impl FnOnce(&mut Fields<'_>)) {
        self.field(name, |out| out.record(write));
    }

    /// A wrapped list of texts.
    pub fn texts<S: AsRef<str>>(
        &mut self,
        wrapper: &'static str,
        child: &'static str,
        items: impl IntoIterator<Item = S>,
    ) {
        self.wrapped(wrapper, |out| out.list(child, items, |out, item| out.text(item.as_ref())));
    }

    /// A wrapped list of objects.
    pub fn objects<T>(
        &mut self,
        wrapper: &'static str,
        child: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Fields<'_>, T),
    ) {
        self.wrapped(wrapper, |out| out.list(child, items, |out, item| out.record(|fields| write(fields, item))));
    }

    /// A list of objects without a wrapper, as only BatchGetSecretValue has them.
    pub fn bare_objects<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Fields<'_>, T),
    ) {
        let write = |out: &mut Output, item| out.record(|fields| write(fields, item));
        match self.out.format {
            Format::Json => {
                self.name(name);
                self.out.array(items, write);
            }
            Format::Xml => self.out.list(name, items, write),
        }
    }

    fn wrapped(&mut self, wrapper: &'static str, list: impl FnOnce(&mut Output)) {
        self.field(wrapper, |out| {
            let json = out.format == Format::Json;
            out.text.push_str(if json { "{" } else { "" });
            list(out);
            out.text.push_str(if json { "}" } else { "" });
        });
    }

    fn field(&mut self, name: &'static str, value: impl FnOnce(&mut Output)) {
        match self.out.format {
            Format::Json => {
                self.name(name);
                value(self.out);
            }
            Format::Xml => self.out.element(name, value),
        }
    }

    /// The name of a JSON field, with the comma before it.
    fn name(&mut self, name: &'static str) {
        self.out.text.push_str(if self.empty { "\"" } else { ",\"" });
        self.out.text.push_str(name);
        self.out.text.push_str("\":");
        self.empty = false;
    }
}

struct Output {
    text: String,
    format: Format,
    exact: bool,
}

impl Output {
    fn text(&mut self, value: &str) {
        match self.format {
            Format::Json => json_text(&mut self.text, value),
            Format::Xml => self.exact &= xml_text(&mut self.text, value),
        }
    }

    fn record(&mut self, write: impl FnOnce(&mut Fields<'_>)) {
        let json = self.format == Format::Json;
        self.text.push_str(if json { "{" } else { "" });
        write(&mut Fields { out: self, empty: true });
        self.text.push_str(if json { "}" } else { "" });
    }

    /// `"child":[…]` or `<child>…</child>` for each.
    fn list<T>(&mut self, child: &'static str, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        match self.format {
            Format::Json => {
                self.text.push('"');
                self.text.push_str(child);
                self.text.push_str("\":");
                self.array(items, write);
            }
            Format::Xml => items.into_iter().for_each(|item| self.element(child, |out| write(out, item))),
        }
    }

    fn array<T>(&mut self, items: impl IntoIterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.text.push('[');
        for (at, item) in items.into_iter().enumerate() {
            self.text.push_str(if at == 0 { "" } else { "," });
            write(self, item);
        }
        self.text.push(']');
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.tag("<", name);
        content(self);
        self.tag("</", name);
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.text.push_str(open);
        self.text.push_str(name);
        self.text.push('>');
    }
}

/// A quoted JSON string.
fn json_text(out: &mut String, value: &str) {
    out.push('"');
    let mut done = 0;
    for (at, byte) in value.bytes().enumerate().filter(|(_, b)| *b < 0x20 || matches!(b, b'"' | b'\\')) {
        out.push_str(&value[done..at]);
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            control => out.push_str(&format!("\\u{control:04x}")),
        }
        done = at + 1;
    }
    out.push_str(&value[done..]);
    out.push('"');
}

/// XML character data; whether all of it could be written. What XML 1.0 has no place for becomes U+FFFD. A carriage
/// return is escaped because readers turn a bare one into a line feed.
fn xml_text(out: &mut String, value: &str) -> bool {
    let mut exact = true;
    for char in value.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(char),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
                exact = false;
            }
            _ => out.push(char),
        }
    }
    exact
}
