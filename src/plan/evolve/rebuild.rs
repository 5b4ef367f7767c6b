//! A table made anew: SQLite changes columns in no other way.
//!
//! The runtime runs migrations with foreign keys off and checks them before each commit, so that
//! dropping the old table deletes nothing elsewhere. References of other tables are by name, and find
//! the new one.

use std::collections::HashMap;

use super::Change;
use super::convert::conversion;
use super::guard;
use super::shape::Shape;
use crate::plan::ddl::{self, quoted};
use crate::plan::lock::{Column, SchemaLock, StoredMember, Table};

/// What was stored for a member, and what is instead.
pub type Pair = (StoredMember, StoredMember);

/// The statements that make `before` into `after`: first those that stop where rows do not fit.
pub struct Rebuild {
    pub guards: Vec<String>,
    pub steps: Vec<String>,
}

/// How one column gets its values.
struct Value {
    sql: String,
    guards: Vec<String>,
}

/// One pass over the rows, however much changes.
pub fn rebuild(before: &Table, after: &Table, renamed: &HashMap<&str, &[Pair]>) -> Rebuild {
    let staged = Table {
        name: format!("{}__new", after.name),
        columns: after.columns.clone(),
        indexes: Vec::new(),
    };
    let mut guards = Vec::new();
    let mut values = Vec::new();
    for column in &after.columns {
        let value = match before.column(&column.name) {
            Some(known) => {
                let pairs = renamed.get(column.name.as_str()).copied();
                kept((before, after), known, column, pairs.unwrap_or_default())
            }
            None => Value {
                sql: blank(after, column),
                guards: Vec::new(),
            },
        };
        guards.extend(value.guards);
        values.push((column.name.clone(), value.sql));
    }
    let mut steps = ddl::create(&staged);
    steps.push(ddl::copy_rows(&before.name, &staged.name, values));
    let counts = |table: &Table| table.columns.iter().any(|column| column.increments);
    if counts(before) && counts(after) {
        steps.extend(keep_sequence(&before.name, &staged.name));
    }
    steps.push(ddl::drop_table(&before.name));
    steps.push(ddl::rename_table(&staged.name, &after.name));
    Rebuild { guards, steps }
}

/// The columns of `after` that get values which mean nothing, since no row has any.
pub fn invented(changes: &[Change], before: &SchemaLock, after: &SchemaLock) -> Vec<String> {
    let is_blank = |change: &&Change| match change {
        Change::AddColumn { column, .. } => {
            !column.null && column.default.is_none() && !column.primary_key
        }
        Change::Type { table, column, .. } => {
            let find = |schema: &SchemaLock| Shape::of(schema.table(table)?.column(column)?);
            let shapes = find(before).zip(find(after));
            shapes.is_none_or(|(from, to)| conversion("c", &from, &to).is_none())
        }
        _ => false,
    };
    let blanks = changes.iter().filter(is_blank);
    blanks
        .map(|change| {
            let column = change.column().unwrap_or_default();
            format!("{}.{column}", change.table())
        })
        .collect()
}

/// The values that a column has already, in their new form.
fn kept(
    (table, staged): (&Table, &Table),
    before: &Column,
    after: &Column,
    pairs: &[Pair],
) -> Value {
    let name = quoted(&before.name);
    let mapped = mapped(&name, pairs);
    let mut guards = Vec::new();
    let shapes = Shape::of(before).zip(Shape::of(after));
    let Some(conversion) = shapes.and_then(|(from, to)| conversion(&mapped, &from, &to)) else {
        // Only a way back is made where there is none: see `invented`.
        return Value {
            sql: blank(staged, after),
            guards,
        };
    };
    let mut sql = conversion.value;
    if let Some((misfit, why)) = conversion.misfit {
        let misfit = format!("{name} IS NOT NULL AND ({misfit})");
        guards.push(guard::rows(
            table,
            &misfit,
            &format!("{} {why}", before.name),
        ));
    }
    if before.null && !after.null {
        match &after.default {
            Some(default) => sql = format!("coalesce({sql}, {})", ddl::literal(default)),
            None => {
                let misfit = format!("{name} IS NULL");
                guards.push(guard::rows(
                    table,
                    &misfit,
                    &format!("{} is null", before.name),
                ));
            }
        }
    }
    Value { sql, guards }
}

/// A member that is stored otherwise, in its new form.
fn mapped(name: &str, pairs: &[Pair]) -> String {
    if pairs.is_empty() {
        return name.to_owned();
    }
    let pairs = pairs.iter().map(|(from, to)| {
        let (from, to) = (super::shape::quoted(from), super::shape::quoted(to));
        format!(" WHEN {from} THEN {to}")
    });
    format!("CASE {name}{} ELSE {name} END", pairs.collect::<String>())
}

/// What a column that was not there holds in the rows that are.
fn blank(table: &Table, column: &Column) -> String {
    if let Some(default) = &column.default {
        return ddl::literal(default);
    }
    if column.null {
        return String::from("NULL");
    }
    if let Some(target) = &column.references {
        let (table, key) = (quoted(&target.table), quoted(&target.column));
        return format!("(SELECT min({key}) FROM {table})");
    }
    let mut unique = table.indexes.iter().filter(|index| index.unique);
    let differs = column.primary_key || unique.any(|index| index.columns.contains(&column.name));
    let blank = Shape::of(column).map(|shape| shape.blank(differs));
    blank.unwrap_or_else(|| String::from("''"))
}

/// A key that was given once is not given again, also where its row is gone.
fn keep_sequence(from: &str, to: &str) -> [String; 2] {
    let (from, to) = (ddl::text_literal(from), ddl::text_literal(to));
    [
        format!("DELETE FROM \"sqlite_sequence\" WHERE \"name\" = {to}"),
        format!(
            "INSERT INTO \"sqlite_sequence\" (\"name\", \"seq\") \
             SELECT {to}, \"seq\" FROM \"sqlite_sequence\" WHERE \"name\" = {from}"
        ),
    ]
}
