//! "What this allows": each statement in a sentence, with matching secrets.

use crate::{
    current_user::TextLinkFor,
    paths::{self, SecretRoute},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use strongroom_domain::Action;

#[cfg(feature = "ssr")]
use crate::{door, error::UiError};
#[cfg(feature = "ssr")]
use strongroom_policy::{Document, sentences};

/// The meaning of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// The sentence.
    pub sentence: String,
    /// Names of some matching secrets; `None` if they were not looked up.
    pub examples: Option<Vec<String>>,
}

/// The statements of a document, with examples that the signed-in user may see.
#[cfg(feature = "ssr")]
pub(super) async fn statements(document: &Document) -> Result<Vec<Meaning>, UiError> {
    let with = sentences(document).into_iter().zip(door::examples(document).await?);
    Ok(with.map(|(sentence, examples)| Meaning { sentence, examples }).collect())
}

/// The statements in order. `links` links the example secrets; do not set it inside a form, because leaving loses its input.
pub fn meanings(statements: Vec<Meaning>, links: bool) -> AnyView {
    let items = statements.into_iter().map(|Meaning { sentence, examples }| {
        view! { <li class="break-words">{sentence} {examples.map(|names| examples_of(names, links))}</li> }.into_any()
    });
    let items = items.collect_view();
    view! { <ol class="flex list-decimal flex-col gap-1.5 ps-5 marker:text-ink-3">{items}</ol> }.into_any()
}

fn examples_of(names: Vec<String>, links: bool) -> AnyView {
    if names.is_empty() {
        return view! { <p class="text-sm text-ink-3">"No secrets match."</p> }.into_any();
    }
    let items = names.into_iter().map(|name| {
        let href = paths::secret(SecretRoute::Access, &name);
        let shown = if links {
            view! { <TextLinkFor action=Action::ListSecretReaders href>{name}</TextLinkFor> }.into_any()
        } else {
            name.into_any()
        };
        view! { <li class="font-mono break-all">{shown}</li> }.into_any()
    });
    let items = items.collect_view();
    view! {
        <div class="flex flex-wrap gap-x-3 text-sm leading-7 text-ink-3">
            <span>"For example"</span>
            <ul class="flex min-w-0 flex-wrap gap-x-3">{items}</ul>
        </div>
    }
    .into_any()
}
