//! The form that changes a target.

use super::{
    calls::{LoadTargetForm, UpdateTarget},
    dto::TargetDetail,
    fields::connection_card,
    manager_fields::manager_card,
    words,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    page_subject::{PageSubject, SubjectKind, page_shows},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use strongroom_ui::{Button, ButtonKind, Glyph, PageHeader, PageTitle, Skeleton, follow, use_toasts};

/// Where the target in the address is, and its managing account.
#[component]
pub fn EditTargetPage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()));
    PageSubject::provide();
    let action = FormAction::<UpdateTarget>::new();
    let toasts = use_toasts();
    on_success(action, move |name| {
        toasts.say("Saved");
        follow(&paths::target(&name));
    });
    let page = resource(move || LoadTargetForm { name: name.get() });
    view! {
        <PageTitle text="Edit target"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || {
                let title = name.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(detail) => {
                            page_shows(SubjectKind::Target, &detail.name, detail.revision);
                            form(detail, action)
                        }
                        Err(error) => view! { <PageHeader title/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}

fn form(detail: TargetDetail, action: FormAction<UpdateTarget>) -> AnyView {
    let (name, kind) = (detail.name.clone(), words::kind(detail.kind));
    let head = view! { <PageHeader title=name.clone() glyph=Glyph::Database kind=kind.to_owned() state=|| "Rotations that are under way use the new settings from their next step."/> };
    let word = RwSignal::new(detail.kind.word().to_owned());
    view! {
        {head}
        <SubmitForm action replaces=true failed="Not saved">
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                <input type="hidden" name="name" value=name.clone()/>
                {connection_card(word, Some(&detail), None)}
                {manager_card(word, Some(&detail))}
                <div class="flex justify-end gap-2.5">
                    <Button href=paths::target(&name)>"Cancel"</Button>
                    <Button id="save-target" kind=ButtonKind::Primary submit=true pending=action.pending()>"Save"</Button>
                </div>
            </div>
        </SubmitForm>
    }
    .into_any()
}
