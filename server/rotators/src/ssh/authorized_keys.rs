//! Changes to the text of an `authorized_keys` file (sshd(8)). Every line that is not about the key stays as it is, byte by byte.

use super::key_pair::PublicLine;

/// The file with a line for the key; `None` if it has one. The line gets the options of the first line of the key whose place it takes:
/// what that one is restricted to (`from=`, `command=`), this one is too.
pub(super) fn with(file: &[u8], key: &PublicLine, like: &PublicLine) -> Option<Vec<u8>> {
    if lines(file).any(|line| options_before(line, key).is_some()) {
        return None;
    }
    let options = lines(file).find_map(|line| options_before(line, like)).unwrap_or_default();
    let mut changed = file.to_vec();
    if changed.last().is_some_and(|last| *last != b'\n') {
        changed.push(b'\n');
    }
    changed.extend(key.with_options(options));
    Some(changed)
}

/// The file without the lines of the key; `None` if it has none.
pub(super) fn without(file: &[u8], key: &PublicLine) -> Option<Vec<u8>> {
    let kept: Vec<_> = lines(file).filter(|line| options_before(line, key).is_none()).collect();
    let changed = kept.concat();
    (changed.len() < file.len()).then_some(changed)
}

/// Each with its end.
fn lines(file: &[u8]) -> impl Iterator<Item = &[u8]> {
    file.split_inclusive(|byte| *byte == b'\n')
}

/// What stands before the key in its line, with the blank behind it; `None` if the line is of something else.
fn options_before<'a>(line: &'a [u8], key: &PublicLine) -> Option<&'a [u8]> {
    let line = line.trim_ascii_start();
    if line.starts_with(b"#") {
        return None;
    }
    let end = end_of_options(line);
    let (options, rest) = line.split_at(end);
    let of = |text: &[u8]| {
        let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
        words.next() == Some(key.algorithm.as_bytes()) && words.next() == Some(key.base64.as_bytes())
    };
    if of(line) { Some(b"") } else { of(rest).then_some(options) }
}

/// Where the first blank outside quotes ends; a quote in quotes is escaped by a backslash.
fn end_of_options(line: &[u8]) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    let blank = line.iter().position(|byte| {
        let ends = !quoted && byte.is_ascii_whitespace();
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = *byte == b'\\';
        ends
    });
    let blank = blank.unwrap_or(line.len());
    let behind = line.get(blank..).unwrap_or_default();
    blank + behind.len() - behind.trim_ascii_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(base64: &str) -> PublicLine {
        PublicLine { algorithm: "ssh-ed25519".into(), base64: base64.into() }
    }

    fn add(file: &str) -> Option<String> {
        with(file.as_bytes(), &key("NEW"), &key("OLD")).map(|file| String::from_utf8(file).unwrap())
    }

    fn remove(file: &str) -> Option<String> {
        without(file.as_bytes(), &key("OLD")).map(|file| String::from_utf8(file).unwrap())
    }

    #[test]
    fn added_line_has_the_options_of_the_old_one() {
        assert_eq!(add("").unwrap(), "ssh-ed25519 NEW strongroom\n");
        assert_eq!(add("# note\nx").unwrap(), "# note\nx\nssh-ed25519 NEW strongroom\n");
        assert_eq!(add("ssh-ed25519 OLD a b\n").unwrap(), "ssh-ed25519 OLD a b\nssh-ed25519 NEW strongroom\n");
        let restricted = "from=\"10.0.0.0/8\",command=\"echo \\\"a b\\\" c\"  ssh-ed25519 OLD\n";
        let options = restricted.strip_suffix("ssh-ed25519 OLD\n").unwrap();
        assert_eq!(add(restricted).unwrap(), format!("{restricted}{options}ssh-ed25519 NEW strongroom\n"));
        assert_eq!(
            add("restrict\tssh-ed25519 OLD\n").unwrap().lines().last(),
            Some("restrict\tssh-ed25519 NEW strongroom")
        );
        let commented = "#restrict ssh-ed25519 OLD\ncommand=\"x ssh-ed25519 OLD\" ssh-ed25519 ELSE\n";
        assert_eq!(add(commented).unwrap(), format!("{commented}ssh-ed25519 NEW strongroom\n"));
    }

    #[test]
    fn key_that_is_there_is_not_added_again() {
        for file in ["ssh-ed25519 NEW", "ssh-ed25519 OLD\n  no-pty ssh-ed25519 NEW x\r\n"] {
            assert_eq!(add(file), None, "{file}");
        }
        for other in ["#ssh-ed25519 NEW", "ssh-rsa NEW", "ssh-ed25519 NEWER", "ssh-ed25519"] {
            assert!(add(other).is_some(), "{other}");
        }
    }

    #[test]
    fn every_line_of_the_removed_key_goes_and_every_other_stays() {
        let kept = "\n# ssh-ed25519 OLD\r\n\u{fffd}?\nssh-ed25519 ELSE OLD\nssh-rsa OLD\nenvironment=\"A=ssh-ed25519 OLD\" ssh-ed25519 ELSE";
        let file = format!("ssh-ed25519 OLD me\n\tno-pty,from=\"a b\" ssh-ed25519 OLD\n{kept}");
        assert_eq!(remove(&file).as_deref(), Some(kept));
        assert_eq!(remove(kept), None);
        assert_eq!(remove("ssh-ed25519 OLD").as_deref(), Some(""));
    }
}
