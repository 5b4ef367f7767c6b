//! The SQL of changes, for SQLite.

use std::collections::{HashMap, HashSet};

use super::rebuild::{Pair, Rebuild, rebuild};
use super::{Change, guard};
use crate::plan::ddl::{self, quoted};
use crate::plan::lock::{Index, References, SchemaLock, Table};

/// The statements that make `before` into `after`, whose names agree; `changes` is their difference.
pub fn script(changes: &[Change], before: &SchemaLock, after: &SchemaLock) -> Vec<String> {
    let rebuilt = rebuilt(changes);
    let mut parts = Parts::default();
    for change in changes {
        parts.take(change, &rebuilt, after);
    }
    let both = |table: &&Table| rebuilt.contains(table.name.as_str());
    for table in after.tables.iter().filter(both) {
        if let Some(known) = before.table(&table.name) {
            let Rebuild { guards, steps } = rebuild(known, table, &renamed(changes, &table.name));
            parts.fits.extend(guards);
            parts.tables.extend(steps);
            parts.settled.extend(still_unique(changes, table));
            // Those of the old table went with it.
            let indexes = table.indexes.iter();
            parts
                .indexes
                .extend(indexes.map(|index| ddl::create_index(&table.name, index)));
        }
    }
    parts.script()
}

/// The guard of a new reference.
fn no_target(table: &Table, column: &str, to: &References) -> String {
    let (column_sql, target, key) = (quoted(column), quoted(&to.table), quoted(&to.column));
    let misfit =
        format!("{column_sql} IS NOT NULL AND {column_sql} NOT IN (SELECT {key} FROM {target})");
    let what = format!("{column} names no row of {}", to.table);
    guard::rows(table, &misfit, &what)
}

/// Guards of the unique indexes that stay, over columns whose values become others.
fn still_unique(changes: &[Change], table: &Table) -> Vec<String> {
    let is_here = |change: &&Change| change.table() == table.name;
    let others: HashSet<&str> = changes
        .iter()
        .filter(is_here)
        .filter(|change| {
            matches!(
                change,
                Change::Type { .. } | Change::AddColumn { .. } | Change::Null { null: false, .. }
            )
        })
        .filter_map(Change::column)
        .collect();
    let is_added = |index: &Index| {
        let mut here = changes.iter().filter(is_here);
        here.any(|change| matches!(change, Change::AddIndex { index: added, .. } if added == index))
    };
    let indexes = table.indexes.iter().filter(|index| {
        let touched = index
            .columns
            .iter()
            .any(|column| others.contains(column.as_str()));
        index.unique && touched && !is_added(index)
    });
    indexes
        .map(|index| guard::unique(table, &index.columns))
        .collect()
}

/// The members of columns of a table that are stored otherwise.
fn renamed<'c>(changes: &'c [Change], of: &str) -> HashMap<&'c str, &'c [Pair]> {
    let members = changes.iter().filter_map(|change| match change {
        Change::Members {
            table,
            column,
            renamed,
            ..
        } if table == of => Some((column.as_str(), renamed.as_slice())),
        _ => None,
    });
    members.collect()
}

/// The statements, by their turn.
#[derive(Default)]
struct Parts {
    /// Before anything changes: do the rows fit?
    fits: Vec<String>,
    dropped_indexes: Vec<String>,
    tables: Vec<String>,
    dropped: Vec<String>,
    added: Vec<String>,
    /// When all is in its place, before it is indexed.
    settled: Vec<String>,
    indexes: Vec<String>,
}

impl Parts {
    fn script(self) -> Vec<String> {
        let parts = [
            guard::around(self.fits),
            self.dropped_indexes,
            self.tables,
            self.dropped,
            self.added,
            guard::around(self.settled),
            self.indexes,
        ];
        parts.into_iter().flatten().collect()
    }

    fn take(&mut self, change: &Change, rebuilt: &HashSet<&str>, after: &SchemaLock) {
        let is_rebuilt = rebuilt.contains(change.table());
        match change {
            Change::DropTable { table } => self.dropped.push(ddl::drop_table(table)),
            Change::AddTable { table } => {
                self.added
                    .extend(after.table(table).into_iter().flat_map(ddl::create));
            }
            Change::DropIndex { index, .. } if !is_rebuilt => {
                self.dropped_indexes.push(ddl::drop_index(index));
            }
            Change::AddIndex { table, index } => {
                let found = after.table(table);
                let unique = found.filter(|_| index.unique);
                self.settled
                    .extend(unique.map(|table| guard::unique(table, &index.columns)));
                if !is_rebuilt {
                    self.indexes.push(ddl::create_index(table, index));
                }
            }
            Change::AddColumn { table, column } if !is_rebuilt => {
                self.tables.push(ddl::add_column(table, column));
            }
            Change::DropColumn { table, column } if !is_rebuilt => {
                self.tables.push(ddl::drop_column(table, &column.name));
            }
            Change::References {
                table,
                column,
                to: Some(to),
            } => {
                let found = after.table(table);
                self.settled
                    .extend(found.map(|table| no_target(table, column, to)));
            }
            // Made with the names, or with the table that is made anew.
            Change::RenameTable { .. }
            | Change::RenameColumn { .. }
            | Change::AddColumn { .. }
            | Change::DropColumn { .. }
            | Change::Type { .. }
            | Change::Null { .. }
            | Change::Default { .. }
            | Change::Members { .. }
            | Change::References { to: None, .. }
            | Change::OnDelete { .. }
            | Change::Key { .. }
            | Change::DropIndex { .. } => {}
        }
    }
}

/// Whether SQLite takes the name for the number of the row, and neither renames nor drops the column.
pub fn is_row_number(column: &str) -> bool {
    let mut names = ["rowid", "oid", "_rowid_"].into_iter();
    names.any(|name| column.eq_ignore_ascii_case(name))
}

/// The tables that `ALTER TABLE` cannot change as is asked.
fn rebuilt(changes: &[Change]) -> HashSet<&str> {
    let needs = changes.iter().filter(|change| match change {
        // `ALTER TABLE` gives the rows that are there the default.
        Change::AddColumn { column, .. } => !(column.null || column.default.is_some()),
        // A column that a key of the table is about cannot be dropped.
        Change::DropColumn { column, .. } => {
            column.references.is_some() || column.primary_key || is_row_number(&column.name)
        }
        Change::Type { .. }
        | Change::Null { .. }
        | Change::Default { .. }
        | Change::Members { .. }
        | Change::References { .. }
        | Change::OnDelete { .. }
        | Change::Key { .. } => true,
        Change::AddTable { .. }
        | Change::DropTable { .. }
        | Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::AddIndex { .. }
        | Change::DropIndex { .. } => false,
    });
    needs.map(Change::table).collect()
}
