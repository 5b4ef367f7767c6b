//! Where socio.yaml says what a change is about.

use std::ops::Range;

use crate::model::{Name, Project};
use crate::spec::{Key, Node};

/// The keys that lead to what a table or a column is made of.
pub fn of_table(project: &Project, table: &str, column: Option<&str>) -> Vec<String> {
    let mut path = vec![String::from("models")];
    let mut models = project.models.iter();
    let Some(model) = models.find(|model| model.table == table) else {
        return path;
    };
    path.push(model.name.as_typed().to_owned());
    let mut fields = model.fields.iter();
    let field = fields.find(|field| Some(field.column.as_str()) == column);
    if let Some(field) = field {
        path.extend([String::from("fields"), field.name.as_typed().to_owned()]);
    }
    path
}

/// The last key of a path that is there, from the top of the spec.
pub fn span(root: &Node, path: &[String]) -> Range<usize> {
    let (mut node, mut span) = (root, 0..0);
    for wanted in path {
        let entries = node.entries().unwrap_or_default();
        let Some((key, below)) = entries.iter().find(|(key, _)| is(key, wanted)) else {
            break;
        };
        (node, span) = (below, key.span.clone());
    }
    span
}

/// A member of an enum has the name that it has in the proto.
fn is(key: &Key, wanted: &str) -> bool {
    key.text == wanted || Name::new(key.text.as_str()).shouty() == wanted
}
