//! The commands of the house: `cargo serve`, `cargo verify`, `cargo bench-page`, `cargo bench-engine`, `cargo fix-all`.

mod bench;
mod browser;
mod compress;
mod engine;
mod fix;
mod npm;
mod paths;
mod serve;
mod sh;
mod site;
mod verifiers;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask", about = "Builds, serves, verifies and measures Academy")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything and serves it at http://127.0.0.1:3000.
    Serve(serve::Options),
    /// Checks everything: format, lints, architecture, tests, wasm tests, browser tests.
    Verify(verify::Options),
    /// Prints bytes, times and pages per second, as measured on this machine.
    BenchPage(bench::Options),
    /// Prints the tensor engine's times beside those of its peers, in one browser.
    BenchEngine(engine::Options),
    /// Formats and applies the lints' suggestions.
    Fix,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(options) => serve::run(&options),
        Command::Verify(options) => verify::run(&options),
        Command::BenchPage(options) => bench::run(&options),
        Command::BenchEngine(options) => engine::run(&options),
        Command::Fix => fix::run(),
    };
    // What went wrong is in what the step printed; a backtrace of ours would only push it off the screen.
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
