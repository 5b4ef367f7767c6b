//! What the command line of a server answers: `--help` and `--print-config`.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::settings::SETTINGS;
use super::{Config, StartupError};
use crate::sqlite::MigrateRequest;

const OPTIONS: [(&str, &str); 2] = [
    ("--help", "Prints this."),
    (
        "--print-config",
        "Prints the settings that are in force, with secrets hidden.",
    ),
];

const MIGRATE: &str = "migrate";

const MIGRATE_FORMS: [(&str, &str); 4] = [
    ("migrate", "Applies the migrations that the database lacks."),
    (
        "migrate --to N",
        "Applies or takes back, so that N is the last one; 0 is none.",
    ),
    ("migrate --down N", "Takes the last N back."),
    ("migrate --status", "Prints which are applied."),
];

/// What is to be done.
pub(super) enum Answer {
    Serve(Box<Config>),
    Print(String),
    Migrate(Box<Config>, MigrateRequest),
}

/// Reads the arguments; `read` makes the configuration, where it is asked for.
pub(super) fn answer(
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
    default_database: &str,
    read: impl FnOnce() -> Result<Config, StartupError>,
) -> Result<Answer, StartupError> {
    let mut arguments = arguments.peekable();
    if arguments.next_if(|argument| argument == MIGRATE).is_some() {
        let request = request(arguments)?;
        return Ok(Answer::Migrate(Box::new(read()?), request));
    }
    let [help_option, print_option] = OPTIONS.map(|(name, _)| name);
    let (mut wants_help, mut wants_print) = (false, false);
    for argument in arguments {
        if argument == help_option || argument == "-h" {
            wants_help = true;
        } else if argument == print_option {
            wants_print = true;
        } else {
            let message = format!("{argument:?} is no option; {help_option} lists them");
            return Err(StartupError::new(message));
        }
    }
    if wants_help {
        return Ok(Answer::Print(help(program, default_database)));
    }
    let config = read()?;
    Ok(match wants_print {
        true => Answer::Print(in_force(&config)),
        false => Answer::Serve(Box::new(config)),
    })
}

/// What stands behind `migrate`.
fn request(mut arguments: impl Iterator<Item = OsString>) -> Result<MigrateRequest, StartupError> {
    let Some(option) = arguments.next() else {
        return Ok(MigrateRequest::All);
    };
    let value = arguments.next().and_then(|value| value.into_string().ok());
    let request = match (option.to_str(), value) {
        (Some("--status"), None) => Some(MigrateRequest::Status),
        (Some("--to"), Some(target)) => Some(MigrateRequest::To(target)),
        (Some("--down"), Some(count)) => count.parse().ok().map(MigrateRequest::Down),
        _ => None,
    };
    let request = request.filter(|_| arguments.next().is_none());
    request.ok_or_else(|| {
        let forms = MIGRATE_FORMS.map(|(form, _)| form).join(", ");
        StartupError::new(format!("{MIGRATE} is written so: {forms}"))
    })
}

/// Prints to standard output. Who closed it early wanted no more.
pub(super) fn print(text: &str) -> Result<(), StartupError> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(StartupError::new(format!("cannot print: {error}")))
        }
        _ => Ok(()),
    }
}

fn help(program: &OsStr, default_database: &str) -> String {
    let name = Path::new(program).file_name().unwrap_or(program);
    let mut text = format!(
        "Usage: {} [OPTION | {MIGRATE}]\n\nOptions:\n",
        name.display()
    );
    for (option, meaning) in OPTIONS {
        let _ = writeln!(text, "  {option:<16}{meaning}");
    }
    text.push_str("\nInstead of serving:\n");
    for (form, meaning) in MIGRATE_FORMS {
        let _ = writeln!(text, "  {form:<20}{meaning}");
    }
    text.push_str("\nVariables of the environment (an empty one counts as not set):\n");
    let here = Config::new(default_database);
    for setting in &SETTINGS {
        let default = match (setting.show)(&here) {
            Some(here) if here != setting.default => format!("{}; here {here}", setting.default),
            _ => setting.default.to_owned(),
        };
        let _ = writeln!(
            text,
            "  {}\n      {}\n      {}, as {}; default: {default}",
            setting.name,
            setting.meaning,
            setting.form(),
            setting.example,
        );
    }
    text
}

/// A line `NAME=value` for each setting, as files of variables have it.
pub(super) fn in_force(config: &Config) -> String {
    let line = |setting: &super::setting::Setting| {
        let value = (setting.show)(config)?;
        Some(format!("{}={value}\n", setting.name))
    };
    SETTINGS.iter().filter_map(line).collect()
}
