//! The next migration: what leads from the last schema to the new one.
//!
//! Additions are migrated. Whatever could lose data, or needs a decision, is
//! refused by name, so that nothing is written.

use std::collections::{HashMap, HashSet};

use super::ddl;
use super::lock::{Column, Index, Literal, Over, SchemaLock, StoredMember, Table};

/// One numbered step, in both directions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    pub name: String,
    pub up: String,
    pub down: String,
}

/// Schema changes that are not migrated, each named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub changes: Vec<Change>,
}

/// A change that is not migrated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub table: String,
    pub column: Option<String>,
    /// What it is: "table `post`: column `title` is removed".
    pub what: String,
    /// What is possible today.
    pub instead: &'static str,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let changes: Vec<_> = self
            .changes
            .iter()
            .map(|change| change.what.as_str())
            .collect();
        f.write_str(&changes.join("\n"))
    }
}

impl std::error::Error for Refusal {}

#[derive(Default)]
struct Steps {
    up: Vec<String>,
    /// In the order of `up`; run backwards.
    down: Vec<Vec<String>>,
    slugs: Vec<String>,
    refused: Vec<Change>,
}

impl Steps {
    fn push(&mut self, slug: String, up: Vec<String>, down: Vec<String>) {
        self.up.extend(up);
        self.down.push(down);
        self.slugs.push(slug);
    }

    fn refuse(&mut self, table: &str, column: Option<&str>, what: String, instead: &'static str) {
        self.refused.push(Change {
            table: table.to_owned(),
            column: column.map(str::to_owned),
            what: format!("table `{table}`{what}"),
            instead,
        });
    }
}

/// The migration from `before` (nothing for a new project) to `after`, if there is anything to do.
pub fn next(before: Option<&SchemaLock>, after: &SchemaLock) -> Result<Option<Migration>, Refusal> {
    let none = SchemaLock::default();
    let old = before.unwrap_or(&none);
    let mut steps = Steps::default();
    let before = by_name(&old.tables, |table| &table.name);
    let kept = by_name(&after.tables, |table| &table.name);
    for table in &after.tables {
        match before.get(table.name.as_str()) {
            None => steps.push(
                format!("add_{}", table.name),
                ddl::create(table),
                vec![ddl::drop_table(&table.name)],
            ),
            Some(known) => alter(&mut steps, known, table),
        }
    }
    for table in &old.tables {
        if !kept.contains_key(table.name.as_str()) {
            let what = String::from(" is removed");
            steps.refuse(&table.name, None, what, "put the model back");
        }
    }
    if !steps.refused.is_empty() {
        return Err(Refusal {
            changes: steps.refused,
        });
    }
    if steps.up.is_empty() {
        return Ok(None);
    }
    let initial = old.migrations.is_empty();
    let slug = if initial {
        "initial".to_owned()
    } else {
        slug(&steps.slugs)
    };
    let down: Vec<String> = steps.down.into_iter().rev().flatten().collect();
    Ok(Some(Migration {
        name: format!("{:04}_{slug}", next_number(&old.migrations)),
        up: script(&steps.up),
        down: script(&down),
    }))
}

/// An empty migration that the user writes, in its turn among those of the generator.
pub fn of_the_user(schema: &SchemaLock, slug: &str) -> Migration {
    Migration {
        name: format!("{:04}_{slug}", next_number(&schema.migrations)),
        up: String::from("-- Runs once, after all migrations before it, inside a transaction.\n"),
        down: String::from("-- Undoes up.sql.\n"),
    }
}

fn alter(steps: &mut Steps, old: &Table, new: &Table) {
    let table = &new.name;
    let before = by_name(&old.columns, |column| &column.name);
    let kept = by_name(&new.columns, |column| &column.name);
    for column in &new.columns {
        match before.get(column.name.as_str()) {
            None => add_column(steps, new, column),
            Some(known) if *known == column => {}
            Some(known) => change_column(steps, old, known, column),
        }
    }
    for column in &old.columns {
        if !kept.contains_key(column.name.as_str()) {
            let name = &column.name;
            let what = format!(": column `{name}` is removed");
            steps.refuse(table, Some(name), what, "put the field back");
        }
    }
    change_indexes(steps, old, new);
}

/// The index of a unique column comes and goes with the column.
fn change_indexes(steps: &mut Steps, old: &Table, new: &Table) {
    let table = &new.name;
    let of_groups = |index: &&Index| !index.unique || index.columns.len() > 1;
    let (before, kept) = (by_columns(&old.indexes), by_columns(&new.indexes));
    for index in new.indexes.iter().filter(of_groups) {
        match before.get(&index.over()) {
            Some(_) => {}
            // A unique index over rows that are there already may fail half-way through a deployment.
            None if !index.unique => steps.push(
                format!("index_{}", index.name),
                vec![ddl::create_index(table, index)],
                vec![ddl::drop_index(index)],
            ),
            None => {
                let columns = index.columns.join(", ");
                let what =
                    format!(": ({columns}) becomes unique together, which stored rows may not be");
                let instead = "leave it out, and see to it in the hook `validate`";
                steps.refuse(table, None, what, instead);
            }
        }
    }
    for index in old.indexes.iter().filter(of_groups) {
        if !kept.contains_key(&index.over()) {
            let name = &index.name;
            let what = format!(": index `{name}` is removed");
            steps.refuse(table, None, what, "put it back");
        }
    }
}

fn by_name<T>(all: &[T], name: impl Fn(&T) -> &String) -> HashMap<&str, &T> {
    all.iter().map(|one| (name(one).as_str(), one)).collect()
}

fn by_columns(all: &[Index]) -> HashMap<Over<'_>, &Index> {
    all.iter().map(|index| (index.over(), index)).collect()
}

fn add_column(steps: &mut Steps, of: &Table, column: &Column) {
    let (table, name) = (&of.name, &column.name);
    if column.primary_key || (!column.null && column.default.is_none()) {
        let what = format!(
            ": new column `{name}` needs a default or `null: true` for the rows that are there already"
        );
        let instead = "add `?` to its type, or ` = ` and a default";
        steps.refuse(table, Some(name), what, instead);
        return;
    }
    if column.unique && column.default.is_some() {
        let what =
            format!(": new column `{name}` is unique, but its default is the same in every row");
        let instead = "make it nullable, and leave the default out";
        steps.refuse(table, Some(name), what, instead);
        return;
    }
    if column.references.is_some() && column.default.is_some() {
        let what = format!(": new reference `{name}` must be nullable and without a default");
        let instead = "add `?` to its type, and leave the default out";
        steps.refuse(table, Some(name), what, instead);
        return;
    }
    let mut up = vec![ddl::add_column(table, column)];
    let mut down = vec![ddl::drop_column(table, name)];
    if let Some(index) = of.index((std::slice::from_ref(name), true)) {
        up.push(ddl::create_index(table, index));
        down.insert(0, ddl::drop_index(index));
    }
    steps.push(format!("{table}_add_{name}"), up, down);
}

fn change_column(steps: &mut Steps, table: &Table, old: &Column, new: &Column) {
    let members: HashSet<_> = new.members.iter().collect();
    let grown = old.members.iter().all(|member| members.contains(member));
    let same_but_members = *new
        == Column {
            members: new.members.clone(),
            ..old.clone()
        };
    if !(grown && same_but_members) {
        let name = &new.name;
        let (was, is) = (described(old), described(new));
        let what = if was == is {
            changed_property(old, new)
        } else {
            format!("changes from {was} to {is}")
        };
        let what = format!(": column `{name}` {what}");
        let instead = "keep it as it was; a new field beside it, nullable or with a default, can take its values over \
                       in a migration of yours (`cargo socio migration new NAME`)";
        steps.refuse(&table.name, Some(name), what, instead);
        return;
    }
    let changed: Vec<&Index> = table
        .indexes
        .iter()
        .filter(|index| index.columns.contains(&new.name))
        .collect();
    let swap = |to: &Column| {
        let mut sql: Vec<String> = changed.iter().map(|index| ddl::drop_index(index)).collect();
        sql.extend(swap_column(&table.name, to));
        sql.extend(
            changed
                .iter()
                .map(|index| ddl::create_index(&table.name, index)),
        );
        sql
    };
    steps.push(
        format!("{}_{}_members", table.name, new.name),
        swap(new),
        swap(old),
    );
}

/// Gives a column another CHECK: a new column takes the values over, then the name.
///
/// Rebuilding the table would drop it, and with foreign keys on that deletes or
/// refuses the rows of other tables that refer to it.
fn swap_column(table: &str, column: &Column) -> Vec<String> {
    let staged = Column {
        name: format!("{}__new", column.name),
        // A NOT NULL column can only be added with a default.
        default: column.default.clone().or_else(|| match column.null {
            true => None,
            false => column.members.first().cloned().map(Literal::from),
        }),
        ..column.clone()
    };
    vec![
        ddl::add_column(table, &staged),
        ddl::copy_column(table, &column.name, &staged.name),
        ddl::drop_column(table, &column.name),
        ddl::rename_column(table, &staged.name, &column.name),
    ]
}

/// The type of a column, for people.
fn described(column: &Column) -> String {
    match &column.references {
        Some(target) => format!("reference({})", target.table),
        None => column.ty.clone(),
    }
}

/// What an enum's members are stored as.
fn members_kind(column: &Column) -> &'static str {
    match column.members.first() {
        Some(StoredMember::Integer(_)) => "integer",
        Some(StoredMember::Text(_)) => "text",
        None => "",
    }
}

fn changed_property(old: &Column, new: &Column) -> String {
    if old.null != new.null {
        return format!(
            "becomes {}",
            if new.null { "nullable" } else { "not nullable" }
        );
    }
    if old.unique != new.unique {
        return format!(
            "becomes {}",
            if new.unique { "unique" } else { "not unique" }
        );
    }
    let (was, is) = (members_kind(old), members_kind(new));
    if was != is {
        return format!("is stored as {is} instead of {was}");
    }
    if old.default != new.default {
        return "gets another default".to_owned();
    }
    if old.members != new.members {
        return "loses an enum member".to_owned();
    }
    if old.references != new.references {
        return "gets another `on_delete` or target".to_owned();
    }
    "changes its primary key".to_owned()
}

fn next_number(migrations: &[String]) -> u32 {
    let numbers = migrations
        .iter()
        .filter_map(|name| name.split('_').next()?.parse::<u32>().ok());
    numbers.max().unwrap_or(0) + 1
}

fn slug(slugs: &[String]) -> String {
    let first: String = slugs
        .first()
        .map(|slug| slug.chars().take(50).collect())
        .unwrap_or_default();
    if slugs.len() > 1 {
        format!("{first}_and_more")
    } else {
        first
    }
}

fn script(statements: &[String]) -> String {
    statements.iter().map(|sql| format!("{sql};\n")).collect()
}
