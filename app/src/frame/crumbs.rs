//! Breadcrumbs, derived from the page's address.

use crate::paths;
use strongroom_ui::Crumb;

/// The breadcrumbs of the page at `path`, the page itself last.
pub(super) fn crumbs(path: &str) -> Vec<Crumb> {
    if let Some(rest) = path.strip_prefix(paths::SECRETS).and_then(|rest| rest.strip_prefix('/')) {
        return secret_crumbs(rest);
    }
    if let Some(id) = path.strip_prefix(paths::KEYS).and_then(|rest| rest.strip_prefix('/')) {
        return vec![step("Keys", paths::KEYS.to_owned()), last(&paths::unescape(id))];
    }
    let lists =
        [(paths::USERS, "Users"), (paths::GROUPS, "Groups"), (paths::ROLES, "Roles"), (paths::POLICIES, "Policies")];
    for (list, label) in lists {
        if let Some(name) = path.strip_prefix(list).and_then(|rest| rest.strip_prefix('/')) {
            if let Some(name) = name.strip_suffix("/edit").filter(|_| list == paths::POLICIES) {
                let own = paths::unescape(name.rsplit('/').next().unwrap_or_default());
                return vec![step(label, list.to_owned()), step(&own, format!("{list}/{name}")), last("Edit")];
            }
            let name = name.rsplit('/').next().unwrap_or_default();
            let name = match (name, list) {
                ("new", paths::POLICIES) => "New policy",
                ("new", paths::ROLES) => "New role",
                _ => name,
            };
            return vec![step(label, list.to_owned()), last(&paths::unescape(name))];
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
        paths::ACCOUNT => "My account",
        paths::CONFIRM => "Confirm your identity",
        paths::SETTINGS => "Settings",
        _ => "Page not found",
    };
    vec![last(here)]
}

fn secret_crumbs(rest: &str) -> Vec<Crumb> {
    let mut crumbs = vec![step("Secrets", paths::SECRETS.to_owned())];
    let (page, name) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(name) = paths::secret_name(name).map(String::from) else {
        crumbs.push(last(if rest == "new" { "New secret" } else { "Page not found" }));
        return crumbs;
    };
    let (folders, own) = name.rsplit_once('/').unwrap_or(("", &name));
    let mut folder = String::new();
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        folder.push_str(part);
        folder.push('/');
        crumbs.push(step(part, format!("{}?q={}", paths::SECRETS, paths::escape(&folder))));
    }
    let part = match page {
        "edit" => Some("Edit"),
        "versions" => Some("Versions"),
        "compare" => Some("Compare"),
        "audit" => Some("Audit"),
        "connect" => Some("Connect"),
        "access" => Some("Access"),
        _ => None,
    };
    match part {
        Some(part) => crumbs.extend([step(own, paths::secret(paths::SecretRoute::Overview, &name)), last(part)]),
        None => crumbs.push(last(own)),
    }
    crumbs
}

fn step(label: &str, href: String) -> Crumb {
    Crumb { label: label.to_owned(), href: Some(href) }
}

fn last(label: &str) -> Crumb {
    Crumb { label: label.to_owned(), href: None }
}

#[cfg(test)]
mod tests {
    use super::crumbs;

    fn labels(path: &str) -> String {
        crumbs(path).into_iter().map(|crumb| crumb.label).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn breadcrumbs_follow_the_folders() {
        for (path, expected) in [
            ("/", "Home"),
            ("/secrets", "Secrets"),
            ("/secrets/new", "Secrets / New secret"),
            ("/secrets/overview/payments/ledger-db", "Secrets / payments / ledger-db"),
            ("/secrets/compare/payments/eu/db", "Secrets / payments / eu / db / Compare"),
            ("/secrets/overview/%2Fprod/db", "Secrets / prod / db"),
            ("/secrets/overview/%3Cb%3E", "Secrets / Page not found"),
            ("/users/m.ortega", "Users / m.ortega"),
            ("/policies/Custom/app-read", "Policies / app-read"),
            ("/policies/Custom/app-read/edit", "Policies / app-read / Edit"),
            ("/policies/new", "Policies / New policy"),
            ("/keys/0198c1de", "Keys / 0198c1de"),
            ("/nothing", "Page not found"),
        ] {
            assert_eq!(labels(path), expected, "{path}");
        }
    }

    #[test]
    fn folder_links_filter_the_list() {
        let crumbs = crumbs("/secrets/edit/payments/eu/db");
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
}
