//! What a project offers, for the person who just wrote its spec.

use crate::model::{self, Project};
use crate::shell;

/// A line for each service, with its RPCs.
pub fn print(project: &Project) {
    print_those(project, |_| true);
}

/// The lines of one model's services.
pub fn print_of(project: &Project, model: &str) {
    print_those(project, |position| {
        project.models[position].name.as_typed() == model
    });
}

/// `blog.v1.PostController`, of every service.
pub fn names(project: &Project) -> Vec<String> {
    let services = model::derive(project).services.into_iter();
    let names = services.map(|service| format!("{}.{}", project.package, service.name));
    names.collect()
}

fn print_those(project: &Project, wanted: impl Fn(usize) -> bool) {
    for service in model::derive(project).services {
        if service.model.is_none_or(&wanted) {
            let rpcs: Vec<_> = service.rpcs.iter().map(|rpc| rpc.name.as_str()).collect();
            let name = format!("{}.{}", project.package, service.name);
            shell::status("Service", format!("{name}: {}", rpcs.join(", ")));
        }
    }
}
