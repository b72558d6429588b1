//! What is entered about where and how a secret rotates.

use super::{
    dto::PlanDraft,
    rollout::{ALL, BY_HAND, LATER, NAMED, RolloutDraft, SHARES},
};
use crate::{
    secrets::rotation::{PeriodUnit, RotationDetails},
    targets::TargetLine,
};
use leptos::prelude::*;
use strongroom_domain::{AccountName, Field, FieldError, Form, Problem, Strategy, TargetKind};

/// What is entered.
#[derive(Clone, Copy)]
pub(super) struct PlanInput {
    pub target: RwSignal<String>,
    pub strategy: RwSignal<String>,
    pub account: RwSignal<String>,
    pub second: RwSignal<String>,
    pub grace: RwSignal<String>,
    pub grace_unit: RwSignal<String>,
    pub await_readers: RwSignal<bool>,
    pub share: RwSignal<String>,
    pub others_after: RwSignal<String>,
    at_first: StoredValue<RolloutDraft>,
    /// Whether the credential is a key pair, once there is one.
    is_key_pair: StoredValue<Option<bool>>,
    targets: StoredValue<Vec<TargetLine>>,
}

impl PlanInput {
    /// Nothing but a target, if one of this name is there.
    pub fn new(targets: Vec<TargetLine>, chosen: &str) -> Self {
        let only = match targets.as_slice() {
            [only] => only.name.as_str(),
            _ => chosen,
        };
        let target = targets.iter().find(|target| target.name == only).map(|target| target.name.clone());
        let empty = || RwSignal::new(String::new());
        Self {
            target: RwSignal::new(target.unwrap_or_default()),
            strategy: empty(),
            account: empty(),
            second: empty(),
            grace: RwSignal::new("2".to_owned()),
            grace_unit: RwSignal::new(PeriodUnit::Day.word().to_owned()),
            await_readers: RwSignal::new(false),
            share: RwSignal::new(ALL.to_owned()),
            others_after: RwSignal::new(BY_HAND.to_owned()),
            at_first: StoredValue::new(RolloutDraft::of(None)),
            is_key_pair: StoredValue::new(None),
            targets: StoredValue::new(targets),
        }
    }

    /// As a secret rotates now.
    pub fn of(rotation: &RotationDetails, targets: Vec<TargetLine>) -> Self {
        let input = Self::new(targets, &rotation.target);
        input.target.set(rotation.target.clone());
        input.strategy.set(rotation.strategy.word().to_owned());
        input.is_key_pair.set_value(Some(rotation.strategy == Strategy::KeyPair));
        let mut accounts = rotation.accounts.iter().cloned();
        input.account.set(accounts.next().unwrap_or_default());
        input.second.set(accounts.next().unwrap_or_default());
        if rotation.strategy.guarantee().both_work() {
            let (grace, unit) = PeriodUnit::of(rotation.grace_s);
            input.grace.set(grace.to_string());
            input.grace_unit.set(unit.word().to_owned());
        }
        input.await_readers.set(rotation.await_readers);
        let rollout = RolloutDraft::of(rotation.rollout.as_ref());
        input.share.set(rollout.share.clone());
        input.others_after.set(rollout.others_after.clone());
        input.at_first.set_value(rollout);
        input
    }

    /// The targets that can be chosen.
    pub fn targets(self) -> Vec<TargetLine> {
        self.targets.get_value()
    }

    /// The chosen target.
    pub fn chosen(self) -> Option<TargetLine> {
        let name = self.target.get();
        self.targets.with_value(|targets| targets.iter().find(|target| target.name == name).cloned())
    }

    /// Whether the API has named readers that are first.
    pub fn has_named(self) -> bool {
        self.at_first.with_value(|rollout| rollout.share == NAMED)
    }

    /// The share that it has now, if forms do not offer it.
    pub fn share_at_first(self) -> Option<String> {
        let share = self.at_first.with_value(|rollout| rollout.share.parse::<u8>().ok())?;
        (!SHARES.contains(&share)).then(|| share.to_string())
    }

    /// The seconds after which the others follow now, if forms do not offer them.
    pub fn time_at_first(self) -> Option<u32> {
        let time = self.at_first.with_value(|rollout| rollout.others_after.parse::<u32>().ok())?;
        LATER.iter().all(|(seconds, _)| *seconds != time).then_some(time)
    }

    /// The strategies that a kind of target offers for the credential; the first one is the usual one.
    pub fn offered(self, kind: TargetKind) -> Vec<Strategy> {
        let is_key_pair = self.is_key_pair.get_value();
        let fits = |strategy: &Strategy| is_key_pair.is_none_or(|is| is == (*strategy == Strategy::KeyPair));
        strategies(kind).into_iter().filter(fits).collect()
    }

    /// The chosen strategy.
    pub fn strategy(self) -> Option<Strategy> {
        Strategy::from_word(&self.strategy.read())
    }

    /// As the form sends it.
    pub fn draft(self) -> PlanDraft {
        PlanDraft {
            target: self.target.get(),
            strategy: self.strategy.get(),
            account: self.account.get(),
            second: self.second.get(),
            grace: self.grace.get(),
            grace_unit: PeriodUnit::named(&self.grace_unit.read()),
            await_readers: self.await_readers.get(),
            rollout: RolloutDraft { share: self.share.get(), others_after: self.others_after.get() },
        }
    }

    /// What is wrong with method and accounts.
    pub fn check(self) -> Vec<FieldError> {
        let mut found = Vec::new();
        if self.strategy().is_none() {
            found.push(FieldError::new(Field::Strategy, Problem::Malformed(Form::Choice)));
        }
        if self.strategy() != Some(Strategy::Function) {
            found.extend(AccountName::new(self.account.read().trim()).err());
        }
        let second = self.second.get();
        if self.strategy() == Some(Strategy::TwoAccounts) && !second.trim().is_empty() {
            found.extend(AccountName::new(second.trim()).err());
            if second.trim() == self.account.read().trim() {
                found.push(FieldError::new(Field::AccountName, Problem::Duplicate));
            }
        }
        found
    }
}

fn strategies(kind: TargetKind) -> Vec<Strategy> {
    let mut offered: Vec<_> = Strategy::ALL.into_iter().filter(|strategy| strategy.is_offered_by(kind)).collect();
    // Two passwords leave no gap and need no second account; key pairs leave no gap and need no managing account.
    offered.sort_by_key(|strategy| !matches!(strategy, Strategy::TwoPasswords | Strategy::KeyPair));
    offered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_strategy_comes_first() {
        for (kind, usual) in [
            (TargetKind::Postgresql, Strategy::OneAccount),
            (TargetKind::Mysql, Strategy::TwoPasswords),
            (TargetKind::Redis, Strategy::TwoPasswords),
            (TargetKind::Ssh, Strategy::KeyPair),
            (TargetKind::Function, Strategy::Function),
        ] {
            assert_eq!(strategies(kind).first(), Some(&usual), "{kind:?}");
        }
    }

    #[test]
    fn password_does_not_become_a_key_pair() {
        Owner::new().with(|| {
            let input = PlanInput::new(Vec::new(), "");
            assert_eq!(input.offered(TargetKind::Ssh), [Strategy::KeyPair, Strategy::OneAccount]);
            input.is_key_pair.set_value(Some(false));
            assert_eq!(input.offered(TargetKind::Ssh), [Strategy::OneAccount]);
            input.is_key_pair.set_value(Some(true));
            assert_eq!(input.offered(TargetKind::Ssh), [Strategy::KeyPair]);
        });
    }

    #[test]
    fn function_needs_no_account() {
        Owner::new().with(|| {
            let input = PlanInput::new(Vec::new(), "");
            input.strategy.set(Strategy::Function.word().to_owned());
            assert!(untrack(|| input.check()).is_empty());
            input.strategy.set(Strategy::KeyPair.word().to_owned());
            assert_eq!(untrack(|| input.check()).first().map(|error| error.field), Some(Field::AccountName));
        });
    }
}
