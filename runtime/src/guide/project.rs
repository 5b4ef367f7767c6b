// What the examples of the guide stand in: a crate with the modules that a generated one has.
// It is no module of this crate: each example includes it.

#[allow(dead_code)]
mod blog {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/blog.rs"));
}

#[allow(unused_imports)]
mod generated {
    include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/guide/generated.rs"));
}
