//! Stands in for the crate of this name, of which `cargo leptos new` alone is a client. It makes nothing.

use std::path::PathBuf;

/// The arguments that `cargo leptos new` passes on.
#[derive(Default)]
pub struct GenerateArgs {
    pub template_path: TemplatePath,
    pub name: Option<String>,
    pub force: bool,
    pub verbose: bool,
    pub init: bool,
    pub quiet: bool,
}

/// Where a template is.
#[derive(Default)]
pub struct TemplatePath {
    pub git: Option<String>,
    pub branch: Option<String>,
    pub tag: Option<String>,
    pub path: Option<String>,
    pub favorite: Option<String>,
}

/// # Errors
/// Always.
pub fn generate(_: GenerateArgs) -> anyhow::Result<PathBuf> {
    anyhow::bail!("this cargo-leptos was built without `new`")
}
