//! What the command line of a server answers: `--help` and `--print-config`.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::settings::SETTINGS;
use super::{Config, StartupError};

const OPTIONS: [(&str, &str); 2] = [
    ("--help", "Prints this."),
    (
        "--print-config",
        "Prints the settings that are in force, with secrets hidden.",
    ),
];

/// What is to be done.
pub(super) enum Answer {
    Serve(Box<Config>),
    Print(String),
}

/// Reads the arguments; `read` makes the configuration, where it is asked for.
pub(super) fn answer(
    program: &OsStr,
    arguments: impl Iterator<Item = OsString>,
    default_database: &str,
    read: impl FnOnce() -> Result<Config, StartupError>,
) -> Result<Answer, StartupError> {
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
    let mut text = format!("Usage: {} [OPTION]\n\nOptions:\n", name.display());
    for (option, meaning) in OPTIONS {
        let _ = writeln!(text, "  {option:<16}{meaning}");
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
