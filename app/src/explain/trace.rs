//! Every evaluated policy, statement by statement.

use leptos::prelude::*;
use strongroom_policy::{CheckTrace, Effect, PolicyTrace, StatementTrace, Trace};
use strongroom_ui::{Card, Chip, Tone};

/// The whole trace, collapsed.
pub fn trace_card(trace: Trace) -> AnyView {
    let checks = trace.checks.into_iter().map(check).collect_view();
    view! {
        <Card title="Evaluated policies">
            <div class="flex flex-col gap-5">{checks}</div>
        </Card>
    }
    .into_any()
}

fn check(check: CheckTrace) -> AnyView {
    let CheckTrace { action, resource, policies, .. } = check;
    let none = policies
        .is_empty()
        .then(|| view! { <p class="text-ink-3">"No policy applies to this principal."</p> }.into_any());
    let policies = policies.into_iter().map(policy).collect_view();
    view! {
        <section class="flex flex-col gap-2">
            <h3 class="break-all"><code>{action}</code> " on " <code>{resource}</code></h3>
            {none}
            {policies}
        </section>
    }
    .into_any()
}

fn policy(policy: PolicyTrace) -> AnyView {
    let PolicyTrace { name, holder, problems, statements, .. } = policy;
    let matched = statements.iter().filter(|statement| statement.matched()).count();
    let words = format!("{name}, {holder}: {matched} of {} statements match", statements.len());
    let problems =
        problems.into_iter().map(|problem| view! { <li class="text-red">{problem.to_string()}</li> }.into_any());
    let rows = statements.into_iter().map(statement).collect_view();
    let opened = matched > 0;
    view! {
        <details class="rounded-md border border-line px-3 py-2" open=opened>
            <summary class="cursor-pointer break-all">{words}</summary>
            <ul class="mt-2 flex flex-col gap-1.5">{problems.collect_view()} {rows}</ul>
        </details>
    }
    .into_any()
}

fn statement(statement: StatementTrace) -> AnyView {
    let matched = statement.matched();
    let tone = match (matched, statement.effect) {
        (true, Effect::Allow) => Tone::Accent,
        (true, Effect::Deny) => Tone::Red,
        (false, _) => Tone::Neutral,
    };
    let effect = if statement.effect == Effect::Allow { "Allow" } else { "Deny" };
    let sid = statement.sid.clone().map(|sid| format!(" ({sid})")).unwrap_or_default();
    let words = format!("statement {}{sid}: {}", statement.index + 1, missing(&statement));
    view! {
        <li class="flex flex-wrap items-baseline gap-2 text-sm">
            <Chip tone>{effect}</Chip>
            <span class="min-w-0 break-words">{words}</span>
        </li>
    }
    .into_any()
}

/// The parts of a statement that do not match, in words.
fn missing(statement: &StatementTrace) -> String {
    let parts = [(statement.principal, "principal"), (statement.action, "action"), (statement.resource, "resource")];
    let mut missing: Vec<String> =
        parts.into_iter().filter(|(matches, _)| !matches).map(|(_, part)| format!("{part} does not match")).collect();
    for condition in statement.conditions.iter().filter(|condition| !condition.holds) {
        let seen = condition.seen.as_deref().unwrap_or("missing");
        let wanted = condition.wanted.join(" or ");
        missing.push(format!(
            "condition {} {} {wanted} does not match: the value is {seen}",
            condition.key,
            condition.operator.name()
        ));
    }
    if missing.is_empty() { "matches".to_owned() } else { missing.join("; ") }
}
