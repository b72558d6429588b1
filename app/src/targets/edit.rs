//! The form that changes a target.

use super::{
    calls::{LoadTargetForm, UpdateTarget},
    dto::TargetDetail,
    fields::connection_card,
    manager_fields::manager_card,
    words,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure, on_saved, resource, subject_name, subject_page},
    paths,
};
use leptos::prelude::*;
use strongroom_ui::{FormButtons, Glyph, PageHeader, PageTitle};

/// Where the target in the address is, and its managing account.
#[component]
pub fn EditTargetPage() -> impl IntoView {
    let name = subject_name();
    let action = FormAction::<UpdateTarget>::new();
    on_saved(action, paths::target);
    let page = resource(move || LoadTargetForm { name: name.get() });
    view! {
        <PageTitle text="Edit target"/>
        {subject_page(name, page, move |detail| form(detail, action))}
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
                <FormButtons cancel=paths::target(&name) id="save-target" pending=action.pending()>"Save"</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
