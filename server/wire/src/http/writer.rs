//! Response bodies, written straight into one buffer as JSON or as XML.
//!
//! A list is bare (`{"Errors":["a"]}`) or wrapped (`{"VersionStages":{"VersionStage":["a"]}}`); in XML a bare list repeats
//! its element, a wrapped one repeats the child inside the wrapper. Absent fields are left out. Characters outside ASCII
//! are written unescaped.

use super::escape::{json_string, xml_text};

/// The two response formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// Writes a whole document. `root` names the element around it in XML; `capacity` is a guess of its size in bytes. Also
/// returns whether every character could be written: XML 1.0 cannot carry most control characters, not even escaped.
pub fn document(
    format: Format,
    root: &str,
    capacity: usize,
    write: impl FnOnce(&mut FieldWriter<'_>),
) -> (String, bool) {
    let mut out = BodyBuffer { text: String::with_capacity(capacity), format, exact: true };
    match format {
        Format::Json => out.object(write),
        Format::Xml => {
            out.text.push_str(r#"<?xml version="1.0" encoding="UTF-8"?>"#);
            out.tag("<", root);
            out.object(write);
            out.tag("</", root);
        }
    }
    (out.text, out.exact)
}

/// Writes the fields of one object, in the order of the calls.
pub struct FieldWriter<'o> {
    out: &'o mut BodyBuffer,
    empty: bool,
}

impl FieldWriter<'_> {
    /// A text.
    pub fn text(&mut self, name: &'static str, value: &str) {
        self.field(name, |out| out.text(value));
    }

    /// A text, left out if `None`.
    pub fn optional_text(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// A whole number.
    pub fn number(&mut self, name: &'static str, value: u64) {
        self.field(name, |out| out.text.push_str(&value.to_string()));
    }

    /// A boolean.
    pub fn flag(&mut self, name: &'static str, value: bool) {
        self.field(name, |out| out.text.push_str(if value { "true" } else { "false" }));
    }

    /// An object inside this one.
    pub fn object(&mut self, name: &'static str, write: impl FnOnce(&mut FieldWriter<'_>)) {
        self.field(name, |out| out.object(write));
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
        write: impl Fn(&mut FieldWriter<'_>, T),
    ) {
        self.wrapped(wrapper, |out| out.list(child, items, |out, item| out.object(|fields| write(fields, item))));
    }

    /// A list of objects without a wrapper.
    pub fn bare_objects<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut FieldWriter<'_>, T),
    ) {
        let write = |out: &mut BodyBuffer, item| out.object(|fields| write(fields, item));
        match self.out.format {
            Format::Json => {
                self.name(name);
                self.out.array(items, write);
            }
            Format::Xml => self.out.list(name, items, write),
        }
    }

    fn wrapped(&mut self, wrapper: &'static str, list: impl FnOnce(&mut BodyBuffer)) {
        self.field(wrapper, |out| {
            let json = out.format == Format::Json;
            out.text.push_str(if json { "{" } else { "" });
            list(out);
            out.text.push_str(if json { "}" } else { "" });
        });
    }

    fn field(&mut self, name: &'static str, value: impl FnOnce(&mut BodyBuffer)) {
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

struct BodyBuffer {
    text: String,
    format: Format,
    exact: bool,
}

impl BodyBuffer {
    fn text(&mut self, value: &str) {
        match self.format {
            Format::Json => json_string(&mut self.text, value),
            Format::Xml => self.exact &= xml_text(&mut self.text, value),
        }
    }

    fn object(&mut self, write: impl FnOnce(&mut FieldWriter<'_>)) {
        let json = self.format == Format::Json;
        self.text.push_str(if json { "{" } else { "" });
        write(&mut FieldWriter { out: self, empty: true });
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
