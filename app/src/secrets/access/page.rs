//! Read access to a secret: its readers, granting, revoking, and the secret's policy.

use super::{
    calls::{GrantRead, LoadAccess, LoadReaders, RevokeRead, SaveSecretPolicy},
    dto::{AccessState, ReaderLine},
};
use crate::{
    client::{Failure, FormAction, GrowingList, SubmitForm, call, failure, on_success, resource, with_undo},
    current_user::may,
    paths::{self, SecretRoute},
    policies::{ResourcePolicyView, own_policy, template},
    principals::{NamePicker, PrincipalLink, group_calls::UserChoices, reach::conditions_line},
    secrets::frame::{Reload, SecretFrame, by_name, loaded},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Card, Cell, Chip, Column, Dialog, Empty, Glyph, Row, Table, TableBody, TableHead,
    TextLink, Time, Toast, grouped, use_toasts,
};

/// Actions that a new secret policy allows.
const READING: &str = r#"["kms:GetSecretValue", "kms:DescribeSecret"]"#;

/// The page.
#[component]
pub fn AccessPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        let query = use_query_map();
        let compared = Signal::derive(move || query.with(|query| query.get("compare")?.parse().ok()));
        let page = resource(move || {
            reload.track();
            LoadAccess { name: name.clone() }
        });
        loaded(page, move |access| content(access, compared, reload))
    })
}

fn content(access: AccessState, compared: Signal<Option<u32>>, reload: Reload) -> AnyView {
    let AccessState { facts, readers, next, policy, versions, readable, revision, account, editable } = access;
    let name = facts.name.clone();
    let (grant, revoke) = (FormAction::<GrantRead>::new(), FormAction::<RevokeRead>::new());
    let toasts = use_toasts();
    let secret = name.clone();
    on_success(grant, move |user| {
        let back = RevokeRead { name: secret.clone(), user: user.clone() };
        let undone = format!("{user} was removed from this secret's policy");
        toasts.push(with_undo(Toast::new(format!("{user} can read it")), back, undone, move || reload.now()));
        reload.now();
    });
    let secret = name.clone();
    on_success(revoke, move |user| {
        let back = GrantRead { name: secret.clone(), user: user.clone() };
        let toast = Toast::new(format!("{user} was removed from this secret's policy"));
        toasts.push(with_undo(toast, back, format!("{user} can read it"), move || reload.now()));
        reload.now();
    });
    let taken = readers.iter().filter(|reader| !reader.role).map(|reader| reader.user.clone()).collect();
    let list = readers_card(&name, readers, next, editable.then_some(revoke));
    let dialog = editable.then(|| grant_dialog(name.clone(), taken, grant));
    let template = template(&account, READING);
    let (what, page, which) = ("secret", paths::secret(SecretRoute::Access, &name), ("name", name));
    let own =
        ResourcePolicyView { what, which, policy, readable, revision, template, editable, versions, page, compared };
    let save = FormAction::<SaveSecretPolicy>::new();
    on_success(save, move |()| {
        toasts.say("Policy saved");
        reload.now();
    });
    let own = own_policy(own, save);
    view! {
        <SecretFrame page=SecretRoute::Access facts>
            <Failure errors=vec![failure(grant), failure(revoke)]/>
            <div class="flex flex-col gap-4">{list} {own}</div>
            {dialog}
        </SecretFrame>
    }
    .into_any()
}

/// All current readers. Each request examines a thousand users.
fn readers_card(
    name: &str,
    readers: Vec<ReaderLine>,
    next: Option<String>,
    revoke: Option<FormAction<RevokeRead>>,
) -> AnyView {
    let list = GrowingList::new(readers, next);
    let GrowingList { all, next, pending, error } = list;
    let secret = name.to_owned();
    let whose = secret.clone();
    let look =
        Callback::new(move |()| list.grow(call(LoadReaders { name: whose.clone(), after: next.get_untracked() })));
    let grant = move || {
        revoke.map(|_| {
            view! { <Button size=ButtonSize::Small kind=ButtonKind::Primary icon=Glyph::Plus opens="grant-read">"Grant"</Button> }.into_any()
        })
    };
    let further = move || {
        let button = || view! { <div class="p-3"><Button size=ButtonSize::Small pending on_press=look>"Load more"</Button></div> };
        next.with(Option::is_some).then(|| button().into_any())
    };
    let note = move || {
        let (count, limited) = all.with(|readers| {
            let limited = readers.iter().filter(|reader| reader.conditions.is_some()).count() as u64;
            (readers.len() as u64, limited)
        });
        let more = if next.with(Option::is_some) { "+" } else { "" };
        let under = match limited {
            0 => String::new(),
            limited => format!(", {} of them under conditions", grouped(limited)),
        };
        format!("{}{more} can read its value{under}", grouped(count))
    };
    let rows = move || {
        let secret = secret.clone();
        all.get().into_iter().map(move |reader| row(&secret, reader, revoke)).collect_view()
    };
    let nobody = move || {
        all.with(Vec::is_empty).then(|| {
            view! { <Empty title="No readers" detail="No policy allows anyone to read this secret's value."/> }
                .into_any()
        })
    };
    view! {
        <Card title="Who can read it" flush=true actions=grant>
            <p class="px-4 pt-3 pb-1 text-sm text-ink-2" role="status">{note}</p>
            <Failure errors=vec![error.into()]/>
            <Table label="Who can read it">
                <TableHead><Column label="Who"/><Column label="Granted by"/><Column label="Last read"/><Column label="Change" quiet=true/></TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
            {nobody}
            {further}
        </Card>
    }
    .into_any()
}

fn row(secret: &str, reader: ReaderLine, revoke: Option<FormAction<RevokeRead>>) -> AnyView {
    let ReaderLine { user, person, role, through, conditions, revocable, last_read } = reader;
    let through = through.into_iter().map(|name| view! { <Chip>{name}</Chip> }.into_any()).collect_view();
    let name = user.clone();
    let explain = may(Action::ExplainAccess).then(|| {
        let words = format!(" why {name} can read it");
        view! { <TextLink href=why(secret, &name, role)>"Explain" <span class="sr-only">{words}</span></TextLink> }
            .into_any()
    });
    let secret = secret.to_owned();
    let form = revoke.filter(|_| revocable).map(|action| {
        let words = format!(" for {user}");
        view! {
            <SubmitForm action>
                <input type="hidden" name="name" value=secret/>
                <input type="hidden" name="user" value=user/>
                <Button size=ButtonSize::Small submit=true pending=action.pending()>"Revoke" <span class="sr-only">{words}</span></Button>
            </SubmitForm>
        }
        .into_any()
    });
    view! {
        <Row>
            <Cell lead=true><PrincipalLink name role person/></Cell>
            <Cell label="Granted by"><span class="flex flex-wrap items-center gap-x-2 gap-y-1">{through} {conditions_line(conditions, "xl:basis-full")}</span></Cell>
            <Cell label="Last read">{last_read_words(last_read)}</Cell>
            <Cell label="Change"><span class="flex flex-wrap items-center justify-end gap-3">{explain} {form}</span></Cell>
        </Row>
    }
    .into_any()
}

fn last_read_words(at: Option<i64>) -> AnyView {
    match at {
        Some(at) => view! { <Time at/> }.into_any(),
        None => view! { <span class="text-ink-3" data-time="">"never"</span> }.into_any(),
    }
}

/// Address of the page that explains why a principal can read the secret.
fn why(secret: &str, name: &str, role: bool) -> String {
    let who = if role { format!("role/{name}") } else { name.to_owned() };
    let (who, secret) = (paths::escape(&who), paths::escape(secret));
    paths::address(paths::EXPLAIN, &format!("principal={who}&action=kms:GetSecretValue&resource={secret}"))
}

fn grant_dialog(name: String, taken: Vec<String>, action: FormAction<GrantRead>) -> AnyView {
    view! {
        <Dialog id="grant-read" title="Grant read access">
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"This adds the user to the secret's policy and takes effect with the next request. A Deny in another policy still applies."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name/>
                    <NamePicker id="pick-reader" name="user" label="User" names=|| Box::pin(call(UserChoices {})) taken/>
                    <div class="flex justify-end"><Button id="grant-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Grant"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn explain_link_of_a_role_names_the_role() {
        let of = |role: bool| why("payments/db", "deploy", role);
        assert_eq!(of(false), "/explain?principal=deploy&action=kms:GetSecretValue&resource=payments%2Fdb");
        assert_eq!(of(true), "/explain?principal=role%2Fdeploy&action=kms:GetSecretValue&resource=payments%2Fdb");
    }
}
