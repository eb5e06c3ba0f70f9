//! Work that is done out of order and taken in order.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Results that wait for those before them; a piece of work further ahead is not begun.
const AHEAD: usize = 16;

/// Numbered pieces of work, shared by those who do it and the one who takes the results.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    all: usize,
}

struct State<T> {
    /// The next piece to be begun.
    next: usize,
    /// The next result to be taken.
    wanted: usize,
    /// `None` is one whose work broke off.
    done: BTreeMap<usize, Option<T>>,
}

impl<T> Queue<T> {
    pub(super) fn new(all: usize) -> Self {
        let state = State { next: 0, wanted: 0, done: BTreeMap::new() };
        Self { state: Mutex::new(state), changed: Condvar::new(), all }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does one piece after the other until none is left.
    pub(super) fn work(&self, one: impl Fn(usize) -> T) {
        while let Some(at) = self.begin() {
            let mut slot = Slot { queue: self, at, result: None };
            slot.result = Some(one(at));
        }
    }

    fn begin(&self) -> Option<usize> {
        let mut state = self.lock();
        while state.next < self.all && state.next >= state.wanted + AHEAD {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let at = state.next;
        state.next += 1;
        (at < self.all).then_some(at)
    }

    /// The next result, as soon as it is there; `None` where its work broke off.
    pub(super) fn take(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            let wanted = state.wanted;
            if let Some(result) = state.done.remove(&wanted) {
                state.wanted += 1;
                self.changed.notify_all();
                return result;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Begins no further piece.
    pub(super) fn stop(&self) {
        self.lock().next = self.all;
        self.changed.notify_all();
    }
}

/// The place of a result; it is given up whatever becomes of the work, so that nobody waits in vain.
struct Slot<'q, T> {
    queue: &'q Queue<T>,
    at: usize,
    result: Option<T>,
}

impl<T> Drop for Slot<'_, T> {
    fn drop(&mut self) {
        self.queue.lock().done.insert(self.at, self.result.take());
        self.queue.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn results_come_in_order_and_nobody_runs_far_ahead() {
        let queue = Queue::new(500);
        let begun = AtomicUsize::new(0);
        let work = || {
            queue.work(|at| {
                begun.fetch_add(1, Ordering::SeqCst);
                at
            });
        };
        thread::scope(|scope| {
            let handles: Vec<_> = (0..3).map(|_| scope.spawn(work)).collect();
            for wanted in 0..500 {
                assert!(begun.load(Ordering::SeqCst) <= wanted + AHEAD);
                assert_eq!(queue.take(), Some(wanted));
            }
            handles.into_iter().for_each(|handle| handle.join().expect("it ends"));
        });
    }

    #[test]
    fn work_that_breaks_off_is_told_and_the_others_go_on_until_they_are_stopped() {
        let queue = Queue::new(40);
        thread::scope(|scope| {
            let broken = scope.spawn(|| queue.work(|at| assert_ne!(at, 1, "broken off")));
            assert_eq!((queue.take(), queue.take()), (Some(()), None));
            assert!(broken.join().is_err());
            scope.spawn(|| queue.work(|_| ()));
            assert_eq!(queue.take(), Some(()));
            queue.stop();
        });
    }
}
