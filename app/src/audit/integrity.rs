//! Whether the trail is what was written: an alarm above the search, and the checkpoints below a summary.

use super::dto::{OutsideCopy, TrailIntegrity};
use leptos::prelude::*;
use strongroom_ui::{Banner, CopyButton, DescriptionList, Fact, Tone, grouped, utc};

/// The alarm if there is one, what is wrong with the copy outside the database, and facts to open.
#[component]
pub fn IntegrityPanel(
    /// What is known.
    integrity: TrailIntegrity,
) -> impl IntoView {
    let alarm = integrity.alarm.clone().map(|alarm| {
        view! {
            <Banner tone=Tone::Red title="The audit trail was altered">
                {format!("{}. Find out who writes to the database. To check every event, run: strongroom audit verify", sentence(&alarm))}
            </Banner>
        }
    });
    let warning = warning(&integrity).map(|words| view! { <Banner tone=Tone::Amber>{words}</Banner> });
    let summary = summary(&integrity);
    let fact = |term: &'static str, text: Option<String>| {
        text.map(|text| view! { <Fact term><span class="break-all">{text}</span></Fact> })
    };
    let TrailIntegrity { checkpoint, place, outside, swept, public_key, .. } = integrity;
    let newest = checkpoint.map(|one| format!("{} · {} · {} blocks", one.number, utc(one.time), grouped(one.blocks)));
    let copy = match outside {
        OutsideCopy::Kept(one) => Some(format!("checkpoint {} · {}", one.number, utc(one.time))),
        OutsideCopy::Off | OutsideCopy::Missing | OutsideCopy::Failed(_) => None,
    };
    view! {
        {alarm}
        {warning}
        <details class="text-ink-2">
            <summary class="cursor-pointer">{summary}</summary>
            <div class="mt-3">
                <DescriptionList>
                    {fact("Newest checkpoint", newest)}
                    {fact("Copy outside the database", place)}
                    {fact("Newest there", copy)}
                    {fact("Last background check", swept.map(utc))}
                    {public_key.map(|key| view! {
                        <Fact term="Public key of checkpoints">
                            <span class="flex min-w-0 items-center gap-1.5">
                                <code class="min-w-0 break-all">{key.clone()}</code>
                                <CopyButton label="Copy public key of checkpoints" text=key/>
                            </span>
                        </Fact>
                    })}
                </DescriptionList>
            </div>
        </details>
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What keeps the trail from being compared with a copy outside the database.
fn warning(integrity: &TrailIntegrity) -> Option<String> {
    match &integrity.outside {
        OutsideCopy::Failed(error) => {
            Some(format!("{}. Until then nobody can tell whether the newest events were cut off.", sentence(error)))
        }
        OutsideCopy::Kept(_) if integrity.begun_anew => Some(
            "No checkpoints were found outside the database when this server started, so they were begun anew. What was cut off before cannot be noticed."
                .to_owned(),
        ),
        OutsideCopy::Off | OutsideCopy::Missing | OutsideCopy::Kept(_) => None,
    }
}

/// One line: the newest checkpoint, and how far the copy lags behind.
fn summary(integrity: &TrailIntegrity) -> String {
    let Some(newest) = &integrity.checkpoint else { return "Integrity: no checkpoint yet".to_owned() };
    let copy = match &integrity.outside {
        OutsideCopy::Off => "not kept outside the database".to_owned(),
        OutsideCopy::Missing => "not outside the database yet".to_owned(),
        OutsideCopy::Failed(_) => "the copy outside the database cannot be used".to_owned(),
        OutsideCopy::Kept(copy) => match newest.number.saturating_sub(copy.number) {
            0 => "the copy outside the database is up to date".to_owned(),
            behind => format!("the copy outside the database is {} behind", grouped(behind)),
        },
    };
    format!("Integrity: checkpoint {} · {copy}", grouped(newest.number))
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::audit::dto::CheckpointRow;

    fn integrity() -> TrailIntegrity {
        let checkpoint = CheckpointRow { number: 1_204, time: 0, blocks: 90_000 };
        TrailIntegrity {
            checkpoint: Some(checkpoint),
            outside: OutsideCopy::Kept(checkpoint),
            place: Some("/etc/strongroom/audit-checkpoints".to_owned()),
            begun_anew: false,
            swept: Some(0),
            public_key: Some("ab".repeat(32)),
            alarm: None,
        }
    }

    fn html(integrity: TrailIntegrity) -> String {
        Owner::new().with(|| view! { <IntegrityPanel integrity/> }.to_html())
    }

    #[test]
    fn checkpoints_and_lag_are_shown() {
        let shown = html(integrity());
        assert!(shown.contains("checkpoint 1,204 · the copy outside the database is up to date"), "{shown}");
        assert!(shown.contains("/etc/strongroom/audit-checkpoints") && shown.contains(&"ab".repeat(32)));
        // The copy button has one, to say that it copied.
        assert!(!shown.contains("role=\"alert\"") && shown.matches("role=\"status\"").count() == 1);
        let behind = CheckpointRow { number: 1_200, time: 0, blocks: 1 };
        assert!(html(TrailIntegrity { outside: OutsideCopy::Kept(behind), ..integrity() }).contains("is 4 behind"));
        assert!(html(TrailIntegrity { checkpoint: None, ..integrity() }).contains("no checkpoint yet"));
    }

    #[test]
    fn alarm_and_unusable_copy_are_banners() {
        let shown = html(TrailIntegrity { alarm: Some("chain 01: <b>events</b>".to_owned()), ..integrity() });
        assert!(shown.contains("role=\"alert\"") && shown.contains("Chain 01: &lt;b&gt;"), "{shown}");
        let failed = OutsideCopy::Failed("checkpoints cannot be written".to_owned());
        let shown = html(TrailIntegrity { outside: failed, ..integrity() });
        assert!(shown.matches("role=\"status\"").count() == 2 && shown.contains("Checkpoints cannot be written."));
        assert!(html(TrailIntegrity { begun_anew: true, ..integrity() }).contains("begun anew"));
    }
}
