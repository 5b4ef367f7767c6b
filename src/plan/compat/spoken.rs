//! What clients are made for: types and calls, which socio.lock keeps beside the numbers.

use crate::model::Project;
use crate::model::api::{Api, Label};
use crate::plan::lock::{Call, WireLock};
use crate::plan::proto::types::Types;

/// Adds them to the numbers.
pub fn record(wire: &mut WireLock, project: &Project, api: &Api) {
    let types = Types { project, api };
    for message in &api.messages {
        let Some(numbers) = wire.messages.get_mut(&message.name) else {
            continue;
        };
        let fields = message.fields.iter().map(|field| {
            let ty = types.field(field);
            let ty = match &field.label {
                Label::OneOf(group) => format!("{ty} in {group}"),
                _ => ty,
            };
            (field.name.clone(), ty)
        });
        numbers.types = fields.collect();
    }
    for service in &api.services {
        let calls = service.rpcs.iter().map(|rpc| {
            let (request, response) = types.call(rpc);
            (rpc.name.clone(), Call { request, response })
        });
        wire.calls.insert(service.name.clone(), calls.collect());
    }
    wire.package.clone_from(&project.package);
}
