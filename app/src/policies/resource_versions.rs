//! The versions of a secret's or key's policy: listed, compared and restored.

use super::{PolicyDiff, dto::ResourceVersionLine, resource_policy::ResourcePolicyView};
use crate::client::{AnyFormAction, SubmitForm};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{Button, Card, Chip, Glyph, TextLink, Time, Tone};

/// The versions' card; `None` if none is kept.
pub fn versions(own: &ResourcePolicyView, save: AnyFormAction) -> Option<AnyView> {
    if own.versions.is_empty() {
        return None;
    }
    let rows = own.versions.iter().map(|version| row(version, &own.page)).collect_view();
    let (lines, present) = (own.versions.clone(), own.policy.clone().unwrap_or_default());
    let (page, field, which) = (own.page.clone(), own.which.0, own.which.1.clone());
    let (revision, editable, compared) = (own.revision, own.editable, own.compared);
    let comparison = move || {
        let version = lines.iter().find(|version| Some(version.number) == compared.get())?.clone();
        let label = format!("From v{} to the present policy", version.number);
        let (older, newer) = (version.document.clone().unwrap_or_default(), present.clone());
        let which = which.clone();
        let restored = older.clone();
        let restore = (editable && older != newer).then(move || {
            let words = format!("Restore v{}", version.number);
            let removes = version.document.is_none();
            view! {
                <SubmitForm action=save>
                    <input type="hidden" name=field value=which/>
                    <input type="hidden" name="revision" value=revision.to_string()/>
                    <input type="hidden" name="document" value=restored/>
                    {removes.then(|| view! { <input type="hidden" name="remove" value="true"/> })}
                    <Button submit=true icon=Glyph::Restore pending=save.pending()>{words}</Button>
                </SubmitForm>
            }
            .into_any()
        });
        Some(
            view! {
                <div class="flex flex-col gap-3">
                    <PolicyDiff older=Signal::stored(older) newer=Signal::stored(newer) label/>
                    <div class="flex flex-wrap gap-2.5">{restore} <Button href=page.clone()>"Close comparison"</Button></div>
                </div>
            }
            .into_any(),
        )
    };
    let note = format!("the last {} are kept", limits::POLICY_VERSIONS);
    Some(
        view! {
            <Card title="Versions of this policy" note>
                <div class="flex flex-col gap-4">
                    <ul class="flex flex-col divide-y divide-line">{rows}</ul>
                    {comparison}
                </div>
            </Card>
        }
        .into_any(),
    )
}

fn row(version: &ResourceVersionLine, page: &str) -> AnyView {
    let ResourceVersionLine { number, current, document, creator, created } = version.clone();
    let state = current.then(|| view! { <Chip tone=Tone::Accent>"applies"</Chip> }.into_any());
    let removed = document.is_none().then(|| view! { <Chip>"removed"</Chip> }.into_any());
    let compare = (!current).then(|| {
        let words = format!(" v{number} with the present policy");
        view! { <TextLink href=format!("{page}?compare={number}")>"Compare" <span class="sr-only">{words}</span></TextLink> }
            .into_any()
    });
    let by = creator.map(|creator| format!(" by {creator}"));
    view! {
        <li class="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5 first:pt-0 last:pb-0">
            <span class="font-semibold">{format!("v{number}")}</span> {state} {removed}
            <span class="text-sm text-ink-2">"saved " <Time at=created/> {by}</span>
            <span class="ms-auto">{compare}</span>
        </li>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::{client::FormAction, policies::calls::DeletePolicy};

    fn html(editable: bool, compared: Option<u32>) -> String {
        let line = |number, document: Option<&str>| ResourceVersionLine {
            number,
            current: number == 3,
            document: document.map(str::to_owned),
            creator: Some("<b>m".to_owned()),
            created: 0,
        };
        Owner::new().with(|| {
            let own = ResourcePolicyView {
                what: "key",
                which: ("id", "0198".to_owned()),
                policy: Some("{}".to_owned()),
                readable: true,
                revision: 7,
                template: String::new(),
                editable,
                versions: vec![line(3, Some("{}")), line(2, None), line(1, Some("</textarea><b>"))],
                page: "/keys/0198".to_owned(),
                compared: Signal::stored(compared),
            };
            let save = FormAction::<DeletePolicy>::new().into();
            versions(&own, save).map(|view| view.to_html()).unwrap_or_default()
        })
    }

    #[test]
    fn version_is_restored_from_its_comparison() {
        let list = html(true, None);
        assert!(!list.contains("Restore") && !list.contains("<b>") && list.contains("/keys/0198?compare=1"), "{list}");
        assert!(!list.contains("compare=3"), "the present one is not compared with itself");
        let compared = html(true, Some(1));
        assert!(compared.contains("Restore v1") && compared.contains("name=\"revision\" value=\"7\""), "{compared}");
        assert!(!compared.contains("<b>") && !compared.contains("name=\"remove\""));
        assert!(html(true, Some(2)).contains("name=\"remove\""));
        for (editable, number) in [(false, 1), (true, 3), (true, 9)] {
            assert!(!html(editable, Some(number)).contains("Restore"), "{editable} {number}");
        }
    }
}
