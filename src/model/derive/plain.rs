//! The messages of no model.

use super::{is_optional, wire_type};
use crate::model::api::{
    Api, Home, Label, Message, MessageField, MessageId, Plain, Side, Source, WireType,
};
use crate::model::{Field, FieldType, MessageMember, Project};

/// What a message is called on each side of the wire.
pub(super) struct Names<'a> {
    /// The struct of Rust.
    pub rust: &'a str,
    pub request: Option<String>,
    pub response: Option<String>,
}

/// Takes up the messages of one list of fields, and the struct that stands for them.
pub(super) fn add(
    api: &mut Api,
    project: &Project,
    names: Names<'_>,
    home: Home,
    members: &[MessageMember],
    comment: &str,
) -> (Option<MessageId>, Option<MessageId>) {
    let mut one = |name: Option<String>, side: Side| {
        let message = name.map(|name| Message {
            name,
            of: None,
            home,
            side,
            fields: fields(project, members),
            comment: comment.to_owned(),
        });
        message.map(|message| api.add_message(message))
    };
    let request = one(names.request, Side::Request);
    let response = one(names.response, Side::Response);
    api.plain.push(Plain {
        name: names.rust.to_owned(),
        members: members.to_vec(),
        request,
        response,
        comment: comment.to_owned(),
    });
    (request, response)
}

fn fields(project: &Project, members: &[MessageMember]) -> Vec<MessageField> {
    members
        .iter()
        .flat_map(|member| match member {
            MessageMember::Field(field) => vec![value(project, field, label(field))],
            MessageMember::Map(map) => {
                let label = Label::Map(map.key.ty.clone());
                let comment = map.comment.clone().unwrap_or_default();
                vec![MessageField {
                    comment,
                    ..value(project, &map.value, label)
                }]
            }
            MessageMember::OneOf(group) => {
                let label = || Label::OneOf(group.name.as_typed().to_owned());
                let fields = group.fields.iter();
                fields.map(|field| value(project, field, label())).collect()
            }
            MessageMember::WellKnown(member) => vec![MessageField {
                name: member.name.as_typed().to_owned(),
                ty: WireType::External(member.message.name),
                label: match member.null {
                    true => Label::Optional,
                    false => Label::Implicit,
                },
                source: Source::Given,
                comment: member.comment.clone().unwrap_or_default(),
            }],
        })
        .collect()
}

fn value(project: &Project, field: &Field, label: Label) -> MessageField {
    MessageField {
        name: field.name.as_typed().to_owned(),
        ty: wire_type(&project.models, &field.ty, project.wire),
        label,
        source: Source::Given,
        comment: field.comment.clone().unwrap_or_default(),
    }
}

fn label(field: &Field) -> Label {
    match field.ty {
        FieldType::Array(_) => Label::Repeated,
        _ if is_optional(field) => Label::Optional,
        _ => Label::Implicit,
    }
}
