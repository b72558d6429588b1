//! Markers: where the next page of a list by name begins, for dialects whose lists go by markers.

use super::Engine;
use crate::{
    CoreError,
    ops::{keyed, read_keyed},
};
use strongroom_domain::{Action, Field, FieldError, Problem};

impl Engine {
    /// The marker behind the thing of this name in a list. It cannot be altered, and is of no use for another list.
    ///
    /// # Errors
    /// Sealed.
    pub fn make_marker(&self, list: Action, name: &str) -> Result<String, CoreError> {
        Ok(keyed(&self.vault()?.keyring, &purpose(list), name.as_bytes()))
    }

    /// The name in a marker.
    ///
    /// # Errors
    /// Sealed, or the field [`Field::Cursor`]: [`Engine::make_marker`] did not make it for this list.
    pub fn read_marker(&self, list: Action, marker: &str) -> Result<String, CoreError> {
        let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
        let keyring = &self.vault()?.keyring;
        let name = read_keyed(keyring, &purpose(list), marker).map_err(|_| broken())?;
        String::from_utf8(name).map_err(|_| broken().into())
    }
}

fn purpose(list: Action) -> String {
    format!("marker/{}", list.name())
}
