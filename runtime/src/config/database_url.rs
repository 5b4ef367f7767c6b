//! The address of a database: what it names, and how it is shown to people.

/// What must not be read over a shoulder or in a log.
const HIDDEN: &str = "***";

/// Parameters whose names contain one of these are secrets.
const SECRETS: [&str; 4] = ["password", "secret", "token", "key"];

/// The file that a SQLite address names.
pub(crate) fn sqlite_file(url: &str) -> Option<&str> {
    let path = url
        .strip_prefix("sqlite://")
        .or_else(|| url.strip_prefix("sqlite:"))?;
    (!path.is_empty() && path != ":memory:").then_some(path)
}

/// Says that an address names no database, and what would.
pub(crate) fn not_a_database(url: &str) -> String {
    super::setting::wrong(
        "DATABASE_URL",
        &format!("{:?}", without_secrets(url)),
        "sqlite:FILE",
        "sqlite:blog.db",
    )
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
