//! Rules over a whole project, one short function each.

mod actions;
mod cycle;
mod declare;
mod enum_names;
mod filters;
mod names;
mod paths;
mod sorting;

use super::Project;
use super::decode::Build;
use crate::spec::Node;

/// Every rule; what each finds is with the mistakes of decoding.
pub(super) fn project(build: &mut Build, root: &Node, project: &Project) {
    let entries = |key| root.get(key).and_then(Node::entries).unwrap_or_default();
    let models = entries("models");
    names::names(build, root, project);
    filters::filters(build, models, &project.models, &project.enums);
    sorting::sorting(build, models, &project.models);
    cycle::cycles(build, models, &project.models);
}
