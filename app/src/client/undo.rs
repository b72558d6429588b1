//! Undo, offered by a toast.

use super::{exchange::call_confirmed, lasting::lasting, request::ArgumentFormat};
use crate::error::UiError;
use leptos::{
    prelude::{RwSignal, Update},
    server_fn::{Http, ServerFn, codec::Json},
    task::spawn_local,
};
use serde::{Serialize, de::DeserializeOwned};
use strongroom_ui::{Toast, use_toasts};

/// Adds an undo to a toast: it sends `back`, even after the page is gone, says `done`, and runs `then`, which must expect that the
/// page is gone.
pub(crate) fn with_undo<S, In>(
    toast: Toast,
    back: S,
    done: String,
    then: impl Fn() + Copy + Send + Sync + 'static,
) -> Toast
where
    S: ServerFn<Error = UiError, Protocol = Http<In, Json>> + Serialize + Clone + Send + Sync + 'static,
    S::Output: Serialize + DeserializeOwned,
    In: ArgumentFormat,
{
    let toasts = use_toasts();
    toast.undo(lasting(move || {
        let (back, done) = (back.clone(), done.clone());
        spawn_local(async move {
            match call_confirmed(back).await {
                Ok(_) => toasts.say(done),
                Err(error) => toasts.fail(format!("Could not undo: {}", error.message)),
            }
            then();
        });
    }))
}

/// What follows an undo on a page that loads its data again with each of its changes.
pub(crate) fn counting(changes: RwSignal<u32>) -> impl Fn() + Copy + Send + Sync + 'static {
    move || {
        // The page may be gone.
        let _ = changes.try_update(|count| *count = count.wrapping_add(1));
    }
}
