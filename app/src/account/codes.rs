//! New recovery codes, shown once.

use super::setup::FactorSetup;
use crate::client::save_file;
use leptos::prelude::*;
use strongroom_ui::{Banner, Button, ButtonKind, Card, CopyButton, Glyph, Tone, use_toasts};

/// The codes, until the user confirms having stored them.
#[component]
pub fn CodesPanel(
    /// State of the setup.
    setup: FactorSetup,
) -> impl IntoView {
    move || setup.codes.get().map(|codes| panel(codes, setup))
}

fn panel(codes: Vec<String>, setup: FactorSetup) -> AnyView {
    let toasts = use_toasts();
    let text = codes.join("\n") + "\n";
    let file = text.clone();
    let save = move |()| {
        if save_file("strongroom-recovery-codes.txt", "text/plain", &file).is_none() {
            toasts.fail("The browser blocked the download. Allow downloads for this site, or copy the codes");
        }
    };
    let items = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <Card title="Recovery codes" id="recovery-codes">
            <div class="flex flex-col gap-4">
                <Banner tone=Tone::Amber title="Recovery codes are shown only once">
                    "Each code replaces your second factor once, for example when you lose your phone. Store the codes in a safe place, away from your password."
                </Banner>
                <ol class="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">{items}</ol>
                <div class="flex flex-wrap items-center gap-2.5">
                    <CopyButton label="Copy all" text secret=true words=true/>
                    <Button icon=Glyph::Download on_press=save>"Save as a file"</Button>
                    <span class="ms-auto"><Button kind=ButtonKind::Primary on_press=move |()| setup.codes.set(None)>"I have stored the codes"</Button></span>
                </div>
            </div>
        </Card>
    }
    .into_any()
}
