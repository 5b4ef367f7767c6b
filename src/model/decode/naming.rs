//! What a written name must look like, and the nearest one that does.

use std::ops::Range;

use super::Build;
use crate::diagnostic::Diagnostic;
use crate::edit::Edit;
use crate::model::Name;
use crate::spec::{Key, Node};

/// The letters that one name may have: tables, files and constants that are made of two or three of
/// them stay within what databases and file systems take.
const LONGEST: usize = 60;

/// The letters that a package may have: it becomes a path.
const LONGEST_PACKAGE: usize = 150;

/// A kind of name.
struct Kind {
    /// As messages call it.
    what: &'static str,
    is_sound: fn(&str) -> bool,
    /// Something like the name, which need not be sound.
    near: fn(&str) -> String,
    /// The rule, with an example.
    rule: &'static str,
}

const FIELD: Kind = Kind {
    what: "no field name",
    is_sound: |text| {
        is_word(text, |c| c.is_ascii_lowercase())
            && *text == Name::new(text).snake()
            && !text.contains("__")
    },
    near: |text| cut(&unless_digit("field_", Name::new(text).snake()), "_"),
    rule: "small letters of ASCII, digits and single `_`, at most 60, beginning with a letter: `unit_price`",
};

const TYPE: Kind = Kind {
    what: "no type name",
    is_sound: |text| {
        is_word(text, |c| c.is_ascii_uppercase())
            && *text == Name::new(text).pascal()
            && !text.contains('_')
    },
    near: |text| {
        let pascal = unless_digit("Model", Name::new(text).pascal());
        pascal.chars().take(LONGEST).collect()
    },
    rule: "words of letters of ASCII and digits, each with a capital, at most 60: `BlogPost`",
};

const PROJECT: Kind = Kind {
    what: "no name of a project",
    is_sound: |text| {
        let word = text.replace('-', "_");
        is_word(&word, |c| c.is_ascii_lowercase())
            && !word.bytes().any(|byte| byte.is_ascii_uppercase())
    },
    near: |text| cut(&Name::new(text).snake().replace('_', "-"), "-"),
    rule: "small letters of ASCII, digits, `-` and `_`, at most 60, beginning with a letter: `web-shop`",
};

const PACKAGE: Kind = Kind {
    what: "no proto package",
    is_sound: |text| {
        text.len() <= LONGEST_PACKAGE
            && text
                .split('.')
                .all(|part| is_word(part, |c| c.is_ascii_alphabetic()))
    },
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
    fn nearest(&self, text: &str) -> Option<String> {
        let near = (self.near)(text);
        (self.is_sound)(&near).then_some(near)
    }

    /// The mistake of a name that is not sound; the place is the caller's.
    fn refusal(&self, text: &str, span: Range<usize>) -> Option<Diagnostic> {
        let message = || format!("`{text}` is {}", self.what);
        (!(self.is_sound)(text)).then(|| Diagnostic::new(span, message()).help(self.rule))
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

impl Build {
    /// `siblings` are the entries among which the name stands.
    pub(super) fn field_name(&mut self, key: &Key, siblings: &[(Key, Node)]) {
        self.name(&FIELD, key, siblings);
    }

    /// A PascalCase name that Rust and proto can both hold.
    pub(super) fn type_name(&mut self, key: &Key, siblings: &[(Key, Node)]) {
        self.name(&TYPE, key, siblings);
    }

    pub(super) fn project_name(&mut self, root: &Node) -> Option<String> {
        self.setting(&PROJECT, root, "project")
    }

    pub(super) fn package(&mut self, root: &Node) -> Option<String> {
        let text = self.setting(&PACKAGE, root, "package")?;
        // What protobuf and gRPC define there is taken from their own crates.
        for (own, whose) in [("google", "protobuf's"), ("grpc", "gRPC's")] {
            if text.split('.').next() == Some(own)
                && let Some(node) = root.get("package")
            {
                let message = format!("packages below `{own}` are {whose} own");
                self.error(&node.span, message, "one of yours, as `shop.v1`");
            }
        }
        Some(text)
    }

    fn name(&mut self, kind: &Kind, key: &Key, siblings: &[(Key, Node)]) {
        let Some(found) = kind.refusal(&key.text, key.span.clone()) else {
            return;
        };
        let near = kind.nearest(&key.text);
        let near = near.filter(|near| siblings.iter().all(|(twin, _)| twin.text != *near));
        self.report(spelled(found, near));
    }

    fn setting(&mut self, kind: &Kind, root: &Node, key: &str) -> Option<String> {
        let node = root.get(key)?;
        let text = self.word(root, key)?;
        if node.is_null() {
            let found = Diagnostic::new(node.span.clone(), format!("`{key}` has no value"));
            self.report(found.help(format!("{}; or remove `{key}`", kind.rule)));
        } else if let Some(found) = kind.refusal(&text, node.span.clone()) {
            self.report(spelled(found, kind.nearest(&text)));
        }
        Some(text)
    }
}

/// With the name that would be accepted, if there is one; else the rule stays.
fn spelled(found: Diagnostic, near: Option<String>) -> Diagnostic {
    let Some(near) = near else {
        return found;
    };
    let span = found.span.clone();
    found
        .help(format!("write it as `{near}`"))
        .fix(Edit::replace(span, near))
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
        }
    }
}
