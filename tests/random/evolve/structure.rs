//! What a database is made of, whatever its statements look like.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result, Row};

/// A table, by its parts: how they are ordered and what indexes are called is no difference.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Name, type, whether it is never null, default, place in the key.
    columns: BTreeSet<String>,
    /// Whether it is unique, and its columns.
    indexes: BTreeSet<(bool, Vec<String>)>,
    /// Column, target and rule.
    keys: BTreeSet<String>,
    checks: Vec<String>,
    counts: bool,
}

pub type Structure = BTreeMap<String, Table>;

pub fn of(db: &Connection) -> Result<Structure> {
    let names =
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
    let mut names = db.prepare(names)?;
    let names = names.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let names: Vec<(String, String)> = names.collect::<Result<_>>()?;
    let tables = names.into_iter().map(|(name, sql)| {
        let told = |sql: &str| lines(db, sql, &name);
        let table = Table {
            columns: told(
                "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(?)",
            )?,
            indexes: indexes(db, &name)?,
            keys: told(
                "SELECT \"from\", \"table\", \"to\", on_delete FROM pragma_foreign_key_list(?)",
            )?,
            checks: checks(&sql),
            counts: sql.to_uppercase().contains("AUTOINCREMENT"),
        };
        Ok((name, table))
    });
    tables.collect()
}

fn lines(db: &Connection, sql: &str, of: &str) -> Result<BTreeSet<String>> {
    let mut found = db.prepare(sql)?;
    let count = found.column_count();
    let line = |row: &Row<'_>| {
        let values = (0..count).map(|at| Ok(format!("{:?}", row.get_ref(at)?)));
        Ok(values.collect::<Result<Vec<_>>>()?.join(" "))
    };
    found.query_map([of], line)?.collect()
}

/// What the database has.
pub fn indexes(db: &Connection, table: &str) -> Result<BTreeSet<(bool, Vec<String>)>> {
    let mut names = db.prepare("SELECT name, \"unique\" FROM pragma_index_list(?)")?;
    let names = names.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let names: Vec<(String, bool)> = names.collect::<Result<_>>()?;
    let mut found = BTreeSet::new();
    for (name, unique) in names {
        let mut columns = db.prepare("SELECT name FROM pragma_index_info(?) ORDER BY seqno")?;
        let columns = columns.query_map([name], |row| row.get(0))?;
        found.insert((unique, columns.collect::<Result<_>>()?));
    }
    Ok(found)
}

/// The conditions of `CHECK`, sorted.
fn checks(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in sql.match_indices("CHECK (") {
        let mut depth = 0;
        let mut quoted = false;
        let rest = &sql[at + "CHECK ".len()..];
        let end = rest.char_indices().find(|(_, c)| {
            match c {
                '\'' => quoted = !quoted,
                '(' if !quoted => depth += 1,
                ')' if !quoted => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        found.extend(end.map(|(end, _)| rest[..=end].to_owned()));
    }
    found.sort_unstable();
    found
}
