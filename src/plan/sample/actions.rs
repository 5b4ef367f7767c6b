//! What tests and examples send to actions.

use serde::Serialize;

use super::Plot;
use super::domain::Domain;
use crate::model::api::{Api, Form, MessageId, Payload as Spoken, Rpc, RpcKind, Service};
use crate::model::ident::rust_ident;
use crate::model::{
    Action, Field, FieldType, MessageMember, Name, OneOfMember, Payload, Shape, Wire, is_optional,
};

/// A call of an action.
#[derive(Debug, Serialize)]
pub struct CaseView {
    /// `publish`, in the names of tests.
    pub name: String,
    /// The method of the client.
    pub method: String,
    /// As the wire has it.
    pub rpc: String,
    /// A valid message of the tests; drafts of models are those of the fixtures.
    pub request: String,
    /// The same without fixtures.
    pub plain: String,
    /// Whether fixtures store rows for it.
    pub uses_database: bool,
    pub client_streams: bool,
    pub server_streams: bool,
    pub invalid: Option<InvalidView>,
}

/// A message in which every field is wrong that can be.
#[derive(Debug, Serialize)]
pub struct InvalidView {
    pub request: String,
    /// The fields that are wrong.
    pub names: Vec<String>,
}

/// A call of each action of a service.
pub fn cases(plot: Plot<'_>, service: &Service, actions: &[Action]) -> Vec<CaseView> {
    let custom = service.rpcs.iter();
    let custom = custom.filter(|rpc| rpc.kind == RpcKind::Custom);
    custom
        .zip(actions)
        .map(|(rpc, action)| case(plot, rpc, action))
        .collect()
}

fn case(plot: Plot<'_>, rpc: &Rpc, action: &Action) -> CaseView {
    let drafted = |model: usize| {
        let module = &plot.names[model].module;
        let draft = format!("fixture!(crate::fixtures::{module}::draft(&database, 0))");
        format!("{}::from({draft})", request_of(plot.api, model))
    };
    let empty = |model: usize| format!("{}::default()", request_of(plot.api, model));
    let request = request(plot, rpc, &action.request, &drafted);
    let name = Name::new(rpc.name.as_str()).snake();
    CaseView {
        method: rust_ident(&name),
        name,
        rpc: rpc.name.clone(),
        uses_database: request.contains("&database"),
        request,
        plain: self::request(plot, rpc, &action.request, &empty),
        client_streams: action.flow.client_streams(),
        server_streams: action.flow.server_streams(),
        // On a stream, what is invalid is the handler's to see.
        invalid: match action.flow.client_streams() {
            true => None,
            false => invalid(plot, rpc, &action.request),
        },
    }
}

/// The message that a draft of a model is sent as.
fn request_of(api: &Api, model: usize) -> String {
    let message = api.form(model, Form::Request);
    let name = message.map_or("", |message| message.name.as_str());
    format!("proto::{}", rust_ident(name))
}

fn request(
    plot: Plot<'_>,
    rpc: &Rpc,
    payload: &Payload,
    model: &impl Fn(usize) -> String,
) -> String {
    let message = |payload: Spoken| format!("proto::{}", rust_ident(plot.api.payload(payload)));
    match payload {
        Payload::Nothing => String::from("()"),
        Payload::Struct => String::from("sample::json(0)"),
        Payload::One(shape) => one(plot, rpc, *shape, model),
        Payload::List(shape, _) => {
            let item = match shape {
                Shape::Model(at) => model(*at),
                Shape::Message(at) => plain_item(plot, *at),
            };
            format!("{} {{ results: vec![{item}] }}", message(rpc.request))
        }
        Payload::Inline(members, _) => match rpc.request {
            Spoken::Message(id) => literal(plot, id, members, valid),
            Spoken::External(_) => String::from("()"),
        },
    }
}

fn one(plot: Plot<'_>, rpc: &Rpc, shape: Shape, model: &impl Fn(usize) -> String) -> String {
    match (shape, rpc.request) {
        (Shape::Model(at), _) => model(at),
        (Shape::Message(at), Spoken::Message(id)) => {
            literal(plot, id, &plot.project.messages[at].members, valid)
        }
        (Shape::Message(_), Spoken::External(_)) => String::from("()"),
    }
}

/// An item of a list of messages of no model.
fn plain_item(plot: Plot<'_>, at: usize) -> String {
    let message = &plot.project.messages[at];
    let name = message.name.pascal();
    let mut plain = plot.api.plain.iter();
    let request = plain.find(|plain| plain.name == name);
    match request.and_then(|plain| plain.request) {
        Some(id) => literal(plot, id, &message.members, valid),
        None => String::from("Default::default()"),
    }
}

/// What a field of the message is set to, where it is set.
type Choose = fn(Plot<'_>, &str, &MessageMember) -> Option<String>;

/// `proto::ChatLineRequest { room: …, ..Default::default() }`.
fn literal(plot: Plot<'_>, id: MessageId, members: &[MessageMember], choose: Choose) -> String {
    let name = &plot.api.message(id).name;
    let set = members.iter().filter_map(|member| {
        let ident = rust_ident(member.name().as_typed());
        let value = choose(plot, name, member)?;
        Some(format!("{ident}: {value}"))
    });
    let mut set: Vec<String> = set.collect();
    let message = format!("proto::{}", rust_ident(name));
    if set.is_empty() {
        return format!("{message}::default()");
    }
    if set.len() < members.len() {
        set.push(String::from("..Default::default()"));
    }
    format!("{message} {{ {} }}", set.join(", "))
}

/// What a client has to send.
fn valid(plot: Plot<'_>, message: &str, member: &MessageMember) -> Option<String> {
    match member {
        MessageMember::Field(field) => value(plot, field),
        MessageMember::Map(_) => None,
        MessageMember::OneOf(group) if group.null => None,
        MessageMember::OneOf(group) => Some(first(plot, message, group)),
        MessageMember::WellKnown(member) => {
            (!member.null).then(|| String::from("Some(Default::default())"))
        }
    }
}

fn value(plot: Plot<'_>, field: &Field) -> Option<String> {
    if is_optional(field) || matches!(field.ty, FieldType::Array(_)) {
        return None;
    }
    let wire = plot.project.wire;
    let value = Domain::of(plot, field, wire, &[]).one(field);
    // A message is optional by itself.
    let row = field.ty.info();
    Some(match row.is_some_and(|row| row.form(wire).is_message()) {
        true => format!("Some({value})"),
        false => value,
    })
}

fn first(plot: Plot<'_>, message: &str, group: &OneOfMember) -> String {
    let field = &group.fields[0];
    let value = Domain::of(plot, field, plot.project.wire, &[]).one(field);
    let theirs = crate::plan::rust::messages::prost_group(message, group);
    let variant = rust_ident(&field.name.pascal());
    format!("Some({theirs}::{variant}({value}))")
}

/// The same message with every mistake that it can have.
fn invalid(plot: Plot<'_>, rpc: &Rpc, payload: &Payload) -> Option<InvalidView> {
    let members = match payload {
        Payload::One(Shape::Message(at)) => &plot.project.messages[*at].members,
        Payload::Inline(members, _) => members,
        _ => return None,
    };
    let Spoken::Message(id) = rpc.request else {
        return None;
    };
    let names = members
        .iter()
        .filter(|member| wrong(plot, member).is_some());
    let names: Vec<String> = names
        .map(|member| member.name().as_typed().to_owned())
        .collect();
    let choose: Choose = |plot, message, member| match wrong(plot, member) {
        Some(wrong) => Some(wrong.to_owned()),
        None => valid(plot, message, member),
    };
    (!names.is_empty()).then(|| InvalidView {
        request: literal(plot, id, members, choose),
        names,
    })
}

/// A value that its field refuses.
fn wrong(plot: Plot<'_>, member: &MessageMember) -> Option<&'static str> {
    match member {
        MessageMember::Field(field) if !is_optional(field) => wrong_value(plot, field),
        MessageMember::OneOf(group) if !group.null => Some("None"),
        MessageMember::WellKnown(member) if !member.null => Some("None"),
        _ => None,
    }
}

fn wrong_value(plot: Plot<'_>, field: &Field) -> Option<&'static str> {
    let wire = plot.project.wire;
    let form = field.ty.info().map(|row| row.form(wire));
    if form.is_some_and(|form| form.is_message()) {
        return Some("None");
    }
    match field.ty {
        FieldType::Enum(_) => Some("-1"),
        FieldType::Float => Some("f32::NAN"),
        FieldType::Decimal { .. } if wire == Wire::Typed => Some("String::from(\"?\")"),
        FieldType::Double | FieldType::Decimal { .. } => Some("f64::NAN"),
        FieldType::Date
        | FieldType::Time
        | FieldType::DateTime
        | FieldType::Ip
        | FieldType::Uuid => Some("String::from(\"?\")"),
        _ if field.ty.is_text() => Some("String::new()"),
        _ => None,
    }
}
