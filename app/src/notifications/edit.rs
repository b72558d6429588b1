//! The form that changes a channel.

use super::{
    calls::{LoadChannelForm, UpdateChannel},
    dto::ChannelDetail,
    fields::{destination_card, use_card},
    words,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure, on_saved, resource, subject_name, subject_page},
    paths,
};
use leptos::prelude::*;
use strongroom_ui::{FormButtons, PageHeader, PageTitle};

/// Where the channel in the address leads, and what is sent.
#[component]
pub fn EditChannelPage() -> impl IntoView {
    let name = subject_name();
    let action = FormAction::<UpdateChannel>::new();
    on_saved(action, paths::channel);
    let page = resource(move || LoadChannelForm { name: name.get() });
    view! {
        <PageTitle text="Edit channel"/>
        {subject_page(name, page, move |detail| form(detail, action))}
    }
}

fn form(detail: ChannelDetail, action: FormAction<UpdateChannel>) -> AnyView {
    let (name, kind) = (detail.name.clone(), detail.settings.word());
    let lead = view! {
        <input type="hidden" name="name" value=name.clone()/>
        <input type="hidden" name="kind" value=kind/>
    };
    view! {
        <PageHeader title=name.clone() kind=words::kind(&detail.settings).to_owned() state=|| "Messages that wait follow the new settings."/>
        <SubmitForm action replaces=true failed="Not saved">
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                {destination_card(RwSignal::new(kind.to_owned()), Some(&detail), lead.into_any())}
                {use_card(Some(&detail))}
                <FormButtons cancel=paths::channel(&name) id="save-channel" pending=action.pending()>"Save"</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
