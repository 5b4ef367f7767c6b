//! RPCs of the user's own: what they are called, and the messages that only they speak.

use std::collections::{HashMap, HashSet};

use super::{Role, plain, results};
use crate::model::api::{
    Api, EMPTY, Home, Message, MessageId, Payload as Spoken, Rpc, RpcKind, STRUCT, Service, Side,
};
use crate::model::{Action, Name, Payload, Project, Shape};

/// A shape as one side of an action speaks it.
type Use = (Shape, Side, bool);

/// The shapes that actions speak: which, who sends them, and whether in a list.
pub(super) struct Uses(HashSet<UseKey>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct UseKey {
    model: bool,
    position: usize,
    client: bool,
    list: bool,
}

fn key((shape, side, list): Use) -> UseKey {
    let (model, position) = match shape {
        Shape::Model(position) => (true, position),
        Shape::Message(position) => (false, position),
    };
    UseKey {
        model,
        position,
        client: side == Side::Request,
        list,
    }
}

impl Uses {
    pub(super) fn of(project: &Project) -> Self {
        let of_models = project.models.iter();
        let of_models = of_models.filter_map(|model| model.service.as_ref());
        let of_models = of_models.flat_map(|service| &service.actions);
        let own = project.services.iter().flat_map(|service| &service.actions);
        let mut uses = HashSet::new();
        for action in of_models.chain(own) {
            for (payload, side) in [
                (&action.request, Side::Request),
                (&action.response, Side::Response),
            ] {
                match payload {
                    Payload::One(shape) => uses.extend([key((*shape, side, false))]),
                    Payload::List(shape, name) => {
                        uses.insert(key((*shape, side, false)));
                        // One with a name of its own is the action's.
                        uses.extend(name.is_none().then(|| key((*shape, side, true))));
                    }
                    Payload::Nothing | Payload::Struct | Payload::Inline(..) => {}
                }
            }
        }
        Self(uses)
    }

    fn has(&self, shape: Shape, side: Side, list: bool) -> bool {
        self.0.contains(&key((shape, side, list)))
    }

    /// The messages of a model that actions speak.
    pub(super) fn roles(&self, model: usize) -> Vec<Role> {
        let shape = Shape::Model(model);
        let roles = [
            (Role::Write, Side::Request, false),
            (Role::Answer, Side::Response, false),
            (Role::Page, Side::Response, true),
            (Role::Batch, Side::Request, true),
        ];
        let used = roles.into_iter();
        let used = used.filter(|(_, side, list)| self.has(shape, *side, *list));
        used.map(|(role, ..)| role).collect()
    }
}

/// What actions speak with: the messages of shapes are there already.
pub(super) struct Speech<'a> {
    project: &'a Project,
    shapes: HashMap<UseKey, MessageId>,
}

impl<'a> Speech<'a> {
    pub(super) fn new(
        project: &'a Project,
        made: &[Vec<(Role, MessageId)>],
        uses: &Uses,
        api: &mut Api,
    ) -> Self {
        let mut shapes = HashMap::new();
        for (position, made) in made.iter().enumerate() {
            let shape = Shape::Model(position);
            for (role, id) in made {
                let (side, list) = match role {
                    Role::Write => (Side::Request, false),
                    Role::Answer => (Side::Response, false),
                    Role::Page => (Side::Response, true),
                    Role::Batch => (Side::Request, true),
                    _ => continue,
                };
                shapes.insert(key((shape, side, list)), *id);
            }
        }
        let mut speech = Self { project, shapes };
        for position in 0..project.messages.len() {
            speech.plain(api, uses, position);
        }
        speech
    }

    /// The messages of a message of no model, as far as actions speak them.
    fn plain(&mut self, api: &mut Api, uses: &Uses, position: usize) {
        let message = &self.project.messages[position];
        let shape = Shape::Message(position);
        let base = message.name.pascal();
        let name = |side| {
            let used = uses.has(shape, side, false);
            used.then(|| format!("{base}{}", suffix(side)))
        };
        let names = plain::Names {
            rust: &base,
            request: name(Side::Request),
            response: name(Side::Response),
        };
        if names.request.is_none() && names.response.is_none() {
            return;
        }
        let comment = message.comment.clone();
        let comment = comment.unwrap_or_else(|| format!("The message `{base}`."));
        let home = Home::Messages;
        let (request, response) =
            plain::add(api, self.project, names, home, &message.members, &comment);
        for (side, id) in [(Side::Request, request), (Side::Response, response)] {
            let Some(id) = id else { continue };
            self.shapes.insert(key((shape, side, false)), id);
            if uses.has(shape, side, true) {
                let name = format!("{base}List{}", suffix(side));
                let list = list(api, name, id, side);
                self.shapes.insert(key((shape, side, true)), list);
            }
        }
    }

    /// The actions of a service as RPCs; their own messages are taken up with them.
    pub(super) fn rpcs(
        &self,
        api: &mut Api,
        service: &Name,
        home: Home,
        actions: &[Action],
    ) -> Vec<Rpc> {
        let rpc = |action: &Action| {
            let name = action.name.pascal();
            let whole = format!("{}{name}", service.pascal());
            let comment = action.comment.clone();
            Rpc {
                request: self.side(api, &whole, &name, home, &action.request, Side::Request),
                response: self.side(api, &whole, &name, home, &action.response, Side::Response),
                comment: comment.unwrap_or_else(|| format!("The action `{name}`.")),
                name,
                kind: RpcKind::Custom,
                flow: action.flow,
            }
        };
        actions.iter().map(rpc).collect()
    }

    fn side(
        &self,
        api: &mut Api,
        whole: &str,
        rpc: &str,
        home: Home,
        payload: &Payload,
        side: Side,
    ) -> Spoken {
        let shape = |shape, list| self.shapes.get(&key((shape, side, list))).copied();
        let id = match payload {
            Payload::Nothing => None,
            Payload::Struct => return Spoken::External(STRUCT),
            Payload::One(one) => shape(*one, false),
            Payload::List(item, None) => shape(*item, true),
            Payload::List(item, Some(name)) => {
                let item = shape(*item, false);
                item.map(|item| list(api, name.as_typed().to_owned(), item, side))
            }
            Payload::Inline(members, name) => {
                let name = match name {
                    Some(name) => name.as_typed().to_owned(),
                    None => ending(whole, suffix(side)),
                };
                let comment = match side {
                    Side::Response => format!("What `{rpc}` answers."),
                    _ => format!("What a client sends to `{rpc}`."),
                };
                let names = plain::Names {
                    rust: &name,
                    request: (side == Side::Request).then(|| name.clone()),
                    response: (side == Side::Response).then(|| name.clone()),
                };
                let (request, response) =
                    plain::add(api, self.project, names, home, members, &comment);
                request.or(response)
            }
        };
        id.map_or(Spoken::External(EMPTY), Spoken::Message)
    }

    /// A service beside those of the models.
    pub(super) fn serve(&self, api: &mut Api, position: usize) {
        let service = &self.project.services[position];
        let home = Home::Service(position);
        let name = service.name.pascal();
        let comment = service.comment.clone();
        let rpcs = self.rpcs(api, &service.name, home, &service.actions);
        api.add_service(Service {
            comment: comment.unwrap_or_else(|| format!("The RPCs of `{name}`.")),
            name: format!("{name}Controller"),
            model: service.model,
            home,
            rpcs,
        });
    }
}

fn suffix(side: Side) -> &'static str {
    match side {
        Side::Response => "Response",
        Side::Request | Side::Both => "Request",
    }
}

/// With an ending that the name may have already.
fn ending(name: &str, suffix: &str) -> String {
    match name.ends_with(suffix) {
        true => name.to_owned(),
        false => format!("{name}{suffix}"),
    }
}

/// A message of many items; it stands where they do.
fn list(api: &mut Api, name: String, item: MessageId, side: Side) -> MessageId {
    let message = Message {
        name,
        of: None,
        home: api.message(item).home,
        side,
        fields: vec![results(item)],
        comment: format!("Several of `{}`.", api.message(item).name),
    };
    api.add_message(message)
}
