//! The fields for a new user's initial access.

use leptos::prelude::*;
use strongroom_ui::{Choice, RadioGroup, TextArea, use_hydrated};

/// The initial access and, for a reader, the secrets it can read.
#[component]
pub fn AccessFields() -> impl IntoView {
    let access = RwSignal::new("reader".to_owned());
    let patterns = RwSignal::new(String::new());
    let hydrated = use_hydrated();
    let choices = vec![
        Choice::new("reader", "Reads secrets")
            .hint("Reads the values of the secrets named below. Suits most applications."),
        Choice::new("on-call", "On call").hint("Replaces leaked secrets and sees who read them. Cannot read values."),
        Choice::new("auditor", "Auditor").hint("Reads metadata and the whole audit trail. Cannot read values or change anything."),
        Choice::new("manager", "Manager").hint(
            "Manages secrets, keys, users and policies. Can read values only by granting itself access, which the audit trail flags.",
        ),
        Choice::new("administrator", "Administrator").hint("AdministratorAccess: every action on every resource."),
        Choice::new("none", "No access").hint("Attach policies or add it to groups later."),
    ];
    let aside = move || hydrated.get() && access.with(|access| access != "reader");
    view! {
        <RadioGroup id="new-user-access" name="access" legend="Access" choices bind_to=access required=true/>
        <div class=move || if aside() { "hidden" } else { "" }>
            <TextArea
                id="new-user-patterns"
                name="patterns"
                label="Secrets it can read"
                hint="One per line: a name, or a prefix followed by *, such as payments/*. Creates a policy for this user."
                bind_to=patterns
                rows=4
                mono=true
            />
        </div>
    }
}
