//! The short form of a field: `TYPE['?'][' = 'TEXT]`.

/// What a short form says.
#[derive(Debug, PartialEq, Eq)]
pub struct Short<'a> {
    /// `string`, `Author`.
    pub name: &'a str,
    /// `(200)` → `["200"]`.
    pub arguments: Vec<&'a str>,
    pub null: bool,
    pub default: Option<&'a str>,
}

/// Whether a field's text is a list, `[Tag]`, rather than one type.
pub fn is_list(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']')
}

/// Reads a short form; the error is a sentence.
pub fn parse(text: &str) -> Result<Short<'_>, String> {
    let (ty, default) = match text.split_once('=') {
        Some((ty, default)) => (ty.trim(), Some(default.trim())),
        None => (text.trim(), None),
    };
    if default == Some("") {
        return Err(String::from("the default is empty"));
    }
    let (ty, null) = match ty.strip_suffix('?') {
        Some(ty) => (ty.trim_end(), true),
        None => (ty, false),
    };
    let (name, arguments) = match ty.split_once('(') {
        None => (ty, Vec::new()),
        Some((name, rest)) => {
            let inner = rest.strip_suffix(')').ok_or("a `)` is missing")?;
            (name.trim_end(), inner.split(',').map(str::trim).collect())
        }
    };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(format!("`{text}` is not a type"));
    }
    Ok(Short {
        name,
        arguments,
        null,
        default,
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn all_parts() {
        let short = parse("decimal(10, 2)? = 1.5").expect("valid");
        assert_eq!(
            (short.name, short.null, short.default),
            ("decimal", true, Some("1.5"))
        );
        assert_eq!(short.arguments, ["10", "2"]);
    }

    #[test]
    fn mistakes() {
        for text in ["string(20", "int32 =", "[Tag]", "", "?"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
