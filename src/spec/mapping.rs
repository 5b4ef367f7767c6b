//! The entries of a mapping, in their order and by their keys.

use super::{Key, Node};

/// With fewer entries, looking at each is as fast.
const INDEXED: usize = 16;

#[derive(Debug, Clone)]
pub struct Mapping {
    entries: Vec<(Key, Node)>,
    /// The positions of many entries, by their keys and then by their places.
    by_key: Vec<u32>,
}

impl Mapping {
    pub fn new(entries: Vec<(Key, Node)>) -> Self {
        let mut by_key = Vec::new();
        if entries.len() > INDEXED {
            by_key.extend((0_u32..).take(entries.len()));
            // Stable, so that equal keys keep their order.
            by_key.sort_by_key(|at| &entries[*at as usize].0.text);
        }
        Self { entries, by_key }
    }

    pub fn entries(&self) -> &[(Key, Node)] {
        &self.entries
    }

    /// The first entry of a key.
    pub fn get(&self, key: &str) -> Option<&(Key, Node)> {
        if self.by_key.is_empty() {
            return self.entries.iter().find(|(known, _)| known.text == key);
        }
        let at = |n: &u32| &self.entries[*n as usize];
        let first = self.by_key.partition_point(|n| at(n).0.text.as_str() < key);
        let entry = at(self.by_key.get(first)?);
        (entry.0.text == key).then_some(entry)
    }

    /// With an entry in place of the one of that key, or behind all.
    pub fn with(&self, key: Key, node: Node) -> Self {
        let mut entries = self.entries.clone();
        match entries.iter_mut().find(|(known, _)| known.text == key.text) {
            Some((_, value)) => *value = node,
            None => entries.push((key, node)),
        }
        Self::new(entries)
    }

    /// The keys that stand twice, each with the first of its kind.
    pub fn duplicates(&self) -> Vec<(&Key, &Key)> {
        let firsts = self
            .entries
            .iter()
            .map(|(key, _)| (key, self.get(&key.text)));
        let firsts = firsts.filter_map(|(key, first)| Some((key, &first?.0)));
        firsts
            .filter(|(key, first)| key.span != first.span)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Mapping;
    use crate::spec::load;

    #[test]
    fn entries_are_found_in_small_and_in_large_mappings() {
        for count in [3, 300] {
            let lines = (0..count).map(|n| format!("k{n}: {n}\n"));
            let spec = load("s", &lines.collect::<String>()).expect("valid");
            for n in 0..count {
                let found = spec.root.get(&format!("k{n}"));
                assert_eq!(
                    found.and_then(|node| node.scalar()),
                    Some(n.to_string().as_str())
                );
            }
            assert!(spec.root.get("k").is_none() && spec.root.get("z").is_none());
            let mut entries = spec.root.entries().unwrap_or_default().to_vec();
            let twin = entries[1].clone();
            entries.push((
                super::Key {
                    span: 1..2,
                    ..twin.0
                },
                twin.1,
            ));
            let mapping = Mapping::new(entries);
            let [(twin, first)] = mapping.duplicates()[..] else {
                panic!("one");
            };
            assert_eq!((twin.span.clone(), first.text.as_str()), (1..2, "k1"));
        }
    }
}
