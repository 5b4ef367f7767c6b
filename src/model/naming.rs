//! What a written name must look like, and the nearest one that does.

use std::ops::Range;

use super::Name;
use crate::diagnostic::{Code, Diagnostic};

/// The letters that one name may have: tables, files and constants that are made of two or three of
/// them stay within what databases and file systems take.
pub const LONGEST: usize = 60;

/// The letters that a package may have: it becomes a path.
pub const LONGEST_PACKAGE: usize = 150;

/// A kind of name.
pub struct Kind {
    /// As messages call it.
    what: &'static str,
    is_sound: fn(&str) -> bool,
    /// What every sound name matches, for editors; some others match it, too.
    pub pattern: &'static str,
    /// The letters that it may have.
    pub longest: usize,
    /// Something like the name, which need not be sound.
    near: fn(&str) -> String,
    /// The rule, with an example.
    pub rule: &'static str,
}

pub static FIELD: Kind = Kind {
    what: "no field name",
    is_sound: |text| {
        is_word(text, |c| c.is_ascii_lowercase())
            && *text == Name::new(text).snake()
            && !text.contains("__")
    },
    pattern: "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
    longest: LONGEST,
    near: |text| cut(&unless_digit("field_", Name::new(text).snake()), "_"),
    rule: "small letters of ASCII, digits and single `_`, at most 60, beginning with a letter: `unit_price`",
};

pub static TYPE: Kind = Kind {
    what: "no type name",
    is_sound: |text| {
        is_word(text, |c| c.is_ascii_uppercase())
            && *text == Name::new(text).pascal()
            && !text.contains('_')
    },
    pattern: "^[A-Z][A-Za-z0-9]*$",
    longest: LONGEST,
    near: |text| {
        let pascal = unless_digit("Model", Name::new(text).pascal());
        pascal.chars().take(LONGEST).collect()
    },
    rule: "words of letters of ASCII and digits, each with a capital, at most 60: `BlogPost`",
};

pub static PROJECT: Kind = Kind {
    what: "no name of a project",
    is_sound: |text| {
        let word = text.replace('-', "_");
        is_word(&word, |c| c.is_ascii_lowercase())
            && !word.bytes().any(|byte| byte.is_ascii_uppercase())
    },
    pattern: "^[a-z][a-z0-9_-]*$",
    longest: LONGEST,
    near: |text| cut(&Name::new(text).snake().replace('_', "-"), "-"),
    rule: "small letters of ASCII, digits, `-` and `_`, at most 60, beginning with a letter: `web-shop`",
};

pub static PACKAGE: Kind = Kind {
    what: "no proto package",
    is_sound: |text| {
        text.len() <= LONGEST_PACKAGE
            && text
                .split('.')
                .all(|part| is_word(part, |c| c.is_ascii_alphabetic()))
    },
    pattern: "^[A-Za-z][A-Za-z0-9_]*([.][A-Za-z][A-Za-z0-9_]*)*$",
    longest: LONGEST_PACKAGE,
    near: |text| {
        let parts = text.split('.').filter(|part| !part.is_empty());
        let parts = parts.map(|part| match is_word(part, |c| c.is_ascii_alphabetic()) {
            true => part.to_owned(),
            false => Name::new(part).snake(),
        });
        parts.collect::<Vec<_>>().join(".")
    },
    rule: "words of letters of ASCII, digits and `_`, each beginning with a letter, with dots between: `shop.v1`",
};

impl Kind {
    pub fn nearest(&self, text: &str) -> Option<String> {
        let near = (self.near)(text);
        (self.is_sound)(&near).then_some(near)
    }

    /// The mistake of a name that is not sound; the place is the caller's.
    pub fn refusal(&self, text: &str, span: Range<usize>) -> Option<Diagnostic> {
        let message = || format!("`{text}` is {}", self.what);
        (!(self.is_sound)(text))
            .then(|| Diagnostic::new(Code::InvalidName, span, message()).help(self.rule))
    }
}

/// Why a package that was not written in the spec is refused.
pub fn refused_package(text: &str) -> Option<(String, String)> {
    let found = PACKAGE.refusal(text, 0..0)?;
    let help = match PACKAGE.nearest(text) {
        Some(near) => format!("write `{near}`"),
        None => found.help,
    };
    Some((found.message, help))
}

/// Letters of ASCII, digits and `_`, not too many, the first of a kind.
fn is_word(text: &str, first: fn(&char) -> bool) -> bool {
    let mut letters = text.chars();
    let begins = letters.next().is_some_and(|c| first(&c));
    begins && text.len() <= LONGEST && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn unless_digit(prefix: &str, name: String) -> String {
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("{prefix}{name}"),
        false => name,
    }
}

/// The whole words that fit into the longest name.
fn cut(name: &str, between: &str) -> String {
    let mut fits = String::new();
    for word in name.split(between).filter(|word| !word.is_empty()) {
        if fits.len() + between.len() + word.len() > LONGEST {
            break;
        }
        if !fits.is_empty() {
            fits += between;
        }
        fits += word;
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::{FIELD, Kind, PACKAGE, PROJECT, TYPE};

    #[test]
    fn a_name_that_is_offered_is_sound() {
        let long = "very_long_".repeat(20);
        let cases: [(&Kind, &str, Option<&str>); 16] = [
            (&FIELD, "2fa", Some("field_2fa")),
            (&FIELD, "a__b", Some("a_b")),
            (&FIELD, "__", None),
            (&FIELD, "größe", None),
            (&FIELD, "unitPrice", Some("unit_price")),
            (&FIELD, "Unit Price", Some("unit_price")),
            (&FIELD, "_id_", Some("id")),
            (&TYPE, "blog_post", Some("BlogPost")),
            (&TYPE, "3D", Some("Model3d")),
            (&TYPE, "HTTPServer", Some("HttpServer")),
            (&TYPE, "名前", None),
            (&PROJECT, "My Project", Some("my-project")),
            (&PROJECT, "1", None),
            (&PACKAGE, "shop..v1", Some("shop.v1")),
            (&PACKAGE, "web-shop.v1", Some("web_shop.v1")),
            (&PACKAGE, "1x", None),
        ];
        for (kind, text, near) in cases {
            assert!(!(kind.is_sound)(text), "{text}");
            assert_eq!(kind.nearest(text).as_deref(), near, "{text}");
        }
        for kind in [&FIELD, &TYPE] {
            let near = kind.nearest(&long).expect("a shorter one");
            assert!((kind.is_sound)(&near), "{near}");
        }
        for (kind, text) in [
            (&PACKAGE, "Acme.v1"),
            (&PROJECT, "web-shop"),
            (&TYPE, "A"),
            (&FIELD, "a1_b"),
        ] {
            assert!((kind.is_sound)(text), "{text}");
            let pattern = regex::Regex::new(kind.pattern).expect("a pattern");
            assert!(pattern.is_match(text), "{text}");
        }
    }
}
