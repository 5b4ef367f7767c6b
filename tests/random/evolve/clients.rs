//! Random edits, as clients see them: no number is given twice, and what is gone is said.

use std::collections::BTreeSet;

use cargo_socio::model::Project;
use cargo_socio::plan::compat::Impact;
use cargo_socio::plan::lock::{Numbers, WireLock};
use cargo_socio::plan::{self, Before, Plan, RuntimeSource, Target};
use fastrand::Rng;

use super::{SIZE, built, edited};
use crate::generator::spec as tree_of;
use crate::seeds;

#[test]
fn numbers_of_edited_specs_are_kept_and_what_is_gone_is_announced() {
    let (mut failed, mut broken) = (String::new(), 0);
    for seed in seeds::of(60) {
        match run(seed) {
            Ok(breaks) => broken += usize::from(breaks),
            Err(error) => failed += &format!("SOCIO_SEED={seed}: {error}\n\n"),
        }
    }
    assert!(failed.is_empty(), "{failed}");
    let is_one = std::env::var("SOCIO_SEED").is_ok();
    assert!(is_one || broken > 5, "only {broken} seeds break anything");
}

/// Whether the edits of a seed break clients.
fn run(seed: u64) -> Result<bool, String> {
    let mut rng = Rng::with_seed(seed);
    let tree = tree_of(seed, true, &SIZE);
    let first = planned(&built(&tree)?, &Before::default())?;
    if !first.wire_changes.is_empty() {
        return Err(format!("a new project breaks {:?}", first.wire_changes));
    }
    let (tree, done) = edited(tree, &mut rng);
    let before = Before {
        names: first.names,
        wire: first.wire,
        schema: first.schema,
    };
    // The schema may refuse what clients would bear.
    let Ok(second) = planned(&built(&tree)?, &before) else {
        return Ok(false);
    };
    let told = |error: String| format!("{error}\n{done:#?}\n{}", tree.plain());
    kept(&before.wire, &second).map_err(told)?;
    let next = Before {
        names: second.names,
        wire: second.wire,
        schema: second.schema,
    };
    let again = planned(&built(&tree)?, &next).map_err(told)?;
    match again.wire_changes.is_empty() {
        true => {
            let mut impacts = second.wire_changes.iter().map(|change| change.impact());
            Ok(impacts.any(|impact| impact > Impact::Safe))
        }
        false => Err(told(format!("said twice: {:?}", again.wire_changes))),
    }
}

fn planned(project: &Project, before: &Before) -> Result<Plan, String> {
    let target = Target {
        runtime: RuntimeSource::Vendored,
        joins_workspace: false,
    };
    plan::plan(project, before, "", &target).map_err(|refusal| refusal.to_string())
}

/// Whether each number that was published means what it meant, or nothing any more.
fn kept(before: &WireLock, after: &Plan) -> Result<(), String> {
    for (name, numbers) in after.wire.messages.iter().chain(&after.wire.enums) {
        let all: Vec<i32> = numbers
            .used
            .values()
            .chain(numbers.reserved.values())
            .copied()
            .collect();
        let apart: BTreeSet<i32> = all.iter().copied().collect();
        if apart.len() != all.len() {
            return Err(format!("{name} gives a number twice: {numbers:?}"));
        }
    }
    // Without a service there is no client.
    if before.calls.is_empty() {
        return Ok(());
    }
    let services = before.calls.keys();
    for service in services.filter(|name| !after.wire.calls.contains_key(*name)) {
        announced(after, service, "")?;
    }
    let pairs = |lock: &WireLock| lock.messages.clone().into_iter().chain(lock.enums.clone());
    for (name, was) in pairs(before) {
        let is = pairs(&after.wire).find(|(other, _)| *other == name);
        // A message that was renamed is another test's.
        let Some((_, is)) = is.filter(|(_, is)| !is.used.is_empty()) else {
            continue;
        };
        fields(after, &name, &was, &is)?;
    }
    Ok(())
}

fn fields(after: &Plan, name: &str, was: &Numbers, is: &Numbers) -> Result<(), String> {
    for (field, number) in &was.used {
        if is.used.get(field) == Some(number) {
            let types = was.types.get(field).zip(is.types.get(field));
            let strip = |ty: &str| ty.trim_start_matches("optional ").to_owned();
            if types.is_some_and(|(was, is)| strip(was) != strip(is)) {
                announced(after, name, field)?;
            }
            continue;
        }
        let known = is.used.values().chain(is.reserved.values());
        if !known.copied().any(|other| other == *number) {
            return Err(format!("{name} forgets the number of {field}: {is:?}"));
        }
        announced(after, name, field)?;
    }
    Ok(())
}

/// Whether a change that breaks something names both.
fn announced(after: &Plan, name: &str, field: &str) -> Result<(), String> {
    let mut changes = after.wire_changes.iter();
    let found = changes.any(|change| {
        let named = change.what.contains(name) && change.what.contains(field);
        change.impact() > Impact::Safe && named
    });
    match found {
        true => Ok(()),
        false => Err(format!(
            "{name} loses `{field}`, and nobody says so: {:#?}",
            after.wire_changes
        )),
    }
}
