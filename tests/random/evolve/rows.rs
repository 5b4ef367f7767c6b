//! Rows for the tables of a schema, and what of them is there.

use std::collections::BTreeMap;

use cargo_socio::plan::lock::{Column, SchemaLock, StoredMember, Table};
use fastrand::Rng;
use rusqlite::{Connection, Result};

/// Table → column → each row's key and value, as SQL writes them.
pub type Content = BTreeMap<String, BTreeMap<String, Vec<(String, String)>>>;

/// Some rows in each table, where its references allow any.
pub fn fill(db: &Connection, schema: &SchemaLock, rng: &mut Rng) -> Result<()> {
    for table in &schema.tables {
        for n in 0..rng.usize(2..7) {
            let Some(values) = row(db, table, rng, n)? else {
                continue;
            };
            let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
            let (columns, values) = (columns.join(", "), values.join(", "));
            // What another row has already, where it may have it once, is left out.
            let sql = format!(
                "INSERT OR IGNORE INTO {} ({columns}) VALUES ({values})",
                quoted(&table.name)
            );
            db.execute(&sql, [])?;
        }
    }
    Ok(())
}

type Values = Vec<(String, String)>;

fn row(db: &Connection, table: &Table, rng: &mut Rng, n: usize) -> Result<Option<Values>> {
    let mut values = Vec::new();
    for column in table.columns.iter().filter(|column| !column.increments) {
        let value = match &column.references {
            _ if column.null && rng.u32(0..4) == 0 => String::from("NULL"),
            Some(target) => {
                let sql = format!(
                    "SELECT quote({}) FROM {} ORDER BY 1",
                    quoted(&target.column),
                    quoted(&target.table)
                );
                let mut keys = db.prepare(&sql)?;
                let keys = keys.query_map([], |row| row.get(0))?;
                let keys: Vec<String> = keys.collect::<Result<_>>()?;
                match keys.get(rng.usize(0..keys.len().max(1))).cloned() {
                    Some(key) => key,
                    None if column.null => String::from("NULL"),
                    None => return Ok(None),
                }
            }
            None => value(column, rng, n),
        };
        values.push((quoted(&column.name), value));
    }
    Ok((!values.is_empty()).then_some(values))
}

/// A value as the runtime would store it.
fn value(column: &Column, rng: &mut Rng, n: usize) -> String {
    if !column.members.is_empty() {
        return match &column.members[rng.usize(0..column.members.len())] {
            StoredMember::Integer(number) => number.to_string(),
            StoredMember::Text(text) => format!("'{}'", text.replace('\'', "''")),
        };
    }
    let name = column.ty.split('(').next().unwrap_or_default();
    match name {
        "bool" => (n % 2).to_string(),
        "int32" => [n as i64, -3, 2_147_483_647, 7_000][rng.usize(0..4)].to_string(),
        "int64" => [n as i64, 1, 9_000_000_000, -8][rng.usize(0..4)].to_string(),
        "decimal" => n.to_string(),
        "float" | "double" => ["0.5", "-3.0", "12.25", "7.0"][n % 4].to_owned(),
        "bytes" => format!("x'0{}'", n % 10),
        "uuid" => format!("'00000000-0000-4000-8000-00000000000{}'", n % 10),
        "date" => format!("'2024-02-2{}'", n % 10),
        "time" => format!("'23:59:0{}.500000'", n % 10),
        "datetime" => format!("'2026-01-31T12:30:0{}.250000Z'", n % 10),
        "duration" => (n * 1_000_000).to_string(),
        "json" => format!("'{{\"n\":{n}}}'"),
        "ip" => format!("'192.0.2.{n}'"),
        "email" => format!("'a{n}@example.org'"),
        "url" => format!("'https://example.org/{n}'"),
        _ if column.ty.starts_with('[') => String::from("'[]'"),
        _ => {
            let texts = [
                n.to_string(),
                format!("w{n}"),
                String::from("true"),
                format!("it''s {n}"),
            ];
            let text = &texts[rng.usize(0..texts.len())];
            format!("'{text}'")
        }
    }
}

/// Everything that is stored.
pub fn content(db: &Connection, schema: &SchemaLock) -> Result<Content> {
    let mut content = Content::new();
    for table in &schema.tables {
        let key = table
            .key()
            .map_or(String::from("rowid"), |key| quoted(&key.name));
        let mut columns = BTreeMap::new();
        for column in &table.columns {
            let sql = format!(
                "SELECT quote({key}), quote({}) FROM {} ORDER BY 1",
                quoted(&column.name),
                quoted(&table.name)
            );
            let mut rows = db.prepare(&sql)?;
            let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            columns.insert(column.name.clone(), rows.collect::<Result<_>>()?);
        }
        content.insert(table.name.clone(), columns);
    }
    Ok(content)
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
