//! Command and process substitution (POSIX 2.6.3, bash(1) "Command Substitution", "Process Substitution").

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Expanded, Flow};
use crate::shells::posix::parser::parse;
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::{Body, Line};
use crate::text::{Place, Source, Span};
use crate::value::{Alternative, Choice, Piece, Unknown, Value};

impl Evaluator<'_> {
    /// `$( … )`: what the body prints, without the line ends behind it.
    pub(super) fn captured(&mut self, body: &Body, span: Span) -> Expanded<Value> {
        if let Some(redirect) = self.only_input(body) {
            return self.file_substitution(redirect);
        }
        if self.loses_a_separator(body) {
            let reason = "runs a text in which bash has lost a `;` behind a here-document";
            return Ok(self.unknown(reason, span));
        }
        // bash and zsh read it when they run it: aliases that are there by then are replaced.
        let late = !self.state.dialect.is_dash();
        let value = self.capture(span, |this| {
            let outer = this.epoch;
            this.epoch = if late { this.state.epoch } else { outer };
            let flow = this.body(body);
            this.epoch = outer;
            flow
        });
        Ok(value)
    }

    /// The text between backquotes is parsed now: a backslash before `$`, `` ` `` and `\`, in quotes
    /// before a quote too, is dropped first.
    pub(super) fn backquoted(&mut self, span: Span, quoted: bool) -> Expanded<Value> {
        let raw = span.of(self.source.text());
        let mut text = String::with_capacity(raw.len());
        let mut letters = raw.chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek();
            let escapes = matches!(next, Some('$' | '`' | '\\')) || quoted && next == Some(&'"');
            if letter == '\\' && escapes {
                text.extend(letters.next());
            } else {
                text.push(letter);
            }
        }
        let source = Source::evaluated(&text, Place::new(&self.source, span));
        if text.trim_start().starts_with('<') {
            let (script, _) = parse(&text, self.state.dialect);
            let outer = std::mem::replace(&mut self.source, source.clone());
            let value = match script.lines.as_slice() {
                [Line::Commands(body)] => {
                    self.only_input(body).map(|redirect| self.file_substitution(redirect))
                }
                _ => None,
            };
            self.source = outer;
            if let Some(value) = value {
                return value;
            }
        }
        Ok(self.capture(span, |this| this.evaluated(&source)))
    }

    /// Runs something in a subshell and gives what it printed.
    pub fn capture(&mut self, span: Span, run: impl FnOnce(&mut Self) -> Flow) -> Value {
        let _ = self.host.spend(1);
        self.captures += 1;
        // What was captured before is out of reach, and too long to be copied for nothing.
        let outer = std::mem::take(&mut self.state.sinks);
        let before = self.state.clone();
        self.state.sinks.push(Value::empty());
        // What stands in front of it in the same words leaves dash no status (eval.c, `evalbackcmd`).
        if let Some(status) = self.before.clone().filter(|_| self.state.dialect.is_dash()) {
            self.state.status = status;
        }
        let complaints = self.complaints;
        self.state.out_of_reach();
        // bash turns `set -e` off there, unless it is in its POSIX mode (bash(1), "Command Substitution").
        let off = self.state.dialect.is_bash() && !self.state.dialect.posix;
        let lost = self.enclosed(|this| {
            if off {
                this.state.options.turn("errexit", false);
            }
            run(this)
        });
        let status = self.state.status.clone();
        let printed = self.state.sinks.pop().unwrap_or_default();
        // What it has read of its input is gone.
        let input = self.state.input.take();
        self.state = before;
        self.state.input = input;
        self.state.sinks = outer;
        self.state.status = status.clone();
        if self.complaints > complaints {
            self.complain(None, span);
        }
        if let Some(why) = lost {
            return Value::unknown((*why).clone());
        }
        if let Status::Unknown(why) = &status {
            if printed.is_empty() == Some(true) && printed.pieces().is_empty() {
                return Value::unknown(Unknown::new(why.reason.clone(), self.origin(span)));
            }
        }
        trimmed(self.without_returns(printed))
    }

    /// MSYS2's bash, which is Git's too, reads line ends of Windows as its own there
    /// (bash-4.3-msys2-fix-lineendings.patch).
    fn without_returns(&self, printed: Value) -> Value {
        let reads = self.state.dialect.is_bash()
            && self.state.paths.runtime().is_some_and(|runtime| runtime.converts());
        match reads && printed.text().is_some_and(|text| text.contains("\r\n")) {
            true => printed.map_text(|text| text.replace("\r\n", "\n")),
            false => printed,
        }
    }

    /// `<(…)`: what it prints can be read under a name that the shell makes. `>(…)` reads at its own time.
    pub(in crate::shells::posix) fn pipe_name(&mut self, body: &Body, span: Span) -> Value {
        let written = span.of(self.source.text());
        if !written.starts_with('<') && !written.starts_with('=') {
            return self.unknown("names a pipe that the shell makes", span);
        }
        let status = self.state.status.clone();
        let printed = self.printed(span, |this| this.body(body));
        self.state.status = status;
        // The names of bash, counted down from 63 (subst.c, `make_dev_fd_filename`).
        let number = 63 - self.state.pipes.len() as i64;
        let name = format!("/dev/fd/{number}");
        self.state.pipes.push((name.clone(), printed));
        Value::known(name, self.origin(span))
    }
}

/// Without the line ends at the end.
pub fn trimmed(value: Value) -> Value {
    match value.text() {
        Some(text) => {
            let len = text.trim_end_matches('\n').len();
            if len == text.len() { value.clone() } else { value.slice(0, len).unwrap_or_default() }
        }
        None => trimmed_pieces(value),
    }
}

fn without_line_ends(pieces: &mut Vec<Piece>) {
    while let Some(Piece::Text { text, origin }) = pieces.last().cloned() {
        let kept = text.trim_end_matches('\n');
        if kept.len() == text.len() {
            return;
        }
        pieces.pop();
        if !kept.is_empty() {
            pieces.push(Piece::Text { text: kept.into(), origin });
        }
    }
}

/// Without the line ends behind what is known; of a choice at the end, behind each of its texts.
fn trimmed_pieces(value: Value) -> Value {
    let mut pieces = value.pieces().to_vec();
    while let Some(last) = pieces.pop() {
        match last {
            Piece::Text { text, origin } => {
                let kept = text.trim_end_matches('\n');
                if !kept.is_empty() {
                    pieces.push(Piece::Text { text: kept.into(), origin });
                    break;
                }
            }
            Piece::Choice(choice) => {
                let trim = |one: &Alternative| Alternative {
                    value: trimmed(one.value.clone()),
                    when: one.when.clone(),
                };
                let alternatives = choice.alternatives.iter().map(trim).collect();
                let condition = choice.condition.clone();
                pieces.push(Piece::Choice(Rc::new(Choice { condition, alternatives })));
                break;
            }
            unknown => {
                // Where nothing is printed there, the line ends in front go too.
                if !matches!(&unknown, Piece::Unknown(why) if why.shape.is_filled()) {
                    without_line_ends(&mut pieces);
                }
                pieces.push(unknown);
                break;
            }
        }
    }
    Value::from_pieces(pieces)
}
