//! The page of one rotation.

use super::{
    actions::{Acts, buttons},
    calls::LoadRotation,
    dto::RotationDetail,
    facts::facts,
    log::log_card,
    steps::{StepLine, steps},
    words,
};
use crate::{
    client::{ErrorView, Failure, Follow, FormAction, failure, on_success, resource},
    paths,
    readers::VersionReadersCard,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use strongroom_domain::RunPhase;
use strongroom_ui::{
    Banner, Card, Glyph, Icon, PageHeader, PageTitle, Skeleton, Status, Step, StepState, Steps, Time, Tone, use_toasts,
};

/// The state of the rotation in the address, its steps, and what a person can do.
#[component]
pub fn RotationPage() -> impl IntoView {
    let params = use_params_map();
    let which = Memo::new(move |_| {
        let get = |key: &str| params.with(|params| params.get(key).unwrap_or_default());
        (get("id"), paths::unescape(&get("name")))
    });
    let reload = RwSignal::new(0_u32);
    let acts = Acts { resume: FormAction::new(), extend: FormAction::new(), back: FormAction::new() };
    let toasts = use_toasts();
    let again = move || {
        // The page may be gone.
        let _ = reload.try_update(|count| *count = count.wrapping_add(1));
    };
    on_success(acts.resume, move |()| {
        toasts.say("The rotation goes on");
        again();
    });
    on_success(acts.extend, move |()| {
        toasts.say("The old credential works for longer");
        again();
    });
    on_success(acts.back, move |()| {
        toasts.say("Rolling back");
        again();
    });
    let page = resource(move || {
        reload.track();
        let (id, secret) = which.get();
        LoadRotation { secret, id }
    });
    let follow = Follow::new(move || Some(which.get().1), 1_000, again);
    Effect::new(move || {
        if let Some(Ok(RotationDetail { look_in_ms, .. })) = page.get() {
            follow.look_in(look_in_ms);
        }
    });
    view! {
        <PageTitle text=Signal::derive(move || format!("Rotation of {}", which.read().1))/>
        <Transition fallback=|| view! { <Skeleton lines=6/> }>
            {move || {
                let title = which.get().1;
                Suspend::new(async move {
                    match page.await {
                        Ok(detail) => content(detail, title, acts),
                        Err(error) => view! { <PageHeader title path=true/> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn content(detail: RotationDetail, secret: String, acts: Acts) -> AnyView {
    let (tone, words) = words::state(&detail.line);
    let state = move || view! { <Status tone>{words}</Status> };
    let failures = vec![failure(acts.resume), failure(acts.extend), failure(acts.back)];
    let (old, new, name) = (detail.old_version.clone(), detail.version.clone(), secret.clone());
    // It has come to the first step that is not done.
    let mut now = words::step(&detail.line);
    let lines = steps(&detail).into_iter().zip(1..).map(move |(StepLine { state, title, took }, number)| {
        let note = if state == StepState::Done { None } else { now.take() };
        let took = took.map(|took| format!("took {}", words::duration(took)));
        view! { <Step number state title>{note} " " {took}</Step> }.into_any()
    });
    let (lines, log) = (lines.collect_view(), log_card(&detail));
    let (heading, note) = match detail.line.goes_back() {
        true => ("Steps back", "to the old credential"),
        false => ("Steps", ""),
    };
    view! {
        <PageHeader title=secret.clone() path=true glyph=Glyph::Rotate kind="Rotation" state/>
        <Failure errors=failures/>
        {headline(&detail)}
        {standing(&detail, &secret, acts)}
        <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
            <div class="flex min-w-0 flex-col gap-4">
                <Card title=heading note><Steps>{lines}</Steps></Card>
                <VersionReadersCard name old new/>
                {log}
            </div>
            {facts(detail, secret)}
        </div>
    }
    .into_any()
}

/// Whether the old credential still works. Announced to screen readers when it changes.
fn headline(detail: &RotationDetail) -> AnyView {
    let RotationDetail { line, strategy, .. } = detail;
    let (class, glyph) = match line.phase {
        RunPhase::Done => ("size-7 shrink-0 text-accent", Glyph::Check),
        _ => ("size-7 shrink-0 text-amber", Glyph::Clock),
    };
    let words = words::headline(line, *strategy).map(|words| {
        view! {
            <Icon glyph class/>
            <span class="min-w-0 text-headline font-semibold tracking-tight">{words}</span>
        }
    });
    view! { <p role="status" id="old-credential" class="flex items-center gap-3 empty:hidden">{words}</p> }.into_any()
}

/// What the state means, why it does not go on, and the buttons that a person can press about it.
fn standing(detail: &RotationDetail, secret: &str, acts: Acts) -> AnyView {
    let line = &detail.line;
    let tone = match line.phase {
        RunPhase::NeedsAPerson => Tone::Red,
        RunPhase::RetryWait | RunPhase::GivenUp => Tone::Amber,
        RunPhase::Done => Tone::Accent,
        _ => Tone::Neutral,
    };
    // While a step is retried, its last failure is not shown.
    let cause = line.cause.filter(|_| line.is_open() && line.phase != RunPhase::Active);
    let title = cause.map_or_else(|| words::consequence(line).to_owned(), words::cause);
    let meaning = cause.map(|_| view! { <p>{words::consequence(line)}</p> });
    let act = cause.map(|cause| view! { <p>{cause.advice()}</p> });
    let until = words::until(detail);
    let until = until.map(|(words, at)| {
        let at = at.map(|at| view! { " " <Time at upcoming=true/> });
        view! { <p>{words} {at} "."</p> }
    });
    let buttons = buttons(detail, secret, acts);
    let words = view! { <div class="flex flex-col gap-1.5">{meaning} {act} {until} {buttons}</div> };
    view! { <Banner tone title>{words}</Banner> }.into_any()
}
