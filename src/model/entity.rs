//! A model and its fields.

use std::ops::Range;

use super::build::Build;
use super::{
    AutoValue, Bound, DefaultValue, Enum, Field, FieldType, Link, Mode, Model, Name, OnDelete,
    Rules, link, listing, short,
};
use crate::diagnostic::nearest;
use crate::spec::{Key, Node};

/// What a model may refer to.
pub(super) struct Known<'a> {
    pub models: &'a [String],
    pub enums: &'a [Enum],
    pub mode: Mode,
}

const TYPES: [&str; 17] = [
    "bool", "int32", "int64", "float", "double", "decimal", "string", "text", "bytes", "uuid",
    "date", "time", "datetime", "json", "email", "url", "slug",
];
const LATER: [&str; 2] = ["duration", "ip"];

const FIELD_KEYS: [&str; 19] = [
    "type",
    "null",
    "blank",
    "default",
    "unique",
    "index",
    "choices",
    "min",
    "max",
    "min_length",
    "regex",
    "example",
    "trim",
    "read_only",
    "immutable",
    "on_delete",
    "primary_key",
    "column",
    "comment",
];

pub(super) fn model(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Model {
    build.keys(
        node,
        &[
            "fields",
            "table",
            "indexes",
            "unique_together",
            "timestamps",
            "comment",
            "service",
        ],
    );
    let mut fields = Vec::new();
    let mut links: Vec<Link> = Vec::new();
    let model = Name::new(key.text.clone());
    let table = build.word(node, "table").unwrap_or_else(|| model.snake());
    for (name, node) in build.entries(node, "fields") {
        if let Some(link) = link::link(build, &model, &table, &name, &node, known) {
            field_name(build, &name);
            link::clash(build, &name, &fields, &links);
            links.push(link);
        } else if let Some(field) = field(build, &name, &node, known) {
            link::clash(build, &name, &[], &links);
            clash(build, &name, &field, &fields);
            fields.push(field);
        }
    }
    if node.get("fields").is_none() {
        build.error(
            &key.span,
            format!("`{}` has no fields", key.text),
            "add `fields:`",
        );
    }
    if build.flag(node, "timestamps") == Some(true) {
        fields.push(stamp("created_at", AutoValue::CreatedAt));
        fields.push(stamp("updated_at", AutoValue::UpdatedAt));
    }
    let keys = fields.iter().filter(|field| field.primary_key).count();
    if keys > 1 {
        build.error(
            &key.span,
            "composite keys are not supported",
            "mark one field with `primary_key: true`",
        );
    }
    if keys == 0 {
        if let Some(id) = fields.iter().position(|field| field.column == "id") {
            fields.remove(id);
            build.error(
                &key.span,
                "`id` is added by itself",
                "remove it, or mark it with `primary_key: true`",
            );
        }
        fields.push(id());
    }
    // Wire order: the key, plain fields, then references.
    fields.sort_by_key(|field| match field.ty {
        _ if field.primary_key => 0,
        FieldType::Reference { .. } => 2,
        _ => 1,
    });
    let indexes = groups(build, node, "indexes", &fields);
    let unique_together = groups(build, node, "unique_together", &fields);
    let service = listing::service(build, key, node, &fields, known);
    let comment = build.word(node, "comment");
    Model {
        name: model,
        comment,
        table,
        fields,
        links,
        key: 0,
        indexes,
        unique_together,
        service,
    }
}

fn blank_field(name: &str, ty: FieldType) -> Field {
    Field {
        name: Name::new(name),
        comment: None,
        column: name.to_owned(),
        ty,
        null: false,
        blank: false,
        default: None,
        auto: None,
        primary_key: false,
        unique: false,
        index: false,
        read_only: false,
        immutable: false,
        rules: Rules {
            trim: true,
            ..Rules::default()
        },
    }
}

fn id() -> Field {
    let auto = Some(AutoValue::Increment);
    Field {
        auto,
        primary_key: true,
        read_only: true,
        ..blank_field("id", FieldType::Int64)
    }
}

fn stamp(name: &str, auto: AutoValue) -> Field {
    Field {
        auto: Some(auto),
        read_only: true,
        ..blank_field(name, FieldType::DateTime)
    }
}

fn clash(build: &mut Build, key: &Key, field: &Field, before: &[Field]) {
    if let Some(twin) = before
        .iter()
        .find(|f| f.column == field.column || f.name.pascal() == field.name.pascal())
    {
        let message = format!("`{}` collides with `{}`", key.text, twin.name.as_typed());
        build.error(&key.span, message, "rename one of them");
    }
}

fn field(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Option<Field> {
    field_name(build, key);
    let (text, long) = match (node.scalar(), node.entries()) {
        (Some(text), _) => (text, None),
        (None, Some(_)) => {
            build.keys(node, &FIELD_KEYS);
            let Some(ty) = node.get("type").and_then(Node::scalar) else {
                build.error(
                    &node.span,
                    "the field has no type",
                    "add `type: string(100)`",
                );
                return None;
            };
            (ty, Some(node))
        }
        _ => {
            let help = "write a type, as `string(100)`, or a model in brackets, as `[Tag]`; lists of other types are not supported yet";
            build.error(&node.span, "this is no field", help);
            return None;
        }
    };
    let span = long
        .and_then(|long| long.get("type"))
        .unwrap_or(node)
        .span
        .clone();
    let short = match short::parse(text) {
        Ok(short) => short,
        Err(message) => {
            let quoted = text.contains('(') && !text.contains(')');
            let help = if quoted {
                "in flow style a type with a comma must be quoted: `\"decimal(10,2)\"`"
            } else {
                "write `TYPE`, `TYPE?` (nullable) or `TYPE = default`"
            };
            build.error(&span, message, help);
            return None;
        }
    };
    let ty = field_type(build, &short, &span, known)?;
    let mut field = blank_field(&key.text, ty);
    if matches!(field.ty, FieldType::Reference { .. }) {
        field.column = format!("{}_id", key.text);
    }
    field.null = short.null;
    let mut default = short.default.map(|text| (text.to_owned(), span.clone()));
    if let Some(long) = long {
        options(build, long, &mut field);
        if let Some(node) = long.get("default") {
            default = node
                .scalar()
                .map(|text| (text.to_owned(), node.span.clone()));
        }
    }
    if let Some((text, span)) = default {
        field.default = default_value(build, &field, &text, &span, known);
    }
    set_null(build, &field, &span);
    if field.primary_key {
        primary_key(build, &mut field, &span);
    }
    Some(field)
}

fn field_name(build: &mut Build, key: &Key) {
    let text = &key.text;
    let snake = Name::new(text.clone()).snake();
    if *text != snake
        || !text.starts_with(|c: char| c.is_ascii_lowercase())
        || text.len() > 60
        || text.contains("__")
    {
        build.error(
            &key.span,
            format!("`{text}` is no field name"),
            format!("write it as `{snake}`"),
        );
    }
    // Rust has no raw identifier for these.
    if ["self", "super", "crate"].contains(&text.as_str()) {
        build.error(
            &key.span,
            format!("`{text}` cannot be a field in Rust"),
            "rename it",
        );
    }
}

fn field_type(
    build: &mut Build,
    short: &short::Short<'_>,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<FieldType> {
    let arguments: Vec<Option<u32>> = short
        .arguments
        .iter()
        .map(|text| text.parse().ok())
        .collect();
    let ty = match (short.name, arguments.as_slice()) {
        ("bool", []) => FieldType::Bool,
        ("int32", []) => FieldType::Int32,
        ("int64", []) => FieldType::Int64,
        ("float", []) => FieldType::Float,
        ("double", []) => FieldType::Double,
        ("text", []) => FieldType::Text,
        ("bytes", []) => FieldType::Bytes,
        ("uuid", []) => FieldType::Uuid,
        ("date", []) => FieldType::Date,
        ("time", []) => FieldType::Time,
        ("datetime", []) => FieldType::DateTime,
        ("json", []) => FieldType::Json,
        ("email", []) => FieldType::Email,
        ("url", []) => FieldType::Url,
        ("slug", []) => FieldType::Slug,
        ("string", [Some(max)]) if *max > 0 => FieldType::String { max: *max },
        ("decimal", [Some(precision), Some(scale)])
            if scale <= precision && (1..=18).contains(precision) =>
        {
            FieldType::Decimal {
                precision: *precision,
                scale: *scale,
            }
        }
        ("string", _) => {
            build.error(
                span,
                "`string` needs its longest length",
                "write `string(100)`, or `text`",
            );
            return None;
        }
        ("decimal", _) => {
            let help = "write `decimal(10,2)`; SQLite keeps at most 18 digits exactly";
            build.error(span, "`decimal` needs digits and decimal places", help);
            return None;
        }
        (name, _) if LATER.contains(&name) => {
            build.error(
                span,
                format!("the type `{name}` is not supported yet"),
                "use `text` for now",
            );
            return None;
        }
        (name, arguments) => {
            if !arguments.is_empty()
                && (TYPES.contains(&name) || known.models.iter().any(|m| m == name))
            {
                build.error(
                    span,
                    format!("`{name}` takes no arguments"),
                    format!("write `{name}`"),
                );
                return None;
            }
            return named_type(build, name, span, known);
        }
    };
    Some(ty)
}

fn named_type(
    build: &mut Build,
    name: &str,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<FieldType> {
    if let Some(index) = known.enums.iter().position(|e| e.name.as_typed() == name) {
        return Some(FieldType::Enum(index));
    }
    if let Some(model) = known.models.iter().position(|model| model == name) {
        return Some(FieldType::Reference {
            model,
            on_delete: OnDelete::Restrict,
        });
    }
    let enums = known.enums.iter().map(|e| e.name.as_typed());
    let all = TYPES
        .iter()
        .copied()
        .chain(enums)
        .chain(known.models.iter().map(String::as_str));
    let help = match nearest(name, all) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("types: {}, a model or an enum", TYPES.join(", ")),
    };
    build.error(span, format!("unknown type `{name}`"), help);
    None
}

fn options(build: &mut Build, node: &Node, field: &mut Field) {
    field.null |= build.flag(node, "null") == Some(true);
    field.blank = build.flag(node, "blank") == Some(true);
    field.unique = build.flag(node, "unique") == Some(true);
    field.index = build.flag(node, "index") == Some(true);
    field.read_only = build.flag(node, "read_only") == Some(true);
    field.immutable = build.flag(node, "immutable") == Some(true);
    field.primary_key = build.flag(node, "primary_key") == Some(true);
    field.rules.trim = build.flag(node, "trim") != Some(false);
    field.comment = build.word(node, "comment");
    if let Some(column) = build.word(node, "column") {
        field.column = column;
    }
    field.rules.min = bound(build, node, "min", &field.ty);
    field.rules.max = bound(build, node, "max", &field.ty);
    field.rules.min_length = build.number(node, "min_length");
    field.rules.choices = build
        .words(node, "choices")
        .into_iter()
        .map(|(text, _)| text)
        .collect();
    field.rules.regex = build.word(node, "regex");
    field.rules.example = build.word(node, "example");
    if let Some(regex) = &field.rules.regex {
        let span = node.get("regex").unwrap_or(node).span.clone();
        match (regex_lite::Regex::new(regex), &field.rules.example) {
            (Err(error), _) => build.error(&span, format!("the regex is wrong: {error}"), ""),
            (Ok(_), None) => build.error(
                &span,
                "a regex needs an example",
                "add `example:` with a valid value",
            ),
            (Ok(regex), Some(example)) if !regex.is_match(example) => {
                build.error(
                    &span,
                    "the example does not match the regex",
                    "mend one of them",
                );
            }
            _ => {}
        }
    }
    if let (FieldType::Reference { on_delete, .. }, Some(rule)) =
        (&mut field.ty, node.get("on_delete"))
    {
        *on_delete = match rule.scalar() {
            Some("cascade") => OnDelete::Cascade,
            Some("restrict") => OnDelete::Restrict,
            Some("set_null") => OnDelete::SetNull,
            _ => {
                build.error(
                    &rule.span,
                    "unknown `on_delete`",
                    "`cascade`, `restrict` or `set_null`",
                );
                OnDelete::Restrict
            }
        };
    }
}

fn set_null(build: &mut Build, field: &Field, span: &Range<usize>) {
    if matches!(
        field.ty,
        FieldType::Reference {
            on_delete: OnDelete::SetNull,
            ..
        }
    ) && !field.null
    {
        build.error(
            span,
            "`on_delete: set_null` needs a nullable field",
            "add `?` to the type",
        );
    }
}

fn bound(build: &mut Build, node: &Node, key: &str, ty: &FieldType) -> Option<Bound> {
    let below = node.get(key)?;
    let text = below.scalar().unwrap_or_default();
    let bound = match ty {
        FieldType::Int32 | FieldType::Int64 => text.parse().ok().map(Bound::Integer),
        FieldType::Float | FieldType::Double => text.parse().ok().map(Bound::Float),
        FieldType::Decimal { .. } => text
            .parse::<f64>()
            .ok()
            .map(|_| Bound::Decimal(text.to_owned())),
        _ => None,
    };
    if bound.is_none() {
        build.error(
            &below.span,
            format!("`{key}` does not fit the type"),
            "numbers have bounds; texts have `min_length`",
        );
    }
    bound
}

fn primary_key(build: &mut Build, field: &mut Field, span: &Range<usize>) {
    match field.ty {
        FieldType::Uuid => field.auto = Some(AutoValue::Uuid),
        FieldType::Int32 | FieldType::Int64 if field.read_only => {
            field.auto = Some(AutoValue::Increment)
        }
        FieldType::Int32 | FieldType::Int64 | FieldType::String { .. } | FieldType::Slug => {}
        _ => build.error(
            span,
            "this type cannot be a primary key",
            "int32, int64, string, slug or uuid",
        ),
    }
    field.read_only = field.auto.is_some();
    if field.null {
        build.error(span, "a primary key cannot be null", "remove the `?`");
    }
}

fn default_value(
    build: &mut Build,
    field: &Field,
    text: &str,
    span: &Range<usize>,
    known: &Known<'_>,
) -> Option<DefaultValue> {
    let value = match &field.ty {
        FieldType::Bool => text.parse().ok().map(DefaultValue::Bool),
        FieldType::Int32 => text
            .parse::<i32>()
            .ok()
            .map(|v| DefaultValue::Integer(v.into())),
        FieldType::Int64 => text.parse().ok().map(DefaultValue::Integer),
        FieldType::Float | FieldType::Double => text
            .parse()
            .ok()
            .filter(|v: &f64| v.is_finite())
            .map(DefaultValue::Float),
        FieldType::Enum(index) => {
            let members = &known.enums[*index].members;
            let found = members
                .iter()
                .position(|m| m.stored == text)
                .map(DefaultValue::Member);
            if found.is_none() {
                let all: Vec<_> = members.iter().map(|m| m.stored.as_str()).collect();
                build.error(
                    span,
                    format!("`{text}` is no member of the enum"),
                    format!("members: {}", all.join(", ")),
                );
                return None;
            }
            found
        }
        FieldType::String { max } if text.chars().count() > *max as usize => None,
        FieldType::String { .. }
        | FieldType::Text
        | FieldType::Email
        | FieldType::Url
        | FieldType::Slug => Some(DefaultValue::Text(text.to_owned())),
        _ => {
            build.error(
                span,
                "a default of this type is not supported yet",
                "remove it",
            );
            return None;
        }
    };
    if value.is_none() {
        build.error(
            span,
            format!("the default `{text}` does not fit the type"),
            "",
        );
    }
    value
}

/// Lists of field names, as positions: `[[title, author]]`, or one list of names.
fn groups(build: &mut Build, node: &Node, key: &str, fields: &[Field]) -> Vec<Vec<usize>> {
    let Some(items) = node.get(key).and_then(Node::items) else {
        return Vec::new();
    };
    let nested = items.iter().any(|item| item.items().is_some());
    let lists: Vec<Vec<&Node>> = if nested {
        items
            .iter()
            .map(|item| item.items().unwrap_or_default().iter().collect())
            .collect()
    } else {
        vec![items.iter().collect()]
    };
    let mut position = |node: &Node| {
        listing::position(build, node.scalar().unwrap_or_default(), &node.span, fields)
    };
    lists
        .into_iter()
        .map(|list| list.into_iter().filter_map(&mut position).collect())
        .collect()
}
