//! Where the log goes, and how.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::TestWriter;

use crate::StartupError;

/// How a line of the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LogFormat {
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
}

/// Logs to standard error. A second call, as in tests, finds the first one's subscriber and keeps it.
fn start(filter: EnvFilter, format: LogFormat) {
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let _ = match format {
        LogFormat::Json => log
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .try_init(),
        LogFormat::Text => {
            let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
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
/// `RUST_LOG` is no filter, or `LOG_FORMAT` no format; both are reported.
pub fn init_tracing() -> Result<(), StartupError> {
    let get = |name: &str| std::env::var(name).unwrap_or_default();
    match settings(&get("RUST_LOG"), &get("LOG_FORMAT")) {
        Ok((filter, format)) => {
            start(filter, format);
            Ok(())
        }
        Err(wrong) => Err(StartupError::new(wrong.join("\n"))),
    }
}

/// What two variables say, which may be empty, or all that is wrong with them.
fn settings(filter: &str, format: &str) -> Result<(EnvFilter, LogFormat), Vec<String>> {
    let text = if filter.is_empty() { "info" } else { filter };
    let wrong = |error| format!("RUST_LOG: {text:?} is not a log filter ({error}), as info is");
    let filter = EnvFilter::builder().parse(text).map_err(wrong);
    let format = match format {
        "" => Ok(LogFormat::of_reader()),
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!(
            "LOG_FORMAT: {other:?} is not text or json, as json is"
        )),
    };
    match (filter, format) {
        (Ok(filter), Ok(format)) => Ok((filter, format)),
        (filter, format) => Err(filter.err().into_iter().chain(format.err()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_values_are_reported_together() {
        let wrong = settings("info,=loud=", "xml").expect_err("both");
        assert!(
            wrong[0].starts_with("RUST_LOG: \"info,=loud=\""),
            "{wrong:?}"
        );
        assert!(wrong[1].starts_with("LOG_FORMAT: \"xml\""), "{wrong:?}");
    }

    #[test]
    fn nothing_set_is_level_info() {
        let (filter, _) = settings("", "").expect("right");
        assert_eq!(filter.to_string(), "info");
        let (_, format) = settings("warn", "json").expect("right");
        assert_eq!(format, LogFormat::Json);
    }
}
