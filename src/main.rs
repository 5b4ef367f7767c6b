//! The command `cargo socio`.

fn main() -> std::process::ExitCode {
    cargo_socio::run()
}
