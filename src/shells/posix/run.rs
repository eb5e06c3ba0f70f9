//! Runs a tree (POSIX 2.9): states change, nothing outside does.

mod alias;
mod assign;
mod audit;
mod autoload;
mod calls;
mod chains;
mod commanding;
mod completions;
mod compound;
mod condition;
mod debug;
mod dispatch;
mod either;
mod elements;
mod file_tests;
mod lists;
mod loops;
mod matches;
mod named;
mod options;
mod own_tables;
mod pipelines;
mod redirect;
mod slices;
mod streams;
mod test;
mod texts;
mod traps;
mod turns;
mod unmatched;
mod unordered;

pub(super) use dispatch::{Given, values, word_text};

use super::evaluator::{Evaluator, Flow};
use super::syntax::{Body, Command, Kind};

/// How deep functions, files and `eval` may call each other; zsh itself stops at 500 (zshparam(1), FUNCNEST).
const DEEPEST: u32 = 250;
/// Why what is called beyond these is not run.
const TOO_DEEP: &str = "is nested deeper than envsim follows";
/// How deep commands may stand in each other, over all that is called.
const MOST_NESTED: u32 = 2000;
/// What a command may need of the stack until the next one inside it is run, and by how much the stack grows.
const STACK: (usize, usize) = (192 << 10, 2 << 20);

impl Evaluator<'_> {
    /// Runs commands one after the other.
    pub fn body(&mut self, body: &Body) -> Flow {
        for and_or in body.iter() {
            // zsh: one list after the other may fail (exec.c, `execlist`, `donetrap`).
            self.failure_trapped = false;
            let flow = match self.state.dialect.is_zsh() {
                true => self.zsh_list(and_or),
                false => self.and_or(and_or),
            };
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    pub(super) fn command(&mut self, command: &Command) -> Flow {
        if self.host.spend(1).is_err() {
            return Flow::Exit;
        }
        if self.nested >= MOST_NESTED {
            let source = self.source.clone();
            return self.not_called(TOO_DEEP, &source, command.span);
        }
        self.nested += 1;
        let pipes = self.state.pipes.len();
        let flow = stacker::maybe_grow(STACK.0, STACK.1, || match &command.kind {
            Kind::Simple(simple) => self.simple(simple, command),
            _ => self.redirected(&command.redirects, |this| this.compound(command)),
        });
        self.nested -= 1;
        self.state.pipes.truncate(pipes);
        flow
    }
}
