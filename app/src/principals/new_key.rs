//! Creates an AccessKey and shows its secret once.

use super::{calls::CreateAccessKey, dto::IssuedAccessKey};
use crate::{
    client::{Failure, call_confirmed, save_file},
    error::UiError,
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_domain::limits;
use strongroom_ui::{
    Banner, Button, ButtonKind, Card, Code, CodeBlock, CopyButton, DescriptionList, Fact, Glyph, Tone, use_hydrated,
    use_toasts,
};

/// The new key while it is shown. It is kept only in the memory of this page.
#[derive(Clone, Copy)]
pub struct NewKey {
    shown: RwSignal<Option<IssuedAccessKey>>,
    error: RwSignal<Option<UiError>>,
    pending: RwSignal<bool>,
    changes: RwSignal<u32>,
}

impl NewKey {
    /// Starts without a key; each new key increments `changes`.
    pub fn new(changes: RwSignal<u32>) -> Self {
        Self { shown: RwSignal::new(None), error: RwSignal::new(None), pending: RwSignal::new(false), changes }
    }

    /// Not an `Action`, which would keep the response, and not a `Resource`, which would write it into the page.
    fn make(self, user: String, revision: u64) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            let answer = call_confirmed(CreateAccessKey { user, revision: Some(revision) }).await;
            let _ = self.pending.try_set(false);
            match answer {
                Ok(key) => {
                    let _ = self.error.try_set(None);
                    let _ = self.shown.try_set(Some(key));
                    let _ = self.changes.try_update(|n| *n = n.wrapping_add(1));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}

/// The button that creates a key. It requires scripts; without them the response with the secret would be lost.
#[component]
pub fn NewKeyButton(
    /// Name of the user.
    user: String,
    /// The user's revision.
    revision: u64,
    /// Number of keys of the user.
    keys: usize,
    /// Receives the key.
    new_key: NewKey,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let reason = Signal::derive(move || match (hydrated.get(), keys) {
        (_, keys) if keys >= limits::ACCESS_KEYS => {
            Some(format!("Limit reached ({0} of {0} AccessKeys). Delete one first", limits::ACCESS_KEYS))
        }
        (false, _) => Some("Requires JavaScript, because the secret is shown only once".to_owned()),
        _ => None,
    });
    view! {
        <Failure errors=vec![new_key.error.into()]/>
        <div>
            <Button id="new-access-key" icon=Glyph::Plus disabled_reason=reason pending=new_key.pending on_press=move |()| new_key.make(user.clone(), revision)>
                "New AccessKey"
            </Button>
        </div>
    }
}

/// The secret of a new key, until it is dismissed.
#[component]
pub fn NewKeyPanel(
    /// The key.
    new_key: NewKey,
) -> impl IntoView {
    move || new_key.shown.get().map(|key| panel(key, new_key))
}

fn panel(key: IssuedAccessKey, new_key: NewKey) -> AnyView {
    let toasts = use_toasts();
    let save = move |name: String, text: String| {
        if save_file(&name, "text/plain", &text).is_none() {
            toasts.fail("The browser blocked saving the file");
        }
    };
    let codes = vec![
        Code { label: "Environment".to_owned(), text: key.env() },
        Code { label: "secretsmanager.properties".to_owned(), text: key.properties() },
    ];
    let (env, properties) = (key.env(), key.properties());
    let env_name = format!("{}.env", key.user);
    let done = move |()| new_key.shown.set(None);
    view! {
        <Card title=format!("New AccessKey of {}", key.user) id="new-key">
            <div class="flex flex-col gap-4">
                <Banner tone=Tone::Amber title="The secret is shown only once">
                    "Store it now. It cannot be shown again. If you lose it, create another AccessKey and delete this one."
                </Banner>
                <DescriptionList>
                    <Fact term="AccessKey id"><Copied text=key.id what="AccessKey id"/></Fact>
                    <Fact term="Secret"><Copied text=key.secret what="AccessKey secret"/></Fact>
                </DescriptionList>
                <CodeBlock id="new-key-code" label="credentials" codes secret=true/>
                <div class="flex flex-wrap items-center gap-2.5">
                    <Button icon=Glyph::Download on_press=move |()| save(env_name.clone(), env.clone())>"Save as .env"</Button>
                    <Button icon=Glyph::Download on_press=move |()| save("secretsmanager.properties".to_owned(), properties.clone())>"Save as properties"</Button>
                    <span class="ms-auto"><Button kind=ButtonKind::Primary on_press=done>"I have stored it"</Button></span>
                </div>
            </div>
        </Card>
    }
    .into_any()
}

/// A text with a copy button.
#[component]
fn Copied(text: String, what: &'static str) -> impl IntoView {
    view! {
        <span class="flex min-w-0 items-center gap-1.5">
            <code class="min-w-0 break-all">{text.clone()}</code>
            <CopyButton label=format!("Copy {what}") text secret=true/>
        </span>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn panel_is_empty_before_a_key_is_created() {
        let html = Owner::new().with(|| view! { <NewKeyPanel new_key=NewKey::new(RwSignal::new(0))/> }.to_html());
        assert!(!html.contains("AccessKey"));
    }

    #[test]
    fn button_requires_scripts_and_respects_the_limit() {
        let button = |keys| {
            let new_key = || NewKey::new(RwSignal::new(0));
            Owner::new()
                .with(|| view! { <NewKeyButton user="ci".to_owned() revision=1 keys new_key=new_key()/> }.to_html())
        };
        assert!(button(0).contains("Requires JavaScript") && button(0).contains("aria-disabled"));
        assert!(button(2).contains("Limit reached (2 of 2 AccessKeys)"));
    }
}
