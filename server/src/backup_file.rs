//! Backup files: written under a temporary name, under a tag, read again before they get their name.

use crate::Failure;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use strongroom_crypto::StreamMac;
use strongroom_store::backup::{BackupError, Header, RowSource, Snapshot, TableHeader, read_header, skip_rows};

/// Bytes of the tag at the end.
const TAG: u64 = 32;
/// Bytes read and written at once.
const BUFFER: usize = 1 << 16;

/// A file under construction, removed unless it is completed.
struct PartialFile {
    path: PathBuf,
    complete: bool,
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if !self.complete {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Writes a snapshot, reads it again, and gives it its name. Returns its length in bytes.
///
/// # Errors
/// The file exists, or reading or writing fails; then nothing is left behind.
pub async fn write(
    path: &Path,
    snapshot: Snapshot,
    mac: impl Fn() -> Result<StreamMac, Failure>,
    progress: impl FnMut(&TableHeader),
) -> Result<u64, Failure> {
    require_absent(path)?;
    let name = path.file_name().ok_or_else(|| Failure::new(format!("{} is not a file name", path.display())))?;
    let partial = path.with_file_name(format!(".{}.partial-{}", name.to_string_lossy(), std::process::id()));
    let failed = |error: io::Error| {
        Failure::new(format!(
            "cannot write {} ({error}); check the folder's owner, mode and free space",
            path.display()
        ))
    };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial).map_err(failed)?;
    let mut partial = PartialFile { path: partial, complete: false };
    let mut out = BufWriter::with_capacity(BUFFER, AuthenticatedFile { inner: file, mac: mac()? });
    snapshot.write(&mut out, progress).await?;
    let AuthenticatedFile { inner: mut file, mac: tag } =
        out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.write_all(&tag.finish()).and_then(|()| file.sync_all()).map_err(failed)?;
    drop(file);
    // What is on the disk, not what was meant to be written.
    let mut source = BackupFile::open(&partial.path, mac()?)?;
    let header = read_header(&mut source)?;
    skip_rows(&header, &mut source)?;
    source.finish()?;
    let length = fs::metadata(&partial.path).map_err(failed)?.len();
    require_absent(path)?;
    fs::rename(&partial.path, path).map_err(failed)?;
    partial.complete = true;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(length)
}

/// Fails if there is a file of this name.
///
/// # Errors
/// There is one.
pub fn require_absent(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Ok(_) => {
            Err(Failure::new(format!("{} exists already and was not changed; choose another name", path.display())))
        }
        Err(_) => Ok(()),
    }
}

/// The header of a backup, before it is verified: what says which key verifies it.
///
/// # Errors
/// The file cannot be read or is no backup.
pub fn unverified_header(path: &Path) -> Result<Header, BackupError> {
    read_header(&mut BufReader::with_capacity(BUFFER, File::open(path)?))
}

/// Verifies the tag over the whole file.
///
/// # Errors
/// The file was changed, cut or extended, or belongs to another installation.
pub fn verify(path: &Path, mac: StreamMac) -> Result<(), BackupError> {
    let mut source = BackupFile::open(path, mac)?;
    io::copy(&mut source, &mut io::sink())?;
    source.finish()
}

/// A backup being read: everything before the tag, which is verified at the end.
pub struct BackupFile {
    inner: BufReader<AuthenticatedFile<io::Take<File>>>,
}

impl BackupFile {
    /// Opens a backup.
    ///
    /// # Errors
    /// The file cannot be read or is too short.
    pub fn open(path: &Path, mac: StreamMac) -> Result<Self, BackupError> {
        let mut file = File::open(path)?;
        let length = file.seek(io::SeekFrom::End(0))?;
        file.rewind()?;
        let content = length.checked_sub(TAG).ok_or(BackupError::Altered)?;
        let inner = BufReader::with_capacity(BUFFER, AuthenticatedFile { inner: file.take(content), mac });
        Ok(Self { inner })
    }
}

impl Read for BackupFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.inner.read(out)
    }
}

impl RowSource for BackupFile {
    fn finish(&mut self) -> Result<(), BackupError> {
        if self.inner.read(&mut [0])? != 0 {
            return Err(BackupError::Altered);
        }
        let AuthenticatedFile { inner, mac } = self.inner.get_mut();
        let mut tag = Vec::new();
        inner.get_mut().take(TAG + 1).read_to_end(&mut tag)?;
        if mac.verifies_so_far(&tag) { Ok(()) } else { Err(BackupError::Altered) }
    }
}

/// Adds what passes to a MAC.
struct AuthenticatedFile<F> {
    inner: F,
    mac: StreamMac,
}

impl<F: Write> Write for AuthenticatedFile<F> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.mac.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<F: Read> Read for AuthenticatedFile<F> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.mac.update(out.get(..read).unwrap_or_default());
        Ok(read)
    }
}
