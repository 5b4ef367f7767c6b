//! What may stand where in a spec. The decoder takes the names of keys from here, and editors get
//! all of it, as a JSON Schema.

mod keys;
mod words;

pub use keys::{
    ACTION, ELEMENT, ENUM, FIELD, GIVEN, LIMITS, LINK, MAP, MEMBER, MESSAGE, METADATA_KEYS, MODEL,
    ONEOF, OWN_SERVICE, PAGES, PROJECT, RULES_OF_ELEMENTS, SERVICE, WELL_KNOWN,
};

use super::naming::Kind;

/// A mapping of known keys.
pub struct Keys {
    /// What the mapping describes: `model`.
    pub name: &'static str,
    /// The rows; several mappings may share some.
    pub parts: &'static [&'static [Key]],
}

impl Keys {
    pub fn rows(&self) -> impl Iterator<Item = &'static Key> {
        self.parts.iter().copied().flatten()
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.rows().map(|key| key.name).collect()
    }

    /// The key whose value has this one: `service` for the `actions` of a model. Among its own rows: those that
    /// several mappings share say nothing of this one.
    pub fn parent_of(&self, name: &str) -> Option<&'static str> {
        let mut own = self.parts.first()?.iter();
        own.find(|key| key.shape.has_key(name)).map(|key| key.name)
    }
}

/// A key, and what its value is.
pub struct Key {
    pub name: &'static str,
    pub shape: Shape,
    /// What it does, as an editor shows it.
    pub about: &'static str,
    /// Whether the mapping makes no sense without it.
    pub required: bool,
}

/// What may stand at one place.
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A word or a sentence. YAML may take it for something else, as `comment: 5`.
    Text,
    /// A whole number that is not negative.
    Count,
    Number,
    /// One value of a field, or `{}`.
    Default,
    /// A name of a kind.
    Name(&'static Kind),
    /// One of these words.
    Word(fn() -> Vec<String>),
    /// A type in the short form, `string(100)? = none`.
    Type,
    /// A type alone: elements of a list have no default, and are never null.
    Element,
    List(&'static Shape),
    /// A list of exactly one.
    Single(&'static Shape),
    /// Names, of a kind or any, and what each has.
    Names(Option<&'static Kind>, &'static Shape),
    /// A list, or names, with at least one.
    Filled(&'static Shape),
    Keys(&'static Keys),
    /// One of several forms.
    Either(&'static [Shape]),
}

impl Shape {
    /// Whether it may be a mapping with this key.
    fn has_key(&self, name: &str) -> bool {
        match self {
            Self::Keys(known) => known.rows().any(|key| key.name == name),
            Self::Either(forms) => forms.iter().any(|form| form.has_key(name)),
            _ => false,
        }
    }
}
