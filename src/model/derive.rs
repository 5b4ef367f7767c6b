//! From models to the [`Api`]: the one place that knows which messages and RPCs a service has,
//! and what they are called.

mod actions;
mod plain;
mod roles;

use super::api::{
    Api, EMPTY, Home, Label, Message, MessageField, MessageId, Payload, Rpc, RpcKind, STRUCT,
    Service, Source, WireType,
};
use super::{Field, FieldType, Link, Model, Project, Transport, Wire};
use actions::{Speech, Uses};
use roles::{ROLES, Role, standard};

/// What the services say over the wire.
pub fn derive(project: &Project) -> Api {
    let mut api = Api::default();
    let uses = Uses::of(project);
    let models = &project.models;
    let made = (0..models.len()).map(|position| {
        let shapes = Shapes::new(models, position);
        shapes.messages(&mut api, &uses.roles(position))
    });
    let made: Vec<_> = made.collect();
    let speech = Speech::new(project, &made, &uses, &mut api);
    for (position, made) in made.iter().enumerate() {
        Shapes::new(models, position).serve(&mut api, made, &speech);
    }
    for position in 0..project.services.len() {
        speech.serve(&mut api, position);
    }
    api
}

/// The messages of one model, and the service that speaks them.
struct Shapes<'a> {
    models: &'a [Model],
    position: usize,
    model: &'a Model,
    name: String,
}

impl<'a> Shapes<'a> {
    fn new(models: &'a [Model], position: usize) -> Self {
        let model = &models[position];
        Self {
            models,
            position,
            model,
            name: model.name.pascal(),
        }
    }

    /// The messages that its service and the actions of any service speak.
    fn messages(&self, api: &mut Api, asked: &[Role]) -> Vec<(Role, MessageId)> {
        let service = self.model.service.as_ref();
        let rpcs = service.map_or(&[][..], |service| &service.rpcs).iter();
        let spoken = rpcs.flat_map(|action| {
            let (_, request, response, ..) = standard(*action);
            [Some(request), response].into_iter().flatten()
        });
        let spoken = spoken.chain(asked.iter().copied());
        let needed = spoken.flat_map(|role| [Some(role), role.item()].into_iter().flatten());
        let needed: Vec<Role> = needed.collect();
        let mut made: Vec<(Role, MessageId)> = Vec::new();
        for role in ROLES.into_iter().filter(|role| needed.contains(role)) {
            let fields = self.fields(role, &made);
            let id = api.add_message(Message {
                name: format!("{}{}", self.name, role.suffix()),
                of: Some(self.position),
                home: Home::Model(self.position),
                side: role.side(),
                comment: match role {
                    Role::List | Role::Stream if !fields.is_empty() => {
                        String::from("What is asked of the list.")
                    }
                    role => role.comment(&self.name),
                },
                fields,
            });
            if let Some(form) = role.form() {
                api.set_form(self.position, form, id);
            }
            made.push((role, id));
        }
        made
    }

    /// The service of the model, where it has one.
    fn serve(&self, api: &mut Api, made: &[(Role, MessageId)], speech: &Speech<'_>) {
        let Some(service) = &self.model.service else {
            return;
        };
        let payload = |role| match made.iter().find(|(known, _)| *known == role) {
            Some((_, id)) => Payload::Message(*id),
            None => Payload::External(EMPTY),
        };
        let rpcs = service.rpcs.iter().map(|action| {
            let (name, request, response, flow, comment) = standard(*action);
            Rpc {
                name: name.to_owned(),
                kind: RpcKind::Generic(*action),
                request: payload(request),
                response: response.map_or(Payload::External(EMPTY), payload),
                flow,
                comment: comment.to_owned(),
            }
        });
        let mut rpcs: Vec<Rpc> = rpcs.collect();
        let home = Home::Model(self.position);
        rpcs.extend(speech.rpcs(api, &service.name, home, &service.actions));
        api.add_service(Service {
            name: format!("{}Controller", service.name.pascal()),
            model: Some(self.position),
            home,
            rpcs,
            comment: format!("The RPCs of `{}`.", self.name),
        });
    }

    fn fields(&self, role: Role, made: &[(Role, MessageId)]) -> Vec<MessageField> {
        match role {
            Role::Write => self.written().collect(),
            // The list of named fields stands behind the key.
            Role::PartialWrite => {
                let mut fields: Vec<_> = self.written().collect();
                fields.insert(1.min(fields.len()), mask());
                fields
            }
            Role::Answer => self.answered().collect(),
            Role::Retrieve | Role::Destroy => vec![self.key()],
            Role::List | Role::Stream => self.asked(),
            Role::Page => self.page(made),
            Role::Batch => {
                let item = made.iter().find(|(role, _)| *role == Role::Write);
                item.map(|(_, id)| results(*id)).into_iter().collect()
            }
        }
    }

    /// What a client writes: the key, every field that is not read-only, then relations.
    fn written(&self) -> impl Iterator<Item = MessageField> {
        let columns = self.columns(Field::is_written);
        columns.chain(self.links())
    }

    fn answered(&self) -> impl Iterator<Item = MessageField> {
        self.columns(|field| !field.write_only).chain(self.links())
    }

    fn columns(&self, wanted: impl Fn(&Field) -> bool) -> impl Iterator<Item = MessageField> {
        let fields = self.model.fields.iter().enumerate();
        let fields = fields.filter(move |(_, field)| wanted(field));
        fields.map(|(position, field)| MessageField {
            name: field.name.as_typed().to_owned(),
            ty: wire_type(self.models, &field.ty, self.model.wire),
            label: match field.ty {
                FieldType::Array(_) => Label::Repeated,
                _ if is_optional(field) => Label::Optional,
                _ => Label::Implicit,
            },
            source: Source::Column(position),
            comment: field.comment.clone().unwrap_or_default(),
        })
    }

    /// Many-to-many relations, as lists of keys.
    fn links(&self) -> impl Iterator<Item = MessageField> {
        let link = |(position, link): (usize, &Link)| MessageField {
            name: link.name.as_typed().to_owned(),
            ty: wire_type(
                self.models,
                &self.models[link.target].key().ty,
                self.model.wire,
            ),
            label: Label::Repeated,
            source: Source::Link(position),
            comment: link.comment.clone().unwrap_or_default(),
        };
        self.model.links.iter().enumerate().map(link)
    }

    /// The key that a call looks up: never unset.
    fn key(&self) -> MessageField {
        let key = self.model.key();
        MessageField {
            name: key.name.as_typed().to_owned(),
            ty: wire_type(self.models, &key.ty, self.model.wire),
            label: Label::Implicit,
            source: Source::Key,
            comment: key.comment.clone().unwrap_or_default(),
        }
    }

    /// The filters and the page of a list, where the request may have them.
    fn asked(&self) -> Vec<MessageField> {
        let service = self.model.service.as_ref();
        let transport = service.map(|service| service.listing.settings.transport);
        if transport.is_none_or(|transport| transport == Transport::MetadataStrict) {
            return Vec::new();
        }
        let field = |name: &str, source, comment: &str| MessageField {
            name: name.to_owned(),
            ty: WireType::External(STRUCT),
            label: Label::Optional,
            source,
            comment: comment.to_owned(),
        };
        vec![
            field(
                "_filters",
                Source::Filters,
                "Filters by name, `search` and `ordering`.",
            ),
            field(
                "_pagination",
                Source::Pagination,
                "The page, by the keys of its style.",
            ),
        ]
    }

    fn page(&self, made: &[(Role, MessageId)]) -> Vec<MessageField> {
        let answer = made.iter().find(|(role, _)| *role == Role::Answer);
        let results = answer.map(|(_, id)| results(*id));
        let service = self.model.service.as_ref();
        let paginated = service.is_some_and(|service| service.listing.pagination.is_some());
        let count = paginated.then(count);
        results.into_iter().chain(count).collect()
    }
}

/// The items of a list.
fn results(item: MessageId) -> MessageField {
    MessageField {
        name: String::from("results"),
        ty: WireType::Message(item),
        label: Label::Repeated,
        source: Source::Results,
        comment: String::new(),
    }
}

fn count() -> MessageField {
    MessageField {
        name: String::from("count"),
        ty: WireType::Scalar(FieldType::Int32),
        label: Label::Implicit,
        source: Source::Count,
        comment: String::from("How many rows there are over all pages."),
    }
}

fn mask() -> MessageField {
    MessageField {
        name: String::from("_partial_update_fields"),
        ty: WireType::Scalar(FieldType::Text),
        label: Label::Repeated,
        source: Source::Mask,
        comment: String::from("The fields to write; the others stay as they are."),
    }
}

/// Nullable or not required; read-only implies not required. A list is empty instead.
pub fn is_optional(field: &Field) -> bool {
    if matches!(field.ty, FieldType::Array(_)) {
        return false;
    }
    field.null || field.blank || field.default.is_some() || field.read_only
}

/// A reference has the type of the key it points to.
fn wire_type(models: &[Model], ty: &FieldType, wire: Wire) -> WireType {
    match ty {
        FieldType::Enum(position) => WireType::Enum(*position),
        FieldType::Array(element) => wire_type(models, &element.ty, wire),
        FieldType::Reference { model, .. } => match models.get(*model) {
            Some(target) => wire_type(models, &target.key().ty, wire),
            None => WireType::Scalar(FieldType::Int64),
        },
        ty => match ty.info().map(|row| (row, row.form(wire))) {
            Some((_, form)) if form.is_message() => WireType::External(form.proto),
            // A decimal, as text.
            Some((row, form)) if form != row.form(Wire::Dsg) => WireType::Scalar(FieldType::Text),
            _ => WireType::Scalar(ty.clone()),
        },
    }
}
