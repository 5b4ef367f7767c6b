//! A system that does not play along.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::home::{Home, SPEC, Said, command};
use crate::skipped::skipped;

#[test]
fn a_full_standard_error_stops_nobody() {
    if !Path::new("/dev/full").exists() {
        skipped("no /dev/full on this system");
        return;
    }
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    let full = OpenOptions::new().write(true).open("/dev/full");
    let status = command(home.path(), &["new", "shop", "--spec", "shop.yaml", "-v"])
        .stderr(full.expect("opened"))
        .status();
    assert_eq!(status.expect("cargo-socio starts").code(), Some(0));
    assert!(home.shop().join("Cargo.toml").is_file());
    let full = OpenOptions::new().write(true).open("/dev/full");
    let status = command(&home.shop(), &["diagram"])
        .stdout(full.expect("opened"))
        .stderr(Stdio::null())
        .status();
    assert_eq!(status.expect("cargo-socio starts").code(), Some(1));
}

#[test]
fn a_spec_that_is_a_link_stays_one() {
    let home = Home::with_shop();
    let spec = home.shop().join("socio.yaml");
    fs::rename(&spec, home.path().join("shared.yaml")).expect("moved");
    symlink("../shared.yaml", &spec).expect("linked");
    let said = home.in_shop(&["add-model", "Note", "--field", "a:text"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(spec.is_symlink());
    assert!(home.read("shared.yaml").contains("Note"));
}

/// A `rustfmt` of ours before all others.
fn with_rustfmt(home: &Home, script: &str, args: &[&str]) -> Command {
    let file = home.path().join("bin/rustfmt");
    home.write("bin/rustfmt", script);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("may run");
    let path = std::env::var("PATH").unwrap_or_default();
    let bin = home.path().join("bin");
    let mut command = command(home.path(), args);
    command
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("TMPDIR", home.path().join("tmp"));
    command
}

#[test]
fn a_rustfmt_that_hangs_is_ended_with_ctrl_c() {
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    fs::create_dir(home.path().join("tmp")).expect("made");
    let script = format!(
        "#!/bin/sh\ntrap '' TERM INT\ntouch {}/started\nexec sleep 60\n",
        home.path().display()
    );
    let args = ["new", "shop", "--spec", "shop.yaml"];
    let process = with_rustfmt(&home, &script, &args)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("cargo-socio starts");
    let since = Instant::now();
    while !home.path().join("started").exists() {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "it never started"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let pid = process.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.expect("kill starts").success());
    let since = Instant::now();
    let said = Said::from(process.wait_with_output().expect("it ends"));
    assert!(since.elapsed() < Duration::from_secs(20), "it hung");
    assert_eq!(said.code, 130, "{}", said.err);
    assert!(said.err.contains("interrupted"), "{}", said.err);
    assert!(!home.shop().exists());
    let left = fs::read_dir(home.path().join("tmp")).expect("readable");
    assert_eq!(left.count(), 0);
}

#[test]
fn a_missing_folder_for_temporary_files_is_named() {
    let home = Home::new();
    home.write("shop.yaml", SPEC);
    let args = ["new", "shop", "--spec", "shop.yaml"];
    let output = with_rustfmt(&home, "#!/bin/sh\nexit 1\n", &args).output();
    let said = Said::from(output.expect("cargo-socio starts"));
    assert_eq!(said.code, 1);
    let tmp = home.path().join("tmp").display().to_string();
    assert!(
        said.err.contains(&tmp) && said.err.contains("TMPDIR"),
        "{}",
        said.err
    );
    assert!(!home.shop().exists());
}
