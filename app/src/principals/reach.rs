//! The secrets that a user or role can read.

use super::{
    calls::LoadReach,
    dto::{ReachLine, ReachPage},
};
use crate::{
    client::{Failure, call},
    current_user::TextLinkFor,
    error::UiError,
    paths::{self, SecretRoute},
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_domain::{Action, SecretName};
use strongroom_ui::{Button, ButtonSize, Card, Time, grouped, use_hydrated};

/// Every secret that a user or role can read, with the policies that allow it. Loaded on demand, a thousand secrets at a time.
#[component]
pub fn Reach(
    /// A user's name, or `role/` and a role's.
    user: String,
) -> impl IntoView {
    let found = RwSignal::new(Vec::<ReachLine>::new());
    let looked_at = RwSignal::new(0_u64);
    let next = RwSignal::new(None::<SecretName>);
    let error = RwSignal::new(None::<UiError>);
    let pending = RwSignal::new(false);
    let whose = user.clone();
    let look = Callback::new(move |()| {
        pending.set(true);
        let (user, after) = (whose.clone(), next.get_untracked());
        spawn_local(async move {
            let result = call(LoadReach { name: user, after }).await;
            // The page may be gone.
            if pending.try_set(false).is_some() {
                return;
            }
            match result {
                Ok(ReachPage { secrets, looked_at: count, next: more }) => {
                    found.update(|found| found.extend(secrets));
                    looked_at.update(|sum| *sum += u64::from(count));
                    next.set(more);
                    error.set(None);
                }
                Err(failed) => error.set(Some(failed)),
            }
        });
    });
    let begun = move || looked_at.get() > 0;
    let word = move || match (begun(), next.with(Option::is_some)) {
        (false, _) => Some("Find secrets"),
        (true, true) => Some("Continue"),
        (true, false) => None,
    };
    let hydrated = use_hydrated();
    let no_scripts = Signal::derive(move || (!hydrated.get()).then(|| "Requires JavaScript".to_owned()));
    let button = move || {
        word().map(|word| {
            view! { <Button id="look-reach" size=ButtonSize::Small pending on_press=look disabled_reason=no_scripts>{word}</Button> }
                .into_any()
        })
    };
    let summary = move || {
        let count = found.with(Vec::len) as u64;
        begun().then(|| {
            let limited = found.with(|found| found.iter().filter(|line| line.conditions.is_some()).count() as u64);
            let under = match limited {
                0 => String::new(),
                limited => format!(", {} of them under conditions", grouped(limited)),
            };
            let words = format!("{} of {} examined secrets{under}", grouped(count), grouped(looked_at.get()));
            view! { <p class="text-sm text-ink-2" role="status">{words}</p> }.into_any()
        })
    };
    let list = move || found.with(|found| found.iter().map(row).collect_view());
    view! {
        <Card title="Readable secrets" note="Secrets whose value it can read, now or later" actions=button>
            <Failure errors=vec![error.into()]/>
            {move || (!begun()).then(|| view! { <p class="text-ink-3">"Evaluates the policies of every secret."</p> }.into_any())}
            {summary}
            <ul class="flex max-h-96 flex-col divide-y divide-line overflow-y-auto">{list}</ul>
        </Card>
    }
}

/// The conditions of an access. `layout` are classes that place them.
pub(crate) fn conditions_line(conditions: Option<String>, layout: &str) -> Option<AnyView> {
    let class = [layout, "text-sm break-words text-ink-2"].join(" ");
    conditions.map(|words| view! { <span class=class>"under conditions: " {words}</span> }.into_any())
}

fn row(line: &ReachLine) -> AnyView {
    let ReachLine { name, through, conditions, last_read } = line.clone();
    let (href, name, through) =
        (paths::secret(SecretRoute::Overview, name.as_str()), name.to_string(), through.join(", "));
    let read = last_read.map(|at| view! { <span>" · read " <Time at/></span> }.into_any());
    view! {
        <li class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-1.5">
            <TextLinkFor action=Action::DescribeSecret href><code class="break-all">{name}</code></TextLinkFor>
            <span class="text-sm text-ink-3">{through} {read}</span>
            {conditions_line(conditions, "basis-full")}
        </li>
    }
    .into_any()
}
