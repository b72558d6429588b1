//! Breadcrumbs, derived from the page's address.

use crate::paths;
use strongroom_domain::Action;
use strongroom_ui::Crumb;

/// A breadcrumb, and the action that opening its page takes; `None` for the page itself.
type Linked = (Crumb, Option<Action>);

/// The breadcrumbs of the page at `path`, the page itself last. Pages that the user may not open are not linked.
pub(super) fn crumbs(path: &str, may: impl Fn(Action) -> bool) -> Vec<Crumb> {
    let steps = steps(path).into_iter();
    steps.map(|(crumb, action)| Crumb { href: crumb.href.filter(|_| action.is_none_or(&may)), ..crumb }).collect()
}

fn steps(path: &str) -> Vec<Linked> {
    if let Some(rest) = path.strip_prefix(paths::SECRETS).and_then(|rest| rest.strip_prefix('/')) {
        return secret_steps(rest);
    }
    if let Some(id) = path.strip_prefix(paths::KEYS).and_then(|rest| rest.strip_prefix('/')) {
        return vec![step("Keys", paths::KEYS.to_owned(), Action::ListKeys), last(&paths::unescape(id))];
    }
    if let Some(rest) = path.strip_prefix(paths::ROTATIONS).and_then(|rest| rest.strip_prefix('/')) {
        let secret = match path {
            paths::CALENDAR => "Calendar".to_owned(),
            _ => paths::unescape(rest.split_once('/').map_or(rest, |(_, secret)| secret)),
        };
        return vec![step("Rotations", paths::ROTATIONS.to_owned(), Action::ListRotations), last(&secret)];
    }
    if let Some(rest) = path.strip_prefix(paths::NOTIFICATIONS) {
        return notification_steps(rest);
    }
    let lists = [
        (paths::USERS, "Users", Action::ListUsers),
        (paths::GROUPS, "Groups", Action::ListGroups),
        (paths::ROLES, "Roles", Action::ListRoles),
        (paths::POLICIES, "Policies", Action::ListPolicies),
        (paths::TARGETS, "Targets", Action::ListTargets),
    ];
    for (list, label, action) in lists {
        if let Some(name) = path.strip_prefix(list).and_then(|rest| rest.strip_prefix('/')) {
            let opens = match list {
                paths::POLICIES => Some(Action::GetPolicy),
                paths::TARGETS => Some(Action::DescribeTarget),
                _ => None,
            };
            if let (Some(name), Some(opens)) = (name.strip_suffix("/edit"), opens) {
                let own = paths::unescape(name.rsplit('/').next().unwrap_or_default());
                let thing = step(&own, format!("{list}/{name}"), opens);
                return vec![step(label, list.to_owned(), action), thing, last("Edit")];
            }
            let name = name.rsplit('/').next().unwrap_or_default();
            let name = match (name, list) {
                ("new", paths::POLICIES) => "New policy",
                ("new", paths::ROLES) => "New role",
                ("new", paths::TARGETS) => "New target",
                _ => name,
            };
            return vec![step(label, list.to_owned(), action), last(&paths::unescape(name))];
        }
    }
    let here = match path {
        paths::HOME => "Home",
        paths::SECRETS => "Secrets",
        paths::AUDIT => "Audit",
        paths::USERS => "Users",
        paths::GROUPS => "Groups",
        paths::ROLES => "Roles",
        paths::POLICIES => "Policies",
        paths::EXPLAIN => "Explain",
        paths::KEYS => "Keys",
        paths::TARGETS => "Targets",
        paths::ROTATIONS => "Rotations",
        paths::ACCOUNT => "My account",
        paths::CONFIRM => "Confirm your identity",
        paths::SETTINGS => "Settings",
        _ => "Page not found",
    };
    vec![last(here)]
}

/// The pages of notifications, below the settings; `rest` is what follows the list's address.
fn notification_steps(rest: &str) -> Vec<Linked> {
    let settings = (Crumb { label: "Settings".to_owned(), href: Some(paths::SETTINGS.to_owned()) }, None);
    let list = step("Notifications", paths::NOTIFICATIONS.to_owned(), Action::ListNotificationChannels);
    match rest.strip_prefix('/') {
        None => vec![settings, last("Notifications")],
        Some("new") => vec![settings, list, last("New channel")],
        Some(rest) => match rest.strip_suffix("/edit") {
            Some(name) => {
                let href = format!("{}/{name}", paths::NOTIFICATIONS);
                let channel = step(&paths::unescape(name), href, Action::DescribeNotificationChannel);
                vec![settings, list, channel, last("Edit")]
            }
            None => vec![settings, list, last(&paths::unescape(rest))],
        },
    }
}

fn secret_steps(rest: &str) -> Vec<Linked> {
    let mut steps = vec![step("Secrets", paths::SECRETS.to_owned(), Action::ListSecrets)];
    let (page, name) = rest.split_once('/').unwrap_or((rest, ""));
    if rest == "new/managed" {
        steps.push(last("New secret"));
        return steps;
    }
    let Some(name) = paths::secret_name(name).map(String::from) else {
        steps.push(last(if rest == "new" { "New secret" } else { "Page not found" }));
        return steps;
    };
    let (folders, own) = name.rsplit_once('/').unwrap_or(("", &name));
    let mut folder = String::new();
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        folder.push_str(part);
        folder.push('/');
        let list = format!("{}?q={}", paths::SECRETS, paths::escape(&folder));
        steps.push(step(part, list, Action::ListSecrets));
    }
    let part = match page {
        "edit" => Some("Edit"),
        "versions" => Some("Versions"),
        "compare" => Some("Compare"),
        "audit" => Some("Audit"),
        "connect" => Some("Connect"),
        "rotation" => Some("Rotation"),
        "leaked" => Some("Leaked"),
        "plan" => Some("Target and accounts"),
        "access" => Some("Access"),
        _ => None,
    };
    match part {
        Some(part) => {
            let overview = paths::secret(paths::SecretRoute::Overview, &name);
            steps.extend([step(own, overview, Action::DescribeSecret), last(part)]);
        }
        None => steps.push(last(own)),
    }
    steps
}

fn step(label: &str, href: String, action: Action) -> Linked {
    (Crumb { label: label.to_owned(), href: Some(href) }, Some(action))
}

fn last(label: &str) -> Linked {
    (Crumb { label: label.to_owned(), href: None }, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(path: &str) -> String {
        crumbs(path, |_| true).into_iter().map(|crumb| crumb.label).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn breadcrumbs_follow_the_folders() {
        for (path, expected) in [
            ("/", "Home"),
            ("/secrets", "Secrets"),
            ("/secrets/new", "Secrets / New secret"),
            ("/secrets/new/managed", "Secrets / New secret"),
            ("/secrets/overview/payments/ledger-db", "Secrets / payments / ledger-db"),
            ("/secrets/compare/payments/eu/db", "Secrets / payments / eu / db / Compare"),
            ("/secrets/overview/%2Fprod/db", "Secrets / prod / db"),
            ("/secrets/overview/%3Cb%3E", "Secrets / Page not found"),
            ("/users/m.ortega", "Users / m.ortega"),
            ("/policies/Custom/app-read", "Policies / app-read"),
            ("/policies/Custom/app-read/edit", "Policies / app-read / Edit"),
            ("/policies/new", "Policies / New policy"),
            ("/keys/0198c1de", "Keys / 0198c1de"),
            ("/targets", "Targets"),
            ("/targets/new", "Targets / New target"),
            ("/targets/ledger-db/edit", "Targets / ledger-db / Edit"),
            ("/settings", "Settings"),
            ("/settings/notifications", "Settings / Notifications"),
            ("/settings/notifications/new", "Settings / Notifications / New channel"),
            ("/settings/notifications/on-call/edit", "Settings / Notifications / on-call / Edit"),
            ("/rotations/0198c1de/payments/ledger%2Ddb", "Rotations / payments/ledger-db"),
            ("/rotations/calendar", "Rotations / Calendar"),
            ("/nothing", "Page not found"),
        ] {
            assert_eq!(labels(path), expected, "{path}");
        }
    }

    #[test]
    fn folder_links_filter_the_list() {
        let crumbs = crumbs("/secrets/edit/payments/eu/db", |_| true);
        let hrefs: Vec<_> = crumbs.iter().map(|crumb| crumb.href.as_deref().unwrap_or_default()).collect();
        assert_eq!(
            hrefs,
            [
                "/secrets",
                "/secrets?q=payments%2F",
                "/secrets?q=payments%2Feu%2F",
                "/secrets/overview/payments/eu/db",
                ""
            ]
        );
    }

    #[test]
    fn pages_that_the_user_may_not_open_are_not_linked() {
        let linked = |path: &str, may: &[Action]| {
            crumbs(path, |action| may.contains(&action)).into_iter().filter_map(|crumb| crumb.href).collect::<Vec<_>>()
        };
        let pages = [
            "/users/a",
            "/groups/a",
            "/roles/a",
            "/policies/Custom/a/edit",
            "/keys/a",
            "/targets/a/edit",
            "/rotations/1/a",
            "/secrets/edit/a/b",
        ];
        for path in pages {
            assert!(linked(path, &[]).is_empty(), "{path}");
        }
        assert_eq!(linked("/policies/Custom/a/edit", &[Action::GetPolicy]), ["/policies/Custom/a"]);
        assert_eq!(linked("/secrets/edit/a/b", &[Action::DescribeSecret]), ["/secrets/overview/a/b"]);
    }
}
