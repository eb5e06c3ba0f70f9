//! Simple commands (POSIX 2.9.1): assignments, then a function, a builtin, or a program that is not run.

use std::rc::Rc;

use crate::environment::{Entry, Reach};
use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::parser::literal;
use crate::shells::posix::state::{Function, Slot, Status};
use crate::shells::posix::syntax::{Argument, Assigned, Assignment, Command, Simple, Word};
use crate::text::Span;
use crate::value::{Unknown, Value};

/// Builtins that do with each of their words what they do with any other.
const IN_ANY_ORDER: &[&str] = &["disable", "unalias", "unfunction", "unhash", "unset"];

/// A command's argument: a value, or an assignment behind a declaration command.
pub(in crate::shells::posix) enum Given<'a> {
    /// A word.
    Value(Value),
    /// `NAME=…`, its text expanded already where it is one.
    Assignment(&'a Assignment, Option<Value>),
}

/// The word that decides whether assignments in front of a command stay: words that may all be nothing leave
/// no command (POSIX 2.9.1), and bash keeps what a declaration names.
fn stays_perhaps<'g>(given: &'g [Given<'_>], declares: bool) -> Option<&'g Value> {
    let values = || {
        given.iter().filter_map(|one| match one {
            Given::Value(value) => Some(value),
            Given::Assignment(..) => None,
        })
    };
    let vanishes = |value: &Value| value.may_be_words() && value.is_empty() != Some(false);
    let none = values().count() == given.len() && values().all(vanishes);
    let first = values().next().filter(|_| none);
    first.or_else(|| values().skip(1).find(|value| declares && value.text().is_none()))
}

impl Evaluator<'_> {
    pub(super) fn simple(&mut self, simple: &Simple, command: &Command) -> Flow {
        if let Some(flow) = self.through_global_aliases(simple, command) {
            return flow;
        }
        if let Some(Argument::Word(word)) = simple.words.first() {
            if let Some(flow) = self.through_alias(command, word) {
                return flow;
            }
        }
        let piped = std::mem::take(&mut self.into_pipe);
        if let Some(left) = self.announce(command.span) {
            return left;
        }
        let captures = self.captures;
        let outer = self.before.replace(self.state.status.clone());
        let words = match self.declares_first(simple) {
            true => self.words_behind_assignments(simple),
            false => self.words_of(simple),
        };
        let runs = words.as_ref().is_ok_and(|given| !given.is_empty());
        // In dash a substitution among the words leaves no status to what is run (eval.c, `evalbackcmd`).
        if let Some(before) = self.before.clone().filter(|_| runs && self.state.dialect.is_dash()) {
            self.state.status = before;
        }
        if runs || words.is_err() {
            self.before = outer.clone();
        }
        self.into_pipe = piped;
        let flow = self.expanded_command(simple, command, words, captures);
        self.into_pipe = false;
        self.before = outer;
        flow
    }

    /// zsh's declarations are expanded when what is assigned in front of them counts already.
    fn declares_first(&self, simple: &Simple) -> bool {
        let first = match simple.words.first() {
            Some(Argument::Word(word)) => literal(word, self.source.text()),
            _ => None,
        };
        let zsh = self.state.dialect.is_zsh() && !simple.assignments.is_empty();
        zsh && first.is_some_and(|name| self.state.dialect.declares(name))
    }

    fn words_behind_assignments<'a>(&mut self, simple: &'a Simple) -> Result<Vec<Given<'a>>, Stop> {
        let before = self.state.variables.clone();
        for assignment in &simple.assignments {
            self.assignment(assignment)?;
        }
        let words = self.words_of(simple);
        self.state.variables = before;
        words
    }

    fn expanded_command(
        &mut self,
        simple: &Simple,
        command: &Command,
        words: Result<Vec<Given<'_>>, Stop>,
        captures: u64,
    ) -> Flow {
        match words {
            Ok(given) if given.is_empty() => {
                let flow = self.plain_assignments(simple, command);
                // Without a command the status is the last substitution's (POSIX 2.9.1), and `$?` the one before.
                if flow == Flow::Next && self.captures == captures {
                    self.state.status = Status::OK;
                }
                flow
            }
            Ok(given) if is_bare_exec(&given) => self.redirected_for_good(&command.redirects),
            Ok(given) => self.redirected(&command.redirects, |this| {
                this.with_assignments(simple, &given, command)
            }),
            Err(_) if self.fails_below(command.span) => Flow::Next,
            Err(stop) => {
                let before = self.state.status.clone();
                let first = match simple.words.first() {
                    Some(Argument::Word(word)) => literal(word, self.source.text()),
                    _ => None,
                };
                let declares = first.is_some_and(|name| self.state.dialect.declares(name));
                let flow = self.stopped(stop);
                // zsh's reserved words leave the status as it was where a word cannot be expanded.
                if declares && self.state.dialect.is_zsh() {
                    self.state.status = before;
                }
                flow
            }
        }
    }

    /// zsh's `noglob` counts while the words behind it are expanded (zshmisc(1), PRECOMMAND MODIFIERS), and the
    /// words of `alias` and `hash` are taken for assignments (zsh 5.9 Src/builtin.c, BINF_MAGICEQUALS).
    fn words_of<'a>(&mut self, simple: &'a Simple) -> Result<Vec<Given<'a>>, Stop> {
        if !self.state.dialect.is_zsh() {
            return self.expanded_words(simple);
        }
        let word = |at: usize| match simple.words.get(at) {
            Some(Argument::Word(word)) => literal(word, self.source.text()),
            _ => None,
        };
        let first = word(0).map(|name| name.trim_start_matches('\\'));
        if first.is_some_and(|name| IN_ANY_ORDER.contains(&name)) {
            let outer = std::mem::replace(&mut self.unordered, true);
            let words = self.expanded_words(simple);
            self.unordered = outer;
            return words;
        }
        let unglobbed = word(0) == Some("noglob");
        let leads = matches!(word(0), Some("noglob" | "builtin"));
        let named = word(usize::from(leads)).map(|name| name.trim_start_matches('\\'));
        let own = |name: &&str| self.state.functions.holds(name) == Some(false);
        let magic = named.filter(own).is_some_and(|name| matches!(name, "alias" | "hash"));
        if !unglobbed && !magic {
            return self.expanded_words(simple);
        }
        let before = self.state.options.clone();
        if unglobbed {
            self.state.options.turn("noglob", true);
        }
        if magic {
            self.state.options.turn("magicequalsubst", true);
        }
        let words = self.expanded_words(simple);
        self.state.options = before;
        words
    }

    fn expanded_words<'a>(&mut self, simple: &'a Simple) -> Result<Vec<Given<'a>>, Stop> {
        let mut given = Vec::new();
        let mut unmatched = None;
        for argument in &simple.words {
            self.unmatched = None;
            match argument {
                Argument::Word(word) => {
                    let words = match self.word_arguments(word) {
                        Err(stop) if self.unmatched.is_some() => {
                            unmatched.get_or_insert(stop);
                            continue;
                        }
                        words => words?,
                    };
                    self.passes(words.len());
                    given.extend(words.into_iter().map(Given::Value));
                }
                // All arguments are expanded before any of them is assigned.
                Argument::Assignment(assignment) => {
                    let value = match &assignment.value {
                        Assigned::Scalar(word) if self.multiplies(word) => {
                            let reason = "is made of braces that envsim does not follow";
                            Some(self.unknown(reason, assignment.span))
                        }
                        Assigned::Scalar(word) => Some(self.assigned(word)?),
                        Assigned::Array(_) => None,
                    };
                    given.push(Given::Assignment(assignment, value));
                }
            }
        }
        match unmatched {
            Some(stop) => self.without_names(stop, &given),
            None => Ok(given),
        }
    }

    /// Whether braces make several arguments of one: bash's do so behind `export` and its like.
    fn multiplies(&mut self, word: &Word) -> bool {
        self.state.dialect.is_bash() && self.braces(word).is_none_or(|all| all.len() > 1)
    }

    fn plain_assignments(&mut self, simple: &Simple, command: &Command) -> Flow {
        self.redirected(&command.redirects, |this| {
            for assignment in &simple.assignments {
                if let Err(stop) = this.assignment(assignment) {
                    return this.stopped(stop);
                }
            }
            Flow::Next
        })
    }

    /// bash has no elements in a command's environment (variables.c, `assign_in_env`).
    fn is_passed_over(&self, assignment: &Assignment) -> bool {
        self.state.dialect.is_bash() && assignment.subscript.is_some()
    }

    /// Assignments before a command last as long as the command.
    fn with_assignments(
        &mut self,
        simple: &Simple,
        given: &[Given<'_>],
        command: &Command,
    ) -> Flow {
        if simple.assignments.is_empty() {
            return self.invoke(given, command.span);
        }
        let names: Vec<String> = simple.assignments.iter().map(|one| self.text(one.name)).collect();
        let before: Vec<_> =
            names.iter().map(|name| self.state.variables.shared(name).cloned()).collect();
        for (assignment, name) in simple.assignments.iter().zip(&names) {
            if self.refuses_write(name, assignment.span) || self.is_passed_over(assignment) {
                continue;
            }
            if let Err(stop) = self.assignment(assignment) {
                return self.stopped(stop);
            }
            self.state.entry(name).export(true);
        }
        let flow = self.invoke(given, command.span);
        let first = given.first().and_then(word_text);
        let special = first.as_deref().is_some_and(crate::shells::posix::tables::is_special);
        if special && self.state.dialect.posix {
            // POSIX 2.14: the assignment stays, the export does not.
            for (name, variable) in names.into_iter().zip(before) {
                self.state.entry(&name).exported =
                    variable.is_some_and(|variable| variable.exported);
            }
        } else {
            // bash: what a declaration names takes the value over.
            let declares = self.state.dialect.is_bash()
                && matches!(first.as_deref(), Some("export" | "readonly" | "declare" | "typeset"));
            let stays = stays_perhaps(given, declares).map(|value| self.why(value, command.span));
            let assigned = names.clone();
            for (name, variable) in names.into_iter().zip(before) {
                let named = |one: &Given<'_>| word_text(one).as_deref() == Some(&*name);
                if declares && given[1..].iter().any(named) {
                    continue;
                }
                match variable {
                    Some(variable) => self.state.variables.insert(name, variable),
                    None => drop(self.state.variables.remove(&name)),
                }
            }
            if let Some(why) = stays {
                let variables = assigned.into_iter().map(Rc::from).collect();
                self.raise(why, Reach::Only { variables, commands: Vec::new() });
            }
        }
        flow
    }

    /// Runs a command by its name.
    pub(in crate::shells::posix) fn invoke(&mut self, given: &[Given<'_>], span: Span) -> Flow {
        let Some(name) = given.first().and_then(word_text) else {
            self.state.status =
                Status::Unknown(self.reason("runs a command whose name is not known", span));
            self.incomplete("runs a command whose name is not known", span);
            self.print_unknown("a command whose name is not known", span);
            return Flow::Next;
        };
        let posix_special =
            self.state.dialect.posix && crate::shells::posix::tables::is_special(&name);
        if !posix_special {
            if let Some(entry) = self.state.functions.entry(&name).cloned() {
                return self.call_entry(&name, &entry, given, span);
            }
        }
        self.without_functions(&name, given, span)
    }

    /// Calls what a name stands for: each function that it may be, under its condition.
    fn call_entry(
        &mut self,
        name: &str,
        entry: &Entry<Function>,
        given: &[Given<'_>],
        span: Span,
    ) -> Flow {
        let flow = match &entry.when {
            None => self.call_function(name, entry.item.clone(), given, span),
            Some(when) => self.fork(
                &when.condition,
                &when.words,
                |this| this.call_function(name, entry.item.clone(), given, span),
                |this| match &entry.otherwise {
                    Some(other) => this.call_entry(name, other, given, span),
                    None => this.without_functions(name, given, span),
                },
            ),
        };
        if let Some(why) = &entry.doubt {
            self.doubted_call(name, why, span);
        }
        flow
    }

    /// What ran may have been replaced: all it may have done instead is doubted.
    pub(in crate::shells::posix) fn doubted_call(
        &mut self,
        name: &str,
        why: &Rc<Unknown>,
        span: Span,
    ) {
        let reason = format!("calls `{name}`, which may be another function: it {}", why.reason);
        let unknown = why.because(reason, self.origin(span));
        let zsh = self.state.dialect.is_zsh();
        let known = zsh.then(|| crate::shells::posix::reach::of_function(name)).flatten();
        self.raise(Rc::new(unknown), known.unwrap_or(Reach::Everything));
    }

    /// `command NAME` and everything that is no function.
    pub(in crate::shells::posix) fn without_functions(
        &mut self,
        name: &str,
        given: &[Given<'_>],
        span: Span,
    ) -> Flow {
        // A reserved word of zsh that only keeps its spelling correction out (zshmisc(1)).
        if name == "nocorrect" && self.state.dialect.is_zsh() && given.len() > 1 {
            return self.invoke(&given[1..], span);
        }
        if self.is_builtin(name) && !self.state.disabled.iter().any(|one| one == name) {
            return self.builtin(name, &given[1..], span);
        }
        let arguments = values(&given[1..]);
        if name == crate::shells::posix::state::KEPT {
            return self.kept_alias(&arguments, span);
        }
        self.external(name, &arguments, span);
        Flow::Next
    }

    fn call_function(
        &mut self,
        name: &str,
        function: crate::shells::posix::state::Function,
        given: &[Given<'_>],
        span: Span,
    ) -> Flow {
        match function.body {
            Some(_) => self.call(name, &function, values(&given[1..]), span),
            None => self.autoloaded(name, &function, values(&given[1..]), span),
        }
    }

    /// Captured output becomes unknown.
    pub(in crate::shells::posix) fn print_unknown(&mut self, what: &str, span: Span) {
        if !self.state.sinks.is_empty() {
            let unknown = crate::value::Unknown::output_of(what, self.origin(span));
            self.state.print(Value::unknown(unknown));
        }
    }

    /// Assigns an argument of a declaration command; its name.
    pub(in crate::shells::posix) fn declared(
        &mut self,
        assignment: &Assignment,
        value: Option<&Value>,
    ) -> Result<String, Stop> {
        let name = self.text(assignment.name);
        let origin = self.origin(assignment.span);
        match (&assignment.value, value) {
            (Assigned::Scalar(_), Some(value)) if assignment.subscript.is_none() => {
                let value = match assignment.append {
                    true => self.state.value(&name).unwrap_or_default().then(value.clone()),
                    false => value.clone(),
                };
                // A scalar text replaces elements when a declaration writes it.
                if matches!(self.state.variable(&name).map(|one| &one.slot), Some(Slot::Unset)) {
                    self.writable(&name, assignment.span)?;
                }
                self.assign(&name, value, origin, assignment.span)?;
            }
            _ => self.assignment(assignment)?,
        }
        Ok(name)
    }
}

/// `exec` with nothing to replace the shell by: only its redirections count.
fn is_bare_exec(given: &[Given<'_>]) -> bool {
    matches!(given, [only] if word_text(only).as_deref() == Some("exec"))
}

/// The text of a word, where it is known.
pub(in crate::shells::posix) fn word_text(given: &Given<'_>) -> Option<String> {
    match given {
        Given::Value(value) => value.text().map(|text| text.into_owned()),
        Given::Assignment(..) => None,
    }
}

/// The plain values among arguments.
pub(in crate::shells::posix) fn values(given: &[Given<'_>]) -> Vec<Value> {
    given
        .iter()
        .filter_map(|one| match one {
            Given::Value(value) => Some(value.clone()),
            Given::Assignment(_, value) => value.clone(),
        })
        .collect()
}
