//! Valid values for a model's fixtures, and what its contract suite may try.

use serde::Serialize;

use super::{proto, rust};
use crate::model::{
    Bound, Field, FieldType, Link, ListSettings, Model, PageStyle, Project, Transport, is_optional,
};

#[derive(Debug, Serialize)]
pub struct SampleView {
    /// Fields a draft must have.
    pub fields: Vec<SampleField>,
    /// A key that no row has.
    pub unknown_key: &'static str,
    pub unknown_key_text: &'static str,
    /// The key of `row` in messages.
    pub key_of_row: String,
    /// The same where the key may be optional.
    pub key_in_request: String,
    /// Whether a value is made from `n`.
    pub uses_n: bool,
    /// A required text field, for the error of a blank one.
    pub blank: Option<String>,
    /// The same as Rust names it.
    pub blank_ident: Option<String>,
    /// A unique field that clients write.
    pub unique: Option<String>,
    /// A key of a filter that takes numbers only.
    pub bad_filter: Option<String>,
    /// Whether the list has numbered pages that metadata asks for.
    pub numbered: bool,
    /// The keys of the metadata that lists are asked by.
    pub filters_key: String,
    pub pagination_key: String,
}

#[derive(Debug, Serialize)]
pub struct SampleField {
    pub ident: String,
    pub value: String,
    /// The module of the model it refers to.
    pub parent: Option<String>,
    /// Whether the value stands in a list.
    pub list: bool,
}

pub fn sample(project: &Project, model: &Model) -> SampleView {
    let required = proto::written(model).filter(|field| !is_optional(field) || is_message(field));
    let mut required: Vec<&Field> = required.filter(|field| !field.null).collect();
    required.retain(|field| field.auto.is_none());
    let key = model.key();
    let (unknown_key, unknown_key_text) = unknown_key(key);
    let is_text = |field: &Field| {
        matches!(
            field.ty,
            FieldType::String { .. }
                | FieldType::Text
                | FieldType::Email
                | FieldType::Url
                | FieldType::Slug
        )
    };
    let blank = required
        .iter()
        .find(|field| is_text(field) && !field.primary_key);
    let unique = required
        .iter()
        .find(|field| field.unique && !field.primary_key);
    let listing = model.service.as_ref().map(|service| &service.listing);
    let settings = listing.map_or_else(ListSettings::default, |listing| listing.settings.clone());
    // The suite asks by metadata.
    let listing = listing.filter(|_| settings.transport != Transport::RequestStructStrict);
    let filters = listing.into_iter().flat_map(|listing| &listing.filters);
    let pages = listing.and_then(|listing| listing.pagination);
    let mut numeric = filters.filter(|filter| {
        filter.lookups.contains(&crate::model::Lookup::Exact)
            && filter.field.is_some_and(|field| {
                let field = &model.fields[field];
                let number = matches!(
                    field.ty,
                    FieldType::Int32 | FieldType::Int64 | FieldType::Double
                );
                number && field.rules.numbers.is_empty()
            })
    });
    let links = model.links.iter().filter(|link| link.required);
    let fields: Vec<_> = required
        .iter()
        .map(|field| sample_field(project, field))
        .chain(links.map(|link| sample_link(project, link)))
        .collect();
    let key_of_row = key_of_row(key);
    let key_in_request = if is_optional(key) {
        format!("Some({key_of_row})")
    } else {
        key_of_row.clone()
    };
    SampleView {
        uses_n: fields.iter().any(|field| {
            field.parent.is_none()
                && (field.value == "n" || field.value.contains("{n") || field.value.contains("(n)"))
        }),
        key_of_row,
        key_in_request,
        fields,
        unknown_key,
        unknown_key_text,
        blank_ident: blank.map(|field| rust::ident(field.name.as_typed())),
        blank: blank.map(|field| field.name.as_typed().to_owned()),
        unique: unique.map(|field| field.name.as_typed().to_owned()),
        bad_filter: numeric.next().map(|filter| filter.path.clone()),
        numbered: pages.is_some_and(|pages| pages.style == PageStyle::PageNumber),
        filters_key: settings.metadata_keys.filters,
        pagination_key: settings.metadata_keys.pagination,
    }
}

/// A key that no row has, as a message carries it and as errors name it.
pub fn unknown_key(key: &Field) -> (&'static str, &'static str) {
    match key.ty {
        FieldType::Int32 | FieldType::Int64 => ("999_999_999", "999999999"),
        FieldType::Uuid => (
            "String::from(\"00000000-0000-4000-8000-000000000000\")",
            "00000000-0000-4000-8000-000000000000",
        ),
        _ => ("String::from(\"missing\")", "missing"),
    }
}

/// The key of `row`, as a message carries it.
pub fn key_of_row(key: &Field) -> String {
    let ident = rust::ident(key.name.as_typed());
    match key.ty {
        FieldType::Int32 | FieldType::Int64 => format!("row.{ident}"),
        FieldType::Uuid => format!("row.{ident}.to_string()"),
        _ => format!("row.{ident}.clone()"),
    }
}

fn is_message(field: &Field) -> bool {
    field.ty == FieldType::Json
}

fn sample_field(project: &Project, field: &Field) -> SampleField {
    let name = field.name.as_typed();
    let parent = match &field.ty {
        FieldType::Reference { model, .. } => {
            Some(rust::ident(&project.models[*model].name.snake()))
        }
        _ => None,
    };
    SampleField {
        ident: rust::ident(name),
        value: value(project, field),
        parent,
        list: false,
    }
}

/// A relation that has to name a row.
fn sample_link(project: &Project, link: &Link) -> SampleField {
    let target = &project.models[link.target];
    let key = key_of_row(target.key());
    SampleField {
        ident: rust::ident(link.name.as_typed()),
        value: key.trim_start_matches("row.").to_owned(),
        parent: Some(rust::ident(&target.name.snake())),
        list: true,
    }
}

/// An expression over `n`, a number that no other draft has.
fn value(project: &Project, field: &Field) -> String {
    if let Some(example) = field.rules.choices.first().or(field.rules.example.as_ref()) {
        return format!("String::from({example:?})");
    }
    if let Some(number) = field.rules.numbers.first() {
        let ty = rust_integer(&field.ty);
        return format!("{number}_{ty}");
    }
    if let FieldType::Array(element) = &field.ty {
        return format!("vec![{}]", value(project, element));
    }
    let name = field.name.as_typed();
    let least = field.rules.min_length.unwrap_or(0);
    match &field.ty {
        FieldType::Bool => String::from("true"),
        FieldType::Int32 => integer(field, "i32::try_from(n).unwrap_or_default()", "i32"),
        FieldType::Int64 => integer(field, "n", "i64"),
        FieldType::Float => format!("{}_f32", float(field)),
        FieldType::Double | FieldType::Decimal { .. } => float(field),
        FieldType::String { max } if (*max as usize) < name.len() + 12 || least > 0 => {
            format!("format!(\"{{n:0>{least}}}\")")
        }
        FieldType::String { .. } | FieldType::Text => {
            format!("format!(\"{} {{n}}\")", name.replace('_', " "))
        }
        FieldType::Bytes => String::from("vec![1, 2, 3]"),
        FieldType::Uuid => String::from("format!(\"00000000-0000-4000-8000-{n:012}\")"),
        FieldType::Date => String::from("String::from(\"2026-01-31\")"),
        FieldType::Time => String::from("String::from(\"12:30:00\")"),
        FieldType::DateTime => String::from("String::from(\"2026-01-31T12:30:00Z\")"),
        FieldType::Json => String::from("socio_runtime::types::ProtoStruct::default()"),
        FieldType::Duration => String::from("String::from(\"01:30:00\")"),
        FieldType::Ip => String::from("String::from(\"192.0.2.1\")"),
        FieldType::Array(_) => String::from("Vec::new()"),
        FieldType::Slug if is_short(field, 16) => String::from("format!(\"{n}\")"),
        FieldType::Email if is_short(field, 32) => String::from("format!(\"a{n}@b.co\")"),
        FieldType::Url if is_short(field, 40) => String::from("format!(\"http://a.bc/{n}\")"),
        FieldType::Email => String::from("format!(\"name{n}@example.org\")"),
        FieldType::Url => String::from("format!(\"https://example.org/{n}\")"),
        FieldType::Slug => String::from("format!(\"slug-{n}\")"),
        FieldType::Enum(_) => String::from("1"),
        FieldType::Reference { model, .. } => {
            let key = project.models[*model].key();
            let key_ident = rust::ident(key.name.as_typed());
            match key.ty {
                FieldType::Uuid => format!("{key_ident}.to_string()"),
                _ => key_ident,
            }
        }
    }
}

fn is_short(field: &Field, length: u32) -> bool {
    field.max_length().is_some_and(|most| most < length)
}

fn rust_integer(ty: &FieldType) -> &'static str {
    if *ty == FieldType::Int32 {
        "i32"
    } else {
        "i64"
    }
}

fn integer(field: &Field, n: &str, ty: &str) -> String {
    match (&field.rules.min, &field.rules.max) {
        (Some(Bound::Integer(least)), _) | (None, Some(Bound::Integer(least))) => {
            format!("{least}_{ty}")
        }
        _ => String::from(n),
    }
}

fn float(field: &Field) -> String {
    match field.rules.min.as_ref().or(field.rules.max.as_ref()) {
        Some(Bound::Float(v)) => format!("{v:?}"),
        Some(Bound::Decimal(v)) => v
            .parse::<f64>()
            .map_or_else(|_| v.clone(), |v| format!("{v:?}")),
        Some(Bound::Integer(v)) => format!("{v}.0"),
        None => String::from("0.5"),
    }
}
