//! The deciding statements, and what would allow access.

use crate::{
    current_user::{TextLinkFor, may},
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use strongroom_domain::{Action, ArnThing, PolicyName, PolicyRef, PolicySubject, PolicyType, ResourceKind};
use strongroom_policy::{Deciding, Edit, Effect, Holder, Way};
use strongroom_ui::{Card, Chip, CopyButton, TextLink, Tone};

/// How many changes are shown.
const SHOWN: usize = 8;

/// The deciding statements.
pub fn reasons(deciding: &[Deciding], who: &PolicySubject, system: &[String]) -> Option<AnyView> {
    let items = deciding.iter().map(|one| {
        let (tone, word) = match one.effect {
            Effect::Allow => (Tone::Accent, "Allow"),
            Effect::Deny => (Tone::Red, "Deny"),
        };
        let place = format!("statement {} of ", one.statement.index + 1);
        let policy = policy_link(&one.statement.policy, &one.statement.holder, system);
        let of = match (&one.statement.holder, who) {
            (Holder::User(name), PolicySubject::User(own)) if name == own.as_str() => "directly attached".to_owned(),
            (Holder::Role(name), PolicySubject::Role(own)) if name.eq_ignore_ascii_case(own.as_str()) => {
                "directly attached".to_owned()
            }
            (holder, _) => format!("of {holder}"),
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
fn policy_link(name: &str, holder: &Holder, system: &[String]) -> AnyView {
    match holder {
        Holder::Session => view! { <span>"the session policy"</span> }.into_any(),
        Holder::Resource(arn) => {
            let words = match ArnThing::parse(arn).map(|thing| thing.kind) {
                Some(ResourceKind::Key) => "the key's policy",
                Some(ResourceKind::Role) => "the role's trust policy",
                _ => "the secret's policy",
            };
            view! { <span>{words}</span> }.into_any()
        }
        Holder::Organisation | Holder::User(_) | Holder::Group(_) | Holder::Role(_) => named_policy(name, system),
    }
}

fn named_policy(name: &str, system: &[String]) -> AnyView {
    let kind = if system.iter().any(|known| known == name) { PolicyType::System } else { PolicyType::Custom };
    let label = name.to_owned();
    match PolicyName::new(name) {
        Ok(name) => {
            let href = paths::policy(&PolicyRef { kind, name });
            view! { <TextLinkFor action=Action::GetPolicy href>{label}</TextLinkFor> }.into_any()
        }
        Err(_) => view! { <span>{label}</span> }.into_any(),
    }
}

/// What would allow it: first other circumstances, if the policies allow it there, then changes of policies.
pub fn ways(otherwise: Option<String>, ways: Vec<Way>, who: &PolicySubject, system: &[String]) -> Option<AnyView> {
    let some = otherwise.is_some() || !ways.is_empty();
    let first = otherwise.map(|conditions| {
        view! {
            <li class="flex flex-col gap-1 py-3 first:pt-0 last:pb-0">
                <span>"Meet the condition: it is allowed " <strong class="break-words">{conditions}</strong></span>
                <span class="text-sm text-ink-3">"no policy has to change; the changes below would also remove this limit"</span>
            </li>
        }
        .into_any()
    });
    let items = ways.into_iter().take(SHOWN).map(|way| {
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
    some.then(|| {
        view! { <Card title="What would allow it" note="narrowest first; each was tested"><ol class="flex flex-col divide-y divide-line">{first} {items}</ol></Card> }
            .into_any()
    })
}

fn edit_words(edit: Edit, who: &PolicySubject, system: &[String]) -> AnyView {
    let (page, name) = (paths::principal(&who.to_string()), who.name().to_owned());
    match edit {
        Edit::Attach { policy } => {
            let link = named_policy(&policy, system);
            let action = match who {
                PolicySubject::User(_) => Action::GetUser,
                PolicySubject::Role(_) => Action::GetRole,
            };
            view! { <span>"Attach " {link} " to " <TextLinkFor action href=page>{name}</TextLinkFor></span> }.into_any()
        }
        Edit::Join { group } => {
            let href = format!("{}/{}", paths::GROUPS, paths::escape(&group));
            view! { <span>"Add it to group " <TextLinkFor action=Action::GetGroup href>{group}</TextLinkFor></span> }
                .into_any()
        }
        Edit::Add { policy: None, holder: Holder::Resource(arn), .. } => {
            let thing = ArnThing::parse(&arn).and_then(|thing| Some((thing.kind, thing.name?)));
            let link = match thing {
                Some((ResourceKind::Key, id)) => {
                    let href = paths::key(&id);
                    view! { <TextLinkFor action=Action::DescribeKey href>{format!("key {id}")}</TextLinkFor> }
                        .into_any()
                }
                Some((ResourceKind::Secret, name)) => {
                    let href = paths::secret(SecretRoute::Access, &name);
                    view! { <TextLinkFor action=Action::ListSecretReaders href>{name}</TextLinkFor> }.into_any()
                }
                _ => view! { <code class="break-all">{arn}</code> }.into_any(),
            };
            view! { <span>"Add it to the policy of " {link}</span> }.into_any()
        }
        Edit::Add { policy: None, statement, .. } => {
            let document = format!("{{\n  \"Version\": \"1\",\n  \"Statement\": [{statement}]\n}}");
            if !may(Action::CreatePolicy) {
                return view! {
                    <span>"Create a policy for it: " <code class="break-all">{statement}</code> " " <CopyButton label="Copy policy document" text=document/></span>
                }
                .into_any();
            }
            let href = format!("{}?document={}", paths::NEW_POLICY, paths::escape(&document));
            view! { <span>"Create a policy for it: " <TextLink href>"draft"</TextLink></span> }.into_any()
        }
        Edit::Add { policy: Some(policy), holder, statement, .. } => {
            let link = policy_link(&policy, &holder, system);
            view! { <span>"Add to " {link} ": " <code class="break-all">{statement}</code></span> }.into_any()
        }
        Edit::Remove { at } => {
            let link = policy_link(&at.policy, &at.holder, system);
            let words = format!("Remove statement {} of ", at.index + 1);
            view! { <span>{words} {link}</span> }.into_any()
        }
        Edit::Narrow { at, statement } => {
            let link = policy_link(&at.policy, &at.holder, system);
            let words = format!("Narrow statement {} of ", at.index + 1);
            view! { <span>{words} {link} " to " <code class="break-all">{statement}</code></span> }.into_any()
        }
    }
}
