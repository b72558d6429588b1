//! Copies a value, or code that reads it, without revealing the value.

use super::{
    reveal::{env_lines, source},
    snippets,
};
use crate::secrets::dto::ConnectionDetails;
use leptos::prelude::*;
use strongroom_ui::{CopyButton, Glyph, Menu, MenuDivider, MenuLook};

/// The menu. The first two items fetch the value, which is audited; the others contain no value.
#[component]
pub fn CopyAs(
    /// Id of the version.
    version: String,
    /// The secret and its connection.
    access: ConnectionDetails,
) -> impl IntoView {
    let name = access.name.clone();
    let whole = source(name.clone(), version.clone(), |value| value.expose("").map(str::to_owned));
    let secret = name.clone();
    let lines = source(name, version, move |value| Some(env_lines(&secret, value)));
    view! {
        <Menu label="Copy as…" look=MenuLook::Quiet glyph=Glyph::Copy align_end=true>
            <div class="flex flex-col items-stretch [&>button]:justify-start">
                <CopyButton label="Whole value" source=whole words=true/>
                <CopyButton label=".env lines" source=lines words=true/>
                <MenuDivider/>
                <CopyButton label="curl that reads it" text=snippets::curl(&access) words=true/>
                <CopyButton label="Python that reads it" text=snippets::python_v2(&access) words=true/>
            </div>
        </Menu>
    }
}
