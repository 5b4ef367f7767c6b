//! A project just made: what to do with it, and `--run`, which does it.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use super::failure::INTERRUPTED;
use super::{Failure, services};
use crate::model::Project;
use crate::{interrupt, shell};

/// What servers say once they listen, before the address.
const LISTENING: &str = "listening on ";

const CLIENT: &str = "examples/client.rs";

/// The next steps, to be copied.
pub fn say_next(path: &Path) {
    let mut lines = Vec::new();
    if path != Path::new(".") {
        lines.push(format!("cd {}", path.display()));
    }
    lines.push(String::from(
        "cargo test                    # every RPC and its error paths",
    ));
    lines.push(String::from(
        "cargo run                     # serves on 127.0.0.1:50051",
    ));
    if path.join(CLIENT).is_file() {
        lines.push(String::from(
            "cargo run --example client    # in another terminal: calls every RPC",
        ));
    }
    let indented = format!("\n{:13}", "");
    shell::status("Next", lines.join(&indented));
}

/// Builds and serves the project, until Ctrl-C.
pub fn serve(path: &Path, project: &Project) -> Result<ExitCode, Failure> {
    // By itself, so that cargo knows the terminal and shows how far it is.
    let built = cargo(path).arg("build").status().map_err(no_cargo)?;
    if !built.success() {
        return ended("cargo build", built);
    }
    let mut server = cargo(path)
        .args(["run", "--quiet"])
        .stderr(Stdio::piped())
        .spawn()
        .map_err(no_cargo)?;
    if let Some(said) = server.stderr.take() {
        pass_on(said, |address| {
            shell::status("Call it", call(path, project, address))
        });
    }
    ended("cargo run", server.wait().map_err(no_cargo)?)
}

fn cargo(path: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(path);
    command
}

fn no_cargo(error: std::io::Error) -> Failure {
    Failure::new(format!("cannot start cargo: {error}"), "")
}

fn ended(what: &str, status: ExitStatus) -> Result<ExitCode, Failure> {
    if status.success() {
        Ok(ExitCode::SUCCESS)
    } else if interrupt::happened() {
        Ok(ExitCode::from(INTERRUPTED))
    } else {
        Err(Failure::new(format!("{what} ended with {status}"), ""))
    }
}

/// Shows what the server says, and tells once where it listens.
fn pass_on(said: impl Read, listens: impl FnOnce(&str)) {
    let mut listens = Some(listens);
    for line in BufReader::new(said).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        shell::plain(&line);
        if let Some((_, address)) = line.split_once(LISTENING)
            && let Some(listens) = listens.take()
        {
            listens(address.trim());
        }
    }
}

/// A line for another terminal.
fn call(path: &Path, project: &Project, address: &str) -> String {
    if path.join(CLIENT).is_file() {
        let folder = path.display();
        return format!("(cd {folder} && cargo run --example client -- http://{address})");
    }
    match services::names(project).first() {
        Some(name) => format!("grpcurl -plaintext {address} describe {name}"),
        None => format!("grpcurl -plaintext {address} list"),
    }
}

#[cfg(test)]
mod tests {
    use super::pass_on;

    #[test]
    fn the_address_is_told_once() {
        let said = "INFO listening on 127.0.0.1:4242\nINFO listening on 127.0.0.1:1\n";
        let mut told = Vec::new();
        pass_on(said.as_bytes(), |address| told.push(address.to_owned()));
        assert_eq!(told, ["127.0.0.1:4242"]);
    }
}
