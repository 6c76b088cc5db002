//! `academy keys`: which keys sign certificates, new ones for the old, and what to do when one leaked.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use credential::{Keys, date, keys::FILE};
use server::{Settings, clock::Clock, config::ConfigError};

/// Options of `academy keys`.
#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,

    /// File with settings [default: academy.toml, where there is one]
    #[arg(long, env = "ACADEMY_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,

    /// Folder for what the server keeps, the keys among it [default: data]
    #[arg(long, env = "ACADEMY_DATA", value_name = "FOLDER", global = true)]
    data: Option<PathBuf>,
}

#[derive(Clone, Debug, Subcommand)]
enum Action {
    /// List the keys; those above sign, the others prove what they signed before
    Show,
    /// Make new keys; the old ones sign no more, and stay published for what they have signed
    Rotate,
    /// Withdraw a key that leaked: what it signed counts no more; certificates kept here are signed anew when they are asked for
    Withdraw {
        /// The key, as `show` lists it
        id: String,
    },
}

/// Does it, and prints the keys that are there now.
pub fn run(options: &Options) -> Result<(), String> {
    let given = Settings { data: options.data.clone(), ..Settings::default() };
    let config = Settings::read(options.config.as_deref())
        .and_then(|from_file| given.or(from_file).finish())
        .map_err(|e: ConfigError| e.to_string())?;
    if !config.data.join(FILE).exists() {
        return Err(format!(
            "there are no keys in {} yet: the server makes them when it starts",
            config.data.display()
        ));
    }
    let now = Clock::default().now();
    let mut keys = Keys::open(&config.data, now).map_err(|e| e.to_string())?;
    let changed = match &options.action {
        Action::Show => None,
        Action::Rotate => Some(keys.rotate(now)),
        Action::Withdraw { id } => Some(keys.withdraw(id, now).ok_or_else(|| format!("there is no key {id}"))?),
    };
    let is_changed = changed.is_some();
    if let Some(changed) = changed {
        changed.save(&config.data, true).map_err(|e| e.to_string())?;
        keys = changed;
    }
    for (kind, id, made) in keys.list() {
        println!("{kind:8} {id}  made {}", date::write(made));
    }
    for id in &keys.withdrawn {
        println!("         {id}  withdrawn");
    }
    if is_changed {
        println!("Start the server again: until then it goes on with the keys it has read.");
    }
    Ok(())
}
