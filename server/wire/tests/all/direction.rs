//! Which folder may name which: `http` is shared and names no dialect, and a dialect names no other dialect.

use std::path::Path;

/// The folder that dialects share.
const SHARED: &str = "http";

/// A source file: its folder under `src`, its path and its text.
struct SourceFile {
    folder: String,
    path: String,
    text: String,
}

fn sources() -> Vec<SourceFile> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some((folder, _)) = path.strip_prefix(&src).unwrap().to_str().unwrap().split_once('/') {
                files.push(SourceFile {
                    folder: folder.to_owned(),
                    path: path.display().to_string(),
                    text: std::fs::read_to_string(&path).unwrap(),
                });
            }
        }
    }
    files
}

/// A sentence for each file that names a dialect other than its own.
fn violations(files: &[SourceFile]) -> Vec<String> {
    let mut dialects: Vec<&str> = files.iter().map(|file| &*file.folder).filter(|folder| *folder != SHARED).collect();
    dialects.sort_unstable();
    dialects.dedup();
    let mut found = Vec::new();
    for file in files {
        let text = file.text.to_lowercase();
        for other in dialects.iter().filter(|dialect| file.folder != **dialect && text.contains(**dialect)) {
            let reason = match &*file.folder {
                SHARED => "http is shared and knows no dialect; move what is the vendor's into the dialect",
                _ => "a dialect knows no other dialect; move what both need into http",
            };
            found.push(format!("{} names {other}: {reason}", file.path));
        }
    }
    found
}

#[test]
fn no_source_file_names_a_foreign_dialect() {
    let files = sources();
    for folder in [SHARED, "aliyun"] {
        assert!(files.iter().any(|file| file.folder == folder), "{folder} was read");
    }
    assert_eq!(violations(&files), Vec::<String>::new());
}

#[test]
fn foreign_dialect_in_a_source_file_is_reported() {
    let file = |folder: &str, text: &str| SourceFile {
        folder: folder.to_owned(),
        path: format!("{folder}/file.rs"),
        text: text.to_owned(),
    };
    let found = violations(&[
        file("http", "use crate::aliyun::AliyunError;"),
        file("aliyun", "use crate::http::Params;"),
        file("tencent", "use crate::aliyun::Tag;"),
    ]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("http/file.rs names aliyun") && found[1].starts_with("tencent/file.rs names aliyun"));
}
