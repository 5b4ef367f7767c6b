//! `cargo socio man`: manual pages.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Failure;
use crate::{shell, write};

/// Print the manual page, or write those of all commands into a folder
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio man | man -l -
  cargo socio man --dir ~/.local/share/man/man1")]
pub struct Man {
    /// Write one page for each command into this folder
    #[arg(long)]
    dir: Option<PathBuf>,
}

impl Man {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let failed = |error: &std::io::Error| Failure::io("cannot write the pages", error, "");
        let mut root = super::command();
        // Gives each command the name of its page.
        root.build();
        let Some(dir) = self.dir else {
            let page = page(root).map_err(|error| failed(&error))?;
            return super::print(&String::from_utf8_lossy(&page));
        };
        let commands = root
            .get_subcommands()
            .filter(|command| !command.is_hide_set());
        let commands = commands.cloned().chain([root.clone()]);
        let mut files = Vec::new();
        for command in commands {
            let name = command.get_display_name().unwrap_or(command.get_name());
            let file = format!("{name}.1");
            files.push((file, page(command).map_err(|error| failed(&error))?));
        }
        let count = files.len();
        write::files(&dir, files).map_err(|error| failed(&error))?;
        shell::status(
            "Wrote",
            format!("{} to {}", super::counted(count, "page"), dir.display()),
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn page(command: clap::Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
