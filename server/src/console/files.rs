//! Static files: those in the site folder at start, packed and compressed by the build (`app/hydrate/build/pack.mjs`).

use axum::{Router, response::Response};
use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use std::{fs, path::Path};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

/// The folder's name changes with the content.
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The name stays the same in every build: revalidate.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
/// Fonts and images, which rarely change.
const WEEK: HeaderValue = HeaderValue::from_static("public, max-age=604800");

/// One route per file and folder of the site.
pub(super) fn router(site: &LeptosOptions) -> Router {
    let mut router = Router::new();
    // `site::load` has checked the folder; if it was removed since, there are no files.
    for entry in fs::read_dir(&*site.site_root).into_iter().flatten().flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Some(name) = name.to_str().filter(|name| !name.contains(['{', '}']) && !is_compressed(name)) else {
            continue;
        };
        let policy = match site.site_pkg_dir.split_once('/') {
            Some((pkg, _hash)) if name == pkg => IMMUTABLE,
            None if name == &*site.site_pkg_dir => REVALIDATE,
            _ => WEEK,
        };
        let files = Router::new();
        let files = if path.is_dir() {
            files.nest_service(&format!("/{name}"), ServeDir::new(&path).precompressed_br().precompressed_gzip())
        } else {
            files.route_service(&format!("/{name}"), ServeFile::new(&path).precompressed_br().precompressed_gzip())
        };
        let found = move |response: &Response| (!response.status().is_client_error()).then(|| policy.clone());
        router = router.merge(files.layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, found)));
    }
    router
}

fn is_compressed(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "br" || extension == "gz")
}
