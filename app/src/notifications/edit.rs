//! The form that changes a channel.

use super::{
    calls::{LoadChannelForm, UpdateChannel},
    dto::ChannelDetail,
    fields::{destination_card, use_card},
    words,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    page_subject::{PageSubject, SubjectKind, page_shows},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use strongroom_ui::{Button, ButtonKind, PageHeader, PageTitle, Skeleton, follow, use_toasts};

/// Where the channel in the address leads, and what is sent.
#[component]
pub fn EditChannelPage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()));
    PageSubject::provide();
    let action = FormAction::<UpdateChannel>::new();
    let toasts = use_toasts();
    on_success(action, move |name| {
        toasts.say("Saved");
        follow(&paths::channel(&name));
    });
    let page = resource(move || LoadChannelForm { name: name.get() });
    view! {
        <PageTitle text="Edit channel"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || {
                let title = name.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(detail) => {
                            page_shows(SubjectKind::Channel, &detail.name, detail.revision);
                            form(detail, action)
                        }
                        Err(error) => view! { <PageHeader title/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Suspense>
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
                <div class="flex justify-end gap-2.5">
                    <Button href=paths::channel(&name)>"Cancel"</Button>
                    <Button id="save-channel" kind=ButtonKind::Primary submit=true pending=action.pending()>"Save"</Button>
                </div>
            </div>
        </SubmitForm>
    }
    .into_any()
}
