//! Traps that run while start-up goes on (POSIX, `trap`; bash(1) SHELL BUILTIN COMMANDS; zshbuiltins(1)).

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
                self.frequent(names, span);
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
        self.frequent(&names, span);
    }

    /// What runs before every command is not followed.
    fn frequent(&mut self, names: &[&str], span: Span) {
        let zsh = self.state.dialect.is_zsh();
        let runs = |name: &&str| *name == "DEBUG";
        let text = |name: &&str| self.state.traps.get(*name).and_then(|one| one.text());
        let active = |name: &&str| text(name).is_none_or(|text| !text.is_empty());
        if names.iter().any(|name| runs(name) && active(name)) && !self.state.dialect.is_dash() {
            self.incomplete("sets a trap that envsim does not follow", span);
        }
        let at_end = names.iter().any(|name| matches!(*name, "EXIT" | "0"));
        if zsh && at_end && self.in_function() {
            self.trapped_at_end(span);
        }
    }

    /// Whether there is such a signal.
    fn set_trap(&mut self, name: &str, text: Option<Value>) -> bool {
        let Some(name) = self.signal(name) else { return false };
        self.state.trapped |= text.is_some() && !OWN.contains(&name) && name != "EXIT";
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
        if self.guards > 0 || self.trapping || !counts || !self.state.traps.contains_key("ERR") {
            return Flow::Next;
        }
        let span = pipeline.commands.first().map_or_else(Span::default, |one| one.span);
        match self.state.status.success() {
            Some(true) => Flow::Next,
            Some(false) => self.run_trap("ERR", span),
            None => {
                self.incomplete("may run a trap, by a status that is not known", span);
                Flow::Next
            }
        }
    }

    /// Runs a trap's text; the status stays what it was (POSIX, `trap`).
    pub(super) fn run_trap(&mut self, name: &'static str, span: Span) -> Flow {
        let Some(text) = self.state.traps.get(name).cloned() else { return Flow::Next };
        let Some(known) = text.text() else {
            self.incomplete("runs a trap whose text is not known", span);
            return Flow::Next;
        };
        let status = self.state.status.clone();
        let outer = std::mem::replace(&mut self.trapping, true);
        let source = Source::evaluated(&known, Place::new(&self.source, span));
        let flow = self.evaluated(&source);
        self.trapping = outer;
        self.state.status = status;
        match flow {
            Flow::Exit | Flow::Return => flow,
            _ => Flow::Next,
        }
    }

    /// bash: a function begins without these traps, and leaves those that were there where it set no other.
    pub(super) fn apart_from_traps(
        &mut self,
        run: impl FnOnce(&mut Self) -> Flow,
        span: Span,
    ) -> Flow {
        if !self.state.dialect.is_bash() {
            return run(self);
        }
        let traced: &[(&'static str, &str)] =
            &[("ERR", "errtrace"), ("RETURN", "functrace"), ("DEBUG", "functrace")];
        let mut before = Vec::new();
        for (name, option) in traced {
            if !self.option(option) {
                before.extend(self.state.traps.remove(name).map(|text| (*name, text)));
            }
        }
        let mut flow = run(self);
        // A status that `return` gives is not that of the command before it, which the trap sees.
        if flow == Flow::Return && self.state.traps.contains_key("RETURN") && !self.trapping {
            let status = self.state.status.clone();
            self.state.status = Status::Unknown(self.reason("is the status before `return`", span));
            let ended = self.run_trap("RETURN", span);
            self.state.status = status;
            flow = if ended == Flow::Exit { ended } else { flow };
        } else if self.state.traps.contains_key("RETURN") && !self.trapping {
            let ended = self.run_trap("RETURN", span);
            flow = if ended == Flow::Exit { ended } else { flow };
        }
        for (name, text) in before {
            self.state.traps.entry(name).or_insert(text);
        }
        flow
    }
}

fn texts(values: &[Value]) -> Option<Vec<String>> {
    values.iter().map(|value| value.text().map(|text| text.into_owned())).collect()
}
