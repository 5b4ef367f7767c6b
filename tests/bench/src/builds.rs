//! What debug builds cost: a generated project against the hand-written one, and what models add.

use std::fs;

use crate::Result;
use crate::generator::spec;
use crate::process::timed;
use crate::project::{Bench, Hook, Mode, Project, clear};
use crate::table::{Table, median};

pub fn run(bench: &Bench, quick: bool) -> Result<()> {
    let mut forty = Vec::new();
    for models in [1, 40] {
        let file = bench.work.join(format!("build-{models}.yaml"));
        let name = format!("models{models}");
        fs::write(&file, spec(&name, models))?;
        forty.push(bench.generated(&name, &file, Mode::Async, Hook::Nothing)?);
    }
    let mut projects = vec![
        (bench.handwritten()?, "src/main.rs"),
        (
            bench.server("generated-async", Mode::Async, Hook::Nothing)?,
            "src/services/post.rs",
        ),
        (
            bench.server("generated-sync", Mode::Sync, Hook::Nothing)?,
            "src/services/post.rs",
        ),
    ];
    let services = "src/services/item0.rs";
    projects.extend(forty.into_iter().map(|project| (project, services)));
    // A folder for each, so that nothing of one helps another.
    for (project, _) in &mut projects {
        project.target = bench.work.join("build").join(&project.name);
    }

    let (rounds, edits) = if quick { (1, 3) } else { (3, 7) };
    let mut clean = vec![Vec::new(); projects.len()];
    let mut own = clean.clone();
    let mut edited = clean.clone();
    for round in 0..rounds {
        for (n, (project, file)) in projects.iter().enumerate() {
            eprintln!("build round {}: {}", round + 1, project.name);
            clear(&project.target)?;
            clean[n].push(build(project)?);
            timed(project.cargo().args(["clean", "--package", &project.name]))?;
            own[n].push(build(project)?);
            for _ in 0..edits {
                edit(project, file)?;
                edited[n].push(build(project)?);
            }
            clear(&project.target)?;
        }
    }
    let title = "Debug builds: seconds (ratio to the hand-written)";
    let heads = ["project", "clean", "the project alone", "after an edit"];
    let mut rows = Table::new(title, &heads);
    let cell = |all: &[Vec<f64>], n: usize| {
        let (value, base) = (median(&all[n]), median(&all[0]));
        format!("{value:.2} ({:.2})", value / base)
    };
    for (n, (project, _)) in projects.iter().enumerate() {
        let cells = [cell(&clean, n), cell(&own, n), cell(&edited, n)];
        rows.row([project.name.clone()].into_iter().chain(cells));
    }
    rows.print();
    Ok(())
}

fn build(project: &Project) -> Result<f64> {
    timed(project.cargo().arg("build"))
}

/// A change that the compiler must look at.
fn edit(project: &Project, file: &str) -> Result<()> {
    let file = project.root.join(file);
    let mut text = fs::read_to_string(&file)?;
    let n = text.matches("fn edited_").count();
    text.push_str(&format!(
        "\n#[allow(dead_code)]\nfn edited_{n}() -> usize {{\n    {n}\n}}\n"
    ));
    fs::write(&file, text)?;
    Ok(())
}
