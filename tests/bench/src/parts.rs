//! What each part of a generated project costs to compile: forty models, a debug build.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::generator::spec;
use crate::process::processor_time;
use crate::project::{Bench, Hook, Mode, Project, clear};
use crate::table::{Table, median};

const MODELS: usize = 40;

/// A part: what cargo builds of it, and the modules of the library without which it is built.
struct Part {
    name: &'static str,
    command: &'static [&'static str],
    without: &'static [&'static str],
}

/// Each is built over those before it.
const PARTS: [Part; 5] = [
    Part {
        name: "messages",
        command: &["build", "--lib"],
        without: &["enums", "models", "services"],
    },
    Part {
        name: "models",
        command: &["build", "--lib"],
        without: &["services"],
    },
    Part {
        name: "services and server",
        command: &["build"],
        without: &[],
    },
    Part {
        name: "client",
        command: &["build", "--example", "client"],
        without: &[],
    },
    Part {
        name: "contract suite",
        command: &["test", "--no-run", "--test", "contract"],
        without: &[],
    },
];

pub fn run(bench: &Bench, quick: bool) -> Result<()> {
    let title = format!("Parts of {MODELS} models: seconds of processor in a debug build");
    let mut heads = vec!["mode"];
    heads.extend(PARTS.iter().map(|part| part.name));
    heads.push("all");
    let mut rows = Table::new(&title, &heads);
    for (mode, word) in [(Mode::Async, "async"), (Mode::Sync, "sync")] {
        let name = format!("parts-{word}");
        let file = bench.work.join(format!("{name}.yaml"));
        fs::write(&file, spec(&name, MODELS))?;
        let mut project = bench.generated(&name, &file, mode, Hook::Nothing)?;
        project.target = bench.work.join("build").join(&name);
        let costs = costs(&project, if quick { 1 } else { 3 })?;
        let all = costs.iter().sum::<f64>();
        let cells = costs.iter().chain([&all]).map(|cost| format!("{cost:.1}"));
        rows.row([word.to_owned()].into_iter().chain(cells));
        clear(&project.target)?;
    }
    rows.print();
    Ok(())
}

/// The median of each part.
fn costs(project: &Project, rounds: usize) -> Result<Vec<f64>> {
    let library = project.root.join("src/lib.rs");
    let modules = project.root.join("src/generated/mod.rs");
    let (whole_library, whole_modules) =
        (fs::read_to_string(&library)?, fs::read_to_string(&modules)?);
    let write = |without: &[&str]| -> Result<()> {
        let used = match without {
            [] => whole_library.clone(),
            _ => String::from("pub mod generated;\n"),
        };
        fs::write(&library, used)?;
        let declares = |line: &str, name: &&str| line == format!("pub mod {name};");
        let kept = whole_modules
            .lines()
            .filter(|line| !without.iter().any(|name| declares(line, name)));
        let kept: Vec<&str> = kept.collect();
        fs::write(&modules, kept.join("\n") + "\n")?;
        Ok(())
    };
    // Everything once, so that only the project is left to build.
    for part in &PARTS {
        processor_time(project.cargo().args(part.command))?;
    }
    let mut costs = vec![Vec::new(); PARTS.len()];
    for _ in 0..rounds {
        // What a build leaves must not make the next one shorter.
        forget(project)?;
        let mut library = 0.0;
        for (part, costs) in PARTS.iter().zip(&mut costs) {
            write(part.without)?;
            let cost = processor_time(project.cargo().args(part.command))?;
            // The library is built anew with what is added to it; the rest is built beside it.
            let grows = part.command[0] == "build" && part.command.last() != Some(&"client");
            costs.push(if grows { cost - library } else { cost });
            if grows {
                library = cost;
                clear_incremental(&project.target)?;
            }
        }
    }
    write(&[])?;
    Ok(costs.iter().map(|costs| median(costs)).collect())
}

/// The next build compiles the project, and nothing else.
fn forget(project: &Project) -> Result<()> {
    processor_time(project.cargo().args(["clean", "--package", &project.name]))?;
    // The build script is no part of these.
    processor_time(project.cargo().args(["check", "--lib"]))?;
    clear_incremental(&project.target)
}

fn clear_incremental(target: &Path) -> Result<()> {
    clear(&target.join("debug/incremental"))
}
