//! The page that asks for a proof of identity before a form is sent on. For browsers without scripts, so it has none.

use super::{
    calls::{Confirm, load_confirmation_methods},
    dto::ConfirmationMethods,
};
use crate::{
    door::carried::{self, CarriedForm},
    error::UiError,
    paths,
    session::Centred,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::provide_meta_context;
use strongroom_domain::limits;
use strongroom_ui::{Banner, Button, ButtonKind, ButtonSize, PageTitle, PasswordField, TextField, TextLink, Tone};

/// The page. `refused` says why the last proof was not accepted.
#[component]
pub fn ConfirmFirst(form: CarriedForm, refused: Option<String>) -> impl IntoView {
    provide_meta_context();
    let form = StoredValue::new(form);
    let refused = StoredValue::new(refused);
    view! {
        <PageTitle text="Confirm your identity"/>
        <Centred title="Confirm your identity" detail="What you entered is kept. It is saved after you confirm.">
            <Suspense>
                {move || Suspend::new(async move {
                    let form = form.get_value();
                    let loaded = async { Ok::<_, UiError>((load_confirmation_methods().await?, carried::encrypt(&form).await?)) };
                    match loaded.await {
                        Ok((methods, ticket)) => fields(methods, ticket, refused.get_value()),
                        Err(error) => view! {
                            <Banner tone=Tone::Red title="Nothing was changed">
                                <p>{error.message}</p>
                                <p><TextLink href=paths::SIGN_IN>"Sign in"</TextLink></p>
                            </Banner>
                        }
                        .into_any(),
                    }
                })}
            </Suspense>
        </Centred>
    }
}

fn fields(methods: ConfirmationMethods, ticket: String, refused: Option<String>) -> AnyView {
    let field = if methods.factor {
        view! { <TextField id="confirm-code" name="code" label="Code" autocomplete="one-time-code" required=true autofocus=true max_length=limits::CODE mono=true hint="From your authenticator app, or a recovery code. Passkeys need scripts."/> }.into_any()
    } else {
        view! { <PasswordField id="confirm-password" name="password" label="Your password" autocomplete="current-password" required=true autofocus=true/> }.into_any()
    };
    view! {
        <form method="post" action=Confirm::url()>
            <div class="flex flex-col gap-4">
                {refused.map(|why| view! { <Banner tone=Tone::Red title="Not confirmed">{why}</Banner> })}
                <input type="hidden" name="carried" value=ticket/>
                {field}
                <Button id="confirm-now" kind=ButtonKind::Primary size=ButtonSize::Large submit=true>"Confirm and continue"</Button>
            </div>
        </form>
    }
    .into_any()
}
