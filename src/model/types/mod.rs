//! What the generator knows of a type: what a spec calls it, and what it becomes in protos, in Rust
//! and in a database. One row a type, in `table.rs`; everything else asks its row.

mod make;
mod table;

pub use make::Mistake;
pub use table::TYPES;

use super::ident::Std;
use super::{FieldType, Project, Wire};

/// A row of the table.
pub struct TypeInfo {
    /// As a spec writes it.
    pub name: &'static str,
    /// The name with everything it needs.
    pub example: &'static str,
    make: Make,
    is: fn(&FieldType) -> bool,
    /// In messages.
    dsg: Form,
    /// In those of `wire: typed`, where it has another form there.
    typed: Option<Form>,
    /// In records.
    pub record: RustType,
    /// What the runtime calls it.
    pub kind: &'static str,
    /// How SQLite stores it.
    pub sqlite: Storage,
    pub lookups: Lookups,
    /// What a value of it looks like.
    pub hint: &'static str,
    /// What Rust, Python, SQL and Django call it: small letters, without what parts the words.
    pub synonyms: &'static [&'static str],
    /// What else might be meant by a synonym.
    pub beside: &'static str,
}

/// What a value is in messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// The type of protobuf.
    pub proto: &'static str,
    pub rust: RustType,
}

impl Form {
    /// Whether it is a message, which is defined elsewhere: then it can always be unset.
    pub fn is_message(self) -> bool {
        self.proto.contains('.')
    }
}

/// How a type is made of its arguments.
enum Make {
    Plain(fn() -> FieldType),
    From(fn(&[Option<u32>]) -> Result<FieldType, Mistake>),
}

/// A type of Rust, which may be called otherwise where the name means something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RustType {
    Plain(&'static str),
    /// `String`.
    Text,
    /// `Vec<u8>`.
    Bytes,
}

impl RustType {
    /// As a module writes it that spells the prelude so.
    pub fn path(self, std: &Std) -> String {
        match self {
            Self::Plain(name) => name.to_owned(),
            Self::Text => std.path("String").to_owned(),
            Self::Bytes => format!("{}<u8>", std.path("Vec")),
        }
    }
}

/// The storage classes of SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    Integer,
    Real,
    Text,
    Blob,
}

/// Which lookups a filter over a type may have, beside `isnull`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookups {
    /// None.
    Presence,
    /// `exact` and `in`.
    Equality,
    /// Also `gt`, `lte`, `range` and their like.
    Ordered,
    /// Also `contains`, `startswith`, `regex` and their like.
    Text,
    /// Ordered, and by year, month and day.
    Date,
    /// Ordered, and by hour, minute and second.
    Time,
    DateTime,
}

impl TypeInfo {
    /// The type with these arguments.
    pub fn of(&self, arguments: &[&str]) -> Result<FieldType, Mistake> {
        match self.make {
            Make::Plain(ty) if arguments.is_empty() => Ok(ty()),
            Make::Plain(_) => Err(Mistake {
                reason: "takes no arguments",
                rule: "",
                instead: self.name.to_owned(),
            }),
            Make::From(make) => {
                let numbers = arguments.iter().map(|text| text.parse().ok());
                make(&numbers.collect::<Vec<_>>())
            }
        }
    }

    /// With these arguments where it takes them and they make sense, else as in its example.
    pub fn written(&self, arguments: &[String]) -> String {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match self.make {
            Make::From(_) if !arguments.is_empty() && self.of(&arguments).is_ok() => {
                format!("{}({})", self.name, arguments.join(","))
            }
            _ => self.example.to_owned(),
        }
    }

    pub fn form(&self, wire: Wire) -> Form {
        match (wire, self.typed) {
            (Wire::Typed, Some(form)) => form,
            _ => self.dsg,
        }
    }

    /// Whether `wire: typed` carries it otherwise.
    pub fn has_typed_form(&self) -> bool {
        self.typed.is_some()
    }

    /// Whether a value has another form in messages than in records.
    pub fn converts(&self) -> bool {
        self.dsg.rust != self.record
    }
}

/// The row of the name that a spec writes.
pub fn named(name: &str) -> Option<&'static TypeInfo> {
    TYPES.iter().find(|row| row.name == name)
}

impl FieldType {
    /// Its row; lists, enums and references have none, since they are made of others.
    pub fn info(&self) -> Option<&'static TypeInfo> {
        TYPES.iter().find(|row| (row.is)(self))
    }

    /// What a column of it holds: a reference holds the key it points to.
    pub fn stored<'a>(&'a self, project: &'a Project) -> &'a FieldType {
        match self {
            Self::Reference { model, .. } => project.models[*model].key().ty.stored(project),
            ty => ty,
        }
    }

    /// As a spec writes it: `string(200)`, `PostStatus`, `Author`, `[int32]`.
    pub fn written(&self, project: &Project) -> String {
        match self {
            Self::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
            Self::String { max } => format!("string({max})"),
            Self::Array(element) => format!("[{}]", element.ty.written(project)),
            Self::Enum(at) => project.enums[*at].name.as_typed().to_owned(),
            Self::Reference { model, .. } => project.models[*model].name.as_typed().to_owned(),
            ty => ty
                .info()
                .map_or_else(String::new, |row| row.name.to_owned()),
        }
    }

    /// Whether it is text, with the lookups and the rules of text.
    pub fn is_text(&self) -> bool {
        self.info().is_some_and(|row| row.lookups == Lookups::Text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Make, TYPES, named};

    #[test]
    fn every_type_is_its_own_row_only() {
        for row in &TYPES {
            let arguments = row.example.split_once('(');
            let arguments = arguments.map_or("", |(_, rest)| rest.trim_end_matches(')'));
            let arguments: Vec<&str> = arguments
                .split(',')
                .filter(|text| !text.is_empty())
                .collect();
            let ty = row
                .of(&arguments)
                .unwrap_or_else(|mistake| panic!("{}: {}", row.name, mistake.reason));
            let rows: Vec<_> = TYPES
                .iter()
                .filter(|row| (row.is)(&ty))
                .map(|row| row.name)
                .collect();
            assert_eq!(rows, [row.name]);
            assert_eq!(named(row.name).map(|row| row.example), Some(row.example));
            assert!(matches!(row.make, Make::From(_)) || row.name == row.example);
        }
    }
}
