//! Stage labels: pointers from a name to a version.
//!
//! Rules: PutSecretValue and UpdateSecretVersionStage of KMS OpenAPI 2016-01-20. A label sits on one version; a version may
//! carry several. What the vendor leaves open is decided here and said at the place.

use crate::{Field, FieldError, Problem, Unit, VersionId, limits};
use litemap::LiteMap;
use serde::{Deserialize, Serialize};

/// A stage label. A dialect spells the service's own labels in its vendor's words, the console in its labels; the database and
/// the audit trail in the [stored form](Stage::stored).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Stage {
    /// The version applications read when they name none.
    Current,
    /// The version that was current before.
    Previous,
    /// The version that a running rotation prepares.
    Pending,
    /// A label that a caller chose.
    Custom(CustomStage),
}

impl Stage {
    /// The labels that the service owns.
    const SERVICE: [Self; 3] = [Self::Current, Self::Previous, Self::Pending];

    /// The form in which the database and the audit trail keep a label. It never changes.
    pub fn stored(&self) -> &str {
        match self {
            Self::Current => "ACSCurrent",
            Self::Previous => "ACSPrevious",
            Self::Pending => "ACSPending",
            Self::Custom(custom) => custom.as_str(),
        }
    }

    /// The label of a [stored form](Stage::stored).
    ///
    /// # Errors
    /// Neither a label of the service nor a valid custom label.
    pub fn from_stored(text: &str) -> Result<Self, FieldError> {
        let own = Self::SERVICE.into_iter().find(|stage| stage.stored() == text);
        own.map_or_else(|| CustomStage::new(text).map(Self::Custom), Ok)
    }

    /// Whether the service owns it: callers cannot make or remove it.
    pub fn is_service(&self) -> bool {
        !matches!(self, Self::Custom(_))
    }
}

/// Labels sort by their stored form: the order in which the MAC of a secret covers them.
impl Ord for Stage {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.stored().cmp(other.stored())
    }
}

impl PartialOrd for Stage {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl TryFrom<String> for Stage {
    type Error = FieldError;
    fn try_from(text: String) -> Result<Self, FieldError> {
        Self::from_stored(&text)
    }
}

impl From<Stage> for String {
    fn from(stage: Stage) -> String {
        stage.stored().to_owned()
    }
}

/// A stage label of a caller's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomStage(Box<str>);

impl CustomStage {
    /// Checks a label: as long as a version id may be, in the alphabet of names, and none of the service's own. Others that begin
    /// like those, such as `ACSNext`, are callers' own.
    ///
    /// # Errors
    /// Names the rule it breaks.
    pub fn new(text: &str) -> Result<Self, FieldError> {
        VersionId::new(text).map_err(|error| FieldError { field: Field::Stage, ..error })?;
        if Stage::SERVICE.iter().any(|stage| stage.stored() == text) {
            return Err(FieldError::new(Field::Stage, Problem::ServiceLabel));
        }
        Ok(Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why labels could not be moved. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// A rule about a parameter is broken.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// More than the allowed number of labels.
    #[error("a secret may carry at most {} stage labels", limits::LABELS)]
    TooMany,
}

/// The labels of one secret. Few, so a sorted vector holds them in a quarter of a tree's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LabelMap(LiteMap<Stage, VersionId>);

impl LabelMap {
    /// Labels of a new secret: its first version is current.
    pub fn first(version: VersionId) -> Self {
        Self(LiteMap::from_iter([(Stage::Current, version)]))
    }

    /// The version a label sits on. The one place where a label is resolved.
    pub fn resolve(&self, stage: &Stage) -> Option<&VersionId> {
        self.0.get(stage)
    }

    /// The labels of a version, service labels first.
    pub fn of(&self, version: &VersionId) -> Vec<&Stage> {
        self.0.iter().filter(|(_, v)| *v == version).map(|(s, _)| s).collect()
    }

    /// Every label with its version.
    pub fn iter(&self) -> impl Iterator<Item = (&Stage, &VersionId)> {
        self.0.iter()
    }

    /// Whether a version carries any label.
    pub fn is_labelled(&self, version: &VersionId) -> bool {
        self.0.values().any(|v| v == version)
    }

    /// Labels a newly put version. [`Stage::Current`] among them moves [`Stage::Previous`] to the version that was current; without it
    /// neither moves.
    ///
    /// # Errors
    /// A service label other than [`Stage::Current`], no label at all, or too many labels.
    pub fn put(&mut self, version: &VersionId, stages: &[Stage]) -> Result<(), LabelError> {
        if stages.is_empty() {
            let problem = Problem::Length { min: 1, max: limits::LABELS, unit: Unit::Labels };
            return Err(FieldError::new(Field::Stages, problem).into());
        }
        if stages.iter().any(|s| s.is_service() && *s != Stage::Current) {
            return Err(FieldError::new(Field::Stages, Problem::ServiceLabel).into());
        }
        let mut next = self.clone();
        for stage in stages {
            next.point(stage, version);
        }
        next.store_into(self)
    }

    /// Moves or removes a label: `to` alone moves it from wherever it is, `from` alone removes an own label, both move it
    /// and require that it sits on `from`. Moving [`Stage::Current`] gives [`Stage::Previous`] to the version
    /// that lost it.
    ///
    /// # Errors
    /// Neither parameter, a label that does not sit on `from`, removal of a service label, [`Stage::Pending`], too many labels.
    pub fn update(
        &mut self,
        stage: &Stage,
        to: Option<&VersionId>,
        from: Option<&VersionId>,
    ) -> Result<(), LabelError> {
        if *stage == Stage::Pending {
            return Err(FieldError::new(Field::Stage, Problem::ServiceLabel).into());
        }
        if let Some(from) = from
            && self.resolve(stage) != Some(from)
        {
            return Err(FieldError::new(Field::RemoveFrom, Problem::NotLabelled).into());
        }
        let mut next = self.clone();
        match (to, from) {
            (None, None) => {
                return Err(FieldError::new(Field::MoveTo, Problem::OneRequired(Field::RemoveFrom)).into());
            }
            (None, Some(_)) if stage.is_service() => {
                return Err(FieldError::new(Field::MoveTo, Problem::RequiredForServiceLabel).into());
            }
            (None, Some(_)) => drop(next.0.remove(stage)),
            (Some(to), _) => next.point(stage, to),
        }
        next.store_into(self)
    }

    /// Marks the version that a rotation prepares. It does not count among the labels that callers may set.
    pub fn prepare(&mut self, version: &VersionId) {
        self.0.insert(Stage::Pending, version.clone());
    }

    /// Makes a version current and prepares no other: a rotation gives its readers the new credential, or the old one again.
    pub fn settle_on(&mut self, version: &VersionId) {
        self.0.remove(&Stage::Pending);
        self.point(&Stage::Current, version);
    }

    /// Prepares no version any more.
    pub fn prepare_none(&mut self) {
        self.0.remove(&Stage::Pending);
    }

    /// Takes every label from a version but the current one.
    pub fn forget(&mut self, version: &VersionId) {
        self.0.retain(|stage, labelled| labelled != version || *stage == Stage::Current);
    }

    fn point(&mut self, stage: &Stage, version: &VersionId) {
        let before = self.0.insert(stage.clone(), version.clone());
        if *stage == Stage::Current
            && let Some(before) = before.filter(|b| b != version)
        {
            self.0.insert(Stage::Previous, before);
        }
        // One version is never current and previous at once: reading "the other one" must never give the same value.
        if self.resolve(&Stage::Current) == self.resolve(&Stage::Previous) {
            self.0.remove(&Stage::Previous);
        }
    }

    fn store_into(self, place: &mut Self) -> Result<(), LabelError> {
        let prepared = usize::from(self.0.contains_key(&Stage::Pending));
        if self.0.len() - prepared > limits::LABELS {
            return Err(LabelError::TooMany);
        }
        *place = self;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn v(id: &str) -> VersionId {
        VersionId::new(id).unwrap()
    }
    fn s(label: &str) -> Stage {
        Stage::from_stored(label).unwrap()
    }
    fn shown(map: &LabelMap) -> String {
        map.iter().map(|(s, v)| format!("{}={v}", s.stored())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn put_moves_current_and_previous() {
        let mut map = LabelMap::first(v("1"));
        map.put(&v("2"), &[Stage::Current]).unwrap();
        assert_eq!(shown(&map), "ACSCurrent=2 ACSPrevious=1");
        map.put(&v("3"), &[Stage::Current, s("blue")]).unwrap();
        assert_eq!(shown(&map), "ACSCurrent=3 ACSPrevious=2 blue=3");
        map.put(&v("4"), &[s("blue")]).unwrap();
        assert_eq!(shown(&map), "ACSCurrent=3 ACSPrevious=2 blue=4");
    }

    #[test]
    fn only_the_exact_labels_of_the_service_are_reserved() {
        for own in ["ACSNext", "ACS", "ACSCurrent2", "acscurrent", "ACSpending"] {
            assert_eq!(s(own), Stage::Custom(CustomStage::new(own).unwrap()));
        }
        for reserved in ["ACSCurrent", "ACSPrevious", "ACSPending"] {
            assert_eq!(CustomStage::new(reserved).unwrap_err().problem, Problem::ServiceLabel);
            assert!(s(reserved).is_service());
        }
    }

    #[test]
    fn update_moves_and_removes() {
        let mut map = LabelMap::first(v("1"));
        map.put(&v("2"), &[Stage::Current]).unwrap();
        map.update(&Stage::Current, Some(&v("1")), None).unwrap();
        assert_eq!(shown(&map), "ACSCurrent=1 ACSPrevious=2");
        map.update(&s("x"), Some(&v("1")), None).unwrap();
        map.update(&s("x"), Some(&v("2")), Some(&v("1"))).unwrap();
        map.update(&s("x"), None, Some(&v("2"))).unwrap();
        assert_eq!(shown(&map), "ACSCurrent=1 ACSPrevious=2");
        map.update(&Stage::Previous, Some(&v("1")), None).unwrap();
        assert_eq!(shown(&map), "ACSCurrent=1");
    }

    #[test]
    fn rotation_prepares_a_version_and_settles_on_one() {
        let mut map = LabelMap::first(v("1"));
        let many: Vec<_> = (0..6).map(|i| s(&format!("l{i}"))).collect();
        map.put(&v("1"), &many).unwrap();
        map.put(&v("2"), &[Stage::Current]).unwrap();
        map.prepare(&v("3"));
        assert_eq!(map.of(&v("3")), [&Stage::Pending]);
        map.put(&v("1"), &[s("l0")]).unwrap();
        let mut back = map.clone();
        map.settle_on(&v("3"));
        assert_eq!((map.of(&v("3")), map.of(&v("2"))), (vec![&Stage::Current], vec![&Stage::Previous]));
        map.settle_on(&v("2"));
        assert_eq!((map.of(&v("2")), map.of(&v("3"))), (vec![&Stage::Current], vec![&Stage::Previous]));
        back.prepare_none();
        assert_eq!((back.of(&v("2")), back.of(&v("3"))), (vec![&Stage::Current], vec![]));
    }

    #[test]
    fn rejected_moves_change_nothing() {
        let mut map = LabelMap::first(v("1"));
        map.put(&v("2"), &[Stage::Current]).unwrap();
        let before = map.clone();
        assert!(map.put(&v("3"), &[]).is_err());
        assert!(map.put(&v("3"), &[s("ACSPrevious")]).is_err());
        assert!(map.put(&v("3"), &[s("ACSPending")]).is_err());
        assert!(map.update(&Stage::Current, None, None).is_err());
        assert!(map.update(&Stage::Current, None, Some(&v("2"))).is_err());
        assert!(map.update(&Stage::Current, Some(&v("1")), Some(&v("1"))).is_err());
        assert!(map.update(&s("ACSPending"), Some(&v("1")), None).is_err());
        assert!(map.update(&s("x"), None, Some(&v("2"))).is_err());
        let many: Vec<_> = (0..7).map(|i| s(&format!("l{i}"))).collect();
        assert_eq!(map.put(&v("3"), &many), Err(LabelError::TooMany));
        assert_eq!(map, before);
        map.put(&v("3"), &many[..6]).unwrap();
    }
}
