//! Numbers on the wire: kept through regeneration, never reused.

use super::lock::Numbers;

/// Numbers for `names`, in order, going on from what was published before.
///
/// A name that is still there keeps its number, a new one gets a number above
/// every number ever used, and one that is gone becomes a tombstone. A name that
/// comes back gets its own number back: it means what it meant.
pub fn assign<'a>(before: Option<&Numbers>, names: impl Iterator<Item = &'a str>) -> Numbers {
    let none = Numbers::default();
    let before = before.unwrap_or(&none);
    let mut next = before
        .used
        .values()
        .chain(before.reserved.values())
        .max()
        .copied()
        .unwrap_or(0)
        + 1;
    let mut numbers = Numbers::default();
    for name in names {
        let known = before.used.get(name).or_else(|| before.reserved.get(name));
        let number = known.copied().unwrap_or_else(|| {
            let number = skip_protobuf_range(next);
            next = number + 1;
            number
        });
        numbers.used.insert(name.to_owned(), number);
    }
    for (name, number) in before.used.iter().chain(&before.reserved) {
        if !numbers.used.contains_key(name) {
            numbers.reserved.insert(name.clone(), *number);
        }
    }
    numbers
}

/// 19000 to 19999 belong to protobuf itself.
fn skip_protobuf_range(number: i32) -> i32 {
    if (19_000..20_000).contains(&number) {
        20_000
    } else {
        number
    }
}

/// A message that is gone: every number becomes a tombstone, in case it comes back.
pub fn bury(before: &Numbers) -> Numbers {
    assign(Some(before), std::iter::empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_start_at_one_in_order() {
        let numbers = assign(None, ["id", "title"].into_iter());
        assert_eq!((numbers.used["id"], numbers.used["title"]), (1, 2));
    }

    #[test]
    fn a_removed_number_is_reserved_and_never_given_again() {
        let first = assign(None, ["id", "title", "body"].into_iter());
        let second = assign(Some(&first), ["id", "title"].into_iter());
        assert_eq!(second.reserved["body"], 3);
        let third = assign(Some(&second), ["id", "slug", "title"].into_iter());
        assert_eq!((third.used["slug"], third.used["title"]), (4, 2));
        assert_eq!(third.reserved["body"], 3);
    }

    #[test]
    fn a_name_that_returns_gets_its_own_number_back() {
        let first = assign(None, ["id", "body"].into_iter());
        let second = bury(&first);
        let third = assign(Some(&second), ["body"].into_iter());
        assert_eq!(third.used["body"], 2);
    }
}
