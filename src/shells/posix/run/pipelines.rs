//! Pipelines and subshells.

use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::state::{State, Status};
use crate::shells::posix::syntax::{Command, Pipeline};
use crate::text::Span;
use crate::value::Value;

impl Evaluator<'_> {
    pub(super) fn pipeline(&mut self, pipeline: &Pipeline) -> Flow {
        if pipeline.negated {
            let flow = self.guarded(|this| this.commands(pipeline));
            let failed = matches!(flow, Flow::Stopped(_));
            if let (Status::Known(status), false) = (&self.state.status, failed) {
                self.state.status = Status::Known(i32::from(*status == 0));
            }
            return flow;
        }
        // bash asks before the command whether there is such a trap (execute_cmd.c, `was_error_trap`).
        let armed = self.state.dialect.is_zsh() || self.state.traps.contains_key("ERR");
        let flow = match self.commands(pipeline) {
            Flow::Next if armed => self.runs_on_failure(pipeline),
            flow => flow,
        };
        match flow {
            Flow::Next if self.guards == 0 && self.option("errexit") => self.fails_for_good(),
            flow => flow,
        }
    }

    fn commands(&mut self, pipeline: &Pipeline) -> Flow {
        match pipeline.commands.as_slice() {
            [only] => {
                let flow = self.command(only);
                self.state.pipe = vec![self.state.status.clone()];
                flow
            }
            commands => self.pipe(commands),
        }
    }

    /// `set -e`: a command that fails ends the shell, interactive or not.
    fn fails_for_good(&mut self) -> Flow {
        let unsure = self.state.options.unsure_by_way("errexit").cloned();
        match self.state.status.clone() {
            Status::Known(0) => Flow::Next,
            Status::Known(_) => match unsure {
                Some(why) => {
                    self.may_end(&why);
                    Flow::Next
                }
                None => Flow::Exit,
            },
            Status::Unknown(why) => {
                self.may_end(&why);
                Flow::Next
            }
        }
    }

    /// All but the last run in subshells; the last one too, but in zsh.
    fn pipe(&mut self, commands: &[Command]) -> Flow {
        let mut outer = self.state.input.clone();
        let Some((last, front)) = commands.split_last() else { return Flow::Next };
        let mut statuses = Vec::new();
        for (at, command) in front.iter().enumerate() {
            let span = command.span;
            self.announce_apart(command);
            let printed = self.printed(span, |this| {
                this.into_pipe = true;
                let flow = this.command(command);
                this.into_pipe = false;
                flow
            });
            // The first one reads what all of them are given.
            if at == 0 {
                outer = self.state.input.take();
            }
            self.state.input = Some(printed);
            self.state.input_is_file = false;
            statuses.push(self.state.status.clone());
        }
        let here = self.state.dialect.is_zsh() || self.option("lastpipe");
        self.announce_apart(last);
        let flow = if here {
            self.command(last)
        } else {
            self.apart(|this| this.command(last));
            Flow::Next
        };
        self.state.input = outer;
        statuses.push(self.state.status.clone());
        self.piped(statuses);
        flow
    }

    /// The statuses of a pipeline's commands, and the whole one's where the last is not all that counts.
    fn piped(&mut self, statuses: Vec<Status>) {
        if self.option("pipefail") {
            let failed = statuses.iter().rev().find(|status| status.success() != Some(true));
            let unsure = self.state.options.unsure_by_way("pipefail").cloned();
            match (failed, unsure) {
                (Some(_), Some(why)) => self.state.status = Status::Unknown(why),
                (Some(status), None) => self.state.status = status.clone(),
                (None, _) => {}
            }
        }
        self.state.pipe = statuses;
    }

    /// Like [`Evaluator::capture`], the line ends at the end kept.
    pub(in crate::shells::posix) fn printed(
        &mut self,
        _span: Span,
        run: impl FnOnce(&mut Self) -> Flow,
    ) -> Value {
        let before = self.state.clone();
        self.state.sinks.push(Value::empty());
        let lost = self.enclosed(run);
        let status = self.state.status.clone();
        let printed = self.state.sinks.pop().unwrap_or_default();
        let input = self.state.input.take();
        self.state = State { status, input, ..before };
        lost.map_or(printed, |why| Value::unknown((*why).clone()))
    }

    /// Runs something in a subshell: only its status and its output stay.
    pub(in crate::shells::posix) fn apart(&mut self, run: impl FnOnce(&mut Self) -> Flow) {
        let before = self.state.clone();
        let lost = self.enclosed(run);
        let status = self.state.status.clone();
        let sinks = std::mem::take(&mut self.state.sinks);
        // What a subshell has read of its input is gone.
        let input = self.state.input.take();
        self.state = State { status, sinks, input, ..before };
        if let Some(why) = lost {
            self.state.print(Value::unknown((*why).clone()));
        }
    }
}
