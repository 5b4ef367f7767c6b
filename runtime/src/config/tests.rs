use std::fmt::Write as _;

use super::command_line::{self, Answer};
use super::setting::Setting;
use super::settings::SETTINGS;
use super::*;
use crate::sqlite::MigrateRequest;

fn read(values: &[(&str, &str)]) -> Result<Config, StartupError> {
    Config::read("sqlite:x.db", |name| {
        let value = values.iter().find(|(key, _)| *key == name);
        value.map(|(_, value)| OsString::from(value))
    })
}

fn wrong(values: &[(&str, &str)]) -> String {
    read(values).expect_err("wrong values").to_string()
}

fn ask(argument: &str, read: impl FnOnce() -> Result<Config, StartupError>) -> String {
    let arguments = [OsString::from(argument)].into_iter();
    let program = OsStr::new("target/debug/blog");
    match command_line::answer(program, arguments, "sqlite:x.db", read) {
        Ok(Answer::Print(text)) => text,
        Ok(Answer::Serve(_) | Answer::Migrate(..)) => panic!("{argument} prints nothing"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn nothing_set_is_a_server_on_loopback() {
    for config in [read(&[]), read(&[("LISTEN", ""), ("PORT", "")])] {
        let config = config.expect("defaults");
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.database_url, "sqlite:x.db");
    }
}

#[test]
fn a_port_is_on_all_addresses_and_listen_wins() {
    let listen = |values: &[_]| read(values).expect("right").listen.to_string();
    assert_eq!(listen(&[("PORT", "8080")]), "0.0.0.0:8080");
    let both = [("LISTEN", "127.0.0.1:1"), ("PORT", "8080")];
    assert_eq!(listen(&both), "127.0.0.1:1");
}

#[test]
fn every_variable_that_is_wrong_is_reported_with_a_value_that_is_right() {
    // Anything is right for the one that has no form.
    let checked = || SETTINGS.iter().filter(|setting| setting.name != "NO_COLOR");
    let values: Vec<_> = checked().map(|setting| (setting.name, "=,=")).collect();
    let message = wrong(&values);
    assert_eq!(message.lines().count(), values.len(), "{message}");
    for (setting, line) in checked().zip(message.lines()) {
        assert!(line.starts_with(setting.name), "{line}");
        assert!(
            line.ends_with(&format!(", as {} is", setting.example)),
            "{line}"
        );
        let right = read(&[(setting.name, setting.example)]);
        assert!(right.is_ok(), "{}: {right:?}", setting.name);
    }
}

#[test]
fn what_is_not_text_is_reported_too() {
    let message = Config::read("sqlite:x.db", |name| (name == "QUEUE").then(not_unicode));
    let message = message.expect_err("no text").to_string();
    assert!(message.starts_with("QUEUE: "), "{message}");
}

fn not_unicode() -> OsString {
    #[cfg(unix)]
    {
        std::os::unix::ffi::OsStringExt::from_vec(vec![0xff])
    }
    #[cfg(windows)]
    {
        std::os::windows::ffi::OsStringExt::from_wide(&[0xd800])
    }
}

#[test]
fn numbers_beyond_their_bounds_are_wrong_and_those_at_the_bounds_fit_the_clock() {
    let numbers = SETTINGS.iter().filter_map(|setting| match setting.value {
        setting::Value::Number { least, most, .. } => Some((setting.name, least, most)),
        setting::Value::Text { .. } => None,
    });
    for (name, least, most) in numbers {
        for bound in [least, most] {
            read(&[(name, &bound.to_string())]).expect("within bounds");
        }
        let below = i64::from(least) - 1;
        let above = u64::from(most) + 1;
        // The last two are what 2^32 and 2^64 wrap to where nobody looks.
        for beyond in [
            below.to_string(),
            above.to_string(),
            (1_u64 << 32).to_string(),
            (1_u128 << 64).to_string(),
        ] {
            assert!(
                wrong(&[(name, &beyond)]).contains(&most.to_string()),
                "{name}={beyond}"
            );
        }
    }
    let longest = read(&[("REQUEST_TIMEOUT_SECONDS", "31536000")]).expect("a year");
    let end = std::time::Instant::now().checked_add(longest.request_timeout);
    assert!(end.is_some());
}

#[test]
fn defaults_that_are_values_are_the_defaults() {
    let show = |config: Config| command_line::in_force(&config);
    for setting in &SETTINGS {
        if let Ok(config) = read(&[(setting.name, setting.default)])
            && setting.name != "NO_COLOR"
        {
            assert_eq!(
                show(config),
                show(Config::new("sqlite:x.db")),
                "{}",
                setting.name
            );
        }
    }
}

#[test]
fn print_config_gives_what_is_in_force_without_secrets() {
    let printed = ask("--print-config", || {
        read(&[("PORT", "1"), ("QUEUE", "7"), ("RUST_LOG", "warn")])
    });
    for line in [
        "LISTEN=0.0.0.0:1",
        "DATABASE_URL=sqlite:x.db",
        "QUEUE=7",
        "DRAIN_SECONDS=10",
        "RUST_LOG=warn",
    ] {
        assert!(
            printed.lines().any(|printed| printed == line),
            "{line} in {printed}"
        );
    }
    let mut config = Config::new("sqlite:x.db");
    config.database_url = String::from("postgres://ann:swordfish@db/blog");
    let printed = ask("--print-config", || Ok(config));
    assert!(
        printed.contains("DATABASE_URL=postgres://ann:***@db/blog\n"),
        "{printed}"
    );
    let message = wrong(&[("DATABASE_URL", "postgres://ann:swordfish@db/blog")]);
    assert!(!message.contains("swordfish"), "{message}");
}

#[test]
fn help_names_every_variable_even_where_one_is_wrong() {
    let help = ask("--help", || read(&[("WORKERS", "none")]));
    assert!(
        help.starts_with("Usage: blog [OPTION | migrate]\n"),
        "{help}"
    );
    for setting in &SETTINGS {
        assert!(help.contains(&format!("\n  {}\n", setting.name)), "{help}");
    }
    assert!(
        help.contains("default: what the program names; here sqlite:x.db"),
        "{help}"
    );
}

#[test]
fn migrate_is_asked_for_in_four_forms() {
    let asked = |line: &str| {
        let arguments: Vec<_> = line.split(' ').map(OsString::from).collect();
        let read = || read(&[]);
        match command_line::answer(
            OsStr::new("blog"),
            arguments.into_iter(),
            "sqlite:x.db",
            read,
        ) {
            Ok(Answer::Migrate(_, request)) => Ok(request),
            Ok(_) => panic!("{line} does not migrate"),
            Err(error) => Err(error.to_string()),
        }
    };
    for (line, request) in [
        ("migrate", MigrateRequest::All),
        ("migrate --to 3", MigrateRequest::To("3".into())),
        ("migrate --down 1", MigrateRequest::Down(1)),
        ("migrate --status", MigrateRequest::Status),
    ] {
        assert_eq!(asked(line), Ok(request));
    }
    for line in [
        "migrate --down",
        "migrate --down x",
        "migrate up",
        "migrate --status 1",
        "migrate --to 1 2",
    ] {
        let error = asked(line).expect_err(line);
        assert!(
            error.starts_with("migrate is written so: migrate, migrate --to N"),
            "{error}"
        );
    }
}

#[test]
fn another_argument_is_refused() {
    let message = ask("--port", || read(&[]));
    assert_eq!(message, "\"--port\" is no option; --help lists them");
}

#[test]
fn the_documentation_is_the_table() {
    let mut table = String::from("| variable | meaning | value | default |\n|---|---|---|---|\n");
    for setting in &SETTINGS {
        let Setting {
            name,
            meaning,
            example,
            default,
            ..
        } = setting;
        let form = setting.form();
        let _ = writeln!(
            table,
            "| `{name}` | {meaning} | {form}, as `{example}` | {default} |"
        );
    }
    let written = include_str!("settings.md");
    assert!(
        written == table,
        "src/config/settings.md should be:\n{table}"
    );
}
