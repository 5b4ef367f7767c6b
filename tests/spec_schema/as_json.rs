//! A spec as an editor sees it: by YAML's core schema, which gives scalars types.

use cargo_socio::spec::{Node, NodeKind};
use serde_json::Value;

pub fn as_json(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Mapping(mapping) => {
            let entries = mapping.entries().iter();
            entries
                .map(|(key, node)| (key.text.clone(), as_json(node)))
                .collect()
        }
        NodeKind::Sequence(items) => items.iter().map(as_json).collect(),
        NodeKind::Scalar(text, true) => text.as_str().into(),
        NodeKind::Scalar(..) if node.is_null() => Value::Null,
        NodeKind::Scalar(text, false) => match text.as_str() {
            "true" | "True" | "TRUE" => true.into(),
            "false" | "False" | "FALSE" => false.into(),
            text => number(text).unwrap_or_else(|| text.into()),
        },
    }
}

fn number(text: &str) -> Option<Value> {
    let digits = text.trim_start_matches(['+', '-', '.']);
    digits
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(())?;
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.into());
    }
    text.parse::<f64>().ok().map(Value::from)
}
