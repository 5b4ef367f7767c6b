//! The smallest spec that fails like another.

use crate::generator::yaml::Yaml;
use crate::stages::{self, Failure};

/// No spec is tried more often than so.
const TRIES: usize = 400;

/// Takes entries out of the tree while the failure stays of its kind.
pub fn smallest(mut tree: Yaml, seed: u64, failure: &Failure) -> String {
    let plain = fails_alike(&tree.plain(), failure);
    let written = |tree: &Yaml| {
        if plain {
            tree.plain()
        } else {
            tree.styled(seed)
        }
    };
    let mut tries = 0;
    let mut at = 0;
    while tries < TRIES {
        let Some(smaller) = without(&tree, &mut { at }) else {
            break;
        };
        tries += 1;
        if fails_alike(&written(&smaller), failure) {
            tree = smaller;
        } else {
            at += 1;
        }
    }
    written(&tree)
}

fn fails_alike(text: &str, failure: &Failure) -> bool {
    stages::run(text).is_err_and(|other| other.kind() == failure.kind())
}

/// The tree without its n-th entry, counted from the top and from the left.
fn without(tree: &Yaml, n: &mut usize) -> Option<Yaml> {
    match tree {
        Yaml::Map(entries) => {
            for (at, (key, below)) in entries.iter().enumerate() {
                let mut smaller = entries.clone();
                if *n == 0 {
                    smaller.remove(at);
                    return Some(Yaml::Map(smaller));
                }
                *n -= 1;
                if let Some(below) = without(below, n) {
                    smaller[at] = (key.clone(), below);
                    return Some(Yaml::Map(smaller));
                }
            }
            None
        }
        Yaml::List(items) => {
            for (at, below) in items.iter().enumerate() {
                let mut smaller = items.clone();
                if *n == 0 {
                    smaller.remove(at);
                    return Some(Yaml::List(smaller));
                }
                *n -= 1;
                if let Some(below) = without(below, n) {
                    smaller[at] = below;
                    return Some(Yaml::List(smaller));
                }
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::generator::yaml::{list, map};

    #[test]
    fn every_entry_is_taken_out_once() {
        let tree = map([("a", map([("b", list(["c", "d"]))])), ("e", list(["f"]))]);
        let all: Vec<_> = (0..).map_while(|n| without(&tree, &mut { n })).collect();
        assert_eq!(all.len(), 6);
        assert_eq!(
            all[2],
            map([("a", map([("b", list(["d"]))])), ("e", list(["f"]))])
        );
    }
}
