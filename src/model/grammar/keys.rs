//! THE table of keys: each with what its value is and what it does.

use super::Shape::{
    Count, Default, Either, Element, Filled, Flag, List, Name, Names, Number, Single, Text, Type,
    Word,
};
use super::{Key, Keys, Shape, words};
use crate::model::naming;

const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key {
        name,
        shape,
        about,
        required: false,
    }
}

const fn needed(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key {
        required: true,
        ..key(name, shape, about)
    }
}

/// The top level.
#[rustfmt::skip]
pub static PROJECT: Keys = Keys { name: "project", parts: &[&[
    key("project", Name(&naming::PROJECT), "The name of the crate."),
    key("package", Name(&naming::PACKAGE), "The proto package; without it, the project's name and `.v1`."),
    key("mode", Word(words::modes), "Whether handlers are futures or plain functions; async without it."),
    key("database", Word(words::databases), "Where the rows are."),
    key("enum_placement", Word(words::placements), "Where the protos define enums that do not say so; in a message of its name each, without it."),
    key("enums", Names(Some(&naming::TYPE), &ENUM_FORM), "Types with a fixed set of values."),
    needed("models", Filled(&Names(Some(&naming::TYPE), &Shape::Keys(&MODEL))), "What is stored and served."),
    key("messages", Names(Some(&naming::TYPE), &Shape::Keys(&MESSAGE)), "Messages of no model, for actions."),
    key("services", Names(Some(&naming::TYPE), &Shape::Keys(&OWN_SERVICE)), "Services of actions, beside those of the models."),
], SETTINGS] };

#[rustfmt::skip]
pub static MODEL: Keys = Keys { name: "model", parts: &[&[
    needed("fields", Names(Some(&naming::FIELD), &FIELD_FORM), "Columns and relations. A key `id: int64` is added where there is none."),
    key("table", Text, "The table; without it, the model's name in small letters."),
    key("indexes", GROUPS, "Groups of fields with an index each: `[[title, author]]`."),
    key("unique_together", GROUPS, "Groups of fields whose values no two rows share."),
    key("timestamps", Flag, "Adds `created_at` and `updated_at`, which the server sets."),
    COMMENT,
    WAS,
    key("service", SERVICE_FORM, "The gRPC service; a ModelService without it, none for `false`."),
]] };

#[rustfmt::skip]
pub static SERVICE: Keys = Keys { name: "service", parts: &[&[
    key("generic", Word(words::generics), "The class of Django Socio gRPC whose RPCs the service has."),
    key("mixins", List(&Word(words::mixins)), "RPCs one by one; beside `generic`, further ones."),
    key("filters", Names(None, &List(&Word(words::lookups))), "Fields that lists are filtered by, also through relations, each with its lookups: `author__name: [icontains]`."),
    key("search", List(&Text), "Text fields that `search` looks at, also through relations."),
    key("ordering", Either(&[Word(words::all), List(&Text)]), "Fields that a client may sort by, or `all`."),
    key("default_ordering", List(&Text), "The order where a client names none; `-` before a field sorts downwards."),
    key("pagination", Either(&[Shape::Keys(&PAGES), Shape::Keys(&LIMITS)]), "Lists answer in pages."),
    key("actions", ACTIONS, "RPCs of your own."),
], SETTINGS] };

/// Of one service, or of all.
#[rustfmt::skip]
const SETTINGS: &[Key] = &[
    key("wire", Word(words::wires), "How values travel: as Django Socio gRPC sends them, or with decimals as text, `google.protobuf.Timestamp` and `google.protobuf.Duration`."),
    key("strict_filters", Flag, "Unknown filters and orderings are errors, rather than ignored."),
    key("filter_transport", Word(words::transports), "Where clients put filters and pages: into metadata, into the request, or either."),
    key("metadata_keys", Shape::Keys(&METADATA_KEYS), "Other keys of the metadata that filters and pages are in."),
];

#[rustfmt::skip]
pub static METADATA_KEYS: Keys = Keys { name: "metadata_keys", parts: &[&[
    key("filters", Text, "The key of filters."),
    key("pagination", Text, "The key of pages."),
]] };

/// Pagination by pages.
#[rustfmt::skip]
pub static PAGES: Keys = Keys { name: "pages", parts: &[&[
    key("style", Word(words::pages), "Pages by number, which is so without it, or by a cursor."),
    needed("page_size", Count, "Rows of a page."),
    key("max_page_size", Count, "The most rows that a client may ask for in a page."),
]] };

/// Pagination by limit and offset.
#[rustfmt::skip]
pub static LIMITS: Keys = Keys { name: "limits", parts: &[&[
    needed("style", Word(words::limits), "Pages by limit and offset."),
    needed("default_limit", Count, "Rows where a client names no limit."),
    key("max_limit", Count, "The largest limit."),
]] };

/// A field in its long form.
#[rustfmt::skip]
pub static FIELD: Keys = Keys { name: "field", parts: &[
    &[needed("type", Either(&[Type, Single(&ELEMENT_FORM)]), TYPE)],
    OPTIONS,
    RULES_OF_ELEMENTS,
] };

/// An element of a list, where it has rules.
#[rustfmt::skip]
pub static ELEMENT: Keys = Keys { name: "element", parts: &[
    &[needed("type", Element, TYPE)],
    RULES_OF_ELEMENTS,
] };

/// A many-to-many relation in its long form.
#[rustfmt::skip]
pub static LINK: Keys = Keys { name: "link", parts: &[&[
    needed("type", Single(&Name(&naming::TYPE)), "The model at the other end, in brackets."),
    key("table", Text, "The table of the pairs."),
    key("blank", Flag, "With `false`, a write names at least one row."),
    COMMENT,
    WAS,
]] };

#[rustfmt::skip]
const OPTIONS: &[Key] = &[
    key("null", Flag, "Whether it may be null, as with `?` behind the type."),
    key("default", Default, "The value where a request leaves it out."),
    key("unique", Flag, "No two rows have the same value."),
    key("index", Flag, "An index, for filters and orderings."),
    key("read_only", Flag, "In answers, never in requests."),
    key("write_only", Flag, "In requests, never in answers."),
    key("immutable", Flag, "Written by Create alone."),
    key("on_delete", Word(words::on_delete), "What happens to the row when the one it refers to is deleted; `restrict` without it."),
    key("primary_key", Flag, "The key of the model, in place of `id`."),
    key("column", Text, "The column, where it is not called as the field."),
    COMMENT,
    WAS,
];

/// What a value must satisfy beyond its type; elements of a list have these, too.
#[rustfmt::skip]
pub const RULES_OF_ELEMENTS: &[Key] = &[
    key("blank", Flag, "Whether a text may be empty."),
    key("choices", List(&Text), "The only values that are taken."),
    key("min", Number, "The least number."),
    key("max", Number, "The largest number."),
    key("min_length", Count, "The fewest characters of a text."),
    key("regex", Text, "A pattern that a text matches."),
    key("example", Text, "A value that matches `regex`, for tests and clients."),
    key("examples", List(&Text), "Values that match `regex`, where none can be made of it or too few."),
    key("trim", Flag, "Whether spaces around a text are removed before it is checked; true without it."),
];

/// A service beside those of the models.
#[rustfmt::skip]
pub static OWN_SERVICE: Keys = Keys { name: "own_service", parts: &[&[
    key("model", Name(&naming::TYPE), "The model that it is for; a service may have none."),
    needed("actions", Filled(&ACTIONS), "Its RPCs."),
    COMMENT,
]] };

/// An RPC of the user's own.
#[rustfmt::skip]
pub static ACTION: Keys = Keys { name: "action", parts: &[&[
    key("request", PAYLOAD, "What it reads: a model, a message, a list of one of them, fields, or `google.protobuf.Struct`; nothing without it."),
    key("response", PAYLOAD, "What it answers, written alike."),
    key("stream", Word(words::streams), "The side that sends any number of messages; both send one without it."),
    key("request_name", Name(&naming::TYPE), "The name of a request of fields or of a list."),
    key("response_name", Name(&naming::TYPE), "The name of a response of fields or of a list."),
    key("time_limit", Text, "How long a call may take: `30s`, `5m`, `1h 30m`."),
    COMMENT,
]] };

/// A message of no model.
#[rustfmt::skip]
pub static MESSAGE: Keys = Keys { name: "message", parts: &[&[
    needed("fields", GIVEN_FIELDS, "The fields, in the order that they have on the wire."),
    COMMENT,
]] };

/// A field of no model in its long form.
#[rustfmt::skip]
pub static GIVEN: Keys = Keys { name: "given_field", parts: &[
    &[
        needed("type", Either(&[Type, Single(&ELEMENT_FORM)]), "A type or an enum; in brackets, a list of it. `?` behind it lets a client leave it out."),
        key("null", Flag, "Whether it may be left out, as with `?` behind the type."),
        key("default", Default, "The value where a request leaves it out."),
        COMMENT,
        WAS_ON_THE_WIRE,
    ],
    RULES_OF_ELEMENTS,
] };

#[rustfmt::skip]
pub static MAP: Keys = Keys { name: "map", parts: &[&[
    needed("map", List(&ELEMENT_FORM), "The type of the keys, then that of the values: `[string(40), int32]`."),
    COMMENT,
    WAS_ON_THE_WIRE,
]] };

#[rustfmt::skip]
pub static ONEOF: Keys = Keys { name: "oneof", parts: &[&[
    needed("oneof", Filled(&Names(Some(&naming::FIELD), &Either(&[Element, Shape::Keys(&GIVEN)]))), "The fields of which one is set."),
    key("null", Flag, "Whether none of them may be set."),
    COMMENT,
]] };

#[rustfmt::skip]
pub static WELL_KNOWN: Keys = Keys { name: "well_known", parts: &[&[
    needed("message", Word(words::well_known), "A message of protobuf's own."),
    key("null", Flag, "Whether it may be left out."),
    COMMENT,
    WAS_ON_THE_WIRE,
]] };

/// An enum in its long form.
#[rustfmt::skip]
pub static ENUM: Keys = Keys { name: "enum", parts: &[&[
    needed("values", MEMBERS, "The members."),
    key("placement", Word(words::placements), "Where the protos define it; as `enum_placement` says, without it."),
    COMMENT,
    WAS,
]] };

/// A member of an enum in its long form.
#[rustfmt::skip]
pub static MEMBER: Keys = Keys { name: "member", parts: &[&[
    key("value", Text, "What the database stores: text, or a whole number without quotes."),
    COMMENT,
    WAS,
]] };

const TYPE: &str = "A type, an enum or a model; in brackets, a list of it. `?` behind it allows null, ` = x` is its default.";
const WAS: Key = key(
    "was",
    Text,
    "The name it had before: its number, its column and its rows stay.",
);
const WAS_ON_THE_WIRE: Key = key("was", Text, "The name it had before: its number stays.");
const COMMENT: Key = key("comment", Text, "Carried into the proto and the Rust docs.");

const GROUP: Shape = Filled(&List(&Text));
const GROUPS: Shape = Either(&[GROUP, Filled(&List(&GROUP))]);
const MEMBERS: Shape = Either(&[
    Filled(&List(&Text)),
    Filled(&Names(None, &Either(&[Text, Shape::Keys(&MEMBER)]))),
]);

const ACTIONS: Shape = Names(Some(&naming::TYPE), &Shape::Keys(&ACTION));
const PAYLOAD: Shape = Either(&[
    Word(words::payloads),
    Name(&naming::TYPE),
    Single(&Name(&naming::TYPE)),
    GIVEN_FIELDS,
]);
const GIVEN_FIELDS: Shape = Filled(&Names(
    Some(&naming::FIELD),
    &Either(&[
        Type,
        Single(&ELEMENT_FORM),
        Shape::Keys(&GIVEN),
        Shape::Keys(&MAP),
        Shape::Keys(&ONEOF),
        Shape::Keys(&WELL_KNOWN),
    ]),
));

const ENUM_FORM: Shape = Either(&[MEMBERS, Shape::Keys(&ENUM)]);
const ELEMENT_FORM: Shape = Either(&[Element, Shape::Keys(&ELEMENT)]);
const FIELD_FORM: Shape = Either(&[
    Type,
    Single(&ELEMENT_FORM),
    Shape::Keys(&FIELD),
    Shape::Keys(&LINK),
]);
const SERVICE_FORM: Shape = Either(&[
    Word(words::no_service),
    Word(words::generics),
    Shape::Keys(&SERVICE),
]);
