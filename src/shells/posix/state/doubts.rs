//! What a statement that is not followed leaves known of a state.

use std::rc::Rc;

use super::{Slot, State, Status, Ties, Variable, spaced};
use crate::environment::{Doubt, Reach, Table};
use crate::text::work;
use crate::value::{Shape, Unknown, Value};

/// A doubt, and what a variable looks like that it alone may have made.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The doubt.
    pub doubt: Rc<Doubt>,
    absent: Rc<Variable>,
}

impl Raised {
    fn new(doubt: Rc<Doubt>) -> Self {
        let slot = Slot::Scalar(Value::unknown(doubt.unknown.clone()));
        let absent = Rc::new(Variable { slot, maybe_unset: true, ..Variable::default() });
        Self { doubt, absent }
    }
}

/// The variables as a doubt about everything left them: whatever still stands there is lost already.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    variables: Table<Variable>,
    ties: Ties,
}

impl Lost {
    /// None where other names are tied since: a scalar that showed its array may be one of its own now.
    fn of(&self, ties: &Ties) -> Table<Variable> {
        if self.ties == *ties { self.variables.clone() } else { Table::default() }
    }
}

/// A session tells this many of its doubts; each further one says nothing new.
const MOST: usize = 100;

impl State {
    /// From here on all that the doubt reaches is not known until it is written again.
    pub fn raise(&mut self, doubt: &Rc<Doubt>) {
        work::done_each(self.variables.len() / 32);
        let zsh = self.dialect.is_zsh();
        for name in doubt.variables_of(&self.variables, &self.lost.of(&self.ties)) {
            let open = |variable: &Variable| {
                // A tied scalar shows what its array holds.
                let tied = variable.slot == Slot::Unset && self.ties.array_of(&name).is_some();
                !tied && !is_lost(variable)
            };
            if self.variables.get(&name).is_some_and(open)
                && let Some(variable) = self.variables.get_mut(&name)
            {
                lose(variable, &doubt.unknown, zsh);
            }
        }
        if doubt.is_total() {
            self.lost = Lost { variables: self.variables.clone(), ties: self.ties.clone() };
        }
        self.functions.raise(doubt);
        self.aliases.raise(doubt);
        self.other_aliases.raise(doubt);
        if doubt.is_total() {
            self.lose_the_rest(&doubt.unknown);
        }
        self.remember(doubt.clone());
    }

    fn lose_the_rest(&mut self, why: &Rc<Unknown>) {
        self.cwd = self.cwd.doubted(why);
        self.hashed.clear();
        for directory in self.named_directories.values_mut() {
            *directory = directory.doubted(why);
        }
        Rc::make_mut(&mut self.styles).unsure.get_or_insert_with(|| why.clone());
        self.options.raise(why);
        for text in self.traps.values_mut() {
            *text = text.doubted(why);
        }
        self.positional = any_number(why).into();
        self.status = Status::Unknown(why.clone());
    }

    fn remember(&mut self, doubt: Rc<Doubt>) {
        let known = self.doubts.iter().any(|one| *one.doubt == *doubt);
        if known {
            return;
        }
        if self.doubts.len() < MOST {
            self.doubts.push(Raised::new(doubt));
        } else if doubt.reach != Reach::Outside
            && !self.doubts.iter().any(|one| one.doubt.is_total())
        {
            // What is not told any more may have made a name as well: any name, from here on.
            self.doubts.push(Raised::new(Doubt::total(doubt.unknown.clone())));
        }
    }

    /// Whether something is not followed that may have made names nobody knows.
    pub fn has_doubts(&self) -> bool {
        self.doubts.iter().any(|one| one.doubt.makes_names())
    }

    /// Whether something is not followed that may have changed all there is.
    pub fn is_lost(&self) -> bool {
        self.doubts.iter().any(|one| one.doubt.is_total())
    }

    /// The variable that stands for a name which is not in the table and may be set all the same.
    pub(super) fn doubtful(&self, name: &str) -> Option<&Variable> {
        let raised = self.doubts.iter().find(|one| one.doubt.reaches_variable(name))?;
        Some(&raised.absent)
    }

    /// The doubts of either state.
    pub(super) fn share_doubts(&mut self, other: &Self) {
        let pairs = self.doubts.iter().zip(&other.doubts);
        let shared = pairs.take_while(|(one, other)| Rc::ptr_eq(&one.doubt, &other.doubt)).count();
        for raised in &other.doubts[shared..] {
            self.remember(raised.doubt.clone());
        }
    }
}

/// Parameters of which not even the number is known.
pub fn any_number(why: &Unknown) -> Vec<Value> {
    vec![Value::unknown(why.clone().shaped(Shape::Words))]
}

/// Whether nothing is left of it that could get lost.
fn is_lost(variable: &Variable) -> bool {
    use crate::value::Piece;
    variable.maybe_unset
        && matches!(&variable.slot, Slot::Scalar(value) if matches!(value.pieces(), [Piece::Unknown(_)]))
}

fn lose(variable: &mut Variable, why: &Rc<Unknown>, zsh: bool) {
    // zsh's second names stay what they are; a reference of bash may be another variable by now.
    if variable.refers && zsh {
        return;
    }
    if let (true, Slot::Scalar(target)) = (variable.refers, &variable.slot) {
        let target = target.text().filter(|target| !target.is_empty());
        variable.may_refer = target.map(|target| (Rc::from(&*target), why.clone()));
    }
    variable.refers = false;
    let likely = match &variable.slot {
        Slot::Scalar(value) => Some(value.clone()),
        Slot::Array(elements) if zsh => {
            Some(Value::from_perhaps_entries(elements.values().cloned(), ':'))
        }
        Slot::Array(elements) => Some(spaced(elements.values())),
        Slot::Unset | Slot::Map(_) => None,
    };
    let lost = likely.map_or_else(|| Value::unknown(why.clone()), |value| value.doubted(why));
    variable.slot = match &variable.slot {
        // A tied array stays one: its scalar is what look-ups read.
        Slot::Array(_) if zsh => Slot::Array(super::numbered(vec![lost])),
        _ => Slot::Scalar(lost),
    };
    variable.maybe_unset = true;
    variable.when = None;
}
