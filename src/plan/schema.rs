//! The database schema of a project.

use super::indexes;
use super::lock::{Column, Literal, References, SchemaLock, Storage, StoredMember, Table};
use crate::model::{
    AutoValue, DefaultValue, Field, FieldType, Link, MemberValue, Model, OnDelete, Project,
};

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
    let columns = model.fields.iter().map(|field| column(project, field));
    Table {
        name: model.table.clone(),
        columns: columns.collect(),
        indexes: wanted,
    }
}

/// The rows of a many-to-many relation: each pair once, and found from both ends.
fn link_table(project: &Project, model: &Model, link: &Link) -> Table {
    let end = |name: &str, target: &Model| Column {
        meaning: format!("reference({})", target.table),
        references: Some(References {
            table: target.table.clone(),
            column: target.key().column.clone(),
            on_delete: "cascade".to_owned(),
        }),
        ..plain(name, storage(project, &target.key().ty))
    };
    let id = Column {
        meaning: "int64".to_owned(),
        primary_key: true,
        increments: true,
        ..plain("id", Storage::Integer)
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

fn plain(name: &str, storage: Storage) -> Column {
    Column {
        name: name.to_owned(),
        meaning: String::new(),
        storage,
        null: false,
        primary_key: false,
        increments: false,
        unique: false,
        default: None,
        max_length: None,
        members: Vec::new(),
        references: None,
    }
}

fn column(project: &Project, field: &Field) -> Column {
    Column {
        meaning: meaning(project, &field.ty),
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
        max_length: match field.ty {
            FieldType::String { max } => Some(max),
            _ => field.rules.max_length,
        },
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
                on_delete: match on_delete {
                    OnDelete::Cascade => "cascade",
                    OnDelete::Restrict => "restrict",
                    OnDelete::SetNull => "set_null",
                }
                .to_owned(),
            }),
            _ => None,
        },
        ..plain(&field.column, storage(project, &field.ty))
    }
}

fn storage(project: &Project, ty: &FieldType) -> Storage {
    match ty {
        FieldType::Bool
        | FieldType::Int32
        | FieldType::Int64
        | FieldType::Duration
        | FieldType::Decimal { .. } => Storage::Integer,
        FieldType::Float | FieldType::Double => Storage::Real,
        FieldType::Bytes => Storage::Blob,
        FieldType::Enum(at) if project.enums[*at].is_integer() => Storage::Integer,
        FieldType::Reference { model, .. } => storage(project, &project.models[*model].key().ty),
        _ => Storage::Text,
    }
}

fn stored(member: &MemberValue) -> StoredMember {
    match member {
        MemberValue::Text(text) => StoredMember::Text(text.clone()),
        MemberValue::Integer(number) => StoredMember::Integer(*number),
    }
}

/// The type in the words of the spec.
pub fn meaning(project: &Project, ty: &FieldType) -> String {
    match ty {
        FieldType::Bool => "bool".into(),
        FieldType::Int32 => "int32".into(),
        FieldType::Int64 => "int64".into(),
        FieldType::Float => "float".into(),
        FieldType::Double => "double".into(),
        FieldType::Decimal { precision, scale } => format!("decimal({precision},{scale})"),
        FieldType::String { max } => format!("string({max})"),
        FieldType::Text => "text".into(),
        FieldType::Bytes => "bytes".into(),
        FieldType::Uuid => "uuid".into(),
        FieldType::Date => "date".into(),
        FieldType::Time => "time".into(),
        FieldType::DateTime => "datetime".into(),
        FieldType::Json => "json".into(),
        FieldType::Email => "email".into(),
        FieldType::Url => "url".into(),
        FieldType::Slug => "slug".into(),
        FieldType::Duration => "duration".into(),
        FieldType::Ip => "ip".into(),
        FieldType::Array(element) => format!("[{}]", meaning(project, &element.ty)),
        FieldType::Enum(at) => project.enums[*at].name.as_typed().into(),
        FieldType::Reference { model, .. } => {
            format!("reference({})", project.models[*model].table)
        }
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
        (DefaultValue::Time(at), _) => Literal::Text(format!(
            "{}.{:06}",
            at.strftime("%H:%M:%S"),
            at.subsec_nanosecond() / 1000
        )),
        (DefaultValue::DateTime(at), _) => Literal::Text(format!(
            "{}.{:06}Z",
            at.strftime("%Y-%m-%dT%H:%M:%S"),
            at.subsec_nanosecond() / 1000
        )),
        (DefaultValue::Member(at), FieldType::Enum(of)) => {
            stored(&project.enums[*of].members[*at].stored).into()
        }
        (DefaultValue::Member(_), _) => return None,
    })
}

/// `12.5` with a scale of 2 is stored as 1250.
pub fn scaled(text: &str, scale: u32) -> i64 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let scale = scale as usize;
    let digits: String = fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(scale)
        .collect();
    format!("{whole}{digits}").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn decimals_are_scaled_exactly() {
        assert_eq!(scaled("12.5", 2), 1250);
        assert_eq!(scaled("-0.05", 2), -5);
        assert_eq!(scaled("7", 0), 7);
    }
}
