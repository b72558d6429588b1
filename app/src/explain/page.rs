//! The page: a question, the decision, the deciding statements, and the changes that would allow access.

use super::{
    calls::Explain,
    dto::{AccessExplanation, AccessQuestion, Verdict},
    reasons::{reasons, ways},
    trace::trace_card,
};
use crate::{
    client::{ErrorView, call, resource},
    current_user::may,
    paths,
    principals::{NamePicker, group_calls::UserChoices},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_policy::Decision;
use strongroom_ui::{
    Banner, Button, ButtonKind, Card, Choice, PageHeader, PageTitle, Select, Skeleton, TextArea, TextField, Tone,
};

/// `?principal=&action=&resource=&address=&transport=&mfa=&time=&session=`: an explanation can be shared as a link. `?event=` is the
/// reference of a denied request.
#[component]
pub fn ExplainPage() -> impl IntoView {
    let query = use_query_map();
    let question =
        Memo::new(move |_| AccessQuestion::read(|key| query.with(|query| query.get(key)).unwrap_or_default()));
    let explained = resource(move || Explain { question: question.get() });
    view! {
        <PageTitle text="Explain"/>
        <PageHeader title="Explain" state=|| "Why a principal is allowed or denied an action, and what would change that"/>
        <div class="flex flex-col gap-4">
            {move || form(question.get())}
            <Transition fallback=|| view! { <Skeleton lines=5/> }>
                {move || Suspend::new(async move {
                    match explained.await {
                        Ok(Some(explained)) => show_explanation(explained),
                        Ok(None) => ().into_any(),
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })}
            </Transition>
        </div>
    }
}

fn form(question: AccessQuestion) -> AnyView {
    let narrowed = question.is_about_role();
    let AccessQuestion { principal, action, resource, address, transport, mfa, time, session, event } = question;
    let session = narrowed.then(|| {
        view! { <TextArea id="session" name="session" label="Session policy" value=session rows=4 mono=true hint="JSON, as passed to AssumeRole. It limits the role's access. Leave empty for none."/> }
            .into_any()
    });
    let action = if action.is_empty() { Action::GetSecretValue.full_name() } else { action };
    let mut actions: Vec<_> = Action::ALL.iter().map(|action| action.full_name()).collect();
    actions.sort();
    let choices = actions.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    let transports = vec![
        Choice::new("", "Any"),
        Choice::new("tls", "API, over TLS"),
        Choice::new("console", "Console"),
        Choice::new("plain", "Without TLS"),
    ];
    let factors = vec![Choice::new("", "Either"), Choice::new("yes", "With MFA"), Choice::new("no", "Without MFA")];
    view! {
        {reference_form(event)}
        <Card>
            <form action=paths::EXPLAIN class="flex flex-col gap-4">
                <div class="grid gap-4 lg:grid-cols-2">
                    <NamePicker id="principal" name="principal" label="Principal" value=principal names=|| Box::pin(call(UserChoices {})) taken=Vec::new()/>
                    <Select id="action" name="action" label="Action" choices value=action required=true/>
                    <TextField id="resource" name="resource" label="Resource" value=resource mono=true hint="Name or ARN of the secret, key, user, group or policy. Leave empty to create or list."/>
                    <TextField id="address" name="address" label="Client address" value=address mono=true hint="Such as 10.8.0.7. Leave empty for any."/>
                </div>
                <div class="grid gap-4 lg:grid-cols-3">
                    <Select id="transport" name="transport" label="Transport" choices=transports value=transport hint="The console may be behind a proxy, so its transport is not known to policies."/>
                    <Select id="mfa" name="mfa" label="Second factor" choices=factors value=mfa hint="Requests with an AccessKey and role sessions never have one."/>
                    <TextField id="time" name="time" label="Time" value=time mono=true hint="Such as 2027-01-01 or 2027-01-01T08:00:00+08:00. Leave empty for now."/>
                </div>
                {session}
                <div class="flex justify-end"><Button id="explain" kind=ButtonKind::Primary submit=true>"Explain"</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

/// Takes the reference of a denied request, for users who may read the audit trail.
fn reference_form(event: String) -> Option<AnyView> {
    may(Action::LookupEvents).then(|| {
        view! {
            <Card>
                <form action=paths::EXPLAIN class="flex flex-wrap items-end gap-3">
                    <div class="min-w-0 flex-1 basis-72">
                        <TextField id="event" name="event" label="Reference of a denied request" value=event mono=true required=true hint="Shown with every denial. Fills in the fields below."/>
                    </div>
                    <div class="pb-6"><Button id="explain-reference" submit=true>"Use reference"</Button></div>
                </form>
            </Card>
        }
        .into_any()
    })
}

fn show_explanation(explained: AccessExplanation) -> AnyView {
    let AccessExplanation { who, action, resource, missing, verdict, explanation, trace, system } = explained;
    let denied = match explanation.decision {
        Decision::ExplicitDeny => (Tone::Red, "Denied", "a statement denies it; no Allow overrides a Deny".to_owned()),
        Decision::Invalid => (Tone::Red, "Denied", "an applicable policy is invalid".to_owned()),
        Decision::Allow | Decision::ImplicitDeny => (Tone::Amber, "Denied", "no policy allows it".to_owned()),
    };
    let (tone, title, words) = match &verdict {
        Verdict::Allowed => (Tone::Accent, "Allowed", "every check is allowed and no statement denies it".to_owned()),
        Verdict::AllowedWithoutPolicy => {
            (Tone::Accent, "Allowed", "this action on oneself requires no policy".to_owned())
        }
        Verdict::Conditional(conditions) => (Tone::Amber, "Allowed under conditions", conditions.clone()),
        Verdict::Denied { otherwise: Some(conditions) } => {
            (denied.0, denied.1, format!("{} in these circumstances. Allowed {conditions}", denied.2))
        }
        Verdict::Denied { otherwise: None } => denied,
    };
    let otherwise = if let Verdict::Denied { otherwise } = verdict { otherwise } else { None };
    let absent = missing.map(|noun| {
        let title = format!("This {noun} does not exist");
        let words = format!(
            "The decision below is about the name. It would also depend on the policy and the tags of a {noun}."
        );
        view! { <Banner tone=Tone::Amber title><p>{words}</p></Banner> }.into_any()
    });
    let reasons = reasons(&explanation.deciding, &who, &system);
    let ways = ways(otherwise, explanation.ways, &who, &system);
    let (what, name) = (action.clone(), who.to_string());
    view! {
        {absent}
        <Banner tone title>
            <span class="break-words"><span class="break-all">{name} ": " <code>{what}</code> " on " <code>{resource}</code></span> ": " {words} "."</span>
        </Banner>
        {reasons}
        {ways}
        {trace_card(trace)}
    }
    .into_any()
}
