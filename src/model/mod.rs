//! The spec *as meant*: valid, complete, without text positions.
//!
//! Whoever holds a [`Project`] holds a valid one: every name is free of
//! clashes, every reference points at a model, every default fits its type.
//! [`build`] is the only way to make one; what it refuses, it refuses with all
//! the diagnostics of the spec at once.

mod action;
pub mod api;
mod check;
mod decode;
mod derive;
mod field;
pub mod grammar;
pub mod ident;
mod name;
pub mod naming;
mod placement;
mod renames;
pub mod scope;
mod service;
pub mod short;
pub mod texts;
pub mod types;
mod wire;

pub use action::{
    Action, MapMember, Member as MessageMember, OneOfMember, OwnService, Payload, PlainMessage,
    STREAMS, Shape, WELL_KNOWN, WellKnown, WellKnownMember,
};
pub use decode::Overrides;
pub use derive::{derive, is_optional};
pub use field::{AutoValue, Bound, DefaultValue, Field, FieldType, OnDelete, Rules};
pub use name::Name;
pub use naming::refused_package;
pub use placement::{EnumPlacement, defined_in, unspecified};
pub use renames::{Old, Renames};
pub use service::{
    Filter, GENERICS, ListSettings, Listing, MIXINS, MetadataKeys, Pagination, Rpc, Service,
};
pub use wire::Wire;
// Generator and runtime mean the same by the words of lists.
pub use socio_runtime::words::{Comparison, DatePart, Lookup, PageStyle, QueryKey, Transport};

use crate::diagnostic::Diagnostics;
use crate::spec::Spec;

/// Gives a spec its meaning, or tells all its mistakes.
pub fn build(spec: &Spec, overrides: &Overrides) -> Result<Project, Diagnostics> {
    let mut build = decode::Build::new(spec);
    let mut project = build.project(&spec.root, overrides);
    project.renames = renames::renames(&mut build, &spec.root);
    check::project(&mut build, &spec.root, &project);
    match build.diagnostics.is_empty() {
        true => Ok(project),
        false => Err(build.diagnostics),
    }
}

/// A whole project.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The crate's name, as typed: `blog` or `blog-async`.
    pub name: String,
    /// The proto package, `blog.v1`.
    pub package: String,
    pub mode: Mode,
    pub database: Database,
    /// How values travel where a service does not say, and in messages of no model.
    pub wire: Wire,
    pub enums: Vec<Enum>,
    /// In the order of the spec.
    pub models: Vec<Model>,
    /// Messages of no model.
    pub messages: Vec<PlainMessage>,
    /// Services beside those of the models.
    pub services: Vec<OwnService>,
    /// What was called otherwise before.
    pub renames: Renames,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Async,
    Sync,
}

impl Mode {
    /// As a spec names them.
    pub const NAMES: [(&str, Self); 2] = [
        (Self::Async.as_str(), Self::Async),
        (Self::Sync.as_str(), Self::Sync),
    ];

    /// As the spec writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Async => "async",
            Self::Sync => "sync",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
}

impl Database {
    /// As a spec names them.
    pub const NAMES: [(&str, Self); 1] = [("sqlite", Self::Sqlite)];
}

#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    pub name: Name,
    pub comment: Option<String>,
    pub placement: EnumPlacement,
    pub members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The proto member, `DRAFT`.
    pub proto: String,
    /// The Rust variant, `Draft`.
    pub variant: String,
    /// What the database stores, `draft`.
    pub stored: MemberValue,
    pub comment: Option<String>,
}

/// What the database stores for a member. All members of an enum are of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberValue {
    Text(String),
    Integer(i64),
}

impl std::fmt::Display for MemberValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
        }
    }
}

impl Enum {
    /// Whether the database stores integers.
    pub fn is_integer(&self) -> bool {
        let mut stored = self.members.iter().map(|member| &member.stored);
        stored.any(|stored| matches!(stored, MemberValue::Integer(_)))
    }
}

/// A stored type, its table and, where the spec asks for one, its service.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub name: Name,
    pub comment: Option<String>,
    pub table: String,
    /// How its values travel.
    pub wire: Wire,
    /// Columns in wire order (pk, plain fields in their order, then foreign keys).
    pub fields: Vec<Field>,
    /// Many-to-many relations; on the wire they follow the fields.
    pub links: Vec<Link>,
    /// The position of the primary key in `fields`.
    pub key: usize,
    pub indexes: Vec<Vec<usize>>,
    pub unique_together: Vec<Vec<usize>>,
    pub service: Option<Service>,
}

/// A many-to-many relation: rows of a table of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    pub name: Name,
    pub comment: Option<String>,
    /// The position of the model it points to.
    pub target: usize,
    pub table: String,
    /// The column with the key of the model that has the relation.
    pub own: String,
    /// The column with the key of the target.
    pub other: String,
    /// `blank: false`: a write has to name a key.
    pub required: bool,
}

impl Link {
    /// The columns with the keys of both ends, by the names of their models.
    pub fn columns(own: &Name, other: &Name) -> (String, String) {
        let (from, to) = (own.snake(), other.snake());
        if own == other {
            (format!("from_{from}_id"), format!("to_{to}_id"))
        } else {
            (format!("{from}_id"), format!("{to}_id"))
        }
    }
}

impl Project {
    /// The models with a service.
    pub fn served(&self) -> impl Iterator<Item = &Model> {
        self.models.iter().filter(|model| model.service.is_some())
    }

    /// The model called `name` in the spec.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models
            .iter()
            .find(|model| model.name.as_typed() == name)
    }
}

impl Model {
    /// The primary key.
    pub fn key(&self) -> &Field {
        &self.fields[self.key]
    }

    /// The models that a row of this one cannot do without.
    pub fn required(&self) -> Vec<usize> {
        let targets =
            self.fields
                .iter()
                .filter(|field| !field.null)
                .filter_map(|field| match field.ty {
                    FieldType::Reference { model, .. } => Some(model),
                    _ => None,
                });
        let links = self.links.iter().filter(|link| link.required);
        targets.chain(links.map(|link| link.target)).collect()
    }
}
