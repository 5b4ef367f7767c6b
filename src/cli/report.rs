//! What a command does to the files of a project, for the person who runs it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use similar::TextDiff;

use super::Failure;
use crate::plan::signatures::Signature;
use crate::write::reconcile::{Step, Verb};
use crate::{render, shell};

/// Lines of one conflict that are shown; `-v` shows all.
const SHOWN: usize = 60;

/// Two texts that have little in common are not compared for ever.
const PATIENCE: Duration = Duration::from_millis(500);

/// One verb for each file that changes; of the vendored runtime, only their number.
pub fn changes(steps: &[Step]) {
    let (vendored, own): (Vec<&Step>, Vec<&Step>) = steps
        .iter()
        .partition(|step| step.path.starts_with(render::VENDORED));
    for step in own {
        match step.verb {
            Verb::Identical | Verb::Yours => shell::detail(step.verb.as_str(), &step.path),
            Verb::Missing => {
                let help = format!("{} (--restore {0} brings it back)", step.path);
                shell::status(step.verb.as_str(), help);
            }
            Verb::Create | Verb::Update | Verb::Remove | Verb::Conflict => {
                shell::status(step.verb.as_str(), &step.path);
            }
        }
    }
    for verb in [Verb::Create, Verb::Update, Verb::Remove] {
        if let n @ 1.. = count(&vendored, verb) {
            let files = super::counted(n, "file");
            shell::status(verb.as_str(), format!("{} ({files})", render::VENDORED));
        }
    }
}

/// The actions that their service's file does not have yet, each with the method to paste there.
pub fn unwritten(root: &Path, signatures: &[Signature]) {
    for Signature {
        file,
        action,
        head,
        text,
    } in signatures
    {
        let own = fs::read_to_string(root.join(file)).unwrap_or_default();
        if !own.contains(head.as_str()) {
            shell::status("Unwritten", format!("{action}; in {file}:\n    {text}"));
        }
    }
}

/// `2 created, 1 updated, 58 unchanged`.
pub fn summary(steps: &[Step]) -> String {
    let all: Vec<&Step> = steps.iter().collect();
    let counts = [
        ("created", count(&all, Verb::Create)),
        ("updated", count(&all, Verb::Update)),
        ("removed", count(&all, Verb::Remove)),
        ("missing", count(&all, Verb::Missing)),
        (
            "unchanged",
            count(&all, Verb::Identical) + count(&all, Verb::Yours),
        ),
    ];
    let counts = counts.into_iter().filter(|(_, n)| *n > 0);
    let counts: Vec<_> = counts.map(|(what, n)| format!("{n} {what}")).collect();
    counts.join(", ")
}

fn count(steps: &[&Step], verb: Verb) -> usize {
    steps.iter().filter(|step| step.verb == verb).count()
}

/// Files that were edited by hand, with what differs. Which side is right is the user's to say.
pub fn refuse_conflicts(steps: &[Step]) -> Result<(), Failure> {
    let conflicts = steps.iter().filter(|step| step.verb == Verb::Conflict);
    let conflicts: Vec<&Step> = conflicts.collect();
    if conflicts.is_empty() {
        return Ok(());
    }
    for step in &conflicts {
        shell::status(step.verb.as_str(), &step.path);
        if let Some((found, wanted)) = &step.sides {
            shell::plain(diff(&step.path, found, wanted));
        }
    }
    let files = super::counted(conflicts.len(), "generated file");
    let message = format!("{files} differ from what was generated; nothing was written");
    let help = "`-` is on disk, `+` is what the spec gives. An edit that is to stay goes into a file of yours, \
                as below src/services; --force writes what the spec gives";
    Err(Failure::new(message, help))
}

/// The lines that differ, in colours.
fn diff(path: &str, found: &[u8], wanted: &[u8]) -> String {
    let (found, wanted) = (
        String::from_utf8_lossy(found),
        String::from_utf8_lossy(wanted),
    );
    let diff = TextDiff::configure()
        .timeout(PATIENCE)
        .diff_lines(&found, &wanted);
    let text = diff
        .unified_diff()
        .header(&format!("{path} (on disk)"), &format!("{path} (generated)"))
        .to_string();
    let lines: Vec<String> = text.lines().map(coloured).collect();
    let shown = if shell::is_verbose() {
        lines.len()
    } else {
        SHOWN
    };
    let mut text = lines[..lines.len().min(shown)].join("\n");
    if lines.len() > shown {
        let more = super::counted(lines.len() - shown, "more line");
        text += &format!("\n… {more} (-v shows all)");
    }
    text
}

fn coloured(line: &str) -> String {
    let colour = match line.as_bytes().first() {
        Some(b'-') => "\x1b[31m",
        Some(b'+') => "\x1b[32m",
        Some(b'@') => "\x1b[36m",
        _ => return line.to_owned(),
    };
    format!("{colour}{line}\x1b[0m")
}

#[cfg(test)]
mod tests {
    use super::diff;

    #[test]
    fn a_long_conflict_is_cut() {
        let lines = |word: &str| -> String { (0..99).map(|n| format!("{word} {n}\n")).collect() };
        let text = diff("a.rs", lines("old").as_bytes(), lines("new").as_bytes());
        assert!(
            text.contains("old 3") && text.contains("more lines (-v"),
            "{text}"
        );
    }
}
