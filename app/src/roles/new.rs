//! The form for a new role.

use super::{
    calls::{CreateRole, FirstTrust},
    fields,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    labels::at_field,
    paths,
    policies::PolicyEditor,
};
use leptos::prelude::*;
use strongroom_domain::{RoleName, limits};
use strongroom_policy::Kind;
use strongroom_ui::{Card, FormButtons, PageHeader, PageTitle, Skeleton, TextField, follow, use_toasts};

/// Name, maximum session duration and trust policy. Policies are attached on the role's page.
#[component]
pub fn NewRolePage() -> impl IntoView {
    let action = FormAction::<CreateRole>::new();
    let toasts = use_toasts();
    on_success(action, move |name| {
        toasts.say(format!("{name} created. Attach policies to grant it access."));
        follow(&paths::principal(&format!("role/{name}")));
    });
    let start = resource(|| FirstTrust {});
    view! {
        <PageTitle text="New role"/>
        <PageHeader title="New role"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || Suspend::new(async move {
                match start.await {
                    Ok(trust) => form(trust, action),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn form(trust: String, action: FormAction<CreateRole>) -> AnyView {
    let name = RwSignal::new(String::new());
    let error = Signal::derive(move || {
        name.with(|name| {
            (!name.is_empty()).then(|| RoleName::new(name.trim()).err()).flatten().map(|e| at_field(e.problem))
        })
    });
    let text = RwSignal::new(trust);
    view! {
        <SubmitForm action>
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                <Card>
                    <div class="grid gap-4 lg:grid-cols-2">
                        <TextField id="role-name" name="name" label="Name" bind_to=name required=true mono=true max_length=limits::IDENTITY_NAME error hint="Letters, digits and . - such as payments-deploy. Names cannot be changed later."/>
                        {fields::max_session(3_600)}
                        {fields::description(String::new())}
                    </div>
                </Card>
                <p class="text-ink-2">"The trust policy decides who can assume the role. Users of this account also need a policy that allows sts:AssumeRole on it."</p>
                <PolicyEditor id="trust-policy" name="trust" text kind=Kind::Trust/>
                <FormButtons cancel=paths::ROLES id="create-role" pending=action.pending()>"Create role"</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
