//! What a statement that is not followed leaves known of a state.

use std::rc::Rc;

use super::{Level, State, bare};
use crate::environment::{Doubt, Reach};
use crate::machine::path::folded;
use crate::text::work;
use crate::value::{Unknown, Value};

/// A session tells this many of its doubts; each further one says nothing new.
const MOST: usize = 100;

impl State {
    /// From here on all that the doubt reaches is not known until it is written again.
    pub fn raise(&mut self, doubt: &Rc<Doubt>) {
        self.remember(doubt.clone());
        if doubt.reach == Reach::Outside {
            return;
        }
        work::done_each(self.variables.len() / 4);
        let reaches = |name: &str| doubt.reaches_variable(&folded(name));
        let why = || bare(&doubt.unknown);
        let variables = Rc::make_mut(&mut self.variables);
        variables.doubt_where(|name| reaches(name).then(why));
        self.macros.raise(doubt);
        if doubt.is_total() {
            self.lose_the_rest(doubt);
        }
    }

    /// `cd`, `pushd`, `shift`, `setlocal` and `endlocal` can be in a text that is not followed.
    fn lose_the_rest(&mut self, doubt: &Rc<Doubt>) {
        let why = &bare(&doubt.unknown);
        self.cwd = self.cwd.doubted(why);
        self.level = Level::Unknown(why.clone());
        self.code = Level::Unknown(why.clone());
        self.exited = None;
        self.print(Value::unknown(why.clone()));
        self.print_error(Value::unknown(why.clone()));
        self.echo = None;
        for directory in Rc::make_mut(&mut self.directories) {
            *directory = directory.doubted(why);
        }
        for saved in Rc::make_mut(&mut self.saved) {
            Rc::make_mut(&mut saved.variables).doubt_where(|_| Some(why.clone()));
            saved.cwd = saved.cwd.doubted(why);
            saved.delayed_unknown = Some(why.clone());
        }
        if let Some(arguments) = &mut self.arguments {
            Rc::make_mut(arguments).doubt(why);
            self.delayed_unknown = Some(why.clone());
            self.cut.get_or_insert_with(|| doubt.clone());
        }
    }

    /// A place that a text which is not followed may lead to as well, past all that was written since.
    pub fn reached(&mut self) {
        if let Some(doubt) = self.cut.clone() {
            self.raise(&doubt);
        }
    }

    /// Keeps a doubt among those the session tells.
    pub fn remember(&mut self, doubt: Rc<Doubt>) {
        if self.doubts.contains(&doubt) {
            return;
        }
        if self.doubts.len() < MOST {
            Rc::make_mut(&mut self.doubts).push(doubt);
        } else if doubt.reach != Reach::Outside && !self.doubts.iter().any(|one| one.is_total()) {
            // What is not told any more may have made a name as well: any name, from here on.
            let all = Doubt::total(doubt.unknown.clone());
            Rc::make_mut(&mut self.doubts).push(all);
        }
    }

    /// Why a variable that is not in the table may be set all the same.
    pub fn may_be_set(&self) -> Option<Rc<Unknown>> {
        // A name that no pattern but `*` covers.
        let any = |doubt: &&Rc<Doubt>| match &doubt.reach {
            Reach::Only { variables, .. } => variables.iter().any(|one| one.ends_with('*')),
            _ => doubt.is_total(),
        };
        self.doubts.iter().find(any).map(|doubt| bare(&doubt.unknown))
    }

    /// Why a variable of that name, which has no value, may be set all the same.
    pub fn absence_doubt(&self, name: &str) -> Option<Rc<Unknown>> {
        match self.variables.get(name) {
            Some(_) => None,
            None if name.starts_with('=') => None,
            None => self.may_be_set(),
        }
    }

    /// Why the stack of `pushd` may have other entries than are known.
    pub fn stack_doubt(&self) -> Option<Rc<Unknown>> {
        self.doubts.iter().find(|doubt| doubt.is_total()).map(|doubt| bare(&doubt.unknown))
    }

    /// The doubts of either state.
    pub(super) fn share_doubts(&mut self, other: &Self) {
        let pairs = self.doubts.iter().zip(other.doubts.iter());
        let shared = pairs.take_while(|(one, other)| Rc::ptr_eq(one, other)).count();
        for doubt in &other.doubts[shared..] {
            self.remember(doubt.clone());
        }
    }

    /// What a state that is thrown away met: it has changed nothing here, but perhaps files.
    pub fn keep_outside(&mut self, other: &Self) {
        for doubt in other
            .doubts
            .iter()
            .filter(|doubt| !self.doubts.contains(doubt))
            .cloned()
            .collect::<Vec<_>>()
        {
            let unknown = doubt.unknown.clone();
            self.remember(Rc::new(Doubt { unknown, reach: Reach::Outside }));
        }
    }
}
