//! Copies a value, or code that reads it, without revealing the value.

use super::{
    env_file::{env_file, left_out},
    reveal::source,
    snippets,
};
use crate::secrets::dto::{ConnectionDetails, Shape};
use leptos::prelude::*;
use strongroom_ui::{CopyButton, Glyph, Menu, MenuDivider, MenuLook, use_toasts};

/// The menu. The first two items fetch the value, which is audited; the others contain no value.
#[component]
pub fn CopyAs(
    /// Id of the version.
    version: String,
    /// Shape of its value.
    shape: Shape,
    /// The secret and its connection.
    access: ConnectionDetails,
) -> impl IntoView {
    let name = access.name.clone();
    let whole = source(name.clone(), version.clone(), |value| Some(value.expose().to_owned()));
    let (secret, toasts) = (name.clone(), use_toasts());
    let lines = source(name, version, move |value| {
        let (text, missing) = env_file(&secret, value);
        if missing > 0 {
            toasts.fail(format!("{} left out. Comments in the copied text say why.", keys(missing)));
        }
        Some(text)
    });
    let names: Vec<_> = shape.keys().iter().map(|key| key.name.as_str()).collect();
    let lines_label = match left_out(&names) {
        0 => ".env lines".to_owned(),
        missing => format!(".env lines, {} left out", keys(missing)),
    };
    view! {
        <Menu label="Copy as…" look=MenuLook::Quiet glyph=Glyph::Copy align_end=true>
            <div class="flex flex-col items-stretch [&>button]:justify-start">
                <CopyButton label="Whole value" source=whole words=true/>
                <CopyButton label=lines_label source=lines words=true/>
                <MenuDivider/>
                <CopyButton label="curl that reads it" text=snippets::curl(&access) words=true/>
                <CopyButton label="Python that reads it" text=snippets::python_v2(&access) words=true/>
            </div>
        </Menu>
    }
}

fn keys(count: usize) -> String {
    if count == 1 { "1 key".to_owned() } else { format!("{count} keys") }
}
