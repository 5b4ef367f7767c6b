//! Names that meet: a written one is refused where it stands, showing the first; a derived one steps aside.

use cargo_socio::model::{self, Overrides, Project};
use cargo_socio::plan::names::{self, NamesLock};
use cargo_socio::spec;

fn build(text: &str) -> Result<Project, String> {
    let spec = spec::load("socio.yaml", text).map_err(|found| found.to_string())?;
    model::build(&spec, &Overrides::default()).map_err(|found| found.to_string())
}

fn accepted(text: &str) -> Project {
    build(text).unwrap_or_else(|found| panic!("{text}\n{found}"))
}

/// A spec, the message, and the line and column of the place.
#[rustfmt::skip]
const REFUSED: &[(&str, &str, &str)] = &[
    ("models:\n  A: { fields: { x: text } }\n  AList: { fields: { x: text } }\n", "`AListRequest` is the name of a message of `A` already", "3:3"),
    ("models:\n  Post: { fields: { x: text } }\n  PostRequest: { fields: { x: text } }\nenums:\n  PostController: [a]\n", "`PostController` is the name of the service of `Post` already", "5:3"),
    ("enums:\n  PostRequest: [a]\nmodels:\n  Post: { fields: { a: text } }\n", "`PostRequest` is the name of a message of `Post` already", "2:3"),
    ("enums:\n  PostControllerClient: [a]\nmodels:\n  Post: { fields: { a: text } }\n", "`post_controller_client` is the name of the service of `Post` already", "2:3"),
    ("enums:\n  Post: [a]\nmodels:\n  Post: { fields: { a: text } }\n", "`Post` names a model and an enum", "2:3"),
    ("models:\n  A: { fields: { a_1: text, a1: text } }\n", "`a1` collides with `a_1`", "2:29"),
    ("models:\n  A: { fields: { partial_update_fields: text } }\n", "`partial_update_fields` collides with the list of a partial update's fields", "2:18"),
    ("models:\n  A: { fields: { tags: text, Tags: [B] } }\n  B: { fields: { x: text } }\n", "`Tags` is no field name", "2:30"),
    ("models:\n  A: { fields: { x: text, y: { type: text, column: X } } }\n", "`y` has the column `X`, as `x` has", "2:52"),
    ("models:\n  A: { table: T, fields: { x: text } }\n  B: { table: t, fields: { x: text } }\n", "the table `t` is the table of the model `A` already", "3:15"),
    ("models:\n  A: { fields: { bs: [B] } }\n  B: { table: a_bs, fields: { x: text } }\n", "the table `a_bs` is the table of `A.bs` already", "3:15"),
    ("models:\n  A: { fields: { bs: { type: [B], table: b } } }\n  B: { fields: { x: text } }\n", "the table `b` is the table of `A.bs` already", "3:3"),
    ("models:\n  SocioMigrations: { fields: { x: text } }\n", "the table `socio_migrations` is the table in which the server notes its migrations already", "2:3"),
    ("models:\n  SqliteStat: { fields: { x: text } }\n", "SQLite keeps names that begin with `sqlite_` for itself: `sqlite_stat`", "2:3"),
    ("models:\n  A: { table: SQLite_x, fields: { x: text } }\n", "SQLite keeps names that begin with `sqlite_` for itself: `SQLite_x`", "2:15"),
    ("models:\n  A: { table: '', fields: { x: text } }\n", "this is no name of a table or a column", "2:15"),
    ("models:\n  A: { fields: { naïve: text } }\n", "`naïve` is no field name", "2:18"),
    ("package: google.protobuf\nmodels:\n  A: { fields: { x: text } }\n", "packages below `google` are protobuf's own", "1:10"),
    ("package: grpc.health.v1\nmodels:\n  A: { fields: { x: text } }\n", "packages below `grpc` are gRPC's own", "1:10"),
];

#[test]
fn a_written_name_that_is_taken_is_refused_where_it_stands() {
    for (text, message, place) in REFUSED {
        let found = build(text).expect_err(text);
        assert!(
            found.contains(&format!("]: {message}\n --> socio.yaml:{place}\n")),
            "{text}\n{found}"
        );
    }
}

#[test]
fn both_places_are_shown() {
    let found = build(REFUSED[0].0).expect_err("refused");
    assert!(found.contains("a message of `A` is here"), "{found}");
}

/// Words that mean something to Rust, cargo, protobuf, SQL or the generated code.
const WORDS: &[&str] = &[
    "Self",
    "Result",
    "Option",
    "Vec",
    "Box",
    "String",
    "From",
    "Default",
    "Future",
    "Context",
    "Page",
    "Services",
    "Models",
    "Std",
    "S",
    "App",
    "Database",
    "Service",
    "Mod",
    "Main",
    "Enums",
    "Proto",
    "Fixtures",
    "Generated",
    "SocioRuntime",
    "Tonic",
    "Con",
    "Rt",
    "Type",
    "Async",
    "Crate",
    "Extern",
    "Changes",
    "Outcome",
];

#[test]
fn every_word_is_a_model() {
    let models = WORDS
        .iter()
        .map(|word| format!("  {word}: {{ fields: {{ a: text }} }}\n"));
    accepted(&format!("models:\n{}", models.collect::<String>()));
}

#[test]
fn every_keyword_is_a_field_and_a_member() {
    let words = [
        "self",
        "super",
        "crate",
        "extern",
        "type",
        "gen",
        "async",
        "meta",
        "meta_column",
    ];
    let fields = words.map(|word| format!("{word}: text")).join(", ");
    let members = words.join(", ");
    let spec = format!("enums:\n  E: [{members}]\nmodels:\n  M: {{ fields: {{ {fields} }} }}\n");
    let project = accepted(&spec);
    assert_eq!(project.enums[0].members[0].variant, "Self_");
}

#[test]
fn a_module_steps_aside_and_stays_where_it_is() {
    let project = accepted(
        "models:\n  Mod: { fields: { a: text } }\n  Con: { fields: { a: text } }\n  Post: { fields: { a: text } }\n",
    );
    let (first, lock) = names::choose(&project, &NamesLock::default());
    let files: Vec<_> = first
        .models
        .iter()
        .map(|names| names.file.as_str())
        .collect();
    assert_eq!(files, ["mod_2", "con_2", "post"]);
    let before = NamesLock {
        files: [("Post".to_owned(), "post_7".to_owned())].into(),
        ..NamesLock::default()
    };
    let (kept, _) = names::choose(&project, &before);
    assert_eq!(kept.models[2].file, "post_7");
    assert_eq!(names::choose(&project, &lock).1, lock);
}

#[test]
fn every_index_that_the_spec_asks_for_is_there() {
    use cargo_socio::plan::{lock::SchemaLock, schema};
    let project = accepted(
        "models:\n  Two: { fields: { a: int32, b: int32, b_c: int32, c: int32, a_b: { type: int32, index: true } }, indexes: [[a, b]], unique_together: [[a, b_c], [a_b, c]] }\n  \
         Foo: { fields: { bar_baz: { type: int32, unique: true } } }\n  FooBar: { fields: { baz: { type: int32, unique: true } } }\n  \
         TwoAbIdx: { fields: { x: text } }\n",
    );
    let schema = schema::of(&project, &SchemaLock::default());
    let indexes = schema.tables.iter().flat_map(|table| &table.indexes);
    let mut names: Vec<_> = indexes.map(|index| index.name.as_str()).collect();
    assert_eq!(names.len(), 6, "{names:?}");
    names.extend(schema.tables.iter().map(|table| table.name.as_str()));
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "{names:?}");
    // A later table that takes the plain name moves no index.
    assert_eq!(schema::of(&project, &schema).tables, schema.tables);
}
