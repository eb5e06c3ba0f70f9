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
pub fn done(bytes: usize) {
    if bytes > SHORT {
        BYTES.with(|all| all.set(all.get().saturating_add(bytes as u64)));
    }
}

/// What a step of a hundred letters or so takes, in bytes.
const STEP: usize = 256;

/// So many things were gone through, each of which takes as long as a step.
pub fn done_each(count: usize) {
    done(count.saturating_mul(STEP + 1));
}

/// So many pieces were copied or read.
pub fn done_to<T>(parts: &[T]) {
    done(size_of_val(parts));
}

/// The bytes of this thread since they were last taken.
pub fn take() -> u64 {
    BYTES.with(Cell::take)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Origin, Piece, Value};

    const LONG: usize = 10_000;

    fn origin() -> Origin {
        Origin::Default("the test".into())
    }

    fn long() -> Value {
        Value::known("a".repeat(LONG), origin())
    }

    /// What it takes, at least and at most, in lengths of the long text.
    fn takes(least: u64, most: u64, work: impl FnOnce()) {
        take();
        work();
        let bytes = take();
        let length = LONG as u64;
        assert!((least * length..=most * length).contains(&bytes), "{bytes}");
    }

    #[test]
    fn what_is_taken_is_gone() {
        take();
        done(LONG);
        assert_eq!((take(), take()), (LONG as u64, 0));
    }

    #[test]
    fn short_texts_are_part_of_a_step() {
        take();
        (0..1000).for_each(|_| done(SHORT));
        assert_eq!(take(), 0);
    }

    #[test]
    fn too_much_is_no_overflow() {
        take();
        done(usize::MAX);
        done(usize::MAX);
        assert_eq!(take(), u64::MAX);
    }

    #[test]
    fn making_and_reading_texts_counts_their_bytes() {
        takes(1, 1, || drop(long()));
        let value = long();
        takes(1, 1, || assert!(value.text().is_some()));
        takes(0, 0, || drop(value.clone()));
        takes(1, 2, || assert!(value.slice(0, LONG).is_some()));
        takes(1, 3, || drop(value.map_text(str::to_uppercase)));
        takes(1, 8, || drop(value.entries(':')));
        let other = Value::known("b", Origin::Default("another".into()));
        let pieces = value.clone().then(other.clone());
        takes(1, 2, || assert!(pieces.text().is_some()));
    }

    #[test]
    fn pieces_count_where_they_are_copied() {
        let piece = |at: usize| Piece::Text {
            text: "a".into(),
            origin: Origin::Default(at.to_string().into()),
        };
        let many = Value::from_pieces((0..1000).map(piece).collect());
        let bytes = (1000 * size_of::<Piece>()) as u64;
        take();
        drop(many.origins());
        assert!(take() >= bytes);
        take();
        drop(many.clone().then(many.clone()));
        assert!(take() >= bytes);
    }

    #[test]
    fn threads_count_for_themselves() {
        take();
        std::thread::spawn(|| done(LONG)).join().unwrap_or_default();
        assert_eq!(take(), 0);
    }
}
