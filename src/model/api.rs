//! What a project says over the wire, as data: every message, service and RPC. Protos, numbers,
//! conversions, traits, adapters and clients are loops over it.

use std::collections::HashMap;

use super::{FieldType, MessageMember, Rpc as Action};

/// Everything that the proto package of a project holds beside its enums.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// In the order of the protos.
    pub messages: Vec<Message>,
    pub services: Vec<Service>,
    /// The messages of no model, by their names in Rust.
    pub plain: Vec<Plain>,
    /// Those of each model, so that nobody looks for them among all.
    of_models: HashMap<usize, OfModel>,
    /// Those of each place.
    at: HashMap<Home, Vec<MessageId>>,
}

/// What is there for one model, by its positions.
#[derive(Debug, Clone, Default)]
struct OfModel {
    messages: Vec<MessageId>,
    service: Option<usize>,
    forms: Vec<(Form, MessageId)>,
}

/// What a message says of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// What a client writes of a record.
    Request,
    /// What a client writes of some of its fields.
    Partial,
    /// A record as it is stored.
    Response,
}

/// The part of a project that something belongs to: its proto stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Home {
    /// A model, by its position.
    Model(usize),
    /// A service beside those of the models, by its position.
    Service(usize),
    /// The messages of no model.
    Messages,
}

/// A message of no model: a struct of Rust, which is read from one message and written as another.
#[derive(Debug, Clone)]
pub struct Plain {
    /// `ChatLine`.
    pub name: String,
    pub members: Vec<MessageMember>,
    pub request: Option<MessageId>,
    pub response: Option<MessageId>,
    pub comment: String,
}

/// The position of a message in [`Api::messages`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageId(pub usize);

/// A message.
#[derive(Debug, Clone)]
pub struct Message {
    /// `PostRequest`.
    pub name: String,
    /// The position of the model whose shape it is.
    pub of: Option<usize>,
    pub home: Home,
    pub side: Side,
    pub fields: Vec<MessageField>,
    /// A sentence for protos and docs.
    pub comment: String,
}

/// Who sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Request,
    Response,
    Both,
}

#[derive(Debug, Clone)]
pub struct MessageField {
    /// `title`, as the proto has it.
    pub name: String,
    pub ty: WireType,
    pub label: Label,
    pub source: Source,
    pub comment: String,
}

/// The type of a field of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum WireType {
    Scalar(FieldType),
    Message(MessageId),
    /// The position of an enum of the project.
    Enum(usize),
    /// A message that is defined elsewhere: `google.protobuf.Struct`.
    External(&'static str),
}

/// How often a field occurs, and whether its absence can be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Label {
    /// Always carries a value; zero is one.
    Implicit,
    /// May be unset.
    Optional,
    Repeated,
    /// A map with keys of this type.
    Map(FieldType),
    /// One of the fields of this group.
    OneOf(String),
}

/// Where the value of a field comes from, or goes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// A field of the model, by its position.
    Column(usize),
    /// A many-to-many relation of the model, by its position.
    Link(usize),
    /// A field of another model, through references: positions from model to model.
    Path(Vec<usize>),
    /// Another field of what a reference points to: the reference, then the field.
    Slug(usize, usize),
    /// The shape of what a reference or a relation points to.
    Nested(usize),
    /// The shapes of what points here.
    Reverse(usize),
    /// A method that the user writes.
    Computed,
    /// A field of no model.
    Given,
    /// The key that a call looks up.
    Key,
    /// The names of the fields that a partial update writes.
    Mask,
    /// The items of a list.
    Results,
    /// How many items there are over all pages.
    Count,
    Filters,
    Pagination,
}

impl Source {
    /// Whether the contract fixes its number: it is the only field, or the list's.
    pub fn has_fixed_number(&self) -> bool {
        matches!(self, Self::Key)
    }
}

/// A service: RPCs under one name.
#[derive(Debug, Clone)]
pub struct Service {
    /// `PostController`.
    pub name: String,
    /// The position of the model it is for.
    pub model: Option<usize>,
    pub home: Home,
    pub rpcs: Vec<Rpc>,
    pub comment: String,
}

#[derive(Debug, Clone)]
pub struct Rpc {
    /// `Create`.
    pub name: String,
    pub kind: RpcKind,
    pub request: Payload,
    pub response: Payload,
    pub flow: Flow,
    pub comment: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RpcKind {
    /// One of the seven, with a body that is provided.
    Generic(Action),
    /// One of the user's.
    Custom,
}

/// What an RPC reads or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    Message(MessageId),
    External(&'static str),
}

/// Which sides of an RPC are streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Unary,
    /// The server answers many messages.
    Server,
    /// The client sends many messages.
    Client,
    Duplex,
}

impl Flow {
    pub fn client_streams(self) -> bool {
        matches!(self, Self::Client | Self::Duplex)
    }

    pub fn server_streams(self) -> bool {
        matches!(self, Self::Server | Self::Duplex)
    }
}

/// The message that stands for nothing.
pub const EMPTY: &str = "google.protobuf.Empty";
/// A JSON object on the wire.
pub const STRUCT: &str = "google.protobuf.Struct";

impl Api {
    pub fn message(&self, id: MessageId) -> &Message {
        &self.messages[id.0]
    }

    /// The name of what an RPC reads or answers.
    pub fn payload(&self, payload: Payload) -> &str {
        match payload {
            Payload::Message(id) => &self.message(id).name,
            Payload::External(name) => name,
        }
    }

    /// Takes a message up, and says where it is from then on.
    pub fn add_message(&mut self, message: Message) -> MessageId {
        let id = MessageId(self.messages.len());
        if let Some(model) = message.of {
            self.of_models.entry(model).or_default().messages.push(id);
        }
        self.at.entry(message.home).or_default().push(id);
        self.messages.push(message);
        id
    }

    pub fn add_service(&mut self, service: Service) {
        if let Home::Model(model) = service.home {
            self.of_models.entry(model).or_default().service = Some(self.services.len());
        }
        self.services.push(service);
    }

    /// The messages of a model's own shape, in the order of its proto.
    pub fn messages_of(&self, model: usize) -> impl Iterator<Item = (MessageId, &Message)> {
        let ids = self.of_models.get(&model).map(|of| of.messages.as_slice());
        let ids = ids.unwrap_or_default().iter();
        ids.map(|id| (*id, self.message(*id)))
    }

    /// Says that a message is this form of a model.
    pub fn set_form(&mut self, model: usize, form: Form, id: MessageId) {
        let of = self.of_models.entry(model).or_default();
        of.forms.push((form, id));
    }

    /// The message that is this form of a model, where one is spoken.
    pub fn form(&self, model: usize, form: Form) -> Option<&Message> {
        let mut forms = self.of_models.get(&model)?.forms.iter();
        let (_, id) = forms.find(|(known, _)| *known == form)?;
        Some(self.message(*id))
    }

    /// The messages that stand in one place, in their order.
    pub fn messages_at(&self, home: Home) -> impl Iterator<Item = (MessageId, &Message)> {
        let ids = self.at.get(&home).map_or(&[][..], Vec::as_slice).iter();
        ids.map(|id| (*id, self.message(*id)))
    }

    /// The service of a model, where it has one.
    pub fn service_of(&self, model: usize) -> Option<&Service> {
        let service = self.of_models.get(&model)?.service?;
        self.services.get(service)
    }
}
