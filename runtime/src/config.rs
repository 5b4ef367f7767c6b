//! Settings from the environment, and what can go wrong before a server serves.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use crate::adapter::Limits;

/// How a server runs. Read from the environment by [`from_env`](Self::from_env):
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `LISTEN` | address and port; port 0 takes a free one | `127.0.0.1:50051` |
/// | `DATABASE_URL` | `sqlite:FILE` | what the project passes |
/// | `WORKERS` | threads that run blocking work | twice the cores, at least 4 |
/// | `QUEUE` | calls that may wait for a worker; more are refused with RESOURCE_EXHAUSTED | 1024 |
/// | `REQUEST_TIMEOUT_SECONDS` | limit of a call whose client set none | 60 |
/// | `STREAM_THREADS` | handlers of streams that may run at once in sync mode, each on a thread of its own; more are refused with RESOURCE_EXHAUSTED | 1024 |
/// | `STREAM_IDLE_SECONDS` | how long a stream that a handler reads or writes may go without a message either way; 0 is without limit | 3600 |
/// | `DRAIN_SECONDS` | how long open calls may finish after SIGTERM or SIGINT | 10 |
/// | `RUST_LOG` | log filter | `info` |
/// | `LOG_FORMAT` | `text`, or `json` with one object a line | `text` on a terminal, else `json` |
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: SocketAddr,
    /// `sqlite:FILE`.
    pub database_url: String,
    /// Threads that run blocking work.
    pub workers: usize,
    /// Calls that may wait for a worker; more are RESOURCE_EXHAUSTED.
    pub queue: usize,
    /// The limit of a call whose client set none.
    pub request_timeout: Duration,
    /// Handlers of streams that may run at once in sync mode; more are RESOURCE_EXHAUSTED.
    pub stream_threads: usize,
    /// How long a stream that a handler reads or writes may go without a message either way; zero is without limit.
    pub stream_idle: Duration,
    /// How long open calls may finish after SIGTERM or SIGINT.
    pub drain: Duration,
}

impl Config {
    /// The defaults, over this database; fields may be assigned.
    pub fn new(database_url: impl Into<String>) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 50051)),
            database_url: database_url.into(),
            workers: (cores * 2).max(4),
            queue: 1024,
            request_timeout: Duration::from_secs(60),
            stream_threads: 1024,
            stream_idle: Duration::from_secs(3600),
            drain: Duration::from_secs(10),
        }
    }

    /// Reads the environment; all wrong values are reported together.
    pub fn from_env(default_database: &str) -> Result<Self, StartupError> {
        Self::from(default_database, |name| std::env::var(name).ok())
    }

    /// What a call may take whose RPC and client set no limit.
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            time: self.request_timeout,
            idle: (!self.stream_idle.is_zero()).then_some(self.stream_idle),
        }
    }

    fn from(
        default_database: &str,
        get: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, StartupError> {
        let mut wrong = Vec::new();
        let mut config = Self::new(default_database);
        let mut seconds = |name, default: &mut Duration| {
            *default = Duration::from_secs(read(&get, name, default.as_secs(), &mut wrong));
        };
        seconds("REQUEST_TIMEOUT_SECONDS", &mut config.request_timeout);
        seconds("STREAM_IDLE_SECONDS", &mut config.stream_idle);
        seconds("DRAIN_SECONDS", &mut config.drain);
        config.listen = read(&get, "LISTEN", config.listen, &mut wrong);
        config.workers = read(&get, "WORKERS", config.workers, &mut wrong).max(1);
        config.queue = read(&get, "QUEUE", config.queue, &mut wrong);
        config.stream_threads = read(&get, "STREAM_THREADS", config.stream_threads, &mut wrong);
        if let Some(url) = get("DATABASE_URL") {
            config.database_url = url;
        }
        match wrong.is_empty() {
            true => Ok(config),
            false => Err(StartupError::new(wrong.join("\n"))),
        }
    }
}

fn read<T: FromStr + fmt::Display>(
    get: impl Fn(&str) -> Option<String>,
    name: &str,
    default: T,
    wrong: &mut Vec<String>,
) -> T {
    let Some(text) = get(name) else {
        return default;
    };
    text.parse().unwrap_or_else(|_| {
        wrong.push(format!(
            "{name}: {text:?} is not a valid value, as {default} is"
        ));
        default
    })
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
mod tests {
    use super::*;

    #[test]
    fn wrong_values_are_reported_together() {
        let get = |name: &str| match name {
            "LISTEN" => Some(String::from("nowhere")),
            "WORKERS" => Some(String::from("-1")),
            _ => None,
        };
        let error = Config::from("sqlite:x.db", get)
            .expect_err("two wrong values")
            .to_string();
        assert!(
            error.contains("LISTEN: \"nowhere\" is not a valid value, as 127.0.0.1:50051 is")
                && error.contains("WORKERS: \"-1\""),
            "{error}"
        );
    }

    #[test]
    fn nothing_set_is_a_server_on_loopback() {
        let config = Config::from("sqlite:x.db", |_| None).expect("defaults");
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.database_url, "sqlite:x.db");
    }
}
