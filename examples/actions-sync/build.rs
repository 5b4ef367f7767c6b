//! Compiles the protos: those of socio.yaml, and your own below `proto`.

#[path = "src/generated/build.rs"]
#[rustfmt::skip]
mod generated;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    generated::build()
}
