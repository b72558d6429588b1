//! The buttons at the end of a form.

use leptos::prelude::*;

use crate::{Button, ButtonKind};

/// A link that leaves the form, and the button that sends it.
#[component]
pub fn FormButtons(
    /// Where the link leads.
    #[prop(into)]
    cancel: String,
    /// The id of the button.
    #[prop(into)]
    id: String,
    /// Whether the form is being sent.
    #[prop(into)]
    pending: Signal<bool>,
    /// Why it cannot be sent; `None` while it can.
    #[prop(optional, into)]
    disabled_reason: MaybeProp<String>,
    /// Label of the button.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="flex justify-end gap-2.5">
            <Button href=cancel>"Cancel"</Button>
            <Button id kind=ButtonKind::Primary submit=true disabled_reason pending>{children()}</Button>
        </div>
    }
}
