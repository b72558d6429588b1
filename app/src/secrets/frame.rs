//! The frame of every page about one secret: lookup, loading, header and tabs.

mod state;

use super::dto::SecretDetails;
use crate::{
    client::{ErrorView, ServerResource},
    current_user::may,
    error::UiError,
    labels,
    page_subject::{PageSubject, SubjectKind, page_shows},
    paths::{self, SecretRoute},
    system::NotFoundPage,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::de::DeserializeOwned;
use state::{Deleting, state_sentence};
use strongroom_domain::Action;
use strongroom_ui::{Button, Glyph, PageHeader, PageTitle, Skeleton, Tab, Tabs, Tone, follow, use_shortcut};

/// Reloads the page's data.
#[derive(Clone, Copy)]
pub struct Reload(RwSignal<u32>);

impl Reload {
    /// Provides it to the components below.
    pub fn provide() -> Self {
        let reload = Self(RwSignal::new(0));
        provide_context(reload);
        reload
    }

    /// The page's handle; outside a page, one that does nothing.
    pub fn here() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    /// Reloads.
    pub fn now(self) {
        // The page may be gone when a late response calls this.
        let _ = self.0.try_update(|count| *count = count.wrapping_add(1));
    }

    /// Subscribes the caller to reloads.
    pub fn track(self) {
        self.0.track();
    }
}

/// What the signed-in user may do to the page's secret.
#[derive(Clone)]
struct SecretRights(Vec<Action>);

/// Provides what the signed-in user may do to the page's secret to the components below.
pub fn provide_rights(may: &[Action]) {
    provide_context(SecretRights(may.to_vec()));
}

/// Whether to offer this action on the page's secret; outside such a page, whether the user may do it to any. The core
/// authorizes every operation.
pub fn allowed(action: Action) -> bool {
    use_context::<SecretRights>().map_or_else(|| may(action), |SecretRights(rights)| rights.contains(&action))
}

/// Whether to offer changes to the signed-in user.
pub fn may_change() -> bool {
    allowed(Action::PutSecretValue)
}

/// Why values are not offered to the signed-in user.
pub fn no_values() -> Option<String> {
    (!allowed(Action::GetSecretValue)).then(|| "Your policies do not allow reading this secret's values".to_owned())
}

/// Name of the page's secret, the heading if loading fails.
#[derive(Clone)]
struct PageName(String);

/// The page about the secret in the address.
pub fn by_name(page: fn(String) -> AnyView) -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| {
        params.with(|params| paths::secret_name(params.get_str("name").unwrap_or_default()).map(String::from))
    });
    move || match name.get() {
        Some(name) => {
            PageSubject::provide();
            provide_context(PageName(name.clone()));
            page(name)
        }
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

/// Shows the loaded data or the error. While reloading, the previous data stays. `Unsuspend`: see `SignedIn`.
pub fn loaded<T>(resource: ServerResource<T>, page: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: Clone + Send + Sync + DeserializeOwned + 'static,
{
    view! {
        <Transition fallback=|| view! { <Skeleton lines=6 rows=true/> }>
            {move || {
                let page = page.clone();
                Suspend::new(async move {
                    let result = resource.await;
                    Unsuspend::new(move || match result {
                        Ok(data) => page(data),
                        Err(error) => not_shown(error),
                    })
                })
            }}
        </Transition>
    }
    .into_any()
}

fn not_shown(error: UiError) -> AnyView {
    let heading = use_context::<PageName>().map(|PageName(name)| {
        let title = name.clone();
        view! { <PageTitle text=title/><PageHeader title=name path=true/> }
    });
    view! { {heading} <ErrorView error/> }.into_any()
}

/// Binds the shortcuts E (edit) and D (compare).
pub fn bind_keys(name: &str) {
    for (key, label, page) in
        [("e", "Edit this secret", SecretRoute::Edit), ("d", "Compare versions", SecretRoute::Compare)]
    {
        // A link, so that the page asks before unsaved input is lost.
        let to = paths::secret(page, name);
        use_shortcut(key, label, move || follow(&to));
    }
}

/// Header and tabs around a page about a secret.
#[component]
pub fn SecretFrame(
    /// Which page.
    page: SecretRoute,
    /// The secret.
    facts: SecretDetails,
    /// The page.
    children: Children,
) -> impl IntoView {
    provide_rights(&facts.may);
    page_shows(SubjectKind::Secret, &facts.name, facts.revision);
    let name = facts.name.clone();
    let title = match page {
        SecretRoute::Overview => name.clone(),
        other => format!("{name} · {}", other.word()),
    };
    let live = facts.delete_at.is_none();
    let edits = live && may_change();
    let address = |page| paths::secret(page, &facts.name);
    let why_not = |may: bool, what: &str| (!may).then(|| format!("Your policies do not allow {what}"));
    let reads_events = may(Action::LookupEvents);
    let sees_access = allowed(Action::ListSecretReaders);
    let managed = facts.kind.is_managed();
    let sees_rotation = allowed(Action::DescribeRotation);
    let rotation =
        Tab::new("Rotation", address(SecretRoute::Rotation)).disabled(why_not(sees_rotation, "seeing how it rotates"));
    let tabs: Vec<_> = [
        Tab::new("Overview", address(SecretRoute::Overview)),
        Tab::new("Versions", address(SecretRoute::Versions))
            .count(facts.versions.to_string())
            .disabled(why_not(may(Action::ListSecretVersionIds), "listing versions")),
    ]
    .into_iter()
    .chain([rotation])
    .chain([
        Tab::new("Audit", address(SecretRoute::Audit)).disabled(why_not(reads_events, "seeing events")),
        Tab::new("Connect", address(SecretRoute::Connect)),
        Tab::new("Access", address(SecretRoute::Access))
            .disabled(why_not(sees_access, "seeing who can read this secret")),
    ])
    .collect();
    let (compare, edit, leaked) =
        (address(SecretRoute::Compare), address(SecretRoute::Edit), address(SecretRoute::Leaked));
    let replaces = live && allowed(if managed { Action::RotateSecret } else { Action::RevokeSecretVersion });
    let can_compare = live && facts.versions > 1 && allowed(Action::CompareSecretVersions);
    // The form for where it rotates belongs to that tab.
    let current = address(if page == SecretRoute::Plan { SecretRoute::Rotation } else { page });
    let head = facts.clone();
    view! {
        <PageTitle text=title/>
        <PageHeader
            title=name.clone()
            path=true
            glyph=Glyph::Lock
            kind=labels::secret_kind(facts.kind)
            state=move || state_sentence(&head)
            actions=move || view! {
                {can_compare.then(|| view! { <Button icon=Glyph::ArrowUpDown href=compare.clone()>"Compare"</Button> })}
                {edits.then(|| view! { <Button icon=Glyph::Pencil href=edit.clone()>"Edit"</Button> })}
                {replaces.then(|| view! { <Button tone=Tone::Red icon=Glyph::Warning href=leaked.clone()>"Leaked?"</Button> })}
            }
        />
        {facts.delete_at.map(|at| view! { <Deleting name at/> })}
        <Tabs label="About this secret" tabs current=current/>
        {children()}
    }
}

#[cfg(all(test, feature = "ssr"))]
pub(super) mod tests {
    use super::*;
    use strongroom_domain::SecretKind;

    /// A secret whose texts contain markup.
    pub(crate) fn hostile() -> SecretDetails {
        SecretDetails {
            id: "<b>1".to_owned(),
            kind: SecretKind::Generic,
            name: "\"><script>x</script>/b".to_owned(),
            arn: "acs:kms:local:1:secret/<i>".to_owned(),
            description: "</textarea><script>alert(1)</script>".to_owned(),
            key: "0198<b>".to_owned(),
            own_key: true,
            tags: vec![("\"><b>".to_owned(), "<img src=x>".to_owned())],
            creator: "<b>m".to_owned(),
            created: 1_795_356_130_000,
            updated: 1_795_356_130_000,
            delete_at: None,
            versions: 2,
            current: Some(41),
            revision: 3,
            may: Action::ALL.to_vec(),
        }
    }

    /// Asserts that every text of [`hostile`] is escaped.
    pub(crate) fn assert_escaped(html: &str) {
        for markup in ["<script", "<img", "<b>", "<i>", "</textarea><s"] {
            assert!(!html.contains(markup), "{markup} in {html}");
        }
    }

    fn framed(facts: SecretDetails) -> String {
        Owner::new().with(|| {
            leptos_meta::provide_meta_context();
            view! { <SecretFrame page=SecretRoute::Overview facts>"page"</SecretFrame> }.to_html()
        })
    }

    #[test]
    fn hostile_name_is_escaped() {
        assert_escaped(&framed(hostile()));
    }

    #[test]
    fn state_is_shown_in_words() {
        let active = framed(hostile());
        assert!(active.contains("Active") && active.contains("v41 is current") && active.contains(">Compare<"));
        let deleting = framed(SecretDetails { delete_at: Some(1_795_956_130_000), ..hostile() });
        assert!(deleting.contains("Being deleted") && deleting.contains("Restore") && !deleting.contains(">Compare<"));
    }
}
