//! Locates the console's files: `Leptos.toml` beside the program or in the current folder.

use crate::Failure;
use leptos::config::{LeptosOptions, get_configuration};
use std::path::{Path, PathBuf};

/// Finds and reads `Leptos.toml`.
///
/// # Errors
/// The file is missing or unreadable, or the site folder is missing.
pub fn load() -> Result<LeptosOptions, Failure> {
    let beside =
        std::env::current_exe().ok().and_then(|program| Some(program.canonicalize().ok()?.parent()?.to_owned()));
    let mut folders: Vec<PathBuf> = beside.into_iter().chain(std::env::current_dir()).collect();
    folders.dedup();
    let folder = folders.iter().find(|folder| folder.join("Leptos.toml").is_file()).ok_or_else(|| {
        let looked: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
        Failure::new(format!(
            "Leptos.toml was not found in {}; keep the program, Leptos.toml and site/ together",
            looked.join(" or ")
        ))
    })?;
    // Set by cargo-leptos, relative to the folder it was started in.
    let root = match std::env::var_os("LEPTOS_SITE_ROOT") {
        Some(_) => Path::new("."),
        None => folder,
    };
    read(&folder.join("Leptos.toml"), root)
}

/// Reads a `Leptos.toml`; a relative site root is resolved against `base`.
fn read(file: &Path, base: &Path) -> Result<LeptosOptions, Failure> {
    let shown = file.display();
    let options = file.to_str().and_then(|file| get_configuration(Some(file)).ok());
    let mut options = options
        .ok_or_else(|| Failure::new(format!("cannot read {shown}; restore the one that came with the program")))?
        .leptos_options;
    let root = base.join(&*options.site_root);
    if !root.is_dir() {
        return Err(Failure::new(format!(
            "the console's files are missing: {} is not a folder (site-root in {shown})",
            root.display()
        )));
    }
    options.site_root = root.to_string_lossy().into();
    if let Some(packed) = packed(&root.join(&*options.site_pkg_dir)) {
        options.site_pkg_dir = format!("{}/{packed}", options.site_pkg_dir).into();
    }
    Ok(options)
}

/// The one folder in `pkg/` of a release, named by the hash of its files. `None` if the files are in `pkg/` itself, as
/// `cargo leptos watch` leaves them.
fn packed(pkg: &Path) -> Option<String> {
    let mut entries = std::fs::read_dir(pkg).ok()?.flatten();
    let (only, None) = (entries.next()?, entries.next()) else { return None };
    only.path().is_dir().then(|| only.file_name().into_string().ok())?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn section(file: &str, path: &[&str]) -> toml::Table {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
        let mut table: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
        for key in path {
            let value = table.remove(*key).unwrap();
            table = match value {
                toml::Value::Array(mut list) => list.remove(0).try_into().unwrap(),
                other => other.try_into().unwrap(),
            };
        }
        table
    }

    #[test]
    fn deployed_leptos_toml_matches_the_workspace() {
        let deployed = section("Leptos.toml", &["package", "metadata", "leptos"]);
        let workspace = section("Cargo.toml", &["workspace", "metadata", "leptos"]);
        for (key, value) in &deployed {
            let ours = matches!(key.as_str(), "site-root" | "env");
            assert!(ours || workspace.get(key) == Some(value), "{key} differs between Leptos.toml and Cargo.toml");
        }
        for key in ["output-name", "site-pkg-dir", "hash-files"] {
            assert!(deployed.contains_key(key), "Leptos.toml lacks {key}");
        }
    }

    #[test]
    fn site_root_is_relative_to_leptos_toml() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Leptos.toml");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Leptos.toml"), &file).unwrap();
        let missing = read(&file, folder.path()).unwrap_err().to_string();
        assert!(missing.contains("files are missing"), "{missing}");
        std::fs::create_dir(folder.path().join("site")).unwrap();
        let options = read(&file, folder.path()).unwrap();
        assert_eq!(Path::new(&*options.site_root), folder.path().join("site"));
        assert_eq!(&*options.output_name, "console");
    }

    #[test]
    fn packed_files_are_served_under_their_hash() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Leptos.toml");
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Leptos.toml"), &file).unwrap();
        let pkg = folder.path().join("site/pkg");
        std::fs::create_dir_all(pkg.join("0123456789abcdef")).unwrap();
        assert_eq!(&*read(&file, folder.path()).unwrap().site_pkg_dir, "pkg/0123456789abcdef");
        std::fs::write(pkg.join("console.js"), "").unwrap();
        assert_eq!(&*read(&file, folder.path()).unwrap().site_pkg_dir, "pkg");
    }
}
