//! Commands that run in a cmd of their own: pipes, `cmd /c`, and the command of `for /f`.

use std::rc::Rc;

use super::{Evaluator, Flow, Input, frame};
use crate::shells::cmd::parser::{Whole, parse};
use crate::shells::cmd::startup;
use crate::shells::cmd::state::Level;
use crate::shells::cmd::traced::Traced;
use crate::text::{Place, Source, Span};
use crate::value::{Origin, Unknown, Value};

/// What a child left behind.
pub struct Left {
    pub output: Value,
    pub code: Level,
}

/// Where a child's standard input comes from.
pub(super) enum Given {
    /// It is the parent's.
    Inherited,
    /// It is this.
    Piped(Input),
}

/// The switches of one `cmd`.
#[derive(Clone, Copy, Default)]
pub(super) struct Switches {
    /// Not `/d`.
    pub auto_run: bool,
    /// `/s`: the outer quotes always go.
    pub strip: bool,
    /// `/q`
    pub quiet: bool,
    /// `/u`: what commands inside cmd print is UTF-16.
    pub wide: bool,
    /// `/k`: it reads on when the line is done.
    pub stays: bool,
    /// `/e:…`
    pub extensions: Option<bool>,
    /// `/v:…`
    pub delayed: Option<bool>,
}

impl Switches {
    /// Those of the command of `for /f`.
    pub(super) fn hidden() -> Self {
        Self { auto_run: true, ..Self::default() }
    }
}

/// The switches before `/c`, `/r` or `/k`, and where the line behind it begins. cmd looks for a slash
/// and a letter wherever they stand (Wine's `cmd /c` tests); `None` without any of the three.
pub(super) fn switches(text: &str) -> Option<(Switches, usize)> {
    let mut how = Switches { auto_run: true, ..Switches::default() };
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices('/') {
        let on = !lower[at + 1..].get(1..).is_some_and(|value| value.starts_with(":off"));
        match lower.as_bytes().get(at + 1) {
            Some(b'c' | b'r' | b'k') => {
                how.stays = lower.as_bytes()[at + 1] == b'k';
                let line = &lower[at + 2..];
                let skipped =
                    line.len() - line.trim_start_matches([' ', ',', ';', '=', '\t']).len();
                // What `/u` makes of the rest is not text in a code page.
                let followed = !how.wide || is_echo(&line[skipped..]);
                return followed.then_some((how, at + 2 + skipped));
            }
            Some(b's') => how.strip = true,
            Some(b'q') => how.quiet = true,
            Some(b'd') => how.auto_run = false,
            Some(b'v') => how.delayed = Some(on),
            Some(b'e') => how.extensions = Some(on),
            Some(b'x') => how.extensions = Some(true),
            Some(b'y') => how.extensions = Some(false),
            Some(b'u') => how.wide = true,
            Some(b'a') => how.wide = false,
            _ => {}
        }
    }
    None
}

/// Whether a line is ECHO with a text and nothing else.
fn is_echo(line: &str) -> bool {
    let line = line.trim_start_matches('"');
    line.starts_with("echo ") && !line.contains(['&', '|', '<', '>', '^', '%', '!', '(', ')'])
}

/// A text as UTF-16 is read byte by byte; what is no ASCII is bytes of a code page then.
fn wide(output: Value, origin: &Origin) -> Value {
    let text = output.text().filter(|text| text.is_ascii());
    let Some(text) = text else {
        let reason = "is UTF-16, which is not text in the console's code page";
        return Value::unknown(Unknown::new(reason, origin.clone()));
    };
    let bytes: String = text.chars().flat_map(|letter| [letter, '\0']).collect();
    Value::known(bytes, origin.clone())
}

/// Levels that one `cmd /c` counts for.
const CHILD: u32 = 7;

impl Evaluator<'_> {
    /// Runs something whose changes to the environment are lost.
    pub(super) fn apart(
        &mut self,
        origin: &Origin,
        given: Given,
        run: &mut dyn FnMut(&mut Self) -> Flow,
    ) -> Left {
        let before = self.state.clone();
        let parked = std::mem::take(&mut self.parked);
        let outer = self.input.clone();
        let inherited = matches!(given, Given::Inherited);
        if let Given::Piped(input) = given {
            self.input = Some(input);
        }
        self.state.arguments = None;
        self.state.saved = Rc::default();
        self.state.left = 0;
        self.state.output = Some(Value::empty());
        let outside = std::mem::take(&mut self.outside);
        run(self);
        self.outside = outside;
        let undecided = !std::mem::replace(&mut self.parked, parked).is_empty();
        if !inherited {
            self.input = outer;
        }
        let after = std::mem::replace(&mut self.state, before);
        self.state.keep_outside(&after);
        let mut code = after.exit_code();
        let mut output = after.output.unwrap_or_default();
        self.state.errors = after.errors;
        if undecided {
            let unknown =
                Unknown::new("depends on a decision that cannot be known", origin.clone());
            output = Value::unknown(unknown.clone());
            code = Level::Unknown(Rc::new(unknown));
        }
        Left { output, code }
    }

    /// What a new cmd starts with: its own switches, no loop around it, ERRORLEVEL 0.
    pub(super) fn fresh(&mut self) {
        let (extensions, delayed) = startup::switches(self.host.machine());
        let state = &mut self.state;
        (state.extensions, state.delayed, state.delayed_unknown) = (extensions, delayed, None);
        state.loops = Rc::default();
        state.visible = 0;
        state.directories = Rc::default();
        state.level = Level::Known(0);
        state.code = Level::Known(0);
        state.echo = Some(true);
    }

    /// `cmd /c text`: one line, expanded in the manner of the command line. AutoRun is run
    /// before it, in the hidden child of `for /f` too, and only `/d` keeps it away.
    pub(super) fn child(&mut self, text: &Traced, origin: &Origin, how: Switches) -> Left {
        let text = self.without_outer_quotes(&text.trim(&[' ', '\t']), how.strip);
        // A cmd in a cmd takes as much of envsim's stack as several calls.
        self.depth += CHILD;
        let mut ended = false;
        let mut left = self.apart(origin, Given::Inherited, &mut |me| {
            me.fresh();
            me.state.extensions = how.extensions.unwrap_or(me.state.extensions);
            me.state.delayed = how.delayed.unwrap_or(me.state.delayed);
            me.state.echo = Some(!how.quiet);
            let before =
                if how.auto_run { startup::auto_run(me.host.machine()) } else { Vec::new() };
            // What AutoRun complains of was said when cmd started.
            let said = me.record.errors.len();
            for (name, line) in before {
                let source = Source::inline(&name, &line);
                let place = Place::new(&source, Span::new(0, line.len()));
                let flow = me.typed(&Traced::known(&line, Origin::File(place)), false);
                me.record.errors.truncate(said);
                if flow == Flow::Exit {
                    return flow;
                }
            }
            let flow = me.command_line(&text);
            ended = flow == Flow::Exit;
            flow
        });
        self.depth -= CHILD;
        if how.wide {
            left.output = wide(left.output, origin);
        }
        if how.stays && !ended {
            let reason = "is what a cmd does that reads further lines from its input";
            let why = Rc::new(Unknown::new(reason, origin.clone()));
            left.output = left.output.doubted(&why);
            left.code = Level::Unknown(why);
        }
        left
    }

    /// What a program's own `cmd /c LINE` does, its AutoRun having been run; `goes_on` tells that this did not end it.
    pub fn errand(
        &mut self,
        line: &Traced,
        origin: &Origin,
        input: Option<Value>,
        goes_on: bool,
    ) -> Option<Left> {
        let (how, from) = switches(line.text()).filter(|(how, _)| !how.stays && !how.wide)?;
        self.state.extensions = how.extensions.unwrap_or(self.state.extensions);
        self.state.delayed = how.delayed.unwrap_or(self.state.delayed);
        self.state.echo = Some(!how.quiet);
        let text = line.slice(from..line.len()).trim(&[' ', '\t']);
        let text = self.without_outer_quotes(&text, how.strip);
        let given = match input.map(|input| (input.text().map(Rc::from), input)) {
            None => Given::Inherited,
            Some((Some(text), _)) => Given::Piped(Input::known(text, origin.clone())),
            Some((None, input)) => Given::Piped(Input::Unknown(input.why_unknown()?)),
        };
        Some(self.apart(origin, given, &mut |me| match goes_on {
            true => me.command_line(&text),
            false => Flow::Exit,
        }))
    }

    /// Runs one line as if it were typed, but for macros.
    pub fn command_line(&mut self, text: &Traced) -> Flow {
        let end = text.text().find('\n').unwrap_or(text.len());
        let mut line = Traced::default();
        self.expander().percent(&text.slice(0..end), &mut line);
        let parsed = parse(&mut line, 0, &mut Whole, false);
        match (parsed.node, parsed.error) {
            (Some(node), _) => self.node(&line, &node),
            (None, Some(problem)) => {
                self.state.jumped = false;
                let origin = line.origin_at(0).unwrap_or_else(|| Origin::Builtin("cmd".into()));
                if let Some(reason) = frame::not_followed(&line, &problem) {
                    self.lost(reason, &origin);
                    return Flow::Next;
                }
                self.complain("SyntaxError", &problem.message, &origin);
                self.state.returns(1);
                Flow::Next
            }
            (None, None) => Flow::Next,
        }
    }

    /// The rule of `cmd /c` about quotes (`cmd /?`). The page counts parentheses among the characters
    /// that make cmd take the quotes away; Wine's tests, asserted on Windows, show that they do not.
    fn without_outer_quotes(&self, text: &Traced, strip: bool) -> Traced {
        let flat = text.text();
        if !flat.starts_with('"') {
            return text.clone();
        }
        let quotes = flat.matches('"').count();
        let inner = flat[1..].split('"').next().unwrap_or_default();
        let special = inner.contains(['&', '<', '>', '@', '^', '|']);
        let runs = || self.search().files(&format!("\"{inner}\"")).winner().is_some();
        if !strip && quotes == 2 && !special && inner.contains([' ', '\t']) && runs() {
            return text.clone();
        }
        let last = flat.rfind('"').filter(|last| *last > 0).unwrap_or(flat.len());
        let mut kept = text.slice(1..last);
        kept.append(&text.slice((last + 1).min(flat.len())..flat.len()));
        kept
    }
}

impl Evaluator<'_> {
    /// Runs lines as AutoRun has them or a person types them; only a person's lines know macros.
    pub fn typed(&mut self, text: &Traced, person: bool) -> Flow {
        let mut at = 0;
        while at < text.len() {
            let rest = &text.text()[at..];
            let end = rest.find('\n').map_or(text.len(), |end| at + end);
            let line = text.slice(at..end).trim(&['\r']);
            let line = if person { self.without_macro(&line) } else { line };
            let flow = self.command_line(&line);
            self.leave_undecided();
            if flow == Flow::Exit {
                return flow;
            }
            at = end + 1;
        }
        Flow::Next
    }

    /// What a doskey macro makes of a typed line.
    fn without_macro(&self, line: &Traced) -> Traced {
        let flat = line.text();
        let end = flat.find([' ', '\t']).unwrap_or(flat.len());
        let Some(entry) = self.state.macros.entry(&crate::machine::path::folded(&flat[..end]))
        else {
            return line.clone();
        };
        let condition = entry.when.as_ref().map(|when| &when.condition);
        if let Some(why) = entry.doubt.as_ref().or(condition) {
            return super::loops::unknown_text(why);
        }
        let found = &entry.item;
        let words: Vec<&str> = flat[end..].split_whitespace().collect();
        let body = Traced::of(&found.value);
        let Some(text) = body.as_known() else { return body };
        let mut out = String::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            match (letter, letters.as_str().chars().next()) {
                ('$', Some(next)) => {
                    letters.next();
                    match next.to_ascii_lowercase() {
                        't' => out.push('&'),
                        'b' => out.push('|'),
                        'l' => out.push('<'),
                        'g' => out.push('>'),
                        '*' => out.push_str(flat[end..].trim_start()),
                        '1'..='9' => {
                            let index = next.to_digit(10).unwrap_or(1) as usize - 1;
                            out.push_str(words.get(index).copied().unwrap_or_default());
                        }
                        other => out.push(other),
                    }
                }
                _ => out.push(letter),
            }
        }
        let origin = found.origin.clone();
        Traced::known(&out, origin)
    }

    /// Ways that are still parked when a text is over: the session goes on after each, unless it is
    /// the end of cmd.
    pub fn leave_undecided(&mut self) {
        for (state, flow) in std::mem::take(&mut self.parked) {
            if flow != Flow::Exit {
                let here = self.state.clone();
                self.state = self.joined(state, here);
                continue;
            }
            let unknown = state.fork.map(|fork| fork.unknown);
            let origin =
                unknown.map_or_else(|| Origin::Builtin("cmd".into()), |one| one.origin.clone());
            self.outside("under an undecided condition cmd ends here", &origin);
        }
        self.state.fork = None;
    }
}
