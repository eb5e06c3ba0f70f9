//! What a running cmd holds.

mod doubts;
mod join;

use std::rc::Rc;

use super::traced::{Traced, bare};
use crate::environment::{Doubt, Named, Variables};
use crate::value::{Origin, Piece, Unknown, Value};

pub use join::{agree, join, widen};

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
            Self::Unknown(unknown) => Value::unknown(bare(unknown)),
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
    delayed_unknown: Option<Rc<Unknown>>,
}

/// A `doskey` macro.
#[derive(Clone, Debug)]
pub struct Macro {
    /// What it stands for.
    pub value: Value,
    /// Who defined it.
    pub origin: Origin,
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
    /// Why `shift` may have taken arguments away.
    pub doubt: Option<Rc<Unknown>>,
}

impl Arguments {
    /// `shift` may have been run.
    fn doubt(&mut self, why: &Rc<Unknown>) {
        let all = std::iter::once(&mut self.zero).chain(&mut self.rest);
        for argument in all {
            *argument = Traced::of(&argument.to_value().doubted(why));
        }
        self.doubt = Some(why.clone());
    }
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
    /// What the last program returned, where that is known; internal commands leave it.
    pub exited: Option<i32>,
    /// Command extensions.
    pub extensions: bool,
    /// Delayed expansion.
    pub delayed: bool,
    /// Why it is not known whether delayed expansion is on, where it is not.
    pub delayed_unknown: Option<Rc<Unknown>>,
    /// `pushd`.
    pub directories: Rc<Vec<Value>>,
    /// `doskey`, by folded name.
    pub macros: Named<Macro>,
    /// What was not followed so far.
    pub doubts: Rc<Vec<Rc<Doubt>>>,
    /// What may have ended the current frame, so that what follows in it is perhaps not run.
    pub cut: Option<Rc<Doubt>>,
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
    /// What is being said on standard error, where somebody reads it.
    pub errors: Option<Value>,
    /// Whether commands of batch files are shown before they run (`echo on`), where that is known.
    pub echo: Option<bool>,
    /// Whether the last command was `goto :eof`: a cmd that ends so returns 0 (Wine's `cmd /c` tests).
    pub jumped: bool,
    /// How many frames are over, the one that runs first: the rest of its line runs where the call came from.
    pub left: usize,
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
                .map_or_else(|| Rc::new(conditional(name)), |why| bare(&why))),
            Some(variable) => Ok(variable.value.is_some()),
            None => self.absence_doubt(name).map_or(Ok(false), Err),
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
        // Behind a doubt it takes an entry to say that it is certainly not set.
        let doubted = self.absence_doubt(name).is_some();
        if known || doubted {
            let variables = Rc::make_mut(&mut self.variables);
            variables.entry(name);
            variables.unset(name, origin);
        }
    }

    /// `setlocal`.
    pub fn save(&mut self) {
        let saved = Saved {
            variables: self.variables.clone(),
            cwd: self.cwd.clone(),
            extensions: self.extensions,
            delayed: self.delayed,
            delayed_unknown: self.delayed_unknown.clone(),
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
        self.delayed_unknown = saved.delayed_unknown;
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

    /// Says something on standard error, if somebody reads it.
    pub fn print_error(&mut self, text: Value) {
        if let Some(errors) = &mut self.errors {
            errors.append(text);
        }
    }

    /// What a cmd that ends now returns to who started it: the code of its last command, or ERRORLEVEL.
    pub fn exit_code(&self) -> Level {
        match &self.code {
            Level::Known(0) if self.jumped => Level::Known(0),
            Level::Known(0) => self.level.clone(),
            code => code.clone(),
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
