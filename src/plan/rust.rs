//! Rust types, identifiers and expressions of generated code.

use serde::Serialize;

use super::proto::is_optional;
use crate::model::{Bound, DefaultValue, Enum, Field, FieldType, Link, Lookup, Model, Project};

#[derive(Debug, Serialize)]
pub struct EnumView {
    pub name: String,
    pub comment: String,
    pub shouty: String,
    pub members: Vec<MemberView>,
    /// The `reserved` lines of the proto, where a member is gone.
    pub reserved: String,
}

#[derive(Debug, Serialize)]
pub struct MemberView {
    pub proto: String,
    pub variant: String,
    /// As a Rust string.
    pub stored: String,
    pub comment: String,
    /// Given by `wire::number`.
    pub number: i32,
}

#[derive(Debug, Serialize)]
pub struct FieldView {
    pub name: String,
    pub ident: String,
    pub shouty: String,
    pub index: usize,
    pub record_type: String,
    pub wire_type: String,
    /// How its input forgets its type.
    pub raw: &'static str,
    pub meta: String,
    /// The field of the response.
    pub respond: String,
    /// The record that a foreign key points to, as `Column`'s last parameter.
    pub target: String,
    pub optional: bool,
    pub written: bool,
    pub answered: bool,
    pub comment: String,
}

/// A many-to-many relation.
#[derive(Debug, Serialize)]
pub struct LinkView {
    pub name: String,
    pub ident: String,
    pub shouty: String,
    pub position: usize,
    /// The module and the name of the record it points to.
    pub module: String,
    pub target: String,
    /// The type of a key in messages.
    pub wire_type: String,
    pub table: String,
    pub own: String,
    pub other: String,
    pub comment: String,
}

pub fn links(project: &Project, model: &Model) -> Vec<LinkView> {
    let view = |(position, link): (usize, &Link)| {
        let target = &project.models[link.target];
        LinkView {
            name: link.name.as_typed().to_owned(),
            ident: ident(link.name.as_typed()),
            shouty: link.name.shouty(),
            position,
            module: ident(&target.name.snake()),
            target: target.name.pascal(),
            wire_type: wire_type(project, &target.key().ty),
            table: link.table.clone(),
            own: link.own.clone(),
            other: link.other.clone(),
            comment: link.comment.clone().unwrap_or_default(),
        }
    };
    model.links.iter().enumerate().map(view).collect()
}

pub fn enum_view(e: &Enum) -> EnumView {
    let members = e.members.iter().map(|member| MemberView {
        proto: member.proto.clone(),
        variant: member.variant.clone(),
        stored: format!("{:?}", member.stored),
        comment: member.comment.clone().unwrap_or_default(),
        number: 0,
    });
    EnumView {
        name: e.name.pascal(),
        comment: e.comment.clone().unwrap_or_default(),
        shouty: e.name.shouty(),
        members: members.collect(),
        reserved: String::new(),
    }
}

/// Keywords become raw identifiers, as prost writes them.
pub fn ident(name: &str) -> String {
    const KEYWORDS: [&str; 47] = [
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while",
    ];
    if KEYWORDS.contains(&name) || name == "yield" {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

pub fn fields(project: &Project, model: &Model) -> Vec<FieldView> {
    let view = |(index, field): (usize, &Field)| {
        let base = record_type(project, &field.ty);
        FieldView {
            name: field.name.as_typed().to_owned(),
            ident: ident(field.name.as_typed()),
            shouty: field.name.shouty(),
            index,
            record_type: if field.null {
                format!("Option<{base}>")
            } else {
                base
            },
            wire_type: wire_type(project, &field.ty),
            raw: match field.ty {
                FieldType::Array(_) => ".map(socio_runtime::Raw::list)",
                _ => ".raw()",
            },
            meta: meta(project, field),
            respond: respond(project, field),
            target: target(project, &field.ty),
            optional: is_optional(field),
            answered: !field.write_only,
            written: field.primary_key || !field.read_only,
            comment: field.comment.clone().unwrap_or_default(),
        }
    };
    model.fields.iter().enumerate().map(view).collect()
}

fn target(project: &Project, ty: &FieldType) -> String {
    let FieldType::Reference { model, .. } = ty else {
        return String::new();
    };
    let target = &project.models[*model].name;
    format!(", super::{}::{}", ident(&target.snake()), target.pascal())
}

pub fn record_type(project: &Project, ty: &FieldType) -> String {
    String::from(match ty {
        FieldType::Bool => "bool",
        FieldType::Int32 => "i32",
        FieldType::Int64 => "i64",
        FieldType::Float => "f32",
        FieldType::Double => "f64",
        FieldType::Decimal { .. } => "socio_runtime::types::Decimal",
        FieldType::Bytes => "Vec<u8>",
        FieldType::Uuid => "socio_runtime::types::Uuid",
        FieldType::Date => "socio_runtime::types::Date",
        FieldType::Time => "socio_runtime::types::Time",
        FieldType::DateTime => "socio_runtime::types::Timestamp",
        FieldType::Json => "socio_runtime::types::Json",
        FieldType::Duration => "socio_runtime::types::Duration",
        FieldType::Ip => "socio_runtime::types::IpAddr",
        FieldType::Array(element) => return format!("Vec<{}>", record_type(project, element)),
        FieldType::Enum(index) => {
            return format!("super::enums::{}", project.enums[*index].name.pascal());
        }
        FieldType::Reference { model, .. } => {
            return record_type(project, &project.models[*model].key().ty);
        }
        _ => "String",
    })
}

/// The type in messages.
pub fn wire_type(project: &Project, ty: &FieldType) -> String {
    String::from(match ty {
        FieldType::Bool => "bool",
        FieldType::Int32 | FieldType::Enum(_) => "i32",
        FieldType::Int64 => "i64",
        FieldType::Float => "f32",
        FieldType::Double | FieldType::Decimal { .. } => "f64",
        FieldType::Bytes => "Vec<u8>",
        FieldType::Json => "socio_runtime::types::ProtoStruct",
        FieldType::Array(element) => return format!("Vec<{}>", wire_type(project, element)),
        FieldType::Reference { model, .. } => {
            return wire_type(project, &project.models[*model].key().ty);
        }
        _ => "String",
    })
}

/// The kind, for the model's description.
fn kind(project: &Project, name: &str, ty: &FieldType) -> String {
    let name = match ty {
        FieldType::Array(element) => {
            let kind = kind(project, name, element);
            let element = format!("socio_runtime::FieldMeta::new({name:?}, {kind})");
            return format!("socio_runtime::Kind::Array(&{element})");
        }
        FieldType::Duration => "Duration",
        FieldType::Ip => "Ip",
        FieldType::Bool => "Bool",
        FieldType::Int32 => "Int32",
        FieldType::Int64 => "Int64",
        FieldType::Float => "Float",
        FieldType::Double => "Double",
        FieldType::Decimal { precision, scale } => {
            return format!(
                "socio_runtime::Kind::Decimal {{ precision: {precision}, scale: {scale} }}"
            );
        }
        FieldType::String { max } => {
            return format!("socio_runtime::Kind::String {{ max: {max} }}");
        }
        FieldType::Text => "Text",
        FieldType::Bytes => "Bytes",
        FieldType::Uuid => "Uuid",
        FieldType::Date => "Date",
        FieldType::Time => "Time",
        FieldType::DateTime => "DateTime",
        FieldType::Json => "Json",
        FieldType::Email => "Email",
        FieldType::Url => "Url",
        FieldType::Slug => "Slug",
        FieldType::Enum(index) => {
            let name = project.enums[*index].name.shouty();
            return format!("socio_runtime::Kind::Enum(&super::enums::{name})");
        }
        FieldType::Reference { model, .. } => {
            let module = ident(&project.models[*model].name.snake());
            return format!("socio_runtime::Kind::Reference(&super::{module}::META)");
        }
    };
    format!("socio_runtime::Kind::{name}")
}

fn meta(project: &Project, field: &Field) -> String {
    let name = field.name.as_typed();
    let mut out = format!(
        "socio_runtime::FieldMeta::new({name:?}, {})",
        kind(project, name, &field.ty)
    );
    let mut call = |text: String| out.push_str(&text);
    if field.column != name {
        call(format!(".column({:?})", field.column));
    }
    match field.auto {
        Some(auto) => call(format!(".auto(socio_runtime::Auto::{auto:?})")),
        None if field.primary_key => call(String::from(".key()")),
        None if field.read_only => call(String::from(".read_only()")),
        None => {}
    }
    for (set, name) in [
        (field.null, "nullable"),
        (field.blank, "blank"),
        (field.unique, "unique"),
        (field.immutable, "immutable"),
        (!field.rules.trim, "untrimmed"),
    ] {
        if set {
            call(format!(".{name}()"));
        }
    }
    if let Some(default) = &field.default {
        call(format!(
            ".default(|| {})",
            default_value(project, field, default)
        ));
    }
    for (name, bound) in [("min", &field.rules.min), ("max", &field.rules.max)] {
        match bound {
            Some(Bound::Integer(v)) => call(format!(".{name}(socio_runtime::Bound::Int({v}))")),
            Some(Bound::Float(v)) => call(format!(".{name}(socio_runtime::Bound::Float({v:?}))")),
            Some(Bound::Decimal(v)) => {
                call(format!(".{name}(socio_runtime::Bound::Decimal({v:?}))"))
            }
            None => {}
        }
    }
    if let Some(length) = field.rules.min_length {
        call(format!(".min_length({length})"));
    }
    if let Some(regex) = &field.rules.regex {
        call(format!(".pattern({regex:?})"));
    }
    if !field.rules.choices.is_empty() {
        call(format!(".choices(&{:?})", field.rules.choices));
    }
    out
}

fn default_value(project: &Project, field: &Field, default: &DefaultValue) -> String {
    let text = |text: &str| format!("socio_runtime::Value::Text(String::from({text:?}))");
    let typed = |value: String| format!("socio_runtime::Value::{value}");
    match (default, &field.ty) {
        (DefaultValue::Bool(v), _) => typed(format!("Bool({v})")),
        (DefaultValue::Integer(v), _) => typed(format!("Int({v})")),
        (DefaultValue::Float(v), _) => typed(format!("Float({v:?})")),
        (DefaultValue::Text(v), FieldType::Decimal { scale, .. }) => {
            let units = super::schema::scaled(v, *scale);
            typed(format!(
                "Decimal(socio_runtime::types::Decimal::new({units}, {scale}))"
            ))
        }
        (DefaultValue::Text(v), FieldType::Uuid) => {
            let digits = v.replace('-', "");
            typed(format!(
                "Uuid(socio_runtime::types::Uuid::from_u128(0x{digits}))"
            ))
        }
        (DefaultValue::Text(v), FieldType::Date) => {
            let parts: Vec<_> = v
                .split('-')
                .map(|part| part.trim_start_matches('0'))
                .collect();
            let date = format!(
                "Date(socio_runtime::types::Date::constant({}))",
                parts.join(", ")
            );
            typed(date)
        }
        (DefaultValue::Text(_), FieldType::Json) => typed(String::from("Json(Default::default())")),
        (DefaultValue::Text(v), _) => text(v),
        (DefaultValue::Time(v), _) => typed(format!(
            "Time(socio_runtime::types::Time::constant({}, {}, {}, {}))",
            v.hour(),
            v.minute(),
            v.second(),
            v.subsec_nanosecond()
        )),
        (DefaultValue::DateTime(v), _) => typed(format!(
            "Timestamp(socio_runtime::types::Timestamp::constant({}, {}))",
            v.as_second(),
            v.subsec_nanosecond()
        )),
        (DefaultValue::Member(member), FieldType::Enum(index)) => {
            text(&project.enums[*index].members[*member].stored)
        }
        (DefaultValue::Member(_), _) => typed(String::from("Null")),
    }
}

/// What a column holds: a reference holds the key it points to.
fn stored<'a>(project: &'a Project, ty: &'a FieldType) -> &'a FieldType {
    match ty {
        FieldType::Reference { model, .. } => stored(project, &project.models[*model].key().ty),
        ty => ty,
    }
}

fn respond(project: &Project, field: &Field) -> String {
    let value = format!("record.{}", ident(field.name.as_typed()));
    match field.ty {
        // NULL is present, and unspecified.
        FieldType::Enum(_) if field.null => {
            return format!("Some({value}.map_or(0, socio_runtime::Choice::number))");
        }
        FieldType::Enum(_) if is_optional(field) => {
            return format!("Some(socio_runtime::Choice::number({value}))");
        }
        FieldType::Enum(_) => return format!("socio_runtime::Choice::number({value})"),
        _ => {}
    }
    if let FieldType::Array(element) = &field.ty
        && let FieldType::Enum(_) = **element
    {
        return format!("{value}.into_iter().map(socio_runtime::Choice::number).collect()");
    }
    let value = if has_wire_form(project, &field.ty) {
        format!("socio_runtime::wire::ToWire::to_wire({value})")
    } else {
        value
    };
    // A message is optional by itself.
    let optional = is_optional(field) || field.ty == FieldType::Json;
    if optional && !field.null {
        format!("Some({value})")
    } else {
        value
    }
}

/// Whether the form on the wire is another than the record's.
fn has_wire_form(project: &Project, ty: &FieldType) -> bool {
    match stored(project, ty) {
        FieldType::Array(element) => has_wire_form(project, element),
        FieldType::Decimal { .. }
        | FieldType::Uuid
        | FieldType::Date
        | FieldType::Time
        | FieldType::DateTime
        | FieldType::Duration
        | FieldType::Ip
        | FieldType::Json => true,
        _ => false,
    }
}

/// Groups of positions as a slice.
pub fn groups(groups: &[Vec<usize>]) -> String {
    let groups: Vec<_> = groups.iter().map(|group| format!("&{group:?}")).collect();
    format!("&[{}]", groups.join(", "))
}

/// The listing of a service as an expression.
pub fn listing(model: &Model) -> String {
    let Some(service) = &model.service else {
        return String::new();
    };
    let listing = &service.listing;
    let name = |index: &usize| model.fields[*index].name.as_typed().to_owned();
    let names = |indexes: &[usize]| format!("&{:?}", indexes.iter().map(name).collect::<Vec<_>>());
    let filters: Vec<_> = listing
        .filters
        .iter()
        .map(|filter| {
            let lookups: Vec<_> = filter
                .lookups
                .iter()
                .map(|lookup: &Lookup| format!("socio_runtime::Lookup::{lookup:?}"))
                .collect();
            format!(
                "socio_runtime::FilterMeta {{ field: {:?}, lookups: &[{}] }}",
                filter.path,
                lookups.join(", ")
            )
        })
        .collect();
    let default: Vec<_> = listing
        .default_ordering
        .iter()
        .map(|(index, down)| format!("{}{}", if *down { "-" } else { "" }, name(index)))
        .collect();
    let pagination = match listing.pagination {
        None => String::from("None"),
        Some(p) => format!(
            "Some(socio_runtime::Pagination {{ page_size: {}, max_page_size: {:?} }})",
            p.page_size, p.max_page_size
        ),
    };
    format!(
        "socio_runtime::Listing {{ filters: &[{}], search: {}, ordering: {}, default_ordering: &{default:?}, pagination: {pagination}, strict_filters: {} }}",
        filters.join(", "),
        names(&listing.search),
        names(&listing.ordering),
        listing.strict_filters
    )
}
