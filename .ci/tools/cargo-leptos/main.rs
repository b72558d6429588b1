//! `cargo leptos`, as its own package starts it.

use cargo_leptos::{config::Cli, run};
use clap::Parser;

#[tokio::main]
async fn main() -> color_eyre::Result<()> {
    color_eyre::install()?;
    let mut args: Vec<String> = std::env::args().collect();
    // Cargo passes the name of the subcommand on.
    if args.get(1).is_some_and(|word| word == "leptos") {
        args.remove(1);
    }
    let args = Cli::parse_from(args);
    cargo_leptos::logger::setup(args.opts().map_or(0, |options| options.verbose), &args.log);
    run(args).await
}
