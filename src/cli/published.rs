//! Proto packages that clients know already.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Failure;
use crate::write::reconcile::{Step, Verb};

/// Refuses to drop a whole package: a slip in `package:` would take every service from its clients.
pub fn refuse_dropped(root: &Path, steps: &[Step]) -> Result<(), Failure> {
    let folder = |step: &Step| {
        let below = step.path.strip_prefix("proto/")?;
        let (folder, _) = below.rsplit_once('/')?;
        Some(folder.to_owned())
    };
    let (gone, kept): (Vec<&Step>, Vec<&Step>) =
        steps.iter().partition(|step| step.verb == Verb::Remove);
    let kept: BTreeSet<String> = kept.into_iter().filter_map(folder).collect();
    let mut services = Vec::new();
    for step in gone {
        let Some(package) = folder(step).filter(|folder| !kept.contains(folder)) else {
            continue;
        };
        let text = fs::read_to_string(root.join(&step.path)).unwrap_or_default();
        let package = package.replace('/', ".");
        let names = text
            .lines()
            .filter_map(|line| line.strip_prefix("service "));
        let names = names.filter_map(|rest| rest.split([' ', '{']).next());
        services.extend(names.map(|name| format!("{package}.{name}")));
    }
    if services.is_empty() {
        return Ok(());
    }
    let message = format!(
        "a published package would vanish, and with it what its clients call: {}",
        services.join(", ")
    );
    let help = "nothing was written; set `package` in socio.yaml back, or say --force";
    Err(Failure::new(message, help))
}
