//! Callbacks that outlive their page.

use leptos::{prelude::*, reactive::owner::WeakOwner};

/// The owner of callbacks that outlive their page.
#[derive(Clone)]
struct LastingOwner(WeakOwner);

/// Makes this component the owner of [`lasting`] callbacks below it.
pub(crate) fn provide_lasting() {
    if let Some(owner) = Owner::current() {
        provide_context(LastingOwner(owner.downgrade()));
    }
}

/// A callback that can be called after its page is gone, such as the undo of a toast that is still shown.
pub(crate) fn lasting(action: impl Fn() + Send + Sync + 'static) -> Callback<()> {
    match use_context::<LastingOwner>().and_then(|LastingOwner(owner)| owner.upgrade()) {
        Some(owner) => owner.with(|| Callback::from(action)),
        None => Callback::from(action),
    }
}
