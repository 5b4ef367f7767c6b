//! The description of a field, as the runtime reads it.

use super::ident;
use crate::model::{Bound, DefaultValue, Field, FieldType, MemberValue, Project};

/// The kind, for the model's description.
fn kind(project: &Project, ty: &FieldType) -> String {
    let name = match ty {
        FieldType::Array(element) => {
            return format!("socio_runtime::Kind::Array(&{})", meta(project, element));
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

pub(super) fn meta(project: &Project, field: &Field) -> String {
    let name = field.name.as_typed();
    let mut out = format!(
        "socio_runtime::FieldMeta::new({name:?}, {})",
        kind(project, &field.ty)
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
            let units = crate::plan::schema::scaled(v, *scale);
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
            match &project.enums[*index].members[*member].stored {
                MemberValue::Text(v) => text(v),
                MemberValue::Integer(v) => typed(format!("Int({v})")),
            }
        }
        (DefaultValue::Member(_), _) => typed(String::from("Null")),
    }
}
