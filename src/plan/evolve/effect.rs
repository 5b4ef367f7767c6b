//! What a change does to the rows that are there.

use super::Change;
use super::convert::{Conversion, conversion};
use super::shape::Shape;
use crate::plan::lock::{Column, Index, SchemaLock};

/// From the mildest to the worst.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// No row is touched, or each stays as it is.
    Safe,
    /// The table is made anew; every row stays.
    Rewrites,
    /// The migration stops, and changes nothing, where rows do not fit: "values longer than 10".
    MayFail(String),
    /// Rows or values are gone afterwards, "its values"; it may stop as well, as above.
    Loses {
        what: String,
        misfit: Option<String>,
    },
    /// There is no SQL for it, for the reason that is told, with what is possible.
    Impossible(String, &'static str),
}

impl Effect {
    /// For people.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Rewrites => "rewrites the table",
            Self::MayFail(_) => "may fail on existing rows",
            Self::Loses { .. } => "loses data",
            Self::Impossible(..) => "cannot be migrated",
        }
    }

    /// What of the rows it is about.
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Safe | Self::Rewrites => None,
            Self::MayFail(what) | Self::Impossible(what, _) => Some(what.clone()),
            Self::Loses { what, misfit: None } => Some(what.clone()),
            Self::Loses {
                what,
                misfit: Some(misfit),
            } => Some(format!("{what}; stops at {misfit}")),
        }
    }

    /// Whether the migration stops where rows do not fit.
    pub fn may_fail(&self) -> bool {
        matches!(
            self,
            Self::MayFail(_)
                | Self::Loses {
                    misfit: Some(_),
                    ..
                }
        )
    }

    fn loses(what: &str) -> Self {
        Self::Loses {
            what: what.to_owned(),
            misfit: None,
        }
    }
}

/// The effect of a change between two schemas whose names agree.
pub fn of(change: &Change, before: &SchemaLock, after: &SchemaLock) -> Effect {
    let known = |name: &str| before.table(change.table())?.column(name);
    let new = |name: &str| after.table(change.table())?.column(name);
    match change {
        Change::AddTable { .. }
        | Change::RenameTable { .. }
        | Change::RenameColumn { .. }
        | Change::DropIndex { .. } => Effect::Safe,
        Change::DropTable { .. } => Effect::loses("its rows"),
        Change::DropColumn { column, .. } => dropped(column),
        Change::AddColumn { table, column } => {
            let table = after.table(table);
            let indexes = table.map(|table| table.indexes.as_slice());
            added(column, indexes.unwrap_or_default())
        }
        Change::AddIndex { index, .. } => unique(index, before, change.table()),
        Change::Default { .. } | Change::OnDelete { .. } => Effect::Rewrites,
        Change::References { to, .. } => match to {
            Some(to) => Effect::MayFail(format!("values that no row of `{}` has", to.table)),
            None => Effect::Rewrites,
        },
        Change::Null { null: true, .. } => Effect::Rewrites,
        Change::Null { column, .. } => match new(column).and_then(|new| new.default.as_ref()) {
            None => Effect::MayFail(String::from("null")),
            Some(_) if is_unique(after, change.table(), column) => {
                Effect::MayFail(String::from("values that rows share"))
            }
            Some(_) => Effect::Rewrites,
        },
        Change::Members { removed, .. } if removed.is_empty() => Effect::Rewrites,
        Change::Members { removed, .. } => {
            let words: Vec<_> = removed.iter().map(ToString::to_string).collect();
            Effect::MayFail(words.join(", "))
        }
        Change::Key { column, .. } => match (known(column), new(column)) {
            (Some(known), Some(new)) if known.primary_key && new.primary_key => Effect::Rewrites,
            _ => moved_key(),
        },
        Change::Type { column, .. } => match (known(column), new(column)) {
            (Some(known), Some(new)) => {
                converted(known, new, is_unique(after, change.table(), column))
            }
            _ => Effect::Rewrites,
        },
    }
}

fn dropped(column: &Column) -> Effect {
    if column.primary_key {
        moved_key()
    } else if column.null || column.default.is_some() {
        Effect::loses("its values")
    } else {
        Effect::loses("its values; the way back fills in some that mean nothing")
    }
}

/// Whether no two rows may share the value of a column, alone or with others.
fn is_unique(schema: &SchemaLock, table: &str, column: &str) -> bool {
    let mut indexes = schema.table(table).into_iter().flat_map(|of| &of.indexes);
    indexes.any(|index| index.unique && index.columns.iter().any(|name| name == column))
}

fn moved_key() -> Effect {
    Effect::Impossible(
        String::from("another column becomes the key"),
        "keep the key; a field beside it may be `unique: true`",
    )
}

fn added(column: &Column, indexes: &[Index]) -> Effect {
    let name = &column.name;
    let unique = indexes
        .iter()
        .any(|index| index.unique && index.columns == [name.as_str()]);
    if column.primary_key {
        return moved_key();
    }
    if !column.null && column.default.is_none() {
        let reason = format!(
            "new column `{name}` needs a default or `null: true` for the rows that are there already"
        );
        return Effect::Impossible(reason, "add `?` to its type, or ` = ` and a default");
    }
    if unique && column.default.is_some() {
        let reason =
            format!("new column `{name}` is unique, but its default is the same in every row");
        return Effect::Impossible(reason, "make it nullable, and leave the default out");
    }
    if column.references.is_some() && column.default.is_some() {
        let reason = format!("new reference `{name}` must be nullable and without a default");
        return Effect::Impossible(reason, "add `?` to its type, and leave the default out");
    }
    Effect::Safe
}

/// Columns that are new themselves are null in every row that is there.
fn unique(index: &Index, before: &SchemaLock, table: &str) -> Effect {
    let known = before.table(table);
    let columns = index.columns.iter();
    let mut present =
        columns.filter(|name| known.is_some_and(|table| table.column(name).is_some()));
    match index.unique && present.next().is_some() {
        true => Effect::MayFail(String::from("values that rows share")),
        false => Effect::Safe,
    }
}

const BESIDE: &str = "keep it as it was; a new field beside it, nullable or with a default, can take its values over \
     in a migration of yours (`cargo socio migration new NAME`)";

fn converted(known: &Column, new: &Column, unique: bool) -> Effect {
    let shapes = Shape::of(known).zip(Shape::of(new));
    let Some(Conversion { misfit, loses, .. }) =
        shapes.and_then(|(from, to)| conversion("c", &from, &to))
    else {
        return Effect::Impossible(
            String::from("there is no conversion between these types"),
            BESIDE,
        );
    };
    let misfit = misfit.map(|(_, why)| format!("a value that {why}"));
    match loses {
        Some(what) => Effect::Loses {
            what: what.to_owned(),
            // Two values may differ in what is lost only.
            misfit: misfit.or_else(|| unique.then(|| String::from("values that rows share"))),
        },
        None => misfit.map_or(Effect::Rewrites, Effect::MayFail),
    }
}
