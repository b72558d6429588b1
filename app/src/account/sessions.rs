//! The user's open sessions.

use super::{
    calls::{EndOtherSessions, EndSession},
    dto::SessionLine,
};
use crate::client::{Failure, FormAction, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, ButtonSize, Card, Dialog, DialogClose, Status, Time, TimeMode, Tone};

/// The open sessions, each with a button that ends it.
#[component]
pub fn SessionsCard(
    /// The open sessions.
    sessions: Vec<SessionLine>,
    /// Ends one.
    end: FormAction<EndSession>,
    /// Ends all except this one.
    end_others: FormAction<EndOtherSessions>,
) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.own);
    let items = sessions.into_iter().map(|session| item(session, end)).collect_view();
    let all = others.then(|| {
        view! {
            <div><Button size=ButtonSize::Small tone=Tone::Red opens="end-all">"End all other sessions"</Button></div>
            <Dialog id="end-all" title="End all other sessions?">
                <p class="text-ink-2">"These sessions end at once. Unsaved input in them is lost."</p>
                <SubmitForm action=end_others>
                    <div class="flex flex-wrap justify-end gap-2.5">
                        <DialogClose dialog="end-all"/>
                        <Button id="end-others" kind=ButtonKind::Danger submit=true pending=end_others.pending()>"End all other sessions"</Button>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    });
    view! {
        <Card title="Sessions" note="where you are signed in" id="sessions">
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(end), failure(end_others)]/>
                <ul class="flex flex-col divide-y divide-line">{items}</ul>
                {all}
            </div>
        </Card>
    }
}

fn item(session: SessionLine, end: FormAction<EndSession>) -> AnyView {
    let SessionLine { id, device, address, began, seen, own } = session;
    let (name, whose, dialog) = (format!("the session of {device}"), device.clone(), format!("end-{id}"));
    let mark = own.then(|| view! { <Status tone=Tone::Accent>"This session"</Status> }.into_any());
    let end = (!own).then(|| {
        view! {
            <Button size=ButtonSize::Small opens=dialog.clone()>"End" <span class="sr-only">{name}</span></Button>
            <Dialog id=dialog.clone() title="End this session?">
                <p class="text-ink-2">{format!("The session of {whose} ends at once. Unsaved input in it is lost.")}</p>
                <SubmitForm action=end>
                    <input type="hidden" name="id" value=id/>
                    <div class="flex flex-wrap justify-end gap-2.5">
                        <DialogClose dialog/>
                        <Button kind=ButtonKind::Danger submit=true pending=end.pending()>"End session"</Button>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    });
    view! {
        <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
            <div class="min-w-0">
                <p class="flex flex-wrap items-baseline gap-x-3"><span class="font-medium break-words">{device}</span> {mark}</p>
                <p class="flex flex-wrap gap-x-3 text-sm text-ink-2">
                    <code>{address}</code>
                    <span>"started " <Time at=began mode=TimeMode::Absolute/></span>
                    <span>"last seen " <Time at=seen/></span>
                </p>
            </div>
            {end}
        </li>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn current_session_is_marked_and_device_names_are_escaped() {
        let line = |own| SessionLine {
            id: "00".to_owned(),
            device: "<b>x</b>".to_owned(),
            address: "192.0.2.1".to_owned(),
            began: 0,
            seen: 0,
            own,
        };
        let html = |sessions| {
            Owner::new().with(|| {
                view! { <SessionsCard sessions end=FormAction::new() end_others=FormAction::new()/> }.to_html()
            })
        };
        let alone = html(vec![line(true)]);
        assert!(alone.contains("This session") && !alone.contains("End all other sessions") && !alone.contains("<b>"));
        let two = html(vec![line(true), line(false)]);
        assert!(two.contains("End all other sessions") && two.contains("the session of"));
    }
}
