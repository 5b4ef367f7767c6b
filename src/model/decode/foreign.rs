//! Types as Rust, Python, SQL and Django write them, and what they are called here.

use std::fmt;

use super::{Known, Meaning};
use crate::model::types::TYPES;
use crate::spec::quote;

/// A type as the spec would have it.
pub(super) enum Written {
    One(String),
    List(String),
}

/// What a type of another language means.
pub(super) struct Meant {
    pub written: Written,
    pub null: bool,
    /// What else might be meant.
    pub beside: &'static str,
}

impl Meant {
    pub fn one(ty: String) -> Self {
        Self {
            written: Written::One(ty),
            null: false,
            beside: "",
        }
    }

    fn list(self) -> Option<Self> {
        let Written::One(element) = self.written else {
            return None;
        };
        Some(Self {
            written: Written::List(element),
            null: false,
            ..self
        })
    }
}

impl fmt::Display for Written {
    /// As it stands in YAML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(ty) => f.write_str(&quote::scalar(ty)),
            Self::List(ty) => write!(f, "[{}]", quote::scalar(ty)),
        }
    }
}

const OPTIONS: [&str; 3] = ["option", "optional", "nullable"];
const LISTS: [&str; 8] = [
    "vec",
    "list",
    "array",
    "set",
    "hashset",
    "sequence",
    "arrayfield",
    "repeated",
];
const REFERENCES: [&str; 6] = [
    "foreignkey",
    "onetoonefield",
    "onetoone",
    "references",
    "belongsto",
    "fk",
];
const MANY: [&str; 3] = ["manytomanyfield", "manytomany", "hasmany"];

/// `varchar(40)`, `models.CharField(max_length=40, null=True)`, `Option<Vec<u8>>`, `int[]`.
pub(super) fn translate(ty: &str, known: &Known<'_>) -> Option<Meant> {
    let ty = ty.trim();
    if let Some(element) = ty.strip_suffix("[]") {
        return translate_own(element, known)?.list();
    }
    if let Some(element) = ty.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return translate_own(element, known)?.list();
    }
    let (head, inner) = head_and_inner(ty);
    let name = plain(head.rsplit(['.', ':']).next().unwrap_or(head));
    let name = name.strip_suffix("notnull").unwrap_or(&name);
    if OPTIONS.contains(&name) || LISTS.contains(&name) {
        return wrapped(name, inner, known);
    }
    let arguments = Arguments::of(inner);
    if REFERENCES.contains(&name) || MANY.contains(&name) {
        let meant = Meant::one(arguments.model(known)?);
        let null = arguments.null;
        return match MANY.contains(&name) {
            true => meant.list(),
            false => Some(Meant { null, ..meant }),
        };
    }
    let mut rows = TYPES.iter();
    let row = rows.find(|row| row.name == name || row.synonyms.contains(&name))?;
    let beside = if arguments.numbers.is_empty() {
        row.beside
    } else {
        ""
    };
    Some(Meant {
        written: Written::One(row.written(&arguments.numbers)),
        null: arguments.null,
        beside,
    })
}

/// `Option<…>` and `Vec<…>`.
fn wrapped(name: &str, inner: &str, known: &Known<'_>) -> Option<Meant> {
    if name == "vec" && inner == "u8" {
        return Some(Meant::one(String::from("bytes")));
    }
    let meant = translate_own(inner, known)?;
    if LISTS.contains(&name) {
        return meant.list();
    }
    let null = matches!(meant.written, Written::One(_));
    Some(Meant { null, ..meant })
}

/// An element may be a type of the spec already.
fn translate_own(ty: &str, known: &Known<'_>) -> Option<Meant> {
    let ty = ty.trim().trim_end_matches('?');
    match known.meaning(ty) {
        Some(_) => Some(Meant::one(ty.to_owned())),
        // Lists of lists end here: nothing is nested more than this deep.
        None if ty.len() > 100 => None,
        None => translate(ty, known),
    }
}

/// `decimal(10, 2)` is `decimal` and `10, 2`, also with other brackets, and where the last one is missing.
fn head_and_inner(ty: &str) -> (&str, &str) {
    let Some(open) = ty.find(['(', '<', '[']) else {
        return (ty, "");
    };
    let inner = &ty[open + 1..];
    let end = inner.rfind([')', '>', ']']).unwrap_or(inner.len());
    (ty[..open].trim_end(), &inner[..end])
}

/// Small letters and digits alone: `Double_Precision` and `double precision` are one.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// What stands between the parentheses.
struct Arguments {
    numbers: Vec<String>,
    null: bool,
    first: String,
}

impl Arguments {
    fn of(inner: &str) -> Self {
        const NAMED: [&str; 6] = [
            "max_length",
            "length",
            "max_digits",
            "precision",
            "decimal_places",
            "scale",
        ];
        let parts: Vec<(&str, &str)> = inner
            .split(',')
            .map(|part| part.split_once('=').unwrap_or(("", part)))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
        let named = |wanted: &str| parts.iter().find(|(name, _)| *name == wanted);
        let is_number = |text: &&(&str, &str)| text.1.parse::<u32>().is_ok();
        let mut numbers: Vec<_> = NAMED.into_iter().filter_map(named).collect();
        if numbers.is_empty() {
            numbers = parts.iter().filter(|(name, _)| name.is_empty()).collect();
        }
        let numbers = numbers.into_iter().filter(is_number);
        let first = parts.iter().find(|(name, _)| ["", "to"].contains(name));
        Self {
            numbers: numbers.map(|(_, value)| (*value).to_owned()).collect(),
            null: named("null").is_some_and(|(_, value)| *value == "True"),
            first: first.map_or(String::new(), |(_, value)| (*value).to_owned()),
        }
    }

    /// `Author`, `"Author"` or `'blog.Author'`, where there is such a model.
    fn model(&self, known: &Known<'_>) -> Option<String> {
        let name = self.first.trim_matches(['"', '\'']);
        let name = name.rsplit(['.', ':']).next().unwrap_or(name);
        matches!(known.meaning(name), Some(Meaning::Model(_))).then(|| name.to_owned())
    }
}
