//! The code an application needs to read a secret.

use super::calls::SecretConnection;
use crate::{
    client::resource,
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
use strongroom_ui::{Card, CodeBlock, CopyButton, DescriptionList, Fact, Step, StepState, Steps, TextLink};

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
        loaded(data, |(facts, access)| {
            view! { <SecretFrame page=SecretRoute::Connect facts><Connect access/></SecretFrame> }.into_any()
        })
    })
}

#[component]
fn Connect(access: ConnectionDetails) -> impl IntoView {
    let codes = snippets::all(&access);
    let application = match may(Action::CreateUser) {
        true => view! { <TextLink href=paths::USERS>"Create an application"</TextLink> }.into_any(),
        false => "Ask an administrator for an application".into_any(),
    };
    let ConnectionDetails { address, ca_file, region, .. } = access;
    view! {
        <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
            <Card title="Code" note="uses the vendor's unmodified SDKs">
                <CodeBlock id="connect" label="code that reads this secret" codes/>
            </Card>
            <div class="flex min-w-0 flex-col gap-5">
                <Card title="Steps">
                    <Steps>
                        <Step number=1 state=StepState::Waiting title="Give the application an AccessKey">
                            {application} " that can read this secret and nothing else."
                        </Step>
                        <Step number=2 state=StepState::Waiting title="Trust this server">
                            "Copy the CA certificate to the application. Each example shows the path."
                        </Step>
                        <Step number=3 state=StepState::Waiting title="Read the secret at run time">
                            "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET. Read the secret again after a failed sign-in, so that a rotation needs no restart."
                        </Step>
                    </Steps>
                </Card>
                <Card title="Connection">
                    <DescriptionList>
                        <Fact term="API">{copied("Copy API address", address)}</Fact>
                        <Fact term="CA file">{copied("Copy path of the CA file", ca_file)}</Fact>
                        <Fact term="Region">{copied("Copy region", region)}</Fact>
                    </DescriptionList>
                </Card>
            </div>
        </div>
    }
}

fn copied(label: &'static str, text: String) -> AnyView {
    let shown = text.clone();
    view! { <span class="flex items-start gap-1"><code class="min-w-0 flex-1 break-all">{shown}</code><CopyButton label text/></span> }
        .into_any()
}
