//! `for /f`: the lines of files, of a text, or of a command's output.

mod options;

use std::rc::Rc;

use super::child::Switches;
use super::loops::unknown_text;
use super::{Evaluator, Flow, arguments};
use crate::shells::cmd::parser::{Unescape, unescape};
use crate::shells::cmd::syntax::For;
use crate::shells::cmd::traced::Traced;
use crate::text::Span;
use crate::value::{Origin, Unknown, Value};

use options::Options;

/// Options in quotes lose the outer ones; without them a quote is a character (`delims^=^"`).
fn unquoted(options: &str) -> &str {
    let Some(inner) = options.strip_prefix('"') else { return options };
    inner.rfind('"').map_or(inner, |end| &inner[..end])
}

/// Where the lines come from.
enum Lines {
    /// This text.
    Known(Value),
    /// A text nobody knows.
    Unknown(Rc<Unknown>),
    /// Nothing; cmd complains, and the loop is not run.
    Missing(String),
}

impl Evaluator<'_> {
    pub(super) fn over_lines(
        &mut self,
        line: &Traced,
        one: &For,
        options: Option<Span>,
        origin: &Origin,
    ) -> Flow {
        let options = match options {
            Some(span) => self.word(line, span),
            None => Traced::default(),
        };
        let parsed = match options.why_unknown() {
            Some(unknown) => {
                let value = [(one.variable, unknown_text(&unknown))];
                return self.repeat_unknown(line, one, &unknown, &value);
            }
            None => Options::parse(unquoted(options.text())),
        };
        let Some(options) = parsed else {
            self.complain(
                "InvalidSyntax",
                "the options of FOR /F were unexpected at this time.",
                origin,
            );
            self.state.returns(1);
            return Flow::Next;
        };
        let set = self.runtime(&unescape(line, one.set, Unescape::Blanks));
        for lines in self.sources(&set, &options, origin) {
            let flow = match lines {
                Lines::Known(text) => self.over_text(line, one, &options, &text, origin),
                Lines::Unknown(unknown) => {
                    let values = options.unknown(one.variable, &unknown);
                    self.repeat_unknown(line, one, &unknown, &values)
                }
                Lines::Missing(name) => {
                    let message = format!("The system cannot find the file {name}.");
                    self.complain("FileNotFound", &message, origin);
                    self.state.returns(1);
                    Flow::Next
                }
            };
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }

    fn sources(&mut self, set: &Traced, options: &Options, origin: &Origin) -> Vec<Lines> {
        let set = set.trim(&[' ', '\t', '\n']);
        let flat = set.text();
        let (text_quote, command_quote) =
            if options.use_back_quotes { ('\'', '`') } else { ('"', '\'') };
        let inner = |quote: char| {
            let whole = flat.len() >= 2 && flat.starts_with(quote) && flat.ends_with(quote);
            whole.then(|| set.slice(1..set.len() - 1))
        };
        if let Some(text) = inner(text_quote) {
            return vec![Lines::Known(text.to_value())];
        }
        if let Some(command) = inner(command_quote) {
            return vec![self.output_of(&command, origin)];
        }
        arguments::words(&set).iter().map(|word| self.file_lines(word, origin)).collect()
    }

    fn output_of(&mut self, command: &Traced, origin: &Origin) -> Lines {
        if let Some(unknown) = command.why_unknown() {
            return Lines::Unknown(unknown);
        }
        let left = self.child(command, origin, Switches::hidden());
        let all = Traced::of(&left.output).without_blank_end();
        match left.output.why_unknown().filter(|_| all.lines_kept() == 0 && !all.keeps_lines()) {
            None => Lines::Known(left.output),
            Some(why) => Lines::Unknown(why),
        }
    }

    fn file_lines(&mut self, word: &Traced, origin: &Origin) -> Lines {
        if let Some(unknown) = word.why_unknown() {
            return Lines::Unknown(unknown);
        }
        let name = word.text().replace('"', "");
        match self.file_value(&name, origin) {
            Ok(Some(text)) => {
                let known = text.text();
                if known.is_some_and(|text| text.chars().take(4).any(|letter| letter == '\0')) {
                    return Lines::Unknown(Rc::new(Unknown::new(
                        format!(
                            "takes lines of {name}, which is not text in the console's code page"
                        ),
                        origin.clone(),
                    )));
                }
                Lines::Known(text)
            }
            Ok(None) => Lines::Missing(name),
            Err(unknown) => Lines::Unknown(unknown),
        }
    }

    /// Rounds of which nobody knows how many there are, nor what they get.
    fn perhaps(
        &mut self,
        line: &Traced,
        one: &For,
        options: &Options,
        text: &Traced,
        origin: &Origin,
    ) -> Flow {
        let unknown = text.why_unknown();
        let unknown =
            unknown.unwrap_or_else(|| Rc::new(Unknown::new("is not known", origin.clone())));
        let values = options.unknown(one.variable, &unknown);
        self.repeat_unknown(line, one, &unknown, &values)
    }

    fn over_text(
        &mut self,
        line: &Traced,
        one: &For,
        options: &Options,
        text: &Value,
        origin: &Origin,
    ) -> Flow {
        let all = Traced::of(text).without_blank_end();
        if !all.keeps_lines() && options.skip > 0 {
            return self.perhaps(line, one, options, &all, origin);
        }
        // Lines in front of the one that begins or ends in what is not known are known.
        let known = all.lines_kept();
        let mut at = 0;
        let mut number = 0;
        while at < all.len() {
            if at >= known {
                let rest = all.slice(at..all.len());
                return self.perhaps(line, one, options, &rest, origin);
            }
            let rest = &all.text()[at..];
            let end = rest.find('\n').unwrap_or(rest.len());
            // A NUL ends all, and its own line is not taken either (Wine's tests, asserted on Windows).
            if rest[..end].contains('\0') {
                return Flow::Next;
            }
            // One carriage return goes with the line feed; of `\r\r\n`, as wmic ends lines, one stays.
            let written = rest[..end].strip_suffix('\r').unwrap_or(&rest[..end]);
            let single = all.slice(at..at + written.len());
            at += (end + 1).min(rest.len());
            number += 1;
            if number <= options.skip {
                continue;
            }
            if self.host.spend(1).is_err() {
                return Flow::Exit;
            }
            let flow = match single.why_unknown().filter(|_| !options.takes_whole(&single)) {
                Some(_) => self.perhaps(line, one, options, &single, origin),
                None => match options.split(one.variable, &single) {
                    Some(values) => self.turn_with(line, one, values),
                    None => continue,
                },
            };
            if flow != Flow::Next {
                return flow;
            }
        }
        Flow::Next
    }
}
