//! Migrations, run on SQLite over rows that are there already.

use cargo_socio::model::*;
use cargo_socio::plan::evolve::renames;
use cargo_socio::plan::lock::SchemaLock;
use cargo_socio::plan::migration::{self, Migration, Refusal};
use cargo_socio::plan::names::NamesLock;
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
        renames: Renames::default(),
    }
}

fn run(db: &Connection, sql: &str) {
    db.execute_batch(sql)
        .unwrap_or_else(|error| panic!("{error}\n{sql}"));
}

/// The blog's first schema with a row in each table, foreign keys on.
fn filled() -> (Connection, SchemaLock) {
    let mut lock = schema::of(&blog(), &SchemaLock::default());
    let first = migration::first(&lock).unwrap().unwrap();
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

fn planned(lock: &SchemaLock, project: &Project) -> Result<Option<Migration>, Refusal> {
    let before = renames::schema(project, &NamesLock::default(), lock);
    let after = schema::of(project, &before.schema);
    migration::next(before, &after)
}

fn next(lock: &SchemaLock, project: &Project) -> Migration {
    planned(lock, project).unwrap().unwrap()
}

/// As the runtime migrates: foreign keys are off, and checked at the end.
fn in_transaction(db: &Connection, sql: &str) {
    run(db, "PRAGMA foreign_keys = OFF");
    run(db, &format!("BEGIN IMMEDIATE;\n{sql}\nCOMMIT;"));
    run(db, "PRAGMA foreign_keys = ON");
    let dangling = "SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check";
    assert_eq!(text(db, dangling), "0");
}

fn text(db: &Connection, sql: &str) -> String {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_first_migration_is_undone_by_its_down() {
    let first = migration::first(&schema::of(&blog(), &SchemaLock::default()))
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
    assert_eq!(planned(&lock, &blog()), Ok(None));
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
    planned(&lock, &project).unwrap_err().to_string()
}

#[test]
fn what_has_no_sql_is_refused_by_name() {
    let cases: Vec<(&str, String)> = vec![
        (
            "`title` changes from string(20) to duration: there is no conversion",
            refused(|p| p.models[1].fields[1].ty = FieldType::Duration),
        ),
        (
            "new column `body` needs a default",
            refused(|p| p.models[1].fields.push(field("body", FieldType::Text))),
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

fn stopped(db: &Connection, sql: &str) -> String {
    run(db, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    let error = db.execute_batch(sql).unwrap_err().to_string();
    // RAISE(ABORT) leaves the transaction open, as the runtime does until it rolls back.
    run(db, "ROLLBACK; PRAGMA foreign_keys = ON");
    error
}

#[test]
fn rows_that_do_not_fit_stop_the_migration_and_are_named() {
    let (db, lock) = filled();
    run(&db, "UPDATE post SET title = 'twelve chars'");
    let mut project = blog();
    project.models[1].fields[1].ty = FieldType::String { max: 10 };
    let step = next(&lock, &project);
    let said = stopped(&db, &step.up);
    assert!(
        said.contains("rows of post do not fit: title is longer than 10 characters, where id is 1"),
        "{said}"
    );
    assert_eq!(text(&db, "SELECT title FROM post"), "twelve chars");
    run(&db, "UPDATE post SET title = 'short'");
    in_transaction(&db, &step.up);
    assert_eq!(text(&db, "SELECT title FROM post"), "short");
    assert_eq!(text(&db, "SELECT CAST(count(*) AS TEXT) FROM comment"), "1");
}

/// What one edit does to the blog; its rows stay where they are, up, down and up again.
fn there_and_back(edit: impl FnOnce(&mut Project)) {
    let (db, lock) = filled();
    let mut project = blog();
    edit(&mut project);
    let step = next(&lock, &project);
    let fresh = Connection::open_in_memory().unwrap();
    let renamed = renames::schema(&project, &NamesLock::default(), &lock);
    let first = migration::first(&schema::of(&project, &renamed.schema))
        .unwrap()
        .unwrap();
    run(&fresh, &first.up);
    let before = structure(&db);
    for _ in 0..2 {
        in_transaction(&db, &step.up);
        assert_eq!(structure(&db), structure(&fresh), "{}", step.up);
        in_transaction(&db, &step.down);
        assert_eq!(structure(&db), before, "{}", step.down);
    }
    for table in ["author", "post", "comment"] {
        let count = format!("SELECT CAST(count(*) AS TEXT) FROM {table}");
        assert_eq!(text(&db, &count), "1", "{table}\n{}", step.up);
    }
}

/// Columns, foreign keys and indexes of all tables, by what they are.
fn structure(db: &Connection) -> Vec<String> {
    let all = "SELECT 'c' || m.name || '.' || p.name || p.type || p.\"notnull\" || coalesce(p.dflt_value, '-') || p.pk AS it \
         FROM sqlite_schema m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
         UNION ALL SELECT 'f' || m.name || '.' || f.\"from\" || f.\"table\" || f.\"to\" || f.on_delete \
         FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' \
         UNION ALL SELECT 'i' || m.name || '.' || i.\"unique\" || (SELECT group_concat(x.name) FROM pragma_index_info(i.name) x) \
         FROM sqlite_schema m, pragma_index_list(m.name) i WHERE m.type = 'table' ORDER BY it";
    let mut query = db.prepare(all).unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn each_kind_of_change_leads_to_a_fresh_schema_and_back_without_losing_a_row() {
    there_and_back(|p| p.models[1].fields[1].null = true);
    there_and_back(|p| p.models[1].fields[1].unique = true);
    there_and_back(|p| p.models[0].fields[1].unique = false);
    there_and_back(|p| p.models[1].unique_together.push(vec![1, 2]));
    there_and_back(|p| p.models[1].fields[2].index = false);
    there_and_back(|p| p.models[1].fields[2].default = None);
    there_and_back(|p| p.models[1].fields[1].ty = FieldType::String { max: 200 });
    there_and_back(|p| drop(p.models[1].fields.remove(1)));
    there_and_back(|p| p.models[1].fields[1].ty = FieldType::Bytes);
    there_and_back(|p| p.enums[0].members.push(member("archived")));
    there_and_back(|p| {
        p.models[2].fields[1].ty = FieldType::Reference {
            model: 1,
            on_delete: OnDelete::Restrict,
        };
    });
    there_and_back(|p| {
        let headline = field("headline", FieldType::String { max: 20 });
        p.models[1].fields[1] = headline;
        let old = Old::from([("headline".into(), "title".into())]);
        p.renames.fields.insert("Post".into(), old);
    });
}

#[test]
fn a_column_that_is_renamed_keeps_its_values() {
    let (db, lock) = filled();
    let title = text(&db, "SELECT title FROM post");
    let mut project = blog();
    project.models[1].fields[1] = field("headline", FieldType::String { max: 20 });
    let old = Old::from([("headline".into(), "title".into())]);
    project.renames.fields.insert("Post".into(), old);
    let step = next(&lock, &project);
    in_transaction(&db, &step.up);
    assert_eq!(text(&db, "SELECT headline FROM post"), title);
    in_transaction(&db, &step.down);
    assert_eq!(text(&db, "SELECT title FROM post"), title);
}

#[test]
fn what_is_lost_is_named() {
    let (_, lock) = filled();
    let mut project = blog();
    project.models.pop();
    project.models[1].fields.remove(1);
    let losses = migration::losses(&next(&lock, &project).changes);
    let said: Vec<_> = losses.iter().map(|loss| loss.what.as_str()).collect();
    assert_eq!(
        said,
        [
            "table `comment` is removed, and loses its rows",
            "table `post`: column `title` is removed, and loses its values; \
             the way back fills in some that mean nothing",
        ]
    );
    project = blog();
    project.models[1].fields[1].ty = FieldType::Text;
    assert_eq!(migration::losses(&next(&lock, &project).changes), []);
}
