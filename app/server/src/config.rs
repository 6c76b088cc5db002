//! Settings: each a flag, an environment variable and a line in `academy.toml`; the first of these that says something
//! wins.

use std::{
    convert::Infallible,
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::{Args, builder::BoolishValueParser};
use serde::Deserialize;
use thiserror::Error;

use crate::{sandbox::SandboxConfig, store::Store};

/// The settings as the command line, the environment or the file give them.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Address and port to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "ACADEMY_ADDRESS", value_name = "IP:PORT")]
    pub address: Option<SocketAddr>,

    /// Folder for what the server keeps; the SQLite file in it is academy.db [default: data]
    #[arg(long, env = "ACADEMY_DATA", value_name = "FOLDER", value_parser = path)]
    pub data: Option<PathBuf>,

    /// Database instead of the SQLite file: postgres://user:password@host/name or sqlite://path
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Folder with the courses [default: content]
    #[arg(long, env = "ACADEMY_CONTENT", value_name = "FOLDER", value_parser = path)]
    pub content: Option<PathBuf>,

    /// Folder with the built scripts and styles, which holds manifest.json [default: target/site]
    #[arg(long, env = "ACADEMY_SITE", value_name = "FOLDER", value_parser = path)]
    pub site: Option<PathBuf>,

    /// The site's address as browsers see it, such as https://academy.example.org, where a proxy stands before the server
    #[arg(long, env = "ACADEMY_ORIGIN", value_name = "ORIGIN")]
    pub origin: Option<String>,

    /// What the issuer of certificates is called, on them and in them, such as the name of a school [default: Academy]
    #[arg(long, env = "ACADEMY_ISSUER_NAME", value_name = "NAME")]
    pub issuer_name: Option<String>,

    /// The keys that sign certificates, as the file issuer-keys.json has them, where several servers share them [default: that
    /// file in the data folder, made at the first start]
    #[arg(long, env = "ACADEMY_ISSUER_KEYS", value_name = "JSON", hide_env_values = true)]
    pub issuer_keys: Option<String>,

    /// Header in which a proxy you trust names the client, such as x-forwarded-for; without, the connection's own address
    #[arg(long, env = "ACADEMY_CLIENT_ADDRESS_HEADER", value_name = "NAME")]
    pub client_address_header: Option<String>,

    /// How many processes judge code at the same time; 0 for none [default: half the processor's cores]
    #[arg(long, env = "ACADEMY_GRADERS", value_name = "NUMBER")]
    pub graders: Option<usize>,

    /// Read courses again when they change, and reload the browser
    #[arg(long, env = "ACADEMY_WATCH", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL",
          value_parser = BoolishValueParser::new())]
    pub watch: Option<bool>,

    /// What to log, as tracing's filters are written [default: info]
    #[arg(long, env = "ACADEMY_LOG", value_name = "FILTER")]
    pub log: Option<String>,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen.
    pub address: SocketAddr,
    /// Folder for what the server keeps.
    pub data: PathBuf,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// Whether that is the file in [`Config::data`], whose folder we make.
    pub own_database: bool,
    /// Folder with the courses.
    pub content: PathBuf,
    /// Folder with the built site.
    pub site: PathBuf,
    /// The site's address as browsers see it, where it differs from what the server sees.
    pub origin: Option<String>,
    /// What the issuer of certificates is called.
    pub issuer_name: String,
    /// The issuer's keys, where they do not lie in [`Config::data`].
    pub issuer_keys: Option<String>,
    /// Header that names the client, lower case.
    pub client_address_header: Option<String>,
    /// Where code is judged.
    pub sandbox: SandboxConfig,
    /// Whether to follow changes.
    pub watch: bool,
    /// Filter of the log.
    pub log: String,
}

/// The settings cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file that was named cannot be read.
    #[error("cannot read the settings in {path}: {error}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file is not what it should be.
    #[error("{path} has a mistake:\n{error}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        error: Box<toml::de::Error>,
    },
    /// The origin is not one.
    #[error("the origin must look like https://academy.example.org, without a path; it is {0:?}")]
    Origin(String),
    /// Not the name of a header.
    #[error("{0:?} cannot be the name of a header; proxies use x-forwarded-for or x-real-ip")]
    Header(String),
}

impl Settings {
    /// Reads the file: the one named, else `academy.toml` where it exists.
    ///
    /// # Errors
    /// If it cannot be read or understood.
    pub fn read(named: Option<&Path>) -> Result<Settings, ConfigError> {
        let path = named.unwrap_or(Path::new("academy.toml"));
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == io::ErrorKind::NotFound => return Ok(Settings::default()),
            Err(error) => return Err(ConfigError::Unreadable { path: path.to_owned(), error }),
        };
        Settings::parse(&text).map_err(|error| ConfigError::Malformed { path: path.to_owned(), error: Box::new(error) })
    }

    /// From the text of an `academy.toml`.
    ///
    /// # Errors
    /// Where and what is wrong.
    pub fn parse(text: &str) -> Result<Settings, toml::de::Error> {
        toml::from_str(text)
    }

    /// These settings, with `other`'s where these say nothing. An empty text says nothing: files that start containers
    /// like to set `DATABASE_URL=`.
    pub fn or(self, other: Settings) -> Settings {
        let text = |text: Option<String>, other: Option<String>| text.filter(|t| !t.is_empty()).or(other);
        let path = |path: Option<PathBuf>, other: Option<PathBuf>| path.filter(|p| !p.as_os_str().is_empty()).or(other);
        Settings {
            address: self.address.or(other.address),
            data: path(self.data, other.data),
            database_url: text(self.database_url, other.database_url),
            content: path(self.content, other.content),
            site: path(self.site, other.site),
            origin: text(self.origin, other.origin),
            issuer_name: text(self.issuer_name, other.issuer_name),
            issuer_keys: text(self.issuer_keys, other.issuer_keys),
            client_address_header: text(self.client_address_header, other.client_address_header),
            graders: self.graders.or(other.graders),
            watch: self.watch.or(other.watch),
            log: text(self.log, other.log),
        }
    }

    /// The settings in force: defaults where nothing is said.
    ///
    /// # Errors
    /// If a value cannot be used.
    pub fn finish(self) -> Result<Config, ConfigError> {
        let data = self.data.unwrap_or_else(|| "data".into());
        let file = std::path::absolute(data.join("academy.db")).unwrap_or_else(|_| data.join("academy.db"));
        if let Some(origin) = &self.origin
            && !is_origin(origin)
        {
            return Err(ConfigError::Origin(origin.clone()));
        }
        let header = self.client_address_header.map(|h| h.to_ascii_lowercase());
        if let Some(name) = &header
            && axum::http::HeaderName::from_bytes(name.as_bytes()).is_err()
        {
            return Err(ConfigError::Header(name.clone()));
        }
        let site = self.site.unwrap_or_else(|| "target/site".into());
        let half = || std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
        Ok(Config {
            sandbox: SandboxConfig {
                program: std::env::current_exe().unwrap_or_else(|_| "academy".into()),
                module: site.join("grader.wasm"),
                cache: data.join("grader"),
                processes: self.graders.unwrap_or_else(half),
            },
            address: self.address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000))),
            own_database: self.database_url.is_none(),
            database_url: self.database_url.unwrap_or_else(|| Store::sqlite_url(&file)),
            data,
            content: self.content.unwrap_or_else(|| "content".into()),
            site,
            origin: self.origin,
            issuer_name: self.issuer_name.unwrap_or_else(|| "Academy".into()),
            issuer_keys: self.issuer_keys,
            client_address_header: header,
            watch: self.watch.unwrap_or(false),
            log: self.log.unwrap_or_else(|| "info".into()),
        })
    }
}

impl Config {
    /// The site's address as others have to write it.
    pub fn public_origin(&self) -> String {
        self.origin.clone().unwrap_or_else(|| format!("http://{}", self.address))
    }
}

/// Any path; clap's own parser refuses an empty one.
fn path(text: &str) -> Result<PathBuf, Infallible> {
    Ok(text.into())
}

/// Whether a browser could send this text as `Origin`.
fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|h| !h.is_empty() && !h.contains(['/', '?', '#', '@']) && !h.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = Settings::parse(text).map(|s| s.finish().map(|c| format!("{} {}", c.address, c.watch)));
        let found = match found {
            Ok(Ok(shown)) => shown,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        assert!(found.contains(expected), "{text:?} gave {found:?}");
    }

    #[test]
    fn a_file_says_what_is_in_force_or_what_is_wrong() {
        check("", "127.0.0.1:3000 false");
        check("address = \"0.0.0.0:80\"\nwatch = true", "0.0.0.0:80 true");
        check("adress = \"0.0.0.0:80\"", "unknown field `adress`");
        check("address = \"here\"", "invalid socket address");
        check("origin = \"academy.example.org\"", "the origin must look like");
        check("client-address-header = \"x forwarded\"", "cannot be the name of a header");
    }

    #[test]
    fn flags_come_before_the_file() {
        let flags = Settings { watch: Some(false), ..Settings::default() };
        let flags = Settings { log: Some(String::new()), ..flags };
        let file = Settings { watch: Some(true), log: Some("debug".into()), ..Settings::default() };
        let config = flags.or(file).finish().expect("these can be used");
        assert!(!config.watch);
        assert_eq!(config.log, "debug");
        assert!(config.database_url.starts_with("sqlite:///"), "{}", config.database_url);
    }
}
