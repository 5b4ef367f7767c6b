//! Services and their RPCs.

use std::collections::BTreeMap;

use super::{Published, Rule, WireChange, path};
use crate::model::api::{Home, Service};
use crate::plan::lock::Call;

impl Published<'_> {
    pub(super) fn calls(&self, changes: &mut Vec<WireChange>) {
        let (before, after) = (&self.before.calls, &self.after.calls);
        for (service, calls) in before {
            match after.get(service) {
                Some(now) => self.rpcs(changes, service, calls, now),
                None => changes.push(WireChange {
                    rule: Some(Rule::ServiceGone),
                    what: format!("service {service} is removed"),
                    place: self.place_of(service),
                }),
            }
        }
        let new = after.keys().filter(|name| !before.contains_key(*name));
        // Of what an older lock did not keep nothing is new.
        for service in new.filter(|name| !self.before.services.contains_key(*name)) {
            changes.push(WireChange {
                rule: None,
                what: format!("service {service} is new"),
                place: self.place_of(service),
            });
        }
    }

    fn rpcs(
        &self,
        changes: &mut Vec<WireChange>,
        service: &str,
        before: &BTreeMap<String, Call>,
        after: &BTreeMap<String, Call>,
    ) {
        let mut add = |rule, rpc: &str, what: String| {
            let mut place = self.place_of(service);
            place.extend(path(&["actions", rpc]));
            let what = format!("RPC {service}.{rpc} {what}");
            changes.push(WireChange { rule, what, place });
        };
        for (rpc, was) in before {
            let Some(is) = after.get(rpc) else {
                add(Some(Rule::RpcGone), rpc, String::from("is removed"));
                continue;
            };
            for (rule, what) in self.differences(was, is) {
                add(Some(rule), rpc, what);
            }
        }
        for rpc in after.keys().filter(|rpc| !before.contains_key(*rpc)) {
            add(None, rpc, String::from("is new"));
        }
    }

    fn differences(&self, was: &Call, is: &Call) -> Vec<(Rule, String)> {
        let sides = [
            (
                (&was.request, &is.request, "reads"),
                (Rule::RpcClientStream, Rule::RpcRequest),
            ),
            (
                (&was.response, &is.response, "answers"),
                (Rule::RpcServerStream, Rule::RpcResponse),
            ),
        ];
        let found = sides.into_iter().filter_map(|((was, is, verb), rules)| {
            let ((was_stream, was_one), (is_stream, is_one)) = (side(was), side(is));
            let rule = match was_stream == is_stream {
                false => rules.0,
                true if self.name(was_one) != is_one => rules.1,
                true => return None,
            };
            Some((rule, format!("{verb} `{is}`, where it was `{was}`")))
        });
        found.collect()
    }

    /// Where a service is described, as far as it is yet.
    fn place_of(&self, name: &str) -> Vec<String> {
        let is_it = |service: &&Service| service.name == name;
        match self.api.services.iter().find(is_it).map(|one| one.home) {
            Some(Home::Service(at)) => {
                path(&["services", self.project.services[at].name.as_typed()])
            }
            Some(Home::Model(at)) => {
                path(&["models", self.project.models[at].name.as_typed(), "service"])
            }
            Some(Home::Messages) | None => {
                let model = name.strip_suffix("Controller").unwrap_or(name);
                path(&["models", model])
            }
        }
    }
}

/// Whether it is a stream, and of which message.
fn side(written: &str) -> (bool, &str) {
    match written.strip_prefix("stream ") {
        Some(message) => (true, message),
        None => (false, written),
    }
}
