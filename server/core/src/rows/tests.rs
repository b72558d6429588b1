//! Encodings of pairs of rows: equal only for equal rows.
//!
//! A row is drawn from bytes, one for each choice, out of few values that are easily taken for one another. The second row of a
//! pair is drawn from the same bytes with a few of them replaced, so that most pairs differ in one or two fields.

#![allow(clippy::unwrap_used)]

use super::{v1::V1, v2::V2, *};
use proptest::{prelude::*, strategy::Strategy as Generator};
use strongroom_domain::*;

/// Choices that a row may take.
const CHOICES: usize = 72;

/// Takes one choice after the other.
struct Draw<'a>(std::slice::Iter<'a, u8>);

impl Draw<'_> {
    fn number(&mut self, below: usize) -> usize {
        usize::from(*self.0.next().expect("more choices than there are")) % below
    }
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.number(of.len())].clone()
    }
    fn option<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.number(of.len() + 1)).cloned()
    }
    /// Up to three, by four choices for any number.
    fn list<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        let length = self.number(4);
        let three = [self.one(of), self.one(of), self.one(of)];
        three.into_iter().take(length).collect()
    }
    fn id(&mut self) -> [u8; 16] {
        self.one(&[[0; 16], [1; 16], *b"0123456789abcdef"])
    }
    fn text(&mut self) -> String {
        self.one(&["", "a", "aa", "\0", "a\0", "\0\0\0\0\0\0\0\u{1}a"]).to_owned()
    }
    fn bytes(&mut self) -> Ciphertext {
        Ciphertext(self.one(&[vec![], vec![0], vec![0; 8], vec![0, 0, 0, 0, 0, 0, 0, 1]]))
    }
    fn time(&mut self) -> Timestamp {
        self.one(&TIMES)
    }
    fn count(&mut self) -> u64 {
        self.one(&[0, 1, 2, u64::MAX])
    }
    fn small(&mut self) -> u32 {
        self.one(&[0, 1, u32::MAX])
    }
    fn flag(&mut self) -> bool {
        self.one(&[false, true])
    }
    fn policy(&mut self) -> Option<OwnPolicy> {
        self.option(&["", "{}", "@\n", "@\n{}"]).map(OwnPolicy::from_stored)
    }
    fn group(&mut self) -> RolloutGroup {
        let readers = [(false, "a"), (true, "a"), (false, "aa")];
        let readers = self.list(&readers.map(|(is_role, name)| Reader { is_role, name: name.to_owned() }));
        self.one(&[RolloutGroup::Named(readers), RolloutGroup::Share(0), RolloutGroup::Share(1)])
    }
    fn place(&mut self) -> RotationPlace {
        let rule = PasswordRule {
            length: self.small(),
            exclude: self.text(),
            without: [self.flag(), false, false, self.flag()],
            require_each: self.flag(),
        };
        let recipe = ValueRecipe { rule, key: self.option(&[String::new(), "a".to_owned()]) };
        let target = RotationPlace::Target(TargetId(self.one(&[[1; 16], [2; 16]])));
        self.one(&[target, RotationPlace::Generated(Box::new(recipe))])
    }
    fn rollout(&mut self) -> Option<Rollout> {
        let (group, all_after_s) = (self.group(), self.option(&[0, 1]));
        self.option(&[Rollout { group, all_after_s }])
    }
    fn notice(&mut self) -> Notice {
        let (text, rotation) = (self.text(), self.option(&[RotationId([0; 16]), RotationId([1; 16])]));
        let name = SecretName::new(self.one(&["a", "aa"])).unwrap();
        Notice {
            id: NoticeId(self.id()),
            kind: self.one(NoticeKind::ALL),
            resolved: self.flag(),
            at: self.time(),
            about: self.one(&[
                NoticeSubject::Secret { name, rotation },
                NoticeSubject::Server(text),
                NoticeSubject::Channel,
            ]),
            cause: self.option(RunCause::ALL),
            date: self.option(&TIMES),
        }
    }
    fn policies(&mut self) -> Vec<Since<PolicyRef>> {
        let [system, custom] = [PolicyType::System, PolicyType::Custom];
        let of = |kind, name| Since::new(PolicyRef { kind, name: PolicyName::new(name).unwrap() }, Timestamp(1));
        self.list(&[of(system, "a"), of(custom, "a"), of(custom, "aa")])
    }
}

const TIMES: [Timestamp; 4] = [Timestamp(i64::MIN), Timestamp(0), Timestamp(1), Timestamp(i64::MAX)];

/// A row drawn from choices.
trait Drawn: Authenticate + PartialEq + std::fmt::Debug {
    fn drawn(draw: &mut Draw<'_>) -> Self;
}

macro_rules! drawn {
    ($($row:ty: |$draw:ident| $make:expr;)*) => {
        $(impl Drawn for $row {
            fn drawn($draw: &mut Draw<'_>) -> Self {
                $make
            }
        })*

        proptest! {
            #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

            #[test]
            fn rows_of_equal_encoding_are_equal(choices in choices(), changes in changes()) {
                $(injective::<$row>(&choices, &changes)?;)*
            }
        }
    };
}

drawn! {
    InstallationRow: |d| InstallationRow {
        id: InstallationId(d.id()),
        account: d.text(),
        region: d.text(),
        created: d.time(),
        check: d.one(&[[0; 32], [1; 32]]),
        encoding: d.small(),
    };
    RootKeyRow: |d| RootKeyRow {
        check: d.one(&[[0; 32], [1; 32]]),
        wrapped: d.bytes(),
        created: d.time(),
    };
    SecretRow: |d| SecretRow {
        id: SecretId(d.id()),
        kind: d.one(&SecretKind::ALL),
        name: SecretName::new(d.one(&["a", "aa"])).unwrap(),
        description: Description::new(d.one(&["", "a"])).unwrap(),
        cmk: CmkId(d.id()),
        own_cmk: d.flag(),
        tags: d.list(&[("a", ""), ("a", "a"), ("aa", "")]).into_iter()
            .map(|(key, value)| (TagKey::new(key).unwrap(), TagValue::new(value).unwrap())).collect(),
        labels: {
            let mut labels = LabelMap::first(VersionId::new(d.one(&["a", "aa"])).unwrap());
            let version = VersionId::new("b").unwrap();
            for stage in d.list(&["a", "aa", "ab"]) {
                labels.put(&version, &[Stage::from_stored(stage).unwrap()]).unwrap();
            }
            labels
        },
        offered: {
            let (version, group) = (VersionId::new(d.one(&["a", "aa"])).unwrap(), d.group());
            d.option(&[Box::new(OfferedVersion { version, group })])
        },
        last_ordinal: d.count(),
        creator: d.text(),
        created: d.time(),
        updated: d.time(),
        delete_at: d.option(&TIMES),
        policy: d.policy(),
        revision: d.count(),
    };
    VersionRow: |d| VersionRow {
        secret: SecretId(d.id()),
        id: VersionId::new(d.one(&["a", "aa"])).unwrap(),
        ordinal: d.count(),
        value_type: d.one(&[ValueType::Text, ValueType::Binary]),
        fingerprint: d.id(),
        value: d.bytes(),
        outline: d.bytes(),
        creator: d.text(),
        created: d.time(),
        revoked: {
            let (by, since) = (d.text(), d.time());
            d.option(&[Box::new(Since::new(by, since))])
        },
    };
    CmkRow: |d| CmkRow {
        id: CmkId(d.id()),
        description: Description::new(d.one(&["", "a"])).unwrap(),
        default: d.flag(),
        state: d.one(&[KeyState::Enabled, KeyState::Disabled]),
        primary_version: d.small(),
        creator: d.text(),
        created: d.time(),
        rotated: d.time(),
        policy: d.policy(),
        revision: d.count(),
    };
    CmkVersionRow: |d| CmkVersionRow {
        cmk: CmkId(d.id()), version: d.small(), encrypted: d.bytes(), created: d.time(),
    };
    CmkDeletionRow: |d| CmkDeletionRow {
        cmk: CmkId(d.id()),
        key_revision: d.count(),
        state_before: d.one(&[KeyState::Enabled, KeyState::Disabled]),
        requested: d.time(),
        delete_at: d.time(),
    };
    UserRow: |d| UserRow {
        id: UserId(d.id()),
        name: UserName::new(d.one(&["a", "aa"])).unwrap(),
        display_name: Comments::new(d.one(&["", "a"])).unwrap(),
        comments: Comments::new(d.one(&["", "a"])).unwrap(),
        groups: d.list(&[0, 1, 2].map(|n| Since::new(GroupId([n; 16]), Timestamp(0)))),
        policies: d.policies(),
        password: d.option(&[PasswordHash(String::new()), PasswordHash("a".to_owned())]),
        mfa: d.option(&[MfaDeviceId([0; 16]), MfaDeviceId([1; 16])]),
        federated: d.option(&[("https://a", "b"), ("https://a", "bb"), ("https://ab", "b")]).map(|(issuer, subject)| {
            Federated { issuer: Issuer::new(issuer).unwrap(), subject: Subject::new(subject).unwrap() }
        }),
        created: d.time(),
        updated: d.time(),
        revision: d.count(),
        signed_in: None,
    };
    GroupRow: |d| GroupRow {
        id: GroupId(d.id()),
        name: GroupName::new(d.one(&["a", "aa"])).unwrap(),
        comments: Comments::new(d.one(&["", "a"])).unwrap(),
        policies: d.policies(),
        created: d.time(),
        updated: d.time(),
        revision: d.count(),
    };
    RoleRow: |d| RoleRow {
        id: RoleId(d.id()),
        name: RoleName::new(d.one(&["a", "aa"])).unwrap(),
        description: Comments::new(d.one(&["", "a"])).unwrap(),
        trust: OwnPolicy::from_stored(d.text()),
        max_session_s: d.small(),
        policies: d.policies(),
        created: d.time(),
        updated: d.time(),
        revision: d.count(),
    };
    PolicyRow: |d| PolicyRow {
        name: PolicyName::new(d.one(&["a", "aa"])).unwrap(),
        description: Comments::new(d.one(&["", "a"])).unwrap(),
        default: d.small(),
        last: d.small(),
        created: d.time(),
        updated: d.time(),
        revision: d.count(),
    };
    PolicyVersionRow: |d| PolicyVersionRow {
        policy: PolicyName::new(d.one(&["a", "aa"])).unwrap(),
        number: d.small(),
        document: d.text(),
        creator: d.text(),
        created: d.time(),
    };
    ResourcePolicyVersionRow: |d| ResourcePolicyVersionRow {
        owner: match d.flag() {
            true => PolicyOwner::Secret(SecretId(d.id())),
            false => PolicyOwner::Key(CmkId(d.id())),
        },
        number: d.small(),
        document: d.option(&[String::new(), "{}".to_owned()]),
        creator: d.text(),
        created: d.time(),
    };
    TargetRow: |d| TargetRow {
        id: TargetId(d.id()),
        name: TargetName::new(d.one(&["a", "aa"])).unwrap(),
        kind: d.one(&TargetKind::ALL),
        host: TargetHost::new(d.one(&["a", "aa"])).unwrap(),
        port: d.one(&[0, 1, 256]),
        database: d.option(&["a", "aa"]).map(|name| DatabaseName::new(name).unwrap()),
        trust: d.one(&[
            Trust::SystemAuthorities,
            Trust::Authorities(String::new()),
            Trust::Authorities("a".to_owned()),
            Trust::HostKey("a".to_owned()),
            Trust::Plain,
        ]),
        manager: {
            let secret = d.bytes();
            d.option(&["a", "aa"]).map(|name| ManagerRow { account: AccountName::new(name).unwrap(), secret })
        },
        creator: d.text(),
        created: d.time(),
        updated: d.time(),
        revision: d.count(),
    };
    RotationPlanRow: |d| RotationPlanRow {
        secret: SecretId(d.id()),
        place: d.place(),
        strategy: d.one(&strongroom_domain::Strategy::ALL),
        accounts: d.list(&["a", "aa", "b"]).into_iter().map(|name| AccountName::new(name).unwrap()).collect(),
        automatic: d.flag(),
        schedule: {
            let windows = ["00:00-01:00Z", "00:00-01:00+01:00"].map(|text| RotationWindow::parse(text).unwrap());
            let (window, [from, to]) = (d.option(&windows), [d.time(), d.time()]);
            let freezes = d.list(&[Freeze { from, to }]);
            let begins = d.option(&TIMES);
            let schedule = |text| Schedule { period: RotationPeriod::parse(text).unwrap(), window, freezes, begins };
            d.option(&["6h", "7h"]).map(schedule)
        },
        grace_s: d.small(),
        await_readers: d.flag(),
        rollout: d.rollout(),
        paused: d.flag(),
        config: d.text(),
        next_due: d.option(&TIMES),
        last_rotated: d.option(&TIMES),
        open: d.option(&[RotationId([0; 16]), RotationId([1; 16])]),
        created: d.time(),
        revision: d.count(),
    };
    RotationRow: |d| RotationRow {
        id: RotationId(d.id()),
        secret: SecretId(d.id()),
        place: d.place(),
        strategy: d.one(&strongroom_domain::Strategy::ALL),
        account: d.option(&["a", "aa"]).map(|name| AccountName::new(name).unwrap()),
        version: VersionId::new(d.one(&["a", "aa"])).unwrap(),
        old_version: VersionId::new(d.one(&["a", "aa"])).unwrap(),
        known_keys: d.option(&[vec![], vec!["a".to_owned()], vec!["a".to_owned(), String::new()]]),
        await_readers: d.flag(),
        rollout: d.rollout(),
        deadline: d.option(&TIMES),
        state: RunState {
            phase: d.one(RunPhase::ALL),
            progress: d.one(RunProgress::ALL),
            begun: d.option(RunStep::ALL),
            cause: d.option(RunCause::ALL),
            candidate: d.one(&[0, 1, u8::MAX]),
            attempts: d.one(&[0, 1, u8::MAX]),
            setbacks: d.one(&[0, 1, u8::MAX]),
            told: d.flag(),
            back_asked: d.flag(),
        },
        due: d.time(),
        trigger: d.one(RunTrigger::ALL),
        starter: d.text(),
        started: d.time(),
        updated: d.time(),
        ended: d.option(&TIMES),
        lease: {
            let (owner, since) = (d.id(), d.time());
            d.option(&[RunLease { owner, since }])
        },
        fence: d.count(),
        revision: d.count(),
    };
    ChannelRow: |d| ChannelRow {
        id: ChannelId(d.id()),
        name: ChannelName::new(d.one(&["a", "aa"])).unwrap(),
        settings: {
            let (text, other) = (d.text(), d.text());
            let trust = d.one(&[Trust::SystemAuthorities, Trust::Authorities("a".to_owned())]);
            let (user, to) = (d.option(&[String::new(), "a".to_owned()]), d.list(&["", "a"].map(str::to_owned)));
            let (port, security) = (d.one(&[0, 1, 256]), d.one(MailSecurity::ALL));
            match d.flag() {
                true => ChannelSettings::Webhook(WebhookSettings { url: text, trust }),
                false => {
                    ChannelSettings::Mail(MailSettings { host: text, port, security, trust, user, from: other, to })
                }
            }
        },
        secret: d.option(&[Ciphertext(vec![]), Ciphertext(vec![0])]),
        kinds: d.list(&[NoticeKind::RolledBack, NoticeKind::LeakRotation]),
        scope: d.one(&[ChannelScope::All, ChannelScope::Prefix(String::new()), ChannelScope::Prefix("a".to_owned())]),
        digest_minutes: d.small(),
        enabled: d.flag(),
        creator: d.text(),
        created: d.time(),
        updated: d.time(),
        revision: d.count(),
    };
    NoticeRow: |d| NoticeRow { notice: d.notice() };
    ConditionRow: |d| ConditionRow {
        key: d.text(),
        notice: d.notice(),
        since: d.time(),
        noticed: d.option(&TIMES),
        revision: d.count(),
    };
    DeliveryRow: |d| DeliveryRow {
        id: DeliveryId(d.id()),
        channel: ChannelId(d.id()),
        kind: d.one(NoticeKind::ALL),
        resolved: d.flag(),
        notices: {
            let notices = [d.notice(), d.notice()];
            d.list(&notices)
        },
        more: d.small(),
        opened: d.time(),
        created: d.time(),
        state: d.one(DeliveryState::ALL),
        due: d.time(),
        attempts: d.one(&[0, 1, u16::MAX]),
        tried: d.option(&TIMES),
        outcome: d.option(DeliveryOutcome::ALL),
        status: d.option(&[0, 1, 256]),
        ended: d.option(&TIMES),
        lease: {
            let (owner, since) = (d.id(), d.time());
            d.option(&[RunLease { owner, since }])
        },
        fence: d.count(),
        revision: d.count(),
    };
    AccessKeyRow: |d| AccessKeyRow {
        id: AccessKeyId::new(d.one(&["SRaaaaaaaaaaaaaaaa", "SRaaaaaaaaaaaaaaab"])).unwrap(),
        user: UserId(d.id()),
        secret: d.bytes(),
        active: d.flag(),
        networks: Networks::parse(&d.list(&["10.0.0.0/8", "10.0.0.0/9", "::/0"]).join(" ")).unwrap(),
        created: d.time(),
        revision: d.count(),
        used: None,
    };
    MfaDeviceRow: |d| MfaDeviceRow {
        id: MfaDeviceId(d.id()),
        user: UserId(d.id()),
        secret: d.option(&[Ciphertext(vec![]), Ciphertext(vec![0])]),
        last_step: d.count(),
        passkeys: {
            let (credential, used) = (d.text(), d.option(&TIMES));
            let passkey = |n, name: &str| PasskeyRow {
                id: PasskeyId([n; 16]),
                name: PasskeyName::new(name).unwrap(),
                credential: credential.clone(),
                created: Timestamp(0),
                used,
            };
            d.list(&[passkey(0, "a"), passkey(0, "aa"), passkey(1, "a")])
        },
        recovery: d.list(&[[0; 16], [1; 16]]),
        created: d.time(),
        revision: d.count(),
    };
}

fn choices() -> impl Generator<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), CHOICES)
}

fn changes() -> impl Generator<Value = Vec<(usize, u8)>> {
    proptest::collection::vec((0..CHOICES / 2, any::<u8>()), 0..4)
}

fn pair<R: Drawn>(choices: &[u8], changes: &[(usize, u8)]) -> (R, R) {
    let mut others = choices.to_vec();
    for (at, choice) in changes {
        others[*at] = *choice;
    }
    (R::drawn(&mut Draw(choices.iter())), R::drawn(&mut Draw(others.iter())))
}

fn injective<R: Drawn>(choices: &[u8], changes: &[(usize, u8)]) -> Result<(), TestCaseError> {
    let (one, other) = pair::<R>(choices, changes);
    let same = Encoder::of(&one) == Encoder::of(&other);
    prop_assert!(same == (one == other), "{}: {:?} and {:?}", R::TABLE, one, other);
    Ok(())
}

fn injective_v1<R: Drawn + V1>(choices: &[u8], changes: &[(usize, u8)]) -> Result<(), TestCaseError> {
    let (one, other) = pair::<R>(choices, changes);
    let [a, b] = [&one, &other].map(|row| {
        let mut out = v1::Canonical::default();
        row.fields(&mut out);
        (!out.ambiguous).then_some(out.bytes)
    });
    prop_assert!(a.is_none() || (a == b) == (one == other), "{:?} and {:?}", one, other);
    Ok(())
}

fn injective_v2<R: Drawn + V2>(choices: &[u8], changes: &[(usize, u8)]) -> Result<(), TestCaseError> {
    let (one, other) = pair::<R>(choices, changes);
    let [a, b] = [&one, &other].map(|row| row.has_no_later_fields().then(|| Encoder::bytes_of(|out| row.fields(out))));
    prop_assert!(a.is_none() || (a == b) == (one == other), "{:?} and {:?}", one, other);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_encoding_2_accepts_are_told_apart(choices in choices(), changes in changes()) {
        injective_v2::<SecretRow>(&choices, &changes)?;
        injective_v2::<VersionRow>(&choices, &changes)?;
        injective_v2::<RotationPlanRow>(&choices, &changes)?;
        injective_v2::<RotationRow>(&choices, &changes)?;
    }

    /// What encoding 1 accepts is as unambiguous; what it could not tell apart, it refuses.
    #[test]
    fn rows_that_encoding_1_accepts_are_told_apart(choices in choices(), changes in changes()) {
        injective_v1::<SecretRow>(&choices, &changes)?;
        injective_v1::<VersionRow>(&choices, &changes)?;
        injective_v1::<CmkRow>(&choices, &changes)?;
        injective_v1::<UserRow>(&choices, &changes)?;
        injective_v1::<GroupRow>(&choices, &changes)?;
        injective_v1::<RoleRow>(&choices, &changes)?;
        injective_v1::<PolicyRow>(&choices, &changes)?;
        injective_v1::<PolicyVersionRow>(&choices, &changes)?;
        injective_v1::<AccessKeyRow>(&choices, &changes)?;
        injective_v1::<MfaDeviceRow>(&choices, &changes)?;
    }
}
