//! Steps of a schema, there and back.

use super::*;

const ONE: Migration = Migration {
    name: "0001_a",
    up: "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1);
         CREATE TABLE b (a_id INTEGER REFERENCES a (id) ON DELETE CASCADE); INSERT INTO b VALUES (1);",
    down: "DROP TABLE b; DROP TABLE a;",
};
const REBUILD: Migration = Migration {
    name: "0002_rebuild",
    up: "CREATE TABLE a_new (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO a_new (id) SELECT id FROM a;
         DROP TABLE a; ALTER TABLE a_new RENAME TO a;",
    down: "ALTER TABLE a DROP COLUMN n;",
};
const DANGLING: Migration = Migration {
    name: "0003_dangling",
    up: "DELETE FROM a;",
    down: "",
};
const BROKEN: Migration = Migration {
    name: "0003_broken",
    up: "CREATE TABLE c (n); NONSENSE;",
    down: "",
};

/// Takes every step.
fn all(db: &mut Connection, migrations: &[Migration]) -> Result<Vec<&'static str>, StartupError> {
    run(db, migrations, migrations.len())
}

fn names(db: &Connection) -> Vec<String> {
    let taken = applied(db).unwrap();
    taken.into_iter().map(|taken| taken.name).collect()
}

fn database() -> Connection {
    let db = Connection::open_in_memory().unwrap();
    db.pragma_update(None, "foreign_keys", true).unwrap();
    db
}

fn rows(db: &Connection) -> i64 {
    db.query_row("SELECT count(*) FROM b", [], |row| row.get(0))
        .unwrap()
}

#[test]
fn a_table_made_anew_loses_nothing() {
    let mut db = database();
    all(&mut db, &[ONE]).unwrap();
    all(&mut db, &[ONE, REBUILD]).unwrap();
    assert_eq!(rows(&db), 1);
    let on: bool = db
        .query_row("PRAGMA foreign_keys", [], |row| row.get(0))
        .unwrap();
    assert!(on);
}

#[test]
fn a_failed_step_leaves_nothing_and_is_named() {
    for failing in [DANGLING, BROKEN] {
        let mut db = database();
        let error = all(&mut db, &[ONE, failing]).unwrap_err().to_string();
        assert!(error.contains(failing.name), "{error}");
        assert_eq!(names(&db), ["0001_a"]);
        assert!(db.prepare("SELECT * FROM c").is_err());
    }
}

#[test]
fn the_statement_that_fails_is_shown_and_no_other() {
    for (up, shown) in [
        (
            "CREATE TABLE c (n); NONSENSE\n  HERE; CREATE TABLE d (n);",
            "syntax error in NONSENSE HERE",
        ),
        (
            "CREATE TABLE c (n UNIQUE); INSERT INTO c VALUES (1), (1); CREATE TABLE d (n);",
            "UNIQUE constraint failed: c.n in INSERT INTO c VALUES (1), (1)",
        ),
    ] {
        let failing = Migration {
            name: "0001_c",
            up,
            down: "",
        };
        let error = all(&mut database(), &[failing]).unwrap_err().to_string();
        assert!(
            error.contains(shown) && error.starts_with("migration 0001_c: "),
            "{error}"
        );
        assert!(!error.contains("CREATE TABLE"), "{error}");
    }
}

#[test]
fn a_newer_database_is_refused() {
    let mut db = database();
    all(&mut db, &[ONE, REBUILD]).unwrap();
    let error = all(&mut db, &[ONE]).unwrap_err().to_string();
    assert!(error.contains("0002_rebuild"), "{error}");
}

#[test]
fn a_step_that_was_changed_after_it_was_taken_is_refused_whatever_its_lines_end_with() {
    let mut db = database();
    all(&mut db, &[ONE]).unwrap();
    let windows: &'static str = Box::leak(ONE.up.replace('\n', "\r\n").into_boxed_str());
    all(&mut db, &[Migration { up: windows, ..ONE }]).unwrap();
    let changed = Migration {
        up: "CREATE TABLE a (id INTEGER);",
        ..ONE
    };
    let error = all(&mut db, &[changed]).unwrap_err().to_string();
    assert!(error.contains("0001_a was changed"), "{error}");
    // What was applied before checksums were kept is believed.
    db.execute("UPDATE socio_migrations SET checksum = NULL", [])
        .unwrap();
    all(&mut db, &[changed]).unwrap();
}

#[test]
fn a_database_of_before_gets_the_column_of_checksums() {
    let mut db = database();
    db.execute_batch(
        "CREATE TABLE socio_migrations (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL);
         INSERT INTO socio_migrations VALUES ('0001_a', 'then');",
    )
    .unwrap();
    db.execute_batch(ONE.up).unwrap();
    all(&mut db, &[ONE, REBUILD]).unwrap();
    assert_eq!(names(&db), ["0001_a", "0002_rebuild"]);
}

#[test]
fn two_processes_at_once_take_each_step_once() {
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("test.db");
    let start = std::sync::Barrier::new(4);
    let taken: Vec<usize> = std::thread::scope(|scope| {
        let one = || {
            let mut db = Connection::open(&file).unwrap();
            db.busy_timeout(std::time::Duration::from_secs(20)).unwrap();
            start.wait();
            all(&mut db, &[ONE, REBUILD]).unwrap().len()
        };
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(taken.iter().sum::<usize>(), 2, "{taken:?}");
}

mod commands {
    use super::*;
    use crate::sqlite::migrate::command::{Request, run_command};

    const BOTH: [Migration; 2] = [ONE, REBUILD];

    #[test]
    fn steps_are_taken_and_taken_back_one_by_one() {
        let files = tempfile::tempdir().unwrap();
        let file = files.path().join("test.db");
        let url = format!("sqlite:{}", file.display());
        let done = |request| run_command(&url, &BOTH, &request).unwrap();
        assert_eq!(
            done(Request::Status),
            "0001_a  pending\n0002_rebuild  pending\n"
        );
        assert!(!file.exists(), "a look has made a database");
        assert_eq!(done(Request::To("1".into())), "applied 0001_a\n");
        assert_eq!(done(Request::All), "applied 0002_rebuild\n");
        assert_eq!(done(Request::All), "nothing to do\n");
        assert_eq!(done(Request::Down(1)), "took back 0002_rebuild\n");
        assert!(done(Request::Status).ends_with("\n0002_rebuild  pending\n"));
        assert_eq!(
            done(Request::To("0002_rebuild".into())),
            "applied 0002_rebuild\n"
        );
        assert_eq!(
            done(Request::To("0".into())),
            "took back 0002_rebuild\ntook back 0001_a\n"
        );
        assert_eq!(done(Request::Down(7)), "nothing to do\n");
        let error = run_command(&url, &BOTH, &Request::To("3".into())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no migration 3, but there are: 0001_a, 0002_rebuild"
        );
    }

    #[test]
    fn a_step_that_was_changed_may_be_taken_back_and_taken_again() {
        let files = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", files.path().join("test.db").display());
        run_command(&url, &BOTH, &Request::All).unwrap();
        let changed = Migration {
            up: "ALTER TABLE a ADD COLUMN n INTEGER;",
            ..REBUILD
        };
        let both = [ONE, changed];
        let status = run_command(&url, &both, &Request::Status).unwrap();
        assert!(status.contains("changed since"), "{status}");
        assert!(run_command(&url, &both, &Request::All).is_err());
        run_command(&url, &both, &Request::Down(1)).unwrap();
        assert_eq!(
            run_command(&url, &both, &Request::All).unwrap(),
            "applied 0002_rebuild\n"
        );
    }

    #[test]
    fn a_server_that_may_not_migrate_starts_once_nothing_is_pending() {
        let files = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", files.path().join("test.db").display());
        let config = crate::Config {
            migrate_at_start: false,
            ..crate::Config::new(url)
        };
        let open = || crate::sqlite::Sqlite::open(&config, &BOTH).map(drop);
        let error = open().unwrap_err().to_string();
        assert!(error.contains("lacks the migration 0001_a"), "{error}");
        run_command(&config.database_url, &BOTH, &Request::To("1".into())).unwrap();
        let error = open().unwrap_err().to_string();
        assert!(
            error.contains("lacks the migration 0002_rebuild"),
            "{error}"
        );
        run_command(&config.database_url, &BOTH, &Request::All).unwrap();
        open().unwrap();
    }

    #[test]
    fn nothing_is_taken_back_below_a_step_that_is_not_known() {
        let files = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", files.path().join("test.db").display());
        run_command(&url, &BOTH, &Request::All).unwrap();
        let error = run_command(&url, &[ONE], &Request::Down(1)).unwrap_err();
        assert!(error.to_string().contains("0002_rebuild"), "{error}");
        let status = run_command(&url, &[ONE], &Request::Status).unwrap();
        assert!(status.contains("unknown to this program"), "{status}");
    }
}
