//! The page: a question, the decision, the deciding statements, and the changes that would allow access.

use super::{
    calls::Explain,
    dto::{AccessExplanation, AccessQuestion},
    trace::trace_card,
};
use crate::{
    client::{ErrorView, call, resource},
    paths::{self, SecretRoute},
    principals::{NamePicker, group_calls::UserChoices},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{Action, PolicyName, PolicyRef, PolicyType};
use strongroom_policy::{Deciding, Decision, Edit, Effect, Holder, Way};
use strongroom_ui::{
    Banner, Button, ButtonKind, Card, Chip, Choice, PageHeader, PageTitle, Select, Skeleton, TextArea, TextField,
    TextLink, Tone,
};

/// `?principal=&action=&resource=&address=&session=`: an explanation can be shared as a link.
#[component]
pub fn ExplainPage() -> impl IntoView {
    let query = use_query_map();
    let question = Memo::new(move |_| {
        let part = |key| query.with(|query| query.get(key)).unwrap_or_default();
        AccessQuestion {
            principal: part("principal"),
            action: part("action"),
            resource: part("resource"),
            address: part("address"),
            session: part("session"),
            event: part("event"),
        }
    });
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
    let AccessQuestion { principal, action, resource, address, session, .. } = question;
    let session = narrowed.then(|| {
        view! { <TextArea id="session" name="session" label="Session policy" value=session rows=4 mono=true hint="JSON, as passed to AssumeRole. It limits the role's access. Leave empty for none."/> }
            .into_any()
    });
    let action = if action.is_empty() { Action::GetSecretValue.full_name() } else { action };
    let mut actions: Vec<_> = Action::ALL.iter().map(|action| action.full_name()).collect();
    actions.sort();
    let choices = actions.into_iter().map(|name| Choice::new(name.clone(), name)).collect();
    view! {
        <Card>
            <form action=paths::EXPLAIN class="flex flex-col gap-4">
                <div class="grid gap-4 lg:grid-cols-2">
                    <NamePicker id="principal" name="principal" label="Principal" value=principal names=|| Box::pin(call(UserChoices {})) taken=Vec::new()/>
                    <Select id="action" name="action" label="Action" choices value=action required=true/>
                    <TextField id="resource" name="resource" label="Resource" value=resource mono=true hint="Name or ARN of the secret, key, user, group or policy. Leave empty to create or list."/>
                    <TextField id="address" name="address" label="Client address" value=address mono=true hint="Needed only if a condition depends on it."/>
                </div>
                {session}
                <div class="flex justify-end"><Button id="explain" kind=ButtonKind::Primary submit=true>"Explain"</Button></div>
            </form>
        </Card>
    }
    .into_any()
}

fn show_explanation(explained: AccessExplanation) -> AnyView {
    let AccessExplanation { who, action, resource, explanation, trace, system } = explained;
    let (tone, title, words) = match explanation.decision {
        Decision::Allow => (Tone::Accent, "Allowed", "every check is allowed and no statement denies it"),
        Decision::ExplicitDeny => (Tone::Red, "Denied", "a statement denies it; no Allow overrides a Deny"),
        Decision::ImplicitDeny => (Tone::Amber, "Denied", "no policy allows it"),
        Decision::Invalid => (Tone::Red, "Denied", "an applicable policy is invalid"),
    };
    let reasons = reasons(&explanation.deciding, &who, &system);
    let ways = ways(explanation.ways, &who, &system);
    let what = action.clone();
    view! {
        <Banner tone title>
            <span class="break-all">{who} ": " <code>{what}</code> " on " <code>{resource}</code></span> ": " {words} "."
        </Banner>
        {reasons}
        {ways}
        {trace_card(trace)}
    }
    .into_any()
}

fn reasons(deciding: &[Deciding], who: &str, system: &[String]) -> Option<AnyView> {
    let own = who.replacen('/', " ", 1);
    let items = deciding.iter().map(|one| {
        let (tone, word) = match one.effect {
            Effect::Allow => (Tone::Accent, "Allow"),
            Effect::Deny => (Tone::Red, "Deny"),
        };
        let place = format!("statement {} of ", one.statement.index + 1);
        let policy = policy_link(&one.statement.policy, &one.statement.holder.to_string(), system);
        let of = match one.statement.holder.to_string() {
            holder if holder.eq_ignore_ascii_case(&own) => "directly attached".to_owned(),
            holder => format!("of {holder}"),
        };
        view! { <li class="flex flex-wrap items-center gap-2"><Chip tone>{word}</Chip> <span>{place} {policy} ", " <span class="break-all">{of}</span></span></li> }
            .into_any()
    });
    let items = items.collect_view();
    (!deciding.is_empty()).then(|| {
        view! { <Card title="Deciding statements"><ul class="flex flex-col gap-2">{items}</ul></Card> }.into_any()
    })
}

/// A policy's name as a link. Policies of secrets, keys and sessions have no page.
fn policy_link(name: &str, holder: &str, system: &[String]) -> AnyView {
    let kind = if system.iter().any(|known| known == name) { PolicyType::System } else { PolicyType::Custom };
    let label = name.to_owned();
    match PolicyName::new(name) {
        Ok(name) if !holder.starts_with("acs:") => {
            let href = paths::policy(&PolicyRef { kind, name });
            view! { <TextLink href>{label}</TextLink> }.into_any()
        }
        _ if holder == Holder::Session.to_string() => view! { <span>"the session policy"</span> }.into_any(),
        _ if holder.contains(":key/") => view! { <span>"the key's policy"</span> }.into_any(),
        _ => view! { <span>"the secret's policy"</span> }.into_any(),
    }
}

fn ways(ways: Vec<Way>, who: &str, system: &[String]) -> Option<AnyView> {
    let count = ways.len();
    let items = ways.into_iter().take(8).map(|way| {
        let edits = way.edits.into_iter().map(|edit| view! { <li>{edit_words(edit, who, system)}</li> }.into_any());
        let more = match way.additional {
            0 | 1 => "allows nothing else".to_owned(),
            many => format!("also allows {} other combinations of action and resource", many - 1),
        };
        view! {
            <li class="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
                <ul class="flex flex-col gap-1">{edits.collect_view()}</ul>
                <span class="text-sm text-ink-3">{more}</span>
            </li>
        }
        .into_any()
    });
    let items = items.collect_view();
    (count > 0).then(|| {
        view! { <Card title="Changes that would allow it" note="narrowest first; each was tested"><ol class="flex flex-col divide-y divide-line">{items}</ol></Card> }
            .into_any()
    })
}

fn edit_words(edit: Edit, who: &str, system: &[String]) -> AnyView {
    let page = paths::principal(who);
    let name = who.split_once('/').map_or(who, |(_, name)| name).to_owned();
    match edit {
        Edit::Attach { policy } => {
            let link = policy_link(&policy, "", system);
            view! { <span>"Attach " {link} " to " <TextLink href=page>{name}</TextLink></span> }.into_any()
        }
        Edit::Join { group } => {
            let href = format!("{}/{}", paths::GROUPS, paths::escape(&group));
            view! { <span>"Add it to group " <TextLink href>{group}</TextLink></span> }.into_any()
        }
        Edit::Add { policy: None, holder: Holder::Resource(arn), .. } => {
            let (name, href) = match arn.split_once(":key/") {
                Some((_, id)) => (format!("key {id}"), paths::key(id)),
                None => {
                    let name = arn.split_once(":secret/").map_or(arn.as_str(), |(_, name)| name);
                    (name.to_owned(), paths::secret(SecretRoute::Access, name))
                }
            };
            view! { <span>"Add it to the policy of " <TextLink href>{name}</TextLink></span> }.into_any()
        }
        Edit::Add { policy: None, statement, .. } => {
            let document = format!("{{\n  \"Version\": \"1\",\n  \"Statement\": [{statement}]\n}}");
            let href = format!("{}?document={}", paths::NEW_POLICY, paths::escape(&document));
            view! { <span>"Create a policy for it: " <TextLink href>"draft"</TextLink></span> }.into_any()
        }
        Edit::Add { policy: Some(policy), holder, statement, .. } => {
            let link = policy_link(&policy, &holder.to_string(), system);
            view! { <span>"Add to " {link} ": " <code class="break-all">{statement}</code></span> }.into_any()
        }
        Edit::Remove { at } => {
            let link = policy_link(&at.policy, &at.holder.to_string(), system);
            let words = format!("Remove statement {} of ", at.index + 1);
            view! { <span>{words} {link}</span> }.into_any()
        }
        Edit::Narrow { at, statement } => {
            let link = policy_link(&at.policy, &at.holder.to_string(), system);
            let words = format!("Narrow statement {} of ", at.index + 1);
            view! { <span>{words} {link} " to " <code class="break-all">{statement}</code></span> }.into_any()
        }
    }
}
