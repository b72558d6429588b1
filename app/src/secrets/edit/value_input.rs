//! A multi-line input for a value, masked unless it is shown.

use super::generator::Generator;
use leptos::{ev::KeyboardEvent, prelude::*};
use strongroom_ui::{Glyph, IconButton, TextArea, use_hydrated};

const LOOK: &str = "min-w-0 flex-1 [&_label]:sr-only [&_textarea]:[field-sizing:content] [&_textarea]:min-h-8 [&_textarea]:max-h-40 \
    phone:[&_textarea]:min-h-11.5 [&_textarea]:break-all [&_textarea]:py-1.25 [&_textarea]:resize-none";
const DOTS: &str = "[&_textarea]:[-webkit-text-security:disc]";

/// An input for a value, with buttons to show it and to fill it with a random password.
///
/// A text area keeps the line breaks of a pasted key. Enter alone adds no line break, so that no password ends with one by
/// accident; Shift+Enter does.
#[component]
pub fn ValueInput(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// The name sent with the form.
    #[prop(into)]
    name: String,
    /// Its accessible name.
    #[prop(into)]
    label: String,
    /// Follows what is typed.
    bind_to: RwSignal<String>,
    /// Called when Enter is pressed.
    #[prop(optional, into)]
    on_enter: Option<Callback<()>>,
    /// Whether it is required.
    #[prop(optional)]
    required: bool,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let hydrated = use_hydrated();
    let waits = Signal::derive(move || (!hydrated.get()).then(|| "This requires JavaScript".to_owned()));
    let generator = use_context::<Generator>();
    let class = move || if shown.get() { LOOK.to_owned() } else { [LOOK, DOTS].join(" ") };
    let keys = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() {
            event.prevent_default();
            if let Some(on_enter) = on_enter {
                on_enter.run(());
            }
        }
    };
    let see = format!("Show {label}");
    let fill = format!("Fill {label} with a random password");
    view! {
        <div class="flex min-w-0 flex-1 items-start gap-1 phone:basis-full">
            <div class=class on:keydown=keys>
                <TextArea id name label rows=1 mono=true required bind_to=bind_to error/>
            </div>
            <IconButton glyph=Glyph::Eye label=see pressed=Signal::derive(move || shown.get()) disabled_reason=waits on_press=move |()| shown.update(|shown| *shown = !*shown)/>
            {generator.map(|generator| view! {
                <IconButton glyph=Glyph::Rotate label=fill disabled_reason=waits on_press=move |()| generator.open_for(bind_to)/>
            })}
        </div>
    }
}
