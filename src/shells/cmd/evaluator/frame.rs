//! A batch file or subroutine: lines in order, labels, and the ways that wait to go on.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::{Evaluator, Flow, SCANNED};
use crate::shells::cmd::expand::{Expander, LONGEST};
use crate::shells::cmd::parser::{Feed, TOO_DEEP, parse};
use crate::shells::cmd::state::{Arguments, Level, Saved, State, agree, widen};
use crate::shells::cmd::syntax::Parsed;
use crate::shells::cmd::traced::{HOLE, Traced};
use crate::text::{Place, Problem, Source, Span};
use crate::value::{Origin, Unknown};

/// What a line costs of the session's fuel.
const LINE: u64 = 16;

/// So many bytes put in the place of `%…%` cost one step: a replacement is put together piece by piece.
const EXPANDED: u64 = 8;

/// What a replacement in a variable costs at most: it goes over 8,191 letters, and adds to each.
const REPLACED: u64 = 256;

/// What entering a file or subroutine costs.
const FRAME: u64 = 32;

/// So often an uncertain state may come back to a line before what changes in it becomes unknown.
const TURNS: u32 = 6;

/// So often it may come back after that.
const MOST_TURNS: u32 = 24;

/// Reads a source line by line and expands each with the state of the moment.
struct Lines<'l> {
    source: &'l Rc<Source>,
    at: usize,
    from: Expander<'l>,
}

impl Feed for Lines<'_> {
    fn more(&mut self, line: &mut Traced) -> bool {
        let text = self.source.text();
        let rest = &text[self.at..];
        if rest.is_empty() {
            return false;
        }
        let end = memchr::memchr2(b'\n', 0x1a, rest.as_bytes()).unwrap_or(rest.len());
        let written = rest[..end].trim_end_matches('\r');
        let indent = written.len() - written.trim_start().len();
        let span = Span::new(self.at + indent, self.at + written.trim_end().len().max(indent));
        let origin = Origin::File(Place::new(self.source, span));
        self.at += (end + 1).min(rest.len());
        if written.contains('\r') {
            let cleaned = written.replace('\r', "");
            self.from.percent(&Traced::known(&cleaned, origin.clone()), line);
        } else if written.contains('%') {
            self.from.percent(&Traced::known(written, origin.clone()), line);
        } else {
            line.push(written, &origin);
        }
        line.push("\n", &origin);
        true
    }
}

/// What a frame's caller goes on with.
#[derive(Clone)]
pub(super) struct Outside {
    pub saved: Rc<Vec<Saved>>,
    pub arguments: Option<Rc<Arguments>>,
}

#[derive(Default)]
struct Ways {
    pending: BTreeMap<usize, State>,
    finished: Option<State>,
    aborted: Option<State>,
    exited: Option<State>,
    seen: BTreeMap<usize, (u32, State)>,
}

/// How many `%NAME:old=new%` a line may hold.
fn replacements(line: &str) -> u64 {
    let most = line.matches('%').count() / 2;
    let colons = line.split('%').filter(|part| part.contains(':') && part.contains('='));
    colons.count().min(most) as u64
}

impl Evaluator<'_> {
    /// Runs a text with arguments of its own from an offset on, and gives the caller its own back.
    pub fn frame(&mut self, source: &Rc<Source>, start: usize, arguments: Arguments) -> Flow {
        // When the fuel is used up the first line says so.
        let _ = self.host.spend(FRAME);
        let label = arguments.label;
        let arguments = self.state.arguments.replace(Rc::new(arguments));
        let saved = std::mem::take(&mut self.state.saved);
        self.outside.push(Outside { saved: saved.clone(), arguments: arguments.clone() });
        let cut = self.state.cut.take();
        let delayed_unknown = self.state.delayed_unknown.clone();
        let loops = self.state.loops.clone();
        let visible = std::mem::replace(&mut self.state.visible, 0);
        let parked = std::mem::take(&mut self.parked);
        let here = self.here.take();
        let mut ways = Ways::default();
        ways.pending.insert(start, self.state.clone());
        while let Some((at, state)) = ways.pending.pop_first() {
            self.state = state;
            if !self.turn(&mut ways, source, at) {
                break;
            }
        }
        self.parked = parked;
        self.here = here;
        self.outside.pop();
        let back = |mut state: State| {
            // Behind a jump to nowhere the state is already that of a text around.
            if state.left > 0 {
                state.left -= 1;
                // Then the last command of its line says what the call returns (batchlib's tests of ini_parse).
                if label {
                    state.level = state.code.clone();
                }
            } else {
                while state.restore() {}
                state.saved = saved.clone();
                state.arguments.clone_from(&arguments);
                if label {
                    state.code = state.level.clone();
                }
            }
            // What was written behind a text that may have ended the frame is perhaps not written.
            state.reached();
            state.cut.clone_from(&cut);
            state.delayed_unknown.clone_from(&delayed_unknown);
            state.loops = loops.clone();
            state.visible = visible;
            state
        };
        let ends = [
            (ways.finished.map(&back), Flow::Next),
            (ways.aborted.map(&back), Flow::Abort),
            (ways.exited.map(&back), Flow::Exit),
        ];
        let mut ends = ends.into_iter().filter_map(|(state, flow)| Some((state?, flow)));
        let Some((state, flow)) = ends.next() else {
            self.state = back(self.state.clone());
            if self.host.spend(1).is_err() {
                return Flow::Exit;
            }
            let span = Span::new(start, start);
            self.lost("ends in a loop without an end", &Origin::File(Place::new(source, span)));
            return Flow::Next;
        };
        self.parked.extend(ends);
        self.state = state;
        flow
    }

    /// Runs one logical line and notes where its ways go on; `false` when the fuel is used up.
    fn turn(&mut self, ways: &mut Ways, source: &Rc<Source>, at: usize) -> bool {
        if !self.widened(ways, at) {
            return true;
        }
        let mut line = Traced::default();
        let mut lines = Lines { source, at, from: self.expander() };
        if !lines.more(&mut line) {
            self.finish(ways);
            return true;
        }
        let parsed = parse(&mut line, 0, &mut lines, false);
        let next = lines.at;
        let length = (next - at).max(line.len()) as u64;
        let expanded = line.len().saturating_sub(next - at) as u64;
        let cost = LINE + length / SCANNED + expanded / EXPANDED + line.parts_count() / 4;
        let cost = cost + REPLACED * replacements(&source.text()[at..next.max(at)]);
        if self.host.spend(cost).and_then(|()| self.pay_turn()).is_err() {
            return false;
        }
        self.here = Some((source.clone(), next));
        self.show_command(&line, &parsed);
        let flow = match self.too_long(&line) {
            true => Flow::Next,
            false => self.parsed(&line, parsed),
        };
        let flow = self.unless_removed(source, next, flow);
        let state = self.state.clone();
        self.settle(ways, source, next, state, flow);
        for (state, flow) in std::mem::take(&mut self.parked) {
            self.settle(ways, source, next, state, flow);
        }
        true
    }

    /// With ECHO on a command is shown before it runs.
    fn show_command(&mut self, line: &Traced, parsed: &Parsed) {
        match &parsed.node {
            Some(node) => self.show(line, node),
            None if parsed.error.is_some() => {
                let origin = line.origin_at(0).unwrap_or_else(|| Origin::Builtin("cmd".into()));
                self.show_unknown("it is not understood", &origin);
            }
            None => {}
        }
    }

    /// A batch file that was removed while it ran ends there (Wine's tests; cmd reads on line by line).
    fn unless_removed(&mut self, source: &Rc<Source>, next: usize, flow: Flow) -> Flow {
        let more = flow != Flow::Next || next < source.text().len();
        let script = self.state.arguments.as_ref().map(|own| own.script.clone());
        let Some(script) = script.filter(|_| self.removals && more && flow != Flow::EndFrame)
        else {
            return flow;
        };
        if !script.contains('\\') || self.host.machine().exists(&script) {
            return flow;
        }
        let origin = Origin::File(Place::new(source, Span::new(next, next)));
        let own = self.record.unknown_files.get(&crate::machine::path::folded(&script)).cloned();
        if own.is_none() && self.unknown_file(&script).is_some() {
            // Of the directory something is open; whether of this file was told where it happened.
            return flow;
        }
        if let Some(unknown) = own {
            self.lost(&format!("goes on in a file that {}", unknown.reason), &origin);
            return flow;
        }
        self.complain("BatchFileNotFound", "The batch file cannot be found.", &origin);
        self.state.returns(1);
        Flow::EndFrame
    }

    /// A batch file that is written to while it runs is read on from where cmd stands in it.
    pub(super) fn running_file_written(&mut self, path: &str, origin: &Origin) {
        let own = self.state.arguments.as_ref().map(|own| own.script.clone());
        if own.is_some_and(|script| crate::machine::path::same_name(&script, path)) {
            self.lost("writes to the batch file that runs", origin);
        }
    }

    fn parsed(&mut self, line: &Traced, parsed: Parsed) -> Flow {
        match (parsed.node, parsed.error) {
            (Some(node), _) => self.node(line, &node),
            (None, Some(problem)) => self.rejected(line, &problem),
            (None, None) => Flow::Next,
        }
    }

    /// cmd refuses a line that expansion made too long (KB830473); what it leaves behind is not modelled.
    pub(super) fn too_long(&mut self, line: &Traced) -> bool {
        let longest = line.text().split('\n').map(str::len).max().unwrap_or(0);
        let too_long = longest > LONGEST
            && line.text().split('\n').any(|one| one.encode_utf16().count() > LONGEST);
        if too_long {
            let origin = line.origin_at(0).unwrap_or_else(|| Origin::Builtin("cmd".into()));
            self.complain("LineTooLong", "The input line is too long.", &origin);
            self.lost("a line is longer than cmd's 8191 characters once expanded", &origin);
        }
        too_long
    }

    /// A syntax error ends all batch files.
    fn rejected(&mut self, line: &Traced, problem: &Problem) -> Flow {
        let at = (problem.span.start as usize).min(line.len().saturating_sub(1));
        let origin = line.origin_at(at).unwrap_or_else(|| Origin::Builtin("cmd".into()));
        if let Some(reason) = not_followed(line, problem) {
            self.lost(reason, &origin);
            return Flow::Next;
        }
        self.complain("SyntaxError", &problem.message, &origin);
        self.state.returns(255);
        Flow::Abort
    }

    fn settle(
        &mut self,
        ways: &mut Ways,
        source: &Rc<Source>,
        next: usize,
        state: State,
        flow: Flow,
    ) {
        match flow {
            Flow::Next if state.left > 0 => self.end(&mut ways.finished, state),
            Flow::Next => self.pending(ways, next, state),
            Flow::EndFrame => self.end(&mut ways.finished, state),
            Flow::Abort => self.end(&mut ways.aborted, state),
            Flow::Exit => self.end(&mut ways.exited, state),
            Flow::Goto(label) => {
                let _ = self.host.spend(1 + source.text().len() as u64 / 4096);
                let mut state = state;
                state.visible = 0;
                self.state = state;
                let target = self.find_label(source, next, &label);
                state = self.state.clone();
                match target {
                    Some(target) => {
                        state.reached();
                        self.pending(ways, target.at, state);
                    }
                    None => {
                        let message =
                            format!("The system cannot find the batch label specified - {label}");
                        let origin = Origin::File(Place::new(source, Span::new(next, next)));
                        self.complain("LabelNotFound", &message, &origin);
                        self.state.returns(1);
                        self.finish(ways);
                    }
                }
            }
        }
    }

    fn pending(&mut self, ways: &mut Ways, at: usize, state: State) {
        let state = match ways.pending.remove(&at) {
            Some(other) => self.joined(other, state),
            None => state,
        };
        ways.pending.insert(at, state);
    }

    fn finish(&mut self, ways: &mut Ways) {
        let state = self.state.clone();
        self.end(&mut ways.finished, state);
    }

    fn end(&mut self, end: &mut Option<State>, mut state: State) {
        while state.left == 0 && state.restore() {}
        let state = match end.take() {
            Some(other) => self.joined(other, state),
            None => state,
        };
        *end = Some(state);
    }

    /// Comes back to a line under an undecided condition: after a few turns, what changes is unknown.
    ///
    /// `false` when nothing new can come of another turn.
    fn widened(&mut self, ways: &mut Ways, at: usize) -> bool {
        if self.state.fork.is_none() && ways.pending.is_empty() && ways.finished.is_none() {
            return true;
        }
        let Some((turns, before)) = ways.seen.get(&at) else {
            ways.seen.insert(at, (1, self.state.clone()));
            return true;
        };
        let turns = turns + 1;
        if turns > TURNS {
            let unknown = self.uncertain().unwrap_or_else(|| {
                Rc::new(Unknown::new(
                    "depends on how often a loop runs",
                    Origin::Builtin("cmd".into()),
                ))
            });
            let widened = widen(before, &self.state, &unknown);
            if agree(before, &widened) && turns > TURNS + 1 {
                return false;
            }
            if turns > MOST_TURNS {
                self.lost("a loop whose end is not known was left", &unknown.origin.clone());
                self.finish(ways);
                return false;
            }
            self.state = widened;
        }
        ways.seen.insert(at, (turns, self.state.clone()));
        true
    }
}

/// What `call` makes of the code of a batch file's last command: a failure becomes the ERRORLEVEL,
/// and the ERRORLEVEL is what it returns (Wine's `call` tests).
pub fn returned(state: &mut State) {
    match state.code {
        Level::Known(0) => state.code = state.level.clone(),
        _ => state.level = state.code.clone(),
    }
    state.jumped = false;
}

/// Why a line that was rejected may be one that cmd reads.
pub(super) fn not_followed(line: &Traced, problem: &Problem) -> Option<&'static str> {
    let read = line.text().get(..problem.span.end as usize).unwrap_or(line.text());
    match problem.message == TOO_DEEP {
        true => Some(TOO_DEEP),
        false if read.contains(HOLE) || problem.message.contains(HOLE) => {
            Some("is a line whose grammar hangs on what is not known in it")
        }
        false => None,
    }
}
