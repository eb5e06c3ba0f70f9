//! Runs parsed lines: composition, decisions, and what becomes of several possible ways.
//!
//! A decision nobody can take is taken both ways. Where both ways go on at the
//! same place their states are joined at once; where one of them leaves
//! (`goto`, `exit /b`), it is parked until the batch file's loop
//! ([`frame`]) comes to the place it leaves to.

mod arguments;
mod call;
mod child;
mod command;
mod conditions;
mod decisions;
mod directories;
mod external;
mod files;
mod frame;
mod internal;
mod labels;
mod lines;
mod longest;
mod loops;
mod numbers;
mod partly;
mod pipe;
mod redirect;
mod shown;
mod small;
mod somewhere;
mod sorting;
mod start;
mod system;
mod types;
mod unknown_loop;
mod variables;
mod words;
mod writers;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::expand::Expander;
use super::lookup::Search;
use super::state::State;
use super::syntax::{Kind, Node, label_of};
use super::traced::Traced;
use crate::environment::{Diagnostic, Doubt, Reach, ShellError};
use crate::shells::{Host, OutOfFuel, steps_for};
use crate::text::{Severity, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// How deep calls, blocks and loops may nest in one another.
const DEEPEST: u32 = 200;

/// So many bytes of a line are scanned for one step: every phase goes over them.
const SCANNED: u64 = 64;

/// What a turn of a loop costs of the session's fuel.
const TURN: u64 = 4;

/// What a command costs of the session's fuel, its parsing and expansion included.
const NODE: u64 = 8;

/// What noting a doubt costs, besides what it reaches.
const DOUBT: u64 = 8;

/// So many errors, remarks and gaps of one session are kept; the first ones matter.
const MOST_REMARKS: usize = 200;

/// What a shell has besides its state, and keeps whatever way is taken.
#[derive(Default)]
pub struct Record {
    /// What cmd would have reported.
    pub errors: Vec<ShellError>,
    /// What envsim reports.
    pub diagnostics: Vec<Diagnostic>,
    /// Files whose text is unknown because of what was written to them, by folded path.
    pub unknown_files: BTreeMap<String, Rc<Unknown>>,
    /// Those of which parts are known.
    partly: partly::Partly,
}

/// What a command does to the order of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The next command follows.
    Next,
    /// `goto`.
    Goto(Rc<str>),
    /// The batch file or subroutine is over.
    EndFrame,
    /// All batch files are over.
    Abort,
    /// cmd is over.
    Exit,
}

/// What `<` or a pipe made the standard input.
#[derive(Clone, Debug)]
enum Input {
    /// This text, read so far.
    Known { text: Rc<str>, at: usize, origin: Origin },
    /// A text nobody knows.
    Unknown(Rc<Unknown>),
}

impl Input {
    fn known(text: Rc<str>, origin: Origin) -> Self {
        Self::Known { text, at: 0, origin }
    }

    fn of(value: &Value, origin: &Origin) -> Self {
        match value.text() {
            Some(text) => Self::known(text.into(), origin.clone()),
            None => Self::Unknown(
                value
                    .why_unknown()
                    .unwrap_or_else(|| Rc::new(Unknown::new("is not known", origin.clone()))),
            ),
        }
    }
}

/// A reason behind what it leads to, which stands there once however long the chain is.
fn once(what: &str, reason: &str) -> String {
    if reason.contains(what) { reason.to_owned() } else { format!("{what}{reason}") }
}

/// One run of a text in a session.
pub struct Evaluator<'h> {
    pub host: &'h mut dyn Host,
    pub record: &'h mut Record,
    pub state: State,
    parked: Vec<(State, Flow)>,
    input: Option<Input>,
    /// The frame's text, and where its next line begins.
    here: Option<(Rc<Source>, usize)>,
    /// What the frames around go on with, outermost first.
    outside: Vec<frame::Outside>,
    depth: u32,
    frames: u32,
    /// How many redirections keep the error stream from being seen.
    quiet: u32,
    /// Whether a file was removed or moved: the batch file that runs may be gone.
    removals: bool,
    /// The labels of the text that was searched last.
    labels: Option<(Rc<Source>, labels::Labels)>,
}

impl<'h> Evaluator<'h> {
    pub fn new(host: &'h mut dyn Host, record: &'h mut Record, state: State) -> Self {
        Self {
            host,
            record,
            state,
            parked: Vec::new(),
            input: None,
            here: None,
            outside: Vec::new(),
            depth: 0,
            frames: 0,
            quiet: 0,
            removals: false,
            labels: None,
        }
    }

    /// Pays for one turn of a loop: what was printed so far is copied when more is added to it.
    fn pay_turn(&mut self) -> Result<(), OutOfFuel> {
        let printed = self.state.output.as_ref().map_or(0, Value::size);
        self.host.spend(TURN + steps_for(printed))
    }

    fn expander(&self) -> Expander<'_> {
        Expander { state: &self.state, machine: self.host.machine() }
    }

    fn search(&self) -> Search<'_> {
        Search { state: &self.state, machine: self.host.machine(), interactive: false }
    }

    fn batch(&self) -> bool {
        self.state.arguments.is_some()
    }

    /// Whether it is not certain that this is run at all.
    fn uncertain(&self) -> Option<Rc<Unknown>> {
        self.state.fork.as_ref().map(|fork| fork.unknown.clone())
    }

    /// Something is not followed: from here on what it reaches is not known.
    fn doubt(&mut self, unknown: impl Into<Rc<Unknown>>, reach: Reach) {
        // What comes of it when the fuel ends is not looked at any more.
        let names = self.state.variables.len() + self.state.doubts.len();
        let _ = self.host.spend(DOUBT + names as u64 / 4);
        self.state.raise(&Rc::new(Doubt { unknown: unknown.into(), reach }));
    }

    /// Something that runs in the session itself and may have changed all that it has.
    fn lost(&mut self, reason: &str, origin: &Origin) {
        self.doubt(Unknown::new(reason, origin.clone()), Reach::Everything);
    }

    /// Something that changes nothing in the session, but files, the registry, or what comes later.
    fn outside(&mut self, reason: &str, origin: &Origin) {
        self.doubt(Unknown::new(reason, origin.clone()), Reach::Outside);
    }

    /// Notes what cmd itself would say, where it is certain that it says it.
    fn complain(&mut self, id: &str, message: &str, origin: &Origin) {
        if self.state.errors.is_some() {
            let reason = "is a message in the language of Windows";
            self.state.print_error(Value::unknown(Unknown::new(reason, origin.clone())));
        }
        if self.state.fork.is_some() || self.record.errors.len() >= MOST_REMARKS {
            return;
        }
        let place = origin.place().cloned();
        self.record.errors.push(ShellError {
            id: id.to_owned(),
            message: message.to_owned(),
            place,
            shown: self.quiet == 0,
        });
    }

    fn remark(&mut self, message: String, origin: &Origin) {
        let place = origin.place().cloned();
        let diagnostic = Diagnostic { message, severity: Severity::Note, place };
        let known = &self.record.diagnostics;
        if known.len() < MOST_REMARKS && !known.contains(&diagnostic) {
            self.record.diagnostics.push(diagnostic);
        }
    }

    fn origin(line: &Traced, span: Span) -> Origin {
        line.origin_at(span.start as usize).unwrap_or_else(|| Origin::Builtin("cmd".into()))
    }

    /// Runs a node.
    pub fn node(&mut self, line: &Traced, node: &Node) -> Flow {
        if self.host.spend(NODE).is_err() {
            return Flow::Exit;
        }
        self.depth += 1;
        let flow = if self.depth > DEEPEST {
            self.lost("nests deeper than envsim follows", &Self::origin(line, node.span));
            Flow::Next
        } else {
            self.kind(line, node)
        };
        self.depth -= 1;
        flow
    }

    fn kind(&mut self, line: &Traced, node: &Node) -> Flow {
        match &node.kind {
            Kind::Simple(simple) => {
                let redirections = &simple.redirections;
                self.redirected(line, redirections, &mut |me| me.simple(line, simple, node.span))
            }
            Kind::Block { body, redirections } => {
                self.redirected(line, redirections, &mut |me| me.all(line, body))
            }
            Kind::Sequence(parts) => self.all(line, parts),
            Kind::Or(parts) => self.chain(line, parts, false),
            Kind::And(parts) => self.chain(line, parts, true),
            Kind::Pipe(parts) => self.pipe(line, parts),
            Kind::If(one) => self.conditional(line, one, node.span),
            Kind::For(one) => self.repeated(line, one, node.span),
            Kind::Quiet(inner) => self.kind(line, inner),
            Kind::Label => {
                if label_of(node.span.of(line.text())).is_some() {
                    self.state.reached();
                }
                Flow::Next
            }
            Kind::Remark => Flow::Next,
        }
    }

    fn all(&mut self, line: &Traced, parts: &[Node]) -> Flow {
        for part in parts {
            let flow = self.node(line, part);
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }
}
