//! Where the next page of a list begins: cursors, and markers for dialects whose lists by name go by markers.

use super::{Context, Engine};
use crate::{CoreError, keyed};
use strongroom_domain::{Action, Field, FieldError, Problem};

impl Engine {
    /// The marker behind the thing of this name in a list. It cannot be altered, and is of no use for another list.
    ///
    /// # Errors
    /// Sealed.
    pub fn make_marker(&self, list: Action, name: &str) -> Result<String, CoreError> {
        Ok(keyed::encode(&self.vault()?.keyring, &purpose(list), name.as_bytes()))
    }

    /// The name in a marker.
    ///
    /// # Errors
    /// Sealed, or the field [`Field::Cursor`]: [`Engine::make_marker`] did not make it for this list.
    pub fn read_marker(&self, list: Action, marker: &str) -> Result<String, CoreError> {
        let broken = || FieldError::new(Field::Cursor, Problem::UnknownCursor);
        let keyring = &self.vault()?.keyring;
        let name = keyed::decode(keyring, &purpose(list), marker).map_err(|_| broken())?;
        String::from_utf8(name).map_err(|_| broken().into())
    }
}

impl Context<'_> {
    /// Makes a cursor that cannot be altered.
    pub(crate) fn make_cursor(&self, purpose: &str, bytes: &[u8]) -> String {
        keyed::encode(&self.vault.keyring, purpose, bytes)
    }

    /// Reads a cursor made by [`Context::make_cursor`] for the same purpose.
    pub(crate) fn read_cursor(&self, purpose: &str, cursor: &str) -> Result<Vec<u8>, CoreError> {
        keyed::decode(&self.vault.keyring, purpose, cursor)
    }
}

fn purpose(list: Action) -> String {
    format!("marker/{}", list.name())
}
