//! The `academy` binary: `serve` shows lessons and keeps progress, `check` and `coverage` tell authors what
//! to mend, `new` gives them a start.

mod check;
mod coverage;
mod exchange;
mod keys;
mod role;
mod scaffold;

use std::{env, ffi::OsStr, io::IsTerminal, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use server::{Settings, config::ConfigError, sandbox, serve};
use tracing_subscriber::EnvFilter;

/// A course platform: lessons with live Python notebooks, and what students have done in them.
#[derive(Debug, Parser)]
#[command(name = "academy", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the courses
    ///
    /// Every setting may be given as a flag, as an environment variable, or in academy.toml under the flag's name without
    /// its dashes, such as `database-url = "postgres://…"`. A flag wins over the environment, the environment over the file.
    Serve {
        /// File with settings [default: academy.toml, where there is one]
        #[arg(long, env = "ACADEMY_CONFIG", value_name = "FILE")]
        config: Option<PathBuf>,

        #[command(flatten)]
        settings: Settings,
    },
    /// Look for mistakes in courses; exits with 1 if there are errors
    Check(check::Options),
    /// Show which lessons, exercises and exam questions serve each code of a curriculum; exits with 1 if one is not served
    Coverage(coverage::Options),
    /// Begin a course or a lesson with files that pass the check
    New(scaffold::Options),
    /// Make an exam of a QTI package, such as a quiz that Canvas exported
    Import(exchange::Import),
    /// Make a QTI package of an exam's bank
    Export(exchange::Export),
    /// Give an account a role: instructor, proctor or administrator
    Role(role::Options),
    /// Run code for another academy, which talks to this one by pipes
    #[command(name = sandbox::worker::COMMAND, hide = true)]
    GradeWorker,
    /// See or change the keys that sign certificates
    Keys(keys::Options),
}

fn main() -> ExitCode {
    let cli = Cli::from_arg_matches(&command().get_matches()).unwrap_or_else(|error| error.exit());
    let outcome = match cli.command {
        Command::GradeWorker => sandbox::worker::run().map(|()| ExitCode::SUCCESS).map_err(|e| e.to_string()),
        Command::Serve { config, settings } => serve_courses(config, settings),
        Command::Check(options) => {
            check::run(&options).map(|errors| if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Coverage(options) => coverage::run(&options)
            .map(|thin| if thin == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            .map_err(|e| e.to_string()),
        Command::New(options) => scaffold::run(&options).map(|()| ExitCode::SUCCESS).map_err(|e| e.to_string()),
        Command::Import(options) => exchange::import(&options).map(|()| ExitCode::SUCCESS).map_err(|e| e.to_string()),
        Command::Export(options) => exchange::export(&options).map(|()| ExitCode::SUCCESS).map_err(|e| e.to_string()),
        Command::Role(options) => role::run(options).map(|done| {
            println!("{done}");
            ExitCode::SUCCESS
        }),
        Command::Keys(options) => keys::run(&options).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("academy: {message}");
        ExitCode::FAILURE
    })
}

/// The command line. A variable that is set to nothing says nothing: files that start containers like to set
/// `ACADEMY_ADDRESS=`.
fn command() -> clap::Command {
    let empty = |name: &OsStr| env::var_os(name).is_some_and(|value| value.is_empty());
    let forgiving = |command: clap::Command| {
        command.mut_args(|arg| if arg.get_env().is_some_and(empty) { arg.env(None::<&'static str>) } else { arg })
    };
    Cli::command().mut_subcommand("serve", forgiving).mut_subcommand("role", forgiving)
}

fn serve_courses(file: Option<PathBuf>, settings: Settings) -> Result<ExitCode, String> {
    let config = Settings::read(file.as_deref())
        .and_then(|from_file| settings.or(from_file).finish())
        .map_err(|e: ConfigError| e.to_string())?;
    let filter = EnvFilter::try_new(&config.log).map_err(|e| format!("the log filter cannot be read: {e}"))?;
    let color = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(color).init();
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("cannot start: {e}"))?;
    runtime.block_on(serve::run(config)).map_err(|e| e.to_string())?;
    Ok(ExitCode::SUCCESS)
}
