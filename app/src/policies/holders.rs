//! The principals that a policy is attached to; attaching and detaching.

use super::dto::PolicyDetail;
use crate::{
    client::{Failure, FormAction, SubmitForm, call, failure},
    current_user::{TextLinkFor, may},
    paths,
    principals::{BearerChoices, BearerKind, NamePicker, SetAttachment, detach},
};
use leptos::prelude::*;
use strongroom_domain::PolicyRef;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, Dialog, Glyph};

/// Users, groups and roles that the policy is attached to, and a button to attach it.
pub fn holders(detail: &PolicyDetail, action: FormAction<SetAttachment>) -> AnyView {
    let policy = detail.line.policy.clone();
    let lists = [
        ("Users", BearerKind::User, &detail.users),
        ("Groups", BearerKind::Group, &detail.groups),
        ("Roles", BearerKind::Role, &detail.roles),
    ];
    let taken = lists.iter().flat_map(|(_, kind, names)| names.iter().map(|name| format!("{}/{name}", kind.word())));
    let taken: Vec<_> = taken.collect();
    let lists = lists.into_iter().filter(|(_, _, names)| !names.is_empty());
    let lists = lists.map(|(title, kind, names)| list(title, kind, names, &policy, action)).collect_view();
    let nobody = (detail.line.attachments == 0).then(|| {
        view! { <p class="text-ink-3">"Not attached to anyone. An unattached policy has no effect."</p> }.into_any()
    });
    let kinds = [BearerKind::User, BearerKind::Group, BearerKind::Role];
    let attach = move || {
        kinds.iter().any(|kind| may(kind.attach())).then(|| {
            view! { <Button size=ButtonSize::Small icon=Glyph::Plus opens="attach-policy">"Attach"</Button> }.into_any()
        })
    };
    let (title, reference) = (format!("Attach {}", policy.name), policy.to_string());
    view! {
        <Card title="Attached to" actions=attach>
            {nobody}
            <div class="flex flex-col gap-4">{lists}</div>
        </Card>
        <Dialog id="attach-policy" title>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"It takes effect with the next request, including for existing sessions and AccessKeys."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="policy" value=reference/>
                    <input type="hidden" name="attached" value="true"/>
                    <NamePicker id="pick-bearer" name="to" label="User, group or role" names=|| Box::pin(call(BearerChoices {})) taken/>
                    <p class="text-sm text-ink-3">"For example user/alice, group/on-call or role/deploy."</p>
                    <div class="flex justify-end"><Button id="attach-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Attach"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn list(
    title: &'static str,
    kind: BearerKind,
    names: &[String],
    policy: &PolicyRef,
    action: FormAction<SetAttachment>,
) -> AnyView {
    let detaches = may(kind.detach());
    let items = names.iter().map(|name| {
        let bearer = format!("{}/{name}", kind.word());
        let href = paths::principal(&bearer);
        let detach = detaches.then(|| detach(bearer, policy, &format!("from {name}"), action));
        let name = name.clone();
        view! {
            <li class="flex flex-wrap items-center justify-between gap-2">
                <TextLinkFor action=kind.get() href><span class="break-all">{name}</span></TextLinkFor>
                {detach}
            </li>
        }
        .into_any()
    });
    let items = items.collect_view();
    view! {
        <section aria-label=title class="flex flex-col gap-1">
            <h3 class="text-sm font-medium text-ink-2">{format!("{title} ({})", names.len())}</h3>
            <ul class="flex max-h-64 flex-col gap-1 overflow-y-auto">{items}</ul>
        </section>
    }
    .into_any()
}
