//! Buttons with only an icon.

use leptos::prelude::*;

use crate::{Glyph, Icon, Tone, button::Press};

/// A square button with an icon. Its label is the accessible name and the tooltip.
#[component]
pub fn IconButton(
    /// Icon.
    glyph: Glyph,
    /// Label.
    #[prop(into)]
    label: Signal<String>,
    /// Draws a border, for use next to other buttons.
    #[prop(optional)]
    outlined: bool,
    /// Colour of the icon.
    #[prop(optional)]
    tone: Tone,
    /// Renders a link to this address.
    #[prop(optional, into)]
    href: Option<String>,
    /// Submits its form.
    #[prop(optional)]
    submit: bool,
    /// The id of the `Dialog` it opens.
    #[prop(optional, into)]
    opens: Option<String>,
    /// State of a toggle button.
    #[prop(optional, into)]
    pressed: MaybeProp<bool>,
    /// Why it is disabled; `None` while it is enabled.
    #[prop(optional, into)]
    disabled_reason: MaybeProp<String>,
    /// Whether its action is in progress. It then ignores presses.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Called when it is pressed while enabled.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let class = [
        "inline-flex shrink-0 items-center justify-center rounded-lg aria-disabled:text-faint disabled:text-faint",
        if outlined {
            "size-8.5 phone:size-11.5 border border-line-strong bg-panel hover:bg-sunk"
        } else {
            "size-7 phone:size-9 hover:bg-sunk"
        },
        if tone == Tone::Neutral { "text-ink-2 hover:text-ink" } else { tone.text() },
    ]
    .join(" ");
    let once = submit || matches!(glyph, Glyph::Close | Glyph::Trash);
    let press = Press { disabled_reason, pending, on_press, opens, once };
    let title = move || disabled_reason.get().unwrap_or_else(|| label.get());
    let disabled = press.disabled();
    match href {
        Some(href) => {
            let target = move || disabled_reason.with(|reason| reason.is_none()).then(|| href.clone());
            let role = move || disabled_reason.with(|reason| reason.is_some()).then_some("link");
            view! {
                <a class=class href=target role=role title=title aria-label=move || label.get() aria-disabled=disabled on:click=move |event| press.handle(&event)>
                    <Icon glyph/>
                </a>
            }
            .into_any()
        }
        None => {
            let opens = press.opens.clone();
            let command = opens.is_some().then_some("show-modal");
            let kind =
                move || if submit && disabled_reason.with(|reason| reason.is_none()) { "submit" } else { "button" };
            view! {
                <button
                    type=kind
                    class=class
                    title=title
                    aria-label=move || label.get()
                    aria-pressed=move || pressed.get().map(|on| if on { "true" } else { "false" })
                    aria-disabled=disabled
                    aria-busy=move || pending.get().then_some("true")
                    commandfor=opens
                    command=command
                    on:click=move |event| press.handle(&event)
                >
                    <Icon glyph/>
                </button>
            }
            .into_any()
        }
    }
}
