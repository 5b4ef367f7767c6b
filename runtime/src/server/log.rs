//! Where the log goes, and how.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::TestWriter;

use crate::{Config, StartupError};

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// For people, in colours on a terminal.
    Text,
    /// One JSON object a line, for programs.
    Json,
}

impl LogFormat {
    /// Whoever reads standard error: a person at a terminal, else a program.
    fn of_reader() -> Self {
        if std::io::stderr().is_terminal() {
            Self::Text
        } else {
            Self::Json
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Text, Self::Json]
            .into_iter()
            .find(|format| format.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub(crate) struct LogSettings {
    pub(crate) filter: String,
    pub(crate) format: LogFormat,
    /// Colours, where people read at a terminal.
    pub(crate) colours: bool,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self {
            filter: String::from("info"),
            format: LogFormat::of_reader(),
            colours: true,
        }
    }
}

pub(crate) fn is_log_filter(text: &str) -> bool {
    EnvFilter::builder().parse(text).is_ok()
}

/// Logs to standard error. A second call, as in tests, finds the first one's subscriber and keeps it.
fn start(filter: EnvFilter, settings: &LogSettings) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = match settings.format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => {
            let colours = settings.colours && std::io::stderr().is_terminal();
            log.with_ansi(colours).try_init()
        }
    };
}

/// In tests the causes of errors are shown where a test fails, by `cargo test` itself.
pub(super) fn start_in_tests() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(TestWriter::with_stderr)
        .try_init();
}

/// Logs to standard error, filtered by `RUST_LOG` (`info` unless set): for people on a terminal, in
/// colours; else one JSON object a line. `LOG_FORMAT` may be `text` or `json` instead.
///
/// # Errors
///
/// All variables of [`Config`] that are wrong, those of the log among them.
pub fn init_tracing() -> Result<(), StartupError> {
    let log = Config::from_env("")?.log;
    let filter = EnvFilter::builder().parse(&log.filter);
    let filter = filter.map_err(|error| StartupError::new(format!("RUST_LOG: {error}")))?;
    start(filter, &log);
    Ok(())
}
