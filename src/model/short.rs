//! The short form of a field: `TYPE['?'][' = 'TEXT]`.

/// What a short form says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short<'a> {
    /// The type as written, without `?`: `string(200)`.
    pub ty: &'a str,
    pub null: bool,
    pub default: Option<&'a str>,
}

/// Whether a field's text is a list, `[Tag]`, rather than one type.
pub fn is_list(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']')
}

/// Parts a short form; whether the parts make sense is for others to say.
pub fn parse(text: &str) -> Short<'_> {
    let (ty, default) = match default_sign(text) {
        Some(at) => (text[..at].trim(), Some(text[at + 1..].trim())),
        None => (text.trim(), None),
    };
    let (ty, null) = match ty.strip_suffix('?') {
        Some(ty) => (ty.trim_end(), true),
        None => (ty, false),
    };
    Short { ty, null, default }
}

/// The first `=` that is not between parentheses.
fn default_sign(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            b'=' if open == 0 => return Some(at),
            _ => {}
        }
    }
    // Of a parenthesis that is never closed.
    text.find('=').filter(|_| open > 0)
}

/// A type's name and its arguments: `decimal(10,2)`; nothing where it is written otherwise.
pub fn name_and_arguments(ty: &str) -> Option<(&str, Vec<&str>)> {
    let (name, arguments) = match ty.split_once('(') {
        None => (ty, Vec::new()),
        Some((name, rest)) => {
            let inner = rest.strip_suffix(')')?;
            (name.trim_end(), inner.split(',').map(str::trim).collect())
        }
    };
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(word)).then_some((name, arguments))
}

#[cfg(test)]
mod tests {
    use super::{Short, name_and_arguments, parse};

    #[test]
    fn all_parts() {
        let short = parse("decimal(10, 2)? = 1.5");
        let (ty, null, default) = ("decimal(10, 2)", true, Some("1.5"));
        assert_eq!(short, Short { ty, null, default });
        let arguments = vec!["10", "2"];
        assert_eq!(name_and_arguments(short.ty), Some(("decimal", arguments)));
        assert_eq!(parse("text = a=b").default, Some("a=b"));
        assert_eq!(parse("CharField(max_length=10)").default, None);
        assert_eq!(parse("string(20 = a").default, Some("a"));
    }

    #[test]
    fn what_is_no_name_with_arguments() {
        for ty in ["string(20", "[Tag]", "", "string(10)[]", "Option<String>"] {
            assert_eq!(name_and_arguments(ty), None, "{ty}");
        }
    }
}
