//! The form for a new target.

use super::{
    calls::{BeginTarget, CreateTarget},
    fields::{connection_card, kind_field},
    manager_fields::manager_card,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    labels::at_field,
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{TargetKind, TargetName, limits};
use strongroom_ui::{FormButtons, PageHeader, PageTitle, Skeleton, TextField, follow, use_toasts};

/// Name, kind, address and managing account. The target is not contacted: its page tests it.
#[component]
pub fn NewTargetPage() -> impl IntoView {
    let action = FormAction::<CreateTarget>::new();
    let toasts = use_toasts();
    let query = use_query_map();
    let for_secret = move || query.read_untracked().get_str("for") == Some("secret");
    on_success(action, move |name: String| {
        if for_secret() {
            toasts.say(format!("{name} created"));
            follow(&paths::new_managed(Some(&name)));
        } else {
            toasts.say(format!("{name} created. Test its connection."));
            follow(&paths::target(&name));
        }
    });
    let start = resource(|| BeginTarget {});
    view! {
        <PageTitle text="New target"/>
        <PageHeader title="New target"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(()) => form(action, for_secret()),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn form(action: FormAction<CreateTarget>, for_secret: bool) -> AnyView {
    let name = RwSignal::new(String::new());
    let error = Signal::derive(move || {
        name.with(|name| {
            (!name.is_empty()).then(|| TargetName::new(name.trim()).err()).flatten().map(|e| at_field(e.problem))
        })
    });
    let kind = RwSignal::new(TargetKind::ALL[0].word().to_owned());
    let lead = view! {
        <TextField id="target-name" name="name" label="Name" bind_to=name required=true mono=true max_length=limits::IDENTITY_NAME error hint="Letters, digits and . - _ such as ledger-db. Names cannot be changed later."/>
        {kind_field(kind)}
    };
    view! {
        <SubmitForm action failed="Not created">
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                {for_secret.then(|| view! { <input type="hidden" name="for_secret" value="true"/> }.into_any())}
                {connection_card(kind, None, Some(lead.into_any()))}
                {manager_card(kind, None)}
                <FormButtons cancel=if for_secret { paths::NEW_MANAGED } else { paths::TARGETS } id="create-target" pending=action.pending()>"Create target"</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
