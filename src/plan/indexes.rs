//! Indexes and their names: a database's indexes and tables share one scope, in which capitals
//! do not count. One that was there before keeps its name.

use std::collections::{HashMap, HashSet};

use super::lock::{Index, Over, SchemaLock, Table};
use crate::model::scope::Scope;

/// An index; its name is given when all are known.
pub fn over(columns: Vec<String>, unique: bool) -> Index {
    Index {
        name: String::new(),
        columns,
        descending: Vec::new(),
        unique,
    }
}

/// Names every index.
pub fn name(tables: &mut [Table], before: &SchemaLock) {
    let mut names = Scope::without_case();
    for table in tables.iter() {
        names.reserve(&table.name, "a table");
    }
    let known = known(before);
    for table in tables.iter_mut() {
        drop_twins(&mut table.indexes);
        let known = known.get(table.name.as_str());
        for index in &mut table.indexes {
            let kept = known.and_then(|names| Some(*names.get(&index.over())?));
            if let Some(name) = kept {
                index.name = name.to_owned();
                names.reserve(name, "an index");
            }
        }
    }
    for table in tables {
        let new = table.indexes.iter_mut();
        for index in new.filter(|index| index.name.is_empty()) {
            index.name = names.choose(&derived(&table.name, index));
        }
    }
}

/// The names that were given before, by table and columns.
fn known(before: &SchemaLock) -> HashMap<&str, HashMap<Over<'_>, &str>> {
    let tables = before.tables.iter().map(|table| {
        let indexes = table.indexes.iter();
        let names = indexes.map(|index| (index.over(), index.name.as_str()));
        (table.name.as_str(), names.collect())
    });
    tables.collect()
}

/// The same index twice is one.
fn drop_twins(indexes: &mut Vec<Index>) {
    let mut seen = HashSet::new();
    indexes.retain(|index| {
        let Index {
            columns,
            descending,
            unique,
            ..
        } = index;
        seen.insert((columns.clone(), descending.clone(), *unique))
    });
}

/// `post_title_unique`; letters that SQL would have to quote become underscores.
fn derived(table: &str, index: &Index) -> String {
    let suffix = match (index.unique, index.columns.as_slice()) {
        (true, [_]) => "unique",
        (true, _) => "key",
        (false, _) => "idx",
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name = format!("{table}_{}_{suffix}", index.columns.join("_"));
    name.chars().map(plain).collect()
}
