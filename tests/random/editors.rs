//! What an editor says of a valid spec: nothing.

use std::sync::LazyLock;

use cargo_socio::plan::spec_schema;
use cargo_socio::spec::Node;
use jsonschema::Validator;

use crate::as_json::as_json;
use crate::stages::Failure;

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(&spec_schema::text()).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

pub fn check(root: &Node) -> Result<(), Failure> {
    let seen = as_json(root);
    let found = SCHEMA.validate(&seen);
    found.map_err(|error| Failure::new("editor", format!("{}: {error}", error.instance_path())))
}
