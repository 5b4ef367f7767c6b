//! Many-to-many relations: `tags: [Tag]`.

use super::{Build, Known};
use crate::model::{Link, Name};
use crate::spec::{Key, Node};

/// The relation that a field's node describes, or nothing where it is a field of another kind.
pub(super) fn link(
    build: &mut Build,
    model: &Name,
    table: &str,
    key: &Key,
    node: &Node,
    known: &Known<'_>,
) -> Option<Link> {
    let (list, long) = match node.get("type") {
        Some(ty) => (ty, Some(node)),
        None => (node, None),
    };
    let [item] = list.items()? else {
        return None;
    };
    let target = item.scalar()?;
    let target = known.model(target)?;
    let mut join = None;
    let mut comment = None;
    let mut required = false;
    if let Some(long) = long {
        build.keys(long, &["type", "table", "blank", "comment"]);
        join = build.word(long, "table");
        comment = build.comment(long);
        required = build.flag(long, "blank") == Some(false);
    }
    let other = Name::new(known.models[target].clone());
    let (own, other) = if other == *model {
        let snake = model.snake();
        (format!("from_{snake}_id"), format!("to_{snake}_id"))
    } else {
        (
            format!("{}_id", model.snake()),
            format!("{}_id", other.snake()),
        )
    };
    Some(Link {
        name: Name::new(key.text.clone()),
        comment,
        target,
        table: join.unwrap_or_else(|| format!("{table}_{}", key.text)),
        own,
        other,
        required,
    })
}
