//! The function behind the lookups `regex` and `iregex`.

use regex::{Regex, RegexBuilder};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Error};

use super::interrupt;

/// Bytes that a compiled pattern may take: a client's pattern is no way to fill the memory.
const SIZE: usize = 1 << 18;

/// Letters of a pattern; to read one takes time as well.
const LETTERS: usize = 4096;

/// Bytes of a text that is searched: one search cannot be interrupted, and takes time in proportion to
/// the product of both, a second or two at most.
const TEXT: usize = 1 << 16;

/// What the client is told of a longer one.
pub(super) const TOO_LONG: &str =
    "A text of more than 65536 bytes cannot be searched by a regular expression.";

/// Compiles a client's pattern, or says why it is refused. It means what it means to Python's
/// `re`, letters of all scripts included, but it cannot look around or refer back: what it can
/// do takes time in proportion to the text, whatever the pattern.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > LETTERS {
        return Err(format!(
            "Enter a regular expression of {LETTERS} bytes at most."
        ));
    }
    let regex = RegexBuilder::new(pattern).size_limit(SIZE).build();
    regex.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => String::from("This regular expression is too large."),
        _ => String::from(
            "Enter a valid regular expression, without look-around and backreferences.",
        ),
    })
}

/// Compiled once for a statement, whatever the number of rows.
pub(super) fn register(db: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("regexp", 2, flags, |call| {
        let regex = call.get_or_create_aux(0, |pattern| {
            let pattern = pattern.as_str()?;
            compile(pattern)
                .map_err(|reason| -> Box<dyn std::error::Error + Send + Sync> { reason.into() })
        })?;
        interrupt::check()?;
        match call.get_raw(1).as_str_or_null() {
            Ok(Some(text)) if text.len() > TEXT => Err(Error::UserFunctionError(TOO_LONG.into())),
            Ok(text) => Ok(text.map(|text| regex.is_match(text))),
            Err(error) => Err(Error::UserFunctionError(error.into())),
        }
    })
}

/// Whether a statement has met a text that is too long.
pub(super) fn is_too_long(error: &Error) -> bool {
    matches!(error, Error::SqliteFailure(_, Some(text)) if text == TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::compile;

    /// As Python's `re.search` has answered.
    #[test]
    fn a_pattern_means_what_it_means_to_python() {
        for (pattern, text, found) in [
            ("(?i)É", "un été", true),
            ("(?i)straße", "STRAẞE", true),
            ("(?i)ΣΊΣΥΦΟΣ", "σίσυφος", true),
            (r"^\w+$", "École", true),
            (r"^\w{5}$", "École", true),
            (r"\d", "٣", true),
            (r"\bé", "un été", true),
            (r"\s", "a\u{a0}b", true),
            ("^.$", "🦀", true),
            ("[а-я]+", "мир", true),
            ("^a", "b\na", false),
            ("a.b", "a\nb", false),
            (r"\Aa\b", "a b", true),
            ("(?P<n>a)|b", "b", true),
            ("a{2,3}", "aa", true),
        ] {
            let regex = compile(pattern).expect(pattern);
            assert_eq!(regex.is_match(text), found, "{pattern} {text}");
        }
    }

    #[test]
    fn what_it_cannot_be_is_refused_with_the_reason() {
        for pattern in ["(", "[z-a]", "(?=a)", "(?<!a)b", r"(a)\1", "(?P=n)"] {
            let reason = compile(pattern).expect_err(pattern);
            assert!(
                reason.contains("without look-around"),
                "{pattern}: {reason}"
            );
        }
        for pattern in [r"\w{1000}", r"(\pL{100}){100}", "((a{100}){100}){100}"] {
            let reason = compile(pattern).expect_err(pattern);
            assert!(reason.contains("too large"), "{pattern}: {reason}");
        }
        assert!(compile(&"a".repeat(5000)).is_err());
        assert!(compile(&"(".repeat(4000)).is_err());
    }
}
