//! Methods of a service that no spec asks for: what they speak of is the API's, not derived again.

use super::{RpcView, Subject, methods};
use crate::model::api::{
    Api, EMPTY, Flow, Home, Label, Message, MessageField, MessageId, Payload, Rpc, RpcKind,
    Service, Side, Source, WireType,
};
use crate::model::{FieldType, Mode, Rpc as Action};

fn message(name: &str, side: Side, fields: &[(&str, Source)]) -> Message {
    let field = |(name, source): &(&str, Source)| MessageField {
        name: (*name).to_owned(),
        ty: WireType::Scalar(FieldType::Text),
        label: Label::Implicit,
        source: source.clone(),
        comment: String::new(),
    };
    Message {
        name: name.to_owned(),
        of: None,
        home: Home::Model(0),
        side,
        fields: fields.iter().map(field).collect(),
        comment: String::new(),
    }
}

/// One RPC between two messages, as a method of a trait.
fn method(mode: Mode, name: &str, action: Action, messages: [Message; 2], flow: Flow) -> RpcView {
    let mut api = Api::default();
    for message in messages {
        api.add_message(message);
    }
    let service = Service {
        name: String::from("Archive"),
        model: None,
        home: Home::Model(0),
        rpcs: vec![Rpc {
            name: name.to_owned(),
            kind: RpcKind::Generic(action),
            request: Payload::Message(MessageId(0)),
            response: match action {
                Action::Destroy => Payload::External(EMPTY),
                _ => Payload::Message(MessageId(1)),
            },
            flow,
            comment: String::new(),
        }],
        comment: String::new(),
    };
    let subject = Subject {
        api: &api,
        mode,
        record: String::from("models::post::Post"),
        draft: String::from("models::post::PostDraft"),
        key_type: "i64",
        key: "number",
        key_in_request: "number",
        answer: String::from("Summary"),
        counted: true,
    };
    let mut found = methods(&subject, &service);
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn a_method_has_the_name_of_its_rpc_and_decodes_its_message() {
    let asked = message("Which", Side::Request, &[("number", Source::Key)]);
    let told = message("Summary", Side::Response, &[]);
    let view = method(
        Mode::Async,
        "LookUp",
        Action::Retrieve,
        [asked, told],
        Flow::Unary,
    );
    assert_eq!(
        (view.name.as_str(), view.method.as_str()),
        ("LookUp", "look_up")
    );
    assert_eq!(view.parameters, ", key: i64");
    assert_eq!(view.answer, "proto::Summary");
    assert_eq!(
        view.steps,
        [
            "let message = rt::decode::<proto::Which>(message)?;",
            "let key = rt::parse_key::<models::post::Post>(message.number)?;",
        ]
    );
    assert_eq!(view.result, "rt::encode(service.look_up(&cx, key).await?)");
}

#[test]
fn a_list_reads_filters_where_its_request_has_them() {
    let told = || message("Summaries", Side::Response, &[("results", Source::Results)]);
    let plain = message("Everything", Side::Request, &[]);
    let view = method(
        Mode::Sync,
        "Search",
        Action::List,
        [plain, told()],
        Flow::Unary,
    );
    assert_eq!(view.steps[1], "let page = service.search(&cx)?;");
    assert!(
        view.result.contains("proto::Summaries {"),
        "{}",
        view.result
    );
    let fields = [
        ("filters", Source::Filters),
        ("pagination", Source::Pagination),
    ];
    let asked = message("Question", Side::Request, &fields);
    let view = method(
        Mode::Sync,
        "Search",
        Action::List,
        [asked, told()],
        Flow::Unary,
    );
    assert_eq!(
        view.steps[0],
        "let message = rt::decode::<proto::Question>(message)?;"
    );
    assert!(
        view.steps[1].contains("message.filters"),
        "{:?}",
        view.steps
    );
}

#[test]
fn a_stream_is_an_entry_of_its_flow_in_both_modes() {
    for (mode, stream, wait) in [(Mode::Async, "aio", ".await"), (Mode::Sync, "blocking", "")] {
        let asked = message("Since", Side::Request, &[]);
        let told = message("Summary", Side::Response, &[]);
        let view = method(mode, "Follow", Action::Stream, [asked, told], Flow::Server);
        assert_eq!(view.flow, "server_stream");
        assert_eq!(
            view.answer,
            format!("rt::{stream}::ItemStream<proto::Summary>")
        );
        let call = format!("service.follow(&cx){wait}?");
        assert_eq!(view.result, format!("rt::{stream}::encode_all({call})"));
    }
}
