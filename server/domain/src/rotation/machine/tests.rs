#![allow(clippy::unwrap_used)]
use super::*;
use crate::rotation::{
    RunCause::*,
    RunFact::{self, *},
    RunPhase, RunProgress, RunStep,
};
use proptest::prelude::*;
use std::collections::{HashSet, VecDeque};

fn probed(pending: bool, current: Option<bool>, manager: Option<bool>) -> RunFact {
    Probed(ProbeFact { pending, current, manager })
}

/// Runs through facts, each of the step that the machine begins, and gives the steps and the end.
fn run(facts: &[RunFact]) -> (Vec<RunStep>, NextState) {
    run_as(false, facts)
}

fn run_as(gradual: bool, facts: &[RunFact]) -> (Vec<RunStep>, NextState) {
    let mut next = NextState { state: RunState::new(), due: Due::Now, alarm: false };
    let mut steps = Vec::new();
    for fact in facts {
        let mut state = next.state;
        if !matches!(fact, Resume | RollBack | GiveUp | Accept) {
            let (begun, step) = state.begin(gradual).unwrap_or_else(|| panic!("{state:?} begins nothing for {fact:?}"));
            steps.push(step);
            state = begun;
        }
        next = state.next(*fact).unwrap_or_else(|| panic!("{fact:?} does not belong to {state:?}"));
    }
    (steps, next)
}

fn ends(facts: &[RunFact]) -> (RunPhase, RunProgress, Option<RunCause>) {
    let state = run(facts).1.state;
    (state.phase, state.progress, state.cause)
}

#[test]
fn rotation_without_trouble_goes_through_every_step_once() {
    let (steps, next) = run(&[Drawn, Set, LogIn(true), Promoted]);
    assert_eq!(steps, [RunStep::Draw, RunStep::Apply, RunStep::Verify, RunStep::Promote]);
    assert_eq!((next.state.progress, next.due), (RunProgress::Promoted, Due::AfterGrace));
    let (steps, next) = run(&[Drawn, Set, LogIn(true), Promoted, Revoked]);
    assert_eq!((steps.last(), next.state.phase, next.due), (Some(&RunStep::Revoke), RunPhase::Done, Due::Never));
}

#[test]
fn probe_rule_holds_in_all_six_parts() {
    let uncertain = [Drawn, Failed(Uncertain)];
    let probe = |fact| run(&[uncertain.as_slice(), &[fact]].concat()).1;
    // 1. Pending works.
    assert_eq!(probe(probed(true, None, None)).state.progress, RunProgress::Verified);
    // 2. Current works: the same pending again.
    let again = probe(probed(false, Some(true), None));
    assert_eq!((again.state.progress, again.state.candidate, again.alarm), (RunProgress::Intent, 1, false));
    // 3. Only the managing account works: the same pending again, and an alarm.
    let alarm = probe(probed(false, Some(false), Some(true)));
    assert_eq!((alarm.state.progress, alarm.state.candidate, alarm.alarm), (RunProgress::Intent, 1, true));
    // 4. A refused candidate is replaced, three at most.
    let (steps, next) = run(&[Drawn, Failed(CandidateRefused), Drawn, Failed(CandidateRefused), Drawn]);
    assert_eq!((steps.iter().filter(|s| **s == RunStep::Draw).count(), next.state.candidate), (3, 3));
    let third =
        ends(&[Drawn, Failed(CandidateRefused), Drawn, Failed(CandidateRefused), Drawn, Failed(CandidateRefused)]);
    assert_eq!(third, (RunPhase::NeedsAPerson, RunProgress::Uncertain, Some(CandidateRefused)));
    // 5. An unreachable target is waited for, nothing is counted as sent.
    let waits = run(&[Drawn, Failed(Unreachable)]).1;
    assert_eq!(
        (waits.state.phase, waits.state.progress, waits.due),
        (RunPhase::RetryWait, RunProgress::Intent, Due::AfterWait)
    );
    // 6. A refused managing account stops at once, found in either way.
    for facts in [
        [Drawn, Failed(ManagerRefused)].as_slice(),
        &[Drawn, Failed(Uncertain), probed(false, Some(false), Some(false))],
    ] {
        assert_eq!(ends(facts), (RunPhase::NeedsAPerson, RunProgress::Uncertain, Some(ManagerRefused)));
    }
    assert_eq!(probe(probed(false, Some(false), None)).state.cause, Some(LockedOut), "and there is none to ask");
}

#[test]
fn step_that_nobody_reported_is_probed_before_anything_else() {
    let (begun, step) = run(&[Drawn]).1.state.begin(false).unwrap();
    assert_eq!((step, begun.progress), (RunStep::Apply, RunProgress::Uncertain));
    assert_eq!(begun.begin(false).unwrap().1, RunStep::Probe, "taken over");
    let (begun, step) = run(&[Drawn, Failed(Uncertain), RollBack, LogIn(false)]).1.state.begin(false).unwrap();
    assert_eq!((step, begun.begin(false).unwrap().1), (RunStep::Restore, RunStep::CheckOld));
    for done in [[Drawn, Set].as_slice(), &[Drawn, Set, LogIn(true), Promoted]] {
        let (begun, step) = run(done).1.state.begin(false).unwrap();
        assert_eq!(begun.begin(false).unwrap().1, step, "may be repeated");
    }
}

#[test]
fn what_never_passes_needs_a_person() {
    for cause in [NotTrusted, NoTls, NoRights, NoAccount, Unsupported, NoCredential, KeyUnusable] {
        assert_eq!(ends(&[Drawn, Failed(cause)]), (RunPhase::NeedsAPerson, RunProgress::Uncertain, Some(cause)));
    }
    for cause in [ReadOnly, Unexpected] {
        let stubborn: Vec<_> = std::iter::once(Drawn).chain(std::iter::repeat_n(Failed(cause), 9)).collect();
        let stubborn = match cause {
            ReadOnly => stubborn,
            // Whether it changed anything is unknown, so that the next step is a probe.
            _ => [&[Drawn, Failed(cause)], &[Failed(cause); 8][..]].concat(),
        };
        assert_eq!(ends(&stubborn[..9]).0, RunPhase::RetryWait, "{cause:?}");
        assert_eq!(ends(&stubborn).0, RunPhase::NeedsAPerson, "{cause:?}");
    }
    let mut facts = vec![Drawn];
    for _ in 0..5 {
        facts.extend([Set, LogIn(false), probed(false, Some(true), None)]);
    }
    assert_eq!(ends(&facts[..facts.len() - 1]), (RunPhase::NeedsAPerson, RunProgress::Uncertain, Some(Contradiction)));
}

#[test]
fn person_resumes_with_a_probe() {
    let resumed = run(&[Drawn, Set, Failed(NotTrusted), Resume]).1;
    assert_eq!((resumed.state.progress, resumed.state.cause), (RunProgress::Uncertain, None));
    let refused =
        [Drawn, Failed(CandidateRefused), Drawn, Failed(CandidateRefused), Drawn, Failed(CandidateRefused), Resume];
    assert_eq!(run(&refused).1.state.progress, RunProgress::Scheduled, "never the refused one again");
    let now = run(&[Drawn, Set, LogIn(true), Promoted, Resume]).1;
    assert_eq!((now.state.progress, now.due), (RunProgress::Promoted, Due::Now), "revoked before its time");
    assert_eq!(run(&[Drawn]).1.state.next(Resume), None, "it goes on by itself");
}

#[test]
fn person_takes_the_old_credential_back() {
    assert_eq!(ends(&[Drawn, RollBack]).0, RunPhase::RolledBack, "the target was never told");
    assert_eq!(ends(&[Drawn, Failed(CandidateRefused), RollBack]).1, RunProgress::Undoing, "it was");
    for before in [[Drawn, Failed(Uncertain)].as_slice(), &[Drawn, Set], &[Drawn, Set, LogIn(true), Promoted]] {
        let back = [before, &[RollBack, LogIn(false), Set, LogIn(true), Revoked]].concat();
        let (steps, next) = run(&back);
        let undone = [RunStep::CheckOld, RunStep::Restore, RunStep::CheckOld, RunStep::Discard];
        assert_eq!((&steps[before.len()..], next.state.phase), (undone.as_slice(), RunPhase::RolledBack));
        let untouched = [before, &[RollBack, LogIn(true), Revoked]].concat();
        assert_eq!(ends(&untouched).0, RunPhase::RolledBack);
    }
    let done = run(&[Drawn, Set, LogIn(true), Promoted, Revoked]).1.state;
    assert_eq!((done.next(RollBack), done.next(GiveUp), done.begin(false)), (None, None, None));
    let (under_way, _) = run(&[Drawn]).1.state.begin(false).unwrap();
    assert_eq!((under_way.next(RollBack), under_way.next(GiveUp)), (None, None), "its fact is waited for");
}

#[test]
fn request_to_go_back_waits_for_the_step_that_is_under_way() {
    assert_eq!(run(&[Drawn]).1.state.ask_back(), None, "nothing is under way: it goes back at once");
    let asked = |facts: &[RunFact]| run(facts).1.state.begin(false).unwrap().0.ask_back().unwrap();
    assert_eq!(asked(&[]).next(Drawn).unwrap().state.phase, RunPhase::RolledBack, "the target was never told");
    for fact in [Set, Failed(Unreachable), Failed(Uncertain), Failed(ManagerRefused)] {
        let back = asked(&[Drawn]).next(fact).unwrap();
        let state = (back.state.phase, back.state.progress, back.state.cause, back.due, back.state.back_asked);
        assert_eq!(state, (RunPhase::Active, RunProgress::Undoing, None, Due::Now, false), "{fact:?}");
    }
    let promoting = asked(&[Drawn, Set, LogIn(true)]).next(Promoted).unwrap().state;
    assert_eq!(promoting.progress, RunProgress::Undoing);
    let revoking = asked(&[Drawn, Set, LogIn(true), Promoted]).next(Revoked).unwrap().state;
    assert_eq!((revoking.phase, revoking.back_asked), (RunPhase::Done, false), "too late");
    let (undoing, _) = run(&[Drawn, Set, RollBack]).1.state.begin(false).unwrap();
    assert_eq!(undoing.ask_back(), None, "it goes back already");
}

#[test]
fn gradual_rotation_serves_part_of_the_readers_until_a_person_or_the_target_decides() {
    let offered = [Drawn, Set, LogIn(true), Offered, LogIn(true), Failed(Unreachable), LogIn(true)];
    let (steps, next) = run_as(true, &offered);
    assert_eq!(steps[3..], [RunStep::Offer, RunStep::Watch, RunStep::Watch, RunStep::Watch]);
    assert_eq!((next.state.progress, next.due, next.state.cause), (RunProgress::Offered, Due::AfterWatch, None));
    let by_a_person = [offered.as_slice(), &[Resume]].concat();
    assert_eq!(run_as(true, &by_a_person).1.state.progress, RunProgress::Accepted);
    let waits = [offered.as_slice(), &[Failed(Unreachable), Resume]].concat();
    assert_eq!(run_as(true, &waits).1.state.progress, RunProgress::Offered, "that only asks the target again");
    let accepted = [offered.as_slice(), &[Accept, Promoted, Revoked]].concat();
    let (steps, next) = run_as(true, &accepted);
    assert_eq!((&steps[7..], next.state.phase), ([RunStep::Promote, RunStep::Revoke].as_slice(), RunPhase::Done));
    let refused = run_as(true, &[offered.as_slice(), &[LogIn(false)]].concat()).1;
    assert_eq!((refused.state.progress, refused.due, refused.alarm), (RunProgress::Undoing, Due::Now, true));
    let back = [offered.as_slice(), &[RollBack, LogIn(true), Revoked]].concat();
    assert_eq!(run_as(true, &back).1.state.phase, RunPhase::RolledBack);
    for state in [run_as(true, &offered[..3]).1.state, run(&[Drawn, Set, LogIn(true), Promoted]).1.state] {
        assert_eq!(state.next(Accept), None, "only what is offered is accepted: {state:?}");
    }
}

#[test]
fn waits_double_within_bounds() {
    let at = |progress, attempts| RunState { progress, attempts, ..RunState::new() };
    let waits: Vec<_> = (1..=10).map(|attempts| at(RunProgress::Intent, attempts).wait_ms(0)).collect();
    assert_eq!(waits, [5, 10, 20, 40, 80, 160, 320, 640, 900, 900].map(|s| s * 1_000));
    assert_eq!(at(RunProgress::Intent, u8::MAX).wait_ms(u16::MAX), 675_000);
    assert_eq!(at(RunProgress::Uncertain, 9).wait_ms(0), 30_000, "readers may be without a credential that works");
    assert_eq!(at(RunProgress::Intent, 1).wait_ms(u16::MAX), 5_000, "never shorter than that");
}

#[test]
fn generated_value_ends_the_rotation_and_needs_no_target() {
    assert_eq!(ends(&[Generated]), (RunPhase::Done, RunProgress::Promoted, None));
    assert_eq!(ends(&[Failed(NoCredential), Resume, Generated]).0, RunPhase::Done, "a person has corrected the value");
    assert_eq!(ends(&[Failed(KeyUnusable), RollBack]).0, RunPhase::RolledBack);
    assert_eq!(run(&[Drawn]).1.state.next(Generated), None, "another step was begun");
}

#[test]
fn given_credential_that_the_target_refuses_is_not_replaced_by_another() {
    let (begun, step) = RunState::with_given().begin(false).unwrap();
    assert_eq!(step, RunStep::Apply);
    let refused = begun.next(Failed(CandidateRefused)).unwrap().state;
    assert_eq!((refused.phase, refused.cause), (RunPhase::NeedsAPerson, Some(CandidateRefused)));
    assert_eq!(begun.next(Set).unwrap().state.progress, RunProgress::Applied);
}

/// Every fact that a rotation at a target can find.
fn facts() -> Vec<RunFact> {
    let probes = [
        probed(true, None, None),
        probed(false, Some(true), None),
        probed(false, Some(false), Some(true)),
        probed(false, Some(false), Some(false)),
        probed(false, Some(false), None),
        probed(false, None, None),
    ];
    let plain = [
        Drawn,
        Set,
        LogIn(true),
        LogIn(false),
        Offered,
        Accept,
        Promoted,
        Revoked,
        Superseded,
        Resume,
        RollBack,
        GiveUp,
    ];
    plain.into_iter().chain(probes).chain(RunCause::ALL.iter().map(|cause| Failed(*cause))).collect()
}

/// Every state that follows, by a fact or because a step is begun.
fn successors(state: RunState) -> Vec<RunState> {
    let mut found: Vec<_> = facts().into_iter().filter_map(|fact| state.next(fact)).map(|next| next.state).collect();
    found.extend([false, true].into_iter().filter_map(|gradual| state.begin(gradual)).map(|(begun, _)| begun));
    found.extend(state.ask_back());
    // Failures are counted, and what follows from many is the same as from a few more.
    found.into_iter().map(|one| RunState { attempts: one.attempts.min(PATIENCE + 1), ..one }).collect()
}

fn reachable() -> HashSet<RunState> {
    let mut seen = HashSet::from([RunState::new()]);
    let mut open = VecDeque::from([RunState::new()]);
    while let Some(state) = open.pop_front() {
        for next in successors(state) {
            if seen.insert(next) {
                open.push_back(next);
            }
        }
    }
    seen
}

/// What happens if from here on everything works, and a person resumes what needs one.
fn with_luck(gradual: bool, mut state: RunState) -> RunPhase {
    for _ in 0..14 {
        let fact = match state.begin(gradual) {
            _ if state.is_open() && state.progress == RunProgress::Offered && state.begun.is_none() => Accept,
            None if state.phase == RunPhase::NeedsAPerson => Resume,
            None => return state.phase,
            Some((begun, step)) => {
                state = begun;
                match step {
                    RunStep::Draw => Drawn,
                    RunStep::Apply | RunStep::Restore => Set,
                    RunStep::Probe => probed(false, Some(true), None),
                    RunStep::Verify | RunStep::CheckOld | RunStep::Watch => LogIn(true),
                    RunStep::Offer => Offered,
                    RunStep::Promote => Promoted,
                    RunStep::Revoke | RunStep::Discard => Revoked,
                }
            }
        };
        state = state.next(fact).unwrap().state;
    }
    panic!("{state:?} comes to no end");
}

#[test]
fn every_reachable_state_comes_to_an_end_and_none_skips_the_proof() {
    let all = reachable();
    assert!(all.len() > 500, "{}", all.len());
    for &state in &all {
        for gradual in [false, true] {
            let end = with_luck(gradual, state);
            assert!(!RunState { phase: end, ..state }.is_open(), "{state:?}");
        }
        let is_blocked = state.phase == RunPhase::NeedsAPerson;
        assert!(!(is_blocked && state.cause.is_none()), "a person is told why: {state:?}");
        assert!(!state.back_asked || state.begun.is_some(), "what is asked for is kept for a step alone: {state:?}");
        for fact in facts() {
            let Some(next) = state.next(fact) else { continue };
            let came_to = |progress| next.state.progress == progress && state.progress != progress;
            if came_to(RunProgress::Verified) {
                assert!(
                    fact == LogIn(true) || matches!(fact, Probed(ProbeFact { pending: true, .. })),
                    "{state:?} {fact:?}"
                );
            }
            if came_to(RunProgress::Promoted) {
                let before = [RunProgress::Verified, RunProgress::Accepted];
                assert!(before.contains(&state.progress), "{state:?} {fact:?}");
            }
            if came_to(RunProgress::Offered) {
                assert_eq!(state.progress, RunProgress::Verified, "{state:?} {fact:?}");
            }
            if came_to(RunProgress::Accepted) {
                assert!(
                    state.progress == RunProgress::Offered && matches!(fact, Accept | Resume),
                    "{state:?} {fact:?}"
                );
            }
            if next.state.phase == RunPhase::Superseded {
                assert_eq!((state.progress, fact), (RunProgress::Promoted, Superseded), "{state:?}");
            }
            if next.state.phase == RunPhase::Done {
                assert_eq!((state.progress, fact), (RunProgress::Promoted, Revoked), "{state:?}");
            }
            // Going on from a wait without the wait would be a loop at full speed.
            assert!(next.due != Due::Now || next.state.phase != RunPhase::NeedsAPerson);
        }
    }
}

/// A target with one password, and what readers are served.
#[derive(Default)]
struct World {
    /// Number of the password that it has: 0 is the old one, others are candidates.
    has: u8,
    /// The candidate that is stored as pending.
    pending: u8,
    /// What readers are served.
    served: u8,
    /// Whether the pending one was accepted by a log-in since it was drawn.
    proven: bool,
}

impl World {
    /// Does a step; `happens` whether what changes something at the target really happens, `told` whether the answer arrives.
    fn does(&mut self, step: RunStep, happens: bool, told: bool) -> Option<RunFact> {
        let happens = happens || told;
        let fact = match step {
            RunStep::Draw => {
                (self.pending, self.proven) = (self.pending + 1, false);
                return Some(Drawn);
            }
            RunStep::Apply => {
                self.has = if happens { self.pending } else { self.has };
                Set
            }
            RunStep::Restore => {
                self.has = if happens { 0 } else { self.has };
                Set
            }
            RunStep::Probe => {
                let pending = self.has == self.pending;
                self.proven |= pending;
                let current = (!pending).then_some(self.has == 0);
                probed(pending, current, (current == Some(false)).then_some(true))
            }
            RunStep::Verify => {
                self.proven |= self.has == self.pending;
                LogIn(self.has == self.pending)
            }
            RunStep::CheckOld => {
                if self.has == 0 {
                    self.served = 0;
                }
                LogIn(self.has == 0)
            }
            RunStep::Promote => {
                assert!(self.proven, "promoted what was never proven");
                self.served = self.pending;
                return Some(Promoted);
            }
            RunStep::Revoke => {
                assert!(self.proven && self.served == self.pending, "revoked the credential that readers are served");
                Revoked
            }
            RunStep::Discard => {
                assert!(self.served == 0 && self.has == 0);
                Revoked
            }
            RunStep::Offer | RunStep::Watch => unreachable!("one password at a time: not gradual"),
        };
        told.then_some(fact)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    /// Crashes, lost answers and refusals in any order: nothing unproven is promoted, and once the faults end what is served works.
    #[test]
    fn any_faults_leave_a_credential_that_works(events in prop::collection::vec((0..8_u8, any::<bool>()), 0..40)) {
        let mut world = World::default();
        let mut state = RunState::new();
        let luck = std::iter::repeat_n((0, true), 60);
        for (event, happens) in events.into_iter().chain(luck) {
            if state.phase == RunPhase::NeedsAPerson {
                state = state.next(Resume).unwrap().state;
            }
            let Some((begun, step)) = state.begin(false) else { break };
            state = begun;
            let fact = match event {
                0..=2 => world.does(step, happens, true),
                // The process dies: what it did may have happened, nothing is reported.
                3 => { world.does(step, happens, false); None }
                4 => { world.does(step, happens, false); Some(Failed(Uncertain)) }
                5 => Some(Failed(Unreachable)),
                6 if step == RunStep::Apply => Some(Failed(CandidateRefused)),
                7 if step != RunStep::Draw && step != RunStep::Promote => { state.begun = None; Some(RollBack) }
                _ => world.does(step, happens, true),
            };
            if let Some(next) = fact.and_then(|fact| state.next(fact)) {
                state = next.state;
            }
        }
        prop_assert!(!state.is_open(), "{:?}", state);
        prop_assert_eq!(world.has, world.served, "readers are served what the target has: {:?}", state);
    }
}
