//! What a client is told when the database fails.

#![allow(
    clippy::disallowed_methods,
    reason = "the files of a database, in a folder of its own"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::Connection;

use crate::sqlite::lease::execute;
use crate::sqlite::{Sqlite, fault};
use crate::{Code, Config, Error, Migration, Result};

const TABLE: &[Migration] = &[Migration {
    name: "0001_initial",
    up: "CREATE TABLE t (n)",
    down: "DROP TABLE t",
}];

fn database() -> (tempfile::TempDir, PathBuf, Arc<Sqlite>) {
    let files = tempfile::tempdir().expect("a folder");
    let file = files.path().join("test.db");
    let sqlite =
        Sqlite::open(&Config::new(format!("sqlite:{}", file.display())), TABLE).expect("opened");
    (files, file, sqlite)
}

fn write(sqlite: &Sqlite, sql: &str) -> Result<()> {
    let mut writing = sqlite.begin()?;
    writing.run(|db| {
        db.busy_timeout(Duration::ZERO)?;
        execute(db, sql)
    })?;
    writing.commit()
}

fn insert(sqlite: &Sqlite) -> Result<()> {
    write(sqlite, "INSERT INTO t VALUES (zeroblob(100000))")
}

fn count(sqlite: &Sqlite) -> Result<i64> {
    sqlite.read(|db| {
        let count = db.query_row("SELECT count(*) FROM t", [], |row| row.get(0));
        count.map_err(fault::failed)
    })
}

fn told(refused: Result<()>) -> (Code, String) {
    let error: Error = refused.expect_err("refused");
    assert!(error.source().is_some(), "the log does not say why");
    let status = tonic::Status::from(error);
    (status.code(), status.message().to_owned())
}

fn body(message: &str, code: &str) -> String {
    format!(r#"{{"message": "{message}", "code": "{code}"}}"#)
}

#[test]
fn a_database_that_is_full_says_so_and_goes_on_once_there_is_room() {
    let (_files, _, sqlite) = database();
    let most = |pages: &str| {
        let mut writing = sqlite.begin().expect("free");
        writing.run(|db| Ok(db.pragma_update(None, "max_page_count", pages)?))
    };
    most("10").expect("set");
    let (code, text) = told(insert(&sqlite));
    assert_eq!(code, Code::ResourceExhausted);
    assert_eq!(text, body("The database is full.", "database_full"));
    assert_eq!(count(&sqlite).expect("read"), 0);
    most("1000").expect("set");
    insert(&sqlite).expect("there is room");
}

#[test]
fn a_database_that_can_only_be_read_says_so() {
    let (_files, _, sqlite) = database();
    let mut writing = sqlite.begin().expect("free");
    let only_read = writing.run(|db| Ok(db.pragma_update(None, "query_only", true)?));
    only_read.expect("set");
    drop(writing);
    let (code, text) = told(insert(&sqlite));
    assert_eq!(code, Code::FailedPrecondition);
    assert_eq!(text, body("The database can only be read.", "read_only"));
    assert_eq!(count(&sqlite).expect("read"), 0);
}

#[test]
fn a_database_that_others_write_is_worth_a_retry() {
    let (_files, file, sqlite) = database();
    // The writer's own patience is some seconds; it is none from its first statement on.
    insert(&sqlite).expect("free");
    let other = Connection::open(file).expect("opened");
    other.execute_batch("BEGIN IMMEDIATE").expect("begun");
    let (code, text) = told(insert(&sqlite));
    assert_eq!(code, Code::Unavailable);
    assert_eq!(text, body("The database is busy.", "unavailable"));
    other.execute_batch("ROLLBACK").expect("ended");
    insert(&sqlite).expect("free");
}

#[test]
#[cfg(unix)]
fn nothing_is_written_to_a_file_that_is_gone() {
    let (files, file, sqlite) = database();
    insert(&sqlite).expect("written");
    let aside = files.path().join("aside.db");
    std::fs::rename(&file, &aside).expect("moved");
    let gone = (
        Code::Unavailable,
        body("The database cannot be reached.", "unavailable"),
    );
    assert_eq!(told(insert(&sqlite)), gone);
    // A reader makes no empty file in its place, either.
    let readers = (0..2).map(|_| sqlite.file.connect(true));
    assert!(readers.into_iter().all(|reader| reader.is_err()));
    assert!(!file.exists());
    // Another file of the same name is not the database.
    std::fs::copy(&aside, &file).expect("copied");
    assert_eq!(told(insert(&sqlite)), gone);
    std::fs::rename(&aside, &file).expect("moved back");
    insert(&sqlite).expect("it is there again");
    assert_eq!(count(&sqlite).expect("read"), 2);
}

#[test]
fn a_text_that_is_too_long_for_a_regular_expression_is_the_clients_mistake() {
    let (_files, _, sqlite) = database();
    write(&sqlite, "INSERT INTO t VALUES (printf('%.70000c', 'a'))").expect("written");
    let found = sqlite.read(|db| {
        let found = db.query_row("SELECT regexp('b$', n) FROM t", [], |row| row.get(0));
        found.map(|_: bool| ()).map_err(fault::failed)
    });
    let (code, text) = told(found);
    assert_eq!(code, Code::InvalidArgument);
    assert!(text.contains("65536 bytes"), "{text}");
}
