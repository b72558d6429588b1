//! The shape of the workspace as data: which crate may depend on which, and what the browser's bundle must not contain.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::Command,
};

/// Each crate, the crates of ours it may name, and why.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    ("strongroom-domain", &[], "the vocabulary stands alone, so that browser and server can share it"),
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
        "the store implements ports; it holds no keys and names no crypto",
    ),
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
        &["app", "core", "crypto", "domain", "policy", "store", "wire"],
        "the binary wires everything together",
    ),
];

/// What must never reach the browser.
const NOT_IN_BUNDLE: &[&str] = &[
    "strongroom-core",
    "strongroom-crypto",
    "strongroom-store",
    "strongroom-wire",
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
fn dependencies_point_one_way() {
    let found = dependencies();
    let known: BTreeSet<_> = ALLOWED.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(
        found.keys().cloned().collect::<BTreeSet<_>>(),
        known,
        "every crate stands in the table with its reason"
    );
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
fn the_bundle_holds_nothing_of_the_server() {
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

/// Names that stand nowhere in a file or folder, and why. The console reaches the core through one file.
const NOT_NAMED: &[(&str, &[&str], &str)] = &[
    ("server/wire/src", &["rows", "ports"], "a dialect spells the core's facts; rows and ports are the store's"),
    ("app/src/door.rs", &["rows", "ports"], "the console shows the core's facts; rows and ports are the store's"),
];

#[test]
fn dialects_and_the_console_name_no_rows_and_no_ports() {
    for (place, names, reason) in NOT_NAMED {
        let mut stack = vec![root().join(place)];
        while let Some(path) = stack.pop() {
            if path.is_dir() {
                stack.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
            for line in code.filter(|line| line.contains("::") || line.trim_end().ends_with(',')) {
                let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                assert!(!words.any(|word| names.contains(&word)), "{}: {line}: {reason}", path.display());
            }
        }
    }
}

#[test]
fn one_file_of_the_console_names_the_core() {
    let mut stack = vec![root().join("app/src")];
    while let Some(folder) = stack.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else if !path.ends_with("door.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("strongroom_core"), "{} names the core; go through door.rs", path.display());
            }
        }
    }
}

/// Text in templates that would be printed unescaped, and calls that a cross-site link could make.
#[test]
fn pages_avoid_what_leptos_does_not_escape() {
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
                ("inner_html", "is printed as it is"),
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
fn nothing_else_lies_at_the_top() {
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
