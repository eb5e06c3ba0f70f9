//! `call`: subroutines, batch files, and one more pass of percent signs.

use std::rc::Rc;

use super::{Evaluator, Flow, arguments, frame};
use crate::environment::Reach;
use crate::machine::Fault;
use crate::shells::cmd::lookup::behind::name_end;
use crate::shells::cmd::parser::{Unescape, unescape};
use crate::shells::cmd::syntax::DELIMITERS;
use crate::shells::cmd::traced::Traced;
use crate::text::{Source, Span};
use crate::value::{Origin, Unknown};

impl Evaluator<'_> {
    pub(super) fn call(&mut self, text: &Traced, origin: &Origin) -> Flow {
        if text.is_empty() {
            self.state.returns(1);
            return Flow::Next;
        }
        let text = self.expanded_again(text);
        if self.too_long(&text) {
            return Flow::Next;
        }
        let start = text.len() - text.text().trim_start_matches(DELIMITERS).len();
        let text = text.slice(start..text.len());
        if text.is_empty() {
            self.state.returns(0);
            return Flow::Next;
        }
        if text.text().starts_with('(') {
            return Flow::Next;
        }
        if has_operator(text.text()) {
            let reason = "`call` with an operator that appeared by expansion is not followed";
            self.lost(reason, origin);
            return Flow::Next;
        }
        let (name, rest) = first_word(&text);
        if name.text().starts_with(':') && self.state.extensions {
            // Of a label `!…!` is expanded twice as well (ReactOS' tests).
            let name = self.expander().delayed(&name);
            return self.call_label(&name, &rest, origin);
        }
        self.command(&name, &rest, origin, true)
    }

    /// Phase 6: carets double, percent signs are expanded again, carets count again.
    fn expanded_again(&self, text: &Traced) -> Traced {
        let mut doubled = Traced::default();
        let flat = text.text();
        let mut kept = 0;
        for (at, _) in flat.match_indices('^') {
            doubled.push_part(text, kept..at + 1);
            kept = at;
        }
        doubled.push_part(text, kept..flat.len());
        let mut expanded = Traced::default();
        self.expander().percent(&doubled, &mut expanded);
        unescape(&expanded, Span::new(0, expanded.len()), Unescape::Plain)
    }

    fn call_label(&mut self, name: &Traced, rest: &Traced, origin: &Origin) -> Flow {
        let Some((source, next)) = self.here.clone().filter(|_| self.batch()) else {
            self.state.returns(1);
            return Flow::Next;
        };
        let Some(known) = name.as_known().filter(|_| self.state.left == 0) else {
            self.lost("calls a label that is not known", origin);
            return Flow::Next;
        };
        let label = known.strip_prefix(':').unwrap_or(known);
        // `call ::eof` is a frame whose first command is `goto :eof` (ReactOS' tests).
        if label.eq_ignore_ascii_case(":eof") {
            self.state.code = self.state.level.clone();
            return Flow::Next;
        }
        let end = label.find(['+', ':', '&', '<', '>', '|']).unwrap_or(label.len());
        let label = &label[..end];
        let _ = self.host.spend(1 + source.text().len() as u64 / 4096);
        let Some(target) = self.find_label(&source, next, label) else {
            let message = format!("The system cannot find the batch label specified - {label}");
            self.complain("LabelNotFound", &message, origin);
            self.state.returns(1);
            return Flow::Next;
        };
        let script = self.state.arguments.as_ref().map(|own| own.script.clone());
        let mut own = arguments::of_batch(name.clone(), &script.unwrap_or_default(), rest);
        own.label = true;
        self.deeper(origin, |me| me.frame(&source, target.at, own))
    }

    /// Runs a batch file. Without `call`, what called it does not go on.
    pub(super) fn batch_file(
        &mut self,
        path: &str,
        name: &Traced,
        rest: &Traced,
        origin: &Origin,
        called: bool,
    ) -> Flow {
        let replaced = self.batch() && !called;
        let over = if replaced { Flow::EndFrame } else { Flow::Next };
        if let Some(source) = self.modelled_batch(path, rest, origin) {
            let own = arguments::of_batch(name.clone(), path, rest);
            let flow = self.deeper(origin, |me| me.frame(&source, 0, own));
            return if flow == Flow::Next { over } else { flow };
        }
        let source = match self.unknown_file(path) {
            Some(unknown) => Err(unknown.reason.to_string()),
            None => {
                let place = origin.place().cloned();
                self.host.open(path, place).map_err(|fault| fault.to_string())
            }
        };
        let source: Rc<Source> = match source {
            Ok(source) => source,
            Err(why) => {
                let reason = format!("runs {path}, whose text is not known: {why}");
                let mut unknown = Unknown::new(reason, origin.clone());
                if why == Fault::NotRecorded.to_string() {
                    let remedy = format!("record the text of {path} in the scenario");
                    unknown.remedy = Some(remedy.into());
                }
                self.doubt(unknown, Reach::Everything);
                return over;
            }
        };
        if utf16(&source) {
            let message = format!("{path} is UTF-16, which cmd cannot read as a batch file");
            self.complain("NotRecognized", &message, origin);
            self.state.returns(9009);
            return over;
        }
        let own = arguments::of_batch(name.clone(), path, rest);
        let flow = self.deeper(origin, |me| me.frame(&source, 0, own));
        if called {
            frame::returned(&mut self.state);
        }
        if flow == Flow::Next { over } else { flow }
    }

    /// Runs a frame; one too deep is left out and reported.
    fn deeper(&mut self, origin: &Origin, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        if self.frames >= MOST_FRAMES {
            self.lost("calls nest deeper than envsim follows", origin);
            return Flow::Next;
        }
        self.frames += 1;
        let flow = run(self);
        self.frames -= 1;
        flow
    }
}

/// How deep batch files and subroutines may call one another.
const MOST_FRAMES: u32 = 48;

/// Whether the text was read from UTF-16: every other character is NUL.
pub(super) fn utf16(source: &Source) -> bool {
    source.text().starts_with("\u{25a0} ")
        || source.text().chars().nth(1) == Some('\0')
        || source.text().chars().nth(3) == Some('\0')
}

fn first_word(text: &Traced) -> (Traced, Traced) {
    let end = name_end(text.text());
    (text.slice(0..end), text.slice(end..text.len()))
}

fn has_operator(text: &str) -> bool {
    let mut quoted = false;
    text.chars().any(|letter| {
        if letter == '"' {
            quoted = !quoted;
        }
        !quoted && matches!(letter, '&' | '|' | '<' | '>')
    })
}
