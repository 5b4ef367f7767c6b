//! Tables are not shared.

use crate::model::Model;
use crate::model::decode::Build;
use crate::spec::{Key, Node};

/// Every table has one owner, be it a model or a many-to-many relation.
pub(in crate::model) fn tables(build: &mut Build, entries: &[(Key, Node)], models: &[Model]) {
    let mut seen: Vec<&str> = Vec::new();
    for ((key, _), model) in entries.iter().zip(models) {
        let links = model.links.iter().map(|link| link.table.as_str());
        for table in std::iter::once(model.table.as_str()).chain(links) {
            if seen.contains(&table) {
                let message = format!("the table `{table}` is needed twice");
                build.error(&key.span, message, "set `table:` of one of them");
            }
            seen.push(table);
        }
    }
}
