//! cmd.exe: the command interpreter of Windows.
//!
//! A line goes through the phases that dbenham and jeb described: it is read
//! and its `%…%` expanded ([`expand`]), then taken apart ([`parser`]), then run
//! ([`evaluator`]), where `for` variables and `!…!` are expanded. Because
//! expansion comes first, a file has no one syntax tree; what [`Shell::outline`]
//! shows is the file as it is written.

mod builtins;
mod code_page;
mod evaluator;
mod expand;
mod lookup;
mod parser;
mod startup;
mod state;
mod syntax;
mod traced;
mod traps;

#[cfg(test)]
mod testing;

use std::rc::Rc;

use evaluator::{Evaluator, Flow as Inner, Record};
use lookup::Search;
use state::{Arguments, Level, Macro, State};
use traced::Traced;

use super::{
    Below, Errand, Flow, Host, Interpreter, Left, Located, Lookup, Mode, OTHERS, Outline, Ran,
    Shell, Start, Step, Task, needs_quotes,
};
use crate::environment::{Alias, Doubt, Entry, Environment, Function, Variables};
use crate::machine::Facts;
use crate::text::{Decoded, Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// cmd.exe of Windows 10 and 11.
pub struct Cmd;

impl Shell for Cmd {
    fn name(&self) -> &'static str {
        "cmd"
    }

    fn title(&self) -> &'static str {
        "cmd"
    }

    fn offered(&self) -> (&'static [&'static str], u8) {
        (&["Command Prompt"], 1)
    }

    fn runs_in_itself(&self, _: &str) -> bool {
        true
    }

    fn claims(&self, file_name: &str) -> bool {
        is_batch(file_name)
    }

    fn plan(&self, start: &Start) -> Vec<Step> {
        startup::plan(start)
    }

    fn interpreter(&self, start: &Start, host: &mut dyn Host) -> Box<dyn Interpreter> {
        let state = startup::state(start, host.machine());
        Box::new(Session { state, record: Record::default(), interactive: start.mode.interactive })
    }

    fn errand(&self, arguments: &[String]) -> Option<Errand> {
        let skips = arguments.iter().any(|word| word.eq_ignore_ascii_case("/d"));
        let mode = Mode { noprofile: skips, ..Mode::SCRIPT };
        Some(Errand { mode, task: Task::Words(arguments.to_vec()), ..Errand::default() })
    }

    fn decode(&self, facts: &Facts, bytes: &[u8]) -> Decoded {
        code_page::batch_text(facts, bytes)
    }

    fn comments(&self) -> &'static [&'static str] {
        &["rem", "::"]
    }

    fn traps(&self, text: &str) -> Vec<super::trap::Trap> {
        traps::traps(text)
    }

    fn outline(&self, text: &str) -> Outline {
        parser::outline(text)
    }
}

fn is_batch(file_name: &str) -> bool {
    let lower = file_name.to_ascii_lowercase();
    lower.ends_with(".bat") || lower.ends_with(".cmd")
}

/// A macro as reports know it.
fn alias(entry: &Entry<Macro>) -> Alias {
    let last = |value: Option<Value>, one: &Entry<Macro>| match (value, &one.when) {
        (Some(otherwise), Some(when)) => Value::join_under(
            &when.condition,
            (&when.words, &one.item.value),
            (&when.negated(), &otherwise),
        ),
        _ => one.item.value.clone(),
    };
    let chain: Vec<&Entry<Macro>> = entry.chain().collect();
    let value = chain.iter().rev().fold(None, |value, one| Some(last(value, one)));
    Alias {
        value: value.unwrap_or_default(),
        origin: entry.item.origin.clone(),
        perhaps: entry.when.clone().filter(|_| entry.may_be_absent()),
        doubt: entry.doubt.clone(),
    }
}

/// The arguments as one line again.
fn command_line(words: &[String]) -> String {
    let one = |word: &String| if needs_quotes(word) { format!("\"{word}\"") } else { word.clone() };
    words.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// A running cmd.
struct Session {
    state: State,
    record: Record,
    interactive: bool,
}

impl Interpreter for Session {
    fn locate(&mut self, _: &mut dyn Host, name: &str) -> Located {
        Located::Path(Value::known(name, Origin::Builtin("cmd".into())))
    }

    fn run(&mut self, host: &mut dyn Host, source: &Rc<Source>) -> Flow {
        let origin = Origin::File(Place::new(source, Span::new(0, source.text().len())));
        let mut evaluator = Evaluator::new(host, &mut self.record, self.state.clone());
        let flow = if is_batch(source.name()) {
            let zero = Traced::known(source.name(), origin.clone());
            let script = source.name().to_owned();
            evaluator.frame(source, 0, Arguments { zero, script, ..Arguments::default() })
        } else {
            let text = Traced::known(source.text(), origin.clone());
            evaluator.typed(&text, !source.name().starts_with("HK"))
        };
        evaluator.leave_undecided();
        self.state = evaluator.state;
        match flow {
            Inner::Exit if host.spend(1).is_ok() => {
                Flow::Ended { reason: "exit".to_owned(), place: origin.place().cloned() }
            }
            _ => Flow::Next,
        }
    }

    fn employ(&mut self, _: &mut dyn Host, below: &Below) -> bool {
        let others = below.start.given.iter().any(|one| one.name == OTHERS);
        self.state.output = Some(Value::empty());
        matches!(below.errand.task, Task::Words(_)) && !others
    }

    fn perform(&mut self, host: &mut dyn Host, below: &Below, flow: &Flow) -> Option<Ran> {
        let Task::Words(words) = &below.errand.task else { return None };
        let origin = Origin::File(below.place.clone());
        let line = Traced::known(&command_line(words), origin.clone());
        let mut record = Record::default();
        let mut evaluator = Evaluator::new(host, &mut record, self.state.clone());
        let left = evaluator.errand(&line, &origin, below.input.clone(), *flow == Flow::Next)?;
        self.state = evaluator.state;
        // What AutoRun printed comes first.
        let output = self.state.output.take().unwrap_or_default().then(left.output);
        let status = match left.code {
            Level::Known(code) => Ok(code),
            Level::Unknown(why) => Err(why),
        };
        let why = Rc::new(Unknown::new("may hold messages of cmd", origin));
        let error = if status == Ok(0) { Value::empty() } else { Value::unknown(why) };
        Some(Ran { left: Left::Unknown, ..Ran::new(output, error, status) })
    }

    fn environment(&self, _: &dyn Host) -> Environment {
        let mut variables = Variables::new(true);
        for variable in self.state.variables.iter_all() {
            if !variable.name.starts_with('=') {
                *variables.entry(&variable.name) = variable.clone();
            }
        }
        Environment {
            variables,
            aliases: self
                .state
                .macros
                .iter()
                .map(|(name, one)| (name.to_string(), alias(one)))
                .collect(),
            functions: indexmap::IndexMap::<String, Function>::new(),
            removed_aliases: indexmap::IndexMap::new(),
            cwd: self.state.cwd.clone(),
            errors: self.record.errors.clone(),
            diagnostics: self.record.diagnostics.clone(),
            doubts: (*self.state.doubts).clone(),
            absent: self.state.may_be_set(),
        }
    }

    fn doubt(&mut self, doubt: Rc<Doubt>) {
        self.state.raise(&doubt);
    }

    fn lookup(&self, host: &dyn Host, name: &str) -> Lookup {
        let search =
            Search { state: &self.state, machine: host.machine(), interactive: self.interactive };
        search.all(name)
    }
}
