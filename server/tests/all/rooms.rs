//! Which room of a crate may use which, held as data. A room is a module: a folder or a file below the crate's `src`. Rooms
//! form no circle, so that each can be read, changed and moved with what stands below it alone.
//!
//! A room's table row names every room it uses; a use that is not in the table, a row that is not used and a circle fail.
//! Names may be paths such as `ops/secrets`: a file belongs to the longest name that is a prefix of its module. What a
//! module declares with `mod` and re-exports from there is its content and no use.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    path::{Path, PathBuf},
};

/// A room: its name, the rooms it may use, and why it is one and stands where it does.
type Row = (&'static str, &'static [&'static str], &'static str);

/// The console, from the floor up.
const APP: &[Row] = &[
    ("labels", &[], "words for fields, for forms and errors alike"),
    ("line_ends", &[], "a rule for text that has nothing to do with pages"),
    ("paths", &[], "every address in one place, so that any page may link to any other without using it"),
    ("error", &["labels"], "data that browser and server share; what it does to an HTTP response is the door's"),
    ("door", &["error"], "the way to the core knows no page"),
    ("theme", &["error"], "the frame and the settings show it"),
    ("current_user", &["door", "error"], "every page asks what to offer; it must not depend on any of them"),
    (
        "client",
        &["current_user", "door", "error", "paths"],
        "all pages ask the server through it; on the server it sets a page's status through the door",
    ),
    ("passkeys", &["client", "door", "error"], "signing in and the account both ask a device"),
    ("session", &["client", "door", "error", "passkeys", "paths"], "in and out; it knows no page behind the sign-in"),
    ("account", &["client", "door", "error", "passkeys", "paths", "session"], "one's own sign-in and sessions"),
    (
        "audit",
        &["client", "current_user", "door", "error", "paths"],
        "events are shown on pages about other things too",
    ),
    (
        "principals",
        &["client", "current_user", "door", "error", "paths", "session"],
        "users and groups are chosen on pages about policies, keys and secrets; a changed user loses its sessions",
    ),
    (
        "policies",
        &["client", "current_user", "door", "error", "line_ends", "paths", "principals"],
        "a policy's page lists who has it",
    ),
    (
        "roles",
        &["client", "current_user", "door", "error", "line_ends", "paths", "policies", "principals"],
        "a role is a principal that carries a policy",
    ),
    (
        "keys",
        &["client", "current_user", "door", "error", "line_ends", "paths", "policies", "principals"],
        "a key carries a policy and lists who may use it",
    ),
    ("explain", &["client", "door", "error", "paths", "principals"], "a question about a principal"),
    (
        "system",
        &["client", "current_user", "door", "error", "paths", "session", "theme"],
        "pages about the installation; a sealed server is shown like the sign-in",
    ),
    (
        "secrets",
        &[
            "audit",
            "client",
            "current_user",
            "door",
            "error",
            "labels",
            "line_ends",
            "paths",
            "policies",
            "principals",
            "system",
        ],
        "a secret's pages show its events, its policy and who can read it",
    ),
    ("home", &["audit", "client", "current_user", "door", "error", "paths"], "the first page sums others up"),
    (
        "frame",
        &[
            "account",
            "audit",
            "client",
            "current_user",
            "error",
            "explain",
            "home",
            "keys",
            "paths",
            "policies",
            "principals",
            "roles",
            "secrets",
            "session",
            "system",
            "theme",
        ],
        "the routes know every page; no page knows the frame",
    ),
];

/// The pages about secrets, from the floor up.
const SECRETS: &[Row] = &[
    ("dto", &[], "what several pages show of a secret"),
    ("problems", &[], "what is wrong with a form"),
    ("typed", &[], "fields that several forms have"),
    ("from_core", &["dto"], "from the core's facts to what pages show"),
    ("lookup", &["dto", "from_core"], "a secret and its versions, for several pages"),
    ("put", &["from_core"], "a new version comes from an edit or from an older one"),
    ("calls", &["from_core", "typed"], "changes to a secret that the list makes to many and a page to one"),
    ("frame", &["calls", "dto", "problems"], "head and tabs of every page about one secret"),
    ("list", &["calls", "dto", "from_core", "frame", "problems"], "many secrets"),
    ("value", &["dto", "frame", "from_core"], "the only room that holds a value in plain text"),
    ("versions", &["dto", "frame", "from_core", "lookup", "problems", "put", "typed"], "versions without their values"),
    (
        "compare",
        &["dto", "frame", "from_core", "lookup", "problems", "value", "versions"],
        "two versions, with their values for a while, and the older one put once more",
    ),
    (
        "edit",
        &["compare", "dto", "frame", "from_core", "lookup", "problems", "put", "typed"],
        "a conflict shows how two versions differ",
    ),
    ("access", &["dto", "frame", "from_core"], "who can read"),
    (
        "overview",
        &["calls", "dto", "frame", "from_core", "lookup", "problems", "value", "versions"],
        "the value's card and the newest versions, beside what is known of the secret",
    ),
];

#[test]
fn rooms_of_the_console_form_no_circle() {
    check("app/src", &[], APP);
    check("app/src/secrets", &["secrets"], SECRETS);
}

/// Fails with every fault of the files below `folder`, whose module is `module` in its crate, against a table.
fn check(folder: &str, module: &[&str], table: &[Row]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(folder);
    let mut files = Vec::new();
    source_files(&root, &mut files);
    assert!(files.len() > 5, "{folder} was read");
    let module: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
    let files: Vec<_> = files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let own = module_of(path.strip_prefix(&root).unwrap());
            (own, text)
        })
        .collect();
    let faults = faults(&files, &module, table);
    assert!(faults.is_empty(), "{folder}:\n{}", faults.join("\n"));
}

fn source_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The module a file is, from the root of its folder.
fn module_of(path: &Path) -> Vec<String> {
    let mut parts: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod" || last == "lib") {
        parts.pop();
    }
    parts
}

/// What is wrong with files, each with its module from `root` on, and with the table itself.
fn faults(files: &[(Vec<String>, String)], root: &[String], table: &[Row]) -> Vec<String> {
    let mut faults = Vec::new();
    let names: BTreeSet<&str> = table.iter().map(|(name, ..)| *name).collect();
    let absolute = |module: &[String]| [root, module].concat();
    // What the root file re-exports is used as if it stood there.
    let shortcuts: BTreeMap<String, Vec<String>> = files
        .iter()
        .filter(|(module, _)| module.is_empty())
        .flat_map(|(_, text)| re_exports(text))
        .filter_map(|path| Some((path.last()?.clone(), path)))
        .collect();
    let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut filled = BTreeSet::new();
    for (module, text) in files.iter().filter(|(module, _)| !module.is_empty()) {
        let Some(from) = room(module, &names) else {
            faults.push(format!("{} stands in no room of the table; add one with its reason", module.join("::")));
            continue;
        };
        filled.insert(from);
        for path in uses(text, &absolute(module)) {
            let Some(path) = path.strip_prefix(root) else { continue };
            let path = path.first().and_then(|first| shortcuts.get(first)).map_or(path, Vec::as_slice);
            let Some(to) = room(path, &names).filter(|to| *to != from) else { continue };
            used.insert((from, to));
            let (_, allowed, reason) = table.iter().find(|(name, ..)| *name == from).unwrap();
            if !allowed.contains(&to) {
                faults.push(format!(
                    "{} uses {}: {from} must not use {to} ({reason})",
                    module.join("::"),
                    path.join("::")
                ));
            }
        }
    }
    for (name, allowed, reason) in table {
        if !filled.contains(name) {
            faults.push(format!("{name} is in the table, but no file is in it"));
        }
        if reason.is_empty() {
            faults.push(format!("{name} has no reason"));
        }
        for to in allowed.iter().filter(|to| !used.contains(&(*name, **to))) {
            faults.push(format!("{name} may use {to}, but does not; remove that from the table"));
        }
    }
    faults.extend(circle(table).map(|circle| format!("the table has a circle: {}", circle.join(" -> "))));
    faults
}

/// The room a path leads to or a module belongs to: the longest name it begins with.
fn room<'a>(path: &[String], names: &BTreeSet<&'a str>) -> Option<&'a str> {
    (1..=path.len()).rev().find_map(|length| names.get(path.get(..length)?.join("/").as_str()).copied())
}

/// The first circle of a table, if there is one.
fn circle(table: &[Row]) -> Option<Vec<&'static str>> {
    fn walk(name: &'static str, table: &[Row], way: &mut Vec<&'static str>, done: &mut BTreeSet<&'static str>) -> bool {
        if let Some(start) = way.iter().position(|one| *one == name) {
            way.drain(..start);
            way.push(name);
            return true;
        }
        if done.contains(name) {
            return false;
        }
        way.push(name);
        let next = table.iter().find(|(one, ..)| *one == name).map_or(&[][..], |(_, uses, _)| *uses);
        if next.iter().any(|next| walk(next, table, way, done)) {
            return true;
        }
        way.pop();
        done.insert(name);
        false
    }
    let (mut way, mut done) = (Vec::new(), BTreeSet::new());
    table.iter().any(|(name, ..)| walk(name, table, &mut way, &mut done)).then_some(way)
}

/// The paths a root file re-exports from its modules.
fn re_exports(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at] == "use" {
            tree(&tokens, at + 1, &[], &mut found);
        }
    }
    found
}

/// Every path of a file that begins with `crate`, `super` or `self`, from the crate's root on. `module` is the file's own.
fn uses(text: &str, module: &[String]) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let (mut found, mut inline, mut depth) = (Vec::new(), Vec::new(), 0_usize);
    let mut at = 0;
    while at < tokens.len() {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at].as_str());
        match tokens[at].as_str() {
            "mod" if tokens.get(at + 2).is_some_and(|token| token == "{") => {
                depth += 1;
                inline.push((tokens[at + 1].clone(), depth));
                at += 2;
            }
            "{" => depth += 1,
            "}" => {
                if inline.last().is_some_and(|(_, opened)| *opened == depth) {
                    inline.pop();
                }
                depth = depth.saturating_sub(1);
            }
            "crate" | "super" | "self"
                if tokens.get(at + 1).is_some_and(|token| token == "::")
                    && before(1) != "::"
                    && before(1) != "$"
                    && !(before(1) == "in" && before(2) == "(") =>
            {
                let here: Vec<String> = module.iter().chain(inline.iter().map(|(name, _)| name)).cloned().collect();
                at = tree(&tokens, at, &here, &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Reads a path, or a tree of paths in braces, that begins at a token; answers where it ends. `base` is what stands before it;
/// at its beginning `crate`, `super` and `self` are resolved from `base` as the module they stand in.
fn tree(tokens: &[String], mut at: usize, base: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = base.to_vec();
    let mut parts = 0;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "crate" if parts == 0 => path.clear(),
            "super" => {
                path.pop();
            }
            "self" => {}
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = if tokens[at] == "," { at + 1 } else { tree(tokens, at, &path, found) };
                }
                return at + 1;
            }
            "*" => {
                at += 1;
                break;
            }
            name if name.starts_with(|first: char| first.is_alphabetic() || first == '_') => path.push(name.to_owned()),
            // Generic arguments and the like: the path has ended before them.
            _ => break,
        }
        (at, parts) = (at + 1, parts + 1);
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        at += 1;
    }
    if tokens.get(at).is_some_and(|token| token == "as") {
        at += 2;
    }
    found.push(path);
    at
}

/// Words, `::` and single signs of a source text, without its comments, strings and lifetimes.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    let starts = |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    while let Some(&char) = chars.get(at) {
        if starts(at, "//") {
            while chars.get(at).is_some_and(|c| *c != '\n') {
                at += 1;
            }
        } else if char == 'r' && (starts(at, "r\"") || starts(at, "r#\"") || starts(at, "r##\"")) {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            at += hashes + 2;
            while at < chars.len() && !starts(at, &end) {
                at += 1;
            }
            at += end.len();
        } else if char == '"' {
            at += 1;
            while chars.get(at).is_some_and(|c| *c != '"') {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if char == '\'' {
            // A character; or a lifetime, whose name is then a word like others.
            let escaped = chars.get(at + 1) == Some(&'\\');
            let end = if escaped {
                chars.iter().skip(at + 3).position(|c| *c == '\'').map(|n| at + 3 + n)
            } else {
                Some(at + 2)
            };
            at = end.filter(|end| chars.get(*end) == Some(&'\'')).map_or(at, |end| end) + 1;
        } else if char.is_alphanumeric() || char == '_' {
            let mut word = String::new();
            while let Some(c) = chars.get(at).filter(|c| c.is_alphanumeric() || **c == '_') {
                word.push(*c);
                at += 1;
            }
            found.push(word);
        } else if starts(at, "::") {
            found.push("::".to_owned());
            at += 2;
        } else {
            if !char.is_whitespace() {
                let mut sign = String::new();
                let _ = write!(sign, "{char}");
                found.push(sign);
            }
            at += 1;
        }
    }
    found
}

fn segments(path: &str) -> Vec<String> {
    path.split("::").map(str::to_owned).collect()
}

#[test]
fn uses_are_resolved_from_the_root() {
    let text = r##"
        //! crate::comment
        use super::{super::list::Row, calls::X, *};
        use crate::{client::{self, call as ask}, paths};
        pub(crate) fn f<'a>(x: &'a str) -> char { let _ = "crate::string"; let _ = r#"super::raw"#; '\'' }
        pub(in crate::hidden) fn g() { crate::door::call::<T>(); super::super::super::top(); }
        mod tests {
            use super::*;
            use super::super::value;
            fn h() { self::i() }
        }
        use self::below::Y;
    "##;
    let found: Vec<String> = uses(text, &segments("secrets::edit::page")).iter().map(|path| path.join("::")).collect();
    let expected = [
        "secrets::list::Row",
        "secrets::edit::calls::X",
        "secrets::edit",
        "client",
        "client::call",
        "paths",
        "door::call",
        "top",
        "secrets::edit::page",
        "secrets::edit::value",
        "secrets::edit::page::tests::i",
        "secrets::edit::page::below::Y",
    ];
    assert_eq!(found, expected);
}

#[test]
fn circles_and_uses_outside_the_table_are_found() {
    const TABLE: &[Row] =
        &[("low", &[], "stands alone"), ("high", &["low"], "stands on low"), ("high/own", &["low"], "x")];
    const CIRCLE: &[Row] = &[("a", &["b"], "x"), ("b", &["c"], "x"), ("c", &["b"], "x")];
    let file = |module: &str, text: &str| (segments(module), text.to_owned());
    let root = (Vec::new(), "mod low; pub use low::Short;".to_owned());
    let good = [root, file("low", ""), file("high::page", "use crate::Short;"), file("high::own", "use crate::low;")];
    assert_eq!(faults(&good, &[], TABLE), Vec::<String>::new());
    let with = |module: &str, text: &str| faults(&[&good[..], &[file(module, text)]].concat(), &[], TABLE).join("\n");
    assert!(with("low::more", "use crate::high::page;").contains("low must not use high (stands alone)"));
    assert!(with("high::more", "use super::own::X;").contains("high must not use high/own"));
    assert!(with("new", "").contains("new stands in no room"));
    assert!(faults(&good[..3], &[], TABLE).join("\n").contains("high/own may use low, but does not"));
    assert_eq!(circle(CIRCLE).unwrap(), ["b", "c", "b"]);
    assert_eq!(circle(APP), None);
}
