//! Waiting for a rotation.

use super::{
    about, described,
    facts::{PageOfRotations, RotationOfReply, Standing},
};
use crate::{
    Failure,
    command::remote::{output, service::RemoteApi},
};
use std::time::Duration;
use strongroom_client::ApiReply;

/// Shortest and longest time between two looks at a rotation. A rotation takes seconds, and waits for minutes when its target is away.
const LOOKS: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(3));

/// The rotation that makes a version: usually the one that is under way, but it may have ended before anybody looked.
///
/// # Errors
/// The service was asked and does not know it.
pub(super) async fn of_version(service: &RemoteApi, secret: &str, version: &str) -> Result<RotationOfReply, Failure> {
    let (open, _) = described(service, secret, None).await?;
    if let Some(open) = open.filter(|open| open.version_id == version) {
        return Ok(open);
    }
    let call = about("ListRotations", secret);
    let reply = service.repeat(&call).await?;
    let page: PageOfRotations = service.read(&call, &reply)?;
    let found = page.rotations.rotation.into_iter().find(|rotation| rotation.version_id == version);
    found.ok_or_else(|| Failure::new(format!("the rotation of {secret} to version {version} is not listed")))
}

/// Looks at a rotation until it has ended, needs a person, or only its grace period is left. Tells each change on standard error.
///
/// # Errors
/// The service cannot be asked; the rotation goes on without that.
pub(super) async fn until_settled(
    service: &RemoteApi,
    secret: &str,
    id: &str,
) -> Result<(RotationOfReply, ApiReply), Failure> {
    let (mut wait, mut told) = (LOOKS.0, String::new());
    loop {
        let (rotation, reply) = described(service, secret, Some(id)).await?;
        let rotation = rotation.ok_or_else(|| Failure::new(format!("the rotation {id} of {secret} is gone")))?;
        let line = progress(&rotation);
        if line != told {
            output::note(&line);
            (wait, told) = (LOOKS.0, line);
        }
        if rotation.standing() != Standing::GoesOn {
            return Ok((rotation, reply));
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 3 / 2).min(LOOKS.1);
    }
}

/// A step in a line: its word, and what it means or why it waits.
fn progress(rotation: &RotationOfReply) -> String {
    let waits = rotation.cause().filter(|_| rotation.phase == "retry-wait");
    let meaning = match waits {
        Some(cause) => format!("waits, failure {}: {cause}", rotation.failures),
        None => rotation.sentence(),
    };
    format!("{} {:<9}  {meaning}", rotation.update_time, rotation.progress)
}
