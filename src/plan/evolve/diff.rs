//! What differs between two schemas whose names agree.

use std::collections::HashSet;

use super::Change;
use super::renames::Mapping;
use crate::plan::lock::{Column, Index, Over, SchemaLock, StoredMember, Table};

/// The changes that lead from `before` to `after`. What was renamed has its new name in both.
pub fn diff(before: &SchemaLock, after: &SchemaLock, members: &[Mapping]) -> Vec<Change> {
    let mut changes = Vec::new();
    // Those that refer to others come after them, and go before them.
    for table in before.tables.iter().rev() {
        if after.table(&table.name).is_none() {
            let table = table.name.clone();
            changes.push(Change::DropTable { table });
        }
    }
    for table in &after.tables {
        match before.table(&table.name) {
            Some(known) => tables(&mut changes, known, table),
            None => changes.push(Change::AddTable {
                table: table.name.clone(),
            }),
        }
    }
    for change in &mut changes {
        map_members(change, members);
    }
    changes
}

/// Members that are stored otherwise are neither new nor gone.
fn map_members(change: &mut Change, members: &[Mapping]) {
    let Change::Members {
        table,
        column,
        added,
        removed,
        renamed,
    } = change
    else {
        return;
    };
    for one in members
        .iter()
        .filter(|one| one.table == *table && one.column == *column)
    {
        if removed.contains(&one.from) && added.contains(&one.to) {
            removed.retain(|member| *member != one.from);
            added.retain(|member| *member != one.to);
            renamed.push((one.from.clone(), one.to.clone()));
        }
    }
}

fn tables(changes: &mut Vec<Change>, before: &Table, after: &Table) {
    let table = || after.name.clone();
    for column in &before.columns {
        if after.column(&column.name).is_none() {
            let (table, column) = (table(), column.clone());
            changes.push(Change::DropColumn { table, column });
        }
    }
    for column in &after.columns {
        match before.column(&column.name) {
            Some(known) => columns(changes, &after.name, known, column),
            None => changes.push(Change::AddColumn {
                table: table(),
                column: column.clone(),
            }),
        }
    }
    for index in missing(&before.indexes, &after.indexes) {
        let table = table();
        changes.push(Change::DropIndex { table, index });
    }
    for index in missing(&after.indexes, &before.indexes) {
        let table = table();
        changes.push(Change::AddIndex { table, index });
    }
}

fn columns(changes: &mut Vec<Change>, table: &str, before: &Column, after: &Column) {
    let (table, column) = (table.to_owned(), after.name.clone());
    if (before.primary_key, before.increments) != (after.primary_key, after.increments) {
        let (table, column) = (table.clone(), column.clone());
        changes.push(Change::Key { table, column });
    }
    if before.ty != after.ty || stored_alike(before) != stored_alike(after) {
        changes.push(Change::Type {
            table: table.clone(),
            column: column.clone(),
            from: described(before),
            to: described(after),
        });
    } else if before.members != after.members {
        changes.push(Change::Members {
            table: table.clone(),
            column: column.clone(),
            added: without(&after.members, &before.members),
            removed: without(&before.members, &after.members),
            renamed: Vec::new(),
        });
    }
    if before.null != after.null {
        changes.push(Change::Null {
            table: table.clone(),
            column: column.clone(),
            null: after.null,
        });
    }
    if before.default != after.default {
        changes.push(Change::Default {
            table: table.clone(),
            column: column.clone(),
            to: after.default.clone(),
        });
    }
    references(changes, (table, column), before, after);
}

fn references(
    changes: &mut Vec<Change>,
    (table, column): (String, String),
    before: &Column,
    after: &Column,
) {
    let target = |column: &Column| {
        let to = column.references.as_ref()?;
        Some((to.table.clone(), to.column.clone()))
    };
    if target(before) != target(after) {
        let to = after.references.clone();
        changes.push(Change::References { table, column, to });
    } else if before.references != after.references
        && let Some(to) = after.references.clone()
    {
        changes.push(Change::OnDelete { table, column, to });
    }
}

/// Whether the members of an enum are stored as integers; nothing where there are none.
fn stored_alike(column: &Column) -> Option<bool> {
    let first = column.members.first();
    first.map(|member| matches!(member, StoredMember::Integer(_)))
}

/// The type of a column, for people.
fn described(column: &Column) -> String {
    match (column.members.first(), &column.references) {
        (_, Some(target)) => format!("reference({})", target.table),
        (Some(StoredMember::Integer(_)), None) => String::from("enum of integers"),
        (Some(StoredMember::Text(_)), None) => String::from("enum of texts"),
        (None, None) => column.ty.clone(),
    }
}

fn missing(wanted: &[Index], present: &[Index]) -> Vec<Index> {
    let present: HashSet<Over<'_>> = present.iter().map(Index::over).collect();
    let wanted = wanted.iter();
    wanted
        .filter(|index| !present.contains(&index.over()))
        .cloned()
        .collect()
}

fn without(all: &[StoredMember], others: &[StoredMember]) -> Vec<StoredMember> {
    let others: HashSet<_> = others.iter().collect();
    let all = all.iter().filter(|member| !others.contains(member));
    all.cloned().collect()
}
