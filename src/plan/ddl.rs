//! SQL text of tables, columns and indexes, by sea-query.

use sea_query::{
    Alias, ColumnDef, Expr, ExprTrait, ForeignKey, ForeignKeyAction, Func, Index as IndexSql,
    IndexOrder, SqliteQueryBuilder, Table as TableSql,
};

use super::lock::{Column, Index, Literal, References, StoredMember, Table};
use crate::model::OnDelete;
use crate::model::types::{self, Storage};

/// `CREATE TABLE` and its indexes.
pub fn create(table: &Table) -> Vec<String> {
    let mut statement = TableSql::create();
    statement.table(Alias::new(&table.name));
    for column in &table.columns {
        statement.col(definition(column));
        if let Some(target) = &column.references {
            let mut key = ForeignKey::create();
            key.from(Alias::new(&table.name), Alias::new(&column.name))
                .to(Alias::new(&target.table), Alias::new(&target.column))
                .on_delete(on_delete(target.on_delete));
            statement.foreign_key(&mut key);
        }
    }
    let mut sql = vec![one_part_a_line(&statement.to_string(SqliteQueryBuilder))];
    // SQLite can add and drop an index of an existing table, but not a constraint.
    let indexes = table.indexes.iter();
    sql.extend(indexes.map(|index| create_index(&table.name, index)));
    sql
}

/// `CREATE TABLE` with a line for each column and each key: that is what reviews read.
fn one_part_a_line(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 64);
    let mut depth = 0_u32;
    let mut quote = None;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            // A doubled quote closes and opens again.
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        let breaks = match (quote, c, depth) {
            (None, '(', 1) | (None, ',', 1) => Some("\n  "),
            _ => None,
        };
        if c == ')' && depth == 0 && quote.is_none() {
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text.push(c);
        if let Some(breaks) = breaks {
            text.push_str(breaks);
            while chars.next_if_eq(&' ').is_some() {}
        }
    }
    text
}

pub fn create_index(table: &str, index: &Index) -> String {
    let mut statement = IndexSql::create();
    statement.name(&index.name).table(Alias::new(table));
    for column in &index.columns {
        let alias = Alias::new(column);
        match index.descending.contains(column) {
            true => statement.col((alias, IndexOrder::Desc)),
            false => statement.col(alias),
        };
    }
    if index.unique {
        statement.unique();
    }
    statement.to_string(SqliteQueryBuilder)
}

pub fn drop_index(index: &Index) -> String {
    IndexSql::drop()
        .name(&index.name)
        .to_string(SqliteQueryBuilder)
}

pub fn drop_table(name: &str) -> String {
    TableSql::drop()
        .table(Alias::new(name))
        .to_string(SqliteQueryBuilder)
}

pub fn add_column(table: &str, column: &Column) -> String {
    let mut definition = definition(column);
    if let Some(target) = &column.references {
        definition.extra(references(target));
    }
    TableSql::alter()
        .table(Alias::new(table))
        .add_column(&mut definition)
        .to_string(SqliteQueryBuilder)
}

pub fn drop_column(table: &str, column: &str) -> String {
    TableSql::alter()
        .table(Alias::new(table))
        .drop_column(Alias::new(column))
        .to_string(SqliteQueryBuilder)
}

pub fn rename_column(table: &str, from: &str, to: &str) -> String {
    TableSql::alter()
        .table(Alias::new(table))
        .rename_column(Alias::new(from), Alias::new(to))
        .to_string(SqliteQueryBuilder)
}

pub fn rename_table(from: &str, to: &str) -> String {
    TableSql::rename()
        .table(Alias::new(from), Alias::new(to))
        .to_string(SqliteQueryBuilder)
}

/// `INSERT INTO … SELECT …`: every row of a table into another, each column with the SQL of its value.
pub fn copy_rows(from: &str, into: &str, values: Vec<(String, String)>) -> String {
    let (columns, values): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let columns: Vec<_> = columns.iter().map(|column| quoted(column)).collect();
    format!(
        "INSERT INTO {} ({})\n  SELECT {}\n  FROM {}",
        quoted(into),
        columns.join(", "),
        values.join(", "),
        quoted(from)
    )
}

/// A name as SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A default as SQL writes it.
pub fn literal(value: &Literal) -> String {
    match value {
        Literal::Integer(number) => number.to_string(),
        Literal::Real(text) => text.clone(),
        Literal::Text(text) => text_literal(text),
    }
}

/// Text as SQL writes it.
pub fn text_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// How SQLite stores a column: lists and members of enums as text, unless these are integers.
fn storage(column: &Column) -> Storage {
    if matches!(column.members.first(), Some(StoredMember::Integer(_))) {
        return Storage::Integer;
    }
    let name = column.ty.split('(').next().unwrap_or_default();
    types::named(name).map_or(Storage::Text, |row| row.sqlite)
}

/// The longest length that `string(200)` allows.
fn max_length(ty: &str) -> Option<u32> {
    let (_, length) = ty.strip_suffix(')')?.split_once('(')?;
    length.parse().ok()
}

fn definition(column: &Column) -> ColumnDef {
    let mut definition = ColumnDef::new(Alias::new(&column.name));
    match storage(column) {
        Storage::Integer => definition.integer(),
        Storage::Real => definition.double(),
        Storage::Text => definition.text(),
        Storage::Blob => definition.blob(),
    };
    if !column.null {
        definition.not_null();
    }
    if column.primary_key {
        definition.primary_key();
    }
    if column.increments {
        definition.auto_increment();
    }
    match &column.default {
        Some(Literal::Integer(value)) => {
            definition.default(*value);
        }
        Some(Literal::Real(text)) => {
            definition.default(Expr::cust(text.clone()));
        }
        Some(Literal::Text(text)) => {
            definition.default(text.as_str());
        }
        None => {}
    }
    let name = || Expr::col(Alias::new(&column.name));
    if !column.members.is_empty() {
        let members = column.members.iter().map(|member| match member {
            StoredMember::Integer(number) => Expr::val(*number),
            StoredMember::Text(text) => Expr::val(text.as_str()),
        });
        definition.check(name().is_in(members));
    }
    if column.ty == "bool" {
        definition.check(name().is_in([0, 1]));
    }
    if let Some(max) = max_length(&column.ty) {
        definition.check(Expr::expr(Func::char_length(name())).lte(i64::from(max)));
    }
    definition
}

/// The column constraint, which sea-query writes for whole tables only.
fn references(target: &References) -> String {
    let action = match target.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
        OnDelete::Restrict => "RESTRICT",
    };
    let (table, column) = (quoted(&target.table), quoted(&target.column));
    format!("REFERENCES {table} ({column}) ON DELETE {action}")
}

fn on_delete(rule: OnDelete) -> ForeignKeyAction {
    match rule {
        OnDelete::Cascade => ForeignKeyAction::Cascade,
        OnDelete::SetNull => ForeignKeyAction::SetNull,
        OnDelete::Restrict => ForeignKeyAction::Restrict,
    }
}

#[cfg(test)]
mod tests {
    use super::one_part_a_line;

    #[test]
    fn a_table_has_a_line_for_each_part() {
        let sql = r#"CREATE TABLE "a(,""b" ( "id" integer DEFAULT (1), "t" text CHECK (x IN ('a,)', 'b')) )"#;
        let lines = "CREATE TABLE \"a(,\"\"b\" (\n  \"id\" integer DEFAULT (1),\n  \"t\" text CHECK (x IN ('a,)', 'b'))\n)";
        assert_eq!(one_part_a_line(sql), lines);
    }
}
