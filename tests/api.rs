//! Protos are loops over the API: whatever it holds has its text, be there a spec that says so or not.

use cargo_socio::model::api::{
    Api, EMPTY, Flow, Home, Label, Message, MessageField, MessageId, Payload, Rpc, RpcKind, STRUCT,
    Service, Side, Source, WireType,
};
use cargo_socio::model::{self, FieldType, Overrides, Project};
use cargo_socio::plan::lock::WireLock;
use cargo_socio::plan::names::{self, NamesLock};
use cargo_socio::plan::{PlannedFile, Source as FileSource, proto, wire};
use cargo_socio::{catalogue::Owner, render, spec};

fn project() -> Project {
    let text = "package: chat.v1\nenums:\n  Mood: [calm, loud]\nmodels:\n  Post: { fields: { title: text } }\n";
    let spec = spec::load("socio.yaml", text).expect("YAML");
    model::build(&spec, &Overrides::default()).expect("valid")
}

fn field(name: &str, ty: WireType, label: Label, source: Source) -> MessageField {
    MessageField {
        name: name.to_owned(),
        ty,
        label,
        source,
        comment: String::new(),
    }
}

fn given(name: &str, ty: FieldType) -> MessageField {
    field(name, WireType::Scalar(ty), Label::Implicit, Source::Given)
}

fn message(name: &str, side: Side, fields: Vec<MessageField>) -> Message {
    Message {
        name: name.to_owned(),
        of: None,
        home: Home::Messages,
        side,
        fields,
        comment: format!("The message {name}."),
    }
}

fn rpc(name: &str, flow: Flow, request: Payload, response: Payload) -> Rpc {
    Rpc {
        name: name.to_owned(),
        kind: RpcKind::Custom,
        request,
        response,
        flow,
        comment: format!("The RPC {name}."),
    }
}

/// A service without a model, with a stream of each kind, and one over a model that speaks two shapes.
fn api() -> Api {
    let line = Payload::Message(MessageId(0));
    let [short, long] = [1, 2].map(|id| Payload::Message(MessageId(id)));
    let nested = WireType::Message(MessageId(1));
    let path = Source::Path(vec![0, 1]);
    let messages = vec![
        message(
            "ChatLine",
            Side::Both,
            vec![
                given("room", FieldType::Text),
                field(
                    "at",
                    WireType::External(STRUCT),
                    Label::Implicit,
                    Source::Given,
                ),
                field(
                    "counts",
                    WireType::Scalar(FieldType::Int32),
                    Label::Map(FieldType::Text),
                    Source::Given,
                ),
                field(
                    "text",
                    WireType::Scalar(FieldType::Text),
                    Label::OneOf("body".into()),
                    Source::Given,
                ),
                field(
                    "image",
                    WireType::Scalar(FieldType::Bytes),
                    Label::OneOf("body".into()),
                    Source::Given,
                ),
                field("mood", WireType::Enum(0), Label::Optional, Source::Given),
            ],
        ),
        message(
            "PostSummary",
            Side::Response,
            vec![
                field(
                    "title",
                    WireType::Scalar(FieldType::Text),
                    Label::Implicit,
                    Source::Column(1),
                ),
                field(
                    "author",
                    WireType::Scalar(FieldType::Text),
                    Label::Optional,
                    path,
                ),
            ],
        ),
        message(
            "PostDetail",
            Side::Response,
            vec![
                field(
                    "summary",
                    nested.clone(),
                    Label::Implicit,
                    Source::Nested(0),
                ),
                field("comments", nested, Label::Repeated, Source::Reverse(1)),
                field(
                    "minutes",
                    WireType::Scalar(FieldType::Int32),
                    Label::Optional,
                    Source::Computed,
                ),
            ],
        ),
    ];
    let service = |name: &str, model, rpcs| Service {
        name: name.to_owned(),
        model,
        home: Home::Messages,
        rpcs,
        comment: format!("The service {name}."),
    };
    let nothing = Payload::External(EMPTY);
    let services = [
        service(
            "ChatController",
            None,
            vec![
                rpc("Say", Flow::Unary, line, nothing),
                rpc("Follow", Flow::Server, nothing, line),
                rpc("Import", Flow::Client, line, Payload::External(STRUCT)),
                rpc("Talk", Flow::Duplex, line, line),
            ],
        ),
        service(
            "PostController",
            Some(0),
            vec![
                rpc("Brief", Flow::Unary, nothing, short),
                rpc("Full", Flow::Unary, nothing, long),
            ],
        ),
    ];
    let mut api = Api::default();
    for message in messages {
        api.add_message(message);
    }
    for service in services {
        api.add_service(service);
    }
    api
}

fn text(project: &Project, api: &Api) -> String {
    let (numbered, _) = wire::number(api, &project.enums, &WireLock::default());
    let services: Vec<&Service> = api.services.iter().collect();
    let messages = api.messages.iter().enumerate();
    let messages = messages.map(|(at, message)| (MessageId(at), message));
    let (names, _) = names::choose(project, &NamesLock::default());
    let places = proto::Places::new(project, &names);
    let file = proto::file(project, api, &numbered, &places, &services, messages);
    let told = minijinja::context! { file => minijinja::value::Serde(&file) };
    let planned = PlannedFile {
        path: "chat.proto".into(),
        owner: Owner::Generated,
        source: FileSource::Template("proto/model.proto.j2".into(), told),
    };
    let files = render::render(&[planned]).expect("a text");
    String::from_utf8(files[0].content.clone()).expect("UTF-8")
}

#[test]
fn every_flow_and_every_kind_of_field_has_its_text() {
    insta::assert_snapshot!("proto_of_an_api_by_hand", text(&project(), &api()));
}

#[test]
fn the_text_compiles() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("chat/v1");
    std::fs::create_dir_all(&folder).expect("made");
    let project = project();
    std::fs::write(folder.join("chat.proto"), text(&project, &api())).expect("written");
    let enums = "syntax = \"proto3\";\npackage chat.v1;\nmessage Mood { enum Enum { ENUM_UNSPECIFIED = 0; } }\n";
    std::fs::write(folder.join("enums.proto"), enums).expect("written");
    let files = ["chat/v1/chat.proto", "chat/v1/enums.proto"];
    protox::compile(files, [home.path()]).unwrap_or_else(|error| panic!("{error:?}"));
}

/// `google` in the package would be searched for `google.protobuf` first.
#[test]
fn a_package_with_a_part_of_protobufs_names_it_from_the_root() {
    let mut project = project();
    project.package = "acme.google.v1".into();
    let text = text(&project, &api());
    assert!(text.contains("returns (.google.protobuf.Empty)"), "{text}");
}
