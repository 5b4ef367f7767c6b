//! Names that may have changed: something is gone, and something like it is new.

use super::Change;
use crate::plan::lock::{Column, SchemaLock, Table};

/// A new table or column that may be an old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    pub table: String,
    /// Nothing where it is the table itself.
    pub column: Option<String>,
    /// What it may have been called.
    pub was: String,
}

/// Each new thing with the first one of its shape that is gone, if there is any.
pub fn guesses(changes: &[Change], before: &SchemaLock, after: &SchemaLock) -> Vec<Guess> {
    let mut gone: Vec<&Change> = changes.iter().collect();
    let mut found = Vec::new();
    for change in changes {
        let was = gone.iter().position(|gone| match (change, gone) {
            (
                Change::AddColumn { table, column },
                Change::DropColumn {
                    table: of,
                    column: old,
                },
            ) => table == of && columns_alike(old, column),
            (Change::AddTable { table }, Change::DropTable { table: old }) => {
                let tables = before.table(old).zip(after.table(table));
                tables.is_some_and(|(old, new)| tables_alike(old, new))
            }
            _ => false,
        });
        let Some(was) = was else {
            continue;
        };
        // What is gone became one thing only.
        let was = gone.remove(was);
        let column = |change: &Change| change.column().map(str::to_owned);
        found.push(Guess {
            table: change.table().to_owned(),
            column: column(change),
            was: column(was).unwrap_or_else(|| was.table().to_owned()),
        });
    }
    found
}

fn columns_alike(old: &Column, new: &Column) -> bool {
    let target = |column: &Column| column.references.as_ref().map(|to| to.table.clone());
    old.ty == new.ty && old.members == new.members && target(old) == target(new)
}

/// Whether all columns but the key are called and made alike, and there are any.
fn tables_alike(old: &Table, new: &Table) -> bool {
    let shape = |table: &Table| -> Vec<(String, String)> {
        let columns = table.columns.iter().filter(|column| !column.primary_key);
        columns
            .map(|column| (column.name.clone(), column.ty.clone()))
            .collect()
    };
    let shapes = (shape(old), shape(new));
    !shapes.0.is_empty() && shapes.0 == shapes.1
}
