//! Which value of each field the `n`-th draft has, so that unique fields and sets never repeat.

use std::collections::HashSet;

use super::number::MOST;

/// How far sets of small domains are counted.
const COUNTED: u32 = 1000;

/// The place of the `n`-th draft's value in a field: `n / stride % size`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Digit {
    pub stride: u32,
    pub size: u32,
}

impl Digit {
    fn at(self, n: u32) -> u32 {
        n / self.stride % self.size
    }

    /// Without a largest value.
    pub fn endless(self) -> Self {
        Self { size: MOST, ..self }
    }

    /// As Rust over `n`.
    pub fn rust(self) -> String {
        let Self { stride, size } = self;
        match (stride, size) {
            (_, 1) => String::from("0"),
            (1, MOST..) => String::from("n"),
            (1, size) => format!("n % {size}"),
            (stride, size) if size >= MOST / stride => format!("n / {stride}"),
            (stride, size) => format!("n / {stride} % {size}"),
        }
    }
}

/// Digits by field, nothing where it may be the same in all, and how many drafts differ.
pub fn digits(sizes: &[u32], unique: &[usize], sets: &[Vec<usize>]) -> (Vec<Option<Digit>>, u32) {
    let mut digits = vec![None; sizes.len()];
    let mut rows = MOST;
    for at in unique {
        let size = sizes[*at];
        digits[*at] = Some(Digit { stride: 1, size });
        rows = rows.min(size);
    }
    for set in sets {
        let mut stride = 1_u32;
        // The largest counts first, and often suffices.
        let mut fields = set.clone();
        fields.sort_by_key(|at| std::cmp::Reverse((digits[*at].is_some(), sizes[*at])));
        for at in fields.into_iter().filter(|at| sizes[*at] > 1) {
            if stride >= MOST {
                break;
            }
            let size = sizes[at];
            let digit = *digits[at].get_or_insert(Digit { stride, size });
            stride = stride.saturating_mul(digit.size);
        }
    }
    for set in sets {
        rows = rows.min(distinct(set, &digits, rows));
    }
    (digits, rows.max(1))
}

/// How many of the first drafts differ in a set.
fn distinct(set: &[usize], digits: &[Option<Digit>], rows: u32) -> u32 {
    let digits: Vec<Digit> = set.iter().filter_map(|at| digits[*at]).collect();
    if digits
        .iter()
        .any(|digit| digit.stride == 1 && digit.size >= rows)
    {
        return rows;
    }
    let mut seen = HashSet::new();
    let rows = rows.min(COUNTED);
    let values = |n: u32| digits.iter().map(|digit| digit.at(n)).collect::<Vec<_>>();
    let repeats = (0..rows).find(|n| !seen.insert(values(*n)));
    repeats.unwrap_or(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rust(digits: &[Option<Digit>]) -> Vec<String> {
        digits
            .iter()
            .map(|digit| digit.map_or(String::from("-"), Digit::rust))
            .collect()
    }

    #[test]
    fn a_unique_field_counts_and_the_smallest_one_limits() {
        let (digits, rows) = digits(&[MOST, 4, 2], &[0, 1], &[]);
        assert_eq!(rust(&digits), ["n", "n % 4", "-"]);
        assert_eq!(rows, 4);
    }

    #[test]
    fn a_set_of_small_domains_is_counted_through() {
        let (digits, rows) = digits(&[2, 3, 4], &[], &[vec![0, 1, 2]]);
        assert_eq!(rust(&digits), ["n / 12 % 2", "n / 4 % 3", "n % 4"]);
        assert_eq!(rows, 24);
    }

    #[test]
    fn a_large_domain_suffices_for_its_set() {
        let (digits, rows) = digits(&[2, MOST], &[], &[vec![0, 1]]);
        assert_eq!(rust(&digits), ["-", "n"]);
        assert_eq!(rows, MOST);
    }

    #[test]
    fn every_set_and_field_differs_as_far_as_it_is_said() {
        let sizes = [2, 3, 5, 7, MOST, 1];
        let sets: [&[Vec<usize>]; 4] = [
            &[vec![0, 1], vec![1, 2]],
            &[vec![0, 1], vec![1, 2], vec![0, 2]],
            &[vec![3, 4], vec![0, 3], vec![5, 2]],
            &[vec![5, 5]],
        ];
        for sets in sets {
            let (digits, rows) = digits(&sizes, &[], sets);
            assert!(rows >= 1);
            for set in sets {
                let mut seen = HashSet::new();
                for n in 0..rows.min(500) {
                    let at = |at: &usize| digits[*at].map_or(0, |digit| digit.at(n));
                    let values: Vec<u32> = set.iter().map(at).collect();
                    assert!(seen.insert(values), "{set:?} repeats at {n} of {rows}");
                }
            }
        }
    }
}
