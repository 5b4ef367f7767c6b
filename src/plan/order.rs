//! The order in which first rows can be made.

use crate::model::{Model, Project};

/// Every model after those that it requires; the model stage refuses circles.
pub fn parents_first(project: &Project) -> Vec<usize> {
    let required: Vec<_> = project.models.iter().map(Model::required).collect();
    let mut all = Vec::with_capacity(required.len());
    let mut seen = vec![false; required.len()];
    for start in 0..required.len() {
        // Without recursion: the models that wait for others may be many.
        let mut waiting = vec![(start, 0)];
        while let Some((index, next)) = waiting.pop() {
            if next == 0 && std::mem::replace(&mut seen[index], true) {
                continue;
            }
            match required[index].get(next) {
                Some(before) => waiting.extend([(index, next + 1), (*before, 0)]),
                None => all.push(index),
            }
        }
    }
    all
}
