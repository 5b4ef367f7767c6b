//! A difference between two schemas.

use std::fmt;

use crate::plan::lock::{Column, Index, Literal, References, StoredMember};

/// One difference. Tables and columns have the names that they have afterwards, but where they are
/// gone by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    AddTable {
        table: String,
    },
    DropTable {
        table: String,
    },
    RenameTable {
        from: String,
        to: String,
    },
    AddColumn {
        table: String,
        column: Column,
    },
    DropColumn {
        table: String,
        column: Column,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    /// The words of the spec: `string(200)`.
    Type {
        table: String,
        column: String,
        from: String,
        to: String,
    },
    Null {
        table: String,
        column: String,
        null: bool,
    },
    Default {
        table: String,
        column: String,
        to: Option<Literal>,
    },
    Members {
        table: String,
        column: String,
        added: Vec<StoredMember>,
        removed: Vec<StoredMember>,
        /// What was stored, and what is instead.
        renamed: Vec<(StoredMember, StoredMember)>,
    },
    /// A foreign key that comes, goes or points elsewhere.
    References {
        table: String,
        column: String,
        to: Option<References>,
    },
    OnDelete {
        table: String,
        column: String,
        to: References,
    },
    /// Another column is the key, or the database counts it from now on, or no longer.
    Key {
        table: String,
        column: String,
    },
    AddIndex {
        table: String,
        index: Index,
    },
    DropIndex {
        table: String,
        index: Index,
    },
}

impl Change {
    pub fn table(&self) -> &str {
        match self {
            Self::RenameTable { to, .. } => to,
            Self::AddTable { table }
            | Self::DropTable { table }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::Type { table, .. }
            | Self::Null { table, .. }
            | Self::Default { table, .. }
            | Self::Members { table, .. }
            | Self::References { table, .. }
            | Self::OnDelete { table, .. }
            | Self::Key { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. } => table,
        }
    }

    /// The column it is about, where it is about one.
    pub fn column(&self) -> Option<&str> {
        match self {
            Self::AddColumn { column, .. } | Self::DropColumn { column, .. } => Some(&column.name),
            Self::RenameColumn { to, .. } => Some(to),
            Self::Type { column, .. }
            | Self::Null { column, .. }
            | Self::Default { column, .. }
            | Self::Members { column, .. }
            | Self::References { column, .. }
            | Self::OnDelete { column, .. }
            | Self::Key { column, .. } => Some(column),
            Self::AddIndex { index, .. } | Self::DropIndex { index, .. } => {
                match &index.columns[..] {
                    [column] => Some(column),
                    _ => None,
                }
            }
            Self::AddTable { .. } | Self::DropTable { .. } | Self::RenameTable { .. } => None,
        }
    }

    /// What undoes a change of a name.
    pub fn reversed(self) -> Option<Self> {
        match self {
            Self::RenameTable { from, to } => Some(Self::RenameTable { from: to, to: from }),
            Self::RenameColumn { table, from, to } => Some(Self::RenameColumn {
                table,
                from: to,
                to: from,
            }),
            _ => None,
        }
    }

    /// What names the migration where this is the first change in it: `post_add_title`.
    pub fn slug(&self) -> String {
        match self {
            Self::AddTable { table } => format!("add_{table}"),
            Self::DropTable { table } => format!("drop_{table}"),
            Self::RenameTable { from, to } => format!("rename_{from}_to_{to}"),
            Self::AddColumn { table, column } => format!("{table}_add_{}", column.name),
            Self::DropColumn { table, column } => format!("{table}_drop_{}", column.name),
            Self::RenameColumn { table, from, to } => format!("{table}_rename_{from}_to_{to}"),
            Self::Type { table, column, .. }
            | Self::Null { table, column, .. }
            | Self::Default { table, column, .. }
            | Self::References { table, column, .. }
            | Self::OnDelete { table, column, .. }
            | Self::Key { table, column } => format!("{table}_change_{column}"),
            Self::Members { table, column, .. } => format!("{table}_{column}_members"),
            Self::AddIndex { index, .. } => format!("index_{}", index.name),
            Self::DropIndex { index, .. } => format!("drop_index_{}", index.name),
        }
    }
}

impl fmt::Display for Change {
    /// A sentence about the table: "table `post`: column `title` becomes nullable".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table();
        match self {
            Self::AddTable { .. } => write!(f, "table `{table}` is new"),
            Self::DropTable { .. } => write!(f, "table `{table}` is removed"),
            Self::RenameTable { from, .. } => write!(f, "table `{from}` becomes `{table}`"),
            Self::AddColumn { column, .. } => {
                write!(f, "table `{table}`: column `{}` is new", column.name)
            }
            Self::DropColumn { column, .. } => {
                write!(f, "table `{table}`: column `{}` is removed", column.name)
            }
            Self::RenameColumn { from, to, .. } => {
                write!(f, "table `{table}`: column `{from}` becomes `{to}`")
            }
            Self::Type {
                column, from, to, ..
            } => write!(
                f,
                "table `{table}`: column `{column}` changes from {from} to {to}"
            ),
            Self::Null { column, null, .. } => {
                let becomes = if *null { "nullable" } else { "not nullable" };
                write!(f, "table `{table}`: column `{column}` becomes {becomes}")
            }
            Self::Default { column, to, .. } => {
                let gets = match to {
                    Some(_) => "gets another default",
                    None => "loses its default",
                };
                write!(f, "table `{table}`: column `{column}` {gets}")
            }
            Self::Members { column, .. } => {
                write!(f, "table `{table}`: column `{column}`")?;
                self.members(f)
            }
            Self::References { column, to, .. } => match to {
                Some(to) => write!(
                    f,
                    "table `{table}`: column `{column}` refers to `{}`",
                    to.table
                ),
                None => write!(f, "table `{table}`: column `{column}` refers to no table"),
            },
            Self::OnDelete { column, to, .. } => write!(
                f,
                "table `{table}`: column `{column}` has `on_delete: {}`",
                to.on_delete.as_str()
            ),
            Self::Key { column, .. } => {
                write!(f, "table `{table}`: the key changes at column `{column}`")
            }
            Self::AddIndex { index, .. } => {
                write!(f, "table `{table}`: {}", described(index, true))
            }
            Self::DropIndex { index, .. } => {
                write!(f, "table `{table}`: {}", described(index, false))
            }
        }
    }
}

impl Change {
    /// What a column takes from now on, and what not.
    fn members(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Members {
            added,
            removed,
            renamed,
            ..
        } = self
        else {
            return Ok(());
        };
        listed(f, " takes", added)?;
        listed(f, " no longer takes", removed)?;
        for (from, to) in renamed {
            write!(f, " has {to} for {from}")?;
        }
        Ok(())
    }
}

/// What an index that comes or goes means.
fn described(index: &Index, comes: bool) -> String {
    let columns = index.columns.iter();
    let columns = columns.map(|column| match index.descending.contains(column) {
        true => format!("{column} downwards"),
        false => column.clone(),
    });
    let columns = columns.collect::<Vec<_>>().join(", ");
    match (comes, index.unique, &index.columns[..]) {
        (true, true, [_]) => format!("`{columns}` becomes unique"),
        (true, true, _) => format!("({columns}) become unique together"),
        (true, false, _) => format!("an index over ({columns})"),
        (false, true, [_]) => format!("`{columns}` is no longer unique"),
        (false, true, _) => format!("({columns}) are no longer unique together"),
        (false, false, _) => format!("no index over ({columns})"),
    }
}

fn listed(f: &mut fmt::Formatter<'_>, what: &str, members: &[StoredMember]) -> fmt::Result {
    if members.is_empty() {
        return Ok(());
    }
    let words: Vec<_> = members.iter().map(ToString::to_string).collect();
    write!(f, "{what} {}", words.join(", "))
}
