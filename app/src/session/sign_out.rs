//! The sign-out form.

use super::SignOut;
use leptos::{prelude::*, server_fn::ServerFn};
use strongroom_ui::{Glyph, MenuItem};

/// A plain form. The next page is loaded as a whole, so that no shown value outlives the session.
#[component]
pub fn SignOutForm() -> impl IntoView {
    view! {
        <form method="post" action=SignOut::url()>
            <MenuItem label="Sign out" glyph=Glyph::Logout submit=true/>
        </form>
    }
}
