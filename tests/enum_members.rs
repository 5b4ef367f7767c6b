//! Enums whose members are stored as integers: what the database, its migrations and the code are told.

use cargo_socio::model::{self, Overrides, Project};
use cargo_socio::plan::evolve::renames::Renamed;
use cargo_socio::plan::lock::SchemaLock;
use cargo_socio::plan::{self, migration, schema};
use cargo_socio::spec;
use rusqlite::Connection;

/// Things with a level and a list of levels; the default is the one stored as 20.
fn project(members: &str) -> Project {
    let text = format!(
        "enums:\n  Level: {{ {members} }}\nmodels:\n  Thing:\n    fields:\n      \
         name: text\n      level: {{ type: Level, default: 20, index: true }}\n      \
         worst: Level?\n      levels: [Level]\n    \
         service: {{ filters: {{ level: [exact, in] }}, ordering: [level] }}\n"
    );
    let spec = spec::load("socio.yaml", &text).expect("YAML");
    model::build(&spec, &Overrides::default()).unwrap_or_else(|found| panic!("{found}"))
}

const MEMBERS: &str = "LOW: 10, HIGH: { value: 20, comment: urgent }";

fn filled() -> (Connection, SchemaLock) {
    let mut lock = schema::of(&project(MEMBERS), &SchemaLock::default());
    let first = migration::first(&lock).unwrap().unwrap();
    lock.migrations.push(first.name);
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(&first.up).unwrap();
    db.execute_batch("INSERT INTO thing (name, worst) VALUES ('a', 10)")
        .unwrap();
    (db, lock)
}

fn unrenamed(schema: &SchemaLock) -> Renamed {
    Renamed {
        schema: schema.clone(),
        ..Renamed::default()
    }
}

fn levels(db: &Connection) -> String {
    let types = "SELECT level || typeof(level) || worst || typeof(worst) || levels FROM thing";
    db.query_row(types, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_column_holds_the_integers_of_its_members_only() {
    let (db, _) = filled();
    assert_eq!(levels(&db), "20integer10integer[]");
    for other in ["30", "'HIGH'", "1"] {
        let set = format!("UPDATE thing SET level = {other}");
        assert!(db.execute_batch(&set).is_err(), "{other}");
    }
}

#[test]
fn a_member_is_added_over_rows_and_taken_away_again() {
    let (db, lock) = filled();
    let more = schema::of(&project(&format!("{MEMBERS}, EXTREME: -30")), &lock);
    let step = migration::next(unrenamed(&lock), &more).unwrap().unwrap();
    db.execute_batch(&step.up).unwrap();
    assert_eq!(levels(&db), "20integer10integer[]");
    let extreme = "UPDATE thing SET level = -30";
    db.execute_batch(extreme).unwrap();
    db.execute_batch("UPDATE thing SET level = 10").unwrap();
    db.execute_batch(&step.down).unwrap();
    assert!(db.execute_batch(extreme).is_err());
}

#[test]
fn the_kind_of_the_stored_values_does_not_change() {
    let (_, lock) = filled();
    let text = schema::of(&project("LOW: '10', HIGH: '20'"), &lock);
    let refused = migration::next(unrenamed(&lock), &text).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains(
            "column `level` changes from enum of integers to enum of texts: there is no conversion"
        ),
        "{said}"
    );
    let json = serde_json::to_string(&lock).unwrap();
    assert!(json.contains(r#""members":[10,20]"#), "{json}");
    assert_eq!(serde_json::from_str::<SchemaLock>(&json).unwrap(), lock);
}

#[test]
fn the_code_knows_the_integers_and_the_wire_does_not() {
    let target = plan::Target {
        runtime: plan::RuntimeSource::Vendored,
        joins_workspace: false,
    };
    let plan = plan::plan(&project(MEMBERS), &plan::Before::default(), "", &target).unwrap();
    let files = cargo_socio::render::render(&plan.files).unwrap();
    let text = |path: &str| {
        let file = files.iter().find(|file| file.path == path).expect(path);
        String::from_utf8(file.content.clone()).unwrap()
    };
    let enums = text("src/generated/enums.rs");
    assert!(
        enums.contains("stored: rt::MemberValue::Int(20)"),
        "{enums}"
    );
    let thing = text("src/generated/models/thing.rs");
    assert!(thing.contains(".default(|| rt::Value::Int(20))"), "{thing}");
    let proto = text("proto/service/v1/enums.proto");
    assert!(
        proto.contains("    LOW = 1;\n    // urgent\n    HIGH = 2;"),
        "{proto}"
    );
}
