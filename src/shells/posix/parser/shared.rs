//! Texts that were read already: sessions of one question start with the same files.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::dialect::Dialect;
use super::super::syntax::Script;
use super::parse;
use crate::text::Problem;

/// A text's tree and what is wrong with it.
pub type Whole = Rc<(Script, Vec<Problem>)>;

/// Shorter texts are read again sooner than found.
const SHORTEST: usize = 256;
/// How many texts are kept, and how many bytes of them.
const MOST: usize = 64;
const MOST_BYTES: usize = 2 << 20;

#[derive(Default)]
struct Kept {
    texts: Vec<(Dialect, Rc<str>, Whole)>,
    bytes: usize,
}

thread_local! {
    /// Reading is a function of text and dialect: what is kept can only save time.
    static KEPT: RefCell<Kept> = RefCell::default();
}

/// The same as [`parse`], remembered for a while.
pub fn parsed(text: &Rc<str>, dialect: Dialect) -> Whole {
    if !(SHORTEST..=MOST_BYTES).contains(&text.len()) {
        return Rc::new(parse(text, dialect));
    }
    let found = KEPT.with_borrow(|kept| {
        let same = |one: &&(Dialect, Rc<str>, Whole)| one.0 == dialect && one.1 == *text;
        kept.texts.iter().find(same).map(|(_, _, whole)| whole.clone())
    });
    found.unwrap_or_else(|| {
        let whole = Rc::new(parse(text, dialect));
        KEPT.with_borrow_mut(|kept| kept.keep(dialect, text, &whole));
        whole
    })
}

impl Kept {
    fn keep(&mut self, dialect: Dialect, text: &Rc<str>, whole: &Whole) {
        if self.texts.len() >= MOST || self.bytes + text.len() > MOST_BYTES {
            self.texts.clear();
            self.bytes = 0;
        }
        self.bytes += text.len();
        self.texts.push((dialect, text.clone(), whole.clone()));
    }
}
