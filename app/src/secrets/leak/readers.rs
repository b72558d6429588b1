//! Who read the secret lately, beside the button that replaces it.

use super::dto::{ReadSince, RecentReader, RecentReaders};
use crate::{
    paths::{self, SecretRoute},
    principals::PrincipalLink,
};
use leptos::prelude::*;
use strongroom_ui::{Card, Tab, Tabs, TextLink, Time, grouped};

/// The latest readers, and the way to all of them.
#[component]
pub(super) fn ReadersCard(
    /// Name of the secret.
    name: String,
    /// Who read it.
    readers: RecentReaders,
) -> impl IntoView {
    let RecentReaders { since, latest, others, more } = readers;
    let access = paths::secret(SecretRoute::Access, &name);
    let page = paths::secret(SecretRoute::Leaked, &name);
    let tabs = ReadSince::ALL.map(|(_, word, label)| Tab::new(label, address_since(&page, word))).to_vec();
    let here = ReadSince::ALL.into_iter().find(|(own, ..)| *own == since).map_or("", |(_, word, _)| word);
    let current = address_since(&page, here);
    let rest = match (others, more) {
        (0, false) => String::new(),
        (number, more) => format!("{}{} more read it. ", grouped(number), if more { "+" } else { "" }),
    };
    let list = match latest.is_empty() {
        true => view! { <p class="px-4 py-3 text-ink-2">"Nobody read it in this time."</p> }.into_any(),
        false => {
            let rows = latest.into_iter().map(row).collect_view();
            view! { <ul aria-label="Latest readers" class="divide-y divide-line">{rows}</ul> }.into_any()
        }
    };
    view! {
        <Card title="Who read it" note="latest first" flush=true>
            <div class="px-4"><Tabs label="Readers since" tabs current/></div>
            {list}
            <p class="border-t border-line px-4 py-3 text-sm text-ink-2">
                {rest} <TextLink href=access>"All who can read it"</TextLink>
            </p>
        </Card>
    }
}

fn address_since(page: &str, word: &str) -> String {
    let query = if word.is_empty() { String::new() } else { format!("since={word}") };
    paths::address(page, &query)
}

fn row(reader: RecentReader) -> AnyView {
    let RecentReader { name, role, person, last_read, versions, networks, reads } = reader;
    let times = if reads == 1 { "once".to_owned() } else { format!("{} times", grouped(reads)) };
    let networks = if networks.is_empty() { "this server".to_owned() } else { networks.join(", ") };
    let what = format!("{}, {times}, from {networks}", versions.join(", "));
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
            <PrincipalLink name role person/>
            <span class="text-sm text-ink-2">"read " <Time at=last_read/></span>
            <span class="basis-full text-sm wrap-anywhere text-ink-3">{what}</span>
        </li>
    }
    .into_any()
}
