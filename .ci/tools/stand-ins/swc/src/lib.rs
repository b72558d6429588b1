//! Stands in for the crate of this name, as far as cargo-leptos' minifier of JavaScript names it. It minifies nothing: the build
//! sets `js-minify = false`.

use std::sync::Arc;
use swc_common::SourceMap;

pub mod config {
    /// Whether a text is a module.
    #[derive(Default)]
    pub enum IsModule {
        #[default]
        Unknown,
        Bool(bool),
    }

    /// How to minify.
    #[derive(Default)]
    pub struct JsMinifyOptions {
        pub compress: super::BoolOrDataConfig,
        pub mangle: super::BoolOrDataConfig,
        pub module: IsModule,
        pub keep_fnames: bool,
    }
}

/// An option that is on or off.
#[derive(Default)]
pub struct BoolOrDataConfig;

impl BoolOrDataConfig {
    pub fn from_bool(_: bool) -> Self {
        Self
    }
}

/// Further options.
#[derive(Default)]
pub struct JsMinifyExtras;

/// What a minifier returns.
pub struct TransformOutput {
    pub code: String,
}

/// A minifier.
pub struct Compiler;

impl Compiler {
    pub fn new(_: Arc<SourceMap>) -> Self {
        Self
    }

    /// # Errors
    /// Always.
    pub fn minify(
        &self,
        (): (),
        (): &(),
        _: &config::JsMinifyOptions,
        _: JsMinifyExtras,
    ) -> anyhow::Result<TransformOutput> {
        anyhow::bail!("this cargo-leptos was built without a minifier: set js-minify = false")
    }
}

/// An error with what was reported before it.
pub struct ReportedError(anyhow::Error);

impl ReportedError {
    pub fn to_pretty_error(self) -> anyhow::Error {
        self.0
    }
}

/// # Errors
/// Those of what it runs.
pub fn try_with_handler<T>(
    _: Arc<SourceMap>,
    (): (),
    run: impl FnOnce(&()) -> anyhow::Result<T>,
) -> Result<T, ReportedError> {
    run(&()).map_err(ReportedError)
}
