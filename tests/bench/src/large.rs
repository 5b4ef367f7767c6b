//! What specs cost that have very many of one thing: ten times as many shall take ten times as long.

use std::fs;

use crate::Result;
use crate::generator::{measure, memory};
use crate::project::Bench;
use crate::table::{self, Table};

mod specs;

/// Enough for a figure that one disturbance does not move.
const TIMES: usize = 3;

pub fn run(bench: &Bench) -> Result<()> {
    let title = "Large specs: seconds of a dry run without rustfmt";
    let heads = [
        "of what",
        "many",
        "seconds",
        "ten times as many",
        "peak MiB",
    ];
    let mut rows = Table::new(title, &heads);
    for (what, make, n) in specs::LARGE {
        let file = |n: usize| -> Result<_> {
            let file = bench.work.join(format!("large-{n}.yaml"));
            fs::write(&file, make(n))?;
            Ok(file)
        };
        let (some, many) = (file(n / 10)?, file(n)?);
        let dry = |file| measure(bench, file, &["--dry-run"], false, TIMES);
        rows.row([
            what.to_owned(),
            (n / 10).to_string(),
            format!("{:.3}", dry(&some)?),
            format!("{:.3}", dry(&many)?),
            table::short(memory(bench, &many)?),
        ]);
    }
    rows.print();
    Ok(())
}
