//! The bytes of a backup.

use super::{
    BackupError,
    tables::{BackupColumn, ColumnKind},
};
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};
use strongroom_domain::Timestamp;

const MAGIC: [u8; 8] = *b"SRBACKUP";
const FORMAT: u32 = 1;
/// The longest header, in bytes.
pub const MAX_HEADER: u32 = 16 << 20;

/// What a backup says about itself. It can be trusted once the tag is verified; the key for that comes from what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Id of the installation.
    #[serde(with = "hex")]
    pub installation: Vec<u8>,
    /// Account id.
    pub account: String,
    /// Region.
    pub region: String,
    /// When it was made, in milliseconds since 1970.
    created: i64,
    /// Version of the program that made it.
    pub program: String,
    /// The steps of the schema, in order.
    pub schema: Vec<String>,
    /// Check value of the installation key.
    #[serde(with = "hex")]
    pub check: Vec<u8>,
    /// The installation key under each root key.
    pub root_keys: Vec<WrappedRootKey>,
    /// The tables, in the order of their rows.
    pub tables: Vec<TableHeader>,
}

/// The installation key under one root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedRootKey {
    /// Tells the root key from others.
    #[serde(with = "hex")]
    pub check: Vec<u8>,
    /// The encrypted installation key.
    #[serde(with = "hex")]
    pub wrapped: Vec<u8>,
}

/// One table in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableHeader {
    /// Its name.
    pub name: String,
    /// How many rows there are.
    pub rows: u64,
    pub(crate) columns: Vec<BackupColumn>,
}

impl Header {
    pub(crate) fn new(
        installation: Vec<u8>,
        account: String,
        region: String,
        check: Vec<u8>,
        created: Timestamp,
    ) -> Self {
        Self {
            installation,
            account,
            region,
            created: created.0,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema: Vec::new(),
            check,
            root_keys: Vec::new(),
            tables: Vec::new(),
        }
    }

    /// When the backup was made.
    pub fn created(&self) -> Timestamp {
        Timestamp(self.created)
    }

    /// Rows in all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Rows of one table.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().find(|one| one.name == table).map_or(0, |one| one.rows)
    }
}

/// Writes what comes before the rows.
pub(crate) fn write_header(header: &Header, out: &mut impl Write) -> Result<(), BackupError> {
    let json = serde_json::to_vec(header).map_err(|_| BackupError::Format("the header cannot be written"))?;
    let length = u32::try_from(json.len()).ok().filter(|length| *length <= MAX_HEADER);
    let length = length.ok_or(BackupError::Format("the header is too long"))?;
    out.write_all(&MAGIC)?;
    out.write_all(&FORMAT.to_be_bytes())?;
    out.write_all(&length.to_be_bytes())?;
    out.write_all(&json)?;
    Ok(())
}

/// Reads what comes before the rows.
///
/// # Errors
/// [`BackupError::Format`], [`BackupError::File`].
pub fn read_header(from: &mut impl Read) -> Result<Header, BackupError> {
    let no_backup = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => BackupError::Format("it is too short"),
        _ => error.into(),
    };
    let mut magic = [0; 8];
    from.read_exact(&mut magic).map_err(no_backup)?;
    if magic != MAGIC {
        return Err(BackupError::Format("it does not begin like one"));
    }
    if number(from).map_err(no_backup)? != FORMAT {
        return Err(BackupError::Format("it has another format; use the program that made it, or a newer one"));
    }
    let length = number(from).map_err(no_backup)?;
    if length > MAX_HEADER {
        return Err(BackupError::Format("its header is too long"));
    }
    let mut json = Vec::new();
    from.take(length.into()).read_to_end(&mut json)?;
    let header: Header = serde_json::from_slice(&json).map_err(|_| BackupError::Format("its header is damaged"))?;
    if header.installation.len() != 16 || header.check.len() != 32 {
        return Err(BackupError::Format("its header is damaged"));
    }
    Ok(header)
}

/// Reads every row and forgets it: what comes after the header is as the header says.
///
/// # Errors
/// [`BackupError::Format`], [`BackupError::File`].
pub fn skip_rows(header: &Header, from: &mut impl Read) -> Result<(), BackupError> {
    for table in &header.tables {
        for _ in 0..table.rows {
            for column in &table.columns {
                read_value(column.kind, from)?;
            }
        }
    }
    Ok(())
}

/// Writes one value; its type is that of its column.
pub(crate) fn write_value(value: &Value, out: &mut impl Write) -> Result<(), BackupError> {
    match value {
        Value::BigInt(None) | Value::Bool(None) | Value::String(None) | Value::Bytes(None) => out.write_all(&[0])?,
        Value::BigInt(Some(number)) => {
            out.write_all(&[1])?;
            out.write_all(&number.to_be_bytes())?;
        }
        Value::Bool(Some(flag)) => out.write_all(&[1, u8::from(*flag)])?,
        Value::String(Some(text)) => write_bytes(text.as_bytes(), out)?,
        Value::Bytes(Some(bytes)) => write_bytes(bytes, out)?,
        _ => return Err(BackupError::Format("a value has an unknown type")),
    }
    Ok(())
}

fn write_bytes(bytes: &[u8], out: &mut impl Write) -> Result<(), BackupError> {
    let length = u32::try_from(bytes.len()).map_err(|_| BackupError::Format("a value is too long"))?;
    out.write_all(&[1])?;
    out.write_all(&length.to_be_bytes())?;
    out.write_all(bytes)?;
    Ok(())
}

/// Reads one value of a column of this kind.
pub(crate) fn read_value(kind: ColumnKind, from: &mut impl Read) -> Result<Value, BackupError> {
    const DAMAGED: BackupError = BackupError::Format("a row is damaged");
    let present = match byte(from)? {
        0 => false,
        1 => true,
        _ => return Err(DAMAGED),
    };
    Ok(match kind {
        ColumnKind::Integer if present => {
            let mut number = [0; 8];
            from.read_exact(&mut number)?;
            i64::from_be_bytes(number).into()
        }
        ColumnKind::Boolean if present => match byte(from)? {
            0 => false.into(),
            1 => true.into(),
            _ => return Err(DAMAGED),
        },
        ColumnKind::Text if present => String::from_utf8(bytes(from)?).map_err(|_| DAMAGED)?.into(),
        ColumnKind::Bytes if present => bytes(from)?.into(),
        ColumnKind::Integer => Value::BigInt(None),
        ColumnKind::Boolean => Value::Bool(None),
        ColumnKind::Text => Value::String(None),
        ColumnKind::Bytes => Value::Bytes(None),
    })
}

/// A length and that many bytes; a false length reads no more than there is.
fn bytes(from: &mut impl Read) -> Result<Vec<u8>, BackupError> {
    let length = number(from)?;
    let mut bytes = Vec::new();
    from.take(length.into()).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != u64::from(length) {
        return Err(BackupError::Format("it is too short"));
    }
    Ok(bytes)
}

fn byte(from: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    from.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn number(from: &mut impl Read) -> io::Result<u32> {
    let mut number = [0; 4];
    from.read_exact(&mut number)?;
    Ok(u32::from_be_bytes(number))
}

/// Bytes as hexadecimal digits.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let pair = |pair: &[u8]| match pair {
            [high, low] => Some((digit(*high)? << 4) | digit(*low)?),
            _ => None,
        };
        let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(pair).collect();
        bytes.ok_or_else(|| Error::custom("not hexadecimal"))
    }
}
