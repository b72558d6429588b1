//! What a channel is for and what it holds, as callers give it.

use crate::{
    CoreError, Plaintext,
    engine::{CHANNEL_SECRET, Context},
    rows::Ciphertext,
};
use strongroom_domain::{
    ChannelId, ChannelScope, ChannelSettings, Field, FieldError, Form, NoticeKind, Problem, Unit, limits,
};

/// The key that signs webhooks, or the password at a mail server.
pub struct ChannelSecret(pub Plaintext);

/// What a channel is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewChannelUse {
    /// For which kinds of notices; at least one.
    pub kinds: Vec<NoticeKind>,
    /// For which secrets.
    pub scope: ChannelScope,
    /// How long notices of a kind are collected after one was sent, in minutes: 0 to [`NewChannelUse::DIGEST_MAX`].
    pub digest_minutes: u32,
    /// Whether anything is sent.
    pub enabled: bool,
}

impl NewChannelUse {
    /// Longest time that notices are collected, in minutes.
    pub const DIGEST_MAX: u32 = 1_440;

    /// The kinds in their order, each once.
    pub(super) fn check(&self) -> Result<Vec<NoticeKind>, FieldError> {
        let kinds: Vec<_> = NoticeKind::SELECTABLE.into_iter().filter(|kind| self.kinds.contains(kind)).collect();
        if kinds.is_empty() {
            let max = NoticeKind::SELECTABLE.len();
            return Err(FieldError::new(Field::NoticeKinds, Problem::Length { min: 1, max, unit: Unit::Entries }));
        }
        if self.kinds.iter().any(|kind| !kinds.contains(kind)) {
            return Err(FieldError::new(Field::NoticeKinds, Problem::Malformed(Form::Choice)));
        }
        if self.digest_minutes > Self::DIGEST_MAX {
            let problem = Problem::Range { min: 0, max: Self::DIGEST_MAX, unit: Unit::Minutes };
            return Err(FieldError::new(Field::DigestMinutes, problem));
        }
        Ok(kinds)
    }
}

/// Checks that a channel with these settings has what it needs: a webhook its key, and a mail server its password if there is a user
/// name, and none otherwise.
pub(super) fn check_secret(settings: &ChannelSettings, has_secret: bool) -> Result<(), FieldError> {
    let (needed, field, with) = match settings {
        ChannelSettings::Webhook(_) => (true, Field::WebhookKey, Field::WebhookUrl),
        ChannelSettings::Mail(mail) => (mail.user.is_some(), Field::MailPassword, Field::MailUser),
    };
    match (needed, has_secret) {
        (true, false) => Err(FieldError::new(field, Problem::OneRequired(with))),
        (false, true) => Err(FieldError::new(with, Problem::OneRequired(field))),
        _ => Ok(()),
    }
}

impl ChannelSecret {
    /// The secret, encrypted for this channel.
    pub(super) fn encrypt(
        &self,
        cx: &Context<'_>,
        id: ChannelId,
        settings: &ChannelSettings,
    ) -> Result<Ciphertext, CoreError> {
        let (field, min) = match settings {
            ChannelSettings::Webhook(_) => (Field::WebhookKey, limits::WEBHOOK_KEY_MIN),
            ChannelSettings::Mail(_) => (Field::MailPassword, 1),
        };
        let max = limits::CHANNEL_SECRET;
        if !(min..=max).contains(&self.0.len()) {
            return Err(FieldError::new(field, Problem::Length { min, max, unit: Unit::Bytes }).into());
        }
        // SASL prepares text, and what cannot be typed is a mistake of whoever pasted it.
        let is_text = std::str::from_utf8(self.0.expose()).is_ok_and(|text| !text.chars().any(char::is_control));
        if !is_text {
            return Err(FieldError::new(field, Problem::Malformed(Form::Text)).into());
        }
        Ok(Ciphertext(cx.vault.keyring.encrypt_record(CHANNEL_SECRET, &id.0, self.0.expose())?))
    }
}
