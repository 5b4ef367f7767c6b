//! A first row can be stored.

use crate::model::Model;
use crate::model::decode::Build;
use crate::spec::Key;

/// Required references in a circle: the first row could never be stored.
pub(in crate::model) fn cycle(build: &mut Build, key: &Key, start: usize, models: &[Model]) {
    let mut seen = vec![start];
    let mut next = vec![start];
    while let Some(at) = next.pop() {
        for target in models.get(at).into_iter().flat_map(Model::required) {
            if target == start {
                let message = format!("`{}` requires itself through its references", key.text);
                build.error(
                    &key.span,
                    message,
                    "make one reference of the circle nullable with `?`",
                );
                return;
            }
            if !seen.contains(&target) {
                seen.push(target);
                next.push(target);
            }
        }
    }
}
