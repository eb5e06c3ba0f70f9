//! Runs parsed lines: composition, decisions, and what becomes of several possible ways.
//!
//! A decision nobody can take is taken both ways. Where both ways go on at the
//! same place their states are joined at once; where one of them leaves
//! (`goto`, `exit /b`), it is parked until the batch file's loop
//! ([`frame`]) comes to the place it leaves to.

mod arguments;
mod attributes;
mod call;
mod child;
mod conditions;
mod directories;
mod external;
mod files;
mod frame;
mod internal;
mod lines;
mod loops;
mod numbers;
mod pipe;
mod redirect;
mod shown;
mod small;
mod sorting;
mod start;
mod system;
mod types;
mod unknown_loop;
mod variables;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::expand::Expander;
use super::lookup::Search;
use super::parser::{Unescape, unescape};
use super::state::{Fork, Level, Saved, State, join};
use super::syntax::{Kind, Node, Simple, label_of};
use super::traced::{HOLE, Traced};
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

/// What two ways of a decision cost, besides the names they differ in.
const FORK: u64 = 16;

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
    /// Files that are or may be read-only or hidden.
    pub protected: attributes::Protected,
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

/// One run of a text in a session.
pub struct Evaluator<'h> {
    pub host: &'h mut dyn Host,
    pub record: &'h mut Record,
    pub state: State,
    parked: Vec<(State, Flow)>,
    input: Option<Input>,
    /// The frame's text, and where its next line begins.
    here: Option<(Rc<Source>, usize)>,
    /// What `setlocal` remembers of the frames around, outermost first.
    outside: Vec<Rc<Vec<Saved>>>,
    depth: u32,
    frames: u32,
    /// How many redirections keep the error stream from being seen.
    quiet: u32,
    /// Whether a file was removed or moved: the batch file that runs may be gone.
    removals: bool,
    /// The labels of the text that was searched last.
    labels: Option<(Rc<Source>, frame::Labels)>,
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

    /// `a && b` goes on after success, `a || b` after failure.
    fn chain(&mut self, line: &Traced, parts: &[Node], on_success: bool) -> Flow {
        let Some((first, rest)) = parts.split_first() else { return Flow::Next };
        let flow = self.node(line, first);
        if flow != Flow::Next || rest.is_empty() {
            return flow;
        }
        match self.state.code.is_success() {
            Ok(success) if success == on_success => {
                self.after_failure(on_success);
                self.chain(line, rest, on_success)
            }
            Ok(_) => Flow::Next,
            Err(unknown) => {
                let text = first.span.of(line.text()).trim();
                let text: String = text.chars().take(60).collect();
                let (went, failed) = (format!("`{text}` succeeds"), format!("`{text}` fails"));
                let (goes_on, stops) = if on_success { (went, failed) } else { (failed, went) };
                self.fork(&unknown, (&goes_on, &stops), &mut |me, first_way| {
                    let success = first_way == on_success;
                    me.state.code = Level::Known(i32::from(!success));
                    if first_way { me.chain(line, rest, on_success) } else { Flow::Next }
                })
            }
        }
    }

    /// Behind `||` the return code of the failed command is the ERRORLEVEL (Wine's chain tests).
    fn after_failure(&mut self, on_success: bool) {
        if !on_success {
            self.state.level = self.state.code.clone();
        }
    }

    /// Runs both ways of a decision; `way` is told whether it is the first.
    fn fork(
        &mut self,
        unknown: &Rc<Unknown>,
        when: (&str, &str),
        way: &mut dyn FnMut(&mut Self, bool) -> Flow,
    ) -> Flow {
        // A condition of its own: another one may ask the same and be answered otherwise.
        let unknown = &Rc::new(Unknown { likely: None, ..(**unknown).clone() });
        // Both ways get a table of variables of their own, and the tables are joined again.
        if self.host.spend(FORK + self.state.variables.len() as u64 / 64).is_err() {
            return Flow::Exit;
        }
        let before = self.state.clone();
        self.state.fork = Some(Fork { unknown: unknown.clone(), when: when.0.into() });
        let first = way(self, true);
        let after_first = std::mem::replace(&mut self.state, before.clone());
        self.state.fork = Some(Fork { unknown: unknown.clone(), when: when.1.into() });
        let second = way(self, false);
        if first == second {
            let other = std::mem::replace(&mut self.state, before.clone());
            self.state = self
                .joined(with_fork(after_first, unknown, when.0), with_fork(other, unknown, when.1));
            self.state.fork = before.fork;
            return first;
        }
        if first == Flow::Next {
            let other = std::mem::replace(&mut self.state, after_first);
            self.parked.push((other, second));
            return Flow::Next;
        }
        self.parked.push((after_first, first));
        second
    }

    fn joined(&mut self, left: State, right: State) -> State {
        let (mut state, lossy) = join(left, right);
        if let Some(unknown) = lossy {
            let reason = "two ways of an undecided condition differ in what `setlocal` left open";
            let unknown = unknown.because(reason, unknown.origin.clone());
            state.raise(&Doubt::total(unknown));
        }
        state
    }

    /// A word as it stands when the command runs: carets gone, `for` variables and `!x!` expanded.
    fn word(&self, line: &Traced, span: Span) -> Traced {
        self.runtime(&unescape(line, span, Unescape::Plain))
    }

    fn runtime(&self, text: &Traced) -> Traced {
        let from = self.expander();
        let text = from.loops(text);
        from.delayed(&text)
    }

    /// A command with its arguments.
    fn simple(&mut self, line: &Traced, simple: &Simple, span: Span) -> Flow {
        if self.host.spend(u64::from(span.end - span.start) / SCANNED).is_err() {
            return Flow::Exit;
        }
        let name = self.word(line, simple.name);
        let mut arguments = Traced::default();
        for part in &simple.arguments {
            arguments.append(&unescape(line, *part, Unescape::Plain));
        }
        let arguments = self.runtime(&arguments);
        let origin = Self::origin(line, span);
        self.command(&name, &arguments, &origin, false)
    }

    /// Runs a command by name. `called` is set behind `call`, where files come before what is internal.
    fn command(
        &mut self,
        name: &Traced,
        arguments: &Traced,
        origin: &Origin,
        called: bool,
    ) -> Flow {
        let (name, arguments) = arguments::split_name(name, arguments);
        if let Some(unknown) = name.why_unknown() {
            return self.unnamed(&name, &arguments, &unknown, origin);
        }
        let word = name.text();
        if word.is_empty() {
            return Flow::Next;
        }
        self.state.jumped = false;
        if called && self.host.spend(external::SEARCH).is_err() {
            return Flow::Exit;
        }
        let file = if called { self.found_file(word) } else { None };
        let internal = self.search().internal_command(word);
        if let (Some((command, length)), None) = (internal, file) {
            let mut all = name.slice(length..name.len());
            all.append(&arguments);
            let flow = match internal::help_of(&all) {
                Some(only) => self.helped(command, only, origin),
                None => self.internal(command, &all, origin),
            };
            return self.called(flow, called);
        }
        if word.len() == 2 && word.ends_with(':') && word.as_bytes()[0].is_ascii_alphabetic() {
            self.change_drive(word, origin);
            return self.called(Flow::Next, called);
        }
        self.external(&name, &arguments, origin, called)
    }

    /// What `call` of an internal command returns is the ERRORLEVEL (Wine's `call c:`).
    fn called(&mut self, flow: Flow, called: bool) -> Flow {
        if called && flow == Flow::Next {
            self.state.level = self.state.code.clone();
        }
        flow
    }

    /// A command whose very name is unknown: unless it is certainly a program, it may have done
    /// anything to the session.
    fn unnamed(
        &mut self,
        name: &Traced,
        arguments: &Traced,
        unknown: &Rc<Unknown>,
        origin: &Origin,
    ) -> Flow {
        let bare = name.text().trim_end_matches('"').to_ascii_lowercase();
        let program = bare.ends_with(".exe") || bare.ends_with(".com");
        // No command inside cmd is called by a number.
        let number = unknown.shape.least().is_some() && bare.chars().eq([HOLE]);
        if program || number {
            return self.unseen(name, arguments, origin);
        }
        let reason = format!("runs a command whose name is not known: it {}", unknown.reason);
        self.doubt(unknown.because(reason, origin.clone()), Reach::Everything);
        Flow::Next
    }
}

/// The condition a way was taken under, if the way itself took no further decision.
fn with_fork(mut state: State, unknown: &Rc<Unknown>, when: &str) -> State {
    state.fork = Some(Fork { unknown: unknown.clone(), when: when.into() });
    state
}
