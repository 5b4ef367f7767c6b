//! Specs whose every word is right, and that still make no sense: each is refused once, at its place.

mod actions;

use cargo_socio::diagnostic::Diagnostic;
use cargo_socio::model::{self, Overrides};
use cargo_socio::{edit, spec};

/// The only mistake of a spec: its message, and the text that it marks.
fn refusal(text: &str) -> (String, String) {
    let spec = spec::load("socio.yaml", text).expect("YAML");
    let Err(found) = model::build(&spec, &Overrides::default()) else {
        panic!("nothing is wrong with\n{text}");
    };
    let shown = found.to_string();
    assert_eq!(found.len(), 1, "{shown}");
    mended(text, found.sorted()[0]);
    assert!(shown.contains("help: "), "no fix in\n{shown}");
    let lines: Vec<&str> = shown.lines().collect();
    let message = found.sorted()[0].message.clone();
    // `-` marks another place that has to do with it.
    let only_marks =
        |line: &&str| line.contains('^') && line.trim_matches(['|', ' ', '^', '-']).is_empty();
    let marks = lines
        .iter()
        .position(only_marks)
        .unwrap_or_else(|| panic!("no place in\n{shown}"));
    let marked = lines[marks - 1].chars().zip(lines[marks].chars());
    let marked = marked.filter(|(_, mark)| *mark == '^').map(|(c, _)| c);
    (message, marked.collect::<String>().trim_end().to_owned())
}

/// The help of the only mistake of a spec.
fn help(text: &str) -> String {
    let spec = spec::load("socio.yaml", text).expect("YAML");
    let found = model::build(&spec, &Overrides::default());
    let found = found.expect_err("a mistake");
    found.sorted()[0].help.clone()
}

/// What the help offers is data, and is accepted.
fn mended(text: &str, found: &Diagnostic) {
    let Some(fix) = &found.fix else {
        let offers = ["write `", "did you mean", "add `"];
        let rule = found.help.contains(':') || found.help.contains(", as `");
        let offered = offers.iter().any(|offer| found.help.starts_with(offer));
        assert!(!offered || rule, "no fix for: {}", found.help);
        return;
    };
    let fixed = edit::apply(text, std::slice::from_ref(fix));
    let spec = spec::load("socio.yaml", &fixed).unwrap_or_else(|found| panic!("{found}"));
    if let Err(found) = model::build(&spec, &Overrides::default()) {
        panic!("{fixed}\n{found}");
    }
}

/// What is written, the message, and the text that it marks.
type Case = (&'static str, &'static str, &'static str);

fn each_is_refused(cases: &[Case], spec: impl Fn(&str) -> String) {
    for (written, message, place) in cases {
        let (said, marked) = refusal(&spec(written));
        assert_eq!(
            (said.as_str(), marked.as_str()),
            (*message, *place),
            "{written}"
        );
    }
}

fn with_field(field: &str) -> String {
    format!(
        "enums:\n  Status: [a, b]\n  Level: {{ LOW: 10, HIGH: 20 }}\nmodels:\n  Thing:\n    fields:\n      f: {field}\n"
    )
}

#[rustfmt::skip]
const FIELDS: &[Case] = &[
    ("{ type: int32, blank: true }", "`blank` is for text: it allows the empty one", "true"),
    ("{ type: int32, min_length: 2 }", "`min_length` is for text", "2"),
    ("{ type: text, on_delete: cascade }", "`on_delete` is for references", "cascade"),
    ("{ type: double, choices: [1.5] }", "`choices` are for text and whole numbers: use an enum, or `min` and `max`", "[1.5]"),
    ("{ type: Status, choices: [a] }", "`choices` are for text and whole numbers: use an enum, or `min` and `max`", "[a]"),
    ("{ type: bool, trim: false }", "`trim` is for text", "false"),
    ("{ type: text, min: 2 }", "`min` does not fit the type", "2"),
    ("{ type: 'decimal(5,2)', max: nan }", "`max` does not fit the type", "nan"),
    ("{ type: 'decimal(5,2)', max: 1e400 }", "`max` does not fit the type", "1e400"),
    ("{ type: [int32], null: true }", "a list is empty rather than null: a message cannot leave it unset", "true"),
    ("'[int32]?'", "a list is written without quotes, and is never null", "'[int32]?'"),
    ("[int32?]", "elements of a list are never null, and have no default", "int32?"),
    ("[int32, text]", "a list is of one type", "[int32, text]"),
    ("[[int32]]", "lists of lists are not supported", "[int32]"),
    ("{ type: [int32], min: 1 }", "`min` is for the elements of the list", "1"),
    ("{ type: [text], choices: [a] }", "`choices` is for the elements of the list", "[a]"),
    ("{ type: [text], trim: false }", "`trim` is for the elements of the list", "false"),
    ("[{ min: 1 }]", "the field has no type", "{ min: 1 }"),
    ("[{ type: int32, null: true }]", "unknown key `null`", "null"),
    ("[{ type: int32, min_length: 2 }]", "`min_length` is for text", "2"),
    ("[{ type: int32, min: 9, max: 1 }]", "`max` is less than `min`", "1"),
    ("{ type: [{ type: string(5), min_length: 6 }] }", "the text holds at most 5 characters", "6"),
    ("[{ type: string(1), regex: ab }]", "no text fits both the regex and the other rules of the field", "ab"),
    ("[{ type: Status, choices: [a] }]", "`choices` are for text and whole numbers: use an enum, or `min` and `max`", "[a]"),
    ("{ type: [int32], unique: true }", "a list cannot be unique", "true"),
    ("{ type: text, default: null }", "null is no default", "null"),
    ("{ type: int32, null: true, default: ~ }", "null is no default", "~"),
    ("{ type: [int32], default: [1] }", "a list has no default: unset, it is empty", "[1]"),
    ("{ type: slug, primary_key: true, index: true }", "a unique field is indexed already", "true"),
    ("{ type: slug, primary_key: true, unique: true }", "a primary key is unique already", "true"),
    ("{ type: slug, primary_key: true, default: a }", "a primary key has no default", "a"),
    ("{ type: \"string(4) = ab\", primary_key: true }", "a primary key has no default", "\"string(4) = ab\""),
    ("{ type: slug, primary_key: true, write_only: true }", "a primary key cannot be write-only", "true"),
    ("{ type: text?, read_only: true, immutable: true }", "a read-only field is not written at all", "true"),
    ("{ type: text?, read_only: true, write_only: true }", "`read_only` and `write_only` leave nothing", "true"),
    ("{ type: text, unique: true, write_only: true }", "a write-only field cannot be unique: the error would tell its values", "true"),
    ("{ type: int32, min: 9, max: 1 }", "`max` is less than `min`", "1"),
    ("{ type: \"decimal(9,2)\", min: 1.51, max: 1.5 }", "`max` is less than `min`", "1.5"),
    ("{ type: string(5), min_length: 6 }", "the text holds at most 5 characters", "6"),
    (r"{ type: text, unique: true, regex: '^a{5000}b?$' }", "no text for the tests can be made from this regex", "'^a{5000}b?$'"),
    ("{ type: int32, examples: [1] }", "`examples` are for text", "[1]"),
    ("{ type: text, regex: a, example: b }", "the example does not match the regex", "b"),
    ("{ type: string(2), regex: a, example: aaa }", "the example is longer than 2 characters", "aaa"),
    ("{ type: int32, choices: [1, x] }", "the choice `x` does not fit the type", "x"),
    ("{ type: int32, choices: [2147483648] }", "the choice `2147483648` does not fit the type", "2147483648"),
    ("{ type: int64, choices: [1, 5], default: 2 }", "the default is none of the choices", "2"),
    ("{ type: int64, choices: [1, 5], max: 4 }", "a choice is out of `min` and `max`", "[1, 5]"),
    ("{ type: [Thing], blank: false }", "`Thing` requires itself through its references", "Thing"),
    ("url(0)", "`url(0)` takes its longest length, or nothing", "url(0)"),
    ("email(x)", "`email(x)` takes its longest length, or nothing", "email(x)"),
    ("slug(1,2)", "`slug(1,2)` takes its longest length, or nothing", "slug(1,2)"),
    ("slug(3) = abcd", "the default `abcd` does not fit the type", "slug(3) = abcd"),
    ("{ type: email(5), min_length: 6 }", "the text holds at most 5 characters", "6"),
    ("{ type: slug, min_length: 51 }", "the text holds at most 50 characters", "51"),
    ("datetime = 9999-12-31T23:59:59-01:00", "the default `9999-12-31T23:59:59-01:00` does not fit the type", "datetime = 9999-12-31T23:59:59-01:00"),
    ("date = 0000-01-01", "the default `0000-01-01` does not fit the type", "date = 0000-01-01"),
    ("{ type: string(2), choices: [a, abc] }", "a choice is longer than 2 characters", "[a, abc]"),
];

#[test]
fn a_field_that_contradicts_itself() {
    each_is_refused(FIELDS, with_field);
}

#[rustfmt::skip]
const DEFAULTS: &[Case] = &[
    ("{ type: text, default: c, choices: [a, b] }", "the default is none of the choices", "c"),
    ("{ type: int32 = 3, max: 2 }", "the default is out of `min` and `max`", "int32 = 3"),
    ("{ type: double, default: -0.5, min: 0 }", "the default is out of `min` and `max`", "-0.5"),
    ("{ type: \"decimal(9,2)\", default: 0.1, min: 0.11 }", "the default is out of `min` and `max`", "0.1"),
    ("{ type: text, default: ab, min_length: 3 }", "the default is shorter than `min_length`", "ab"),
    ("{ type: text, default: b, regex: ^a, example: a }", "the default does not match the regex", "b"),
    ("{ type: text, default: '' }", "the default is blank, which the field refuses", "''"),
    ("{ type: text, default: [a] }", "this is no default", "[a]"),
    ("{ type: date, default: 2026-02-30 }", "the default `2026-02-30` does not fit the type", "2026-02-30"),
    ("{ type: \"decimal(4,2)\", default: 100 }", "the default `100` does not fit the type", "100"),
    ("{ type: duration, default: soon }", "the default `soon` does not fit the type", "soon"),
    ("{ type: ip, default: localhost }", "the default `localhost` does not fit the type", "localhost"),
    ("{ type: json, default: { a: 1 } }", "this is no default", "{ a: 1 }"),
    ("{ type: Level, default: 1 }", "the default `1` does not fit the type", "1"),
    ("{ type: Status, default: c }", "the default `c` does not fit the type", "c"),
    ("int32 = 4000000000", "the default `4000000000` does not fit the type", "int32 = 4000000000"),
];

#[test]
fn a_default_that_breaks_the_rules_of_its_field() {
    each_is_refused(DEFAULTS, with_field);
}

#[rustfmt::skip]
const MODELS: &[Case] = &[
    ("unique_together: [[a]]", "`unique_together` is for several fields", "a"),
    ("unique_together: [a]", "`unique_together` is for several fields", "a"),
    ("unique_together: a", "`unique_together` must be a list", "a"),
    ("unique_together: [[a, a]]", "`a` stands here twice", "a"),
    ("unique_together: [[a, list]]", "`list` is a list, which has no index", "list"),
    ("unique_together: [[a, secret]]", "`secret` is write-only: the error would tell its values", "secret"),
    ("indexes: [[]]", "this group has no fields", "[]"),
    ("service: { filters: { a: [year] } }", "`year` does not fit the type of the field", "year"),
    ("service: { filters: { a: [year__gte] } }", "`year__gte` does not fit the type of the field", "year__gte"),
    ("service: { filters: { day: [hour__lt] } }", "`hour__lt` does not fit the type of the field", "hour__lt"),
    ("service: { filters: { day: [year__contains] } }", "unknown lookup `year__contains`", "year__contains"),
    ("service: { filters: { day: [regex] } }", "`regex` does not fit the type of the field", "regex"),
    ("service: { filters: { state: [gte] } }", "`gte` does not fit the type of the field", "gte"),
    ("service: { filters: { list: [exact] } }", "`exact` does not fit the type of the field", "exact"),
    ("service: { filters: { secret: [exact] } }", "`secret` is write-only: what a list shows would tell its values", "secret"),
    ("service: { ordering: [-list] }", "`list` is a list, which has no order", "-list"),
    ("service: { ordering: [secret] }", "`secret` is write-only: what a list shows would tell its values", "secret"),
    ("service: { search: [secret] }", "`secret` is write-only: what a list shows would tell its values", "secret"),
];

#[test]
fn a_model_that_contradicts_its_fields() {
    each_is_refused(MODELS, |rest| {
        format!(
            "enums:\n  State: [on, off]\nmodels:\n  Thing:\n    fields:\n      a: text\n      state: State\n      day: date\n      list: [int32]\n      \
             secret: {{ type: text, write_only: true }}\n    {rest}\n"
        )
    });
    let owner = "models:\n  Owner: { fields: { name: text } }\n";
    for (thing, message, place) in [
        (
            "{ timestamps: true, fields: { created_at: date } }",
            "`created_at` is added by `timestamps`",
            "created_at",
        ),
        (
            "{ timestamps: true, fields: { created_at: Owner } }",
            "`created_at` is added by `timestamps`",
            "created_at",
        ),
        ("{ fields: { id: Owner } }", "`id` is added by itself", "id"),
        (
            "{ fields: { o: { type: Owner, write_only: true } }, service: { filters: { o__name: [exact] } } }",
            "`o` is write-only: what a list shows would tell its values",
            "o__name",
        ),
    ] {
        let (said, marked) = refusal(&format!("{owner}  Thing: {thing}\n"));
        assert_eq!(
            (said.as_str(), marked.as_str()),
            (message, place),
            "{thing}"
        );
    }
}

#[test]
fn an_option_that_is_off_contradicts_nothing() {
    for field in [
        "{ type: [string(5)], null: false, unique: false }",
        "[{ type: string(5), blank: true, choices: [a, b] }]",
        "{ type: [{ type: \"decimal(4,2)\", min: 0.5, max: 9 }], comment: c, immutable: true }",
        "{ type: text, write_only: true, read_only: false, unique: false }",
        "{ type: int32, choices: [1, 5], default: 5 }",
        "[{ type: int64, choices: [-1, 9223372036854775807] }]",
        "url(2000) = https://example.org/",
        "[slug(3)]",
        "{ type: [Thing], blank: true }",
        "datetime = 9999-12-31T23:59:59.999999Z",
        "datetime = 0001-01-01",
    ] {
        let spec = spec::load("socio.yaml", &with_field(field)).expect("YAML");
        if let Err(found) = model::build(&spec, &Overrides::default()) {
            panic!("{found}");
        }
    }
}

#[rustfmt::skip]
const ENUMS: &[Case] = &[
    ("[a, b, a]", "`a` is the same member as `A`", "a"),
    ("[dark_blue, DarkBlue]", "`DarkBlue` is the same member as `DARK_BLUE`", "DarkBlue"),
    ("[red, enum_red]", "`enum_red` is the same member as `RED`", "enum_red"),
    ("[a_1, a1]", "`a1` is the same member as `A_1`", "a1"),
    ("[unspecified]", "`unspecified` is the same member as the one that every enum has for \"not said\"", "unspecified"),
    ("[1st]", "`1st` is no enum member: it begins with a digit", "1st"),
    ("[{ a: 1 }]", "this is no enum member", "{ a: 1 }"),
    ("{ values: { a: x, b: x } }", "`b` stores the same value as `A`", "b"),
    ("{ a: 1, b: 1 }", "`b` stores the same value as `A`", "b"),
    ("{ a: 1, b: 01 }", "`b` stores the same value as `A`", "b"),
    ("{ a: 1, b: x, c: y }", "`b` is stored as text, but `A` as an integer", "x"),
    ("{ a: x, b: { value: 2 } }", "`b` is stored as an integer, but `A` as text", "2"),
    ("{ a: '1', b: 2 }", "`b` is stored as an integer, but `A` as text", "2"),
    ("{ a: 1, b: { comment: c } }", "`b` is stored as text, but `A` as an integer", "b"),
    ("{ a: 9223372036854775808 }", "`9223372036854775808` is larger than an integer can be", "9223372036854775808"),
    ("{ a: [1] }", "this is no value of a member", "[1]"),
    ("{ values: [a], valuez: [b] }", "unknown key `valuez`", "valuez"),
    ("[]", "an enum needs members", "[]"),
];

#[test]
fn an_enum_that_contradicts_itself() {
    each_is_refused(ENUMS, |members| {
        format!("enums:\n  E: {members}\nmodels:\n  Thing: {{ fields: {{ a: text }} }}\n")
    });
}

#[rustfmt::skip]
const PLACEMENTS: &[Case] = &[
    ("A: { values: [red], placement: wrapped }", "unknown placement `wrapped`", "wrapped"),
    ("A: { values: [red], placement: global_scope }\n  B: { values: [blue, red], placement: global_scope }", "`RED` is the name of a member of `A` already", "red"),
    ("A: { values: [red], placement: in_message }\n  B: { values: [blue, red], placement: in_message }", "`RED` is the name of a member of `A` already", "red"),
    ("A: { values: [b_unspecified], placement: global_scope }\n  B: { values: [c], placement: global_scope }", "`B_UNSPECIFIED` is the name of a member of `A` already", "B"),
    ("A: { values: [x], placement: global_scope }\n  B: { values: [a], placement: global_scope }", "`A` is the name of the enum `A` already", "a"),
    ("A: { values: [x], placement: in_message_wrapped }\n  B: { values: [a], placement: in_message }", "`A` is the name of the enum `A` already", "a"),
    ("A: { values: [red, a_red], placement: global_scope }\n  B: [x]", "`a_red` is the same member as `RED`", "a_red"),
    ("A: { values: [unspecified], placement: in_message }\n  B: [x]", "`unspecified` is the same member as the one that every enum has for \"not said\"", "unspecified"),
];

fn with_enums(enums: &str) -> String {
    format!("enums:\n  {enums}\nmodels:\n  Thing: {{ fields: {{ a: A, b: B }} }}\n")
}

#[test]
fn enums_that_meet_where_they_are_defined() {
    let one = |enums: &str| with_enums(enums).replace(", b: B", "");
    each_is_refused(&PLACEMENTS[..1], one);
    each_is_refused(&PLACEMENTS[1..], with_enums);
}

#[test]
fn enums_that_do_not_meet_share_their_members() {
    for placements in [
        ["global_scope_wrapped"; 2],
        ["global_scope_wrapped", "global_scope"],
        ["global_scope", "in_message"],
        ["in_message_wrapped", "in_message"],
        ["in_message_wrapped"; 2],
    ] {
        let [a, b] = placements.map(|at| format!("{{ values: [red, x], placement: {at} }}"));
        let text = with_enums(&format!("A: {a}\n  B: {b}"));
        let spec = spec::load("socio.yaml", &text).expect("YAML");
        if let Err(found) = model::build(&spec, &Overrides::default()) {
            panic!("{found}");
        }
    }
}

#[rustfmt::skip]
const LISTS: &[Case] = &[
    ("filters: { page: [exact] }", "`page` is a key of the list itself: a filter called `page` would never filter", "page"),
    ("filters: { search: [icontains, exact] }", "`search` is a key of the list itself: a filter called `search` would never filter", "search"),
    ("{ pagination: { style: limit_offset, default_limit: 5 }, filters: { limit: [exact] } }", "`limit` is a key of the list itself: a filter called `limit` would never filter", "limit"),
    ("search: [owner]", "`owner` is no text, which is all that `search` looks at", "owner"),
    ("search: [page]", "`page` is no text, which is all that `search` looks at", "page"),
    ("search: [tags]", "`tags` is no text, which is all that `search` looks at", "tags"),
    ("search: [owner__nam]", "unknown field `nam`", "owner__nam"),
    ("search: [owner__secret]", "`owner__secret` is write-only: what a list shows would tell its values", "owner__secret"),
    ("search: [-title]", "unknown field `-title`", "-title"),
    ("ordering: [title, tags__label]", "`tags__label` leads to many rows, which have no one place in an order", "tags__label"),
    ("ordering: [tags]", "`tags` leads to many rows, which have no one place in an order", "tags"),
    ("ordering: title", "`ordering` must be a list", "title"),
    ("default_ordering: [-owner__secret]", "`owner__secret` is write-only: what a list shows would tell its values", "-owner__secret"),
    ("pagination: { max_page_size: 5 }", "`pagination` has no `page_size`", "{ max_page_size: 5 }"),
    ("pagination: { page_size: 5, max_page_size: 4 }", "`page_size` is at least 1 and at most `max_page_size`", "{ page_size: 5, max_page_size: 4 }"),
    ("pagination: { style: limit_offset, page_size: 5, default_limit: 5 }", "unknown key `page_size`", "page_size"),
    ("pagination: { style: limit_offset, default_limit: 0 }", "`default_limit` is at least 1 and at most `max_limit`", "{ style: limit_offset, default_limit: 0 }"),
    ("pagination: { style: cursors, page_size: 5 }", "unknown style `cursors`", "cursors"),
    ("filter_transport: STRUCT", "unknown filter_transport `STRUCT`", "STRUCT"),
    ("metadata_keys: { filters: X-Filters }", "`X-Filters` is no key of metadata", "X-Filters"),
    ("metadata_keys: { filters: filters-bin }", "`filters-bin` is no key of metadata", "filters-bin"),
    ("metadata_keys: { pagination: grpc-page }", "`grpc-page` is no key of metadata", "grpc-page"),
    ("metadata_keys: { pages: x }", "unknown key `pages`", "pages"),
];

fn with_listing(service: &str) -> String {
    let service = match service.starts_with('{') {
        true => service.to_owned(),
        false => format!("{{ {service} }}"),
    };
    format!(
        "models:\n  Owner: {{ fields: {{ name: text, secret: {{ type: text, write_only: true }} }} }}\n  \
         Tag: {{ fields: {{ label: text }} }}\n  Thing:\n    \
         fields: {{ title: text, page: int32, search: text, limit: int32, owner: Owner, tags: [Tag] }}\n    \
         service: {service}\n"
    )
}

#[test]
fn a_list_that_nobody_could_ask_for() {
    each_is_refused(LISTS, with_listing);
}

#[test]
fn a_list_may_be_asked_for_all_this() {
    for service in [
        "filters: { page: [gt], search: [icontains], limit: [exact] }",
        "{ pagination: { style: limit_offset, default_limit: 5 }, filters: { page: [exact] } }",
        "{ search: [title, owner__name, tags__label], ordering: [owner__name, owner], default_ordering: [-owner__name] }",
        "{ ordering: all, pagination: { style: cursor, page_size: 5, max_page_size: 9 } }",
        "{ filter_transport: REQUEST_STRUCT_STRICT, metadata_keys: { filters: x-filters }, strict_filters: true }",
    ] {
        let spec = spec::load("socio.yaml", &with_listing(service)).expect("YAML");
        if let Err(found) = model::build(&spec, &Overrides::default()) {
            panic!("{found}");
        }
    }
}

#[test]
fn a_service_may_ask_otherwise_than_the_others() {
    let text = "strict_filters: true\nfilter_transport: REQUEST_STRUCT_STRICT\nmetadata_keys: { filters: x-filters }\n\
                models:\n  A: { fields: { a: text } }\n  B:\n    fields: { b: text, w: { type: text, write_only: true }, l: [text] }\n    \
                service: { strict_filters: false, filter_transport: METADATA_STRICT, metadata_keys: { pagination: x-pages }, ordering: all }\n";
    let spec = spec::load("socio.yaml", text).expect("YAML");
    let Ok(project) = model::build(&spec, &Overrides::default()) else {
        panic!("refused");
    };
    let listings = project.models.iter().map(|model| {
        let service = model.service.as_ref().expect("a service");
        service.listing.clone()
    });
    let [a, b] = listings.collect::<Vec<_>>().try_into().expect("two");
    assert!(a.settings.strict_filters && !b.settings.strict_filters);
    assert_eq!(a.settings.transport, model::Transport::RequestStructStrict);
    assert_eq!(b.settings.transport, model::Transport::MetadataStrict);
    assert_eq!(a.settings.metadata_keys.pagination, "pagination");
    let keys = &b.settings.metadata_keys;
    assert_eq!(
        [&*keys.filters, &*keys.pagination],
        ["x-filters", "x-pages"]
    );
    assert_eq!(b.ordering, ["id", "b"]);
}
