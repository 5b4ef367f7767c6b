//! The address of a database: what it names, and how it is shown to people.

use std::path::PathBuf;

use crate::StartupError;

/// How an address is written.
pub(super) const FORM: &str = "sqlite:FILE or sqlite:FILE?synchronous=normal";

/// What must not be read over a shoulder or in a log.
const HIDDEN: &str = "***";

/// Parameters whose names contain one of these are secrets.
const SECRETS: [&str; 4] = ["password", "secret", "token", "key"];

/// What may stand behind the file of a SQLite address.
const SYNCHRONOUS: &str = "synchronous";

/// An address of SQLite, `sqlite:FILE` or `sqlite:FILE?synchronous=normal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqliteUrl {
    pub file: PathBuf,
    pub synchronous: Synchronous,
}

/// When a write is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Synchronous {
    /// Before it is acknowledged: it survives a power cut.
    Full,
    /// Some time later: it survives the end of the process, but a power cut may take the last ones.
    Normal,
}

impl Synchronous {
    const ALL: [Self; 2] = [Self::Full, Self::Normal];

    /// The word of SQLite's pragma.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
        }
    }
}

impl SqliteUrl {
    /// # Errors
    ///
    /// What is no such address, or has a parameter that is not known.
    pub(crate) fn parse(url: &str) -> Result<Self, StartupError> {
        Self::read(url).ok_or_else(|| {
            let shown = format!("{:?}", without_secrets(url));
            let wrong = super::setting::wrong("DATABASE_URL", &shown, FORM, "sqlite:blog.db");
            StartupError::new(wrong)
        })
    }

    pub(super) fn read(url: &str) -> Option<Self> {
        let address = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))?;
        let (file, parameters) = address.split_once('?').unwrap_or((address, ""));
        if file.is_empty() || file == ":memory:" {
            return None;
        }
        let mut read = Self {
            file: PathBuf::from(file),
            synchronous: Synchronous::Full,
        };
        for parameter in parameters.split('&').filter(|text| !text.is_empty()) {
            let (SYNCHRONOUS, value) = parameter.split_once('=')? else {
                return None;
            };
            let mut known = Synchronous::ALL.into_iter();
            read.synchronous = known.find(|one| one.name() == value)?;
        }
        Some(read)
    }
}

/// The address, with the password and every parameter that may be a secret hidden.
pub(super) fn without_secrets(url: &str) -> String {
    let start = url.find("://").map_or(0, |scheme| scheme + 3);
    // A password may contain any sign, @ too: the last one ends it.
    let end = url.rfind('@').filter(|end| *end >= start);
    let colon = end.and_then(|end| Some((start + url[start..end].find(':')?, end)));
    let url = match colon {
        Some((colon, end)) => format!("{}:{HIDDEN}{}", &url[..colon], &url[end..]),
        None => url.to_owned(),
    };
    url.split_inclusive(['?', '&', ' '])
        .map(parameter)
        .collect()
}

/// One parameter with the sign that ends it.
fn parameter(text: &str) -> String {
    let Some((name, value)) = text.split_once('=') else {
        return text.to_owned();
    };
    let lower = name.to_lowercase();
    if !SECRETS.iter().any(|secret| lower.contains(secret)) {
        return text.to_owned();
    }
    let end = value.find(['?', '&', ' ']).map_or("", |at| &value[at..]);
    format!("{name}={HIDDEN}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_when_a_write_is_on_the_disk() {
        let read = |url| SqliteUrl::read(url).map(|url| (url.file, url.synchronous));
        let blog = |synchronous| Some((PathBuf::from("blog.db"), synchronous));
        for (url, found) in [
            ("sqlite:blog.db", blog(Synchronous::Full)),
            ("sqlite://blog.db?", blog(Synchronous::Full)),
            ("sqlite:blog.db?synchronous=full", blog(Synchronous::Full)),
            (
                "sqlite:blog.db?synchronous=normal",
                blog(Synchronous::Normal),
            ),
            ("sqlite:blog.db?synchronous=off", None),
            ("sqlite:blog.db?synchronous", None),
            ("sqlite:blog.db?mode=ro", None),
            ("sqlite:blog.db?synchronous=normal&cache=shared", None),
            ("sqlite:", None),
            ("sqlite::memory:", None),
            ("postgres://db/blog", None),
        ] {
            assert_eq!(read(url), found, "{url}");
        }
        let wrong = SqliteUrl::parse("sqlite:blog.db?mode=ro").expect_err("an unknown parameter");
        assert!(wrong.to_string().contains(FORM), "{wrong}");
    }

    #[test]
    fn secrets_are_hidden_and_nothing_else() {
        for (url, shown) in [
            ("sqlite:blog.db", "sqlite:blog.db"),
            ("postgres://ann@db:5432/blog", "postgres://ann@db:5432/blog"),
            (
                "postgres://ann:s@e:c/r?t@db:5432/blog",
                "postgres://ann:***@db:5432/blog",
            ),
            ("ann:secret@db", "ann:***@db"),
            (
                "postgres://db/blog?user=ann&password=s=1&sslmode=require",
                "postgres://db/blog?user=ann&password=***&sslmode=require",
            ),
            ("host=db PASSWORD=s port=1", "host=db PASSWORD=*** port=1"),
            ("sqlite:blog.db?key=s", "sqlite:blog.db?key=***"),
        ] {
            assert_eq!(without_secrets(url), shown);
        }
    }
}
