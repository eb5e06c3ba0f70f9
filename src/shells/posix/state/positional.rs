//! `$1`, `$2`…

use std::ops::Deref;
use std::rc::Rc;

use crate::value::Value;

/// The positional parameters: shared where ways fork, gone through once when they are set.
#[derive(Clone, Debug)]
pub struct Positional {
    all: Rc<[Value]>,
    /// Those that were not shifted away.
    from: usize,
    to: usize,
    /// The first that may stand for any number of them.
    open: Option<usize>,
}

impl Positional {
    /// The first that may stand for any number of parameters.
    pub fn open(&self) -> Option<&Value> {
        self.open.map(|at| &self.all[at])
    }

    /// The same among the first so many.
    pub fn open_within(&self, count: usize) -> Option<&Value> {
        self.open.filter(|at| at - self.from < count).map(|at| &self.all[at])
    }

    /// Takes the first away.
    pub fn shift(&mut self, count: usize) {
        self.narrow(self.from + count, self.to);
    }

    /// Takes the last away.
    pub fn pop(&mut self, count: usize) {
        self.narrow(self.from, self.to.saturating_sub(count));
    }

    fn narrow(&mut self, from: usize, to: usize) {
        (self.from, self.to) = (from.min(self.to), to.max(self.from));
        if self.open.is_some_and(|at| !(self.from..self.to).contains(&at)) {
            let next = self.iter().position(Value::may_be_words);
            self.open = next.map(|at| self.from + at);
        }
    }
}

impl From<Vec<Value>> for Positional {
    fn from(all: Vec<Value>) -> Self {
        let open = all.iter().position(Value::may_be_words);
        Self { from: 0, to: all.len(), all: all.into(), open }
    }
}

impl FromIterator<Value> for Positional {
    fn from_iter<I: IntoIterator<Item = Value>>(all: I) -> Self {
        all.into_iter().collect::<Vec<_>>().into()
    }
}

impl Default for Positional {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl Deref for Positional {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.all[self.from..self.to]
    }
}

impl PartialEq for Positional {
    fn eq(&self, other: &Self) -> bool {
        let shared =
            Rc::ptr_eq(&self.all, &other.all) && (self.from, self.to) == (other.from, other.to);
        shared || **self == **other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Origin, Shape, Unknown};

    fn known(text: &str) -> Value {
        Value::known(text, Origin::Builtin("test".into()))
    }

    #[test]
    fn what_is_shifted_away_is_not_asked_any_more() {
        let why = Unknown::new("is not known", Origin::Builtin("test".into()));
        let any = Value::unknown(why.shaped(Shape::Words));
        let mut all = Positional::from(vec![known("a"), any.clone(), known("b"), any.clone()]);
        let before = all.clone();
        all.shift(1);
        assert_eq!((all.len(), all.open()), (3, Some(&any)));
        all.shift(1);
        assert_eq!((all.len(), all.open()), (2, Some(&any)));
        all.pop(1);
        assert_eq!((&*all, all.open()), (&[known("b")][..], None));
        all.shift(9);
        assert!(all.is_empty() && before.len() == 4 && before != all);
    }
}
