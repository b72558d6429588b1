//! The form for a new channel.

use super::{
    calls::{BeginChannel, CreateChannel},
    fields::{destination_card, use_card},
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    labels::at_field,
    paths,
};
use leptos::prelude::*;
use strongroom_domain::{ChannelName, limits};
use strongroom_ui::{Choice, FormButtons, PageHeader, PageTitle, Select, Skeleton, TextField, follow, use_toasts};

/// Name, kind, address, and what is sent. Nothing is sent yet: the channel's page tests it.
#[component]
pub fn NewChannelPage() -> impl IntoView {
    let action = FormAction::<CreateChannel>::new();
    let toasts = use_toasts();
    on_success(action, move |name: String| {
        toasts.say(format!("{name} created. Send a test."));
        follow(&paths::channel(&name));
    });
    let start = resource(|| BeginChannel {});
    view! {
        <PageTitle text="New channel"/>
        <PageHeader title="New channel"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(()) => form(action),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn form(action: FormAction<CreateChannel>) -> AnyView {
    let name = RwSignal::new(String::new());
    let error = Signal::derive(move || {
        name.with(|name| {
            (!name.is_empty()).then(|| ChannelName::new(name.trim()).err()).flatten().map(|e| at_field(e.problem))
        })
    });
    let kind = RwSignal::new("webhook".to_owned());
    let kinds = vec![Choice::new("webhook", "Webhook"), Choice::new("mail", "Mail")];
    let lead = view! {
        <TextField id="channel-name" name="name" label="Name" bind_to=name required=true mono=true max_length=limits::IDENTITY_NAME error hint="Letters, digits and . - _ such as on-call. Names cannot be changed later."/>
        <Select id="channel-kind" name="kind" label="Kind" choices=kinds bind_to=kind required=true hint="Cannot be changed later."/>
    };
    view! {
        <SubmitForm action failed="Not created">
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                {destination_card(kind, None, lead.into_any())}
                {use_card(None)}
                <FormButtons cancel=paths::NOTIFICATIONS id="create-channel" pending=action.pending()>"Create channel"</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
