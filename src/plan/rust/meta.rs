//! The description of a field, as the runtime reads it.

use crate::model::types::TypeInfo;
use crate::model::{AutoValue, Bound, DefaultValue, Field, FieldType, MemberValue, Project, Wire};
use crate::plan::names::ModelNames;

/// A value that the server makes, as the runtime calls it.
fn auto_name(auto: AutoValue) -> &'static str {
    match auto {
        AutoValue::Increment => "Increment",
        AutoValue::Uuid => "Uuid",
        AutoValue::CreatedAt => "CreatedAt",
        AutoValue::UpdatedAt => "UpdatedAt",
    }
}

/// The kind, for the model's description.
fn kind(project: &Project, names: &[ModelNames], ty: &FieldType, wire: Wire) -> String {
    let parameters = match ty {
        FieldType::Array(element) => {
            return format!("rt::Kind::Array(&{})", meta(project, names, element, wire));
        }
        FieldType::Enum(index) => {
            let name = project.enums[*index].name.shouty();
            return format!("rt::Kind::Enum(&enums::{name})");
        }
        FieldType::Reference { model, .. } => {
            let ModelNames { module, meta, .. } = &names[*model];
            return format!("rt::Kind::Reference(&super::{module}::{meta})");
        }
        FieldType::Decimal { precision, scale } => {
            format!(" {{ precision: {precision}, scale: {scale} }}")
        }
        FieldType::String { max } => format!(" {{ max: {max} }}"),
        _ => String::new(),
    };
    let name = ty.info().map_or("Text", |row| row.kind);
    format!("rt::Kind::{name}{parameters}")
}

pub(super) fn meta(project: &Project, names: &[ModelNames], field: &Field, wire: Wire) -> String {
    let name = field.name.as_typed();
    let mut out = format!(
        "rt::FieldMeta::new({name:?}, {})",
        kind(project, names, &field.ty, wire)
    );
    let mut call = |text: String| out.push_str(&text);
    if field.column != name {
        call(format!(".column({:?})", field.column));
    }
    match field.auto {
        Some(auto) => call(format!(".auto(rt::Auto::{})", auto_name(auto))),
        None if field.primary_key => call(String::from(".key()")),
        None if field.read_only => call(String::from(".read_only()")),
        None => {}
    }
    let typed = field.ty.info().is_some_and(TypeInfo::has_typed_form);
    for (set, name) in [
        (typed && wire == Wire::Typed, "typed"),
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
            Some(Bound::Integer(v)) => call(format!(".{name}(rt::Bound::Int({v}))")),
            Some(Bound::Float(v)) => call(format!(".{name}(rt::Bound::Float({v:?}))")),
            Some(Bound::Decimal(v)) => call(format!(".{name}(rt::Bound::Decimal({v:?}))")),
            None => {}
        }
    }
    if let Some(length) = field.rules.min_length {
        call(format!(".min_length({length})"));
    }
    if let Some(length) = field.rules.max_length {
        call(format!(".max_length({length})"));
    }
    if let Some(regex) = &field.rules.regex {
        call(format!(".pattern({regex:?})"));
    }
    if !field.rules.choices.is_empty() {
        call(format!(".choices(&{:?})", field.rules.choices));
    }
    if !field.rules.numbers.is_empty() {
        call(format!(".numbers(&{:?})", field.rules.numbers));
    }
    out
}

fn default_value(project: &Project, field: &Field, default: &DefaultValue) -> String {
    let text = |text: &str| format!("rt::Value::Text(String::from({text:?}))");
    let typed = |value: String| format!("rt::Value::{value}");
    match (default, &field.ty) {
        (DefaultValue::Bool(v), _) => typed(format!("Bool({v})")),
        (DefaultValue::Integer(v), _) => typed(format!("Int({v})")),
        (DefaultValue::Float(v), _) => typed(format!("Float({v:?})")),
        (DefaultValue::Text(v), FieldType::Decimal { scale, .. }) => {
            let units = crate::plan::schema::scaled(v, *scale);
            typed(format!(
                "Decimal(rt::types::Decimal::new({units}, {scale}))"
            ))
        }
        (DefaultValue::Text(v), FieldType::Uuid) => {
            let digits = v.replace('-', "");
            typed(format!("Uuid(rt::types::Uuid::from_u128(0x{digits}))"))
        }
        (DefaultValue::Text(v), FieldType::Date) => {
            let parts: Vec<_> = v
                .split('-')
                .map(|part| part.trim_start_matches('0'))
                .collect();
            let date = format!("Date(rt::types::Date::constant({}))", parts.join(", "));
            typed(date)
        }
        (DefaultValue::Text(_), FieldType::Json) => typed(String::from("Json(Default::default())")),
        (DefaultValue::Text(v), _) => text(v),
        (DefaultValue::Time(v), _) => typed(format!(
            "Time(rt::types::Time::constant({}, {}, {}, {}))",
            v.hour(),
            v.minute(),
            v.second(),
            v.subsec_nanosecond()
        )),
        (DefaultValue::DateTime(v), _) => typed(format!(
            "Timestamp(rt::types::Timestamp::constant({}, {}, {}, {}, {}, {}, {}))",
            v.year(),
            v.month(),
            v.day(),
            v.hour(),
            v.minute(),
            v.second(),
            v.subsec_nanosecond() / 1000
        )),
        (DefaultValue::Member(member), FieldType::Enum(index)) => {
            match &project.enums[*index].members[*member].stored {
                MemberValue::Text(v) => text(v),
                MemberValue::Integer(v) => typed(format!("Int({v})")),
            }
        }
        (DefaultValue::Member(_), _) => typed(String::from("Null")),
    }
}
