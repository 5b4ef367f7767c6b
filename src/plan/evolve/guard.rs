//! Statements that stop a migration where rows do not fit what comes, and say which rows.
//!
//! A migration is one transaction: what a guard stops leaves the database as it was.

use crate::plan::ddl::{quoted, text_literal};
use crate::plan::lock::Table;

/// So many rows are named.
const NAMED: usize = 10;

/// A table whose trigger refuses every row put into it, with the text of the row.
const OPEN: &[&str] = &[
    "CREATE TEMP TABLE \"socio_misfits\" (\"message\" TEXT)",
    "CREATE TEMP TRIGGER \"socio_misfit\" BEFORE INSERT ON \"socio_misfits\" \
     BEGIN SELECT RAISE(ABORT, NEW.\"message\"); END",
];
const CLOSE: &str = "DROP TABLE \"temp\".\"socio_misfits\"";

/// Stops where a condition is true of a row of `table`, as it is then: "`title` is null".
pub fn rows(table: &Table, condition: &str, what: &str) -> String {
    let key = table.key().map_or("rowid", |key| key.name.as_str());
    let (name, key_sql) = (&table.name, quoted(key));
    let message = text_literal(&format!(
        "rows of {name} do not fit: {what}, where {key} is "
    ));
    format!(
        "INSERT INTO \"socio_misfits\" SELECT {message} || group_concat({key_sql}, ', ') \
         FROM (SELECT {key_sql} FROM {} WHERE {condition} ORDER BY {key_sql} LIMIT {NAMED}) HAVING count(*) > 0",
        quoted(name)
    )
}

/// Stops where rows share what is to be unique.
pub fn unique(table: &Table, columns: &[String]) -> String {
    let sql: Vec<_> = columns.iter().map(|column| quoted(column)).collect();
    let list = sql.join(", ");
    let present: Vec<_> = sql
        .iter()
        .map(|column| format!("{column} IS NOT NULL"))
        .collect();
    let condition = format!(
        "({list}) IN (SELECT {list} FROM {} WHERE {} GROUP BY {list} HAVING count(*) > 1)",
        quoted(&table.name),
        present.join(" AND ")
    );
    rows(
        table,
        &condition,
        &format!("{} is not unique", columns.join(", ")),
    )
}

/// The statements that some guards need around them.
pub fn around(guards: Vec<String>) -> Vec<String> {
    if guards.is_empty() {
        return guards;
    }
    let open = OPEN.iter().map(|sql| (*sql).to_owned());
    open.chain(guards).chain([CLOSE.to_owned()]).collect()
}
