//! One variable of the environment: a row of the table of settings.

use std::ffi::OsStr;

use super::Config;

/// A variable, what it means, and how its value goes into a [`Config`] and out of it.
pub(super) struct Setting {
    pub name: &'static str,
    pub meaning: &'static str,
    /// What holds where it is not set, in words where that depends on the machine or the program.
    pub default: &'static str,
    /// A value that is right.
    pub example: &'static str,
    pub value: Value,
    /// The value in force; `None` where another variable shows it, or nothing is in force.
    pub show: fn(&Config) -> Option<String>,
    /// Whether what is written may be a secret, so that no message repeats it as it stands.
    pub secret: bool,
}

/// What may be written.
pub(super) enum Value {
    /// A whole number within bounds that no arithmetic of the runtime overflows.
    Number {
        unit: &'static str,
        least: u32,
        most: u32,
        put: fn(&mut Config, u32),
    },
    /// Anything that `put` takes; it returns `None` for what is wrong.
    Text {
        form: &'static str,
        put: fn(&mut Config, &str) -> Option<()>,
    },
}

impl Setting {
    /// Puts a value into the configuration, or says what would be right.
    pub(super) fn set(&self, config: &mut Config, value: &OsStr) -> Result<(), String> {
        let put = value.to_str().and_then(|text| self.put(config, text));
        let shown = value.to_string_lossy();
        let shown = match self.secret {
            true => super::database_url::without_secrets(&shown),
            false => shown.into_owned(),
        };
        put.ok_or_else(|| wrong(self.name, &format!("{shown:?}"), &self.form(), self.example))
    }

    fn put(&self, config: &mut Config, text: &str) -> Option<()> {
        match self.value {
            Value::Text { put, .. } => put(config, text),
            Value::Number {
                least, most, put, ..
            } => {
                let number = text.parse().ok()?;
                (least..=most)
                    .contains(&number)
                    .then(|| put(config, number))
            }
        }
    }

    /// What is written, with its unit and bounds.
    pub(super) fn form(&self) -> String {
        match self.value {
            Value::Text { form, .. } => form.to_owned(),
            Value::Number {
                unit, least, most, ..
            } => format!("a whole number ({unit}) from {least} to {most}"),
        }
    }
}

/// The one wording for a value that is wrong.
pub(super) fn wrong(name: &str, value: &str, form: &str, example: &str) -> String {
    format!("{name}: {value} is not {form}, as {example} is")
}
