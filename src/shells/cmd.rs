//! cmd.exe: the command interpreter of Windows.
//!
//! A line goes through the phases that dbenham and jeb described: it is read
//! and its `%…%` expanded ([`expand`]), then taken apart ([`parser`]), then run
//! ([`evaluator`]), where `for` variables and `!…!` are expanded. Because
//! expansion comes first, a file has no one syntax tree; what [`Shell::outline`]
//! shows is the file as it is written.

mod builtins;
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
use state::{Arguments, Macro, State};
use traced::Traced;

use super::{Flow, Host, Interpreter, Located, Lookup, Outline, Shell, Start, Step};
use crate::environment::{Alias, Doubt, Entry, Environment, Function, Variables};
use crate::machine::Facts;
use crate::text::{Decoded, Encoding, Place, Source, Span, decode};
use crate::value::{Origin, Value};

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

    fn decode(&self, facts: &Facts, bytes: &[u8]) -> Decoded {
        batch_text(facts, bytes)
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

/// cmd reads the console's code page and knows no byte order mark; `chcp 65001` near the top makes the rest UTF-8.
fn batch_text(facts: &Facts, bytes: &[u8]) -> Decoded {
    let top = &bytes[..bytes.len().min(512)];
    let chosen = String::from_utf8_lossy(top).lines().take(10).any(|line| {
        let words: Vec<&str> = line.trim_start_matches(['@', ' ']).split_whitespace().collect();
        matches!(words.as_slice(), [program, page, ..]
            if program.eq_ignore_ascii_case("chcp") && page.trim_end_matches(['>', '&']).starts_with("65001"))
    });
    let page = if chosen { 65001 } else { facts.code_pages.oem };
    let mut unmarked = Vec::with_capacity(bytes.len() + 1);
    unmarked.push(b' ');
    unmarked.extend_from_slice(bytes);
    let decoded = decode(&unmarked, Encoding::CodePage(page));
    Decoded { text: decoded.text.get(1..).unwrap_or_default().into(), ..decoded }
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
