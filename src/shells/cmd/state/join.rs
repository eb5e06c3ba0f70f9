//! One state out of two when nobody can tell which way is taken, or how often.

use std::rc::Rc;

use super::{Fork, Level, Macro, Saved, State, bare};
use crate::environment::{Named, Variable, Variables};
use crate::value::{Origin, Unknown, Value};

/// Joins the states of two ways; what differs becomes a choice, or unknown where there is no choice of it.
/// What it cannot join at all is the second part: then everything is doubted.
pub fn join(left: State, right: State) -> (State, Option<Rc<Unknown>>) {
    let fork = right.fork.clone().or_else(|| left.fork.clone()).unwrap_or_else(|| Fork {
        unknown: Rc::new(Unknown::new(
            "depends on a decision that cannot be known",
            Origin::Builtin("cmd".into()),
        )),
        when: "".into(),
    });
    let other: Rc<str> = left.fork.as_ref().map_or_else(|| "".into(), |fork| fork.when.clone());
    let join = Join { unknown: &fork.unknown, left: &other, right: &fork.when };
    let mut joined = left.clone();
    joined.variables = join.variables(&left, &right);
    joined.cwd = join.value(&left.cwd, &right.cwd);
    joined.level = join.level(&left.level, &right.level);
    joined.code = join.level(&left.code, &right.code);
    joined.exited = left.exited.filter(|_| left.exited == right.exited);
    joined.output = join.shown(&left.output, &right.output);
    joined.errors = join.shown(&left.errors, &right.errors);
    joined.echo = left.echo.filter(|_| left.echo == right.echo);
    joined.jumped = left.jumped && right.jumped;
    let (one, two) = ((&*other, left.macros), (&*fork.when, &right.macros));
    joined.macros = Named::join(&fork.unknown, one, two, same_macro);
    joined.directories = join.directories(&left.directories, &right.directories);
    joined.delayed_unknown = join
        .delayed((left.delayed, &left.delayed_unknown), (right.delayed, &right.delayed_unknown));
    let saved = join.all_saved(&left.saved, &right.saved);
    let lossy = saved.is_none() || left.extensions != right.extensions || left.left != right.left;
    joined.saved = saved.unwrap_or_else(|| left.saved.clone());
    joined.cut = left.cut.or_else(|| right.cut.clone());
    joined.share_doubts(&right);
    joined.fork = left.fork.filter(|left| Some(left) == right.fork.as_ref());
    (joined, lossy.then(|| fork.unknown.clone()))
}

fn same_macro(one: &Macro, other: &Macro) -> bool {
    one.value.same_text(&other.value)
}

struct Join<'j> {
    unknown: &'j Rc<Unknown>,
    left: &'j str,
    right: &'j str,
}

impl Join<'_> {
    fn value(&self, left: &Value, right: &Value) -> Value {
        Value::join_under(self.unknown, (self.left, left), (self.right, right))
    }

    fn shown(&self, left: &Option<Value>, right: &Option<Value>) -> Option<Value> {
        left.as_ref().zip(right.as_ref()).map(|(left, right)| self.value(left, right))
    }

    fn level(&self, left: &Level, right: &Level) -> Level {
        if left == right { left.clone() } else { Level::Unknown(self.unknown.clone()) }
    }

    fn delayed(
        &self,
        left: (bool, &Option<Rc<Unknown>>),
        right: (bool, &Option<Rc<Unknown>>),
    ) -> Option<Rc<Unknown>> {
        let differs = (left.0 != right.0).then(|| self.unknown.clone());
        left.1.clone().or_else(|| right.1.clone()).or(differs)
    }

    /// Stacks of different heights have nothing that is known to be on top.
    fn directories(&self, left: &Rc<Vec<Value>>, right: &Rc<Vec<Value>>) -> Rc<Vec<Value>> {
        if left == right {
            return left.clone();
        }
        if left.len() != right.len() {
            let unknown = Value::unknown(self.unknown.clone());
            return Rc::new(vec![unknown; left.len().max(right.len())]);
        }
        let pairs = left.iter().zip(right.iter());
        Rc::new(pairs.map(|(one, other)| self.value(one, other)).collect())
    }

    /// What `setlocal` remembers on either way; `None` where one has more open than the other.
    fn all_saved(&self, left: &Rc<Vec<Saved>>, right: &Rc<Vec<Saved>>) -> Option<Rc<Vec<Saved>>> {
        if Rc::ptr_eq(left, right) {
            return Some(left.clone());
        }
        let pairs = || left.iter().zip(right.iter());
        let same = left.len() == right.len()
            && pairs().all(|(one, other)| one.extensions == other.extensions);
        same.then(|| Rc::new(pairs().map(|(one, other)| self.saved(one, other)).collect()))
    }

    fn saved(&self, left: &Saved, right: &Saved) -> Saved {
        let plain = |_: &Variables| None;
        Saved {
            variables: self.tables((&left.variables, &plain), (&right.variables, &plain)),
            cwd: self.value(&left.cwd, &right.cwd),
            extensions: left.extensions,
            delayed: left.delayed,
            delayed_unknown: self.delayed(
                (left.delayed, &left.delayed_unknown),
                (right.delayed, &right.delayed_unknown),
            ),
        }
    }

    fn variables(&self, left: &State, right: &State) -> Rc<Variables> {
        let (one, two) = (|_: &Variables| left.may_be_set(), |_: &Variables| right.may_be_set());
        self.tables((&left.variables, &one), (&right.variables, &two))
    }

    /// Each table with the reason why a name that it lacks may be set all the same.
    fn tables(&self, left: Table<'_>, right: Table<'_>) -> Rc<Variables> {
        if Rc::ptr_eq(left.0, right.0) {
            return left.0.clone();
        }
        let mut joined = (**left.0).clone();
        let absent = (left.1(left.0), right.1(right.0));
        for name in left.0.changes(right.0) {
            self.variable(&mut joined, right.0, &name, &absent);
        }
        Rc::new(joined)
    }

    fn variable(
        &self,
        joined: &mut Variables,
        right: &Variables,
        name: &str,
        absent: &(Option<Rc<Unknown>>, Option<Rc<Unknown>>),
    ) {
        let (here, other) = (joined.get(name), right.get(name));
        if let (Some(here), Some(other)) = (here, other)
            && here.value == other.value
            && here.maybe_unset == other.maybe_unset
        {
            return;
        }
        let (before, after) = (held(here, &absent.0), held(other, &absent.1));
        if before.is_none() && after.is_none() {
            return;
        }
        let maybe =
            |one: Option<&Variable>| one.is_none_or(|one| one.maybe_unset || one.value.is_none());
        let unset = maybe(here) || maybe(other);
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let merged = self.value(&before, &after);
        let writes = other.map(|other| other.history.clone()).unwrap_or_default();
        let entry = joined.entry(name);
        entry.value = Some(merged);
        entry.exported = true;
        entry.maybe_unset = unset;
        for write in writes {
            if !entry.history.contains(&write) {
                entry.history.push(write);
            }
        }
    }
}

type Table<'t> = (&'t Rc<Variables>, &'t dyn Fn(&Variables) -> Option<Rc<Unknown>>);

/// What a table has of a name; one it lacks may be set behind a doubt.
fn held(variable: Option<&Variable>, absent: &Option<Rc<Unknown>>) -> Option<Value> {
    match variable {
        Some(variable) => variable.value.clone(),
        None => absent.as_ref().map(|why| Value::empty().doubted(why)),
    }
}

/// Makes everything unknown in which two states of one loop differ: it may be run any number of times.
pub fn widen(before: &State, after: &State, unknown: &Rc<Unknown>) -> State {
    let mut widened = after.clone();
    for name in before.variables.changes(&after.variables) {
        widen_variable(before, &mut widened, &name, unknown);
    }
    widened.cwd = either(&before.cwd, &after.cwd, unknown);
    if before.level != after.level {
        widened.level = Level::Unknown(unknown.clone());
    }
    if before.code != after.code {
        widened.code = Level::Unknown(unknown.clone());
    }
    widened.exited = after.exited.filter(|_| before.exited == after.exited);
    if let (Some(old), Some(new)) = (&before.output, &after.output) {
        widened.output = Some(either(old, new, unknown));
    }
    if let (Some(old), Some(new)) = (&before.errors, &after.errors) {
        widened.errors = Some(either(old, new, unknown));
    }
    widened.echo = after.echo.filter(|_| before.echo == after.echo);
    let join = Join { unknown, left: "", right: "" };
    widened.directories = join.directories(&before.directories, &after.directories);
    widened.delayed_unknown = join.delayed(
        (before.delayed, &before.delayed_unknown),
        (after.delayed, &after.delayed_unknown),
    );
    widened.macros = before.macros.widened(after.macros.clone(), unknown, same_macro);
    widened.cut = before.cut.clone().or_else(|| after.cut.clone());
    widened.share_doubts(before);
    widened
}

fn widen_variable(before: &State, widened: &mut State, name: &str, unknown: &Rc<Unknown>) {
    let value = |one: Option<&Variable>| one.and_then(|one| one.value.clone());
    let (old, new) = (before.variables.get(name), widened.variables.get(name));
    let merged = match (value(old), value(new)) {
        (None, None) => return,
        (Some(old), Some(new)) => either(&old, &new, unknown),
        _ => Value::unknown(unknown.clone()),
    };
    let maybe =
        |one: Option<&Variable>| one.is_none_or(|one| one.maybe_unset || one.value.is_none());
    let unset = maybe(old) || maybe(new);
    if new.is_some_and(|new| new.maybe_unset == unset && new.value.as_ref() == Some(&merged)) {
        return;
    }
    let entry = Rc::make_mut(&mut widened.variables).entry(name);
    entry.value = Some(merged);
    entry.exported = true;
    entry.maybe_unset = unset;
}

/// The value before and after a turn: what the turn only doubts is likely what it was.
fn either(old: &Value, new: &Value, unknown: &Rc<Unknown>) -> Value {
    let same = old == new || old.same_text(new);
    let doubts = |one: &Value, other: &Value| {
        one.why_unknown().is_some_and(|why| why.likely.is_some())
            && one.likely().same_text(&other.likely())
    };
    match () {
        () if same || doubts(new, old) => new.clone(),
        () if doubts(old, new) => old.clone(),
        () => Value::unknown(bare(unknown)),
    }
}

/// Whether two states agree in everything that is a value.
pub fn agree(left: &State, right: &State) -> bool {
    let held = |state: &State, name: &str| {
        let one = state.variables.get(name).filter(|one| one.value.is_some())?;
        Some((one.value.clone(), one.maybe_unset))
    };
    let same = |name: &Rc<str>| held(left, name) == held(right, name);
    left.cwd == right.cwd
        && left.level == right.level
        && left.code == right.code
        && left.exited == right.exited
        && left.saved.len() == right.saved.len()
        && left.directories == right.directories
        && left.output == right.output
        && left.errors == right.errors
        && left.echo == right.echo
        && left.delayed_unknown.is_some() == right.delayed_unknown.is_some()
        && left.doubts == right.doubts
        && left.macros.covers(&right.macros, same_macro)
        && left.variables.changes(&right.variables).iter().all(same)
}
