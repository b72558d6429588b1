//! The fields of a whole value: keys, text, or bytes. CSS selects the visible fields, so this works without scripts.

use super::{
    form::ValueKind,
    rows::{FormRows, Rows},
};
use crate::secrets::problems::Problems;
use leptos::prelude::*;
use strongroom_domain::{Field, limits};
use strongroom_ui::{Choice, FileField, RadioGroup, TextArea};

/// Largest file whose Base64 fits into a value.
const FILE_BYTES: u32 = 23_040;

const CHOICES: &str = "[&>fieldset]:grid [&>fieldset]:gap-2 [&>fieldset]:sm:grid-cols-3";

/// The fields of a whole value.
#[component]
pub fn ValueFields(
    /// Prefix of the form's field names.
    prefix: &'static str,
    /// The selected kind.
    kind: RwSignal<String>,
    /// Rows of keys.
    lines: FormRows,
    /// The text.
    text: RwSignal<String>,
    /// The bytes, in Base64; absent if the value must be text.
    #[prop(optional)]
    binary: Option<RwSignal<String>>,
    /// Validation problems.
    problems: Problems,
) -> impl IntoView {
    let texts = [
        Choice::new(ValueKind::Keys.word(), "Keys").hint("Named values, stored as a JSON object"),
        Choice::new(ValueKind::Text.word(), "Text").hint("A token, a certificate, or any JSON"),
    ];
    let bytes = binary.map(|_| Choice::new(ValueKind::Binary.word(), "Bytes").hint("A file, such as a keystore"));
    let choices: Vec<_> = texts.into_iter().chain(bytes).collect();
    // Only the visible fields show problems of the value.
    let of = move |shown: ValueKind| {
        Signal::derive(move || {
            let key = (shown == ValueKind::Keys).then(|| problems.of(Field::ValueKey).get()).flatten();
            let visible = kind.with(|kind| kind == shown.word());
            visible.then(|| key.or_else(|| problems.of(Field::SecretValue).get())).flatten()
        })
    };
    let binary = binary.map(|binary| {
        let read = Callback::new(move |bytes: Vec<u8>| {
            binary.set(base64(&bytes));
            Ok(())
        });
        view! {
            <div class="hidden flex-col gap-3 group-has-[#kind-2:checked]:flex">
                <FileField label="File" max_bytes=FILE_BYTES read/>
                <TextArea id="value-binary" name=format!("{prefix}[binary]") label="Base64" rows=5 mono=true required=true hint=format!("At most {} characters, about 22 KB of data. Selecting a file fills this in.", limits::VALUE_BYTES) bind_to=binary error=of(ValueKind::Binary)/>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="group flex flex-col gap-4">
            <div class=CHOICES>
                <RadioGroup id="kind" name=format!("{prefix}[kind]") legend="Kind of value" choices bind_to=kind/>
            </div>
            <div class="hidden group-has-[#kind-0:checked]:block">
                <Rows lines id="line" keys_name=format!("{prefix}[keys][]") values_name=format!("{prefix}[values][]") kinds_name=format!("{prefix}[kinds][]") error=of(ValueKind::Keys)/>
            </div>
            <div class="hidden group-has-[#kind-1:checked]:block">
                <TextArea id="value-text" name=format!("{prefix}[text]") label="Text" rows=8 mono=true required=true hint=format!("Stored as entered, with line ends as LF; at most {} bytes.", limits::VALUE_BYTES) bind_to=text error=of(ValueKind::Text)/>
            </div>
            {binary}
        </div>
    }
}

/// Base64 in the standard alphabet, with padding.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4_usize {
            let index = (group >> (18 - 6 * at)) & 63;
            let letter = LETTERS.get(index as usize).copied().map_or('=', char::from);
            text.push(if at <= chunk.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_matches_the_rfc_4648_vectors() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xff, 0xfe, 0xfd]), "//79");
    }
}
