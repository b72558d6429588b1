//! Which readers are given a new credential first.

use crate::aliyun::{
    AliyunError, AliyunRequest,
    parameters::{Parameter, kept, numbered},
};
use crate::http::FieldWriter;
use strongroom_domain::{Reader, Rollout, RolloutGroup, limits};

/// The parameters that state it.
pub(super) const ROLLOUT: [Parameter; 3] =
    [kept("RolloutShare"), numbered("RolloutReader", &[]), kept("RolloutSeconds")];

/// A share, or readers as `user/NAME` and `role/NAME`; neither for all at once.
pub(super) fn read(request: &AliyunRequest<'_>) -> Result<Option<Rollout>, AliyunError> {
    let params = request.params;
    let share = params.integer("RolloutShare", 1..=99)?.map(|share| u8::try_from(share).unwrap_or(u8::MAX));
    let readers = params.indexed("RolloutReader", limits::ROLLOUT_READERS)?;
    let all_after_s = params.integer("RolloutSeconds", limits::ROLLOUT_MIN_S..=limits::GRACE_MAX_S)?;
    let group = match (share, readers.is_empty()) {
        (Some(share), true) => RolloutGroup::Share(share),
        (None, false) => RolloutGroup::Named(readers.into_iter().map(reader).collect::<Result<_, _>>()?),
        (None, true) if all_after_s.is_none() => return Ok(None),
        (None, true) => return Err(AliyunError::missing_parameter("RolloutShare")),
        (Some(_), false) => {
            let rule = "cannot be given with RolloutShare";
            return Err(AliyunError::invalid_parameter("RolloutReader", rule));
        }
    };
    Ok(Some(Rollout { group, all_after_s }))
}

fn reader(text: &str) -> Result<Reader, AliyunError> {
    let named = text.split_once('/').filter(|(_, name)| !name.is_empty());
    let (is_role, name) = match named {
        Some(("user", name)) => (false, name),
        Some(("role", name)) => (true, name),
        _ => {
            let rule = "must be user/ or role/ and a name";
            return Err(AliyunError::invalid_parameter("RolloutReader", rule));
        }
    };
    Ok(Reader { is_role, name: name.to_owned() })
}

/// A reader as the parameter states it.
pub(super) fn spell(reader: &Reader) -> String {
    format!("{}/{}", if reader.is_role { "role" } else { "user" }, reader.name)
}

pub(super) fn write(f: &mut FieldWriter<'_>, rollout: Option<&Rollout>) {
    let Some(Rollout { group, all_after_s }) = rollout else { return };
    match group {
        RolloutGroup::Share(share) => f.number("RolloutShare", (*share).into()),
        RolloutGroup::Named(readers) => f.texts("RolloutReaders", "RolloutReader", readers.iter().map(spell)),
    }
    if let Some(seconds) = all_after_s {
        f.number("RolloutSeconds", (*seconds).into());
    }
}
