//! What the matrix is made of: targets, faults, steps, and which of them cannot meet.

use strongroom_domain::{Strategy, TargetKind};

/// A kind of target and a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: TargetKind,
    pub strategy: Strategy,
    pub name: &'static str,
}

const fn row(kind: TargetKind, strategy: Strategy, name: &'static str) -> Row {
    Row { kind, strategy, name }
}

pub const ROWS: [Row; 7] = [
    row(TargetKind::Postgresql, Strategy::OneAccount, "PostgreSQL, one account"),
    row(TargetKind::Postgresql, Strategy::TwoAccounts, "PostgreSQL, two accounts"),
    row(TargetKind::Mariadb, Strategy::OneAccount, "MariaDB, one account"),
    row(TargetKind::Mariadb, Strategy::TwoAccounts, "MariaDB, two accounts"),
    row(TargetKind::Redis, Strategy::TwoPasswords, "Redis, two passwords"),
    row(TargetKind::Ssh, Strategy::OneAccount, "host, password"),
    row(TargetKind::Ssh, Strategy::KeyPair, "host, key pair"),
];

/// Rows that cannot be executed, and why.
pub const MISSING: [(&str, &str); 3] = [
    ("RAM, second key", "the service that answers is a server of our own, which the crash tests start"),
    ("function", "what a function does is its author's; its steps are tested with the function"),
    ("MySQL, two passwords", "no MySQL server can be installed for tests"),
];

/// Steps of a rotation. The commit that says what one found also says that the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Intent,
    Apply,
    Verify,
    Promote,
    Clean,
}

impl Step {
    pub const ALL: [Self; 5] = [Self::Intent, Self::Apply, Self::Verify, Self::Promote, Self::Clean];

    /// Number of the commit that says that it begins, of a rotation that nothing disturbed before. The commit that says that the new
    /// credential was verified gives it to readers, too, and begins to make the old one worthless.
    pub fn take(self) -> u32 {
        match self {
            Self::Intent => 1,
            Self::Apply => 2,
            Self::Verify => 3,
            Self::Promote | Self::Clean => 4,
        }
    }

    /// Number of the commit that says what it found.
    pub fn report(self) -> u32 {
        if self == Self::Promote { self.take() } else { self.take() + 1 }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Apply => "apply",
            Self::Verify => "verify",
            Self::Promote => "promote",
            Self::Clean => "clean",
        }
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Down,
    DownAfterConnect,
    CutAfterStatement,
    Late,
    BlackHole,
    TargetKilled,
    ServerKilled,
    Unwritable,
    LeaseTaken,
    CandidateRefused,
    ManagerWrong,
    Impostor,
    ClockJump,
    RotateNow,
    AccountGone,
    ReadOnly,
    Full,
}

impl Fault {
    /// In the order of their numbers, which begin with 1.
    pub const ALL: [Self; 17] = [
        Self::Down,
        Self::DownAfterConnect,
        Self::CutAfterStatement,
        Self::Late,
        Self::BlackHole,
        Self::TargetKilled,
        Self::ServerKilled,
        Self::Unwritable,
        Self::LeaseTaken,
        Self::CandidateRefused,
        Self::ManagerWrong,
        Self::Impostor,
        Self::ClockJump,
        Self::RotateNow,
        Self::AccountGone,
        Self::ReadOnly,
        Self::Full,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Down => "target is down before",
            Self::DownAfterConnect => "target goes down after the connection",
            Self::CutAfterStatement => "connection cut before the answer",
            Self::Late => "answer comes after the deadline",
            Self::BlackHole => "target says nothing",
            Self::TargetKilled => "target is killed after its commit",
            Self::ServerKilled => "our process is killed",
            Self::Unwritable => "our database takes no changes",
            Self::LeaseTaken => "another process takes the step over",
            Self::CandidateRefused => "target's rules refuse the password",
            Self::ManagerWrong => "managing password is wrong",
            Self::Impostor => "another certificate or host key",
            Self::ClockJump => "clock is set a day on, or back",
            Self::RotateNow => "somebody presses rotate now",
            Self::AccountGone => "account is dropped or renamed",
            Self::ReadOnly => "target is read-only",
            Self::Full => "target accepts no more connections",
        }
    }

    /// When in a step it happens.
    pub fn moments(self) -> &'static [Moment] {
        match self {
            Self::ServerKilled | Self::Unwritable | Self::LeaseTaken => &[Moment::Begun, Moment::Done],
            Self::ClockJump => &[Moment::Forward, Moment::Back],
            _ => &[Moment::Begun],
        }
    }

    /// Whether it changes the whole server, so that no other case may run at it.
    pub fn is_alone(self, row: Row) -> bool {
        match self {
            Self::TargetKilled | Self::CandidateRefused => true,
            Self::ReadOnly | Self::Full => matches!(row.kind, TargetKind::Mariadb | TargetKind::Redis),
            _ => false,
        }
    }
}

/// When, or how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When the step has begun, before anything is done.
    Begun,
    /// When it is done and not yet reported.
    Done,
    /// A day on.
    Forward,
    /// A day back.
    Back,
}

impl Moment {
    fn word(self) -> &'static str {
        match self {
            Self::Begun => "",
            Self::Done => ", done and not reported",
            Self::Forward => ", on",
            Self::Back => ", back",
        }
    }
}

/// One case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    pub row: Row,
    pub fault: Fault,
    pub step: Step,
    pub moment: Moment,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { row, fault, step, moment } = self;
        write!(f, "({}) {} at {}{}: {}", *fault as u32 + 1, fault.word(), step.word(), moment.word(), row.name)
    }
}

/// A fault that cannot be at a step.
pub struct Impossible {
    pub row: Row,
    pub fault: Fault,
    pub step: Step,
    pub reason: &'static str,
}

/// Every case, and what cannot be.
pub fn all() -> (Vec<Case>, Vec<Impossible>) {
    let (mut cases, mut impossible) = (Vec::new(), Vec::new());
    for row in ROWS {
        for fault in Fault::ALL {
            for step in Step::ALL {
                match why_not(row, fault, step) {
                    Some(reason) => impossible.push(Impossible { row, fault, step, reason }),
                    None => cases.extend(fault.moments().iter().map(|&moment| Case { row, fault, step, moment })),
                }
            }
        }
    }
    (cases, impossible)
}

/// Why a fault cannot be at a step.
fn why_not(row: Row, fault: Fault, step: Step) -> Option<&'static str> {
    let asks = matches!(step, Step::Apply | Step::Verify | Step::Clean);
    let changes = step == Step::Apply || step == Step::Clean && row.strategy != Strategy::OneAccount;
    let changes_later = row.strategy != Strategy::OneAccount || matches!(step, Step::Intent | Step::Apply);
    match fault {
        Fault::DownAfterConnect | Fault::Late if !asks => Some("the step asks nothing of the target"),
        Fault::CutAfterStatement | Fault::TargetKilled if !changes => Some("the step changes nothing at the target"),
        Fault::CandidateRefused if step != Step::Apply => Some("only a new credential is judged"),
        Fault::CandidateRefused => match row.kind {
            TargetKind::Postgresql => Some("PostgreSQL is given a verifier, which no rule can judge"),
            TargetKind::Redis => Some("Redis has no rules for passwords"),
            TargetKind::Ssh => {
                Some("the host of the tests has no rules; `ssh/passwords.rs` has what PAM refuses by itself")
            }
            _ => None,
        },
        Fault::ManagerWrong if !changes_later => Some("nothing after it needs the managing account"),
        Fault::ReadOnly if row.kind == TargetKind::Ssh && row.strategy == Strategy::OneAccount => {
            Some("passwords are in `/etc`, which this machine needs")
        }
        Fault::ReadOnly if !changes_later => Some("nothing after it changes the target"),
        _ => None,
    }
}
