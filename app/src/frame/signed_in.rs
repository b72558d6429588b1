//! The frame around every page that requires a session.

use super::{chunks::confirm_form, crumbs::crumbs, visits::follow_visits};
use crate::{
    client::{ErrorView, ReauthenticationDialog, SingleKeys, UnsavedDialog, call, changes, provide_lasting, resource},
    current_user::{CountSecrets, CurrentUser, LoadCurrentUser, SecretsCount},
    error::{ErrorKind, UiError},
    paths::{self, sign_in_address},
    secrets::palette_search,
    session::SignOutForm,
    theme::{SetTheme, theme},
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::use_location,
};
use strongroom_domain::Action;
use strongroom_ui::{
    Account, Glyph, GoTo, MenuItem, NavGroup, NavItem, PaletteItem, Shell, Skeleton, ThemeSwitch, Tone, grouped,
};

/// Loads the current user and shows the frame, or redirects to the sign-in. All pages inside share this load.
///
/// The server walks the content of a `Suspense` more than once. `Unsuspend` keeps it from creating the page each time, which
/// would repeat the core operations and give the resources other ids than in the browser.
#[component]
pub(super) fn SignedIn() -> impl IntoView {
    let session = resource(|| LoadCurrentUser {});
    let owner = Owner::current();
    view! {
        <Suspense fallback=|| view! { <div class="p-8"><Skeleton lines=6/></div> }.into_any()>
            {move || {
                let owner = owner.clone();
                Suspend::new(async move {
                    let session = session.await;
                    Unsuspend::new(move || {
                        let show = || match session {
                            Ok(who) => frame(who),
                            Err(error) => without_session(error),
                        };
                        match owner {
                            Some(owner) => owner.with(show),
                            None => show(),
                        }
                    })
                })
            }}
        </Suspense>
    }
}

/// Without a session there is no frame: redirects to the sign-in or the seal page, or shows the error.
fn without_session(error: UiError) -> AnyView {
    let location = use_location();
    match error.kind {
        ErrorKind::SignedOut => {
            let here = paths::address(&location.pathname.read_untracked(), &location.search.read_untracked());
            return view! { <Redirect path=sign_in_address(&here)/> }.into_any();
        }
        ErrorKind::Sealed => return view! { <Redirect path=paths::SEALED/> }.into_any(),
        _ => {}
    }
    view! { <main class="mx-auto max-w-page p-8"><ErrorView error/></main> }.into_any()
}

fn frame(who: CurrentUser) -> AnyView {
    let path = use_location().pathname;
    let count = RwSignal::new(who.secrets_count);
    provide_context(SecretsCount(count));
    provide_context(who.clone());
    provide_lasting();
    follow_visits();
    let keys_enabled = SingleKeys::provide();
    if who.secrets_count.is_some() {
        count_after_changes(count);
    }
    let account = Account { initials: initials(&who.name), name: who.name.clone(), detail: who.detail() };
    let (palette, keys) = (palette_items(&who), shortcuts(&who));
    let user = who.clone();
    let place: Option<(String, Tone)> = None;
    let search = if who.may(Action::ListSecrets) { paths::SECRETS } else { paths::HOME };
    let account_menu = || {
        view! {
            <div class="px-2.5 py-1.5"><ThemeSwitch current=theme() action=SetTheme::url()/></div>
            <MenuItem label="My account" glyph=Glyph::Person href=paths::ACCOUNT/>
            <MenuItem label="Settings" glyph=Glyph::Gear href=paths::SETTINGS/>
            <SignOutForm/>
        }
    };
    view! {
        <Shell
            brand="Strongroom"
            place
            nav=Signal::derive(move || nav(&who, count.get()))
            path=Signal::derive(move || path.get())
            crumbs=Signal::derive(move || path.with(|path| crumbs(path, |action| user.may(action))))
            account=Some(account)
            account_menu=account_menu
            search_href=search
            palette_items=palette
            palette_search=Some(Callback::new(palette_search))
            go=keys
            keys_enabled=keys_enabled.enabled()
        >
            <Outlet/>
        </Shell>
        <ReauthenticationDialog form=confirm_form/>
        <UnsavedDialog/>
    }
    .into_any()
}

/// Counts the secrets again after a change by this page, and when another page is opened.
fn count_after_changes(count: RwSignal<Option<u64>>) {
    let (path, changes) = (use_location().pathname, changes());
    Effect::new(move |before: Option<()>| {
        path.track();
        changes.track();
        if before.is_some() {
            spawn_local(async move {
                if let Ok(now) = call(CountSecrets {}).await {
                    // The page may be gone.
                    let _ = count.try_set(now);
                }
            });
        }
    });
}

fn nav(who: &CurrentUser, secrets: Option<u64>) -> Vec<NavGroup> {
    let list = NavItem::new("Secrets", paths::SECRETS, Glyph::Lock);
    let list = match secrets {
        Some(secrets) => list.count(grouped(secrets), Tone::Neutral),
        None => list,
    };
    let offered = |items: &[(Action, &str, &str, Glyph)]| {
        let items = items.iter().filter(|(action, ..)| who.may(*action));
        items.map(|(_, label, href, glyph)| NavItem::new(*label, *href, *glyph)).collect::<Vec<_>>()
    };
    let mut main = vec![NavItem::new("Home", paths::HOME, Glyph::Home)];
    main.extend(who.may(Action::ListSecrets).then_some(list));
    main.extend(offered(&[
        (Action::ListRotations, "Rotations", paths::ROTATIONS, Glyph::Rotate),
        (Action::LookupEvents, "Audit", paths::AUDIT, Glyph::List),
    ]));
    let access = offered(&[
        (Action::ListUsers, "Users", paths::USERS, Glyph::Person),
        (Action::ListGroups, "Groups", paths::GROUPS, Glyph::Tag),
        (Action::ListRoles, "Roles", paths::ROLES, Glyph::Key),
        (Action::ListPolicies, "Policies", paths::POLICIES, Glyph::Document),
        (Action::ExplainAccess, "Explain", paths::EXPLAIN, Glyph::Info),
    ]);
    let mut platform = offered(&[
        (Action::ListKeys, "Keys", paths::KEYS, Glyph::Shield),
        (Action::ListTargets, "Targets", paths::TARGETS, Glyph::Database),
    ]);
    platform.push(NavItem::new("Settings", paths::SETTINGS, Glyph::Gear));
    let group = |label: Option<&str>, items| NavGroup { label: label.map(str::to_owned), items };
    let groups = [group(None, main), group(Some("Access"), access), group(Some("Platform"), platform)];
    groups.into_iter().filter(|group| !group.items.is_empty()).collect()
}

/// The pages of the navigation, each with its keyboard shortcut.
fn destinations(who: &CurrentUser) -> Vec<(&'static str, NavItem)> {
    let keys = |href: &str| match href {
        paths::HOME => "g h",
        paths::SECRETS => "g s",
        paths::AUDIT => "g a",
        paths::USERS => "g u",
        paths::GROUPS => "g g",
        paths::ROLES => "g r",
        paths::POLICIES => "g p",
        paths::EXPLAIN => "g x",
        paths::KEYS => "g k",
        paths::ROTATIONS => "g o",
        paths::TARGETS => "g t",
        _ => "g e",
    };
    nav(who, None).into_iter().flat_map(|group| group.items).map(|item| (keys(&item.href), item)).collect()
}

fn shortcuts(who: &CurrentUser) -> Vec<GoTo> {
    let destinations = destinations(who).into_iter();
    destinations.map(|(keys, item)| GoTo { keys, label: item.label, href: item.href }).collect()
}

fn palette_items(who: &CurrentUser) -> Vec<PaletteItem> {
    let item = |keys, item: NavItem| PaletteItem {
        label: item.label,
        hint: "Page".to_owned(),
        href: item.href,
        glyph: item.glyph,
        keys,
    };
    let mut items: Vec<_> = destinations(who).into_iter().map(|(keys, page)| item(Some(keys), page)).collect();
    if who.may(Action::ListRotations) {
        items.push(item(None, NavItem::new("Calendar of rotations", paths::CALENDAR, Glyph::Clock)));
    }
    if who.may(Action::CreateSecret) {
        items.push(item(None, NavItem::new("New secret", paths::NEW_SECRET, Glyph::Plus)));
    }
    if who.may(Action::CreateTarget) {
        items.push(item(None, NavItem::new("New target", paths::NEW_TARGET, Glyph::Plus)));
    }
    if who.may(Action::ListNotificationChannels) {
        items.push(item(None, NavItem::new("Notifications", paths::NOTIFICATIONS, Glyph::Info)));
    }
    if who.may(Action::CreatePolicy) {
        items.push(item(None, NavItem::new("New policy", paths::NEW_POLICY, Glyph::Plus)));
    }
    items
}

/// Initials of a name: the first letters of its first two parts, or its first two letters.
fn initials(name: &str) -> String {
    let parts: Vec<&str> = name.split(['.', '_', '-']).filter(|part| !part.is_empty()).collect();
    let letters: String = match parts.as_slice() {
        [first, second, ..] => first.chars().take(1).chain(second.chars().take(1)).collect(),
        _ => name.chars().take(2).collect(),
    };
    letters.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_parts_of_a_name() {
        for (name, letters) in [("m.ortega", "MO"), ("admin", "AD"), ("x", "X"), ("-", "-"), ("", "")] {
            assert_eq!(initials(name), letters);
        }
    }

    #[test]
    fn navigation_hides_pages_without_permission() {
        let who = |may: &[Action]| CurrentUser {
            name: "a".to_owned(),
            policies: Vec::new(),
            may: may.to_vec(),
            secrets_count: None,
            warnings: Vec::new(),
        };
        let labels = |may: &[Action]| {
            nav(&who(may), Some(1_284)).into_iter().flat_map(|g| g.items).map(|i| i.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(&[]), ["Home", "Settings"]);
        assert_eq!(labels(&[Action::ListSecrets, Action::ListUsers]), ["Home", "Secrets", "Users", "Settings"]);
        let all = [
            "Home",
            "Secrets",
            "Rotations",
            "Audit",
            "Users",
            "Groups",
            "Roles",
            "Policies",
            "Explain",
            "Keys",
            "Targets",
            "Settings",
        ];
        assert_eq!(labels(Action::ALL), all);
        let palette = palette_items(&who(&[]));
        assert!(palette.iter().all(|item| item.href != paths::NEW_SECRET && item.href != paths::AUDIT));
    }
}
