//! The shape of the workspace as data: which crate may depend on which, and what the browser's bundle must not contain.

use crate::rooms::uses::paths_from;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

/// Each crate, the crates of ours it may name, and why.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    ("strongroom-domain", &[], "the vocabulary has no dependencies, so that browser and server can share it"),
    ("strongroom-trail", &["domain"], "events and their chain are pure, so that anyone can verify them"),
    ("strongroom-policy", &["domain"], "the editor in the browser judges a policy exactly as the server does"),
    ("strongroom-crypto", &[], "cryptography knows bytes and ids, no secrets manager"),
    (
        "strongroom-core",
        &["domain", "policy", "trail", "crypto"],
        "the core names no database, no HTTP and no page; adapters implement its ports",
    ),
    (
        "strongroom-store",
        &["core", "domain", "trail"],
        "the store implements ports; it has no keys and does not name crypto",
    ),
    (
        "strongroom-rotators",
        &["client", "core", "crypto", "domain"],
        "a rotator is given credentials and answers with facts; it knows neither the store nor a policy",
    ),
    (
        "strongroom-messengers",
        &["client", "core", "domain"],
        "a messenger is given a channel and what to say, and answers with a fact; it knows neither the store nor a policy",
    ),
    ("strongroom-client", &["crypto", "domain"], "a client knows what travels, not what the server does with it"),
    ("strongroom-wire", &["core", "domain"], "a dialect translates; it reaches values only through the core's door"),
    ("strongroom-ui", &[], "the design system knows no domain word"),
    (
        "strongroom-app",
        &["core", "domain", "policy", "trail", "ui"],
        "pages reach the core through app/src/door.rs, on the server only",
    ),
    ("strongroom-hydrate", &["app"], "the bundle is the application and nothing else"),
    (
        "strongroom",
        &["app", "client", "core", "crypto", "domain", "messengers", "policy", "rotators", "store", "trail", "wire"],
        "the binary wires everything together",
    ),
];

/// Where modules of the core must not be named although the crate may be: the folder, the modules, and why.
const UNNAMED: &[(&str, &[&str], &str)] = &[
    (
        "server/wire/src",
        &["rows", "ports"],
        "a dialect answers with facts, which hold no MAC, password hash or ciphertext",
    ),
    ("app/src", &["rows", "ports"], "a page shows facts, which hold no MAC, password hash or ciphertext"),
];

/// What must never reach the browser.
const NOT_IN_BUNDLE: &[&str] = &[
    "strongroom-client",
    "strongroom-core",
    "strongroom-crypto",
    "strongroom-messengers",
    "strongroom-rotators",
    "strongroom-store",
    "strongroom-wire",
    "lettre",
    "sea-orm",
    "sqlx",
    "tokio",
    "axum",
    "rustls",
    "aws-lc-rs",
    "argon2",
    "chrono",
    "tower-sessions",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn cargo(arguments: &[&str]) -> String {
    let out = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().unwrap();
    assert!(out.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata: serde_json::Value =
        serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"])).unwrap();
    let ours = |name: &str| name.starts_with("strongroom");
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let normal = package["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"].is_null());
            let names = normal.map(|d| d["name"].as_str().unwrap().to_owned()).filter(|n| ours(n)).collect();
            (package["name"].as_str().unwrap().to_owned(), names)
        })
        .collect()
}

#[test]
fn dependencies_follow_the_table() {
    let found = dependencies();
    let known: BTreeSet<_> = ALLOWED.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(found.keys().cloned().collect::<BTreeSet<_>>(), known, "every crate is in the table with its reason");
    for (name, allowed, reason) in ALLOWED {
        for dependency in &found[*name] {
            let short = dependency.trim_start_matches("strongroom-");
            assert!(allowed.contains(&short), "{name} must not depend on {dependency}: {reason}");
        }
    }
}

#[test]
fn only_crypto_names_cryptography() {
    for name in ["aws-lc-rs", "argon2", "cryptoki", "webauthn-rs"] {
        let tree = cargo(&["metadata", "--no-deps", "--format-version", "1", "--locked"]);
        let metadata: serde_json::Value = serde_json::from_str(&tree).unwrap();
        for package in metadata["packages"].as_array().unwrap() {
            let names =
                package["dependencies"].as_array().unwrap().iter().any(|d| d["name"] == name && d["kind"].is_null());
            assert!(
                !names || package["name"] == "strongroom-crypto",
                "{} names {name}: only server/crypto may",
                package["name"]
            );
        }
    }
}

#[test]
fn bundle_contains_no_server_code() {
    let tree = cargo(&[
        "tree",
        "-p",
        "strongroom-hydrate",
        "--target",
        "wasm32-unknown-unknown",
        "-e",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--locked",
    ]);
    let inside: BTreeSet<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(inside.contains("strongroom-app"), "the tree was read");
    for name in NOT_IN_BUNDLE {
        assert!(!inside.contains(name), "{name} is in the browser's bundle; put it behind the `ssr` feature of app");
    }
}

/// The Rust files below a folder of the repository.
fn sources(folder: &str) -> Vec<PathBuf> {
    let (mut stack, mut files) = (vec![root().join(folder)], Vec::new());
    while let Some(folder) = stack.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 5, "{folder} was read");
    files
}

#[test]
fn only_door_names_the_core() {
    for path in sources("app/src").iter().filter(|path| !path.ends_with("door.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains("strongroom_core"), "{} names the core; go through door.rs", path.display());
    }
}

/// The paths of a source text into modules of the core that it must not name. All of the core at once would hide them.
fn unnamed(text: &str, modules: &[&str]) -> Vec<String> {
    let mut paths = paths_from(text, "strongroom_core");
    paths.retain(|path| path.get(1).is_none_or(|module| modules.contains(&module.as_str())));
    paths.iter().map(|path| path.join("::")).collect()
}

#[test]
fn surfaces_name_no_rows_and_no_ports() {
    for (folder, modules, reason) in UNNAMED {
        for path in sources(folder) {
            let found = unnamed(&std::fs::read_to_string(&path).unwrap(), modules);
            assert!(found.is_empty(), "{} must not name {}: {reason}", path.display(), found.join(", "));
        }
    }
}

#[test]
fn unnamed_modules_are_found() {
    let modules = ["rows", "ports"];
    let text = "use strongroom_core::{Engine, rows::{SecretRow, Unverified}}; fn f() { strongroom_core::ports::Store }";
    let expected = ["rows::SecretRow", "rows::Unverified", "ports::Store"];
    assert_eq!(unnamed(text, &modules), expected.map(|path| format!("strongroom_core::{path}")));
    assert_eq!(unnamed("use strongroom_core::*;", &modules), ["strongroom_core"]);
    assert!(unnamed("use strongroom_core::{Engine, facts, ops::secrets}; let rows = ports::x;", &modules).is_empty());
}

/// Text in templates that would be printed unescaped, and calls that a cross-site link could make.
#[test]
fn pages_avoid_unescaped_templates() {
    let mut stack = vec![root().join("app/src"), root().join("app/ui/src")];
    while let Some(folder) = stack.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
                continue;
            }
            if path.extension().is_none_or(|e| e != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let text: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
            let file = path.display();
            for (word, why) in [
                ("inner_html", "is printed unescaped"),
                ("GetUrl", "lets another site's link call a server function"),
                (" style=", "is forbidden by the content security policy"),
            ] {
                assert!(!text.contains(word), "{file}: {word} {why}");
            }
            if !path.ends_with("text_area.rs") {
                assert!(!text.contains("<textarea"), "{file}: a textarea's text is not escaped; use ui's TextArea");
            }
            if !path.ends_with("page_title.rs") {
                assert!(!text.contains("<Title"), "{file}: a title's text is not escaped; use ui's PageTitle");
            }
        }
    }
}

#[test]
fn top_level_contains_only_known_entries() {
    let known: BTreeSet<&str> = [
        "Cargo.toml",
        "Cargo.lock",
        "Leptos.toml",
        "Makefile",
        "README.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "clippy.toml",
        "deny.toml",
        "rustfmt.toml",
        "app",
        "server",
        "style",
        "public",
        "end2end",
        "docs",
        ".ci",
        ".cargo",
        ".gitignore",
    ]
    .into();
    let out = Command::new("git").args(["ls-files", "--cached"]).current_dir(root()).output().unwrap();
    let found: BTreeSet<String> =
        String::from_utf8(out.stdout).unwrap().lines().filter_map(|l| l.split('/').next()).map(str::to_owned).collect();
    for name in found {
        assert!(known.contains(name.as_str()), "{name} is new at the top level; everything has a folder");
    }
}
