//! The command line: bad input is refused with a reason, and nothing is written.

#[cfg(unix)]
mod skipped;

use std::fs;

use assert_cmd::Command;

fn command(folder: &std::path::Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-socio"));
    command.arg("socio").args(args).current_dir(folder);
    command
}

fn socio(folder: &std::path::Path, args: &[&str]) -> (i32, String) {
    let output = command(folder, args).output().expect("cargo-socio starts");
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn refusals_name_the_reason_and_write_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(home.path().join("latin.yaml"), b"project: caf\xe9\n").expect("written");
    fs::write(
        home.path().join("good.yaml"),
        "models:\n  A: { fields: { b: text } }\n",
    )
    .expect("written");
    for (args, reason) in [
        (&["new", "shop"][..], "--spec FILE"),
        (
            &["new", "shop", "--spec", "missing.yaml"],
            "cannot read missing.yaml",
        ),
        (&["new", "shop", "--spec", "latin.yaml"], "not UTF-8"),
        (
            &["new", "../up/..", "--spec", "good.yaml"],
            "cannot name a crate",
        ),
        (
            &["new", "async", "--spec", "good.yaml"],
            "choose another name",
        ),
        (
            &["new", "tokio", "--spec", "good.yaml"],
            "choose another name",
        ),
    ] {
        let (code, said) = socio(home.path(), args);
        assert_eq!(code, 1, "{args:?}: {said}");
        assert!(said.contains(reason), "{args:?}: {said}");
    }
    assert_eq!(fs::read_dir(home.path()).expect("readable").count(), 2);
}

#[test]
fn a_dry_run_writes_nothing_and_a_full_folder_is_kept() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(
        home.path().join("good.yaml"),
        "models:\n  A: { fields: { b: text } }\n",
    )
    .expect("written");
    let (code, said) = socio(
        home.path(),
        &["new", "shop", "--spec", "good.yaml", "--dry-run"],
    );
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("src/services/a.rs"), "{said}");
    assert!(!home.path().join("shop").exists());

    fs::create_dir(home.path().join("shop")).expect("made");
    fs::write(home.path().join("shop/mine.txt"), "mine").expect("written");
    let (code, said) = socio(home.path(), &["new", "shop", "--spec", "good.yaml"]);
    assert_eq!(code, 1);
    assert!(said.contains("not empty"), "{said}");
    assert_eq!(
        fs::read_dir(home.path().join("shop"))
            .expect("readable")
            .count(),
        1
    );
}

#[test]
fn every_mistake_of_a_spec_is_named_in_one_run() {
    let home = tempfile::tempdir().expect("a folder");
    let spec = "mod: async
models:
  post:
    fields:
      title: strng(20)
      Body: text
      price: decimal(40,2)
      author: Athor
      state: int32 = many
  Author:
    fields: { name: text }
    service: AsyncMadeUpService
    managed: {}
  Loop:
    fields: { again: Loop }
";
    fs::write(home.path().join("socio.yaml"), spec).expect("written");
    let (code, said) = socio(home.path(), &["check"]);
    assert_eq!(code, 1);
    for part in [
        "unknown key `mod`",
        "did you mean `mode`?",
        "`post` is no type name",
        "did you mean `string(20)`?",
        "`Body` is no field name",
        "`decimal(40,2)` has too many digits",
        "did you mean `Author`?",
        "the default `many` does not fit",
        "unknown generic `AsyncMadeUpService`",
        "`managed` is not supported yet",
        "`Loop` requires itself",
        "socio.yaml:5:14",
    ] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named_and_left_as_it_was() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().expect("a folder");
    let locked = home.path().join("locked");
    fs::create_dir(&locked).expect("made");
    fs::write(
        home.path().join("good.yaml"),
        "models:\n  A: { fields: { b: text } }\n",
    )
    .expect("written");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).expect("set");
    if fs::write(locked.join("probe"), "").is_ok() {
        skipped::skipped("root writes into read-only folders, too");
        return;
    }
    let (code, said) = socio(home.path(), &["new", "locked/shop", "--spec", "good.yaml"]);
    assert_eq!(code, 1);
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!(fs::read_dir(&locked).expect("readable").count(), 0);
}

/// A disk that fills up: the limit on a file's size stands for it.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let home = tempfile::tempdir().expect("a folder");
    fs::write(
        home.path().join("good.yaml"),
        "models:\n  A: { fields: { b: text } }\n",
    )
    .expect("written");
    // Writes beyond the limit (blocks of 512 bytes) fail once the signal is ignored.
    let script = format!(
        "trap '' XFSZ; ulimit -f 16; exec {} socio new shop --spec good.yaml",
        env!("CARGO_BIN_EXE_cargo-socio")
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(home.path())
        .output()
        .expect("sh starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("nothing was written"), "{said}");
    assert_eq!(fs::read_dir(home.path()).expect("readable").count(), 1);
}

#[test]
fn options_that_contradict_their_field_are_named() {
    let home = tempfile::tempdir().expect("a folder");
    let spec = "enums:
  Mood: [good, good]
  Size: { values: { SMALL: s, LARGE: s } }
models:
  Item:
    fields:
      a: { type: int32, blank: true }
      b: { type: int32, min: 9, max: 1 }
      c: { type: int32, max: 5, default: 7 }
      d: { type: string(3), choices: [red, green] }
      e: { type: text, choices: [x, y], default: z }
      f: { type: text, regex: '^a', example: ab, default: ba }
      g: { type: text, read_only: true, write_only: true }
      h: { type: [int32], unique: true }
      i: { type: int32, on_delete: cascade }
      j: { type: text, unique: true, index: true }
      k: date = tomorrow
      l: decimal(4,2) = 123.5
      m: [bytes]
      n: { type: string(3), min_length: 9 }
      o: [string(3), text]
    unique_together: [[a, a], [b]]
    service:
      filters: { a: [icontains], d: [year], k: [regex], q__z: [exact], b: [] }
";
    fs::write(home.path().join("socio.yaml"), spec).expect("written");
    let (code, said) = socio(home.path(), &["check"]);
    assert_eq!(code, 1);
    for part in [
        "`good` is the same member as `GOOD`",
        "`LARGE` stores the same value as `SMALL`",
        "`blank` is for text",
        "`max` is less than `min`",
        "the default is out of `min` and `max`",
        "a choice is longer than 3 characters",
        "the default is none of the choices",
        "the default does not match the regex",
        "`read_only` and `write_only` leave nothing",
        "a list cannot be unique",
        "`on_delete` is for references",
        "a unique field is indexed already",
        "the default `tomorrow` does not fit",
        "the default `123.5` does not fit",
        "lists of this type are not supported yet",
        "the text holds at most 3 characters",
        "a list is of one type",
        "`a` stands here twice",
        "`unique_together` is for several fields",
        "`icontains` does not fit",
        "`year` does not fit",
        "`regex` does not fit",
        "unknown field `q`",
        "a filter needs lookups",
    ] {
        assert!(said.contains(part), "{part} is missing in:\n{said}");
    }
}

#[test]
fn nobodys_rustfmt_settings_change_what_is_made() {
    let home = tempfile::tempdir().expect("a folder");
    let spec = "models:\n  A: { fields: { name: string(40), other: text? } }\n";
    let make = |folder: &str, settings: &str| {
        let folder = home.path().join(folder);
        fs::create_dir(&folder).expect("made");
        fs::write(folder.join("rustfmt.toml"), settings).expect("written");
        fs::write(folder.join("a.yaml"), spec).expect("written");
        let output = command(&folder, &["new", "made", "--spec", "a.yaml"])
            .env("TMPDIR", &folder)
            .output();
        assert!(output.expect("cargo-socio starts").status.success());
        let files = ["src/generated/mod.rs", "src/generated/models/a.rs"];
        files.map(|file| fs::read_to_string(folder.join("made").join(file)).expect("made"))
    };
    assert_eq!(make("plain", ""), make("narrow", "max_width = 60\n"));
}

/// rustup's proxy, where the component is not installed.
#[cfg(unix)]
#[test]
fn a_rustfmt_that_does_not_run_is_done_without() {
    use std::os::unix::fs::PermissionsExt;

    let home = tempfile::tempdir().expect("a folder");
    let proxy = home.path().join("rustfmt");
    fs::write(&proxy, "#!/bin/sh\necho 'not installed' >&2\nexit 1\n").expect("written");
    fs::set_permissions(&proxy, fs::Permissions::from_mode(0o755)).expect("may run");
    fs::write(
        home.path().join("a.yaml"),
        "models:\n  A: { fields: { b: text } }\n",
    )
    .expect("written");
    let output = command(home.path(), &["new", "made", "--spec", "a.yaml"])
        .env("PATH", home.path())
        .output()
        .expect("cargo-socio starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(home.path().join("made/src/generated/models/a.rs").exists());
}
