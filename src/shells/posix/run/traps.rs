//! Traps that run while start-up goes on (POSIX, `trap`; bash(1) SHELL BUILTIN COMMANDS; zshbuiltins(1)).

use std::collections::BTreeMap;

use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::{Kind, Pipeline};
use crate::text::{Place, Source, Span};
use crate::value::Value;

/// Signals of Linux in the order of their numbers, as `trap -p` lists them.
const SIGNALS: &[&str] = &[
    "EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
    "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU",
    "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];
/// What follows them: the shells' own.
const OWN: &[&str] = &["DEBUG", "ERR", "RETURN"];
/// How the text of a trap begins that is a function of zsh.
const BY_FUNCTION: &str = "\\TRAP";

/// The texts of traps by the signal's name.
pub(super) type Traps = BTreeMap<&'static str, Value>;

impl Evaluator<'_> {
    /// `trap`: what is set, taken away or shown.
    pub(in crate::shells::posix) fn trap(&mut self, arguments: &[Value], span: Span) {
        let Some(words) = texts(arguments) else {
            return self.trap_unknown(arguments, span);
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let words = match words.as_slice() {
            ["--", rest @ ..] => rest,
            all => all,
        };
        match words {
            [] | ["-p", ..] => self.shows_traps(words.get(1..).unwrap_or_default(), span),
            ["-l"] => self.print_unknown("trap", span),
            // A signal alone is put back.
            [name] => drop(self.set_trap(name, None)),
            ["-", names @ ..] => {
                for name in names {
                    if !self.set_trap(name, None) {
                        self.state.status = Status::FAILED;
                    }
                }
            }
            [text, names @ ..] => {
                let text = Value::known(*text, self.origin(span));
                let known = names.iter().all(|name| self.set_trap(name, Some(text.clone())));
                if !known {
                    self.state.status = Status::FAILED;
                }
            }
        }
    }

    fn trap_unknown(&mut self, arguments: &[Value], span: Span) {
        self.state.trapped = true;
        let names = arguments.get(1..).unwrap_or_default();
        let Some(names) = texts(names) else {
            return self.incomplete("sets a trap that envsim does not follow", span);
        };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for name in &names {
            self.set_trap(name, arguments.first().cloned());
        }
    }

    /// Whether there is such a signal.
    fn set_trap(&mut self, name: &str, text: Option<Value>) -> bool {
        let Some(name) = self.signal(name) else { return false };
        // A subshell of bash that sets or resets any shows no others (builtins/trap.def, `reset_or_restore`).
        self.inherited_traps.clear();
        self.state.trapped |= text.is_some() && !OWN.contains(&name) && name != "EXIT";
        // zsh: there is one of the two, a text or a function (zshmisc(1), "Trap Functions").
        let spellings = if name == "ERR" { &["ZERR", "ERR"][..] } else { &[name] };
        let by_function = |text: &Value| text.front().starts_with(BY_FUNCTION);
        let named = self.state.traps.get(name).is_some_and(by_function);
        for spelling in spellings.iter().filter(|_| named) {
            let function = format!("TRAP{spelling}");
            if self.state.functions.get(&function).is_some() {
                self.state.functions.remove(&function);
            }
        }
        match text {
            Some(text) => drop(self.state.traps.insert(name, text)),
            None => drop(self.state.traps.remove(name)),
        }
        true
    }

    fn signal(&self, name: &str) -> Option<&'static str> {
        if let Ok(number) = name.parse::<usize>() {
            return SIGNALS.get(number).copied();
        }
        // zsh takes upper case only, dash no `SIG` (Src/jobs.c `getsignum`, trap.c `decode_signal`).
        let upper = match self.state.dialect.is_zsh() {
            true => name.to_owned(),
            false => name.to_ascii_uppercase(),
        };
        let plain = upper.strip_prefix("SIG").filter(|_| !self.state.dialect.is_dash());
        let plain = plain.unwrap_or(&upper);
        let plain = if plain == "ZERR" { "ERR" } else { plain };
        let own = OWN.iter().filter(|_| !self.state.dialect.is_dash());
        SIGNALS.iter().chain(own).copied().find(|known| *known == plain)
    }

    fn shows_traps(&mut self, names: &[&str], span: Span) {
        let doubted = self.state.doubts.iter().any(|one| one.doubt.is_total());
        if !self.state.dialect.is_bash() || doubted {
            if doubted || !self.state.traps.is_empty() {
                self.print_unknown("trap", span);
            }
            return;
        }
        // A subshell shows what its parent has until it sets some of its own (POSIX, `trap`).
        let own = self.state.traps.clone();
        let all_traps = if own.is_empty() { self.inherited_traps.clone() } else { own };
        let wanted: Vec<&'static str> = names.iter().filter_map(|name| self.signal(name)).collect();
        let mut all = Value::empty();
        for name in SIGNALS.iter().chain(OWN) {
            let Some(text) = all_traps.get(name).cloned() else { continue };
            if !wanted.is_empty() && !wanted.contains(name) {
                continue;
            }
            let head = if SIGNALS[1..].contains(name) { "SIG" } else { "" };
            match text.text() {
                Some(text) => {
                    let quoted = text.replace('\'', "'\\''");
                    all.push(format!("trap -- '{quoted}' {head}{name}\n"), self.origin(span));
                }
                None => return self.print_unknown("trap", span),
            }
        }
        self.state.print(all);
    }

    /// A command has failed, and nothing asks whether it did.
    pub(super) fn runs_on_failure(&mut self, pipeline: &Pipeline) -> Flow {
        // What holds other commands has run it for these already (execute_cmd.c, `execute_command_internal`).
        let own = |kind: &Kind| {
            matches!(
                kind,
                Kind::Simple(_) | Kind::Subshell(_) | Kind::Arithmetic(_) | Kind::Condition(_)
            )
        };
        let counts =
            pipeline.commands.len() > 1 || pipeline.commands.iter().any(|one| own(&one.kind));
        if self.guards > 0
            || self.failure_trapped
            || !counts
            || !self.state.traps.contains_key("ERR")
        {
            return Flow::Next;
        }
        let span = pipeline.commands.first().map_or_else(Span::default, |one| one.span);
        match self.state.status.success() {
            Some(true) => Flow::Next,
            Some(false) => {
                let flow = self.run_trap("ERR", span).0;
                self.failure_trapped = self.state.dialect.is_zsh();
                flow
            }
            None => {
                self.incomplete("may run a trap, by a status that is not known", span);
                Flow::Next
            }
        }
    }

    /// Runs a trap's text; the status stays what it was (POSIX, `trap`). The status that it would have left is told.
    pub(super) fn run_trap(&mut self, name: &'static str, span: Span) -> (Flow, Status) {
        // bash runs no trap inside itself, zsh none of these inside any (signals.c, `dotrapargs`).
        let zsh = self.state.dialect.is_zsh();
        let busy = self.trapping.contains(&name) || zsh && !self.trapping.is_empty();
        match self.state.traps.get(name).cloned().filter(|_| !busy) {
            Some(text) => self.run_trap_text(name, &text, span),
            None => (Flow::Next, Status::OK),
        }
    }

    fn run_trap_text(&mut self, name: &'static str, text: &Value, span: Span) -> (Flow, Status) {
        let Some(known) = text.text() else {
            let each = |this: &mut Self, one: &Value| this.run_trap_text(name, one, span).0;
            if let Some(flow) = self.in_each_way(text, span, &each) {
                return (flow, self.state.status.clone());
            }
            self.incomplete("runs a trap whose text is not known", span);
            return (Flow::Next, Status::OK);
        };
        let (status, pipe) = (self.state.status.clone(), self.state.pipe.clone());
        self.trapping.push(name);
        let source = Source::evaluated(&known, Place::new(&self.source, span));
        let flow = self.evaluated(&source);
        self.trapping.pop();
        let own = std::mem::replace(&mut self.state.status, status);
        self.state.pipe = pipe;
        if known.starts_with(BY_FUNCTION) && own != Status::OK {
            self.incomplete("may be interrupted by a trap that returns a status", span);
        }
        match flow {
            Flow::Return => {
                self.state.status = own.clone();
                (flow, own)
            }
            Flow::Exit => (flow, own),
            Flow::Break(_) | Flow::Continue(_) => {
                self.incomplete("may leave a loop by a trap", span);
                (Flow::Next, own)
            }
            _ => (Flow::Next, own),
        }
    }

    /// zsh: a function named so is run as a trap, with the number of the signal (zshmisc(1), "Trap Functions").
    pub(super) fn traps_by_function(&mut self, signal: &str, name: &str, span: Span) {
        if !self.state.dialect.is_zsh() {
            return;
        }
        let Some(known) = self.signal(signal) else { return };
        self.state.trapped |= !OWN.contains(&known) && known != "EXIT";
        // zsh numbers its own behind the signals (signames.c).
        let number = match known {
            "ERR" => SIGNALS.len(),
            "DEBUG" => SIGNALS.len() + 1,
            _ => SIGNALS.iter().position(|one| *one == known).unwrap_or_default(),
        };
        let text = Value::known(format!("\\{name} {number}"), self.origin(span));
        self.state.traps.insert(known, text);
    }

    /// A function is taken away; with it the trap that it was.
    pub(in crate::shells::posix) fn function_removed(&mut self, name: &str) {
        let trap = name.strip_prefix("TRAP").and_then(|signal| self.signal(signal));
        if let Some(trap) = trap.filter(|_| self.state.dialect.is_zsh()) {
            self.state.traps.remove(trap);
        }
    }

    /// zsh: a function begins without the trap on EXIT; what is set there belongs to it (zshbuiltins(1), `trap`).
    pub(super) fn enters_traps(&mut self) -> Option<Traps> {
        let before = self.state.dialect.is_zsh().then(|| self.state.traps.clone())?;
        if !self.option("posixtraps") {
            self.state.traps.remove("EXIT");
        }
        Some(before)
    }

    /// zsh: a function ends; the trap that is to be run now.
    pub(super) fn leaves_traps(&mut self, before: Option<Traps>) -> Option<Value> {
        let before = before?;
        let posix = self.option("posixtraps");
        let own = if posix { None } else { self.state.traps.remove("EXIT") };
        if self.option("localtraps") {
            self.state.traps = before;
        } else if let Some(outer) = before.get("EXIT").filter(|_| !posix) {
            self.state.traps.insert("EXIT", outer.clone());
        }
        own
    }

    /// zsh: a function's own trap on EXIT runs when all that belonged to the function is gone.
    pub(super) fn ends_with(&mut self, text: &Value, flow: Flow, span: Span) -> Flow {
        if !self.trapping.is_empty() {
            return flow;
        }
        if flow == Flow::Exit {
            self.state.status = Status::Unknown(self.reason("is the status as a shell ends", span));
        }
        let (ended, _) = self.run_trap_text("EXIT", text, span);
        if text.text().is_some_and(|text| text.starts_with(BY_FUNCTION)) {
            self.state.functions.remove("TRAPEXIT");
        }
        if ended == Flow::Next { flow } else { ended }
    }

    /// bash: what it hands down to functions, files and subshells (bash(1), `set -E`, `set -T`, `extdebug`).
    pub(super) fn hands_down(&self, trap: &str) -> bool {
        let option = match trap {
            "ERR" => "errtrace",
            "DEBUG" | "RETURN" => "functrace",
            _ => return false,
        };
        self.option(option) || self.option("extdebug")
    }

    /// bash: something begins without these traps, and leaves those that were there where it set no other.
    pub(super) fn without_traps(
        &mut self,
        names: &[&'static str],
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Flow {
        let apart = self.state.dialect.is_bash();
        let mut before = Vec::new();
        for name in names {
            if apart && !self.hands_down(name) {
                before.extend(self.state.traps.remove(name).map(|text| (*name, text)));
            }
        }
        let flow = run(self);
        for (name, text) in before {
            self.state.traps.entry(name).or_insert(text);
        }
        flow
    }

    /// bash: a function has traps of its own unless it is handed some.
    pub(super) fn apart_from_traps(
        &mut self,
        run: impl FnOnce(&mut Self) -> Flow,
        span: Span,
    ) -> Flow {
        if !self.state.dialect.is_bash() {
            return run(self);
        }
        self.without_traps(&["ERR", "RETURN", "DEBUG"], |this| {
            let flow = this.announced(span, run);
            this.returns(flow, span)
        })
    }

    fn returns(&mut self, flow: Flow, span: Span) -> Flow {
        let status = self.state.status.clone();
        // A status that `return` gives is not that of the command before it, which the trap sees.
        if flow == Flow::Return && self.state.traps.contains_key("RETURN") {
            self.state.status = Status::Unknown(self.reason("is the status before `return`", span));
        }
        let (ended, _) = self.run_trap("RETURN", span);
        self.state.status = status;
        if ended == Flow::Exit { ended } else { flow }
    }
}

fn texts(values: &[Value]) -> Option<Vec<String>> {
    values.iter().map(|value| value.text().map(|text| text.into_owned())).collect()
}
