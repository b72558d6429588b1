//! The secrets that rotate at a target.

use super::dto::TargetDetail;
use crate::{
    current_user::may,
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Button, Card, Empty, Glyph, PathName};

/// Names of secrets in the reason why a target cannot be deleted.
const NAMED: usize = 3;

/// The secrets, each a link to its overview.
pub fn used_by(detail: &TargetDetail) -> AnyView {
    let TargetDetail { used_by, more, .. } = detail;
    if used_by.is_empty() {
        let note = "Choose this target when you create a managed secret, or give an existing one this target.";
        let offered = may(Action::CreateSecret) && may(Action::UpdateTarget);
        let new = offered.then(|| {
            let href = paths::new_managed(Some(&detail.name));
            view! { <Button icon=Glyph::Plus href>"New secret at this target"</Button> }.into_any()
        });
        return view! { <Card title="Used by" flush=true><Empty title="No secret rotates here" detail=note>{new}</Empty></Card> }
            .into_any();
    }
    let linked = may(Action::DescribeSecret);
    let rows = used_by.iter().map(|name| {
        let path = name.clone();
        let name = match linked {
            true => {
                let href = paths::secret(SecretRoute::Overview, name);
                view! { <PathName path glyph=Glyph::Lock href/> }.into_any()
            }
            false => view! { <PathName path glyph=Glyph::Lock/> }.into_any(),
        };
        view! { <li class="px-4 py-2.5 wrap-anywhere">{name}</li> }.into_any()
    });
    let rows = rows.collect_view();
    let rest = more
        .then(|| view! { <p class="border-t border-line px-4 py-2.5 text-sm text-ink-3">"More secrets rotate here. The first ones are shown."</p> }.into_any());
    view! {
        <Card title="Used by" note=count(detail) flush=true>
            <ul aria-label="Secrets that rotate here" class="divide-y divide-line">{rows}</ul>
            {rest}
        </Card>
    }
    .into_any()
}

/// "1 secret", "100+ secrets".
fn count(detail: &TargetDetail) -> String {
    match (detail.used_by.len(), detail.more) {
        (1, false) => "1 secret".to_owned(),
        (n, more) => format!("{n}{} secrets", if more { "+" } else { "" }),
    }
}

/// Why the target cannot be deleted now, with the secrets that use it.
pub fn not_deletable(detail: &TargetDetail) -> Option<String> {
    if detail.used_by.is_empty() {
        return None;
    }
    let named = detail.used_by.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let rest = if detail.used_by.len() > NAMED { ", and others" } else { "" };
    Some(format!(
        "{} at it: {named}{rest}. Delete them or give them another target first",
        match detail.used_by.len() {
            1 => "A secret rotates",
            _ => "Secrets rotate",
        }
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use strongroom_domain::{TargetKind, Trust};

    fn used(names: &[&str], more: bool) -> TargetDetail {
        TargetDetail {
            id: String::new(),
            name: "db".to_owned(),
            kind: TargetKind::Postgresql,
            host: "db".to_owned(),
            port: 5432,
            database: None,
            trust: Trust::Plain,
            manager: None,
            creator: String::new(),
            created: 0,
            updated: 0,
            revision: 1,
            used_by: names.iter().map(|name| (*name).to_owned()).collect(),
            more,
        }
    }

    #[test]
    fn reason_against_deletion_names_the_secrets() {
        assert_eq!(not_deletable(&used(&[], false)), None);
        let one = not_deletable(&used(&["a/b"], false)).unwrap_or_default();
        assert!(one.starts_with("A secret rotates at it: a/b. Delete"), "{one}");
        let many = not_deletable(&used(&["a", "b", "c", "d"], true)).unwrap_or_default();
        assert!(many.starts_with("Secrets rotate at it: a, b, c, and others. Delete"), "{many}");
        assert_eq!(count(&used(&["a", "b"], true)), "2+ secrets");
    }
}
