//! What it took to make and read texts, until whoever keeps an account of work takes it.
//!
//! Texts are made and read in hundreds of places; were each of them to pay, whoever forgot it would turn a loop over one
//! long text into hours. So it is counted here, where every text is made and read, and the account of a session takes
//! it with its next step.

use std::cell::Cell;

/// Shorter texts are a part of the step that makes or reads them.
const SHORT: usize = 256;

thread_local! {
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

/// So many bytes were copied, joined or read.
pub(super) fn done(bytes: usize) {
    if bytes > SHORT {
        BYTES.with(|all| all.set(all.get().saturating_add(bytes as u64)));
    }
}

/// So many pieces were copied or read.
pub(super) fn done_to<T>(parts: &[T]) {
    done(size_of_val(parts));
}

/// The bytes of this thread since they were last taken.
pub fn take() -> u64 {
    BYTES.with(Cell::take)
}
