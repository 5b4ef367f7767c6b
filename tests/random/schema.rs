//! Migrations run on SQLite, and every constraint of the spec is there.

use cargo_socio::model::{Model, Project};
use rusqlite::Connection;

use crate::evolve::rows::quoted;
use crate::evolve::structure::indexes;
use crate::stages::{Failure, Files};

/// Whether it is unique, and its columns.
type Index = (bool, Vec<String>);

pub fn check(project: &Project, files: &Files) -> Result<(), Failure> {
    let failed = |error: rusqlite::Error| Failure::new("sqlite", error);
    let db = Connection::open_in_memory().map_err(failed)?;
    for (path, sql) in files.iter().filter(|(path, _)| path.ends_with("up.sql")) {
        db.execute_batch(sql)
            .map_err(|error| Failure::new("migrate", format!("`{path}`: {error}")))?;
    }
    for model in &project.models {
        let present = indexes(&db, &model.table).map_err(failed)?;
        for wanted in wanted(model) {
            if !present.contains(&wanted) {
                let message = format!("`{}` has no `{wanted:?}`", model.table);
                return Err(Failure::new("constraint lost", message));
            }
        }
        if let Some(plan) = sorting(&db, model).map_err(failed)? {
            let message = format!("the order of `{}`: {plan}", model.table);
            return Err(Failure::new("sorts", message));
        }
        for link in &model.links {
            let pair = (true, vec![link.own.clone(), link.other.clone()]);
            if !indexes(&db, &link.table).map_err(failed)?.contains(&pair) {
                return Err(Failure::new(
                    "constraint lost",
                    format!("pairs of `{}`", link.table),
                ));
            }
        }
    }
    for (_, sql) in files.iter().filter(|(path, _)| path.ends_with("down.sql")) {
        db.execute_batch(sql)
            .map_err(|error| Failure::new("migrate back", error))?;
    }
    let left = "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
    let left: i64 = db.query_row(left, [], |row| row.get(0)).map_err(failed)?;
    if left > 0 {
        return Err(Failure::new(
            "migrate back",
            format!("{left} tables and indexes stay"),
        ));
    }
    Ok(())
}

/// How SQLite sorts the rows for a list in its own order, where it has to sort them all.
fn sorting(db: &Connection, model: &Model) -> rusqlite::Result<Option<String>> {
    let order = model.service.as_ref().map(|service| &service.listing);
    let order = order.map_or(&[][..], |listing| &listing.default_ordering);
    let term = |term: &String| {
        let name = term.strip_prefix('-').unwrap_or(term);
        let field = model
            .fields
            .iter()
            .find(|field| field.name.as_typed() == name)?;
        let direction = if name == term { "ASC" } else { "DESC" };
        Some(format!("{} {direction}", quoted(&field.column)))
    };
    // In the order of another table they are sorted.
    let Some(mut terms) = order.iter().map(term).collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    terms.push(quoted(&model.key().column));
    let (table, terms) = (quoted(&model.table), terms.join(", "));
    let plan = format!("EXPLAIN QUERY PLAN SELECT * FROM {table} ORDER BY {terms} LIMIT 256");
    let mut plan = db.prepare(&plan)?;
    let steps = plan.query_map([], |row| row.get::<_, String>(3))?;
    let steps = steps.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(steps.into_iter().find(|step| step.contains("TEMP B-TREE")))
}

/// What the spec asks for.
fn wanted(model: &Model) -> Vec<Index> {
    let column = |at: &usize| model.fields[*at].column.clone();
    let mut wanted = Vec::new();
    for (at, field) in model
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| !field.primary_key)
    {
        if field.unique || field.index {
            wanted.push((field.unique, vec![column(&at)]));
        }
    }
    let groups = |groups: &[Vec<usize>], unique: bool| -> Vec<Index> {
        groups
            .iter()
            .map(|group| (unique, group.iter().map(column).collect()))
            .collect()
    };
    wanted.extend(groups(&model.indexes, false));
    wanted.extend(groups(&model.unique_together, true));
    wanted
}
