//! What the generator costs: time and memory by the number of models.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::{peak, timed};
use crate::project::{Bench, MEMORY_LIMIT_GIB, Mode, clear};
use crate::table::{Table, median};
use crate::{Result, table};

pub fn run(bench: &Bench, quick: bool) -> Result<()> {
    let title = "Generator: seconds by number of models";
    let heads = [
        "models",
        "dry run, no rustfmt",
        "new, no rustfmt",
        "dry run",
        "new",
        "peak MiB",
        "YAML KiB",
    ];
    let mut rows = Table::new(title, &heads);
    for models in [1, 3, 10, 100, 1000] {
        let file = bench.work.join(format!("models-{models}.yaml"));
        fs::write(&file, spec("many", models))?;
        // Formatting starts rustfmt once a file: at 1000 models that is minutes of it.
        let times = if quick { 3 } else { 7 };
        let formatted = if models < 1000 { times } else { 1 };
        let dry = match measure(bench, &file, &["--dry-run"], false, times) {
            Ok(dry) => dry,
            Err(error) => {
                eprintln!("{models} models: {error}");
                let failed = format!("fails within {MEMORY_LIMIT_GIB} GiB");
                let none = heads[2..].iter().map(|_| String::from("–"));
                rows.row([models.to_string(), failed].into_iter().chain(none));
                continue;
            }
        };
        let new = measure(bench, &file, &[], false, times)?;
        let seconds = |value: f64| format!("{value:.3}");
        let full = |args: &[&str]| match quick && models == 1000 {
            true => Ok(String::from("–")),
            false => measure(bench, &file, args, true, formatted).map(seconds),
        };
        rows.row([
            models.to_string(),
            seconds(dry),
            seconds(new),
            full(&["--dry-run"])?,
            full(&[])?,
            table::short(memory(bench, &file)?),
            table::short(fs::metadata(&file)?.len() as f64 / 1024.0),
        ]);
    }
    rows.print();
    Ok(())
}

fn target(bench: &Bench) -> PathBuf {
    bench.work.join("many")
}

pub fn measure(
    bench: &Bench,
    spec: &Path,
    args: &[&str],
    rustfmt: bool,
    times: usize,
) -> Result<f64> {
    let mut took = Vec::new();
    for _ in 0..times {
        clear(&target(bench))?;
        let mut command = bench.new_command(&target(bench), spec, Mode::Async);
        if !rustfmt {
            // Where there is no rustfmt, files are written as the templates have them.
            command.env("PATH", "");
        }
        took.push(timed(command.args(args))?);
    }
    clear(&target(bench))?;
    Ok(median(&took))
}

pub fn memory(bench: &Bench, spec: &Path) -> Result<f64> {
    let mut command = bench.new_command(&target(bench), spec, Mode::Async);
    let most = peak(command.env("PATH", ""))?;
    clear(&target(bench))?;
    Ok(most)
}

/// A spec of so many models, each with what models have: an enum, a reference, filters, pages.
pub fn spec(project: &str, models: usize) -> String {
    let mut text =
        format!("project: {project}\nenums:\n  State: [draft, published, archived]\nmodels:\n");
    for n in 0..models {
        let _ = write!(
            text,
            "
  Item{n}:
    timestamps: true
    fields:
      title: string(200)
      body: text?
      state: State = draft
      price: {{ type: \"decimal(10,2)\", min: 0 }}
      amount: int32 = 1
      code: {{ type: string(40), unique: true }}
      published_at: datetime?
"
        );
        if n > 0 {
            let _ = writeln!(text, "      parent: Item{}", n - 1);
        }
        text.push_str(
            "    service:
      generic: ModelService
      mixins: [StreamModelMixin]
      filters: { title: [exact, icontains], state: [exact, in], published_at: [gte, lte] }
      search: [title, body]
      ordering: [title, published_at]
      pagination: { page_size: 20, max_page_size: 100 }
",
        );
    }
    text
}
