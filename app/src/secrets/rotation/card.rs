//! The card on the overview: how the secret rotates, what is under way, and the button that rotates it.

use super::{
    dto::RotationDetails,
    rotate_now::RotateNow,
    run_state::{RunState, watch_run},
    words,
};
use crate::{
    current_user::TextLinkFor,
    labels,
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use strongroom_domain::{Action, Strategy};
use strongroom_ui::{Card, Chip, DescriptionList, Fact, TextLink, Time, TimeMode};

/// How the secret rotates, in brief.
#[component]
pub fn RotationCard(
    /// Name of the secret.
    name: String,
    /// How it rotates.
    rotation: RotationDetails,
    /// Whether the secret can be changed.
    live: bool,
) -> impl IntoView {
    watch_run(rotation.look_in_ms);
    let more = paths::secret(SecretRoute::Rotation, &name);
    let rotate = (live && rotation.can_rotate).then(|| {
        let consequence = words::follows(rotation.strategy);
        view! { <RotateNow name=name.clone() consequence/> }
    });
    let run = rotation.run.clone();
    view! {
        <Card title="Rotation" actions=move || view! { <TextLink href=more.clone()>"History and schedule"</TextLink> }>
            <div class="flex flex-col gap-4">
                {run.map(|run| view! { <RunState name=name.clone() run/> })}
                <RotationFacts name rotation/>
                {rotate}
            </div>
        </Card>
    }
}

/// Where, how and when it rotates.
#[component]
pub(super) fn RotationFacts(
    /// The secret.
    name: String,
    /// How it rotates.
    rotation: RotationDetails,
) -> impl IntoView {
    let schedule = words::schedule(&rotation);
    let rollout = rotation.rollout.as_ref().map(words::rollout);
    let RotationDetails {
        target,
        recipe,
        strategy,
        accounts,
        upcoming,
        last,
        grace_s,
        await_readers,
        begins,
        freezes,
        ..
    } = rotation;
    let at_target = (!target.is_empty()).then(|| {
        view! { <Fact term="Target"><TextLinkFor action=Action::DescribeTarget href=paths::target(&target)>{target.clone()}</TextLinkFor></Fact> }
    });
    let recipe = recipe.map(|recipe| view! { <Fact term="Password">{recipe}</Fact> });
    let accounts = (!accounts.is_empty()).then(|| {
        let accounts = accounts.into_iter().map(|account| view! { <Chip>{account}</Chip> }).collect_view();
        view! { <Fact term="Accounts"><span class="flex flex-wrap gap-1.5">{accounts}</span></Fact> }
    });
    let freezes = (!freezes.is_empty()).then(|| {
        let one = |(from, to)| {
            view! { <li><Time at=from mode=TimeMode::Absolute/> " to " <Time at=to mode=TimeMode::Absolute/></li> }
                .into_any()
        };
        let list = freezes.into_iter().map(one).collect_view();
        view! { <Fact term="Freeze dates"><ul>{list}</ul></Fact> }.into_any()
    });
    let begins = begins
        .filter(|begins| last.is_none_or(|last| last < *begins))
        .map(|at| view! { <Fact term="Not before"><Time at mode=TimeMode::Absolute/></Fact> }.into_any());
    let next = match upcoming.first() {
        Some(at) => view! { <Time at=*at upcoming=true/> }.into_any(),
        None => view! { <span class="text-ink-3">"none"</span> }.into_any(),
    };
    let last = match last {
        Some(at) => {
            let href = format!("{}?secret={}", paths::ROTATIONS, paths::escape(&name));
            view! { <TextLinkFor action=Action::ListRotations href><Time at/></TextLinkFor> }.into_any()
        }
        None => view! { <span class="text-ink-3">"never"</span> }.into_any(),
    };
    let grace = match (strategy.guarantee().both_work(), grace_s) {
        _ if strategy == Strategy::Generated => "stays readable as ACSPrevious".to_owned(),
        (false, _) => "stops working at once".to_owned(),
        (true, 0) => "revoked as soon as the new one is served".to_owned(),
        (true, seconds) if await_readers => {
            format!("valid until its last reader has the new one, at most {}", words::span(seconds))
        }
        (true, seconds) => format!("valid for {} more", words::span(seconds)),
    };
    view! {
        <DescriptionList>
            {at_target}
            {accounts}
            <Fact term="Method">{labels::strategy(strategy)}</Fact>
            {recipe}
            {rollout.map(|rollout| view! { <Fact term="New credential">{rollout}</Fact> })}
            <Fact term="Old credential">{grace}</Fact>
            <Fact term="Schedule">{schedule}</Fact>
            {begins}
            {freezes}
            <Fact term="Next">{next}</Fact>
            <Fact term="Last">{last}</Fact>
        </DescriptionList>
    }
}
