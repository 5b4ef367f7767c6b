//! A model: its fields, relations and groups.

use super::column::{blank_field, field, field_name};
use super::{Build, Known, link, service};
use crate::model::{AutoValue, Field, FieldType, Link, Model, Name};
use crate::spec::{Key, Node};

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
            links.push(link);
        } else if let Some(field) = field(build, &name, &node, known) {
            fields.push(field);
        } else {
            build.refused.insert(name.text.clone());
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
        for (name, auto) in [
            ("created_at", AutoValue::CreatedAt),
            ("updated_at", AutoValue::UpdatedAt),
        ] {
            let taken = fields.iter().any(|field| is_called(field, name))
                || links.iter().any(|link| link.name.as_typed() == name);
            if taken {
                let message = format!("`{name}` is added by `timestamps`");
                build.error(
                    &key.span,
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
            &key.span,
            "composite keys are not supported",
            "mark one field with `primary_key: true`",
        );
    }
    if keys == 0 {
        if let Some(id) = fields.iter().position(|field| is_called(field, "id")) {
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
    let service = service::service(build, key, node, &fields, known);
    let comment = build.comment(node);
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
        let help = format!("write `{key}: [[title, author]]`");
        build.error(&below.span, format!("`{key}` must be a list"), help);
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

fn group(build: &mut Build, list: &Node, key: &str, fields: &[Field]) -> Vec<usize> {
    let items = list.items().unwrap_or_default();
    let mut group = Vec::new();
    for item in items {
        let name = item.scalar().unwrap_or_default();
        let Some(at) = service::position(build, name, &item.span, fields) else {
            continue;
        };
        if group.contains(&at) {
            let message = format!("`{name}` stands here twice");
            build.error(&item.span, message, "remove it once");
        }
        if matches!(fields[at].ty, FieldType::Array(_)) {
            let message = format!("`{name}` is a list, which has no index");
            build.error(&item.span, message, "remove it");
        }
        if fields[at].write_only && key == "unique_together" {
            let message = format!("`{name}` is write-only: the error would tell its values");
            build.error(&item.span, message, "remove it");
        }
        group.push(at);
    }
    match (items, key) {
        ([], _) => {
            let help = "name the fields: `[title, author]`";
            build.error(&list.span, "this group has no fields", help);
        }
        ([item], "unique_together") => {
            let help = "write `unique: true` at the field";
            build.error(&item.span, "`unique_together` is for several fields", help);
        }
        _ => {}
    }
    group
}
