//! The names of a spec, as they are read.

use super::Build;
use crate::diagnostic::{Code, Diagnostic};
use crate::edit::Edit;
use crate::model::naming::{FIELD, Kind, PACKAGE, PROJECT, TYPE};
use crate::spec::{Key, Node};

impl Build {
    /// `siblings` are the entries among which the name stands.
    pub(super) fn field_name(&mut self, key: &Key, siblings: &[(Key, Node)]) {
        self.name(&FIELD, key, siblings);
    }

    /// A PascalCase name that Rust and proto can both hold.
    pub(super) fn type_name(&mut self, key: &Key, siblings: &[(Key, Node)]) {
        self.name(&TYPE, key, siblings);
    }

    pub(super) fn project_name(&mut self, root: &Node) -> Option<String> {
        self.setting(&PROJECT, root, "project")
    }

    pub(super) fn package(&mut self, root: &Node) -> Option<String> {
        let text = self.setting(&PACKAGE, root, "package")?;
        // What protobuf and gRPC define there is taken from their own crates.
        for (own, whose) in [("google", "protobuf's"), ("grpc", "gRPC's")] {
            if text.split('.').next() == Some(own)
                && let Some(node) = root.get("package")
            {
                let message = format!("packages below `{own}` are {whose} own");
                self.error(
                    Code::ReservedName,
                    &node.span,
                    message,
                    "one of yours, as `shop.v1`",
                );
            }
        }
        Some(text)
    }

    fn name(&mut self, kind: &Kind, key: &Key, siblings: &[(Key, Node)]) {
        let Some(found) = kind.refusal(&key.text, key.span.clone()) else {
            return;
        };
        let near = kind.nearest(&key.text);
        let near = near.filter(|near| siblings.iter().all(|(twin, _)| twin.text != *near));
        self.report(spelled(found, near));
    }

    fn setting(&mut self, kind: &Kind, root: &Node, key: &str) -> Option<String> {
        let node = root.get(key)?;
        let text = self.word(root, key)?;
        if node.is_null() {
            let found = Diagnostic::new(
                Code::WrongShape,
                node.span.clone(),
                format!("`{key}` has no value"),
            );
            self.report(found.help(format!("{}; or remove `{key}`", kind.rule)));
        } else if let Some(found) = kind.refusal(&text, node.span.clone()) {
            self.report(spelled(found, kind.nearest(&text)));
        }
        Some(text)
    }
}

/// With the name that would be accepted, if there is one; else the rule stays.
fn spelled(found: Diagnostic, near: Option<String>) -> Diagnostic {
    let Some(near) = near else {
        return found;
    };
    let span = found.span.clone();
    found
        .help(format!("write it as `{near}`"))
        .fix(Edit::replace(span, near))
}
