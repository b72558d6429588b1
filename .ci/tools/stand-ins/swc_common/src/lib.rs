//! Stands in for the crate of this name, as far as cargo-leptos' minifier of JavaScript names it. It holds nothing.

use std::sync::Arc;

/// Source texts.
#[derive(Default)]
pub struct SourceMap;

impl SourceMap {
    pub fn new_source_file(&self, _: Arc<FileName>, _: String) {}
}

/// Name of a source text.
pub enum FileName {
    Anon,
}

/// What a minification shares.
#[derive(Default)]
pub struct Globals;

/// Runs what needs the globals.
pub struct Scope;

impl Scope {
    pub fn set<T>(&self, _: &Globals, run: impl FnOnce() -> T) -> T {
        run()
    }
}

pub static GLOBALS: Scope = Scope;
