//! Fields of the forms about targets: kind, address, and how the target proves itself.

use super::{
    dto::{TargetDetail, TargetProof},
    words,
};
use leptos::prelude::*;
use strongroom_domain::{TargetKind, Trust, limits};
use strongroom_ui::{Card, Choice, NumberField, RadioGroup, Select, TextArea, TextField, use_hydrated};

/// The kind of a new target; it never changes.
pub fn kind_field(kind: RwSignal<String>) -> AnyView {
    let choices = TargetKind::ALL.map(|kind| Choice::new(kind.word(), words::kind(kind))).to_vec();
    view! { <Select id="target-kind" name="kind" label="Kind" choices bind_to=kind required=true hint="Cannot be changed later."/> }
        .into_any()
}

/// Where the target is, and how it proves itself. Without scripts every field is there, whatever was chosen.
pub fn connection_card(kind: RwSignal<String>, before: Option<&TargetDetail>, lead: Option<AnyView>) -> AnyView {
    let hydrated = use_hydrated();
    let title = if lead.is_some() { "Target" } else { "Address" };
    let host = before.map(|target| target.host.clone()).unwrap_or_default();
    let port = RwSignal::new(before.map(|target| target.port.to_string()).unwrap_or_default());
    let was_ram = before.is_some_and(|target| target.kind == TargetKind::Ram);
    let second = before.and_then(|target| target.database.clone()).unwrap_or_default();
    let (database, sts) = if was_ram { (String::new(), second) } else { (second, String::new()) };
    let (database, sts) = (RwSignal::new(database), RwSignal::new(sts));
    let trust = RwSignal::new(before.map_or("system", |target| word(&target.trust)).to_owned());
    let certificates = RwSignal::new(before.map(|target| pem(&target.trust)).unwrap_or_default());
    let host_key = RwSignal::new(before.map(|target| key(&target.trust)).unwrap_or_default());
    let chosen = move || TargetKind::from_word(&kind.read()).filter(|_| hydrated.get());
    let is_function = move || chosen() == Some(TargetKind::Function);
    // A field's hint cannot change, so each kind has a field of its own.
    let host = RwSignal::new(host);
    let host_field = move || {
        let (label, hint) = match chosen() {
            Some(TargetKind::Function) => (
                "Address",
                "https://HOST:PORT/PATH. It is called by HTTPS, at public addresses and in the networks of the setting callable_networks.",
            ),
            Some(TargetKind::Ram) => {
                ("Address", "Address of the API, such as https://strongroom.internal or https://ram.aliyuncs.com.")
            }
            Some(_) => ("Host", "Name or IP address, as Strongroom reaches it."),
            None => {
                ("Host", "Name or IP address, as Strongroom reaches it; of RAM and of a function the https: address.")
            }
        };
        view! { <TextField id="target-host" name="at[host]" label bind_to=host required=true mono=true max_length=limits::TARGET_HOST hint/> }
    };
    let port_field = move || {
        if is_function() {
            return None;
        }
        let hint = match chosen() {
            Some(kind) => format!("Empty for {}, the usual port of {}.", kind.usual_port(), words::kind(kind)),
            None => format!("Empty for the usual port: {}.", usual_ports()),
        };
        Some(view! { <NumberField id="target-port" name="at[port]" label="Port" bind_to=port min=1 max=65_535 hint/> })
    };
    let database_field = move || {
        let hint = "PostgreSQL only. Empty for the database postgres.";
        chosen().is_none_or(|kind| kind == TargetKind::Postgresql).then(|| {
            view! { <TextField id="target-database" name="at[database]" label="Database" bind_to=database mono=true max_length=limits::ACCOUNT_NAME hint/> }
        })
    };
    let sts_field = move || {
        let hint = "RAM only. Empty if the service answers at the host itself, as Strongroom does; https://sts.aliyuncs.com for Alibaba Cloud.";
        chosen().is_none_or(|kind| kind == TargetKind::Ram).then(|| {
            view! { <TextField id="target-sts" name="at[sts]" label="STS address" bind_to=sts mono=true max_length=limits::ACCOUNT_NAME hint/> }
        })
    };
    // A host has no other way to prove itself.
    let trust_field = move || match chosen() {
        Some(TargetKind::Ssh) => view! { <input type="hidden" name="at[trust]" value="host-key"/> }.into_any(),
        known => {
            let choices = trust_choices(known);
            view! { <RadioGroup id="target-trust" name="at[trust]" legend="Connection" choices bind_to=trust required=true/> }
                .into_any()
        }
    };
    let host_key_field = move || {
        let required = hydrated.get();
        let hint = "One line of /etc/ssh/ssh_host_ed25519_key.pub, or of an ECDSA key. Read it on the host itself.";
        chosen().is_none_or(|kind| kind == TargetKind::Ssh).then(|| {
            view! { <TextArea id="target-host-key" name="at[host_key]" label="Host key" bind_to=host_key rows=2 mono=true required hint/> }
        })
    };
    let certificates_field = move || {
        // Without scripts it is there whatever was chosen, so it cannot be required.
        let other_kind = chosen() == Some(TargetKind::Ssh);
        let (required, shown) = (hydrated.get(), !hydrated.get() || *trust.read() == "ca" && !other_kind);
        let hint = "PEM, each from BEGIN CERTIFICATE to END CERTIFICATE. Only used with your own authorities.";
        shown.then(|| {
            view! { <TextArea id="target-certificates" name="at[certificates]" label="Certificates of the authorities" bind_to=certificates rows=6 mono=true required hint/> }
        })
    };
    view! {
        <Card title=title>
            <div class="flex flex-col gap-4">
                {lead.map(|lead| view! { <div class="grid gap-4 lg:grid-cols-2">{lead}</div> })}
                <div class="grid gap-4 lg:grid-cols-2">
                    {host_field}
                    {port_field}
                    {database_field}
                    {sts_field}
                </div>
                {trust_field}
                {certificates_field}
                {host_key_field}
            </div>
        </Card>
    }
    .into_any()
}

/// Those of a kind, or of every kind.
fn trust_choices(kind: Option<TargetKind>) -> Vec<Choice> {
    let mut choices = vec![
        Choice::new("system", "TLS")
            .hint("The server's certificate is from an authority that Strongroom's machine trusts."),
        Choice::new("ca", "TLS with your own authorities")
            .hint("The server's certificate is from an authority that you paste here."),
    ];
    if !matches!(kind, Some(TargetKind::Ram | TargetKind::Function)) {
        let hint = "Only for networks you trust: whoever controls the network can learn passwords.";
        choices.push(Choice::new("plain", "No TLS").hint(hint));
    }
    if kind.is_none() {
        choices.push(Choice::new("host-key", "SSH").hint("SSH hosts only. The host has the key below."));
    }
    choices
}

fn word(trust: &Trust) -> &'static str {
    match TargetProof::from(trust) {
        TargetProof::System => "system",
        TargetProof::HostKey => "host-key",
        TargetProof::Authorities => "ca",
        TargetProof::Plain => "plain",
    }
}

fn pem(trust: &Trust) -> String {
    match trust {
        Trust::Authorities(pem) => pem.clone(),
        _ => String::new(),
    }
}

fn key(trust: &Trust) -> String {
    match trust {
        Trust::HostKey(key) => key.clone(),
        _ => String::new(),
    }
}

fn usual_ports() -> String {
    let with_ports = TargetKind::ALL.into_iter().filter(|kind| *kind != TargetKind::Function);
    with_ports.map(|kind| format!("{} for {}", kind.usual_port(), words::kind(kind))).collect::<Vec<_>>().join(", ")
}
