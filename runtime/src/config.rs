//! Settings from the environment, and what can go wrong before a server serves.

mod command_line;
mod database_url;
mod setting;
mod settings;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

pub(crate) use database_url::{SqliteUrl, Synchronous};

use crate::Migration;
use crate::adapter::Limits;
use crate::server::LogSettings;
use crate::sqlite::migrate_command;

/// How a server runs. Read from the environment by [`from_env`](Self::from_env) and
/// [`from_command_line`](Self::from_command_line); a variable that is empty counts as not set:
///
#[doc = include_str!("config/settings.md")]
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// `sqlite:FILE`, where each write is on the disk before it is acknowledged; with `?synchronous=normal` behind it
    /// some time later, so that a power cut may take the last ones.
    pub database_url: String,
    /// Whether a database is brought up to date when it is opened; else one that lacks a migration is refused.
    pub migrate_at_start: bool,
    /// Threads that run blocking work.
    pub workers: usize,
    /// Calls that may wait for a worker; more are RESOURCE_EXHAUSTED.
    pub queue: usize,
    /// The limit of a call whose client set none.
    pub request_timeout: Duration,
    /// The memory, in bytes, for the keys of all streams that no index brings in their order.
    pub sort_memory: usize,
    /// Handlers of streams that may run at once in sync mode; more are RESOURCE_EXHAUSTED.
    pub stream_threads: usize,
    /// How long a stream that a handler reads or writes may go without a message either way; zero is without limit.
    pub stream_idle: Duration,
    /// How long open calls may finish after SIGTERM or SIGINT.
    pub drain: Duration,
    /// The largest message, in bytes, that a client may send; a larger one is RESOURCE_EXHAUSTED.
    pub max_message: usize,
    /// The most metadata, in bytes, that a call may have.
    pub max_metadata: u32,
    /// How long a client that has connected may take until it speaks HTTP/2.
    pub handshake: Duration,
    /// How long a connection may be without an open call; zero is without limit.
    pub connection_idle: Duration,
    /// How old a connection may become: then its client is told to make a new one, and its open calls may finish.
    /// Zero is without limit.
    pub connection_age: Duration,
    /// How often a silent connection is asked whether its client is still there; zero is never.
    pub keepalive: Duration,
    pub(crate) log: LogSettings,
}

impl Config {
    /// The defaults, over this database; fields may be assigned.
    pub fn new(database_url: impl Into<String>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 50051)),
            database_url: database_url.into(),
            migrate_at_start: true,
            workers: (cores * 2).max(4),
            queue: 1024,
            request_timeout: Duration::from_secs(60),
            sort_memory: 64 << 20,
            stream_threads: 1024,
            stream_idle: Duration::from_secs(3600),
            drain: Duration::from_secs(10),
            max_message: 4 << 20,
            max_metadata: 16 << 10,
            handshake: Duration::from_secs(10),
            connection_idle: Duration::from_secs(3600),
            connection_age: Duration::ZERO,
            keepalive: Duration::from_secs(60),
            log: LogSettings::default(),
        }
    }

    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// All wrong values, a line each, with one that is right.
    pub fn from_env(default_database: &str) -> Result<Self, StartupError> {
        Self::read(default_database, |name| std::env::var_os(name))
    }

    /// As [`from_env`](Self::from_env), for the `main` of a server: `--help` prints what may be set,
    /// `--print-config` what is in force, with secrets hidden, and `migrate` brings the database up to date, or as far
    /// as is asked. `None` where one of them was asked for, so that there is nothing to serve.
    ///
    /// # Errors
    ///
    /// All wrong values, a line each, with one that is right; an argument that is none of these; or a migration that fails.
    pub fn from_command_line(
        default_database: &str,
        migrations: &[Migration],
    ) -> Result<Option<Self>, StartupError> {
        let mut arguments = std::env::args_os();
        let program = arguments.next().unwrap_or_default();
        let read = || Self::from_env(default_database);
        let answer = command_line::answer(&program, arguments, default_database, read)?;
        match answer {
            command_line::Answer::Serve(config) => Ok(Some(*config)),
            command_line::Answer::Print(text) => command_line::print(&text).map(|()| None),
            command_line::Answer::Migrate(config, request) => {
                let said = migrate_command(&config.database_url, migrations, &request)?;
                command_line::print(&said).map(|()| None)
            }
        }
    }

    /// What a call may take whose RPC and client set no limit.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            time: self.request_timeout,
            idle: limited(self.stream_idle),
            message: self.max_message,
        }
    }

    fn read(
        default_database: &str,
        get: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, StartupError> {
        let mut config = Self::new(default_database);
        let mut wrong = Vec::new();
        for setting in &settings::SETTINGS {
            let value = get(setting.name).filter(|value| value != OsStr::new(""));
            if let Some(value) = value
                && let Err(message) = setting.set(&mut config, &value)
            {
                wrong.push(message);
            }
        }
        match wrong.is_empty() {
            true => Ok(config),
            false => Err(StartupError::new(wrong.join("\n"))),
        }
    }
}

/// Zero is without limit.
pub(crate) fn limited(time: Duration) -> Option<Duration> {
    (!time.is_zero()).then_some(time)
}

/// Why a server could not start, in words for the person who starts it.
pub struct StartupError(String);

impl StartupError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    pub(crate) fn threads(error: std::io::Error) -> Self {
        Self(format!("cannot start threads: {error}"))
    }
}

impl fmt::Display for StartupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As `Display`: `main` returns it, and Rust prints what `main` returns with `Debug`.
impl fmt::Debug for StartupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartupError {}

#[cfg(test)]
mod tests;
