//! Names as Rust has them.

/// An identifier for `name`, by the rule that prost has for its own: a keyword becomes raw
/// (`r#type`), and one that cannot be raw gets an underscore (`self_`).
pub fn rust_ident(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Whether Rust keeps the word for itself.
pub fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || NEVER_RAW.contains(&word)
}

/// As it stands in a path of files: `type.rs` holds `mod r#type`.
pub fn file_stem(ident: &str) -> &str {
    ident.strip_prefix("r#").unwrap_or(ident)
}

/// Keywords of the 2024 edition, reserved ones too: <https://doc.rust-lang.org/reference/keywords.html>.
const KEYWORDS: [&str; 47] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static",
    "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// Rust has no raw identifier for these (`extern` has one, which prost does not use).
const NEVER_RAW: [&str; 6] = ["_", "Self", "crate", "extern", "self", "super"];

/// The types and traits that every module of the 2024 edition knows, and where they are:
/// <https://doc.rust-lang.org/std/prelude/>. A module that declares one of these names has to
/// write the path instead.
const PRELUDE: [(&str, &str); 37] = [
    ("AsMut", "std::convert::AsMut"),
    ("AsRef", "std::convert::AsRef"),
    ("AsyncFn", "std::ops::AsyncFn"),
    ("AsyncFnMut", "std::ops::AsyncFnMut"),
    ("AsyncFnOnce", "std::ops::AsyncFnOnce"),
    ("Box", "std::boxed::Box"),
    ("Clone", "std::clone::Clone"),
    ("Copy", "std::marker::Copy"),
    ("Default", "std::default::Default"),
    ("DoubleEndedIterator", "std::iter::DoubleEndedIterator"),
    ("Drop", "std::ops::Drop"),
    ("Eq", "std::cmp::Eq"),
    ("ExactSizeIterator", "std::iter::ExactSizeIterator"),
    ("Extend", "std::iter::Extend"),
    ("Fn", "std::ops::Fn"),
    ("FnMut", "std::ops::FnMut"),
    ("FnOnce", "std::ops::FnOnce"),
    ("From", "std::convert::From"),
    ("FromIterator", "std::iter::FromIterator"),
    ("Future", "std::future::Future"),
    ("Into", "std::convert::Into"),
    ("IntoFuture", "std::future::IntoFuture"),
    ("IntoIterator", "std::iter::IntoIterator"),
    ("Iterator", "std::iter::Iterator"),
    ("Option", "std::option::Option"),
    ("Ord", "std::cmp::Ord"),
    ("PartialEq", "std::cmp::PartialEq"),
    ("PartialOrd", "std::cmp::PartialOrd"),
    ("Result", "std::result::Result"),
    ("Send", "std::marker::Send"),
    ("Sized", "std::marker::Sized"),
    ("String", "std::string::String"),
    ("Sync", "std::marker::Sync"),
    ("ToOwned", "std::borrow::ToOwned"),
    ("ToString", "std::string::ToString"),
    ("TryFrom", "std::convert::TryFrom"),
    ("Vec", "std::vec::Vec"),
];

/// Whether every module knows the name without an import.
pub fn is_prelude(name: &str) -> bool {
    PRELUDE.iter().any(|(known, _)| *known == name)
}

/// How the names of the standard prelude are written in a module that declares some itself.
#[derive(Debug, Clone, Default)]
pub struct Std {
    declared: Vec<String>,
}

impl Std {
    /// For a module that declares these names.
    pub fn beside<'a>(declared: impl IntoIterator<Item = &'a str>) -> Self {
        let declared = declared.into_iter().filter(|name| is_prelude(name));
        Self {
            declared: declared.map(str::to_owned).collect(),
        }
    }

    /// `Option`, or its path where the module means something else by that.
    pub fn path(&self, name: &'static str) -> &'static str {
        let path = PRELUDE.iter().find(|(known, _)| *known == name);
        match path {
            Some((_, path)) if self.declared.iter().any(|declared| declared == name) => path,
            _ => name,
        }
    }

    /// Every name with its spelling, for templates.
    pub fn table(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        PRELUDE.iter().map(|(name, _)| (*name, self.path(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Std, rust_ident};

    #[test]
    fn keywords_are_escaped_as_prost_does() {
        for (name, ident) in [
            ("title", "title"),
            ("type", "r#type"),
            ("gen", "r#gen"),
            ("self", "self_"),
            ("extern", "extern_"),
            ("Self", "Self_"),
        ] {
            assert_eq!(rust_ident(name), ident);
        }
    }

    #[test]
    fn a_declared_name_of_the_prelude_is_written_as_a_path() {
        let std = Std::beside(["Option", "Post"]);
        assert_eq!(std.path("Option"), "std::option::Option");
        assert_eq!(std.path("Vec"), "Vec");
    }
}
