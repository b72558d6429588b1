//! The code an application needs to read a secret.

use super::{calls::SecretConnection, dto::SecretConnectionDetails};
use crate::{
    client::{resource, save_file},
    current_user::may,
    paths::{self, SecretRoute},
    secrets::{
        dto::ConnectionDetails,
        frame::{Reload, SecretFrame, bind_keys, by_name, loaded},
        value::snippets,
    },
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonSize, Card, Code, CodeBlock, CopyButton, DescriptionList, Fact, Glyph, Step, StepState, Steps,
    TextField, TextLink, use_hydrated, use_toasts,
};

/// Name under which the CA certificate is downloaded.
const CA_FILE: &str = "strongroom-ca.pem";

/// How an application connects.
#[component]
pub fn ConnectPage() -> impl IntoView {
    by_name(|name| {
        let reload = Reload::provide();
        bind_keys(&name);
        let data = resource(move || {
            reload.track();
            SecretConnection { name: name.clone() }
        });
        loaded(data, |SecretConnectionDetails { facts, access, ca }| {
            view! { <SecretFrame page=SecretRoute::Connect facts><Connect access ca/></SecretFrame> }.into_any()
        })
    })
}

#[component]
fn Connect(access: ConnectionDetails, ca: Option<String>) -> impl IntoView {
    let ca_file = RwSignal::new(access.ca_file.clone().unwrap_or_default());
    let needs_ca = ca.is_some();
    let ConnectionDetails { address, region, .. } = access.clone();
    let application = match may(Action::CreateUser) && may(Action::ListUsers) {
        true => view! { <TextLink href=paths::USERS>"Create an application"</TextLink> }.into_any(),
        false => "Ask an administrator for an application".into_any(),
    };
    let codes = move || {
        let ca_file = needs_ca.then(|| ca_file.get()).filter(|path| !path.trim().is_empty());
        snippets::all(&ConnectionDetails { ca_file, ..access.clone() })
    };
    let trust = match needs_ca {
        true => "Save the CA certificate where the application runs, and enter its path there. The code uses it.",
        false => {
            "The API's certificate comes from an authority outside Strongroom. Clients whose system trusts that authority need nothing else; others need its certificate from whoever runs it."
        }
    };
    view! {
        <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
            <div class="flex min-w-0 flex-col gap-5">
                <Card title="Code" note="uses the vendor's unmodified SDKs">
                    {move || view! { <CodeBlock id="connect" label="code that reads this secret" codes=codes()/> }.into_any()}
                </Card>
                {ca.map(|text| view! { <CaCard text ca_file/> })}
            </div>
            <div class="flex min-w-0 flex-col gap-5">
                <Card title="Steps">
                    <Steps>
                        <Step number=1 state=StepState::Waiting title="Give the application an AccessKey">
                            {application} " that can read this secret and nothing else."
                        </Step>
                        <Step number=2 state=StepState::Waiting title="Trust this server">{trust}</Step>
                        <Step number=3 state=StepState::Waiting title="Read the secret at run time">
                            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET. Read the secret again after a failed sign-in, so that a rotation needs no restart."
                        </Step>
                    </Steps>
                </Card>
                <Card title="Connection">
                    <DescriptionList>
                        <Fact term="API">{copied("Copy API address", address)}</Fact>
                        <Fact term="Region">{copied("Copy region", region)}</Fact>
                    </DescriptionList>
                </Card>
            </div>
        </div>
    }
}

/// The CA certificate as text and as a file, and its path where the application runs.
#[component]
fn CaCard(text: String, ca_file: RwSignal<String>) -> impl IntoView {
    let (hydrated, toasts) = (use_hydrated(), use_toasts());
    let file = text.clone();
    let save = move |()| {
        if save_file(CA_FILE, "application/x-pem-file", &file).is_none() {
            toasts.fail("The browser blocked the download. Allow downloads for this site, or copy the text");
        }
    };
    let waits = Signal::derive(move || {
        (!hydrated.get()).then(|| "Downloading requires JavaScript. Copy the text instead".to_owned())
    });
    view! {
        <Card
            title="CA certificate"
            note="not secret"
            id="ca"
            actions=move || view! { <Button id="save-ca" size=ButtonSize::Small icon=Glyph::Download disabled_reason=waits on_press=save.clone()>"Download"</Button> }
        >
            <div class="flex flex-col gap-4">
                <TextField id="ca-file" name="ca_file" label="Path where the application runs" required=true mono=true bind_to=ca_file hint="The code above uses it. The first path is the one on the server."/>
                <CodeBlock id="ca-text" label="CA certificate" codes=vec![Code { label: "PEM".to_owned(), text }]/>
            </div>
        </Card>
    }
}

fn copied(label: &'static str, text: String) -> AnyView {
    let shown = text.clone();
    view! { <span class="flex items-start gap-1"><code class="min-w-0 flex-1 break-all">{shown}</code><CopyButton label text/></span> }
        .into_any()
}
