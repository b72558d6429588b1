//! Loads how a secret rotates. Server only.

use super::dto::{GenericChoices, RotationDetails};
use crate::{
    door::{
        self,
        ops::{
            rotations::{DescribeRotation, DescribedRotation, ListRotations},
            secrets::DescribedSecret,
        },
    },
    error::UiError,
    rotations::{RotationLine, line, look_in_ms, page_of},
    targets::{TargetLine, list_targets},
};
use strongroom_domain::{Action, PasswordRule, RunFact, RunFilter, SecretName, TargetKind, ValueRecipe};

/// Rotations of the history.
const HISTORY: u32 = 10;

/// How a secret rotates; `None` if it does not, or the signed-in user may not see it.
pub(in crate::secrets) async fn rotation(
    facts: &DescribedSecret,
    may: &[Action],
) -> Result<Option<RotationDetails>, UiError> {
    if facts.rotation.is_none() || !may.contains(&Action::DescribeRotation) {
        return Ok(None);
    }
    let described = door::call(DescribeRotation { name: facts.secret.name.clone(), rotation: None }).await?;
    let DescribedRotation { plan, target, rotation } = described;
    let now = door::console()?.engine.now();
    let freezes = plan.schedule.iter().flat_map(|schedule| &schedule.freezes);
    Ok(Some(RotationDetails {
        freezes: freezes.map(|freeze| (freeze.from.0, freeze.to.0)).collect(),
        target: target.as_ref().map(ToString::to_string).unwrap_or_default(),
        recipe: plan.recipe.as_ref().map(in_words),
        strategy: plan.strategy,
        accounts: plan.accounts.iter().map(ToString::to_string).collect(),
        automatic: plan.automatic,
        every_s: plan.schedule.as_ref().map(|schedule| schedule.period.seconds()),
        window: plan.schedule.as_ref().and_then(|schedule| schedule.window).map(|window| window.to_string()),
        begins: plan.schedule.as_ref().and_then(|schedule| schedule.begins).map(|at| at.0),
        grace_s: plan.grace_s,
        await_readers: plan.await_readers,
        rollout: plan.rollout,
        paused: plan.paused,
        upcoming: plan.upcoming.iter().map(|at| at.0).collect(),
        last: plan.last_rotated.map(|at| at.0),
        // The next rotation takes over the old credential of one that has given readers the new one.
        can_rotate: rotation.as_ref().is_none_or(|run| run.state.next(RunFact::Superseded).is_some()),
        look_in_ms: rotation.as_ref().and_then(|run| look_in_ms(run, now)),
        run: rotation.map(|run| line(&run, Some(facts.secret.name.to_string()), target)),
    }))
}

/// The latest rotations of a secret, newest first.
pub(super) async fn history(name: &SecretName) -> Result<Vec<RotationLine>, UiError> {
    let list = ListRotations { secret: Some(name.clone()), states: RunFilter::All, cursor: None, limit: HISTORY };
    Ok(page_of(list).await?.rotations)
}

/// Pages of targets that are looked through for functions.
const PAGES: usize = 5;

/// What the plan of a generic secret can be.
pub(super) async fn generic(facts: &DescribedSecret, may: &[Action]) -> Result<Option<GenericChoices>, UiError> {
    let is_live = facts.secret.delete_at.is_none();
    if facts.secret.kind.is_managed() || !is_live || !may.contains(&Action::UpdateSecretRotationPolicy) {
        return Ok(None);
    }
    let everywhere = door::abilities().await?.actions;
    let may_call = may.contains(&Action::GetSecretValue)
        && [Action::UpdateTarget, Action::ListTargets].iter().all(|action| everywhere.contains(action));
    let outline = facts.outline.as_ref().and_then(|outline| outline.keys.as_ref());
    let keys = outline.map(|keys| keys.iter().map(|key| key.name.clone()).collect()).unwrap_or_default();
    let functions = if may_call { functions().await? } else { Vec::new() };
    Ok(Some(GenericChoices { keys, functions, may_generate: may.contains(&Action::PutSecretValue), may_call }))
}

async fn functions() -> Result<Vec<String>, UiError> {
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let page = list_targets(after).await?;
        after = page.targets.last().map(|target| target.name.clone()).filter(|_| page.more);
        let is_function = |target: &TargetLine| target.kind == TargetKind::Function;
        all.extend(page.targets.into_iter().filter(is_function).map(|target| target.name));
        if after.is_none() {
            break;
        }
    }
    Ok(all)
}

/// What generated values are made of.
fn in_words(recipe: &ValueRecipe) -> String {
    let ValueRecipe { rule: PasswordRule { length, without, exclude, .. }, key } = recipe;
    let kinds = ["lower case", "upper case", "digits", "punctuation"];
    let kinds: Vec<_> =
        kinds.into_iter().zip(without).filter(|(_, without)| !**without).map(|(kind, _)| kind).collect();
    let but = if exclude.is_empty() { String::new() } else { format!(" without {exclude}") };
    let place = key.as_ref().map(|key| format!(", in the key {key}")).unwrap_or_default();
    format!("{length} characters of {}{but}{place}", kinds.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipe_tells_length_characters_and_key() {
        let rule = PasswordRule { without: [false, false, false, true], ..PasswordRule::default() };
        let told = in_words(&ValueRecipe { rule, key: Some("password".to_owned()) });
        assert_eq!(told, "32 characters of lower case, upper case, digits, in the key password");
        let rule = PasswordRule { exclude: "\"'".to_owned(), ..PasswordRule::default() };
        let told = in_words(&ValueRecipe { rule, key: None });
        assert_eq!(told, "32 characters of lower case, upper case, digits, punctuation without \"'");
    }
}
