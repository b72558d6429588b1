//! The page of one key: its users and its policy.

use super::{
    access_calls::{LoadKeyAccess, LoadKeyUsers, SaveKeyPolicy},
    dto::{KeyAccess, KeyInfo, KeyUserLine, UseOfKey, secrets_words},
    table::{KeyState, key_address},
};
use crate::{
    client::{ErrorView, Failure, FormAction, GrowingList, call, on_success, resource},
    current_user::may,
    paths,
    policies::{ResourcePolicyView, own_policy, template},
    principals::PrincipalLink,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use strongroom_domain::Action;
use strongroom_ui::{
    Banner, Button, ButtonSize, Card, Cell, Chip, Column, Empty, Glyph, PageHeader, PageTitle, Row, Skeleton, Table,
    TableBody, TableHead, TextLink, Tone, use_hydrated, use_toasts,
};

/// Actions that a new key policy allows.
const USING: &str = r#"["kms:Decrypt", "kms:GenerateDataKey"]"#;

/// The users and the policy of the key in the address.
#[component]
pub fn KeyPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let which = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").unwrap_or_default());
        (id, query.with(|query| query.get("after")))
    });
    let compared = Signal::derive(move || query.with(|query| query.get("compare")?.parse().ok()));
    let changes = RwSignal::new(0_u32);
    let save = FormAction::<SaveKeyPolicy>::new();
    let toasts = use_toasts();
    on_success(save, move |()| {
        toasts.say("Policy saved");
        changes.update(|n| *n = n.wrapping_add(1));
    });
    let page = resource(move || {
        changes.track();
        let (id, after) = which.get();
        LoadKeyAccess { id, after }
    });
    view! {
        <PageTitle text="Key"/>
        <Transition fallback=|| view! { <Skeleton lines=6 rows=true/> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(access) => content(access, which.with_untracked(|(_, after)| after.is_some()), compared, save),
                    Err(error) => view! { <PageHeader title="Key"/> <ErrorView error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn content(
    access: KeyAccess,
    continued: bool,
    compared: Signal<Option<u32>>,
    save: FormAction<SaveKeyPolicy>,
) -> AnyView {
    let KeyAccess { key, policy, versions, readable, revision, account, editable, users, next } = access;
    let users = users.map(|users| users_card(&key, users, next, continued));
    let policy = if key.default {
        let why = "The default key has no policy, because every secret without its own key uses it.";
        let so = "Access to these secrets requires no permission on this key.";
        view! { <Card title="Policy of this key"><p class="text-ink-2">{why}" "{so}</p></Card> }.into_any()
    } else {
        let (which, template) = (("id", key.id.clone()), template(&account, USING));
        let page = paths::key(&key.id);
        let what = "key";
        own_policy(
            ResourcePolicyView {
                what,
                which,
                policy,
                readable,
                revision,
                template,
                editable,
                versions,
                page,
                compared,
            },
            save,
        )
    };
    view! { {head(key)} <div class="flex flex-col gap-4">{users} {policy}</div> }.into_any()
}

fn head(key: KeyInfo) -> AnyView {
    let (enabled, delete_at, secrets) = (key.enabled, key.delete_at, secrets_words(key.secrets));
    let state = move || {
        let secrets = secrets.clone();
        view! { <KeyState enabled delete_at/> <span>" · used by new versions of " {secrets}</span> }
    };
    let disabled = (!enabled && delete_at.is_none()).then(|| {
        let words = "Secrets encrypted with it cannot be read or written until it is enabled, regardless of policies.";
        view! { <Banner tone=Tone::Red title="This key is disabled"><p>{words}</p></Banner> }.into_any()
    });
    let facts = key_address(&key.id);
    let listed = may(Action::ListKeys);
    let actions =
        move || listed.then(|| view! { <Button href=facts.clone()>"Details and rotation"</Button> }.into_any());
    view! { <PageHeader title=key.title() glyph=Glyph::Key kind="Key" state actions/> {disabled} }.into_any()
}

/// The current users of the key. Each request examines a thousand users; without scripts, each thousand has its own page.
fn users_card(key: &KeyInfo, users: Vec<KeyUserLine>, next: Option<String>, continued: bool) -> AnyView {
    let list = GrowingList::new(users, next);
    let GrowingList { all, next, pending, error } = list;
    let hydrated = use_hydrated();
    let (id, here) = (key.id.clone(), paths::key(&key.id));
    let look = Callback::new(move |()| list.grow(call(LoadKeyUsers { id: id.clone(), after: next.get_untracked() })));
    let beginning = continued.then(|| {
        view! { <p class="px-4 pt-3"><TextLink href=here.clone()>"Back to the first users"</TextLink></p> }.into_any()
    });
    let further = move || {
        let after = next.get()?;
        let (words, size) = ("Load more", ButtonSize::Small);
        let button = match hydrated.get() {
            true => view! { <Button size pending on_press=look>{words}</Button> }.into_any(),
            false => {
                let href = format!("{here}?after={}", paths::escape(&after));
                view! { <Button size href>{words}</Button> }.into_any()
            }
        };
        Some(view! { <div class="p-3">{button}</div> }.into_any())
    };
    let nobody = move || {
        all.with(Vec::is_empty).then(|| {
            view! { <Empty title="No users" detail="No policy allows any of the examined users to read or write with this key."/> }.into_any()
        })
    };
    let rows = move || all.get().into_iter().map(row).collect_view();
    let note = "reading or writing a secret also requires permission on the secret";
    view! {
        <Card title="Who can use it" note flush=true>
            {beginning}
            <Failure errors=vec![error.into()]/>
            <Table label="Who can use it">
                <TableHead><Column label="Who"/><Column label="Access"/><Column label="Granted by"/></TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
            {nobody}
            {further}
        </Card>
    }
    .into_any()
}

fn row(user: KeyUserLine) -> AnyView {
    let KeyUserLine { name, person, role, uses, through } = user;
    let access = uses_words(&uses);
    let through = through.into_iter().map(|name| view! { <Chip>{name}</Chip> }.into_any()).collect_view();
    view! {
        <Row>
            <Cell lead=true><PrincipalLink name role person/></Cell>
            <Cell label="Access"><span class="flex flex-col break-words">{access}</span></Cell>
            <Cell label="Granted by"><span class="flex flex-wrap gap-1.5">{through}</span></Cell>
        </Row>
    }
    .into_any()
}

/// "read and write", or each use on a line with its conditions.
fn uses_words(uses: &[(UseOfKey, Option<String>)]) -> AnyView {
    let word = |one: UseOfKey| match one {
        UseOfKey::Read => "read",
        UseOfKey::Write => "write",
    };
    let line = |words: String, conditions: &Option<String>| {
        let under = conditions.as_ref().map(|conditions| format!(", {conditions}")).unwrap_or_default();
        view! { <span>{words} <span class="text-sm text-ink-2">{under}</span></span> }.into_any()
    };
    match uses {
        [(one, first), (other, second)] if first == second => {
            line(format!("{} and {}", word(*one), word(*other)), first)
        }
        _ => uses.iter().map(|(one, conditions)| line(word(*one).to_owned(), conditions)).collect_view().into_any(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn page(default: bool, enabled: bool, editable: bool, continued: bool) -> String {
        let key = KeyInfo {
            revision: 1,
            id: "0198".to_owned(),
            arn: "acs:kms:local:42:key/0198".to_owned(),
            description: "\"><b>payments</b>".to_owned(),
            default,
            enabled,
            delete_at: None,
            version: 1,
            secrets: 2,
            creator: "m".to_owned(),
            created: 0,
            rotated: 0,
        };
        let user = KeyUserLine {
            name: "bob".to_owned(),
            person: false,
            role: false,
            uses: vec![(UseOfKey::Read, Some("only from <i>10.0.0.0/8</i>".to_owned())), (UseOfKey::Write, None)],
            through: vec!["<i>app</i>".to_owned()],
        };
        let (policy, account) = (Some("{\"x\": \"</pre><b>\"}".to_owned()), "42".to_owned());
        let users = Some(vec![user]);
        let access = KeyAccess {
            key,
            policy,
            versions: Vec::new(),
            readable: true,
            revision: 1,
            account,
            editable,
            users,
            next: Some("z".to_owned()),
        };
        Owner::new().with(|| {
            leptos_meta::provide_meta_context();
            content(access, continued, Signal::stored(None), FormAction::new()).to_html()
        })
    }

    #[test]
    fn page_without_permission_has_no_controls_and_texts_are_escaped() {
        let html = page(false, true, false, false);
        assert!(!html.contains("<form") && !html.contains("Save policy") && !html.contains("<b>"), "{html}");
        assert!(!html.contains("<i>") && html.contains("bob") && html.contains("/keys/0198?after=z"));
    }

    #[test]
    fn later_pages_link_to_the_first() {
        let (first, later) = (page(false, true, false, false), page(false, true, false, true));
        assert!(!first.contains("Back to the first users") && later.contains("href=\"/keys/0198\""), "{later}");
        assert!(later.contains("Back to the first users") && later.contains("/keys/0198?after=z"), "{later}");
    }

    #[test]
    fn disabled_key_has_a_banner_and_default_key_has_no_policy() {
        assert!(page(false, false, false, false).contains("This key is disabled"));
        let default = page(true, true, false, false);
        assert!(default.contains("has no policy") && !default.contains("This key is disabled"));
    }
}
