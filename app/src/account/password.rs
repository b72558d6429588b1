//! Changing the user's password.

use super::calls::ChangePassword;
use crate::{
    client::{FormAction, SubmitForm, failure},
    error::ErrorKind,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::limits;
use strongroom_ui::{Banner, Button, Card, PasswordField, Tone, use_toasts};

/// The form: current password once, new password twice.
#[component]
pub fn PasswordCard() -> impl IntoView {
    let action = FormAction::<ChangePassword>::new();
    let (old, new, repeat) = (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let toasts = use_toasts();
    Effect::new(move || {
        if matches!(action.outcome(), Some(Ok(()))) {
            for field in [old, new, repeat] {
                field.set(String::new());
            }
            action.clear();
            toasts.say("Password changed");
        }
    });
    let query = use_query_map();
    let changed = move || query.with(|query| query.get_str("password") == Some("changed"));
    let error = failure(action);
    let short = Signal::derive(move || {
        let length = new.with(|new| new.chars().count());
        (length > 0 && length < limits::PASSWORD_MIN)
            .then(|| format!("{} more characters required", limits::PASSWORD_MIN - length))
    });
    let hint = format!(
        "At least {} characters. It must not be a common password or contain your user name. Length matters more than symbols.",
        limits::PASSWORD_MIN
    );
    let differs = Signal::derive(move || {
        let differs = repeat.with(|repeat| !repeat.is_empty() && new.with(|new| new != repeat));
        differs.then(|| "Does not match the new password".to_owned())
    });
    view! {
        <Card title="Password" id="password">
            <SubmitForm action failed="Not changed">
                <div class="flex max-w-96 flex-col gap-4">
                    {move || changed().then(|| view! { <Banner tone=Tone::Accent>"Your password was changed."</Banner> })}
                    {move || error.get().map(|error| {
                        let title = if error.kind == ErrorKind::Throttled { "Too many attempts" } else { "Not changed" };
                        view! { <Banner tone=Tone::Red title>{error.message}</Banner> }
                    })}
                    <PasswordField id="old" name="old" label="Current password" bind_to=old autocomplete="current-password" required=true/>
                    <PasswordField id="new" name="new" label="New password" bind_to=new autocomplete="new-password" required=true error=short hint=hint/>
                    <PasswordField id="repeat" name="repeat" label="Repeat the new password" bind_to=repeat autocomplete="new-password" required=true error=differs/>
                    <div><Button id="change-password" submit=true pending=action.pending()>"Change password"</Button></div>
                </div>
            </SubmitForm>
        </Card>
    }
}
