//! The form for a new policy.

use super::{
    analysis::{AnalyzePolicy, PolicyAnalysis},
    calls::{CreatePolicy, StartPolicy},
    editing::Editing,
    editor::editor,
};
use crate::{
    client::{ErrorView, Failure, FormAction, SubmitForm, failure, on_success, resource},
    error::UiError,
    labels::at_field,
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{PolicyName, limits};
use strongroom_policy::Kind;
use strongroom_ui::{
    Card, FormButtons, PageHeader, PageTitle, Skeleton, TextArea, TextField, Toast, follow, use_toasts,
};

/// The document of a new policy.
const TEMPLATE: &str = r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["kms:GetSecretValue", "kms:DescribeSecret"],
      "Resource": "acs:kms:*:*:secret/payments/*"
    }
  ]
}"#;

/// Name, document, and its meaning. `?document=` and `?name=` provide a draft, for links.
#[component]
pub fn NewPolicyPage() -> impl IntoView {
    let query = use_query_map();
    let asked = |key: &'static str| query.with_untracked(|query| query.get(key));
    let text = RwSignal::new(asked("document").unwrap_or_else(|| TEMPLATE.to_owned()));
    let name = RwSignal::new(asked("name").unwrap_or_default());
    let error = Signal::derive(move || {
        name.with(|name| {
            (!name.is_empty()).then(|| PolicyName::new(name.trim()).err()).flatten().map(|e| at_field(e.problem))
        })
    });
    let action = FormAction::<CreatePolicy>::new();
    let toasts = use_toasts();
    on_success(action, move |policy| {
        toasts.push(Toast::new(format!("{} created", policy.name)));
        follow(&paths::policy(&policy));
    });
    let start = resource(|| StartPolicy {});
    // Not loaded by the editor itself: a resource made while the page waits for another one may be lost to the browser.
    let first = resource(move || AnalyzePolicy { text: text.get_untracked(), kind: Kind::Identity });
    view! {
        <PageTitle text="New policy"/>
        <PageHeader title="New policy"/>
        <Suspense fallback=|| view! { <Skeleton lines=8/> }>
            {move || Suspend::new(async move {
                match (start.await, first.await) {
                    (Ok(()), analysis) => form(text, name, error, action, analysis),
                    (Err(error), _) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn form(
    text: RwSignal<String>,
    name: RwSignal<String>,
    error: Signal<Option<String>>,
    action: FormAction<CreatePolicy>,
    analysis: Result<PolicyAnalysis, UiError>,
) -> AnyView {
    let (id, document) = ("policy-document".to_owned(), "document".to_owned());
    let editing = Editing::new(text, Kind::Identity, analysis);
    view! {
        <SubmitForm action>
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                <Card>
                    <div class="grid gap-4 lg:grid-cols-2">
                        <TextField id="policy-name" name="name" label="Name" bind_to=name required=true mono=true max_length=limits::POLICY_NAME error hint="Letters, digits and dashes. Names cannot be changed later."/>
                        <TextArea id="policy-description" name="description" label="Description" rows=2/>
                    </div>
                </Card>
                {editor(id, document, editing, text, MaybeProp::default())}
                <FormButtons cancel=paths::POLICIES id="create-policy" pending=action.pending()>"Create policy"</FormButtons>
            </div>
        </SubmitForm>
    }
    .into_any()
}
