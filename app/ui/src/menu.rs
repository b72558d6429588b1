//! Drop-down menus.
//!
//! Built on `<details>`, so a menu opens without scripts. With scripts the arrow keys move through it, and Escape, a click
//! outside and selecting an item close it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, Node};

use crate::{ButtonKind, ButtonSize, Glyph, Icon, Tone, button::button_classes, dom};

/// Look of a menu's button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MenuLook {
    /// A button with its label and a down arrow.
    #[default]
    Button,
    /// A small button without border.
    Quiet,
    /// A filter: like `FilterChip`, with a down arrow.
    Chip,
    /// A dashed chip that adds something.
    Dashed,
    /// Only an icon, with a border.
    Icon,
}

const CHIP: &str = "inline-flex h-7 items-center gap-1.5 rounded-lg border bg-panel px-2.25 text-sm whitespace-nowrap text-ink-2 hover:text-ink";

/// `style/tailwind.css` positions the panel.
const PANEL: &str =
    "z-20 min-w-48 max-w-[calc(100vw-2rem)] rounded-xl border border-line bg-panel p-1 text-base text-ink shadow-float";

/// A button and the menu it opens.
#[component]
pub fn Menu(
    /// Label of the button; the accessible name if only an icon is shown.
    #[prop(into)]
    label: String,
    /// Look of the button.
    #[prop(optional)]
    look: MenuLook,
    /// Icon of the button. `MenuLook::Icon` defaults to three dots.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// Aligns the menu with the end of the button, for menus at the end of a row.
    #[prop(optional)]
    align_end: bool,
    /// `MenuItem`s, `MenuDivider`s, or a small form.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    view! {
        <details node_ref=node data-menu="" data-end=align_end.then_some("") name="menu" class="relative inline-block" on:keydown=move |event| keys(node, &event)>
            {trigger(label, look, glyph)}
            <div class=PANEL on:click=move |event| close_after(node, event.target()) on:submit=move |_| close_now(node)>
                {children()}
            </div>
        </details>
    }
}

fn trigger(label: String, look: MenuLook, glyph: Option<Glyph>) -> AnyView {
    let class = match look {
        MenuLook::Button => button_classes(ButtonKind::Secondary, ButtonSize::Medium, Tone::Neutral),
        MenuLook::Quiet => button_classes(ButtonKind::Quiet, ButtonSize::Small, Tone::Neutral),
        MenuLook::Chip => [CHIP, "border-line-strong"].join(" "),
        MenuLook::Dashed => [CHIP, "border-dashed border-line-strong"].join(" "),
        MenuLook::Icon => {
            "inline-flex size-8.5 phone:size-11.5 items-center justify-center rounded-lg border border-line-strong bg-panel text-ink-2 hover:bg-sunk".to_owned()
        }
    };
    if look == MenuLook::Icon {
        let glyph = glyph.unwrap_or(Glyph::More);
        return view! { <summary class=class aria-label=label.clone() title=label><Icon glyph/></summary> }.into_any();
    }
    let arrow = (look != MenuLook::Dashed).then(|| view! { <Icon glyph=Glyph::ChevronDown class="size-3.5"/> });
    view! { <summary class=class>{glyph.map(|glyph| view! { <Icon glyph/> })} <span>{label}</span> {arrow}</summary> }
        .into_any()
}

/// A menu item: a link or a button.
#[component]
pub fn MenuItem(
    /// Label.
    #[prop(into)]
    label: String,
    /// Icon before the label.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// `Tone::Red` for destructive actions.
    #[prop(optional)]
    tone: Tone,
    /// Address it opens.
    #[prop(optional, into)]
    href: Option<String>,
    /// The id of the `Dialog` it opens.
    #[prop(optional, into)]
    opens: Option<String>,
    /// Submits the enclosing form.
    #[prop(optional)]
    submit: bool,
    /// Why it is disabled; `None` while it is enabled.
    #[prop(optional, into)]
    disabled_reason: MaybeProp<String>,
    /// Called when it is selected.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let tone = if tone == Tone::Red { "text-red" } else { "text-ink" };
    let class =
        ["flex w-full items-center gap-2.5 rounded-lg px-2.5 py-1.5 phone:py-3 text-start hover:bg-sunk focus-visible:bg-sunk aria-disabled:text-faint", tone].join(" ");
    let press = crate::button::Press { disabled_reason, pending: Signal::from(false), on_press, opens, once: submit };
    let disabled = press.disabled();
    let words = view! { {glyph.map(|glyph| view! { <Icon glyph/> })} <span>{label}</span> }.into_any();
    match href {
        Some(href) => {
            let target = move || disabled_reason.with(|reason| reason.is_none()).then(|| href.clone());
            let role = move || disabled_reason.with(|reason| reason.is_some()).then_some("link");
            view! {
                <a data-item="" class=class href=target role=role aria-disabled=disabled title=move || disabled_reason.get() on:click=move |event| press.handle(&event)>
                    {words}
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
                    data-item=""
                    type=kind
                    class=class
                    commandfor=opens
                    command=command
                    aria-disabled=disabled
                    title=move || disabled_reason.get()
                    on:click=move |event| press.handle(&event)
                >
                    {words}
                </button>
            }
            .into_any()
        }
    }
}

/// A separator between groups of items.
#[component]
pub fn MenuDivider() -> impl IntoView {
    view! { <hr class="mx-1 my-1 border-line"/> }
}

fn close(menu: &Element) {
    let _ = menu.remove_attribute("open");
}

fn keys(node: NodeRef<html::Details>, event: &KeyboardEvent) {
    let Some(details) = node.get_untracked() else { return };
    let step = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        "Escape" if details.open() => {
            close(&details);
            if let Some(summary) = dom::find_in(&details, "summary") {
                let _ = summary.focus();
            }
            event.stop_propagation();
            return;
        }
        _ => return,
    };
    if dom::is_typing(event) {
        return;
    }
    event.prevent_default();
    details.set_open(true);
    dom::rove(&dom::find_all(&details, "[data-item]"), step);
}

fn close_now(node: NodeRef<html::Details>) {
    if let Some(details) = node.get_untracked() {
        close(&details);
    }
}

/// Closes the menu after a click on an enabled item.
fn close_after(node: NodeRef<html::Details>, target: Option<web_sys::EventTarget>) {
    let item = target
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("[data-item]:not([aria-disabled=\"true\"])").ok().flatten());
    if item.is_some() {
        close_now(node);
    }
}

/// Closes all open menus that do not contain the event's target. The shell calls it for every press on the page.
pub(crate) fn close_others(target: Option<web_sys::EventTarget>) {
    let Some(root) = dom::root() else { return };
    let target = target.and_then(|target| target.dyn_into::<Node>().ok());
    for menu in dom::find_all(&root, "details[data-menu][open]") {
        if !target.as_ref().is_some_and(|target| menu.contains(Some(target))) {
            close(&menu);
        }
    }
}
