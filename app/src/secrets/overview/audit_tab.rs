//! The events of one secret.

use super::{
    calls::SecretFacts,
    frame::{Reload, SecretFrame, by_name, loaded},
    overview::bind_keys,
};
use crate::{audit::SecretAuditPanel, paths::SecretPage, system::resource};
use leptos::prelude::*;

/// The audit tab of a secret.
#[component]
pub fn AuditTab() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        let data = resource(move || {
            reload.track();
            SecretFacts { name: name.clone() }
        });
        loaded(data, |facts| {
            let name = facts.name.clone();
            view! { <SecretFrame page=SecretPage::Audit facts><SecretAuditPanel name/></SecretFrame> }.into_any()
        })
    })
}
