//! The drafts of a model that tests and examples send: valid, and different from each other.

pub mod actions;
mod distinct;
mod domain;
mod number;
mod suite;
#[cfg(test)]
mod tests;

use serde::Serialize;

use self::distinct::{Digit, digits};
use self::domain::Domain;
use self::number::MOST;
use super::names::ModelNames;
use crate::model::api::Api;
use crate::model::ident::rust_ident;
use crate::model::{AutoValue, Field, FieldType, Link, Model, Project, is_optional};

pub use self::suite::SuiteView;

#[derive(Debug, Serialize)]
pub struct SampleView {
    /// How many drafts differ, as Rust.
    pub rows: String,
    /// The fields of a draft.
    pub fields: Vec<SampleField>,
    /// Whether a draft has others.
    pub more: bool,
    /// Read-only columns, which a fixture fills by their constants.
    pub filled: Vec<SampleField>,
    /// The constant of the key, and what it is where the database would make it.
    pub key_column: String,
    pub key_made: Option<String>,
    /// Whether what a draft becomes is changed before it is stored.
    pub changed: bool,
    /// Whether values are made from `n`, and by the runtime.
    pub uses_n: bool,
    pub uses_runtime: bool,
    /// Whether rows of other models are stored first.
    pub uses_database: bool,
    pub suite: SuiteView,
}

#[derive(Debug, Serialize)]
pub struct SampleField {
    pub name: String,
    pub ident: String,
    pub column: String,
    /// Rust over `n`; of a parent, the number of its row.
    pub value: String,
    /// The same as the input of a draft.
    pub input: String,
    /// The module of the model it refers to, and that row's key as messages carry it.
    pub parent: Option<String>,
    pub parent_key: String,
    /// The position of that model.
    #[serde(skip)]
    pub target: Option<usize>,
    /// Whether it takes a list of such keys.
    pub list: bool,
}

/// What samples are made of.
#[derive(Debug, Clone, Copy)]
pub struct Plot<'a> {
    pub project: &'a Project,
    pub api: &'a Api,
    pub names: &'a [ModelNames],
}

impl Plot<'_> {
    /// The module of a model, and the key of a row as messages carry it.
    fn row(self, model: usize) -> (String, String) {
        let key = self.project.models[model].key();
        let ident = rust_ident(key.name.as_typed());
        let key = match key.ty {
            FieldType::Uuid => format!("{ident}.to_string()"),
            _ => ident,
        };
        (self.names[model].module.clone(), key)
    }
}

/// How many drafts of each model differ.
pub fn rows(plot: Plot<'_>) -> Vec<u32> {
    let mut rows = vec![MOST; plot.project.models.len()];
    for index in super::order::parents_first(plot.project) {
        let model = &plot.project.models[index];
        rows[index] = Draws::of(plot, model, &rows).rows;
    }
    rows
}

/// The fields whose values are drawn, and how.
struct Draws<'a> {
    model: &'a Model,
    domains: Vec<Domain>,
    digits: Vec<Option<Digit>>,
    rows: u32,
}

impl<'a> Draws<'a> {
    fn of(plot: Plot<'_>, model: &'a Model, rows: &[u32]) -> Self {
        let fields = &model.fields;
        let domain = |field| Domain::of(plot, field, model.wire, rows);
        let domains: Vec<Domain> = fields.iter().map(domain).collect();
        let sizes: Vec<u32> = domains.iter().map(|domain| domain.size).collect();
        let unique: Vec<usize> = (0..fields.len())
            .filter(|at| fields[*at].unique || fields[*at].primary_key)
            .filter(|at| repeats(&fields[*at]))
            .collect();
        let sets = model.unique_together.iter();
        let sets: Vec<_> = sets
            .filter(|set| set.iter().all(|at| repeats(&fields[*at])))
            .cloned()
            .collect();
        let (digits, rows) = digits(&sizes, &unique, &sets);
        Self {
            model,
            domains,
            digits,
            rows,
        }
    }

    /// What clients have to send, and what would be the same in every row without.
    fn given(&self) -> impl Iterator<Item = usize> {
        let fields = self.model.fields.iter().enumerate();
        fields.filter_map(|(at, field)| {
            let asked = !is_optional(field) || field.ty == FieldType::Json;
            let wanted = asked && !field.null || self.digits[at].is_some();
            (field.is_written() && field.auto.is_none() && wanted).then_some(at)
        })
    }

    /// Read-only columns that nothing else fills, or always with the same.
    fn filled(&self) -> impl Iterator<Item = usize> {
        let fields = self.model.fields.iter().enumerate();
        fields.filter_map(|(at, field)| {
            let wanted = needs_hook(field) || self.digits[at].is_some();
            (!field.is_written() && field.auto.is_none() && wanted).then_some(at)
        })
    }

    fn field(&self, at: usize) -> SampleField {
        let (field, domain) = (&self.model.fields[at], &self.domains[at]);
        let value = match self.digits[at] {
            Some(digit) if digit.size > 1 => domain.at(field, digit),
            _ => domain.any(field),
        };
        let name = field.name.as_typed();
        let (parent, key) = domain.parent().unzip();
        SampleField {
            name: name.to_owned(),
            ident: rust_ident(name),
            column: field.name.shouty(),
            input: input(&value),
            value,
            parent: parent.map(str::to_owned),
            parent_key: key.unwrap_or_default().to_owned(),
            target: match field.ty {
                FieldType::Reference { model, .. } => Some(model),
                _ => None,
            },
            list: false,
        }
    }
}

/// Whether rows hold the same where nobody says otherwise; NULL and what the server makes differ.
fn repeats(field: &Field) -> bool {
    field.auto.is_none() && (!field.null || field.default.is_some())
}

/// Whether Create cannot store a row before a hook sets the field.
fn needs_hook(field: &Field) -> bool {
    let list = matches!(field.ty, FieldType::Array(_));
    let nothing = !field.null && field.default.is_none() && field.auto.is_none();
    !field.is_written() && nothing && !list
}

/// A value as a field of a draft takes it: a text without its own type.
fn input(value: &str) -> String {
    let text = value.strip_prefix("String::from(");
    match text.and_then(|text| text.strip_suffix(')')) {
        Some(text) => format!("{text}.into()"),
        None => format!("{value}.into()"),
    }
}

/// A relation that has to name a row.
fn link(plot: Plot<'_>, link: &Link) -> SampleField {
    let name = link.name.as_typed();
    let (module, key) = plot.row(link.target);
    SampleField {
        name: name.to_owned(),
        ident: rust_ident(name),
        column: link.name.shouty(),
        value: String::from("0"),
        input: String::new(),
        parent: Some(module),
        parent_key: key,
        target: Some(link.target),
        list: true,
    }
}

/// The drafts of the model at this position.
pub fn sample(plot: Plot<'_>, position: usize, rows: &[u32]) -> SampleView {
    let model = &plot.project.models[position];
    let draws = Draws::of(plot, model, rows);
    let links = model.links.iter().filter(|link| link.required);
    let given = draws.given().map(|at| draws.field(at));
    let fields: Vec<SampleField> = given.chain(links.map(|of| link(plot, of))).collect();
    let filled: Vec<SampleField> = draws.filled().map(|at| draws.field(at)).collect();
    let all = || fields.iter().chain(&filled);
    let written = model
        .fields
        .iter()
        .filter(|field| field.is_written())
        .count()
        + model.links.len();
    let counts = |text: &str| text.contains("{n") || words(text).any(|word| word == "n");
    SampleView {
        rows: match u16::try_from(draws.rows) {
            Ok(rows) => rows.to_string(),
            Err(_) => String::from("u16::MAX"),
        },
        more: fields.len() < written,
        uses_n: fields.iter().any(|field| counts(&field.value)),
        uses_runtime: all().any(|field| field.value.contains("sample::")),
        uses_database: fields.iter().any(|field| field.parent.is_some()),
        key_column: model.key().name.shouty(),
        changed: !filled.is_empty() || model.key().auto.is_some(),
        key_made: key_made(model.key()),
        suite: suite::suite(plot, position, &draws, rows),
        fields,
        filled,
    }
}

/// The words of Rust code outside its texts.
fn words(code: &str) -> impl Iterator<Item = &str> {
    let outside = code.split('"').step_by(2);
    outside.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'))
}

/// A key of the fixture's own, by which it finds its rows again.
fn key_made(key: &Field) -> Option<String> {
    Some(match (key.auto?, &key.ty) {
        (AutoValue::Uuid, _) => {
            String::from("socio_runtime::types::Uuid::from_u128(u128::from(n) + 1)")
        }
        (_, FieldType::Int32) => String::from("i32::from(n) + 1"),
        _ => String::from("i64::from(n) + 1"),
    })
}
