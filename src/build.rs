//! Rebuilds the binary when what it carries changes: a macro that embeds a
//! folder cannot tell cargo so.

fn main() {
    println!("cargo:rerun-if-changed=templates");
}
