//! The static description of a model: what validation, filters and SQL work from.

use crate::{EnumMeta, Value};

/// A model. Generated code holds one in a `static`.
#[derive(Debug)]
#[non_exhaustive]
pub struct ModelMeta {
    /// As in messages: `Post`.
    pub name: &'static str,
    /// The table, as it is named in SQL.
    pub table: &'static str,
    /// In the order of the record's fields.
    pub fields: &'static [FieldMeta],
    /// Groups of positions whose values are unique together.
    pub unique_together: &'static [&'static [usize]],
    /// Many-to-many relations. In drafts and changes their positions follow the fields'.
    pub links: &'static [LinkMeta],
}

/// A many-to-many relation: rows of a table of its own, each with two keys.
#[derive(Debug)]
pub struct LinkMeta {
    /// As in messages: `tags`.
    pub name: &'static str,
    /// The table of the relation.
    pub table: &'static str,
    /// The column that holds the key of the row that has the relation.
    pub own: &'static str,
    /// The column that holds the key of the row it points to.
    pub other: &'static str,
    /// The model it points to.
    pub target: &'static ModelMeta,
    /// Whether a write that names no key is refused.
    pub required: bool,
}

impl ModelMeta {
    /// A model without many-to-many relations.
    pub const fn new(
        name: &'static str,
        table: &'static str,
        fields: &'static [FieldMeta],
        unique_together: &'static [&'static [usize]],
    ) -> Self {
        Self {
            name,
            table,
            fields,
            unique_together,
            links: &[],
        }
    }

    /// With these many-to-many relations.
    #[must_use]
    pub const fn links(mut self, links: &'static [LinkMeta]) -> Self {
        self.links = links;
        self
    }

    /// The primary key.
    pub fn key(&self) -> &'static FieldMeta {
        &self.fields[self.key_index()]
    }

    pub(crate) fn key_index(&self) -> usize {
        self.fields
            .iter()
            .position(|field| field.primary_key)
            .unwrap_or(0)
    }

    /// The name in words, as Django makes it: `BlogPost` is a `blog post`.
    pub(crate) fn verbose_name(&self) -> String {
        let letters: Vec<char> = self.name.chars().collect();
        let mut words = String::with_capacity(letters.len() + 4);
        for (at, letter) in letters.iter().enumerate() {
            let after_lower = at > 0 && letters[at - 1].is_ascii_lowercase();
            let starts_word = letters
                .get(at + 1)
                .is_some_and(|next| !next.is_ascii_uppercase());
            if letter.is_ascii_uppercase() && at > 0 && (after_lower || starts_word) {
                words.push(' ');
            }
            words.extend(letter.to_lowercase());
        }
        words
    }

    /// The field of this name, and its position.
    pub fn field(&self, name: &str) -> Option<(usize, &'static FieldMeta)> {
        self.fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.name == name)
    }
}

/// The type of a field, with what the type itself demands.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// True or false.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number of 32 bits with a fraction.
    Float,
    /// A number of 64 bits with a fraction.
    Double,
    /// An exact number, stored as its digits without the point.
    Decimal {
        /// Digits altogether.
        precision: u32,
        /// Digits behind the point.
        scale: u32,
    },
    /// Text of limited length.
    String {
        /// The most characters.
        max: u32,
    },
    /// Text of any length.
    Text,
    /// Bytes.
    Bytes,
    /// A UUID.
    Uuid,
    /// A day of the calendar.
    Date,
    /// A time of day, to the microsecond.
    Time,
    /// A moment, stored in UTC, to the microsecond.
    DateTime,
    /// A JSON object.
    Json,
    /// An email address; 254 characters, unless `max_length` says otherwise.
    Email,
    /// A URL; 200 characters, unless `max_length` says otherwise.
    Url,
    /// Letters, digits, `-` and `_`; 50 characters, unless `max_length` says otherwise.
    Slug,
    /// Stored as microseconds.
    Duration,
    /// An IPv4 or IPv6 address.
    Ip,
    /// A list of values of one kind, stored as JSON text.
    Array(&'static FieldMeta),
    /// A member of an enum.
    Enum(&'static EnumMeta),
    /// The primary key of another model.
    Reference(&'static ModelMeta),
}

impl Kind {
    /// A reference is stored as the key it points to.
    pub fn stored(self) -> Kind {
        match self {
            Self::Reference(target) => target.key().kind.stored(),
            kind => kind,
        }
    }

    /// The most characters, where the type has such a limit: Django's, for what Django has.
    const fn max_length(self) -> Option<u32> {
        match self {
            Self::String { max } => Some(max),
            Self::Email => Some(254),
            Self::Url => Some(200),
            Self::Slug => Some(50),
            _ => None,
        }
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(
            self,
            Self::String { .. } | Self::Text | Self::Email | Self::Url | Self::Slug
        )
    }
}

/// A value that the server makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auto {
    /// Counted by the database.
    Increment,
    /// A version 7 UUID.
    Uuid,
    /// When the row was created.
    CreatedAt,
    /// When the row was last written.
    UpdatedAt,
}

/// A limit of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Of whole numbers.
    Int(i64),
    /// Of numbers with a fraction.
    Float(f64),
    /// Of decimals, as it is written in the spec.
    Decimal(&'static str),
}

/// A column and its rules.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FieldMeta {
    /// As in messages: `title`.
    pub name: &'static str,
    /// As in SQL: `author_id`.
    pub column: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether it is the primary key.
    pub primary_key: bool,
    /// Whether it may be NULL.
    pub null: bool,
    /// Whether text may be empty.
    pub blank: bool,
    /// Whether no two rows have the same value.
    pub unique: bool,
    /// Whether it keeps the value of its creation.
    pub immutable: bool,
    /// Whether clients never write it.
    pub read_only: bool,
    /// Whether white space around text is removed.
    pub trim: bool,
    /// Whether `wire: typed` carries it: a decimal is text then, a date-time and a duration are messages.
    pub typed: bool,
    /// What the server makes of it.
    pub auto: Option<Auto>,
    /// The value of a new row that was given none.
    pub default: Option<fn() -> Value>,
    /// The smallest value.
    pub min: Option<Bound>,
    /// The largest value.
    pub max: Option<Bound>,
    /// The fewest characters, bytes or elements.
    pub min_length: Option<u32>,
    /// The most characters, bytes or elements.
    pub max_length: Option<u32>,
    /// A regular expression that text matches.
    pub pattern: Option<&'static str>,
    /// All values that text may have; empty where it may have any.
    pub choices: &'static [&'static str],
    /// The choices of a number.
    pub numbers: &'static [i64],
}

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident => $field:ident = $value:expr;)*) => {
        impl FieldMeta {
            $($(#[$doc])* #[must_use] pub const fn $name(mut self) -> Self { self.$field = $value; self })*
        }
    };
}

flags! {
    /// The primary key, written by the client.
    key => primary_key = true;
    /// May be NULL.
    nullable => null = true;
    /// Allows the empty string.
    blank => blank = true;
    /// No two rows have the same value.
    unique => unique = true;
    /// Written at creation, kept afterwards.
    immutable => immutable = true;
    /// Clients never write it.
    read_only => read_only = true;
    /// Keeps white space around text.
    untrimmed => trim = false;
    /// Carried as `wire: typed` has it.
    typed => typed = true;
}

impl FieldMeta {
    /// A required column of the same name, without rules of its own.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            column: name,
            kind,
            primary_key: false,
            null: false,
            blank: false,
            unique: false,
            immutable: false,
            read_only: false,
            trim: true,
            typed: false,
            auto: None,
            default: None,
            min: None,
            max: None,
            min_length: None,
            max_length: kind.max_length(),
            pattern: None,
            choices: &[],
            numbers: &[],
        }
    }

    /// The name of the column, where it is another one.
    #[must_use]
    pub const fn column(mut self, column: &'static str) -> Self {
        self.column = column;
        self
    }

    /// A value the server makes; such a field is read-only.
    #[must_use]
    pub const fn auto(mut self, auto: Auto) -> Self {
        self.auto = Some(auto);
        self.read_only = true;
        self.primary_key = matches!(auto, Auto::Increment | Auto::Uuid);
        self
    }

    /// The value of a new row that was given none.
    #[must_use]
    pub const fn default(mut self, default: fn() -> Value) -> Self {
        self.default = Some(default);
        self
    }

    /// The smallest value.
    #[must_use]
    pub const fn min(mut self, bound: Bound) -> Self {
        self.min = Some(bound);
        self
    }

    /// The largest value.
    #[must_use]
    pub const fn max(mut self, bound: Bound) -> Self {
        self.max = Some(bound);
        self
    }

    /// The fewest characters.
    #[must_use]
    pub const fn min_length(mut self, length: u32) -> Self {
        self.min_length = Some(length);
        self
    }

    /// A length of an email, a URL or a slug that is not the usual one.
    #[must_use]
    pub const fn max_length(mut self, length: u32) -> Self {
        self.max_length = Some(length);
        self
    }

    /// A regular expression that text matches.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// All values that text may have.
    #[must_use]
    pub const fn choices(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = choices;
        self
    }

    /// All values that a number may have.
    #[must_use]
    pub const fn numbers(mut self, numbers: &'static [i64]) -> Self {
        self.numbers = numbers;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_named_in_words() {
        for (name, words) in [
            ("Item", "item"),
            ("BlogPost", "blog post"),
            ("HTTPServer", "http server"),
            ("Item2Tag", "item2 tag"),
            ("PlanB", "plan b"),
        ] {
            let meta = ModelMeta::new(name, "t", &[], &[]);
            assert_eq!(meta.verbose_name(), words);
        }
    }
}
