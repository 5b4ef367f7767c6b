//! Which proto files a project has, and what stands in each.

use super::names::Names;
use super::proto::{self, Places, ProtoFile, stands_apart};
use super::wire::Numbered;
use crate::catalogue::Subject;
use crate::model::Project;
use crate::model::api::{Api, Home, Service};

/// Every proto file but that of the enums: what it is for, its name, and its text.
pub fn all(
    project: &Project,
    api: &Api,
    numbered: &Numbered,
    places: &Places,
    names: &Names,
) -> Vec<(Subject, String, ProtoFile)> {
    let file = |services: &[&Service], home: Option<Home>| {
        let messages = home.into_iter().flat_map(|home| api.messages_at(home));
        proto::file(project, api, numbered, places, services, messages)
    };
    let models = names.models.iter().enumerate().filter_map(|(at, names)| {
        let home = Home::Model(at);
        let service = api.service_of(at);
        let service: Vec<_> = service
            .into_iter()
            .filter(|service| !stands_apart(api, service))
            .collect();
        let none = service.is_empty() && api.messages_at(home).next().is_none();
        (!none).then(|| {
            (
                Subject::Proto,
                names.file.clone(),
                file(&service, Some(home)),
            )
        })
    });
    let mut files: Vec<_> = models.collect();
    let mut apart = Vec::new();
    for service in &api.services {
        match service.home {
            Home::Service(at) => {
                let name = names.services[at].file.clone();
                files.push((Subject::Proto, name, file(&[service], Some(service.home))));
            }
            _ if stands_apart(api, service) => apart.push(service),
            _ => {}
        }
    }
    if api.messages_at(Home::Messages).next().is_some() {
        let shared = file(&[], Some(Home::Messages));
        files.push((Subject::MessagesProto, String::new(), shared));
    }
    if !apart.is_empty() {
        files.push((Subject::ServicesProto, String::new(), file(&apart, None)));
    }
    files
}
