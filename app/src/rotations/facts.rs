//! What is known of a rotation, beside its state.

use super::{
    dto::{RotationDetail, RotationLine},
    words,
};
use crate::{
    current_user::{TextLinkFor, may},
    labels,
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Card, CopyButton, DescriptionList, Fact, TextLink, Time, TimeMode, iso};

/// How much earlier and later than the rotation its events are looked for, in milliseconds.
const AROUND_MS: i64 = 60_000;

/// The facts, with links.
pub fn facts(detail: RotationDetail, secret: String) -> AnyView {
    let RotationDetail { line, strategy, account, version, old_version, candidate, failures, updated, .. } = detail;
    let events = may(Action::LookupEvents).then(|| {
        view! { <p class="mt-4"><TextLink href=events_address(&line, &secret)>"Audit events of this rotation's secret"</TextLink></p> }
    });
    let others = may(Action::ListRotations).then(|| {
        let href = format!("{}?secret={}", paths::ROTATIONS, paths::escape(&secret));
        view! { <p class="mt-2"><TextLink href>"All rotations of this secret"</TextLink></p> }
    });
    let RotationLine { id, target, generated, trigger, starter, started, ended, .. } = line;
    let target = match target {
        None if generated => view! { <span class="text-ink-3">"none: the value is generated"</span> }.into_any(),
        Some(name) => {
            view! { <TextLinkFor action=Action::DescribeTarget href=paths::target(&name)>{name}</TextLinkFor> }
                .into_any()
        }
        None => view! { <span class="text-ink-3">"no longer the secret's target"</span> }.into_any(),
    };
    let account = (!generated).then(|| match account {
        Some(account) => view! { <code class="break-all">{account}</code> }.into_any(),
        None => view! { <span class="text-ink-3">"not chosen yet"</span> }.into_any(),
    });
    let account = account.map(|account| view! { <Fact term="New credential for">{account}</Fact> });
    let versions = paths::secret(SecretRoute::Versions, &secret);
    let version_link = move |id: String| {
        let (href, label, text) = (versions.clone(), format!("Copy version {id}"), id.clone());
        view! {
            <span class="flex min-w-0 items-center gap-1.5">
                <TextLinkFor action=Action::ListSecretVersionIds href><code class="break-all">{id}</code></TextLinkFor>
                <CopyButton label text/>
            </span>
        }
        .into_any()
    };
    let (new, old) = (version_link(version), version_link(old_version));
    let lasted = ended.map(|ended| {
        view! {
            <Fact term="Ended"><Time at=ended mode=TimeMode::Absolute/></Fact>
            <Fact term="Duration">{words::duration(ended - started)}</Fact>
        }
    });
    let tries = (candidate > 1).then(|| view! { <Fact term="Credential tried">{format!("number {candidate}: the target refused the others")}</Fact> });
    let failed = (failures > 0).then(|| view! { <Fact term="Failures in a row">{failures.to_string()}</Fact> });
    let overview = paths::secret(SecretRoute::Overview, &secret);
    view! {
        <Card title="Details">
            <DescriptionList>
                <Fact term="Secret"><TextLinkFor action=Action::DescribeSecret href=overview><span class="wrap-anywhere">{secret}</span></TextLinkFor></Fact>
                <Fact term="Target">{target}</Fact>
                <Fact term="How">{labels::strategy(strategy)}</Fact>
                {account}
                <Fact term="New version">{new}</Fact>
                <Fact term="Version before">{old}</Fact>
                <Fact term="Begun"><Time at=started mode=TimeMode::Absolute/> " by " <span class="wrap-anywhere">{starter}</span> ", " {words::trigger(trigger)}</Fact>
                {lasted}
                <Fact term="Last change"><Time at=updated/></Fact>
                {tries}
                {failed}
                <Fact term="Rotation id">
                    <span class="flex min-w-0 items-center gap-1.5"><code class="min-w-0 break-all">{id.clone()}</code> <CopyButton label="Copy rotation id" text=id/></span>
                </Fact>
            </DescriptionList>
            {events} {others}
        </Card>
    }
    .into_any()
}

/// The audit trail, filtered for the secret and the time of the rotation.
fn events_address(line: &RotationLine, secret: &str) -> String {
    let from = format!("from={}", paths::escape(&iso(line.started - AROUND_MS)));
    let to = line.ended.map(|ended| format!("&to={}", paths::escape(&iso(ended + AROUND_MS)))).unwrap_or_default();
    paths::address(paths::AUDIT, &format!("{from}{to}&secret={}", paths::escape(secret)))
}
