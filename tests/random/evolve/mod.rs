//! Random edits of random specs, migrated over rows: up, down and up again.

mod clients;
mod edits;
pub mod rows;
pub mod structure;

use std::collections::BTreeSet;

use cargo_socio::model::{self, Overrides, Project};
use cargo_socio::plan::evolve::effect::Effect;
use cargo_socio::plan::evolve::{Change, renames};
use cargo_socio::plan::lock::SchemaLock;
use cargo_socio::plan::migration::{self, Migration};
use cargo_socio::plan::names::{self, NamesLock};
use cargo_socio::plan::schema;
use cargo_socio::spec;
use fastrand::Rng;
use rusqlite::Connection;

use crate::generator::yaml::Yaml;
use crate::generator::{Size, spec as tree_of};
use crate::seeds;
use rows::Content;

const SIZE: Size = Size {
    models: 1..5,
    fields: 1..6,
    enums: 0..3,
};

/// How a seed ended, where nothing is wrong.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// No edit found anything to do.
    Unchanged,
    /// A refusal before anything was written.
    Refused,
    /// Rows did not fit, and the migration said so and changed nothing.
    Misfit,
    Migrated,
    /// Up, and not down again: that was said before.
    OneWay,
}

#[test]
fn edited_specs_go_up_and_down_and_lose_no_row_unannounced() {
    let mut failed = String::new();
    let mut ends = Vec::new();
    for seed in seeds::of(60) {
        match run(seed) {
            Ok(end) => ends.push(end),
            Err(error) => failed += &format!("SOCIO_SEED={seed}: {error}\n\n"),
        }
    }
    assert!(failed.is_empty(), "{failed}");
    let migrated = ends.iter().filter(|end| **end == End::Migrated).count();
    let all = ends.len();
    assert!(
        all == 1 || migrated * 3 > all,
        "{migrated} of {all} migrate: {ends:?}"
    );
}

/// What the lock has of a spec.
struct Version {
    names: NamesLock,
    schema: SchemaLock,
}

fn built(tree: &Yaml) -> Result<Project, String> {
    let spec = spec::load("socio.yaml", &tree.plain()).map_err(|e| e.to_string())?;
    model::build(&spec, &Overrides::default()).map_err(|e| e.to_string())
}

/// The spec of a seed without its services, which are no part of a database.
fn first(seed: u64) -> Result<(Yaml, Version), String> {
    let mut tree = tree_of(seed, true, &SIZE);
    for (_, model) in edits::below(&mut tree, "models").into_iter().flatten() {
        if let Yaml::Map(entries) = model {
            entries.retain(|(key, _)| key != "service");
        }
    }
    let project = built(&tree)?;
    let (_, names) = names::choose(&project, &NamesLock::default());
    let schema = schema::of(&project, &SchemaLock::default());
    Ok((tree, Version { names, schema }))
}

fn run(seed: u64) -> Result<End, String> {
    let mut rng = Rng::with_seed(seed);
    let (tree, mut old) = first(seed)?;
    let (tree, done) = edited(tree, &mut rng);
    let new = built(&tree)?;
    let told = |error: String| format!("{error}\n{done:#?}\n{}", tree.plain());
    migrated(&mut old, &new, &mut rng).map_err(told)
}

/// A spec after some edits, and what they were.
fn edited(mut tree: Yaml, rng: &mut Rng) -> (Yaml, Vec<String>) {
    let mut done = Vec::new();
    for n in 0..rng.usize(1..6) {
        let mut edited = tree.clone();
        let what = edits::edit(&mut edited, rng, n);
        // What the spec may not say is no edit.
        if let Some(what) = what.filter(|_| built(&edited).is_ok()) {
            tree = edited;
            done.push(what);
        }
    }
    (tree, done)
}

/// The way from one version to the next, over rows.
fn migrated(old: &mut Version, new: &Project, rng: &mut Rng) -> Result<End, String> {
    let db = filled(old, rng)?;
    let before = renames::schema(new, &old.names, &old.schema);
    let after = schema::of(new, &before.schema);
    let step = match migration::next(before, &after) {
        Ok(Some(step)) => step,
        Ok(None) => return Ok(End::Unchanged),
        Err(_) => return Ok(End::Refused),
    };
    let way = Way {
        db,
        before: &old.schema,
        after: &after,
        step: &step,
    };
    let told = |error: String| {
        let (up, down) = (&step.up, &step.down);
        format!("{error}\n{:#?}\n{up}\n-- down\n{down}", step.changes)
    };
    way.walked().map_err(told)
}

/// A database of the old version, with rows.
fn filled(old: &mut Version, rng: &mut Rng) -> Result<Connection, String> {
    let initial = migration::first(&old.schema).map_err(|e| e.to_string())?;
    let initial = initial.ok_or("there is no first migration")?;
    let db = Connection::open_in_memory().map_err(|e| e.to_string())?;
    let made = format!("PRAGMA foreign_keys = ON;\n{}", initial.up);
    db.execute_batch(&made).map_err(|e| e.to_string())?;
    rows::fill(&db, &old.schema, rng).map_err(|e| format!("no rows: {e}"))?;
    old.schema.migrations.push(initial.name);
    Ok(db)
}

/// A migration over a database.
struct Way<'a> {
    db: Connection,
    before: &'a SchemaLock,
    after: &'a SchemaLock,
    step: &'a Migration,
}

impl Way<'_> {
    fn walked(&self) -> Result<End, String> {
        let stored = self.content(self.before)?;
        if let Err(error) = transaction(&self.db, &self.step.up) {
            let announced = self.any(Effect::may_fail);
            return self.stopped(&error, announced, &stored, self.before, End::Misfit);
        }
        self.is_like(self.after)?;
        let kept = self.content(self.after)?;
        nothing_lost(&stored, &kept, self.step)?;
        if let Err(error) = transaction(&self.db, &self.step.down) {
            // What became another value may have no way back.
            let steady = |effect: &Effect| matches!(effect, Effect::Safe | Effect::Rewrites);
            let announced = self.any(|effect| !steady(effect));
            return self.stopped(&error, announced, &kept, self.after, End::OneWay);
        }
        self.is_like(self.before)?;
        let back = self.content(self.before)?;
        came_back(&stored, &back, self.step)?;
        if let Err(error) = transaction(&self.db, &self.step.up) {
            // Values that mean nothing do not fit everywhere.
            let lossy = self.any(|effect| matches!(effect, Effect::Loses { .. }));
            return self.stopped(&error, lossy, &back, self.before, End::OneWay);
        }
        self.is_like(self.after)?;
        Ok(End::Migrated)
    }

    fn any(&self, is: impl Fn(&Effect) -> bool) -> bool {
        self.step.changes.iter().any(|(_, effect)| is(effect))
    }

    fn content(&self, schema: &SchemaLock) -> Result<Content, String> {
        rows::content(&self.db, schema).map_err(|error| error.to_string())
    }

    fn is_like(&self, schema: &SchemaLock) -> Result<(), String> {
        same_structure(&self.db, schema)
    }

    /// A migration that stops says which rows do not fit, as was announced, and changes nothing.
    fn stopped(
        &self,
        error: &str,
        announced: bool,
        before: &Content,
        schema: &SchemaLock,
        end: End,
    ) -> Result<End, String> {
        if !announced || !error.contains("do not fit") {
            return Err(error.to_owned());
        }
        match self.content(schema)? == *before {
            true => Ok(end),
            false => Err(format!("{error}, and rows changed")),
        }
    }
}

/// As the runtime migrates: foreign keys are off, and checked before the commit.
fn transaction(db: &Connection, sql: &str) -> Result<(), String> {
    let run = |sql: &str| db.execute_batch(sql).map_err(|error| error.to_string());
    run("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
    let done = run(sql).and_then(|()| {
        let dangling = "SELECT count(*) FROM pragma_foreign_key_check";
        match db.query_row(dangling, [], |row| row.get(0)) {
            Ok(0) => Ok(()),
            Ok(count) => Err(format!("{count:?} references dangle")),
            Err(error) => Err(error.to_string()),
        }
    });
    run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    run("PRAGMA foreign_keys = ON")?;
    done
}

/// Whether the database is made as one that begins with this schema.
fn same_structure(db: &Connection, schema: &SchemaLock) -> Result<(), String> {
    let sql = |error: rusqlite::Error| error.to_string();
    let fresh = Connection::open_in_memory().map_err(sql)?;
    let plain = SchemaLock {
        migrations: Vec::new(),
        ..schema.clone()
    };
    let initial = migration::first(&plain).map_err(|e| e.to_string())?;
    let initial = initial.ok_or("there is no first migration")?;
    fresh.execute_batch(&initial.up).map_err(sql)?;
    let (is, wanted) = (
        structure::of(db).map_err(sql)?,
        structure::of(&fresh).map_err(sql)?,
    );
    match is == wanted {
        true => Ok(()),
        false => Err(format!("the structure is\n{is:#?}\nand not\n{wanted:#?}")),
    }
}

/// What the migration says of tables and columns, by their names before and after it.
struct Announced {
    /// What each table and column was called: new to old.
    tables: Vec<(String, String)>,
    columns: Vec<((String, String), String)>,
    /// Columns whose values become others.
    changed: BTreeSet<(String, String)>,
}

impl Announced {
    fn of(step: &Migration) -> Self {
        let mut announced = Self {
            tables: Vec::new(),
            columns: Vec::new(),
            changed: BTreeSet::new(),
        };
        for (change, effect) in &step.changes {
            match change {
                Change::RenameTable { from, to } => {
                    announced.tables.push((to.clone(), from.clone()));
                }
                Change::RenameColumn { table, from, to } => {
                    let new = (table.clone(), to.clone());
                    announced.columns.push((new, from.clone()));
                }
                Change::Type { table, column, .. }
                | Change::Members { table, column, .. }
                | Change::Null {
                    table,
                    column,
                    null: false,
                } => {
                    announced.changed.insert((table.clone(), column.clone()));
                }
                _ => assert!(
                    !matches!(effect, Effect::Loses { .. })
                        || matches!(change, Change::DropColumn { .. } | Change::DropTable { .. }),
                    "{change} loses rows"
                ),
            }
        }
        announced
    }

    fn old_table<'a>(&'a self, new: &'a str) -> &'a str {
        let steps = self.tables.iter().rev();
        steps.fold(new, |name, (to, from)| if to == name { from } else { name })
    }

    fn old_column<'a>(&'a self, table: &str, new: &'a str) -> &'a str {
        let steps = self.columns.iter().rev().filter(|((of, _), _)| of == table);
        steps.fold(
            new,
            |name, ((_, to), from)| if to == name { from } else { name },
        )
    }

    fn changes(&self, table: &str, column: &str) -> bool {
        self.changed
            .contains(&(table.to_owned(), column.to_owned()))
    }
}

/// Rows and values are those that were there, but for what was announced.
fn nothing_lost(before: &Content, after: &Content, step: &Migration) -> Result<(), String> {
    let announced = Announced::of(step);
    for (table, columns) in after {
        let Some(known) = before.get(announced.old_table(table)) else {
            continue;
        };
        for (column, values) in columns {
            let Some(stored) = known.get(announced.old_column(table, column)) else {
                continue;
            };
            if stored.len() != values.len() {
                let (is, was) = (values.len(), stored.len());
                return Err(format!("`{table}` has {is} rows, and had {was}"));
            }
            let keyed = columns.keys().any(|key| announced.changes(table, key));
            let differ = match keyed {
                // The key may be among what changes.
                true => sorted(stored) != sorted(values),
                false => stored != values,
            };
            if differ && !announced.changes(table, column) {
                return Err(format!(
                    "`{table}`.`{column}` has {values:?}, and had {stored:?}"
                ));
            }
        }
    }
    Ok(())
}

/// The values alone.
fn sorted(rows: &[(String, String)]) -> Vec<&String> {
    let mut values: Vec<_> = rows.iter().map(|(_, value)| value).collect();
    values.sort_unstable();
    values
}

/// After the way back each table has its rows again, unless it was dropped.
fn came_back(before: &Content, after: &Content, step: &Migration) -> Result<(), String> {
    let is_gone = |name: &str| {
        let mut changes = step.changes.iter();
        changes.any(|(change, _)| matches!(change, Change::DropTable { table } if table == name))
    };
    let count = |content: &Content, table: &str| {
        let columns = content
            .get(table)
            .and_then(|columns| columns.values().next());
        columns.map_or(0, Vec::len)
    };
    for table in before.keys().filter(|table| !is_gone(table)) {
        let (was, is) = (count(before, table), count(after, table));
        if was != is {
            return Err(format!("`{table}` has {is} rows again, and had {was}"));
        }
    }
    Ok(())
}
