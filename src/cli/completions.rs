//! `cargo socio completions`: what a shell needs to complete `cargo-socio`.

use std::process::ExitCode;

use clap_complete::Shell;

use super::Failure;

/// Print completions for a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio completions bash > ~/.local/share/bash-completion/completions/cargo-socio
  cargo socio completions fish > ~/.config/fish/completions/cargo-socio.fish")]
pub struct Completions {
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut super::command(),
            "cargo-socio",
            &mut script,
        );
        super::print(&String::from_utf8_lossy(&script))
    }
}
