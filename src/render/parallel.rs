//! Work on every core.

use std::thread;

use super::Error;

/// What `work` makes of shares of the items, in their order; it is told the share's number.
pub(super) fn on_every_core<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(usize, &[T]) -> Result<Vec<R>, Error> + Sync,
) -> Result<Vec<R>, Error> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(cores).max(1);
    let work = &work;
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(share)
            .enumerate()
            .map(|(number, part)| scope.spawn(move || work(number, part)))
            .collect();
        let panicked = |_| Err(Error(String::from("a thread panicked")));
        let mut all = Vec::with_capacity(items.len());
        for part in parts {
            all.extend(part.join().unwrap_or_else(panicked)?);
        }
        Ok(all)
    })
}
