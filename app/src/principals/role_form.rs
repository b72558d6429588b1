//! The fields that say what a user may do.

use super::dto::patterns_error;
use leptos::prelude::*;
use strongroom_ui::{Choice, RadioGroup, TextArea, use_hydrated};

/// Role and, for a reader, the secrets it may read.
#[component]
pub fn RoleFields(
    /// Begins the ids of the fields.
    id: &'static str,
    /// The role chosen at first.
    #[prop(into)]
    role: String,
    /// The patterns at first, one per line.
    #[prop(optional, into)]
    patterns: String,
) -> impl IntoView {
    let role = RwSignal::new(role);
    let patterns = RwSignal::new(patterns);
    let hydrated = use_hydrated();
    let choices = vec![
        Choice::new("reader", "Reader").hint("Reads the values of the secrets named below. What an application needs."),
        Choice::new("auditor", "Auditor").hint("Sees facts and the whole audit trail; never a value, never a change."),
        Choice::new("administrator", "Administrator").hint("Everything, this page included."),
    ];
    let aside = move || hydrated.get() && role.with(|role| role != "reader");
    let error = Signal::derive(move || patterns.with(|patterns| patterns_error(patterns)));
    view! {
        <RadioGroup id=format!("{id}-role") name="role" legend="Role" choices bind_to=role required=true/>
        <div class=move || if aside() { "hidden" } else { "" }>
            <TextArea
                id=format!("{id}-patterns")
                name="patterns"
                label="Secrets it may read"
                hint="For a reader: one name per line, or its beginning followed by *, such as payments/*."
                bind_to=patterns
                rows=4
                mono=true
                error
            />
        </div>
    }
}
