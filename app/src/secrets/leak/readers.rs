//! Who read the secret lately, beside the button that replaces it.

use super::dto::{RecentReader, RecentReaders};
use crate::{
    paths::{self, SecretRoute},
    principals::PrincipalLink,
};
use leptos::prelude::*;
use strongroom_ui::{Card, TextLink, Time, grouped};

/// The latest readers, and the way to all of them.
#[component]
pub(super) fn ReadersCard(
    /// Name of the secret.
    name: String,
    /// Who read it.
    readers: RecentReaders,
) -> impl IntoView {
    let RecentReaders { latest, others, more } = readers;
    let access = paths::secret(SecretRoute::Access, &name);
    let rest = match (others, more) {
        (0, false) => String::new(),
        (number, more) => format!("{}{} more can read it. ", grouped(number), if more { "+" } else { "" }),
    };
    let list = match latest.is_empty() {
        true => view! { <p class="px-4 py-3 text-ink-2">"Nobody who can read it has done so."</p> }.into_any(),
        false => {
            let rows = latest.into_iter().map(row).collect_view();
            view! { <ul aria-label="Latest readers" class="divide-y divide-line">{rows}</ul> }.into_any()
        }
    };
    view! {
        <Card title="Who read it" note="latest first" flush=true>
            {list}
            <p class="border-t border-line px-4 py-3 text-sm text-ink-2">
                {rest} <TextLink href=access>"All who can read it"</TextLink>
            </p>
        </Card>
    }
}

fn row(reader: RecentReader) -> AnyView {
    let RecentReader { name, role, person, last_read } = reader;
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
            <PrincipalLink name role person/>
            <span class="text-sm text-ink-2">"read " <Time at=last_read/></span>
        </li>
    }
    .into_any()
}
