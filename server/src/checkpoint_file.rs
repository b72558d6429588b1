//! Checkpoints of the audit trail in a file outside the database: one line each, appended and synced, never changed.
//!
//! Lines of several processes of one installation may be mixed: the highest number counts. A line that was cut by a crash is passed over.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use strongroom_core::ports::{OutsideCheckpoints, OutsideError};
use strongroom_trail::{CheckpointKey, SignedCheckpoint};

/// Bytes at the end of the file that are searched for the newest checkpoint. One that names no more than some thousand chains fits many times.
const TAIL: u64 = 4 << 20;
/// Lines whose signature is verified, from the highest number on: further ones cannot be newer.
const TRIES: usize = 64;

/// The file.
#[derive(Clone, Debug)]
pub struct CheckpointFile {
    path: PathBuf,
}

impl CheckpointFile {
    /// A file, which need not exist.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    fn unreadable(&self, error: &io::Error) -> OutsideError {
        OutsideError::Unreadable(format!("{} ({error})", self.path.display()))
    }

    fn unwritable(&self, error: &io::Error) -> OutsideError {
        OutsideError::Unwritable(format!(
            "{} ({error}); set checkpoint_file to a file that the server may write, on another disk than the database",
            self.path.display()
        ))
    }

    /// The lines at the end of the file; `None` if nothing was ever written to it.
    fn lines(&self) -> io::Result<Option<Vec<SignedCheckpoint>>> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.size();
        if length == 0 {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail)?;
        let lines = tail.split(|byte| *byte == b'\n').filter_map(|line| str::from_utf8(line).ok());
        Ok(Some(lines.filter_map(|line| SignedCheckpoint::from_line(line).ok()).collect()))
    }
}

impl OutsideCheckpoints for CheckpointFile {
    fn newest(&self, installation: &[u8; 16], key: &CheckpointKey) -> Result<Option<SignedCheckpoint>, OutsideError> {
        let Some(mut found) = self.lines().map_err(|error| self.unreadable(&error))? else { return Ok(None) };
        let is_empty = found.is_empty();
        found.retain(|signed| signed.checkpoint.installation == *installation);
        if found.is_empty() {
            let place = self.place();
            return Err(if is_empty { OutsideError::Damaged(place) } else { OutsideError::OtherInstallation(place) });
        }
        found.sort_unstable_by_key(|signed| std::cmp::Reverse(signed.checkpoint.number));
        let newest = found.into_iter().take(TRIES).find(|signed| signed.verify(key).is_ok());
        newest.map(Some).ok_or_else(|| OutsideError::Damaged(self.place()))
    }

    fn append(&self, checkpoints: &[SignedCheckpoint]) -> Result<(), OutsideError> {
        append(&self.path, checkpoints).map_err(|error| self.unwritable(&error))
    }

    fn place(&self) -> String {
        self.path.display().to_string()
    }
}

fn append(path: &Path, checkpoints: &[SignedCheckpoint]) -> io::Result<()> {
    let is_new = !path.exists();
    let mut file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    let mut text = String::new();
    // Behind a line that was cut.
    if file.metadata()?.size() > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != *b"\n" {
            text.push('\n');
        }
    }
    for checkpoint in checkpoints {
        text.push_str(&checkpoint.line());
        text.push('\n');
    }
    // One write, so that lines of two processes are not mixed up.
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if is_new {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};
    use strongroom_crypto::{Keyring, RootKey};
    use strongroom_domain::Timestamp;
    use strongroom_trail::{Checkpoint, Ledger, Predecessor};

    struct Signer(Keyring, [u8; 16]);

    impl Signer {
        fn of(installation: u8) -> Self {
            let id = [installation; 16];
            Self(Keyring::new(&RootKey::generate().unwrap(), id), id)
        }

        fn key(&self) -> CheckpointKey {
            CheckpointKey(self.0.checkpoint_signer().unwrap().public_key())
        }

        fn checkpoint(&self, number: u64) -> SignedCheckpoint {
            let first = Ledger::new().checkpoint(self.1, Timestamp(0));
            let follows = if number == 1 { Predecessor::First } else { Predecessor::Accepted(None) };
            let checkpoint = Checkpoint { number, follows, ..first };
            let signature = self.0.checkpoint_signer().unwrap().sign(&checkpoint.bytes());
            SignedCheckpoint { checkpoint, signature }
        }

        fn newest(&self, file: &CheckpointFile) -> Result<Option<u64>, OutsideError> {
            file.newest(&self.1, &self.key()).map(|found| found.map(|signed| signed.checkpoint.number))
        }
    }

    fn file() -> (tempfile::TempDir, CheckpointFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = CheckpointFile::new(folder.path().join("audit-checkpoints"));
        (folder, file)
    }

    #[test]
    fn highest_number_counts_and_a_cut_line_does_not() {
        let ((_folder, file), signer) = (file(), Signer::of(1));
        assert_eq!(signer.newest(&file), Ok(None));
        file.append(&[signer.checkpoint(1), signer.checkpoint(2)]).unwrap();
        file.append(&[signer.checkpoint(4)]).unwrap();
        file.append(&[signer.checkpoint(3)]).unwrap();
        assert_eq!(signer.newest(&file), Ok(Some(4)));
        assert_eq!(fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600);

        let line = signer.checkpoint(9).line();
        let mut text = fs::read(&file.path).unwrap();
        text.extend_from_slice(&line.as_bytes()[..line.len() / 2]);
        fs::write(&file.path, &text).unwrap();
        assert_eq!(signer.newest(&file), Ok(Some(4)));
        file.append(&[signer.checkpoint(5)]).unwrap();
        assert_eq!(signer.newest(&file), Ok(Some(5)), "behind the line that was cut");
    }

    #[test]
    fn forged_and_foreign_lines_are_not_believed() {
        let ((_folder, file), signer) = (file(), Signer::of(1));
        file.append(&[signer.checkpoint(7)]).unwrap();
        let forged = SignedCheckpoint { signature: [1; 64], ..signer.checkpoint(8) };
        file.append(&[forged]).unwrap();
        assert_eq!(signer.newest(&file), Ok(Some(7)));
        let other = Signer::of(2);
        assert!(matches!(other.newest(&file), Err(OutsideError::OtherInstallation(_))));
        file.append(&[other.checkpoint(90)]).unwrap();
        assert_eq!((signer.newest(&file), other.newest(&file)), (Ok(Some(7)), Ok(Some(90))));
        // The same id, another key: nothing valid is there.
        assert!(matches!(Signer::of(1).newest(&file), Err(OutsideError::Damaged(_))));
        fs::write(&file.path, "nothing of ours\n").unwrap();
        assert!(matches!(signer.newest(&file), Err(OutsideError::Damaged(_))));
    }

    #[test]
    fn place_that_cannot_be_used_is_named() {
        let (folder, signer) = (tempfile::tempdir().unwrap(), Signer::of(1));
        let missing = CheckpointFile::new(folder.path().join("no/such/folder"));
        let error = missing.append(&[signer.checkpoint(1)]).unwrap_err();
        assert!(matches!(&error, OutsideError::Unwritable(text) if text.contains("no/such/folder")), "{error}");
        let directory = CheckpointFile::new(folder.path().to_owned());
        assert!(matches!(signer.newest(&directory), Err(OutsideError::Unreadable(_))));
    }

    #[test]
    fn newest_is_found_at_the_end_of_a_long_file() {
        let ((_folder, file), signer) = (file(), Signer::of(1));
        let filler = format!("{}\n", "x".repeat(1 << 20)).repeat(5);
        fs::write(&file.path, filler).unwrap();
        file.append(&[signer.checkpoint(3)]).unwrap();
        assert_eq!(signer.newest(&file), Ok(Some(3)));
    }
}
