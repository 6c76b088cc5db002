//! `academy role`: gives or takes a role, from the machine that the server runs on.

use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use server::{
    Settings,
    account::login::normalise,
    store::{Role, Store},
};

/// Whose role, and which.
#[derive(Args, Debug)]
pub struct Options {
    /// E-mail or user name of the account
    login: String,

    /// What it may do
    #[arg(value_parser = PossibleValuesParser::new(Role::ALL.map(Role::code)))]
    role: String,

    /// Take the role away
    #[arg(long)]
    remove: bool,

    /// File with settings [default: academy.toml, where there is one]
    #[arg(long, env = "ACADEMY_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    #[command(flatten)]
    settings: Settings,
}

/// Changes the role and says what was done.
///
/// # Errors
/// What stands in the way, in words.
pub fn run(options: Options) -> Result<String, String> {
    let from_file = Settings::read(options.config.as_deref()).map_err(|e| e.to_string())?;
    let config = options.settings.or(from_file).finish().map_err(|e| e.to_string())?;
    let role = Role::parse(&options.role).ok_or("there is no such role")?;
    let nobody = || format!("nobody has signed up as {}. Sign up first, then give the role", options.login);
    let login = normalise(&options.login).map_err(|_| nobody())?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| format!("cannot start: {e}"))?;
    runtime.block_on(async {
        let (store, trouble) = Store::open(&config.database_url).await.map_err(|e| e.to_string())?;
        if let Some(error) = trouble {
            return Err(error.to_string());
        }
        let (account, _) = store.account_by_login(&login).await.map_err(|e| e.to_string())?.ok_or_else(nobody)?;
        let done = if options.remove {
            store.revoke_role(&account.id, role).await.map(|()| format!("{login} is no longer {}", role.code()))
        } else {
            store.grant_role(&account.id, role).await.map(|()| format!("{login} is now {}", role.code()))
        };
        store.close().await;
        done.map_err(|e| e.to_string())
    })
}
