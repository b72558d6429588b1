//! The events of one secret.

use super::calls::LoadSecretDetails;
use crate::{
    audit::SecretAuditPanel,
    client::resource,
    paths::SecretRoute,
    secrets::frame::{Reload, SecretFrame, bind_keys, by_name, loaded},
};
use leptos::prelude::*;

/// The audit tab of a secret.
#[component]
pub fn AuditTab() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        let data = resource(move || {
            reload.track();
            LoadSecretDetails { name: name.clone() }
        });
        loaded(data, |facts| {
            let name = facts.name.clone();
            view! { <SecretFrame page=SecretRoute::Audit facts><SecretAuditPanel name/></SecretFrame> }.into_any()
        })
    })
}
