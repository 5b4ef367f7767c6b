//! The database schema of a project.

use super::indexes;
use super::lock::{Column, Index, Literal, References, SchemaLock, StoredMember, Table};
use crate::model::{
    AutoValue, DefaultValue, Field, FieldType, Link, MemberValue, Model, OnDelete, Project,
};
use socio_runtime::grammar::{self, Digits};

/// What the tables of `project` should be. An index that was there before keeps its name.
pub fn of(project: &Project, before: &SchemaLock) -> SchemaLock {
    let mut tables: Vec<Table> = project
        .models
        .iter()
        .map(|model| table(project, model))
        .collect();
    // After the models: a link's table refers to two of them.
    for model in &project.models {
        let links = model.links.iter();
        tables.extend(links.map(|link| link_table(project, model, link)));
    }
    indexes::name(&mut tables, before);
    SchemaLock {
        tables,
        migrations: Vec::new(),
    }
}

fn table(project: &Project, model: &Model) -> Table {
    let column_of = |at: &usize| model.fields[*at].column.clone();
    let mut wanted = Vec::new();
    let mut add = |columns, unique| wanted.push(indexes::over(columns, unique));
    for field in model.fields.iter().filter(|field| !field.primary_key) {
        // A foreign key is indexed, or every delete of its target would scan this table.
        let reference = matches!(field.ty, FieldType::Reference { .. });
        if field.unique || field.index || reference {
            add(vec![field.column.clone()], field.unique);
        }
    }
    for (groups, unique) in [(&model.indexes, false), (&model.unique_together, true)] {
        for positions in groups {
            add(positions.iter().map(column_of).collect(), unique);
        }
    }
    wanted.extend(default_order(model));
    let columns = model.fields.iter().map(|field| column(project, field));
    Table {
        name: model.table.clone(),
        columns: columns.collect(),
        indexes: wanted,
    }
}

/// The index that has the rows in the order of the model's lists: pages and streams in it are read without sorting all.
fn default_order(model: &Model) -> Option<Index> {
    let listing = &model.service.as_ref()?.listing;
    let mut index = indexes::over(Vec::new(), false);
    for term in &listing.default_ordering {
        let name = term.strip_prefix('-').unwrap_or(term);
        let mut fields = model.fields.iter();
        // What stands in other tables is in no index of this one.
        let field = fields.find(|field| field.name.as_typed() == name)?;
        let leads = index.columns.is_empty();
        if leads && (field.primary_key || field.unique && !field.null) {
            // It has an index already, and leaves nothing to sort.
            return None;
        }
        if index.columns.contains(&field.column) {
            continue;
        }
        if name.len() < term.len() {
            index.descending.push(field.column.clone());
        }
        index.columns.push(field.column.clone());
        if field.primary_key {
            return Some(index);
        }
    }
    let key = model.key();
    // The runtime sorts by the key last. SQLite has a whole number at the end of every index.
    if !matches!(key.ty, FieldType::Int32 | FieldType::Int64) {
        index.columns.push(key.column.clone());
    }
    (!listing.default_ordering.is_empty()).then_some(index)
}

/// The rows of a many-to-many relation: each pair once, and found from both ends.
fn link_table(project: &Project, model: &Model, link: &Link) -> Table {
    let end = |name: &str, target: &Model| Column {
        references: Some(References {
            table: target.table.clone(),
            column: target.key().column.clone(),
            on_delete: OnDelete::Cascade,
        }),
        ..plain(name, column_type(project, target.key()))
    };
    let id = Column {
        primary_key: true,
        increments: true,
        ..plain("id", String::from("int64"))
    };
    Table {
        name: link.table.clone(),
        columns: vec![
            id,
            end(&link.own, model),
            end(&link.other, &project.models[link.target]),
        ],
        indexes: vec![
            indexes::over(vec![link.own.clone(), link.other.clone()], true),
            indexes::over(vec![link.other.clone()], false),
        ],
    }
}

fn plain(name: &str, ty: String) -> Column {
    Column {
        name: name.to_owned(),
        ty,
        null: false,
        primary_key: false,
        increments: false,
        unique: false,
        default: None,
        members: Vec::new(),
        references: None,
    }
}

fn column(project: &Project, field: &Field) -> Column {
    Column {
        null: field.null,
        primary_key: field.primary_key,
        increments: field.auto == Some(AutoValue::Increment),
        unique: field.unique && !field.primary_key,
        default: field
            .default
            .as_ref()
            .and_then(|value| literal(project, field, value))
            // So that one can be added to a table with rows.
            .or_else(|| match field.ty {
                FieldType::Array(_) => Some(Literal::Text("[]".to_owned())),
                _ => None,
            }),
        members: match field.ty {
            FieldType::Enum(at) => project.enums[at]
                .members
                .iter()
                .map(|member| stored(&member.stored))
                .collect(),
            _ => Vec::new(),
        },
        references: match field.ty {
            FieldType::Reference { model, on_delete } => Some(References {
                table: project.models[model].table.clone(),
                column: project.models[model].key().column.clone(),
                on_delete,
            }),
            _ => None,
        },
        ..plain(&field.column, column_type(project, field))
    }
}

fn stored(member: &MemberValue) -> StoredMember {
    match member {
        MemberValue::Text(text) => StoredMember::Text(text.clone()),
        MemberValue::Integer(number) => StoredMember::Integer(*number),
    }
}

/// The type of a column, in the words of the spec.
fn column_type(project: &Project, field: &Field) -> String {
    match &field.ty {
        FieldType::Array(element) => format!("[{}]", column_type(project, element)),
        FieldType::Enum(_) => String::from("enum"),
        FieldType::Reference { model, .. } => column_type(project, project.models[*model].key()),
        ty => match field.rules.max_length {
            Some(longest) => format!("{}({longest})", ty.written(project)),
            None => ty.written(project),
        },
    }
}

/// The default as the database knows it; `now` is the runtime's.
fn literal(project: &Project, field: &Field, value: &DefaultValue) -> Option<Literal> {
    Some(match (value, &field.ty) {
        (DefaultValue::Bool(value), _) => Literal::Integer(i64::from(*value)),
        (DefaultValue::Integer(value), FieldType::Float | FieldType::Double) => {
            Literal::Real(format!("{value}.0"))
        }
        (DefaultValue::Integer(value), FieldType::Decimal { scale, .. }) => {
            Literal::Integer(scaled(&value.to_string(), *scale))
        }
        (DefaultValue::Integer(value), _) => Literal::Integer(*value),
        (DefaultValue::Float(value), _) => Literal::Real(format!("{value:?}")),
        (DefaultValue::Text(text), FieldType::Decimal { scale, .. }) => {
            Literal::Integer(scaled(text, *scale))
        }
        (DefaultValue::Text(text), _) => Literal::Text(text.clone()),
        (DefaultValue::Time(at), _) => Literal::Text(grammar::time_column(*at)),
        (DefaultValue::DateTime(at), _) => Literal::Text(grammar::datetime_column(*at)),
        (DefaultValue::Member(at), FieldType::Enum(of)) => {
            stored(&project.enums[*of].members[*at].stored).into()
        }
        (DefaultValue::Member(_), _) => return None,
    })
}

/// `12.5` with a scale of 2 is stored as 1250. The model stage takes no number that does not fit.
pub fn scaled(text: &str, scale: u32) -> i64 {
    let units = Digits::parse(text).and_then(|digits| digits.units(scale));
    units.and_then(|units| units.try_into().ok()).unwrap_or(0)
}
