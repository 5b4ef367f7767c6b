//! Enums: `PostStatus: [draft, published]`.

use super::Build;
use crate::model::{Enum, Member, Name};
use crate::spec::Node;

pub(super) fn enums(build: &mut Build, root: &Node) -> Vec<Enum> {
    let mut enums: Vec<Enum> = Vec::new();
    for (key, node) in build.entries(root, "enums") {
        build.type_name(&key);
        let mut members: Vec<Member> = Vec::new();
        for item in node.items().unwrap_or_default() {
            let stored = item.scalar().unwrap_or_default().to_owned();
            let name = Name::new(stored.clone());
            let proto = name.shouty();
            if !proto.starts_with(|c: char| c.is_ascii_alphabetic()) || proto == "ENUM_UNSPECIFIED"
            {
                build.error(
                    &item.span,
                    format!("`{stored}` is no enum member"),
                    "write a word, as `draft`",
                );
            } else if members.iter().any(|member| member.proto == proto) {
                build.error(
                    &item.span,
                    format!("`{stored}` stands here twice"),
                    "remove one of them",
                );
            }
            members.push(Member {
                proto,
                variant: name.pascal(),
                stored,
                comment: None,
            });
        }
        if members.is_empty() {
            build.error(
                &node.span,
                "an enum needs members",
                "write `[draft, published]`",
            );
        }
        enums.push(Enum {
            name: Name::new(key.text),
            comment: None,
            members,
        });
    }
    enums
}
