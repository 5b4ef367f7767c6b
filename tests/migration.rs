//! Migrations, run on SQLite over rows that are there already.

use cargo_socio::model::*;
use cargo_socio::plan::lock::SchemaLock;
use cargo_socio::plan::migration::{self, Migration};
use cargo_socio::plan::{self, schema};
use rusqlite::Connection;

fn field(name: &str, ty: FieldType) -> Field {
    let reference = matches!(ty, FieldType::Reference { .. });
    Field {
        name: Name::new(name),
        comment: None,
        column: if reference {
            format!("{name}_id")
        } else {
            name.to_owned()
        },
        ty,
        null: false,
        blank: false,
        default: None,
        auto: None,
        primary_key: false,
        unique: false,
        index: false,
        write_only: false,
        read_only: false,
        immutable: false,
        rules: Rules {
            trim: true,
            ..Rules::default()
        },
    }
}

fn model(name: &str, fields: Vec<Field>) -> Model {
    let key = Field {
        auto: Some(AutoValue::Increment),
        primary_key: true,
        read_only: true,
        ..field("id", FieldType::Int64)
    };
    let name = Name::new(name);
    Model {
        wire: Wire::Dsg,
        table: name.snake(),
        name,
        comment: None,
        fields: std::iter::once(key).chain(fields).collect(),
        key: 0,
        indexes: Vec::new(),
        unique_together: Vec::new(),
        links: Vec::new(),
        service: None,
    }
}

fn member(stored: &str) -> Member {
    let name = Name::new(stored);
    Member {
        proto: name.shouty(),
        variant: name.pascal(),
        stored: MemberValue::Text(stored.to_owned()),
        comment: None,
    }
}

/// Authors, and posts with an indexed status that comments refer to, deleted with them.
fn blog() -> Project {
    let reference = |model, on_delete| FieldType::Reference { model, on_delete };
    let status = Field {
        default: Some(DefaultValue::Member(0)),
        index: true,
        ..field("status", FieldType::Enum(0))
    };
    Project {
        name: "blog".into(),
        package: "blog.v1".into(),
        mode: Mode::Async,
        database: Database::Sqlite,
        wire: Wire::Dsg,
        messages: Vec::new(),
        services: Vec::new(),
        enums: vec![Enum {
            placement: EnumPlacement::default(),
            name: Name::new("Status"),
            comment: None,
            members: vec![member("draft"), member("published")],
        }],
        models: vec![
            model(
                "Author",
                vec![Field {
                    unique: true,
                    ..field("email", FieldType::Email)
                }],
            ),
            model(
                "Post",
                vec![
                    field("title", FieldType::String { max: 20 }),
                    status,
                    field("kind", FieldType::Enum(0)),
                    field("author", reference(0, OnDelete::Restrict)),
                ],
            ),
            model(
                "Comment",
                vec![field("post", reference(1, OnDelete::Cascade))],
            ),
        ],
    }
}

fn run(db: &Connection, sql: &str) {
    db.execute_batch(sql)
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// The blog's first schema with a row in each table, foreign keys on.
fn filled() -> (Connection, SchemaLock) {
    let mut lock = schema::of(&blog(), &SchemaLock::default());
    let first = migration::next(None, &lock).unwrap().unwrap();
    assert_eq!(first.name, "0001_initial");
    lock.migrations.push(first.name);
    let db = Connection::open_in_memory().unwrap();
    run(&db, "PRAGMA foreign_keys = ON;");
    run(&db, &first.up);
    run(&db, "INSERT INTO author (email) VALUES ('ada@example.org');
        INSERT INTO post (title, status, kind, author_id) VALUES ('One', 'published', 'published', 1);
        INSERT INTO comment (post_id) VALUES (1);");
    (db, lock)
}

fn next(lock: &SchemaLock, project: &Project) -> Migration {
    migration::next(Some(lock), &schema::of(project, lock))
        .unwrap()
        .unwrap()
}

fn in_transaction(db: &Connection, sql: &str) {
    run(db, &format!("BEGIN IMMEDIATE;\n{sql}\nCOMMIT;"));
}

fn text(db: &Connection, sql: &str) -> String {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_first_migration_is_undone_by_its_down() {
    let first = migration::next(None, &schema::of(&blog(), &SchemaLock::default()))
        .unwrap()
        .unwrap();
    let db = Connection::open_in_memory().unwrap();
    run(&db, &first.up);
    run(&db, &first.down);
    let left = "SELECT CAST(count(*) AS TEXT) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
    assert_eq!(text(&db, left), "0");
}

#[test]
fn nothing_changed_means_no_migration() {
    let (_, lock) = filled();
    assert_eq!(
        migration::next(Some(&lock), &schema::of(&blog(), &SchemaLock::default())),
        Ok(None)
    );
}

#[test]
fn an_enum_grows_and_no_row_is_lost() {
    let (db, lock) = filled();
    let mut project = blog();
    project.enums[0].members.push(member("archived"));
    let step = next(&lock, &project);
    in_transaction(&db, &step.up);
    let row = "SELECT title || ' ' || status || ' ' || kind FROM post";
    assert_eq!(text(&db, row), "One published published");
    assert_eq!(text(&db, "SELECT CAST(count(*) AS TEXT) FROM comment"), "1");
    run(&db, "UPDATE post SET status = 'archived'");
    assert!(
        db.execute_batch("UPDATE post SET status = 'other'")
            .is_err()
    );
    let index = "SELECT name FROM sqlite_schema WHERE type = 'index' AND name = 'post_status_idx'";
    assert_eq!(text(&db, index), "post_status_idx");
    run(&db, "UPDATE post SET status = 'draft'");
    in_transaction(&db, &step.down);
    assert!(
        db.execute_batch("UPDATE post SET status = 'archived'")
            .is_err()
    );
}

#[test]
fn additions_are_migrated_over_rows() {
    let (db, lock) = filled();
    let mut project = blog();
    let null = |field: Field| Field {
        null: true,
        ..field
    };
    let editor = FieldType::Reference {
        model: 0,
        on_delete: OnDelete::SetNull,
    };
    project.models[1].fields.extend([
        null(field("body", FieldType::Text)),
        null(Field {
            unique: true,
            ..field("slug", FieldType::Slug)
        }),
        null(field("editor", editor)),
        Field {
            default: Some(DefaultValue::Text("it's \"new\"".into())),
            ..field("note", FieldType::String { max: 40 })
        },
        Field {
            default: Some(DefaultValue::Text("1.5".into())),
            ..field(
                "price",
                FieldType::Decimal {
                    precision: 5,
                    scale: 2,
                },
            )
        },
        Field {
            default: Some(DefaultValue::Float(0.5)),
            ..field("ratio", FieldType::Double)
        },
        Field {
            default: Some(DefaultValue::Bool(true)),
            ..field("open", FieldType::Bool)
        },
    ]);
    project.models[1].indexes.push(vec![1, 2]);
    project
        .models
        .push(model("Tag", vec![field("label", FieldType::Text)]));
    let step = next(&lock, &project);
    assert!(step.name.starts_with("0002_"), "{}", step.name);
    in_transaction(&db, &step.up);
    assert_eq!(
        text(&db, "SELECT note || price || ratio || open FROM post"),
        "it's \"new\"1500.51"
    );
    run(
        &db,
        "UPDATE post SET editor_id = 1; INSERT INTO tag (label) VALUES ('rust')",
    );
    assert!(db.execute_batch("UPDATE post SET editor_id = 99").is_err());
    in_transaction(&db, &step.down);
    assert_eq!(text(&db, "SELECT title FROM post"), "One");
}

fn refused(change: impl FnOnce(&mut Project)) -> String {
    let (_, lock) = filled();
    let mut project = blog();
    change(&mut project);
    migration::next(Some(&lock), &schema::of(&project, &lock))
        .unwrap_err()
        .to_string()
}

#[test]
fn every_other_change_is_refused_by_name() {
    let cases: Vec<(&str, String)> = vec![
        (
            "`title` changes from string(20) to string(10)",
            refused(|p| p.models[1].fields[1].ty = FieldType::String { max: 10 }),
        ),
        (
            "column `title` is removed",
            refused(|p| {
                p.models[1].fields.remove(1);
            }),
        ),
        (
            "table `comment` is removed",
            refused(|p| {
                p.models.pop();
            }),
        ),
        (
            "`status` loses an enum member",
            refused(|p| {
                p.enums[0].members.pop();
            }),
        ),
        (
            "new column `body` needs a default",
            refused(|p| p.models[1].fields.push(field("body", FieldType::Text))),
        ),
        (
            "`title` becomes nullable",
            refused(|p| p.models[1].fields[1].null = true),
        ),
        (
            "`title` becomes unique",
            refused(|p| p.models[1].fields[1].unique = true),
        ),
        (
            "`email` becomes not unique",
            refused(|p| p.models[0].fields[1].unique = false),
        ),
        (
            "unique together",
            refused(|p| p.models[1].unique_together.push(vec![1, 2])),
        ),
        (
            "index `post_status_idx` is removed",
            refused(|p| p.models[1].fields[2].index = false),
        ),
        (
            "`status` gets another default",
            refused(|p| p.models[1].fields[2].default = None),
        ),
        (
            "another `on_delete`",
            refused(|p| {
                p.models[2].fields[1].ty = FieldType::Reference {
                    model: 1,
                    on_delete: OnDelete::Restrict,
                }
            }),
        ),
    ];
    for (expected, said) in cases {
        assert!(said.contains(expected), "{expected:?} is not in {said:?}");
    }
}

#[test]
fn a_lock_survives_its_file() {
    let lock = schema::of(&blog(), &SchemaLock::default());
    let text = serde_json::to_string(&lock).unwrap();
    assert_eq!(serde_json::from_str::<SchemaLock>(&text).unwrap(), lock);
}

fn proto(plan: plan::Plan, path: &str) -> String {
    let files = cargo_socio::render::render(&plan.files).unwrap();
    let file = files.into_iter().find(|file| file.path == path).unwrap();
    String::from_utf8(file.content).unwrap()
}

#[test]
fn a_removed_field_leaves_its_number_and_a_second_run_changes_nothing() {
    let mut project = blog();
    project.models[1].service = Some(Service {
        name: Name::new("Post"),
        rpcs: vec![Rpc::Create, Rpc::List, Rpc::PartialUpdate],
        listing: Listing::plain(ListSettings::default()),
        actions: Vec::new(),
    });
    let target = plan::Target {
        runtime: plan::RuntimeSource::Vendored,
        joins_workspace: false,
    };
    let run = |project: &Project, before: &plan::Before| {
        plan::plan(project, before, "", &target).unwrap()
    };
    let first = run(&project, &plan::Before::default());
    // The schema is another test's: here the column stays, or the change is refused.
    let mut before = plan::Before {
        names: first.names,
        wire: first.wire,
        schema: first.schema,
    };
    let again = run(&project, &before);
    assert_eq!((&again.wire, &again.schema), (&before.wire, &before.schema));

    project.models[1].fields[1] = field("name", FieldType::String { max: 20 });
    project.models[1].fields[1].column = "title".to_owned();
    project.enums[0].members.push(member("archived"));
    let second = run(&project, &before);
    assert_eq!(second.schema.migrations.len(), 2);
    before.wire = second.wire.clone();
    let text = proto(second, "proto/blog/v1/post.proto");
    assert!(
        text.contains("message PostRequest {\n  reserved 2;\n  reserved \"title\";\n"),
        "{text}"
    );
    assert!(text.contains("  string name = 6;\n"), "{text}");
    assert!(
        text.contains("  repeated PostResponse results = 1;\n"),
        "{text}"
    );

    project.models[1].service = None;
    let third = run(&project, &before);
    assert_eq!(third.wire.messages["PostRequest"].used.len(), 0);
    assert_eq!(
        third.wire.services["PostController"],
        ["Create", "List", "PartialUpdate"]
    );
}
