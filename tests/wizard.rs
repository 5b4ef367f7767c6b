//! The wizard in a real pseudo-terminal.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

/// Milliseconds to wait for a question: far more than it takes.
const PATIENCE: u64 = 30_000;

fn wizard(folder: &Path, args: &[&str]) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-socio"));
    command
        .arg("socio")
        .args(args)
        .current_dir(folder)
        .env("TERM", "xterm");
    spawn_command(command, Some(PATIENCE)).expect("a pseudo-terminal")
}

fn answer(terminal: &mut PtySession, question: &str, answer: &str) {
    terminal.exp_string(question).expect(question);
    terminal.send_line(answer).expect("sent");
}

/// A key that is an answer by itself.
fn press(terminal: &mut PtySession, question: &str, key: &str) {
    terminal.exp_string(question).expect(question);
    terminal.send(key).expect("sent");
    terminal.flush().expect("sent");
}

#[test]
fn questions_lead_to_a_project_and_to_the_command_without_them() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = wizard(home.path(), &["new"]);
    answer(&mut terminal, "Name of the project", "shop");
    answer(&mut terminal, "Mode", "");
    answer(&mut terminal, "Database", "");
    answer(&mut terminal, "First model", "Item");
    answer(&mut terminal, "First field", "title");
    // A wrong type is refused on the spot, and asked for again.
    answer(&mut terminal, "Type of title", "strng(20)");
    terminal.exp_string("did you mean").expect("a refusal");
    terminal.send_control('u').expect("the line is cleared");
    answer(&mut terminal, "Type of title", "string(20)");
    press(&mut terminal, "Is title unique?", "y");
    // The form that `--field` takes.
    answer(&mut terminal, "Next field", "price:decimal(10,2)");
    answer(&mut terminal, "Next field", "");
    answer(&mut terminal, "Generic service", "");
    // The first mixin beside ModelService is Stream.
    terminal.exp_string("Mixins").expect("the mixins");
    terminal.send(" ").expect("sent");
    terminal.send_line("").expect("sent");
    answer(&mut terminal, "Next model", "Label");
    answer(&mut terminal, "First field", "item:Item");
    answer(&mut terminal, "Next field", "");
    answer(&mut terminal, "Generic service", "");
    answer(&mut terminal, "Mixins", "");
    answer(&mut terminal, "Next model", "");
    // What it makes, and how to do without the questions.
    let rpcs = "ItemController: Create, List, Stream,";
    terminal.exp_string(rpcs).expect(rpcs);
    let command = "--field 'price:decimal(10,2)' --generic ModelService --mixin StreamModelMixin";
    terminal.exp_string(command).expect(command);
    let command = "add-model Label --field item:Item --generic ModelService";
    terminal.exp_string(command).expect(command);
    press(&mut terminal, "Make it?", "y");
    terminal.exp_string("Created").expect("made");
    terminal.exp_eof().expect("the end");
    let spec = fs::read_to_string(home.path().join("shop/socio.yaml")).expect("the spec");
    let title = "title: { type: string(20), unique: true }";
    assert!(
        spec.contains(title) && spec.contains("price: decimal(10,2)"),
        "{spec}"
    );
    assert!(spec.contains("mixins: [StreamModelMixin]"), "{spec}");

    let mut terminal = wizard(&home.path().join("shop"), &["add-model", "Parcel"]);
    answer(&mut terminal, "First field", "item");
    answer(&mut terminal, "Type of item", "Item");
    press(&mut terminal, "Is item unique?", "n");
    answer(&mut terminal, "Next field", "");
    answer(&mut terminal, "Generic service", "");
    answer(&mut terminal, "Mixins", "");
    terminal.exp_string("Updated").expect("done");
    terminal.exp_eof().expect("the end");
    let spec = fs::read_to_string(home.path().join("shop/socio.yaml")).expect("the spec");
    assert!(spec.contains("item: Item"), "{spec}");
}

#[test]
fn ctrl_c_leaves_nothing_behind() {
    let home = tempfile::tempdir().expect("a folder");
    for question in ["Name of the project", "Mode"] {
        let mut terminal = wizard(home.path(), &["new"]);
        if question != "Name of the project" {
            answer(&mut terminal, "Name of the project", "shop");
        }
        terminal.exp_string(question).expect(question);
        terminal.send_control('c').expect("sent");
        terminal.exp_string("interrupted").expect("a word of it");
        terminal.exp_eof().expect("the end");
        let status = terminal.process().wait().expect("it ended");
        assert!(format!("{status:?}").contains(", 130)"), "{status:?}");
    }
    assert_eq!(fs::read_dir(home.path()).expect("readable").count(), 0);
}
