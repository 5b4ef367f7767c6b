//! `cargo socio import`: the numbers that clients know already.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const SPEC: &str = "\
package: shop.v1
enums:
  Colour: [red, blue, green]
models:
  Item:
    fields:
      title: string(40)
      note: text?
      count: int32
      colour: Colour = red
    service: { generic: ModelService, pagination: { page_size: 5, max_page_size: 9 } }
";

/// As it was after some years: a field is gone (4), one is not in the spec, `note` is not there yet.
const PUBLISHED: &str = r#"
syntax = "proto3";
package shop.v1;
import "google/protobuf/empty.proto";

service ItemController {
    rpc Create(ItemRequest) returns (ItemResponse) {}
    rpc Find(ItemListRequest) returns (ItemListResponse) {}
}
message Colour {
    enum Enum {
        ENUM_UNSPECIFIED = 0;
        GREEN = 1;
        RED = 2;
        PINK = 5;
    }
}
message ItemRequest {
    optional int64 id = 1;
    string title = 6;
    int64 count = 2;
    string price = 3;
    optional Colour.Enum colour = 5;
}
message ItemListRequest {}
message ItemListResponse {
    repeated ItemResponse results = 1;
    int32 count = 2;
}
message ItemRetrieveRequest { int64 id = 1; }
message ItemResponse {
    optional int64 id = 1;
    string title = 6;
    reserved 4, 9;
    reserved "old", "older";
}
"#;

struct Shop {
    _home: TempDir,
    root: PathBuf,
}

impl Shop {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        fs::write(home.path().join("spec.yaml"), SPEC).expect("written");
        let runtime = concat!("path=", env!("CARGO_MANIFEST_DIR"), "/runtime");
        let new = ["new", "shop", "--spec", "spec.yaml", "--runtime", runtime];
        let (code, said) = socio(home.path(), &new);
        assert_eq!(code, 0, "{said}");
        let root = home.path().join("shop");
        Self { _home: home, root }
    }

    fn import(&self, proto: &str, how: &[&str]) -> (i32, String) {
        let file = self.root.join("../published.proto");
        fs::write(&file, proto).expect("written");
        let args = ["import", "--proto", "../published.proto"];
        socio(&self.root, &[&args[..], how].concat())
    }

    /// The numbers of a message or of an enum, as the proto has them.
    fn numbers(&self, file: &str, message: &str) -> BTreeMap<String, i32> {
        let set = protox::compile([format!("shop/v1/{file}.proto")], [self.root.join("proto")]);
        let set = set.expect("a proto that protox takes");
        let mut messages = set.file.iter().flat_map(|file| &file.message_type);
        let found = messages.find(|found| found.name() == message);
        let found = found.expect("the message is declared");
        let fields = found.field.iter().map(|f| (f.name(), f.number()));
        let members = found.enum_type.iter().flat_map(|e| &e.value);
        let members = members.map(|m| (m.name(), m.number()));
        let all = fields.chain(members);
        all.map(|(name, number)| (name.to_owned(), number))
            .collect()
    }

    /// The proto and the lock.
    fn written(&self) -> [String; 2] {
        ["proto/shop/v1/item.proto", "socio.lock"].map(|path| self.text(path))
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a file")
    }
}

fn socio(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-socio"));
    let output = command.arg("socio").args(args).current_dir(folder).output();
    let output = output.expect("cargo-socio starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code().unwrap_or(-1), said)
}

fn numbered(pairs: &[(&str, i32)]) -> BTreeMap<String, i32> {
    let owned = |(name, number): &(&str, i32)| ((*name).to_owned(), *number);
    pairs.iter().map(owned).collect()
}

#[test]
fn numbers_go_on_from_the_proto() {
    let shop = Shop::new();
    let (code, said) = shop.import(PUBLISHED, &[]);
    assert_eq!(code, 0, "{said}");
    // 4 was another field's once, as a gap says: new numbers are above all.
    let request = [
        ("id", 1),
        ("title", 6),
        ("count", 2),
        ("colour", 5),
        ("note", 7),
    ];
    assert_eq!(shop.numbers("item", "ItemRequest"), numbered(&request));
    let response = [
        ("id", 1),
        ("title", 6),
        ("note", 10),
        ("count", 11),
        ("colour", 12),
    ];
    assert_eq!(shop.numbers("item", "ItemResponse"), numbered(&response));
    let colour = [
        ("ENUM_UNSPECIFIED", 0),
        ("GREEN", 1),
        ("RED", 2),
        ("BLUE", 6),
    ];
    assert_eq!(shop.numbers("enums", "Colour"), numbered(&colour));
    let proto = shop.text("proto/shop/v1/item.proto");
    for line in [
        "reserved 3;\n  reserved \"price\";",
        "reserved 4, 9;\n  reserved \"old\", \"older\";",
    ] {
        assert!(proto.contains(line), "{line} in {proto}");
    }
    for line in [
        "Reserved ItemRequest.price = 3",
        "Reserved Colour.PINK = 5",
        "New ItemRequest.note = 7",
        "Renumbered ItemRequest.title = 6, was 2",
        "Differs ItemRequest.count: `int64` there, `int32` here",
        "Missing ItemController/Find",
        "New ItemController/Destroy",
    ] {
        assert!(said.contains(line), "{line} in {said}");
    }
    assert!(!said.contains("ItemRetrieveRequest.id"), "{said}");
}

#[test]
fn what_was_pinned_stays() {
    let shop = Shop::new();
    assert_eq!(shop.import(PUBLISHED, &[]).0, 0);
    let before = shop.written();
    for args in [
        &["generate", "--check"][..],
        &["import", "--proto", "../published.proto", "--check"],
    ] {
        let (code, said) = socio(&shop.root, args);
        assert_eq!(code, 0, "{said}");
    }
    assert_eq!(before, shop.written());
    // What the project adds later keeps its number, too, when the proto is read again.
    let spec = shop.text("socio.yaml");
    let added = spec.replace(
        "      note: text?\n",
        "      hint: text?\n      note: text?\n",
    );
    fs::write(shop.root.join("socio.yaml"), added).expect("written");
    let (code, said) = socio(&shop.root, &["generate"]);
    assert_eq!(code, 0, "{said}");
    let after = shop.written();
    assert_eq!(shop.numbers("item", "ItemRequest")["hint"], 8);
    let (code, said) = shop.import(PUBLISHED, &[]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(after, shop.written());
}

#[test]
fn only_the_lock_may_change() {
    let shop = Shop::new();
    let pinned = "syntax = \"proto3\"; package shop.v1; message Gone { string old = 7; }";
    assert_eq!(shop.import(pinned, &["--check"]).0, 2);
    assert_eq!(shop.import(pinned, &[]).0, 0);
    assert!(shop.text("socio.lock").contains("\"old\": 7"));
    assert_eq!(shop.import(pinned, &["--check"]).0, 0);
}

#[test]
fn what_cannot_be_gone_on_from_is_refused() {
    let shop = Shop::new();
    let lock = shop.text("socio.lock");
    let head = "syntax = \"proto3\"; package shop.v1;";
    for (proto, reason) in [
        (
            "syntax = \"proto3\"; package other.v1;".to_owned(),
            "write `package: other.v1`",
        ),
        ("package shop.v1;".to_owned(), "is not proto3"),
        (
            format!("{head} message A {{ string a = ; }}"),
            "published.proto:1:",
        ),
        (
            format!("{head} message A {{ string a = 1; string b = 1; }}"),
            "A has the number 1 twice: a, b",
        ),
        (
            format!("{head} message A {{ reserved 2 to 5; }}"),
            "A reserves 4 numbers and 0 names",
        ),
        (
            format!("{head} message A {{ reserved 2 to max; }}"),
            "A reserves ",
        ),
        (
            format!("{head} enum A {{ NONE = 0; }}"),
            "member 0 of the enum A is not A_UNSPECIFIED",
        ),
        (
            format!(
                "{head} enum A {{ A_UNSPECIFIED = 0; B = 1; }} message M {{ enum A {{ A_UNSPECIFIED = 0; C = 1; }} }}"
            ),
            "the enum A is declared twice",
        ),
        (
            format!("{head} message ItemRetrieveRequest {{ int64 id = 2; }}"),
            "is not number 1",
        ),
    ] {
        let (code, said) = shop.import(&proto, &[]);
        assert_eq!(code, 1, "{proto}: {said}");
        assert!(said.contains(reason), "{reason} in {said}");
    }
    let (code, said) = socio(&shop.root, &["import", "--proto", "missing.proto"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("cannot read missing.proto"), "{said}");
    assert_eq!(lock, shop.text("socio.lock"));
}

#[test]
fn the_lock_is_not_contradicted() {
    let shop = Shop::new();
    assert_eq!(shop.import(PUBLISHED, &[]).0, 0);
    let lock = shop.text("socio.lock");
    // 3 was `price`, and is reserved since.
    let other = PUBLISHED.replace("string price = 3", "string size = 3");
    let (code, said) = shop.import(&other, &[]);
    assert_eq!(code, 1, "{said}");
    let reason = "ItemRequest has `size` as number 3, and socio.lock remembers `price` as number 3";
    assert!(said.contains(reason), "{said}");
    assert_eq!(lock, shop.text("socio.lock"));
}
