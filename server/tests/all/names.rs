//! One word, one meaning: a type name is defined once in the workspace, so that a reader knows which type it is.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Names that may be defined more than once, and why.
const REPEATED: &[(&str, &str)] = &[
    ("Model", "SeaORM names the row of every entity so"),
    ("Relation", "SeaORM names the relations of every entity so"),
];

/// Where types are defined; tests and examples are exempt.
const SOURCES: &[&str] = &["app/src", "app/ui/src", "app/hydrate/src", "server"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["tests", "examples", "fuzz", "target"].contains(&name.as_str()) {
                sources(&path, files);
            }
        } else if name.ends_with(".rs") && name != "tests.rs" {
            files.push(path);
        }
    }
}

/// The name of the type that a line at the start of an item defines. Associated types are indented and do not count.
fn defined(line: &str) -> Option<&str> {
    let rest = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.strip_prefix(' ')?,
        None => line,
    };
    let kinds = ["struct ", "enum ", "trait ", "type ", "union "];
    let name = kinds.iter().find_map(|kind| rest.strip_prefix(kind))?;
    let end = name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len());
    Some(&name[..end])
}

#[test]
fn type_name_is_defined_once() {
    let mut files = Vec::new();
    for folder in SOURCES {
        sources(&root().join(folder), &mut files);
    }
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        // Everything after the start of the tests of a file is test code.
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let shown = file.strip_prefix(root()).unwrap().display().to_string();
        for name in text.lines().filter_map(defined) {
            found.entry(name.to_owned()).or_default().push(shown.clone());
        }
    }
    assert!(found.len() > 500, "the sources were read");
    let twice: Vec<_> = found
        .iter()
        .filter(|(name, places)| places.len() > 1 && !REPEATED.iter().any(|(known, _)| known == name))
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert!(twice.is_empty(), "rename all but one of each:\n{}", twice.join("\n"));
}
