//! Pages about one thing that has a name: its own page, and the form that changes it.

use super::{error_view::ErrorView, feedback::on_success, form_action::FormAction, resource::ServerResource};
use crate::{
    error::UiError,
    page_subject::{PageSubject, SubjectKind, page_shows},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;
use serde::de::DeserializeOwned;
use strongroom_ui::{PageHeader, Skeleton, follow, use_toasts};

/// What such a page loads.
pub(crate) trait HasPage: DeserializeOwned + Send + 'static {
    /// What it is.
    const KIND: SubjectKind;

    /// Its name.
    fn name(&self) -> &str;

    /// Its revision, to detect concurrent changes.
    fn revision(&self) -> u64;
}

/// The name in the page's address. Actions that are made after this call send along what the page shows.
pub(crate) fn subject_name() -> Memo<String> {
    let params = use_params_map();
    PageSubject::provide();
    Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()))
}

/// The page's content once it is loaded, or the error under the name.
pub(crate) fn subject_page<T: HasPage>(
    name: Memo<String>,
    page: ServerResource<T>,
    show: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    view! {
        <Transition fallback=|| view! { <Skeleton lines=6/> }>
            {move || {
                let (title, show) = (name.get(), show.clone());
                Suspend::new(async move {
                    match page.await {
                        Ok(subject) => {
                            page_shows(T::KIND, subject.name(), subject.revision());
                            show(subject)
                        }
                        Err(error) => view! { <PageHeader title/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Leads to the page of the thing whose name the server answers when it was changed.
pub(crate) fn on_saved<S>(action: FormAction<S>, page: fn(&str) -> String)
where
    S: ServerFn<Error = UiError, Output = String>,
{
    let toasts = use_toasts();
    on_success(action, move |name| {
        toasts.say("Saved");
        follow(&page(&name));
    });
}

/// Leads to the list when the thing whose name the server answers was deleted.
pub(crate) fn on_deleted<S>(action: FormAction<S>, list: &'static str)
where
    S: ServerFn<Error = UiError, Output = String>,
{
    let toasts = use_toasts();
    on_success(action, move |name| {
        toasts.say(format!("{name} deleted"));
        follow(list);
    });
}
