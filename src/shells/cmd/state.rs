//! What a running cmd holds.

use std::rc::Rc;

use indexmap::IndexMap;

use super::traced::Traced;
use crate::environment::{Alias, Variables};
use crate::machine::path::folded;
use crate::value::{Origin, Piece, Unknown, Value};

/// A number that may be unknown, such as an exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Level {
    /// This number.
    Known(i32),
    /// Depends on something that is not run.
    Unknown(Rc<Unknown>),
}

impl Level {
    /// Whether it is 0.
    pub fn is_success(&self) -> Result<bool, Rc<Unknown>> {
        match self {
            Self::Known(number) => Ok(*number == 0),
            Self::Unknown(unknown) => Err(unknown.clone()),
        }
    }

    /// Its decimal digits.
    pub fn value(&self) -> Value {
        match self {
            Self::Known(number) => {
                Value::known(number.to_string(), Origin::Builtin("the last exit code".into()))
            }
            Self::Unknown(unknown) => Value::unknown((**unknown).clone()),
        }
    }
}

/// What one `setlocal` remembers.
#[derive(Clone, Debug)]
pub struct Saved {
    variables: Rc<Variables>,
    cwd: Value,
    extensions: bool,
    delayed: bool,
}

/// The arguments of a batch file or of `call :label`.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// `%0`: the name as it was given.
    pub zero: Traced,
    /// The file whose path `%~dp0` gives.
    pub script: String,
    /// `%1` and following.
    pub rest: Vec<Traced>,
    /// `%*`.
    pub tail: Traced,
    /// Why arguments beyond the last are unknown, where they are.
    pub beyond: Option<Rc<Unknown>>,
    /// Whether `shift` took `%0` away.
    pub shifted_zero: bool,
    /// Whether these are the arguments of `call :label`.
    pub label: bool,
}

/// What a decision left behind: the state holds only if it went this way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// Why nobody can decide it.
    pub unknown: Rc<Unknown>,
    /// Which way this state went, in the words of the script.
    pub when: Rc<str>,
}

/// All that a command can change.
#[derive(Clone, Debug)]
pub struct State {
    /// The environment; every variable is exported.
    pub variables: Rc<Variables>,
    /// The current directory.
    pub cwd: Value,
    /// `ERRORLEVEL`.
    pub level: Level,
    /// What `&&` and `||` see.
    pub code: Level,
    /// Command extensions.
    pub extensions: bool,
    /// Delayed expansion.
    pub delayed: bool,
    /// `pushd`.
    pub directories: Rc<Vec<Value>>,
    /// `doskey`.
    pub macros: Rc<IndexMap<String, Alias>>,
    /// `setlocal`, of the current frame only.
    pub saved: Rc<Vec<Saved>>,
    /// The current frame's arguments; none on the command line.
    pub arguments: Option<Rc<Arguments>>,
    /// The variables of the `for` loops around, outermost first.
    pub loops: Rc<Vec<(char, Traced)>>,
    /// How many of the last `loops` this frame sees.
    pub visible: usize,
    /// What is being printed, where somebody reads it.
    pub output: Option<Value>,
    /// The last decision that nobody can take.
    pub fork: Option<Fork>,
}

impl State {
    /// The variable's value; `None` if it is not set.
    pub fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.value(name)
    }

    /// Whether a variable is set; an unknown one under a condition says why.
    pub fn is_set(&self, name: &str) -> Result<bool, Rc<Unknown>> {
        match self.variables.get(name) {
            Some(variable) if variable.maybe_unset => Err(variable
                .value
                .as_ref()
                .and_then(Value::why_unknown)
                .unwrap_or_else(|| Rc::new(conditional(name)))),
            Some(variable) => Ok(variable.value.is_some()),
            None => Ok(false),
        }
    }

    /// Sets and exports a variable.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) {
        let variables = Rc::make_mut(&mut self.variables);
        variables.export(name, compact(value), origin);
        forget_repetition(variables, name);
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str, origin: Origin) {
        let known = self.variables.get(name).is_some_and(|variable| variable.value.is_some());
        if known {
            Rc::make_mut(&mut self.variables).unset(name, origin);
        }
    }

    /// `setlocal`.
    pub fn save(&mut self) {
        let saved = Saved {
            variables: self.variables.clone(),
            cwd: self.cwd.clone(),
            extensions: self.extensions,
            delayed: self.delayed,
        };
        Rc::make_mut(&mut self.saved).push(saved);
    }

    /// `endlocal`; `false` if this frame has no `setlocal` open.
    pub fn restore(&mut self) -> bool {
        let Some(saved) = Rc::make_mut(&mut self.saved).pop() else { return false };
        self.variables = saved.variables;
        self.cwd = saved.cwd;
        self.extensions = saved.extensions;
        self.delayed = saved.delayed;
        true
    }

    /// Sets what the last command returned, for `&&` and for `ERRORLEVEL`.
    pub fn returns(&mut self, number: i32) {
        self.level = Level::Known(number);
        self.code = Level::Known(number);
    }

    /// The `for` variable of that letter.
    pub fn loop_variable(&self, letter: char) -> Option<&Traced> {
        let first = self.loops.len() - self.visible.min(self.loops.len());
        self.loops[first..].iter().rev().find(|(name, _)| *name == letter).map(|(_, value)| value)
    }

    /// Prints text, if somebody reads it.
    pub fn print(&mut self, text: Value) {
        if let Some(output) = &mut self.output {
            output.append(text);
        }
    }
}

fn conditional(name: &str) -> Unknown {
    let reason = format!("{name} is set only under a condition that cannot be known");
    Unknown::new(reason, Origin::Builtin("cmd".into()))
}

/// So many pieces of one value, and so many writes of one variable, are kept apart.
const MOST_PIECES: usize = 256;
const MOST_WRITES: usize = 256;

/// A text put together from very many pieces forgets who wrote the later ones.
fn compact(value: Value) -> Value {
    if value.pieces().len() <= MOST_PIECES {
        return value;
    }
    let mut pieces: Vec<Piece> = Vec::new();
    let mut gathered = String::new();
    let mut writer: Option<Origin> = None;
    for piece in value.pieces() {
        match piece {
            Piece::Text { text, origin } => {
                gathered.push_str(text);
                writer.get_or_insert_with(|| origin.clone());
            }
            other => {
                if let Some(origin) = writer.take() {
                    pieces.push(Piece::Text { text: std::mem::take(&mut gathered).into(), origin });
                }
                pieces.push(other.clone());
            }
        }
    }
    if let Some(origin) = writer {
        pieces.push(Piece::Text { text: gathered.into(), origin });
    }
    Value::from_pieces(pieces)
}

/// A loop that writes a variable ten thousand times has one writer.
fn forget_repetition(variables: &mut Variables, name: &str) {
    let Some(variable) = variables.get_mut(name) else { return };
    let history = &mut variable.history;
    if history.len() > MOST_WRITES {
        history.remove(MOST_WRITES / 2);
    }
    if let [.., before, last] = history.as_slice()
        && before.origin == last.origin
    {
        history.remove(history.len() - 2);
    }
}

/// Joins the states of two ways; what differs becomes a choice, or unknown where there is no choice of it.
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
    let mut lossy = None;
    let mut joined = left.clone();
    joined.variables = join.variables(&left.variables, &right.variables);
    joined.cwd = join.value(&left.cwd, &right.cwd);
    joined.level = join.level(&left.level, &right.level);
    joined.code = join.level(&left.code, &right.code);
    joined.output = match (&left.output, &right.output) {
        (Some(left), Some(right)) => Some(join.value(left, right)),
        _ => None,
    };
    joined.macros = join.macros(&left.macros, &right.macros);
    let depths = left.saved.len() != right.saved.len()
        || left.directories != right.directories
        || left.delayed != right.delayed
        || left.extensions != right.extensions;
    if depths {
        lossy = Some(fork.unknown.clone());
    }
    if right.saved.len() < left.saved.len() {
        joined.saved = right.saved;
    }
    joined.fork = left.fork.filter(|left| Some(left) == right.fork.as_ref());
    (joined, lossy)
}

struct Join<'j> {
    unknown: &'j Rc<Unknown>,
    left: &'j str,
    right: &'j str,
}

impl Join<'_> {
    fn value(&self, left: &Value, right: &Value) -> Value {
        Value::join(self.unknown, (self.left, left), (self.right, right))
    }

    fn level(&self, left: &Level, right: &Level) -> Level {
        if left == right { left.clone() } else { Level::Unknown(self.unknown.clone()) }
    }

    fn variables(&self, left: &Rc<Variables>, right: &Rc<Variables>) -> Rc<Variables> {
        if Rc::ptr_eq(left, right) {
            return left.clone();
        }
        let mut joined = (**left).clone();
        let names: Vec<String> =
            right.iter_all().chain(left.iter_all()).map(|variable| variable.name.clone()).collect();
        for name in names {
            self.variable(&mut joined, right, &name);
        }
        Rc::new(joined)
    }

    fn variable(&self, joined: &mut Variables, right: &Variables, name: &str) {
        let other = right.get(name);
        let here = joined.get(name);
        let same = match (here, other) {
            (Some(here), Some(other)) => {
                here.value == other.value && here.maybe_unset == other.maybe_unset
            }
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        let value =
            |one: Option<&crate::environment::Variable>| one.and_then(|one| one.value.clone());
        let (before, after) = (value(here), value(other));
        let maybe = |one: Option<&crate::environment::Variable>| {
            one.is_none_or(|one| one.maybe_unset || one.value.is_none())
        };
        let unset = maybe(here) || maybe(other);
        let empty = Value::empty();
        let merged = match (&before, &after) {
            (None, None) => return,
            (before, after) => {
                self.value(before.as_ref().unwrap_or(&empty), after.as_ref().unwrap_or(&empty))
            }
        };
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

    fn macros(
        &self,
        left: &Rc<IndexMap<String, Alias>>,
        right: &Rc<IndexMap<String, Alias>>,
    ) -> Rc<IndexMap<String, Alias>> {
        if Rc::ptr_eq(left, right) || left == right {
            return left.clone();
        }
        let mut joined = (**left).clone();
        let empty = Value::empty();
        for (name, alias) in right.iter() {
            let before = joined.get(name).map_or(&empty, |alias| &alias.value);
            let value = self.value(before, &alias.value);
            joined.insert(name.clone(), Alias::new(value, alias.origin.clone()));
        }
        for (name, alias) in &mut joined {
            if !right.contains_key(name) {
                alias.value = self.value(&alias.value, &empty);
            }
        }
        Rc::new(joined)
    }
}

/// Makes everything unknown in which two states of one loop differ: it may be run any number of times.
pub fn widen(before: &State, after: &State, unknown: &Rc<Unknown>) -> State {
    let mut widened = after.clone();
    let names: Vec<String> = after
        .variables
        .iter_all()
        .chain(before.variables.iter_all())
        .map(|variable| variable.name.clone())
        .collect();
    for name in names {
        let (old, new) = (before.variables.get(&name), after.variables.get(&name));
        let values =
            (old.and_then(|one| one.value.as_ref()), new.and_then(|one| one.value.as_ref()));
        let same = match values {
            (None, None) => true,
            (Some(old), Some(new)) => old.same_text(new),
            _ => false,
        };
        if same {
            continue;
        }
        let maybe_unset = values.0.is_none() || values.1.is_none();
        let entry = Rc::make_mut(&mut widened.variables).entry(&name);
        entry.value = Some(Value::unknown((**unknown).clone()));
        entry.exported = true;
        entry.maybe_unset = maybe_unset;
    }
    if !before.cwd.same_text(&after.cwd) {
        widened.cwd = Value::unknown((**unknown).clone());
    }
    if before.level != after.level {
        widened.level = Level::Unknown(unknown.clone());
    }
    if before.code != after.code {
        widened.code = Level::Unknown(unknown.clone());
    }
    if before.output != after.output && after.output.is_some() {
        widened.output = Some(Value::unknown((**unknown).clone()));
    }
    widened
}

/// Whether two states agree in everything that is a value.
pub fn agree(left: &State, right: &State) -> bool {
    let names = |state: &State| -> IndexMap<String, (Option<Value>, bool)> {
        let all = state.variables.iter_all();
        all.map(|one| (folded(&one.name), (one.value.clone(), one.maybe_unset)))
            .filter(|(_, (value, _))| value.is_some())
            .collect()
    };
    left.cwd == right.cwd
        && left.level == right.level
        && left.code == right.code
        && left.saved.len() == right.saved.len()
        && left.directories == right.directories
        && left.output == right.output
        && (Rc::ptr_eq(&left.variables, &right.variables) || {
            let (left, right) = (names(left), names(right));
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name) == Some(value))
        })
}
