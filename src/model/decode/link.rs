//! Many-to-many relations: `tags: [Tag]`.

use super::{Build, Known};
use crate::model::grammar::LINK;
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
        build.keys(long, &LINK);
        join = build.word(long, "table");
        comment = build.comment(long);
        required = build.flag(long, "blank") == Some(false);
    }
    let (own, other) = Link::columns(model, &Name::new(known.models[target].clone()));
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
