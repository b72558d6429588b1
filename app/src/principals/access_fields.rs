//! The fields that say what a new user may do.

use leptos::prelude::*;
use strongroom_ui::{Choice, RadioGroup, TextArea, use_hydrated};

/// A start and, for a reader, the secrets it may read. More is said on the user's page.
#[component]
pub fn AccessFields() -> impl IntoView {
    let access = RwSignal::new("reader".to_owned());
    let patterns = RwSignal::new(String::new());
    let hydrated = use_hydrated();
    let choices = vec![
        Choice::new("reader", "Reads secrets")
            .hint("The values of the secrets named below. What an application needs."),
        Choice::new("on-call", "On call").hint("Replaces leaked secrets and sees who read them; reads no value."),
        Choice::new("auditor", "Auditor").hint("Sees facts and the whole audit trail; never a value, never a change."),
        Choice::new("manager", "Manages").hint(
            "Secrets, keys, users and policies; reads no value unless it gives itself the right, which is flagged.",
        ),
        Choice::new("administrator", "Everything").hint("AdministratorAccess: every operation on everything."),
        Choice::new("none", "Nothing yet").hint("Attach policies or add it to groups afterwards."),
    ];
    let aside = move || hydrated.get() && access.with(|access| access != "reader");
    view! {
        <RadioGroup id="new-user-access" name="access" legend="What it may do" choices bind_to=access required=true/>
        <div class=move || if aside() { "hidden" } else { "" }>
            <TextArea
                id="new-user-patterns"
                name="patterns"
                label="Secrets it may read"
                hint="One name per line, or its beginning followed by *, such as payments/*. This makes a policy of its own."
                bind_to=patterns
                rows=4
                mono=true
            />
        </div>
    }
}
