//! What a running shell of the family holds. Cloned where a condition cannot be decided.

mod doubts;
mod form;
mod join;
mod options;
mod order;
mod styles;
mod ties;
mod widen;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::dialect::Dialect;
use super::paths::Paths;
use super::syntax::Command;
use crate::environment::{History, Named, Table, Write};
use crate::text::Source;
use crate::value::{Origin, Unknown, Value, When};

use doubts::Raised;
pub use doubts::any_number;
pub use form::Form;
pub use options::Options;
pub use order::in_order;
pub use styles::{Styled, Styles};
pub use ties::Ties;

/// What a variable holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing: declared only, or unset.
    Unset,
    /// A text.
    Scalar(Value),
    /// Elements by index, counted from 0 in every dialect.
    Array(BTreeMap<i64, Value>),
    /// Elements by key.
    Map(IndexMap<String, Value>),
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What it holds.
    pub slot: Slot,
    /// Whether children get it.
    pub exported: bool,
    /// Whether zsh's `typeset` made it and nothing was assigned: empty here, and in no child's environment.
    pub declared: bool,
    /// Whether it may not change.
    pub readonly: bool,
    /// Whether assigned texts are evaluated (`-i`).
    pub integer: bool,
    /// `u` or `l` where assigned texts change case.
    pub case: Option<u8>,
    /// How zsh writes what is assigned.
    pub form: Option<Form>,
    /// zsh's `-U`.
    pub unique: bool,
    /// Whether it stands for the variable whose name it holds (bash's `-n`).
    pub refers: bool,
    /// Whether only one of two undecided branches sets it, or a doubt reaches it.
    pub maybe_unset: bool,
    /// The condition under which it is set, where that is all that is not known.
    pub when: Option<When>,
    /// All writes, oldest first.
    pub history: History,
}

impl Default for Variable {
    fn default() -> Self {
        Self {
            slot: Slot::Unset,
            exported: false,
            declared: false,
            readonly: false,
            integer: false,
            case: None,
            form: None,
            unique: false,
            refers: false,
            maybe_unset: false,
            when: None,
            history: History::default(),
        }
    }
}

/// A function: its tree, and the text the tree points into.
#[derive(Clone, Debug)]
pub struct Function {
    /// The body; `None` for one that is loaded when it is called.
    pub body: Option<(Rc<Command>, Rc<Source>)>,
    /// The file it was defined in, as that was named.
    pub file: Rc<str>,
    /// Who defined it.
    pub origin: Origin,
    /// How many aliases had been defined then: later ones do not change it.
    pub epoch: u64,
}

/// An alias.
#[derive(Clone, Debug)]
pub struct Alias {
    /// What it stands for.
    pub value: Value,
    /// Who defined it.
    pub origin: Origin,
    /// When: text read before does not see it.
    pub epoch: u64,
    /// Where zsh replaces it.
    pub kind: AliasKind,
}

/// Where an alias is replaced (zshmisc(1), ALIASING).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AliasKind {
    /// In place of a command word.
    Command,
    /// `alias -g`: in place of any word.
    Global,
    /// `alias -s`: in front of a command word that ends so.
    Suffix,
}

/// An exit status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Known.
    Known(i32),
    /// Depends on something that is not run.
    Unknown(Rc<Unknown>),
}

impl Status {
    /// Success.
    pub const OK: Self = Self::Known(0);
    /// Failure.
    pub const FAILED: Self = Self::Known(1);

    /// Whether it is success, where known.
    pub fn success(&self) -> Option<bool> {
        match self {
            Self::Known(status) => Some(*status == 0),
            Self::Unknown(_) => None,
        }
    }

    /// Success if `yes`.
    pub fn of(yes: bool) -> Self {
        if yes { Self::OK } else { Self::FAILED }
    }
}

/// Where what is written to a descriptor goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Where nobody looks: the terminal, `/dev/null`, the shell's own output.
    Away,
    /// To output that is captured, counted from the outermost.
    Sink(usize),
    /// To the end of a file.
    File(String),
}

/// The variables a function call keeps apart, to be put back when it returns.
pub type Saved = Vec<(String, Option<Rc<Variable>>)>;

/// Where the last `getopts` stopped, and the OPTIND it left: with another one it begins anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The word, counted from 1.
    pub word: usize,
    /// The next letter in it; 0 before the first.
    pub letter: usize,
    /// OPTIND as it was left.
    pub shown: usize,
}

/// Everything a statement can change.
#[derive(Clone, Debug)]
pub struct State {
    /// The grammar in force.
    pub dialect: Dialect,
    /// Variables by name.
    pub variables: Table<Rc<Variable>>,
    /// Functions by name.
    pub functions: Named<Function>,
    /// Aliases by name.
    pub aliases: Named<Alias>,
    /// zsh's global and suffix aliases, by name.
    pub other_aliases: Named<Alias>,
    /// What was not followed, oldest first.
    pub doubts: Vec<Raised>,
    /// Commands taken out with `enable -n` or `disable`.
    pub disabled: Vec<String>,
    /// Locations given with `hash`.
    pub hashed: IndexMap<String, Value>,
    /// zsh's named directories.
    pub named_directories: IndexMap<String, Value>,
    /// Options.
    pub options: Options,
    /// `$1`, `$2`…
    pub positional: Vec<Value>,
    /// `$0`.
    pub zero: Value,
    /// The directory.
    pub cwd: Value,
    /// The last exit status.
    pub status: Status,
    /// One list of saved variables for every active function call.
    pub locals: Vec<Rc<Saved>>,
    /// Where output goes while it is captured.
    pub sinks: Vec<Value>,
    /// What standard input holds, where known.
    pub input: Option<Value>,
    /// Whether a trap on a signal was set.
    pub trapped: bool,
    /// The texts of the traps, by the signal's name.
    pub traps: BTreeMap<&'static str, Value>,
    /// zsh's tied variables.
    pub ties: Ties,
    /// The statuses of the commands of the last pipeline.
    pub pipe: Vec<Status>,
    /// zsh's styles.
    pub styles: Rc<Styles>,
    /// Where the last `getopts` stopped.
    pub cursor: Cursor,
    /// What zsh emulates.
    pub emulation: &'static str,
    /// Whether that is a file which a redirection opened.
    pub input_is_file: bool,
    /// Where standard error goes.
    pub errors: Target,
    /// Where the other open descriptors go.
    pub descriptors: BTreeMap<u32, Target>,
    /// What the pipes hold that `<(…)` made, by name.
    pub pipes: Vec<(String, Value)>,
    /// How many aliases were defined.
    pub epoch: u64,
    /// The aliases that are being replaced right now.
    pub replacing: Vec<String>,
    /// How the shell spells paths.
    pub paths: Paths,
}

impl State {
    /// A shell with nothing in it.
    pub fn new(dialect: Dialect, options: Options) -> Self {
        Self {
            dialect,
            variables: Table::default(),
            functions: Named::default(),
            aliases: Named::default(),
            other_aliases: Named::default(),
            doubts: Vec::new(),
            disabled: Vec::new(),
            hashed: IndexMap::new(),
            named_directories: IndexMap::new(),
            options,
            positional: Vec::new(),
            zero: Value::empty(),
            cwd: Value::empty(),
            status: Status::OK,
            locals: Vec::new(),
            sinks: Vec::new(),
            input: None,
            trapped: false,
            traps: BTreeMap::new(),
            ties: Ties::new(dialect.is_zsh()),
            pipe: Vec::new(),
            styles: Rc::default(),
            cursor: Cursor::default(),
            emulation: "zsh",
            input_is_file: false,
            errors: Target::Away,
            descriptors: BTreeMap::new(),
            pipes: Vec::new(),
            epoch: 0,
            replacing: Vec::new(),
            paths: Paths::default(),
        }
    }

    /// The name that a reference leads to, the name itself where it is none (bash(1), PARAMETERS).
    pub fn referred<'n>(&'n self, name: &'n str) -> Cow<'n, str> {
        let mut name = Cow::Borrowed(name);
        for _ in 0..8 {
            let Some(variable) = self.variables.get(&*name).filter(|one| one.refers) else { break };
            let Slot::Scalar(target) = &variable.slot else { break };
            let Some(target) = target.text().filter(|target| !target.is_empty()) else { break };
            name = Cow::Owned(target.into_owned());
        }
        name
    }

    /// The variable of that name; one that a doubt may have made is not known, and perhaps not set.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        if self.variables.get(name).is_some_and(|one| one.refers) {
            let name = self.referred(name).into_owned();
            return self.variables.get(&name).map(Rc::as_ref).or_else(|| self.doubtful(&name));
        }
        self.variables.get(name).map(Rc::as_ref).or_else(|| self.doubtful(name))
    }

    /// The variable of that name, made if it is not there.
    pub fn entry(&mut self, name: &str) -> &mut Variable {
        if !self.variables.contains_key(name)
            && let Some(doubtful) = self.doubtful(name).cloned()
        {
            self.variables.insert(name.to_owned(), Rc::new(doubtful));
        }
        Rc::make_mut(self.variables.entry(name.to_owned()).or_default())
    }

    /// A variable's text: of an array what `$name` stands for; `None` if it is not set.
    pub fn value(&self, name: &str) -> Option<Value> {
        if let Some(array) = self.tied_array(name) {
            return Some(self.joined(name, array));
        }
        match &self.variable(name)?.slot {
            Slot::Unset => None,
            Slot::Scalar(value) => Some(value.clone()),
            Slot::Array(elements) if self.dialect.is_zsh() => Some(spaced(elements.values())),
            Slot::Array(elements) => elements.get(&0).cloned(),
            Slot::Map(elements) if self.dialect.is_zsh() => {
                Some(spaced(in_order(elements, self.dialect).into_iter().map(|(_, value)| value)))
            }
            Slot::Map(elements) => elements.get("0").cloned(),
        }
    }

    /// A variable's elements: one for a scalar; `None` if it is not set.
    pub fn elements(&self, name: &str) -> Option<Vec<Value>> {
        if self.tied_array(name).is_some() {
            return self.value(name).map(|value| vec![value]);
        }
        match &self.variable(name)?.slot {
            Slot::Unset => None,
            Slot::Scalar(value) => Some(vec![value.clone()]),
            Slot::Array(elements) => Some(elements.values().cloned().collect()),
            Slot::Map(elements) => {
                let all = in_order(elements, self.dialect);
                Some(all.into_iter().map(|(_, value)| value.clone()).collect())
            }
        }
    }

    /// Whether it is set.
    pub fn is_set(&self, name: &str) -> bool {
        self.tied_array(name).is_some()
            || match self.variables.get(&*self.referred(name)).map(|variable| &variable.slot) {
                None | Some(Slot::Unset) => false,
                Some(Slot::Scalar(_)) => true,
                Some(Slot::Array(elements)) => self.dialect.is_zsh() || elements.contains_key(&0),
                Some(Slot::Map(elements)) => self.dialect.is_zsh() || elements.contains_key("0"),
            }
    }

    /// The array whose elements a tied scalar shows, if it is set.
    fn tied_array(&self, name: &str) -> Option<&BTreeMap<i64, Value>> {
        match &self.variables.get(self.ties.array_of(name)?)?.slot {
            Slot::Array(elements) => Some(elements),
            _ => None,
        }
    }

    fn joined(&self, scalar: &str, elements: &BTreeMap<i64, Value>) -> Value {
        Value::from_perhaps_entries(elements.values().cloned(), self.ties.separator(scalar))
    }

    /// Writes a text; attributes that change texts are the caller's business.
    pub fn set(&mut self, name: &str, value: Value, origin: Origin) {
        let exports = self.options.allexport;
        if let Some(array) = self.ties.array_of(name).map(str::to_owned) {
            let separator = self.ties.separator(name);
            let mut entries: Vec<Value> =
                value.entries(separator).into_iter().map(|one| one.value).collect();
            if self.variables.get(name).is_some_and(|variable| variable.unique) {
                deduplicate(&mut entries);
            }
            self.store(&array, Slot::Array(numbered(entries)));
            self.note(name, Some(value), origin);
            return;
        }
        self.store(name, Slot::Scalar(value.clone()));
        self.note(name, Some(value), origin);
        if exports {
            self.entry(name).exported = true;
        }
    }

    /// Writes elements.
    pub fn set_array(&mut self, name: &str, mut elements: Vec<Value>, origin: Origin) {
        if self.variables.get(name).is_some_and(|variable| variable.unique) {
            deduplicate(&mut elements);
        }
        let scalar = self.ties.scalar_of(name).map(str::to_owned);
        self.store(name, Slot::Array(numbered(elements)));
        let written = scalar.as_deref().unwrap_or(name);
        let value = self.value(written);
        self.note(written, value, origin);
    }

    /// Puts a slot in place.
    pub fn store(&mut self, name: &str, slot: Slot) {
        let variable = self.entry(name);
        variable.slot = slot;
        variable.declared = false;
        variable.maybe_unset = false;
        variable.when = None;
        if name == "PATH" || name == "path" {
            self.hashed.clear();
        }
    }

    /// Adds a write to a variable's history.
    pub fn note(&mut self, name: &str, value: Option<Value>, origin: Origin) {
        self.entry(name).history.push(Write { value, origin });
    }

    /// Takes a variable away.
    pub fn unset(&mut self, name: &str, origin: Origin) {
        let tied = self.ties.array_of(name).or(self.ties.scalar_of(name)).map(str::to_owned);
        for name in [Some(name), tied.as_deref()].into_iter().flatten() {
            if self.variable(name).is_none() {
                continue;
            }
            let variable = self.entry(name);
            let history = std::mem::take(&mut variable.history);
            *variable = Variable { history, ..Variable::default() };
            variable.history.push(Write { value: None, origin: origin.clone() });
        }
        if name == "PATH" {
            self.hashed.clear();
        }
    }

    /// zsh in the manner of another shell: the options that count (zshbuiltins(1), `emulate`).
    pub fn emulates_sh(&mut self, shell: &'static str) {
        self.emulation = shell;
        let options = [
            "octalzeroes",
            "noequals",
            "nofunctionargzero",
            "shglob",
            "shwordsplit",
            "globsubst",
            "ksharrays",
            "nonomatch",
        ];
        for option in options {
            self.options.turn(option, true);
        }
    }

    /// Begins a function call's own variables, in dash its own `getopts` too (eval.c, `evalfun`).
    pub fn enter(&mut self) {
        self.locals.push(Rc::default());
        if self.dialect.is_dash() {
            self.cursor = Cursor { word: 1, letter: 0, ..self.cursor };
        }
    }

    /// `getopts` goes on where it was before a call; bash has one place for all.
    pub fn ends_options(&mut self, before: Cursor) {
        if self.dialect.is_bash() {
            return;
        }
        self.cursor = before;
        // dash's functions leave OPTIND as they set it and begin again where the caller was.
        let shown = self.value("OPTIND").and_then(|value| value.text()?.parse().ok());
        if let (true, Some(shown)) = (self.dialect.is_dash(), shown) {
            self.cursor.shown = shown;
        }
    }

    /// Makes OPTIND a zsh function's own (exec.c, `doshfunc`); whether it was not yet.
    pub fn begins_options(&mut self) -> bool {
        let known = |saved: &Rc<Saved>| saved.iter().any(|(name, _)| name == "OPTIND");
        let fresh = self.dialect.is_zsh() && self.locals.last().is_some_and(|saved| !known(saved));
        fresh && self.localize("OPTIND")
    }

    /// Ends it: what it kept apart is as before.
    pub fn leave(&mut self) {
        let saved = self.locals.pop().map(Rc::unwrap_or_clone).unwrap_or_default();
        for (name, saved) in saved.into_iter().rev() {
            match saved {
                Some(variable) => drop(self.variables.insert(name, variable)),
                None => drop(self.variables.shift_remove(&name)),
            }
        }
    }

    /// Makes a variable the current function's own; false outside of functions.
    pub fn localize(&mut self, name: &str) -> bool {
        let before = self.variables.get(name).cloned();
        let Some(saved) = self.locals.last_mut().map(Rc::make_mut) else { return false };
        if !saved.iter().any(|(known, _)| known == name) {
            saved.push((name.to_owned(), before));
        }
        true
    }

    /// What was captured so far cannot be added to from inside a substitution.
    pub fn out_of_reach(&mut self) {
        let away = |target: &mut Target| {
            if matches!(target, Target::Sink(_)) {
                *target = Target::Away;
            }
        };
        away(&mut self.errors);
        self.descriptors.values_mut().for_each(away);
    }

    /// Output that is captured now gets longer.
    pub fn print(&mut self, value: Value) {
        if let Some(sink) = self.sinks.last_mut() {
            sink.append(value);
        }
    }
}

/// Elements counted from 0.
pub fn numbered(elements: Vec<Value>) -> BTreeMap<i64, Value> {
    (0..).zip(elements).collect()
}

/// `name[key]`, which a reference of bash may name (bash(1), PARAMETERS).
pub fn element_name(text: &str) -> Option<(&str, &str)> {
    let (name, key) = text.strip_suffix(']')?.split_once('[')?;
    (!name.is_empty()).then_some((name, key))
}

/// Elements with a blank between them.
pub fn spaced<'v>(elements: impl Iterator<Item = &'v Value>) -> Value {
    Value::from_entries(elements.cloned(), ' ')
}

/// Keeps the first of equal elements; an unknown one is equal to none.
pub fn deduplicate(elements: &mut Vec<Value>) {
    let mut seen = std::collections::HashSet::new();
    elements.retain(|element| element.text().is_none_or(|text| seen.insert(text.into_owned())));
}
