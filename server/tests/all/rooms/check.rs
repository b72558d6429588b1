//! Holds the files of a folder against a table.

use super::{
    Row,
    uses::{re_exports, uses},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Fails with every fault of the files below `folder`, whose module is `module` in its crate, against a table.
pub(super) fn check(folder: &str, module: &[&str], table: &[Row]) {
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
            faults.push(format!("{} is in no room of the table; add one with its reason", module.join("::")));
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

#[test]
fn circles_and_uses_outside_the_table_are_found() {
    const TABLE: &[Row] = &[("low", &[], "uses nothing"), ("high", &["low"], "uses low"), ("high/own", &["low"], "x")];
    const CIRCLE: &[Row] = &[("a", &["b"], "x"), ("b", &["c"], "x"), ("c", &["b"], "x")];
    let file = |module: &str, text: &str| (module.split("::").map(str::to_owned).collect(), text.to_owned());
    let root = (Vec::new(), "mod low; pub use low::Short;".to_owned());
    let good = [root, file("low", ""), file("high::page", "use crate::Short;"), file("high::own", "use crate::low;")];
    assert_eq!(faults(&good, &[], TABLE), Vec::<String>::new());
    let with = |module: &str, text: &str| faults(&[&good[..], &[file(module, text)]].concat(), &[], TABLE).join("\n");
    assert!(with("low::more", "use crate::high::page;").contains("low must not use high (uses nothing)"));
    assert!(with("high::more", "use super::own::X;").contains("high must not use high/own"));
    assert!(with("new", "").contains("new is in no room"));
    assert!(faults(&good[..3], &[], TABLE).join("\n").contains("high/own may use low, but does not"));
    assert_eq!(circle(CIRCLE).unwrap(), ["b", "c", "b"]);
}
