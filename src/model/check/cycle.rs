//! A first row can be stored.

use crate::diagnostic::Code;
use crate::model::Model;
use crate::model::decode::Build;
use crate::spec::{Key, Node};

/// Required references in a circle: the first row could never be stored.
pub(in crate::model) fn cycles(build: &mut Build, entries: &[(Key, Node)], models: &[Model]) {
    let required: Vec<_> = models.iter().map(Model::required).collect();
    let circular = on_a_circle(&required);
    for ((key, _), circular) in entries.iter().zip(circular) {
        if circular {
            let message = format!("`{}` requires itself through its references", key.text);
            build.error(Code::ReferenceCycle,
                &key.span,
                message,
                "make one reference of the circle nullable with `?`, or let one list of it be empty",
            );
        }
    }
}

/// Which nodes reach themselves, in time that grows with nodes and edges: those that share a
/// strongly connected component (Kosaraju's way to find them), or have an edge to themselves.
fn on_a_circle(edges: &[Vec<usize>]) -> Vec<bool> {
    let mut reversed = vec![Vec::new(); edges.len()];
    for (from, targets) in edges.iter().enumerate() {
        for target in targets {
            reversed[*target].push(from);
        }
    }
    let mut circular = vec![false; edges.len()];
    let mut seen = vec![false; edges.len()];
    for start in finished(edges).into_iter().rev() {
        let component = reach(&reversed, start, &mut seen);
        for node in &component {
            circular[*node] = component.len() > 1 || edges[*node].contains(node);
        }
    }
    circular
}

/// The nodes, each after all that it reaches first; without recursion, whatever the length of a path.
fn finished(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(edges.len());
    let mut seen = vec![false; edges.len()];
    for start in 0..edges.len() {
        let mut path = if seen[start] {
            vec![]
        } else {
            vec![(start, 0)]
        };
        seen[start] = true;
        while let Some((node, next)) = path.pop() {
            let Some(target) = edges[node].get(next) else {
                order.push(node);
                continue;
            };
            path.push((node, next + 1));
            if !seen[*target] {
                seen[*target] = true;
                path.push((*target, 0));
            }
        }
    }
    order
}

/// What `start` reaches and nobody has seen yet.
fn reach(edges: &[Vec<usize>], start: usize, seen: &mut [bool]) -> Vec<usize> {
    let mut reached = Vec::new();
    let mut next = vec![start];
    while let Some(node) = next.pop() {
        if !seen[node] {
            seen[node] = true;
            reached.push(node);
            next.extend(&edges[node]);
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::on_a_circle;

    #[test]
    fn only_what_reaches_itself() {
        // 0 → 1 → 2 → 0 leads to 3, which 4 leads to; 5 has an edge to itself.
        let edges = [vec![1], vec![2, 3], vec![0], vec![], vec![3, 0], vec![5]];
        let circular = on_a_circle(&edges);
        assert_eq!(circular, [true, true, true, false, false, true]);
    }

    #[test]
    fn what_lies_between_two_circles_is_on_none() {
        let edges = [vec![1], vec![0, 2], vec![3], vec![4], vec![3]];
        assert_eq!(on_a_circle(&edges), [true, true, false, true, true]);
    }
}
