//! Modal dialogs.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use crate::{ButtonKind, ButtonSize, Glyph, Icon, Tone, button::button_classes, dom};

/// A modal dialog. A `Button` opens it with `opens=id`, with or without scripts. The browser traps the focus and restores it
/// afterwards. Escape, the close button and `DialogClose` close it. It must not be inside a form. Footer buttons submit a form
/// inside the dialog with `form=id`.
#[component]
pub fn Dialog(
    /// The dialog's id.
    #[prop(into)]
    id: String,
    /// Title.
    #[prop(into)]
    title: Signal<String>,
    /// Two-way binding: whether it is open.
    #[prop(optional, into)]
    open: Option<RwSignal<bool>>,
    /// Doubles the width.
    #[prop(optional)]
    wide: bool,
    /// Buttons below the content. Use `DialogClose` for a button that only closes.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// Called after it was closed in any way.
    #[prop(optional, into)]
    on_close: Option<Callback<()>>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    follow(node, open);
    let title_id = format!("{id}-title");
    let labelled = title_id.clone();
    let closed = move || {
        if let Some(open) = open {
            open.set(false);
        }
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    let width = if wide { "w-192" } else { "w-112" };
    let class = [
        "m-auto max-h-[calc(100dvh-2rem)] max-w-[calc(100vw-2rem)] overflow-y-auto rounded-xl border border-line bg-panel text-ink shadow-float",
        width,
    ]
    .join(" ");
    view! {
        <dialog node_ref=node id=id class=class aria-labelledby=labelled on:close=move |_| closed()>
            <div class="flex items-center justify-between gap-4 px-5 pt-4">
                <h2 id=title_id class="text-lg font-semibold">{move || title.get()}</h2>
                <form method="dialog">
                    <button class="inline-flex size-8 items-center justify-center rounded-lg text-ink-2 hover:bg-sunk" aria-label="Close" title="Close">
                        <Icon glyph=Glyph::Close/>
                    </button>
                </form>
            </div>
            <div class="flex flex-col gap-4 px-5 pt-2 pb-5">{children()}</div>
            {footer.map(|footer| view! {
                <div class="flex flex-wrap justify-end gap-2.5 border-t border-line px-5 py-3.5">{footer.run()}</div>
            }.into_any())}
        </dialog>
    }
}

/// Closes all open dialogs. Called after a successful change, because a re-rendered page keeps its dialogs open.
pub fn close_dialogs() {
    let open = dom::root().map(|root| dom::find_all(&root, "dialog[open]")).unwrap_or_default();
    for dialog in open.iter().filter_map(|dialog| dialog.dyn_ref::<HtmlDialogElement>()) {
        dialog.close();
    }
}

/// A button that only closes its dialog. It may be inside a form.
#[component]
pub fn DialogClose(
    /// The id of the dialog.
    #[prop(into)]
    dialog: String,
    /// Label.
    #[prop(default = "Cancel".to_owned(), into)]
    label: String,
) -> impl IntoView {
    let class = button_classes(ButtonKind::Secondary, ButtonSize::Medium, Tone::Neutral);
    let id = dialog.clone();
    let close = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        if let Some(dialog) = dom::by_id::<HtmlDialogElement>(&id) {
            dialog.close();
        }
    };
    view! { <button type="button" class=class commandfor=dialog command="close" on:click=close>{label}</button> }
}

fn follow(node: NodeRef<html::Dialog>, open: Option<RwSignal<bool>>) {
    let Some(open) = open else { return };
    Effect::new(move || {
        let (open, Some(dialog)) = (open.get(), node.get()) else { return };
        let dialog: HtmlDialogElement = dialog;
        if open && !dialog.open() {
            dom::show_dialog(&dialog.id());
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
}
