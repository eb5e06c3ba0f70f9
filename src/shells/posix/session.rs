//! A running shell of the family, as sessions see it.

use std::rc::Rc;

use super::evaluator::{Evaluator, Flow as Inner, Record, Stop};
use super::lookup::Search;
use super::paths::Paths;
use super::state::{Slot, State};
use super::tables;
use crate::environment::{Alias, Doubt, Entry, Environment, Function, Variables};
use crate::machine::mounts::{Mounts, Spelling};
use crate::machine::{Installed, Machine};
use crate::shells::{Below, Flow, Host, Interpreter, Located, Lookup, Ran, Successor};
use crate::text::{Decoded, Encoding, Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// Whether the state allows a step of the plan.
pub type Allows = fn(&State, &str) -> Result<(), String>;

/// A running shell.
pub struct Session {
    /// The shell's state.
    pub state: State,
    /// What it reports.
    pub record: Record,
    /// How it spells paths.
    pub paths: Paths,
    /// Options that forbid steps.
    pub allows: Allows,
}

impl Session {
    /// A shell that has read nothing yet.
    pub fn new(state: State, paths: Paths, allows: Allows) -> Self {
        Self { state, record: Record::default(), paths, allows }
    }

    fn expand(&mut self, host: &mut dyn Host, text: &str) -> Value {
        let source = Source::inline("the start-up plan", text);
        self.evaluator(host, &source).plan_word(&source)
    }

    fn evaluator<'h>(&'h mut self, host: &'h mut dyn Host, source: &Rc<Source>) -> Evaluator<'h> {
        Evaluator::new(self.state.clone(), host, &mut self.record, source.clone())
    }
}

impl Interpreter for Session {
    fn locate(&mut self, host: &mut dyn Host, name: &str) -> Located {
        if let Err(reason) = (self.allows)(&self.state, name) {
            return Located::Skip(reason);
        }
        // A tilde is the home directory; $BASH_ENV and $ENV are words themselves, to be expanded once more.
        let again = matches!(name, "${BASH_ENV}" | "${ENV}");
        let text = match name.strip_prefix("~/") {
            Some(rest) => format!("~/\"{rest}\""),
            None => format!("\"{name}\""),
        };
        let mut value = self.expand(host, &text);
        if let (true, Some(word)) = (again, value.text().map(|text| text.into_owned())) {
            // Only bash expands a tilde in it (dash main.c, `expandstr`; zsh Src/init.c, `run_init_scripts`).
            let quoted = !self.state.dialect.is_bash() && !word.contains('"');
            value = self.expand(host, &if quoted { format!("\"{word}\"") } else { word });
        }
        Located::Path(value.map_text(|path| self.paths.machine(path)))
    }

    fn run(&mut self, host: &mut dyn Host, source: &Rc<Source>) -> Flow {
        if source.text().contains('\0') {
            let place = Place::new(source, Span::new(0, 0));
            let reason = "holds NUL bytes, which shells drop or refuse, each in its own way";
            self.doubt(Doubt::total(Unknown::new(reason, Origin::File(place))));
            return Flow::Next;
        }
        let mut evaluator = self.evaluator(host, source);
        let flow = evaluator.file();
        self.state = evaluator.state;
        match flow {
            Inner::Exit => ended("`exit` or `exec` ends the shell", source),
            Inner::Stopped(Stop::Shell) => ended("an error ends the shell", source),
            Inner::Stopped(Stop::Texts) => {
                let reason = "an error ends the reading of start-up files";
                Flow::Enough { reason: format!("{reason} in {}", source.name()) }
            }
            _ => Flow::Next,
        }
    }

    fn employ(&mut self, _: &mut dyn Host, below: &Below) -> bool {
        self.employed(below)
    }

    fn perform(&mut self, host: &mut dyn Host, below: &Below, flow: &Flow) -> Option<Ran> {
        self.performed(host, below, flow)
    }

    fn successor(&self) -> Option<Rc<Successor>> {
        self.record.successor.clone()
    }

    fn environment(&self, _: &dyn Host) -> Environment {
        let mut environment = Environment { variables: self.variables(), ..Environment::default() };
        let stock = |entry: &Entry<_>| is_stock(&entry.item);
        for (name, entry) in self.state.aliases.iter().filter(|(_, entry)| !stock(entry)) {
            environment.aliases.insert(name.to_string(), alias(entry));
        }
        for (name, entry) in self.state.functions.iter() {
            environment.functions.insert(name.to_string(), function(entry));
        }
        environment.cwd = self.state.cwd.map_text(|path| self.paths.machine(path));
        environment.errors = self.record.errors.clone();
        environment.diagnostics = self.record.diagnostics.clone();
        environment.doubts = self.state.doubts.iter().map(|one| one.doubt.clone()).collect();
        let total = environment.doubts.iter().find(|doubt| doubt.is_total());
        environment.absent = total.map(|doubt| doubt.unknown.clone());
        environment
    }

    fn doubt(&mut self, doubt: Rc<Doubt>) {
        self.state.raise(&doubt);
    }

    fn lookup(&self, host: &dyn Host, name: &str) -> Lookup {
        let interactive = self.state.options.interactive;
        let aliases = !self.state.dialect.is_bash()
            || self.state.dialect.posix
            || interactive
            || self.state.options.has("expand_aliases");
        Search { state: &self.state, machine: host.machine(), paths: &self.paths, aliases }
            .all(name)
    }

    fn may_have_variable(&self, name: &str) -> bool {
        self.state.variables.contains_key(name) || !self.state.doubts.is_empty()
    }

    fn is_only_file(&self, name: &str) -> bool {
        let state = &self.state;
        let own =
            tables::is_builtin(state.dialect, name) || tables::is_keyword(state.dialect, name);
        let given = state.functions.get(name).is_some()
            || state.aliases.get(name).is_some()
            || state.hashed.contains_key(name);
        // A suffix alias stands for every name that ends so.
        let other = state.other_aliases.iter().next().is_some()
            && (name.contains('.') || state.other_aliases.get(name).is_some());
        !(own || given || other || self.paths.is_msys() || name.contains('/'))
    }
}

/// Whether the shell itself has defined it.
fn is_stock(alias: &super::state::Alias) -> bool {
    matches!(alias.origin, Origin::Builtin(_))
}

fn alias(entry: &Entry<super::state::Alias>) -> Alias {
    Alias {
        value: match &entry.otherwise {
            Some(_) => either(entry),
            None => entry.item.value.clone(),
        },
        origin: entry.item.origin.clone(),
        perhaps: entry.when.clone().filter(|_| entry.may_be_absent()),
        doubt: entry.doubt.clone(),
    }
}

/// One of several texts an alias stands for.
fn either(entry: &Entry<super::state::Alias>) -> Value {
    let chain: Vec<_> = entry.chain().collect();
    let (last, front) = match chain.split_last() {
        Some((last, front)) => (last.item.value.clone(), front),
        None => return Value::empty(),
    };
    front.iter().rev().fold(last, |otherwise, one| match &one.when {
        Some(when) => {
            let not = when.negated();
            Value::join_under(&when.condition, (&when.words, &one.item.value), (&not, &otherwise))
        }
        None => one.item.value.clone(),
    })
}

fn function(entry: &Entry<super::state::Function>) -> Function {
    Function {
        origin: entry.item.origin.clone(),
        perhaps: entry.when.clone().filter(|_| entry.may_be_absent()),
        doubt: entry.doubt.clone(),
    }
}

fn ended(reason: &str, source: &Rc<Source>) -> Flow {
    Flow::Ended { reason: format!("{reason} in {}", source.name()), place: None }
}

impl Session {
    fn variables(&self) -> Variables {
        let mut variables = Variables::new(false);
        for (name, variable) in self.state.variables.iter() {
            if &**name == "_" {
                continue;
            }
            let ties = &self.state.ties;
            let entry = variables.entry(name);
            entry.history = variable.history.writes();
            entry.maybe_unset = variable.maybe_unset;
            entry.value = self.state.value(name);
            entry.exported = variable.exported && !variable.declared && self.exportable(name);
            // What is exported in one way only may not be in the environment at all.
            entry.maybe_unset |= entry.exported && variable.maybe_exported;
            // A process gets its environment up to the first NUL, which zsh's own variables may hold.
            let end = entry.value.as_ref().and_then(|value| value.text()?.find('\0'));
            if let (Some(end), true) = (end, entry.exported) {
                entry.value = entry.value.as_ref().and_then(|value| value.slice(0, end));
            }
            entry.flags =
                flags(variable, ties.array_of(name).is_some() || ties.scalar_of(name).is_some());
        }
        self.tied_texts(&mut variables);
        self.history_sizes(&mut variables);
        variables
    }

    /// What zsh shows of its own lists in one text, where nobody has written that one.
    fn tied_texts(&self, variables: &mut Variables) {
        for (scalar, list) in self.state.ties.own() {
            let Some(array) = self.state.variable(list) else { continue };
            if self.state.variable(scalar).is_some() || !self.state.is_set(scalar) {
                continue;
            }
            let entry = variables.entry(scalar);
            entry.value = self.state.value(scalar);
            entry.maybe_unset = array.maybe_unset;
            entry.flags = vec!["tied"];
        }
    }

    /// bash gives these their values when it reads the history, behind the start-up files (bashhist.c,
    /// `load_history`).
    fn history_sizes(&self, variables: &mut Variables) {
        if !self.state.dialect.is_bash() || !self.state.options.interactive {
            return;
        }
        let origin = super::initial::builtin("bash bashhist.c load_history");
        let default = Value::known("500", origin);
        let size = self.state.value("HISTSIZE").unwrap_or_else(|| default.clone());
        for (name, value) in [("HISTSIZE", default), ("HISTFILESIZE", size)] {
            if self.state.variable(name).is_none() {
                variables.entry(name).value = Some(value);
            }
        }
    }

    /// Arrays are never handed to children.
    fn exportable(&self, name: &str) -> bool {
        let variable = self.state.variable(name);
        let tied = self.state.ties.array_of(name).is_some();
        tied || variable.is_some_and(|variable| matches!(variable.slot, Slot::Scalar(_)))
    }
}

fn flags(variable: &super::state::Variable, tied: bool) -> Vec<&'static str> {
    let marks = [
        (variable.readonly, "readonly"),
        (variable.integer, "integer"),
        (variable.unique, "unique"),
        (tied, "tied"),
        (matches!(variable.slot, Slot::Array(_)), "array"),
        (matches!(variable.slot, Slot::Map(_)), "associative"),
    ];
    marks.iter().filter(|(set, _)| *set).map(|(_, name)| *name).collect()
}

impl Evaluator<'_> {
    /// The file name of a step, expanded as inside double quotes.
    fn plan_word(&mut self, source: &Rc<Source>) -> Value {
        self.only_word(source).unwrap_or_default()
    }

    /// A text expanded once more, as between double quotes.
    pub(super) fn text_expanded(&mut self, text: &str, span: Span) -> Result<Value, Stop> {
        let source = Source::evaluated(&format!("\"{text}\""), Place::new(&self.source, span));
        let outer = std::mem::replace(&mut self.source, source.clone());
        let value = self.only_word(&source);
        self.source = outer;
        value
    }

    fn only_word(&mut self, source: &Rc<Source>) -> Result<Value, Stop> {
        let (script, _) = super::parser::parse(source.text(), self.state.dialect);
        let word = script.lines.first().and_then(|line| match line {
            super::syntax::Line::Commands(body) => body.first(),
            super::syntax::Line::Broken(_) => None,
        });
        let command = word.and_then(|and_or| and_or.first.commands.first());
        let Some(super::syntax::Kind::Simple(simple)) = command.map(|command| &command.kind) else {
            return Ok(Value::empty());
        };
        match simple.words.first() {
            Some(super::syntax::Argument::Word(word)) => self.single(word),
            _ => Ok(Value::empty()),
        }
    }
}

/// How a shell of the family spells paths on Windows.
pub fn mounts(machine: &dyn Machine, installed: &Installed) -> Spelling {
    let read = || Mounts::read(machine, &installed.path, installed.variant.as_deref());
    machine.platform().is_windows().then(|| Rc::new(read()))
}

/// Shells of the family read bytes; only MSYS2's bash passes over the carriage returns.
pub fn decode_script(bytes: &[u8], drops_returns: bool) -> Decoded {
    // A byte order mark is text to them: it stands in front of the first word.
    let text = String::from_utf8_lossy(bytes);
    let damaged = matches!(text, std::borrow::Cow::Owned(_));
    let text = if drops_returns { text.replace("\r\n", "\n").into() } else { text.into() };
    Decoded { text, encoding: Encoding::Utf8, damaged }
}
