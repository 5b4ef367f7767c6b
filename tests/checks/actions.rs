//! Actions, the messages that they speak, and services beside those of the models.

use super::{Case, each_is_refused, help, refusal};

fn with_action(action: &str) -> String {
    format!(
        "models:\n  Post:\n    fields:\n      title: text\n    service:\n      actions:\n        {action}\nmessages:\n  Line: {{ fields: {{ text: text }} }}\n"
    )
}

#[rustfmt::skip]
const ACTIONS: &[Case] = &[
    ("Create: {}", "`Create` is the name of a standard RPC", "Create"),
    ("PartialUpdate: {}", "`PartialUpdate` is the name of a standard RPC", "PartialUpdate"),
    ("Present: {}", "`Present` is the name of the hook that makes answers of records", "Present"),
    ("publish: {}", "`publish` is no type name", "publish"),
    ("Publish:", "`Publish` has no value", "Publish"),
    ("Publish: { stream: sideways }", "unknown side of a stream `sideways`", "sideways"),
    ("Publish: { stream: [client, server] }", "`stream` is one word", "[client, server]"),
    ("Publish: { stream: servr }", "unknown side of a stream `servr`", "servr"),
    ("Publish: { stream: bidi }", "unknown side of a stream `bidi`", "bidi"),
    ("Publish: { steam: both }", "unknown key `steam`", "steam"),
    ("Publish: { request: Pots }", "unknown shape `Pots`", "Pots"),
    ("Publish: { response: [Lines] }", "unknown shape `Lines`", "Lines"),
    ("Publish: { request: int64 }", "unknown shape `int64`", "int64"),
    ("Publish: { request: [Post, Line] }", "a list is of one shape", "[Post, Line]"),
    ("Publish: { stream: client, request: [Post] }", "a stream of lists is not supported: each message is one item", "[Post]"),
    ("Publish: { stream: both, response: [Line] }", "a stream of lists is not supported: each message is one item", "[Line]"),
    ("Publish: { request: [Post] }", "`PostListRequest` is what List reads", "[Post]"),
    ("Publish: { request: Post, request_name: Own }", "`request_name` is for fields that are written here, and for lists", "request_name"),
    ("Publish: { response_name: Own }", "`response_name` is for fields that are written here, and for lists", "response_name"),
    ("Publish: { request: { id: int64 }, request_name: own }", "`own` is no type name", "own"),
    ("Publish: { request: { id: int64 }, request_name: PostResponse }", "`PostResponse` is the name of a message of `Post` already", "PostResponse"),
    ("Publish: { request: { id: int64 }, request_name: Line }", "`Line` is the name of the message `Line` already", "Line"),
    ("Publish: { request: {} }", "this message has no fields", "{}"),
    ("Publish: { time_limit: soon }", "`soon` is no time limit", "soon"),
    ("Publish: { time_limit: 30 }", "`30` is no time limit", "30"),
    ("Publish: { time_limit: -5s }", "`-5s` is no time limit", "-5s"),
    ("{ Send: { request: { id: int64 } }, SendRequest: { request: { id: int64 } } }", "`PostSendRequest` is the name of the request of `Post.Send` already", "SendRequest"),
];

#[test]
fn an_action_that_contradicts_itself() {
    each_is_refused(ACTIONS, with_action);
}

/// Some keys of a service look as if they were of its model: the help says where they belong.
#[test]
fn a_key_of_the_service_beside_it() {
    for key in [
        "actions: { Publish: {} }",
        "filters: { title: [exact] }",
        "mixins: [list]",
    ] {
        let name = key.split(':').next().unwrap_or_default();
        let spec = format!("models:\n  Post:\n    fields: {{ title: text }}\n    {key}\n");
        let (said, marked) = refusal(&spec);
        assert_eq!(
            (said, marked.as_str()),
            (format!("unknown key `{name}`"), name)
        );
        let found = help(&spec);
        let expected = format!("it belongs below `service`, as `service: {{ {name}: … }}`");
        assert_eq!(found, expected);
    }
    let pages =
        with_action("Publish: {}").replace("      actions:", "      page_size: 5\n      actions:");
    assert!(help(&pages).contains("below `pagination`"));
}

fn with_request(fields: &str) -> String {
    with_action(&format!("Publish: {{ request: {fields} }}"))
}

#[rustfmt::skip]
const MEMBERS: &[Case] = &[
    ("{ minutes: { type: int32, computed: true } }", "a request has no computed field: the client sends it", "computed"),
    ("{ id: { type: int64, unique: true } }", "unknown key `unique`", "unique"),
    ("{ id: int6 }", "unknown type `int6`", "int6"),
    ("{ author: Post }", "`Post` inside of a message is not supported yet", "Post"),
    ("{ lines: [Line] }", "`Line` inside of a message is not supported yet", "Line"),
    ("{ body: { oneof: { text: text } } }", "a oneof has several fields", "{ text: text }"),
    ("{ body: { oneof: { a: [text], b: text } } }", "protobuf has no lists in a oneof", "[text]"),
    ("{ body: { oneof: { a: text?, b: text } } }", "a field of a oneof is not null: another is set instead", "text?"),
    ("{ body: { oneof: { a: 'int32 = 2', b: text } } }", "a field of a oneof has no default", "'int32 = 2'"),
    ("{ counts: { map: [float, int32] } }", "protobuf has no maps with keys of this type", "float"),
    ("{ counts: { map: [string(9)] } }", "a map has two types", "[string(9)]"),
    ("{ counts: { map: [string(9), int32?] } }", "elements of a list are never null, and have no default", "int32?"),
    ("{ at: { message: google.protobuf.Timestmp } }", "unknown message `google.protobuf.Timestmp`", "google.protobuf.Timestmp"),
];

#[test]
fn a_field_of_a_message_that_contradicts_itself() {
    each_is_refused(MEMBERS, with_request);
}

#[rustfmt::skip]
const PARTS: &[Case] = &[
    ("messages: { Post: { fields: { a: text } } }", "`Post` names a model and a message", "Post"),
    ("messages: { Line: {} }", "`Line` has no fields", "Line"),
    ("messages: { Line: { fields: {} } }", "this message has no fields", "{}"),
    ("messages: { Line: { model: Post } }", "a message of a model is not supported yet", "model"),
    ("messages: { Line: { fields: { a: { type: int32, computed: true } } } }", "a field of no model is not computed: the handler writes it", "computed"),
    ("messages:\n  Line:\n    fields:\n      a: { oneof: { b: text, c: text } }\n      b: text", "`b` collides with `b`", "b"),
    ("messages:\n  Line:\n    fields:\n      a_1: text\n      a1: text", "`a1` collides with `a_1`", "a1"),
    ("services: { Lobby: { model: Pots, actions: { Ping: {} } } }", "unknown model `Pots`", "Pots"),
    ("services: { Lobby: { actions: {} } }", "the service `Lobby` has no actions", "Lobby"),
    ("services: { Lobby: { comment: a } }", "the service `Lobby` has no actions", "Lobby"),
    ("services: { Lobby: { actons: { Ping: {} } } }", "unknown key `actons`", "actons"),
    ("services: { Post: { actions: { Ping: {} } } }", "`PostController` is the name of the service of `Post` already", "Post"),
    ("services: { Lobby: { model: Post, actions: { Create: {} } } }", "`Create` is the name of a standard RPC", "Create"),
];

#[test]
fn messages_and_services_that_contradict_themselves() {
    each_is_refused(PARTS, |part| {
        format!("models:\n  Post: {{ fields: {{ title: text }} }}\n{part}\n")
    });
}
