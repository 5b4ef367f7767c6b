//! A model: its fields, relations and groups.

use super::column::{blank_field, field};
use super::{Build, Known, link, listing, service};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::grammar::MODEL;
use crate::model::{AutoValue, Field, FieldType, Link, Model, Name};
use crate::spec::{Key, Node};

pub(super) fn model(build: &mut Build, key: &Key, node: &Node, known: &Known<'_>) -> Model {
    build.keys(node, &MODEL);
    let mut fields = Vec::new();
    let mut links: Vec<Link> = Vec::new();
    let model = Name::new(key.text.clone());
    let table = build.word(node, "table").unwrap_or_else(|| model.snake());
    let entries = build.entries(node, "fields");
    for (name, node) in entries {
        build.field_name(name, entries);
        if let Some(link) = link::link(build, &model, &table, name, node, known) {
            links.push(link);
        } else if let Some(field) = field(build, name, node, known) {
            fields.push(field);
        } else {
            build.refused.insert(name.text.clone());
        }
    }
    if !Build::is_meant(node, "fields", &MODEL) {
        build.error(
            Code::NoFields,
            &key.span,
            format!("`{}` has no fields", key.text),
            "add them: `fields: { name: string(100) }`",
        );
    }
    if build.flag(node, "timestamps") == Some(true) {
        for (name, auto) in [
            ("created_at", AutoValue::CreatedAt),
            ("updated_at", AutoValue::UpdatedAt),
        ] {
            let taken = fields.iter().any(|field| is_called(field, name))
                || links.iter().any(|link| link.name.as_typed() == name);
            if taken {
                let message = format!("`{name}` is added by `timestamps`");
                build.error(
                    Code::NameTaken,
                    written(node, name).unwrap_or(&key.span),
                    message,
                    "rename your own, or remove `timestamps`",
                );
            } else {
                fields.push(stamp(name, auto));
            }
        }
    }
    let keys = fields.iter().filter(|field| field.primary_key).count();
    if keys > 1 {
        build.error(
            Code::PrimaryKey,
            &key.span,
            "composite keys are not supported",
            "mark one field with `primary_key: true`",
        );
    }
    if keys == 0 {
        if let Some(id) = fields.iter().position(|field| is_called(field, "id")) {
            fields.remove(id);
            build.error(
                Code::NameTaken,
                written(node, "id").unwrap_or(&key.span),
                "`id` is added by itself",
                "remove it, or make it the key: `id: { type: int64, primary_key: true }`",
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
    let service = service::service(build, key, node, &fields, known);
    let wire = match node.get("service") {
        Some(service) if service.entries().is_some() => listing::wire(build, service, known.wire),
        _ => known.wire,
    };
    let comment = build.comment(node);
    Model {
        name: model,
        comment,
        table,
        wire,
        fields,
        links,
        key: 0,
        indexes,
        unique_together,
        service,
    }
}

/// Where a field with this name stands, or with this column: as a reference has, and `column:` says.
fn written<'a>(model: &'a Node, name: &str) -> Option<&'a std::ops::Range<usize>> {
    let fields = model.get("fields")?.entries()?;
    let named = |(key, field): &&(Key, Node)| {
        let column = field.get("column").and_then(Node::scalar);
        key.text == name || column == Some(name) || name == format!("{}_id", key.text)
    };
    fields.iter().find(named).map(|(key, _)| &key.span)
}

/// In messages or in the table.
fn is_called(field: &Field, name: &str) -> bool {
    field.column == name || field.name.as_typed() == name
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

/// Lists of field names, as positions: `[[title, author]]`, or one list of names.
fn groups(build: &mut Build, node: &Node, key: &str, fields: &[Field]) -> Vec<Vec<usize>> {
    let Some(below) = node.get(key) else {
        return Vec::new();
    };
    let Some(items) = below.items() else {
        let help = format!("groups of fields in brackets, as `{key}: [[title, author]]`");
        build.error(
            Code::WrongShape,
            &below.span,
            format!("`{key}` must be a list"),
            help,
        );
        return Vec::new();
    };
    let nested = items.iter().any(|item| item.items().is_some());
    let lists = if nested {
        items.iter().collect()
    } else {
        vec![below]
    };
    let one = |list| group(build, list, key, fields);
    lists.into_iter().map(one).collect()
}

/// An item that should go, if another one stays.
fn refuse(build: &mut Build, list: &Node, key: &str, item: &Node, message: String) {
    let least = if key == "unique_together" { 2 } else { 1 };
    let spare = list.items().is_some_and(|items| items.len() > least);
    let rest = list.without_part(item.span.start).filter(|_| spare);
    let found = Diagnostic::new(Code::FieldGroup, item.span.clone(), message).help("remove it");
    build.report(found.fix(rest));
}

fn group(build: &mut Build, list: &Node, key: &str, fields: &[Field]) -> Vec<usize> {
    let items = list.items().unwrap_or_default();
    let mut group = Vec::new();
    for item in items {
        let name = item.scalar().unwrap_or_default();
        let Some(at) = service::position(build, "", name, &item.span, fields) else {
            continue;
        };
        if group.contains(&at) {
            let message = format!("`{name}` stands here twice");
            refuse(build, list, key, item, message);
        }
        if matches!(fields[at].ty, FieldType::Array(_)) {
            let message = format!("`{name}` is a list, which has no index");
            refuse(build, list, key, item, message);
        }
        if fields[at].write_only && key == "unique_together" {
            let message = format!("`{name}` is write-only: the error would tell its values");
            refuse(build, list, key, item, message);
        }
        group.push(at);
    }
    match (items, key) {
        ([], _) => {
            let help = "name the fields: `[title, author]`";
            build.error(
                Code::FieldGroup,
                &list.span,
                "this group has no fields",
                help,
            );
        }
        ([item], "unique_together") => {
            let help = "with the field, as `name: { type: text, unique: true }`";
            build.error(
                Code::FieldGroup,
                &item.span,
                "`unique_together` is for several fields",
                help,
            );
        }
        _ => {}
    }
    group
}
