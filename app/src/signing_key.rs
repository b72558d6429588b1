//! The field for a key that Strongroom signs with and a service checks.

use crate::random_password::{self, Options};
use leptos::prelude::*;
use strongroom_ui::{Banner, Button, ButtonSize, CopyButton, Glyph, PasswordField, Tone, use_hydrated};

/// Characters of a generated key: letters and digits, 285 bits.
const LENGTH: usize = 48;

/// A signing key, typed or generated in the browser. A generated one is shown until something else is typed or the form is left, because
/// the service must be given the same one.
#[component]
pub fn SigningKeyField(
    /// The input's id.
    id: &'static str,
    /// Name of the form field.
    name: &'static str,
    /// Hint below the control.
    hint: &'static str,
    /// What checks the signature, as a sentence names it.
    checked_by: &'static str,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let key = RwSignal::new(String::new());
    let generated = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<String>);
    let generate = move |()| {
        let options = Options { length: LENGTH, exclude: String::new(), classes: [true, true, true, false] };
        match random_password::draw(&options, random_password::browser_byte) {
            Ok(text) => {
                problem.set(None);
                generated.set(Some(text.clone()));
                key.set(text);
            }
            Err(reason) => problem.set(Some(reason)),
        }
    };
    let shown = Memo::new(move |_| generated.get().filter(|generated| key.with(|key| key == generated)));
    let reason = move || (!hydrated.get()).then(|| "This requires JavaScript".to_owned());
    view! {
        <div class="flex flex-col items-start gap-2">
            <div class="w-full"><PasswordField id name label="Signing key" bind_to=key autocomplete="new-password" hint/></div>
            <Button id=format!("{id}-generate") size=ButtonSize::Small icon=Glyph::Rotate disabled_reason=Signal::derive(reason) on_press=generate>"Generate"</Button>
            {move || problem.get().map(|problem| view! { <p class="text-sm text-red" role="alert">{problem}</p> }.into_any())}
            {move || shown.get().map(|text| {
                view! {
                    <Banner tone=Tone::Amber title="Copy this key now">
                        <p>{format!("Set the same key at {checked_by}. It is not shown again after you leave this form.")}</p>
                        <span class="flex min-w-0 items-center gap-1.5">
                            <code class="min-w-0 break-all">{text.clone()}</code>
                            <CopyButton label="Copy signing key" text secret=true/>
                        </span>
                    </Banner>
                }
                .into_any()
            })}
        </div>
    }
}
