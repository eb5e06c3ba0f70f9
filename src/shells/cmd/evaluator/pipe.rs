//! Pipes: every side is a process of its own. A program is started as it is; anything else is put
//! together as text again and given to a new cmd, which expands it once more as a typed line
//! (phase 5.3 of dbenham and jeb's model; the blanks are those that Wine's tests assert).

use std::rc::Rc;

use super::child::{Given, Left};
use super::{Evaluator, Flow, Input};
use crate::shells::cmd::parser::{Unescape, unescape};
use crate::shells::cmd::state::Level;
use crate::shells::cmd::syntax::{Direction, Kind, Node, Redirection, Simple};
use crate::shells::cmd::traced::Traced;
use crate::value::{Origin, Unknown, Value};

/// What cmd returns where one side of a pipe cannot be started.
const CANNOT_START: i32 = 255;

impl Evaluator<'_> {
    pub(super) fn pipe(&mut self, line: &Traced, parts: &[Node]) -> Flow {
        let missing: Vec<bool> = parts.iter().map(|part| self.cannot_start(line, part)).collect();
        if !missing.contains(&true) {
            return self.flow_through(line, parts, &missing);
        }
        if !self.batch() {
            return self.flow_through(line, parts, &missing);
        }
        let origin = Self::origin(line, parts[0].span);
        let reason = "depends on whether cmd goes on where a side of a pipe cannot be started";
        let unknown = Rc::new(Unknown::new(reason, origin));
        self.fork(&unknown, ("cmd gives the batch file up", "cmd goes on"), &mut |me, given_up| {
            if given_up {
                me.state.returns(CANNOT_START);
                return Flow::Abort;
            }
            me.flow_through(line, parts, &missing)
        })
    }

    fn flow_through(&mut self, line: &Traced, parts: &[Node], missing: &[bool]) -> Flow {
        let mut piped: Option<Value> = None;
        let last = parts.len().saturating_sub(1);
        let mut code = Level::Known(0);
        for (index, part) in parts.iter().enumerate() {
            let origin = Self::origin(line, part.span);
            let input = piped.take().map(|value| Input::of(&value, &origin));
            let left = self.side(line, part, &origin, input);
            code = match missing[index] {
                true => Level::Known(CANNOT_START),
                false => left.code,
            };
            if index == last {
                self.state.print(left.output);
            } else {
                piped = Some(left.output);
            }
        }
        self.state.level = code.clone();
        self.state.code = code;
        Flow::Next
    }

    /// One side, with the environment of now.
    fn side(&mut self, line: &Traced, part: &Node, origin: &Origin, input: Option<Input>) -> Left {
        let given = match input {
            Some(input) => Given::Piped(input),
            None => Given::Inherited,
        };
        if self.is_program(line, part) {
            return self.apart(origin, given, &mut |me| me.node(line, part));
        }
        let text = self.rebuilt(line, part, 0);
        self.apart(origin, given, &mut |me| {
            me.fresh();
            // That such a cmd shows the turns of a loop is asserted nowhere.
            me.state.echo = None;
            me.command_line(&text)
        })
    }

    /// A command that is neither inside cmd nor a batch file.
    fn is_program(&self, line: &Traced, part: &Node) -> bool {
        let Kind::Simple(simple) = &part.loud().kind else { return false };
        let name = self.word(line, simple.name);
        if name.why_unknown().is_some() || self.search().internal_command(name.text()).is_some() {
            return name.why_unknown().is_some();
        }
        let lookup = self.search().files(name.text());
        let batch = |path: &String| {
            let lower = path.to_ascii_lowercase();
            lower.ends_with(".bat") || lower.ends_with(".cmd")
        };
        !lookup.winner().is_some_and(|found| found.path.as_ref().is_some_and(batch))
    }

    /// Whether a side is certainly a program that is not there.
    fn cannot_start(&self, line: &Traced, part: &Node) -> bool {
        let Kind::Simple(simple) = &part.loud().kind else { return false };
        let name = self.word(line, simple.name);
        let word = name.text();
        let drive = word.len() == 2 && word.ends_with(':');
        if name.why_unknown().is_some()
            || word.is_empty()
            || drive
            || self.search().internal_command(word).is_some()
            || super::system::is_stock(word)
            || self.recorded_words(&name, &self.arguments_of(line, simple)).is_some()
        {
            return false;
        }
        let lookup = self.search().files(word);
        lookup.winner().is_none() && lookup.doubts.is_empty()
    }

    fn arguments_of(&self, line: &Traced, simple: &Simple) -> Traced {
        let mut arguments = Traced::default();
        for part in &simple.arguments {
            arguments.append(&unescape(line, *part, Unescape::Plain));
        }
        self.runtime(&arguments)
    }

    /// A command as text. What stands inside of something keeps its `!…!`.
    fn rebuilt(&self, line: &Traced, node: &Node, depth: u32) -> Traced {
        let mut out = Traced::default();
        self.rebuild(line, node, depth, &mut out);
        out
    }

    fn rebuild(&self, line: &Traced, node: &Node, depth: u32, out: &mut Traced) {
        let origin = Self::origin(line, node.span);
        match &node.kind {
            Kind::Simple(simple) => {
                out.append(&self.plain(line, simple.name, depth));
                for part in &simple.arguments {
                    out.append(&self.plain(line, *part, depth));
                }
                self.rebuild_redirections(line, &simple.redirections, depth, out);
            }
            Kind::Block { body, redirections } => {
                out.push("( ", &origin);
                self.rebuild_all(line, body, "&", depth + 1, out);
                out.push(" ) ", &origin);
                self.rebuild_redirections(line, redirections, depth, out);
            }
            Kind::Sequence(parts) => self.rebuild_all(line, parts, "&", depth + 1, out),
            Kind::Or(parts) => self.rebuild_all(line, parts, "||", depth + 1, out),
            Kind::And(parts) => self.rebuild_all(line, parts, "&&", depth + 1, out),
            Kind::Pipe(parts) => self.rebuild_all(line, parts, "|", depth + 1, out),
            Kind::If(one) => {
                self.rebuild_head(line, node, &one.then, out);
                match &one.otherwise {
                    None => self.rebuild(line, &one.then, depth + 1, out),
                    Some(otherwise) => {
                        out.push("(", &origin);
                        self.rebuild(line, &one.then, depth + 1, out);
                        out.push(" ) else ( ", &origin);
                        self.rebuild(line, otherwise, depth + 1, out);
                        out.push(" ) ", &origin);
                    }
                }
            }
            Kind::For(one) => {
                self.rebuild_head(line, node, &one.body, out);
                self.rebuild(line, &one.body, depth + 1, out);
                if matches!(one.body.loud().kind, Kind::Simple(_)) {
                    out.push(" ", &origin);
                }
            }
            Kind::Quiet(inner) => {
                out.push("@", &origin);
                self.rebuild(line, inner, depth, out);
            }
            Kind::Label | Kind::Remark => {
                let span = node.span;
                out.push_part(line, span.start as usize..span.end as usize);
            }
        }
    }

    fn plain(&self, line: &Traced, span: crate::text::Span, depth: u32) -> Traced {
        let text = unescape(line, span, Unescape::Plain);
        let from = self.expander();
        let text = from.loops(&text);
        if depth == 0 { from.delayed(&text) } else { text }
    }

    fn rebuild_all(
        &self,
        line: &Traced,
        parts: &[Node],
        operator: &str,
        depth: u32,
        out: &mut Traced,
    ) {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                let before =
                    matches!(parts[index - 1].loud().kind, Kind::Simple(_)) && operator == "&";
                let origin = Self::origin(line, part.span);
                out.push(if before { " " } else { "" }, &origin);
                out.push(operator, &origin);
            }
            self.rebuild(line, part, depth, out);
        }
    }

    /// What stands before the commands of an `if` or `for`, as it is written.
    fn rebuild_head(&self, line: &Traced, node: &Node, first: &Node, out: &mut Traced) {
        let range = node.span.start as usize..first.span.start as usize;
        let head = line.slice(range);
        let text = head.text();
        // The parenthesis of the block belongs to what follows.
        let end = text.trim_end_matches(['(', '@']).len();
        out.append(&self.expander().loops(&head.slice(0..end)));
    }

    fn rebuild_redirections(
        &self,
        line: &Traced,
        redirections: &[Redirection],
        depth: u32,
        out: &mut Traced,
    ) {
        for one in redirections {
            let origin = Self::origin(line, one.target);
            let (usual, sign) = match (one.direction, one.handle) {
                (Direction::Read, _) => (0, "<"),
                (Direction::Write, _) => (1, ">"),
                (Direction::Append, _) => (1, ">>"),
                (Direction::Copy, 0) => (0, "<&"),
                (Direction::Copy, _) => (1, ">&"),
            };
            // A digit needs a blank before it, or it would belong to the text; nothing else gets one.
            let digit = out.text().ends_with(|letter: char| letter.is_ascii_digit());
            let handle = match one.handle == usual {
                true => String::new(),
                false => one.handle.to_string(),
            };
            let blank = if digit || !handle.is_empty() { " " } else { "" };
            out.push(&format!("{blank}{handle}{sign}"), &origin);
            out.append(&self.plain(line, one.target, depth));
        }
    }
}
