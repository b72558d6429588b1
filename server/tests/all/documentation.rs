//! The documentation agrees with the repository: paths exist, tables are well-formed, dependencies are listed once.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Markdown file of the repository.
fn documents() -> Vec<String> {
    let out = Command::new("git").args(["ls-files", "*.md"]).current_dir(root()).output().unwrap();
    String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The text between backquotes that looks like a path in the repository. `<…>` means any name, so such a path ends before it.
fn paths(text: &str) -> Vec<&str> {
    const TOP: [&str; 6] = ["app/", "server/", "end2end/", "docs/", "style/", ".ci/"];
    let quoted = text.split('`').skip(1).step_by(2).filter(|text| !text.contains([' ', '\n']));
    let paths = quoted.filter(|text| TOP.iter().any(|top| text.starts_with(top)));
    paths.map(|path| path.split('<').next().unwrap_or(path)).collect()
}

/// How many paths a guide names at least; other documents may name none.
const GUIDES: &[(&str, usize)] = &[("README.md", 30), ("docs/architecture.md", 60), ("docs/adding.md", 40)];

#[test]
fn paths_in_the_documents_exist() {
    // It compares with files that are gone, in a short form.
    const HISTORY: &str = "docs/decisions/reshape.md";
    for document in documents().iter().filter(|document| *document != HISTORY) {
        let text = read(document);
        let paths = paths(&text);
        let least = GUIDES.iter().find(|(guide, _)| guide == document).map_or(0, |(_, least)| *least);
        assert!(paths.len() >= least, "{document} names only {} paths", paths.len());
        for path in paths {
            assert!(root().join(path).exists(), "{document} names {path}, which does not exist");
        }
    }
}

/// Tests are named in backquotes: Rust's as one word, those of the browser as a sentence.
#[test]
fn tests_named_in_peers_exist() {
    let document = read("docs/peers.md");
    let quoted = document.split('`').skip(1).step_by(2);
    let is_name = |text: &&str| text.contains(['_', ' ']) && !text.contains(['/', '.', ':']);
    let names: Vec<&str> = quoted.filter(is_name).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let arguments = ["grep", "-qF", name, "--", "server/*.rs", "app/*.rs", "end2end/*.ts", "end2end/*.py"];
        let found = Command::new("git").args(arguments).current_dir(root()).status().unwrap();
        assert!(found.success(), "docs/peers.md names the test {name}, which does not exist");
    }
}

#[test]
fn rows_of_tables_have_as_many_cells_as_their_header() {
    for document in documents() {
        let mut header = None;
        for (number, line) in read(&document).lines().enumerate() {
            if !line.starts_with('|') {
                header = None;
                continue;
            }
            let cells = line.trim_end().replace("\\|", "").matches('|').count();
            assert!(line.trim_end().ends_with('|'), "{document}:{}: the row has no end", number + 1);
            assert_eq!(*header.get_or_insert(cells), cells, "{document}:{}: cells of the row", number + 1);
        }
    }
}

/// Direct dependencies on crates of others, with the requirement of each.
fn dependencies() -> BTreeMap<String, String> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let all = packages.iter().flat_map(|package| package["dependencies"].as_array().unwrap());
    let foreign = all.filter(|dependency| dependency["path"].is_null());
    let text = |value: &serde_json::Value| value.as_str().unwrap().trim_start_matches(['^', '=']).to_owned();
    foreign.map(|dependency| (text(&dependency["name"]), text(&dependency["req"]))).collect()
}

#[test]
fn every_dependency_is_listed_once_with_its_version() {
    let document = read("docs/dependencies.md");
    let table = document.split("\n# ").next().unwrap();
    let mut listed = BTreeMap::new();
    for line in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (names, versions): (Vec<_>, Vec<_>) = (cells[1].split(", ").collect(), cells[2].split(", ").collect());
        for (at, name) in names.iter().enumerate() {
            let version = versions.get(at).or(versions.first().filter(|_| versions.len() == 1)).unwrap();
            assert!(listed.insert((*name).to_owned(), (*version).to_owned()).is_none(), "{name} is listed twice");
        }
    }
    // Used by the fuzz targets, which are not part of the workspace.
    assert!(listed.remove("libfuzzer-sys").is_some());
    let used = dependencies();
    assert_eq!(listed.keys().collect::<BTreeSet<_>>(), used.keys().collect::<BTreeSet<_>>());
    for (name, version) in listed {
        let required = &used[&name];
        let agrees = required == &version || required.starts_with(&format!("{version}."));
        assert!(agrees, "{name} is required as {required} and listed as {version}");
    }
}

#[test]
fn every_shared_dependency_is_used() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let used = dependencies();
    for name in manifest["workspace"]["dependencies"].as_table().unwrap().keys() {
        let ours = name.starts_with("strongroom-");
        assert!(ours || used.contains_key(name), "{name} is in [workspace.dependencies] and no crate uses it");
    }
}
