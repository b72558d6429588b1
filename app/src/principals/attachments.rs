//! The policies of a user, group or role.

use super::{
    dto::BearerKind,
    group_calls::{PolicyChoices, SetAttachment},
    name_picker::NamePicker,
};
use crate::{
    client::{Failure, FormAction, SubmitForm, call, counting, failure, on_success, with_undo},
    current_user::{TextLinkFor, may},
    paths,
};
use leptos::prelude::*;
use strongroom_domain::{Action, PolicyRef, PolicyType, Since, Timestamp};
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Card, Chip, Dialog, Glyph, Time, TimeMode, Toast, Tone, use_toasts,
};

/// The action that attaches and detaches, with a toast that offers undo. The page creates it, so it outlives a reloaded list.
pub fn attachment_action(changes: RwSignal<u32>) -> FormAction<SetAttachment> {
    let action = FormAction::<SetAttachment>::new();
    let toasts = use_toasts();
    on_success(action, move |(to, policy, attached)| {
        changes.update(|n| *n = n.wrapping_add(1));
        let word = if attached { "attached" } else { "detached" };
        let back = SetAttachment { to, policy: policy.to_string(), attached: !attached };
        toasts.push(with_undo(
            Toast::new(format!("{} {word}", policy.name)),
            back,
            "Undone".to_owned(),
            counting(changes),
        ));
    });
    action
}

/// The attached policies, and the button to attach another.
#[component]
pub fn Attachments(
    /// Kind of the principal.
    bearer: BearerKind,
    /// Its name.
    name: String,
    /// Its directly attached policies, each with its time of attachment.
    policies: Vec<Since<PolicyRef>>,
    /// Policies inherited from groups, with the group's name.
    #[prop(optional)]
    through: Vec<(String, PolicyRef)>,
    /// Attaches and detaches.
    action: FormAction<SetAttachment>,
) -> impl IntoView {
    let (attaches, detaches) = (may(bearer.attach()), may(bearer.detach()));
    let taken: Vec<_> = policies.iter().map(|one| one.what.name.to_string()).collect();
    let nothing = (policies.is_empty() && through.is_empty())
        .then(|| view! { <p class="text-ink-3">"None. Without a policy it has no access."</p> }.into_any());
    let own = policies.into_iter().map(|Since { what: policy, since }| {
        let detach =
            detaches.then(|| detach(format!("{}/{name}", bearer.word()), &policy, policy.name.as_str(), action));
        line(&policy, Some(since), detach)
    });
    let own = own.collect_view();
    let inherited = through.into_iter().map(|(group, policy)| {
        let href = format!("{}/{}", paths::GROUPS, paths::escape(&group));
        let from = view! { <span class="text-sm text-ink-3">"through group " <TextLinkFor action=Action::GetGroup href>{group}</TextLinkFor></span> };
        line(&policy, None, Some(from.into_any()))
    });
    let inherited = inherited.collect_view();
    let attach = move || {
        attaches.then(|| {
            view! { <Button size=ButtonSize::Small icon=Glyph::Plus opens="attach-policy">"Attach"</Button> }.into_any()
        })
    };
    view! {
        <Card title="Policies" actions=attach>
            {nothing}
            <ul class="flex flex-col divide-y divide-line">{own} {inherited}</ul>
        </Card>
        <Dialog id="attach-policy" title=format!("Attach a policy to {name}")>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"It takes effect with the next request, including for existing sessions and AccessKeys."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="to" value=format!("{}/{name}", bearer.word())/>
                    <input type="hidden" name="attached" value="true"/>
                    <NamePicker id="pick-policy" name="policy" label="Policy" names=|| Box::pin(call(PolicyChoices {})) taken/>
                    <div class="flex justify-end"><Button id="attach-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Attach"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}

/// "since 2026-11-22", the start of an attachment or membership.
pub fn since_words(since: Timestamp) -> AnyView {
    view! { <span class="text-sm text-ink-3">"since " <Time at=since.0 mode=TimeMode::Date/></span> }.into_any()
}

fn line(policy: &PolicyRef, since: Option<Timestamp>, aside: Option<AnyView>) -> AnyView {
    let (href, name) = (paths::policy(policy), policy.name.to_string());
    let system = (policy.kind == PolicyType::System).then(|| view! { <Chip>"system"</Chip> }.into_any());
    view! {
        <li class="flex flex-wrap items-center justify-between gap-2 py-2 first:pt-0 last:pb-0">
            <span class="flex min-w-0 flex-wrap items-center gap-2">
                <TextLinkFor action=Action::GetPolicy href><span class="break-all">{name}</span></TextLinkFor>
                {system}
                {since.map(since_words)}
            </span>
            {aside}
        </li>
    }
    .into_any()
}

/// The button that detaches `policy` from `to`; `what` completes its accessible name.
pub fn detach(to: String, policy: &PolicyRef, what: &str, action: FormAction<SetAttachment>) -> AnyView {
    let (reference, what) = (policy.to_string(), format!(" {what}"));
    view! {
        <SubmitForm action>
            <input type="hidden" name="to" value=to/>
            <input type="hidden" name="policy" value=reference/>
            <input type="hidden" name="attached" value="false"/>
            <Button size=ButtonSize::Small submit=true pending=action.pending()>
                "Detach" <span class="sr-only">{what}</span>
            </Button>
        </SubmitForm>
    }
    .into_any()
}

/// The first policies as chips, and a count of the rest.
pub fn policy_chips(policies: &[Since<PolicyRef>], most: usize) -> AnyView {
    let chips = policies.iter().take(most).map(|Since { what: policy, .. }| {
        let full = policy.kind == PolicyType::System && policy.name.as_str() == "AdministratorAccess";
        let tone = if full { Tone::Violet } else { Tone::Neutral };
        let name = policy.name.to_string();
        view! { <Chip tone>{name}</Chip> }.into_any()
    });
    let rest = policies.len().saturating_sub(most);
    let more = (rest > 0).then(|| view! { <span class="text-ink-3">{format!("{rest} more")}</span> }.into_any());
    view! { <span class="flex flex-wrap items-center gap-1.5">{chips.collect_view()} {more}</span> }.into_any()
}
