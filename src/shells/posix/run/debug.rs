//! Traps on DEBUG: bash runs them before simple commands, turns of `for`, `case`, `select`, arithmetic and
//! conditions (bash(1), `trap`; execute_cmd.c), zsh before or behind every list (zshbuiltins(1), `trap`; exec.c,
//! `execlist`).

use super::{Evaluator, Flow};
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::{AndOr, Command, Kind};
use crate::text::Span;

impl Evaluator<'_> {
    /// bash: the trap is run in front of a command; where that leads, if it leaves.
    pub(super) fn announce(&mut self, span: Span) -> Option<Flow> {
        if !self.state.dialect.is_bash() {
            return None;
        }
        self.commands_now(span);
        if std::mem::take(&mut self.announced) {
            return None;
        }
        if !self.state.traps.contains_key("DEBUG") || self.trapping.contains(&"DEBUG") {
            return None;
        }
        let (flow, status) = self.run_trap("DEBUG", span);
        if self.option("extdebug") && status != Status::OK {
            self.incomplete("may be skipped by a trap, for `extdebug` is on", span);
        }
        (flow != Flow::Next).then_some(flow)
    }

    /// What runs behind the trap.
    pub(super) fn announced(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        match self.announce(span) {
            Some(left) => left,
            None => run(self),
        }
    }

    /// The trap where what it leads to is not asked.
    pub(super) fn announce_step(&mut self, span: Span) {
        if self.announce(span).is_some() {
            self.incomplete("may be left by a trap", span);
        }
    }

    /// A simple command that gets a process of its own: the trap runs before that.
    pub(super) fn announce_apart(&mut self, command: &Command) {
        if self.state.dialect.is_bash() && matches!(command.kind, Kind::Simple(_)) {
            self.announce_step(command.span);
            self.announced = true;
        }
    }

    /// zsh: whether a trap runs with every list; not with those of a trap.
    pub(super) fn traces_lists(&self) -> bool {
        let traced = self.trapping.is_empty() && self.state.traps.contains_key("DEBUG");
        traced && self.state.dialect.is_zsh()
    }

    /// A list, with the trap before it, or behind it without DEBUG_BEFORE_CMD (zshoptions(1)).
    pub(super) fn zsh_list(&mut self, and_or: &AndOr) -> Flow {
        let before = !self.option("nodebugbeforecmd");
        if before && self.traces_lists() {
            return self.traced_list(and_or);
        }
        let flow = self.and_or(and_or);
        if flow != Flow::Next || before || !self.traces_lists() {
            return flow;
        }
        let span = and_or.first.commands.first().map_or_else(Span::default, |one| one.span);
        self.run_trap("DEBUG", span).0
    }

    fn traced_list(&mut self, and_or: &AndOr) -> Flow {
        let span = and_or.first.commands.first().map_or_else(Span::default, |one| one.span);
        if let Some(why) = self.state.options.unsure("nodebugbeforecmd").cloned() {
            let reason = format!("runs a trap before or behind it: it {}", why.reason);
            self.incomplete(&reason, span);
        }
        if std::mem::take(&mut self.announced) {
            return self.and_or(and_or);
        }
        // ERR_EXIT turned on by the trap skips the command (zshbuiltins(1), `trap`).
        let fails = self.option("errexit");
        self.state.options.turn("errexit", false);
        let (flow, _) = self.run_trap("DEBUG", span);
        if self.option("errexit") {
            self.incomplete("may be skipped by a trap that turns ERR_EXIT on", span);
        }
        self.state.options.turn("errexit", fails);
        match flow {
            Flow::Next => self.and_or(and_or),
            left => left,
        }
    }
}
