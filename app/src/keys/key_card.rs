//! The card of one key: its details and actions.

use super::{
    calls::{DisableKey, EditKey, EnableKey, RotateKey},
    dto::{DISABLE, KeyInfo, secrets_words},
    table::{KeyState, Rotated},
};
use crate::{
    client::{Failure, FormAction, SubmitForm, failure},
    current_user::may,
    paths,
};
use leptos::prelude::*;
use strongroom_domain::{Action, limits};
use strongroom_ui::{
    Button, ButtonKind, Card, CopyButton, DescriptionList, Dialog, Fact, Glyph, IconButton, TextArea, TextField,
    TextLink, Time, TimeMode, Tone,
};

/// The actions of a key. The page creates them, so they outlive a reloaded list.
#[derive(Clone, Copy)]
pub struct KeyActions {
    /// Adds a version.
    pub rotate: FormAction<RotateKey>,
    /// Disables the key.
    pub disable: FormAction<DisableKey>,
    /// Enables the key.
    pub enable: FormAction<EnableKey>,
    /// Changes the description.
    pub edit: FormAction<EditKey>,
}

/// A key's card.
#[component]
pub fn KeyCard(
    /// The key.
    key_info: KeyInfo,
    /// The actions.
    actions: KeyActions,
    /// Whether to offer the actions.
    editable: bool,
) -> impl IntoView {
    let key = key_info;
    let audit = format!("{}?secret={}&range=30d", paths::AUDIT, paths::escape(&key.id));
    let trail = may(Action::LookupEvents).then(|| view! { <TextLink href=audit>"Audit events"</TextLink> }.into_any());
    let access = (may(Action::ListKeyUsers) || may(Action::GetKeyPolicy)).then(|| {
        let href = paths::key(&key.id);
        view! { <TextLink href>"Who can use it, and its policy"</TextLink> }.into_any()
    });
    let title = key.title();
    // A key that waits for its deletion is kept or not through the API.
    let changes = (editable && key.delete_at.is_none()).then(|| view! { <Changes key_info=key.clone() actions/> });
    let KeyInfo { id, arn, description, enabled, delete_at, version, secrets, creator, created, rotated, .. } = key;
    view! {
        <Card title id="key" actions=|| view! { <IconButton glyph=Glyph::Close label="Close" href=paths::KEYS/> }>
            <div class="flex flex-col gap-5">
                <DescriptionList>
                    <Fact term="State"><KeyState enabled delete_at/></Fact>
                    <Fact term="Id"><Machine text=id what="key id"/></Fact>
                    <Fact term="ARN"><Machine text=arn what="ARN"/></Fact>
                    <Fact term="Version">{format!("v{version}")}</Fact>
                    <Fact term="Used by">{format!("new versions of {}", secrets_words(secrets))}</Fact>
                    <Fact term="Created"><Time at=created mode=TimeMode::Absolute/> {format!(" by {creator}")}</Fact>
                    <Fact term="Rotated"><Rotated version at=rotated/></Fact>
                    <Fact term="Description"><span class="whitespace-pre-line">{description}</span></Fact>
                </DescriptionList>
                {changes}
                {access}
                {trail}
            </div>
        </Card>
    }
}

/// The buttons and their dialogs.
#[component]
fn Changes(key_info: KeyInfo, actions: KeyActions) -> impl IntoView {
    let key = key_info;
    let no_rotate = (!key.enabled).then(|| "A disabled key cannot be rotated".to_owned());
    let no_disable = key
        .default
        .then(|| "The default key cannot be disabled, because every secret without its own key uses it".to_owned());
    let switch = if key.enabled {
        view! { <Button id="open-disable" tone=Tone::Red opens="disable-key" disabled_reason=no_disable>"Disable"</Button> }.into_any()
    } else {
        let id = key.id.clone();
        view! {
            <SubmitForm action=actions.enable>
                <input type="hidden" name="id" value=id/>
                <Button id="enable" kind=ButtonKind::Primary submit=true pending=actions.enable.pending()>"Enable"</Button>
            </SubmitForm>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-wrap gap-2.5">
            <Button id="open-rotate" icon=Glyph::Rotate opens="rotate-key" disabled_reason=no_rotate>"Rotate"</Button>
            <Button id="open-edit" icon=Glyph::Pencil opens="edit-key">"Edit description"</Button>
            {switch}
        </div>
        {rotate_dialog(&key, actions.rotate)}
        {edit_dialog(&key, actions.edit)}
        {(key.enabled && !key.default).then(|| view! { <DisableDialog key_info=key.clone() action=actions.disable/> })}
    }
}

fn rotate_dialog(key: &KeyInfo, action: FormAction<RotateKey>) -> AnyView {
    let (id, next) = (key.id.clone(), key.version.saturating_add(1));
    view! {
        <Dialog id="rotate-key" title=format!("Rotate to v{next}")>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p>{format!("This creates version v{next}. New versions of secrets use it.")}</p>
                    <p class="text-ink-2">"Existing versions keep the key version that encrypted them and stay readable. No data is encrypted again, and applications are not affected."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="id" value=id/>
                    <div class="flex justify-end"><Button id="rotate" kind=ButtonKind::Primary submit=true pending=action.pending()>{format!("Rotate to v{next}")}</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn edit_dialog(key: &KeyInfo, action: FormAction<EditKey>) -> AnyView {
    let (id, description, revision) = (key.id.clone(), key.description.clone(), key.revision.to_string());
    view! {
        <Dialog id="edit-key" title="Edit description">
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="revision" value=revision/>
                    <TextArea id="key-description" name="description" label="What it protects" value=description rows=4 max_length=limits::DESCRIPTION/>
                    <div class="flex justify-end"><Button id="describe" kind=ButtonKind::Primary submit=true pending=action.pending()>"Save"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

/// Disabling can be undone, but applications fail until then. So it requires a typed confirmation.
#[component]
fn DisableDialog(key_info: KeyInfo, action: FormAction<DisableKey>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let hydrated = strongroom_ui::use_hydrated();
    let reason = Signal::derive(move || {
        let missing = hydrated.get() && typed.with(|typed| typed.trim() != DISABLE);
        missing.then(|| format!("Type {DISABLE} first"))
    });
    let consequence = match key_info.secrets {
        0 => "No secret uses this key for new versions. Older versions encrypted with it become unreadable.".to_owned(),
        number => format!(
            "{} become unreadable immediately, for every application and in this console, until the key is enabled. So do older versions encrypted with it.",
            secrets_words(number)
        ),
    };
    view! {
        <Dialog id="disable-key" title="Disable this key?">
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p>{consequence}</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="id" value=key_info.id/>
                    <TextField id="confirm-disable" name="confirm" label=format!("Type {DISABLE} to confirm") bind_to=typed required=true mono=true/>
                    <div class="flex justify-end"><Button id="disable" kind=ButtonKind::Danger submit=true disabled_reason=reason pending=action.pending()>"Disable key"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}

/// A text with a copy button.
#[component]
fn Machine(text: String, what: &'static str) -> impl IntoView {
    view! {
        <span class="flex min-w-0 items-start gap-1.5">
            <code class="min-w-0 break-all">{text.clone()}</code>
            <CopyButton label=format!("Copy {what}") text/>
        </span>
    }
}
