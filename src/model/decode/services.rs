//! `services:`, beside those of the models.

use super::unknown::unknown;
use super::{Build, Known, actions};
use crate::diagnostic::Code;
use crate::model::grammar::OWN_SERVICE;
use crate::model::{Name, OwnService};
use crate::spec::Node;

pub(super) fn services(build: &mut Build, root: &Node, known: &Known<'_>) -> Vec<OwnService> {
    let entries = build.entries(root, "services");
    let mut services = Vec::with_capacity(entries.len());
    for (key, node) in entries {
        build.type_name(key, entries);
        build.keys(node, &OWN_SERVICE);
        let model = model(build, node, known);
        let has_model = node.get("model").is_some();
        let actions = actions::actions(build, node, known, has_model);
        let none = node
            .get("actions")
            .is_none_or(|below| below.entries().is_some_and(<[_]>::is_empty));
        if none
            && (node.get("actions").is_some() || !Build::is_meant(node, "actions", &OWN_SERVICE))
        {
            let message = format!("the service `{}` has no actions", key.text);
            build.error(
                Code::NoActions,
                &key.span,
                message,
                "add one: `actions: { Ping: {} }`",
            );
        }
        services.push(OwnService {
            name: Name::new(key.text.clone()),
            comment: build.comment(node),
            model,
            actions,
        });
    }
    services
}

fn model(build: &mut Build, node: &Node, known: &Known<'_>) -> Option<usize> {
    let below = node.get("model")?;
    let text = below.scalar().unwrap_or_default();
    let model = known.model(text);
    if model.is_none() {
        let names: Vec<&str> = known.models.iter().map(String::as_str).collect();
        unknown(build, "model", text, &below.span, &names);
    }
    model
}
