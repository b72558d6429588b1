//! Buttons, and links that look like buttons.

use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::{Glyph, Icon, Tone, dom};

/// Visual weight of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The main action of the page.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// A destructive action that cannot be undone.
    Danger,
    /// Without a border, for rows of buttons.
    Quiet,
}

impl ButtonKind {
    const fn classes(self, tone: Tone) -> &'static str {
        match (self, tone) {
            (Self::Primary, _) => "bg-accent text-on-accent hover:bg-accent-strong",
            (Self::Danger, _) => "bg-red text-on-red hover:bg-red-strong",
            (Self::Secondary, Tone::Red) => "border border-line-strong bg-panel text-red hover:bg-red-tint",
            (Self::Secondary, _) => "border border-line-strong bg-panel text-ink hover:bg-sunk",
            (Self::Quiet, Tone::Red) => "text-red hover:bg-red-tint",
            (Self::Quiet, _) => "text-ink-2 hover:bg-sunk hover:text-ink",
        }
    }
}

/// Size of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 28 px: inside a card's header or a row.
    Small,
    /// 32 px, 46 px on a phone.
    #[default]
    Medium,
    /// 46 px and full width: the single action of a page.
    Large,
}

impl ButtonSize {
    const fn classes(self) -> &'static str {
        match self {
            Self::Small => "h-7 phone:h-9 px-2.5 gap-1.5 text-sm",
            Self::Medium => "h-8 phone:h-11.5 px-3 gap-2 text-base",
            Self::Large => "h-11.5 w-full px-4 gap-2 text-lg",
        }
    }
}

/// Classes of every button, before its kind and size.
const BASE: &str = "inline-flex shrink-0 items-center justify-center rounded-lg font-medium whitespace-nowrap select-none \
    aria-disabled:border aria-disabled:border-line aria-disabled:bg-sunk aria-disabled:text-faint \
    disabled:border disabled:border-line disabled:bg-sunk disabled:text-faint";

/// The classes of a button, for the few other elements that look like one.
pub(crate) fn button_classes(kind: ButtonKind, size: ButtonSize, tone: Tone) -> String {
    [BASE, size.classes(), kind.classes(tone)].join(" ")
}

/// A button, or with `href` a link that looks like one.
///
/// Disabling it requires a reason. A disabled button stays in the tab order, and the reason is its tooltip and accessible
/// description. While `pending`, it shows a spinner and ignores presses.
#[component]
pub fn Button(
    /// Visual weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Size.
    #[prop(optional)]
    size: ButtonSize,
    /// `Tone::Red` colours the label of a secondary or quiet button.
    #[prop(optional)]
    tone: Tone,
    /// Icon before the label.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The element's id. Required for a button that can be disabled: `aria-describedby` refers to it.
    #[prop(optional, into)]
    id: Option<String>,
    /// Renders a link to this address.
    #[prop(optional, into)]
    href: Option<String>,
    /// The browser loads the link's page as a whole, without the router.
    #[prop(optional)]
    external: bool,
    /// Submits its form.
    #[prop(optional)]
    submit: bool,
    /// Name of the form field sent when this button submits the form.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value sent with `name`.
    #[prop(optional, into)]
    value: Option<String>,
    /// Id of the form it submits, if it is outside the form.
    #[prop(optional, into)]
    form: Option<String>,
    /// The id of the `Dialog` it opens.
    #[prop(optional, into)]
    opens: Option<String>,
    /// Why it is disabled; `None` while it is enabled.
    #[prop(optional, into)]
    disabled_reason: MaybeProp<String>,
    /// Whether its action is in progress.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// Called when it is pressed while enabled.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The label.
    children: Children,
) -> impl IntoView {
    let label = view! { {icon.map(|glyph| view! { <Icon glyph/> })} {children()} }.into_any();
    let press = Press { disabled_reason, pending, on_press, opens, once: submit };
    let class = button_classes(kind, size, tone);
    match href {
        Some(href) => link(id, href, external.then_some("external"), class, press, label),
        None => button(ButtonAttributes { id, submit, name, value, form }, class, press, label),
    }
}

struct ButtonAttributes {
    id: Option<String>,
    submit: bool,
    name: Option<String>,
    value: Option<String>,
    form: Option<String>,
}

/// What a press does, and what prevents it.
#[derive(Clone)]
pub(crate) struct Press {
    pub(crate) disabled_reason: MaybeProp<String>,
    pub(crate) pending: Signal<bool>,
    pub(crate) on_press: Option<Callback<()>>,
    pub(crate) opens: Option<String>,
    /// The second press of a double click does nothing. After the first, another button may stand in the same place.
    pub(crate) once: bool,
}

impl Press {
    /// "true" when disabled, for `aria-disabled`.
    pub(crate) fn disabled(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + use<> {
        let reason = self.disabled_reason;
        move || reason.with(|reason| reason.is_some()).then_some("true")
    }

    pub(crate) fn handle(&self, event: &MouseEvent) {
        let again = self.once && event.detail() > 1;
        if again || self.disabled_reason.with_untracked(|reason| reason.is_some()) || self.pending.get_untracked() {
            event.prevent_default();
            return;
        }
        if let Some(dialog) = &self.opens {
            event.prevent_default();
            dom::show_dialog(dialog);
        }
        if let Some(on_press) = self.on_press {
            on_press.run(());
        }
    }
}

fn button(attributes: ButtonAttributes, class: String, press: Press, label: AnyView) -> AnyView {
    let ButtonAttributes { id, submit, name, value, form } = attributes;
    let (reason, pending) = (press.disabled_reason, press.pending);
    let reason_id = id.as_ref().map(|id| format!("{id}-why"));
    let described = reason_id.clone();
    let opens = press.opens.clone();
    let command = opens.is_some().then_some("show-modal");
    let disabled = press.disabled();
    // A disabled button has type `button`, so that it cannot submit without scripts either.
    let kind = move || if submit && reason.with(|reason| reason.is_none()) { "submit" } else { "button" };
    view! {
        <button
            id=id
            type=kind
            name=name
            value=value
            form=form
            class=class
            title=move || reason.get()
            aria-describedby=move || described.clone().filter(|_| reason.with(|reason| reason.is_some()))
            aria-disabled=disabled
            aria-busy=move || pending.get().then_some("true")
            commandfor=opens
            command=command
            on:click=move |event| press.handle(&event)
        >
            {move || pending.get().then(|| view! { <Spinner/> })}
            {label}
        </button>
        {reason_id.map(|id| view! { <span id=id hidden>{move || reason.get()}</span> }.into_any())}
    }
    .into_any()
}

fn link(
    id: Option<String>,
    href: String,
    rel: Option<&'static str>,
    class: String,
    press: Press,
    label: AnyView,
) -> AnyView {
    let reason = press.disabled_reason;
    let disabled = press.disabled();
    // A link without an address cannot be followed. The role keeps assistive technology announcing it as a link.
    let target = move || reason.with(|reason| reason.is_none()).then(|| href.clone());
    let role = move || reason.with(|reason| reason.is_some()).then_some("link");
    view! {
        <a
            id=id
            href=target
            rel=rel
            class=class
            role=role
            title=move || reason.get()
            aria-disabled=disabled
            on:click=move |event| press.handle(&event)
        >
            {label}
        </a>
    }
    .into_any()
}

/// A spinning ring for work in progress. Always next to a text that names the work.
#[component]
pub fn Spinner() -> impl IntoView {
    view! {
        <svg class="animate-spin" width="14" height="14" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
            <circle cx="8" cy="8" r="6" opacity="0.25"></circle>
            <path d="M14 8a6 6 0 0 0-6-6" stroke-linecap="round"></path>
        </svg>
    }
}
