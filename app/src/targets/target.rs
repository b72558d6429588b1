//! The page of one target.

use super::{
    calls::{DeleteTarget, LoadTarget, TestTarget},
    check::check_card,
    dto::{TargetDetail, TargetProof},
    used_by::{not_deletable, used_by},
    words,
};
use crate::{
    client::{Failure, FormAction, failure, on_deleted, resource, subject_name, subject_page},
    current_user::may,
    paths,
    principals::Removal,
};
use leptos::prelude::*;
use strongroom_domain::{Action, TargetKind, TargetName, Trust};
use strongroom_ui::{
    Button, ButtonSize, Card, CopyButton, DescriptionList, Fact, Glyph, PageHeader, PageTitle, Status, Time, TimeMode,
    Tone,
};

/// The facts of the target in the address, a test of its connection, and the secrets that rotate at it.
#[component]
pub fn TargetPage() -> impl IntoView {
    let name = subject_name();
    let (test, delete) = (FormAction::<TestTarget>::new(), FormAction::<DeleteTarget>::new());
    on_deleted(delete, paths::TARGETS);
    let page = resource(move || LoadTarget { name: name.get() });
    let failures = vec![failure(delete)];
    view! {
        <PageTitle text=Signal::derive(move || name.with(|name| TargetName::new(name).map_or("Target".to_owned(), String::from)))/>
        {subject_page(name, page, move |detail| {
            let failures = failures.clone();
            view! {
                {head(&detail, delete)}
                <Failure errors=failures/>
                <div class="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_26rem]">
                    <div class="flex min-w-0 flex-col gap-4">
                        {may(Action::TestTarget).then(|| check_card(&detail, test))}
                        {used_by(&detail)}
                    </div>
                    {facts(detail)}
                </div>
            }
            .into_any()
        })}
    }
}

fn head(detail: &TargetDetail, delete: FormAction<DeleteTarget>) -> AnyView {
    let (name, kind, address) = (detail.name.clone(), detail.kind, detail.address());
    let proof = TargetProof::from(&detail.trust);
    let tone = if proof == TargetProof::Plain { Tone::Amber } else { Tone::Accent };
    let state = move || {
        let words = format!("{address} · {}", words::protection(proof));
        view! { <Status tone>{words}</Status> }
    };
    let (title, blocked) = (name.clone(), not_deletable(detail));
    let actions = move || {
        let (name, blocked) = (name.clone(), blocked.clone());
        let edit = (may(Action::UpdateTarget)).then(|| {
            let href = paths::edit_target(&name);
            view! { <Button size=ButtonSize::Small icon=Glyph::Pencil href>"Edit"</Button> }.into_any()
        });
        let removal = may(Action::DeleteTarget).then(|| {
            let consequence = "Strongroom forgets the address and what proves the managing account. Accounts at the target stay as they are.".to_owned();
            view! { <Removal name consequence blocked action=delete error=failure(delete)/> }.into_any()
        });
        view! { {edit} {removal} }.into_any()
    };
    view! { <PageHeader title glyph=Glyph::Database kind=words::kind(kind).to_owned() state actions/> }.into_any()
}

fn facts(detail: TargetDetail) -> AnyView {
    let address = detail.address();
    let proof = words::protection_sentence(TargetProof::from(&detail.trust));
    let (trusted, what) = match detail.trust {
        Trust::Authorities(pem) => (Some(pem), "Certificates"),
        Trust::HostKey(key) => (Some(key), "Host key"),
        Trust::SystemAuthorities | Trust::Plain => (None, ""),
    };
    let trusted = trusted.map(|text| {
        let copied = text.clone();
        view! {
            <Fact term=what>
                <span class="flex items-start gap-1.5">
                    <details class="min-w-0">
                        <summary class="w-fit cursor-pointer underline decoration-line underline-offset-3">"Show"</summary>
                        <pre class="mt-2 max-h-60 overflow-auto text-xs" tabindex="0">{text}</pre>
                    </details>
                    <CopyButton label=format!("Copy {}", what.to_ascii_lowercase()) text=copied/>
                </span>
            </Fact>
        }
    });
    let (term, what) = match detail.kind {
        TargetKind::Ram => ("STS address", "STS address"),
        _ => ("Database", "database"),
    };
    let second = detail.database.map(|name| view! { <Fact term>{copied(what, name)}</Fact> });
    let manager = match detail.manager {
        Some(account) => copied("managing account", account),
        None => view! { <span class="text-ink-2">"None. Each account changes its own credential."</span> }.into_any(),
    };
    view! {
        <Card title="Details">
            <DescriptionList>
                <Fact term="Address">{copied("address", address)}</Fact>
                {second}
                <Fact term="Connection">{proof}</Fact>
                {trusted}
                <Fact term="Managing account">{manager}</Fact>
                <Fact term="Target id">{copied("target id", detail.id)}</Fact>
                <Fact term="Created"><Time at=detail.created mode=TimeMode::Absolute/> " by " {detail.creator}</Fact>
                <Fact term="Changed"><Time at=detail.updated/></Fact>
            </DescriptionList>
        </Card>
    }
    .into_any()
}

/// A text with a copy button.
fn copied(what: &'static str, text: String) -> AnyView {
    view! {
        <span class="flex min-w-0 items-center gap-1.5">
            <code class="min-w-0 break-all">{text.clone()}</code>
            <CopyButton label=format!("Copy {what}") text/>
        </span>
    }
    .into_any()
}
