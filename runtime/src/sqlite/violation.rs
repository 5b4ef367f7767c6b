//! Constraint violations as errors of fields.
//!
//! The happy path trusts the database. After a violation the unique and
//! foreign-key fields are probed, so that all that is wrong is named at once.

use rusqlite::{Connection, ErrorCode};

use super::fault;
use super::ops::{self, Written};
use crate::query::{Assigned, Op, Predicate, Select};
use crate::validate::Invalid;
use crate::{Error, Kind, LinkMeta, ModelMeta, Value, sql};

const UNIQUE: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE;
const PRIMARY_KEY: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY;
const FOREIGN_KEY: i32 = rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY;
/// How deep triggers may be, of which a cascade is one (SQLITE_MAX_TRIGGER_DEPTH).
const DEEPEST: usize = 1000;
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
    let kind = constraint(&error);
    if !matches!(kind, Some(UNIQUE | PRIMARY_KEY | FOREIGN_KEY)) {
        return fault::failed(error);
    }
    let meta = written.meta;
    let mut found = Error::invalid();
    probe(db, written, &mut found);
    let clash = columns(meta, &error);
    // Together is looked at only where each field alone is right.
    let groups = if found.is_empty() {
        meta.unique_together
    } else {
        &[]
    };
    for group in groups {
        let values: Vec<_> = group
            .iter()
            .filter_map(|index| written.values.iter().find(|(i, _)| i == index))
            .map(|(index, value)| (*index, value))
            .collect();
        // A partial update may write only some columns of a group; then the
        // database knows which group it was.
        let whole = kind != Some(FOREIGN_KEY) && values.len() == group.len();
        if same(&clash, group) || whole && taken(db, written, &values) {
            found.add("non_field_errors", set_text(meta, group), "unique");
        }
    }
    if found.is_empty()
        && let [index] = clash[..]
    {
        found.add(meta.fields[index].name, unique_text(meta, index), "unique");
    }
    if found.is_empty() {
        return fault::failed(error);
    }
    in_order(meta, &mut found);
    found
}

/// Why an invalid draft is refused: a record that is not there before all else,
/// then every field that is wrong, those included that only the database knows.
pub(crate) fn refuse(
    db: &Connection,
    meta: &'static ModelMeta,
    current: Option<(Select, Value)>,
    invalid: Invalid,
) -> Error {
    let mut error = invalid.error;
    if let Some((select, key)) = &current {
        let mut found = false;
        match ops::keys(db, meta, select, &mut |_| found = true) {
            Ok(()) if !found => return Error::not_found(meta.name, key.key_text()),
            Ok(()) => {}
            Err(failed) => return failed,
        }
    }
    let Assigned { values, links } = Assigned::new(meta, invalid.values);
    let written = Written {
        meta,
        values: &values,
        links: &links,
        key: current.map(|(_, key)| key),
    };
    probe(db, &written, &mut error);
    in_order(meta, &mut error);
    error
}

/// Adds what is wrong with unique and foreign-key fields.
fn probe(db: &Connection, written: &Written<'_>, found: &mut Error) {
    for (index, value) in written.values {
        let field = &written.meta.fields[*index];
        if (field.unique || field.primary_key) && taken(db, written, &[(*index, value)]) {
            found.add(field.name, unique_text(written.meta, *index), "unique");
        }
        if let Kind::Reference(target) = field.kind
            && let Some(text) = dangling(db, target, value)
        {
            found.add(field.name, text, "does_not_exist");
        }
    }
    for (position, keys) in written.links {
        let link = &written.meta.links[*position];
        let text = keys.iter().find_map(|key| dangling(db, link.target, key));
        if let Some(text) = text {
            found.add(link.name, text, "does_not_exist");
        }
    }
}

fn in_order(meta: &ModelMeta, found: &mut Error) {
    found.sort(|name| {
        let link = |link: &LinkMeta| link.name == name;
        let beyond = || Some(meta.fields.len() + meta.links.iter().position(link)?);
        meta.field(name).map(|(index, _)| index).or_else(beyond)
    });
}

/// The columns whose values clash, as SQLite reports them:
/// `UNIQUE constraint failed: post.author_id, post.title`.
fn columns(meta: &ModelMeta, error: &rusqlite::Error) -> Vec<usize> {
    let rusqlite::Error::SqliteFailure(_, Some(text)) = error else {
        return Vec::new();
    };
    let Some(names) = text.strip_prefix("UNIQUE constraint failed: ") else {
        return Vec::new();
    };
    names
        .split(", ")
        .filter_map(|name| name.strip_prefix(meta.table)?.strip_prefix('.'))
        .filter_map(|column| meta.fields.iter().position(|f| f.column == column))
        .collect()
}

fn same(clash: &[usize], group: &[usize]) -> bool {
    clash.len() == group.len() && group.iter().all(|index| clash.contains(index))
}

fn unique_text(meta: &ModelMeta, index: usize) -> String {
    format!(
        "{} with this {} already exists.",
        meta.verbose_name(),
        meta.fields[index].name.replace('_', " ")
    )
}

fn set_text(meta: &ModelMeta, group: &[usize]) -> String {
    let names: Vec<_> = group.iter().map(|index| meta.fields[*index].name).collect();
    format!("The fields {} must make a unique set.", names.join(", "))
}

fn taken(db: &Connection, written: &Written<'_>, values: &[(usize, &Value)]) -> bool {
    // NULL is equal to nothing.
    if values.iter().any(|(_, value)| **value == Value::Null) {
        return false;
    }
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

fn dangling(db: &Connection, target: &'static ModelMeta, value: &Value) -> Option<String> {
    value.identity()?;
    let key = value.key_text();
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
pub(super) fn restricted(meta: &ModelMeta, key: Option<&Value>, error: rusqlite::Error) -> Error {
    match constraint(&error) {
        Some(FOREIGN_KEY | TRIGGER) => Error::new(
            tonic::Code::FailedPrecondition,
            format!("{} is still referred to and cannot be deleted.", meta.name),
            "restricted",
        ),
        _ if is_too_deep(&error) => {
            let text = format!(
                "{} is referred to by a chain of more than {DEEPEST} rows: delete those at its end first.",
                meta.name
            );
            Error::new(tonic::Code::FailedPrecondition, text, "restricted")
        }
        _ => {
            tracing::debug!(?key, "delete failed");
            fault::failed(error)
        }
    }
}

/// Rows that refer to each other are deleted one within the other, and SQLite stops there.
fn is_too_deep(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqliteFailure(_, Some(text)) if text == "triggers nested too deep")
}

#[cfg(test)]
mod tests;
