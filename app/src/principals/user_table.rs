//! The table of users.

use super::{attachments::policy_chips, dto::UserLine};
use crate::{current_user::LinkFor, paths};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{
    Card, Cell, Chip, Column, Empty, EmptyKind, Glyph, Icon, Row, Table, TableBody, TableHead, Time, TimeMode, Tone,
};

/// Maximum number of policies in a row.
const POLICIES: usize = 3;

/// Users, each a link to its page.
#[component]
pub fn UserTable(
    /// The users.
    users: Vec<UserLine>,
    /// Whether a search is active.
    filtered: bool,
) -> impl IntoView {
    if users.is_empty() {
        let (kind, detail) = if filtered {
            (EmptyKind::NoMatch, "No name or display name contains this text.")
        } else {
            (EmptyKind::default(), "There are no users after this page.")
        };
        return view! { <Card flush=true><Empty kind title="No users" detail/></Card> }.into_any();
    }
    let rows = users.into_iter().map(row).collect_view();
    view! {
        <Card flush=true>
            <Table label="Users and applications">
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Policies"/>
                    <Column label="Groups"/>
                    <Column label="AccessKeys"/>
                    <Column label="Last used"/>
                    <Column label="Second factor"/>
                    <Column label="Created"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(person: UserLine) -> AnyView {
    let (glyph, kind) = if person.is_person() { (Glyph::Person, "person") } else { (Glyph::Terminal, "application") };
    let (policies, keys) = (policy_chips(&person.policies, POLICIES), keys_words(&person));
    let used = person.keys.iter().filter_map(|key| key.used.as_ref()).map(|used| used.at).chain(person.signed_in).max();
    let used = match used {
        Some(at) => view! { <Time at/> }.into_any(),
        None => view! { <span class="text-ink-3">"—"</span> }.into_any(),
    };
    let factor = match (person.has_password, person.has_factor) {
        (true, true) => view! { <span>"yes"</span> }.into_any(),
        (true, false) => view! { <Chip tone=Tone::Amber>"none"</Chip> }.into_any(),
        (false, _) => view! { <span class="text-ink-3">"—"</span> }.into_any(),
    };
    let groups = person.groups.iter().map(|group| group.what.as_str()).collect::<Vec<_>>().join(", ");
    let UserLine { name, display_name, created, .. } = person;
    let href = format!("{}/{}", paths::USERS, paths::escape(&name));
    let display =
        (!display_name.is_empty()).then(|| view! { <span class="text-sm text-ink-3">{display_name}</span> }.into_any());
    view! {
        <Row>
            <Cell lead=true>
                <LinkFor action=Action::GetUser href class="inline-flex items-center gap-2.5">
                    <Icon glyph class="text-ink-3"/>
                    <span class="flex min-w-0 flex-col">
                        <span class="font-semibold break-all">{name}</span>
                        {display}
                    </span>
                    <span class="sr-only">{kind}</span>
                </LinkFor>
            </Cell>
            <Cell label="Policies">{policies}</Cell>
            <Cell label="Groups">{groups}</Cell>
            <Cell label="AccessKeys">{keys}</Cell>
            <Cell label="Last used">{used}</Cell>
            <Cell label="Second factor">{factor}</Cell>
            <Cell label="Created"><Time at=created mode=TimeMode::Date/></Cell>
        </Row>
    }
    .into_any()
}

/// "none", "1 active", "1 active, 1 inactive".
fn keys_words(person: &UserLine) -> String {
    let active = person.keys.iter().filter(|key| key.active).count();
    match (active, person.keys.len() - active) {
        (0, 0) => "none".to_owned(),
        (active, 0) => format!("{active} active"),
        (0, inactive) => format!("{inactive} inactive"),
        (active, inactive) => format!("{active} active, {inactive} inactive"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::principals::dto::AccessKeyLine;
    use strongroom_domain::{PolicyName, PolicyRef, PolicyType, Since, Timestamp};

    #[test]
    fn hostile_names_are_escaped_and_long_lists_are_counted() {
        let policy = |name: &str| PolicyRef { kind: PolicyType::Custom, name: PolicyName::new(name).unwrap() };
        let key =
            |active| AccessKeyLine { id: "SR1".to_owned(), active, networks: String::new(), created: 0, used: None };
        let person = UserLine {
            revision: 1,
            name: "\"></title><b>x</b>".to_owned(),
            display_name: "<i>d</i>".to_owned(),
            comments: String::new(),
            has_password: false,
            federated: false,
            has_factor: false,
            created: 0,
            signed_in: None,
            groups: vec![Since::new("<u>g</u>".to_owned(), Timestamp(0))],
            policies: ["a", "b", "c", "d"].map(|name| Since::new(policy(name), Timestamp(0))).to_vec(),
            keys: [true, false].map(key).to_vec(),
        };
        let html = Owner::new().with(|| view! { <UserTable users=vec![person] filtered=false/> }.to_html());
        assert!(!html.contains("<b>") && !html.contains("<i>") && !html.contains("<u>"));
        assert!(html.contains("1 more") && html.contains("1 active, 1 inactive"));
        assert!(html.contains("/users/%22%3E%3C%2Ftitle%3E"), "the address is escaped too");
    }
}
