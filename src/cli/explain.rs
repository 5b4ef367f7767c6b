//! `cargo socio explain`: what the codes of mistakes mean.

use std::process::ExitCode;

use super::Failure;
use crate::diagnostic::{Code, nearest};

/// Say what the code of a mistake means, as `unknown-type` of `error[unknown-type]`
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  cargo socio explain                 # all codes
  cargo socio explain unknown-type")]
pub struct Explain {
    /// The code; without it, all of them
    code: Option<String>,
}

impl Explain {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let Some(wanted) = self.code else {
            let rows = Code::ALL.iter();
            let rows = rows.map(|code| format!("{:20} {}\n", code.as_str(), code.meaning()));
            return super::print(&rows.collect::<String>());
        };
        match Code::ALL.iter().find(|code| code.as_str() == wanted) {
            Some(code) => super::print(&format!("{}\n", code.meaning())),
            None => Err(unknown(&wanted)),
        }
    }
}

fn unknown(wanted: &str) -> Failure {
    let help = match nearest(wanted, Code::ALL.iter().map(|code| code.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => String::from("`cargo socio explain` lists them"),
    };
    Failure::new(format!("no code `{wanted}`"), help)
}
