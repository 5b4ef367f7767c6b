//! Constraint violations as errors of fields.
//!
//! The happy path trusts the database. After a violation the unique and
//! foreign-key fields are probed, so that all that is wrong is named at once.

use rusqlite::{Connection, ErrorCode};

use super::ops::{self, Written};
use crate::query::{Op, Predicate, Select};
use crate::{Error, FieldMeta, Kind, ModelMeta, Value, sql};

const UNIQUE: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE;
const PRIMARY_KEY: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY;
const FOREIGN_KEY: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY;
/// How SQLite reports ON DELETE RESTRICT.
const TRIGGER: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER;

fn constraint(error: &rusqlite::Error) -> Option<i32> {
    match error {
        rusqlite::Error::SqliteFailure(e, _) if e.code == ErrorCode::ConstraintViolation => {
            Some(e.extended_code)
        }
        _ => None,
    }
}

/// What a failed INSERT or UPDATE tells the client.
pub(super) fn explain(db: &Connection, written: &Written<'_>, error: rusqlite::Error) -> Error {
    if !matches!(constraint(&error), Some(UNIQUE | PRIMARY_KEY | FOREIGN_KEY)) {
        return Error::internal(error);
    }
    let mut found = Error::invalid();
    for (index, value) in written.values {
        let field = &written.meta.fields[*index];
        if (field.unique || field.primary_key) && taken(db, written, &[(*index, value)]) {
            let model = written.meta.name.to_lowercase();
            let text = format!(
                "{model} with this {} already exists.",
                field.name.replace('_', " ")
            );
            found.add(field.name, text, "unique");
        }
        if let Some(text) = dangling(db, field, value) {
            found.add(field.name, text, "does_not_exist");
        }
    }
    for group in written.meta.unique_together {
        let values: Vec<_> = group
            .iter()
            .filter_map(|index| written.values.iter().find(|(i, _)| i == index))
            .map(|(index, value)| (*index, value))
            .collect();
        if constraint(&error) == Some(UNIQUE)
            && values.len() == group.len()
            && taken(db, written, &values)
        {
            found.add("non_field_errors", set_text(written.meta, group), "unique");
        }
    }
    if !found.is_empty() {
        return found;
    }
    // A partial update may write only some columns of a unique group.
    match written.meta.unique_together.first() {
        Some(group) if constraint(&error) == Some(UNIQUE) => {
            Error::invalid().field("non_field_errors", set_text(written.meta, group), "unique")
        }
        _ => Error::internal(error),
    }
}

fn set_text(meta: &ModelMeta, group: &[usize]) -> String {
    let names: Vec<_> = group.iter().map(|index| meta.fields[*index].name).collect();
    format!("The fields {} must make a unique set.", names.join(", "))
}

fn taken(db: &Connection, written: &Written<'_>, values: &[(usize, &Value)]) -> bool {
    let mut predicates: Vec<_> = values
        .iter()
        .map(|(index, value)| Predicate::new(*index, Op::Eq, vec![(*value).clone()]))
        .collect();
    if let Some(key) = &written.key {
        predicates.push(Predicate::new(
            written.meta.key_index(),
            Op::Ne,
            vec![key.clone()],
        ));
    }
    exists(db, written.meta, predicates)
}

fn dangling(db: &Connection, field: &FieldMeta, value: &Value) -> Option<String> {
    let Kind::Reference(target) = field.kind else {
        return None;
    };
    let key = match value {
        Value::Null => return None,
        Value::Int(v) => v.to_string(),
        Value::Text(v) => v.clone(),
        Value::Uuid(v) => v.to_string(),
        _ => return None,
    };
    let own = Predicate::new(target.key_index(), Op::Eq, vec![value.clone()]);
    (!exists(db, target, vec![own]))
        .then(|| format!("Invalid pk \"{key}\" - object does not exist."))
}

fn exists(db: &Connection, meta: &'static ModelMeta, predicates: Vec<Predicate>) -> bool {
    let select = Select {
        predicates,
        limit: Some(1),
        ..Select::default()
    };
    let (text, values) = sql::keys(meta, &select);
    ops::any(db, &text, &values)
}

/// What a failed DELETE tells the client.
pub(super) fn restricted(meta: &ModelMeta, key: &Value, error: rusqlite::Error) -> Error {
    match constraint(&error) {
        Some(FOREIGN_KEY | TRIGGER) => Error::new(
            tonic::Code::FailedPrecondition,
            format!("{} is still referred to and cannot be deleted.", meta.name),
            "restricted",
        ),
        _ => {
            tracing::debug!(?key, "delete failed");
            Error::internal(error)
        }
    }
}
