//! The way to a page, read from its address.

use crate::paths;
use strongroom_ui::Crumb;

/// The steps to the page at `path`, the page itself last.
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
        paths::CONFIRM => "Confirm that it is you",
        paths::SETTINGS => "Settings",
        _ => "Not found",
    };
    vec![last(here)]
}

fn secret_crumbs(rest: &str) -> Vec<Crumb> {
    let mut way = vec![step("Secrets", paths::SECRETS.to_owned())];
    let (page, name) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(name) = paths::secret_name(name).map(String::from) else {
        way.push(last(if rest == "new" { "New secret" } else { "Not found" }));
        return way;
    };
    let (folders, own) = name.rsplit_once('/').unwrap_or(("", &name));
    let mut folder = String::new();
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        folder.push_str(part);
        folder.push('/');
        way.push(step(part, format!("{}?q={}", paths::SECRETS, paths::escape(&folder))));
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
        Some(part) => way.extend([step(own, paths::secret(paths::SecretRoute::Overview, &name)), last(part)]),
        None => way.push(last(own)),
    }
    way
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

    fn words(path: &str) -> String {
        crumbs(path).into_iter().map(|crumb| crumb.label).collect::<Vec<_>>().join(" / ")
    }

    #[test]
    fn the_way_follows_the_folders() {
        for (path, way) in [
            ("/", "Home"),
            ("/secrets", "Secrets"),
            ("/secrets/new", "Secrets / New secret"),
            ("/secrets/overview/payments/ledger-db", "Secrets / payments / ledger-db"),
            ("/secrets/compare/payments/eu/db", "Secrets / payments / eu / db / Compare"),
            ("/secrets/overview/%2Fprod/db", "Secrets / prod / db"),
            ("/secrets/overview/%3Cb%3E", "Secrets / Not found"),
            ("/users/m.ortega", "Users / m.ortega"),
            ("/policies/Custom/app-read", "Policies / app-read"),
            ("/policies/Custom/app-read/edit", "Policies / app-read / Edit"),
            ("/policies/new", "Policies / New policy"),
            ("/keys/0198c1de", "Keys / 0198c1de"),
            ("/nothing", "Not found"),
        ] {
            assert_eq!(words(path), way, "{path}");
        }
    }

    #[test]
    fn folders_lead_to_what_is_in_them() {
        let way = crumbs("/secrets/edit/payments/eu/db");
        let hrefs: Vec<_> = way.iter().map(|crumb| crumb.href.as_deref().unwrap_or_default()).collect();
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
