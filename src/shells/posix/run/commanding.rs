//! `BASH_COMMAND` (bash(1), "Shell Variables"): the command that runs, as bash writes it (print_cmd.c).

use super::Evaluator;
use crate::shells::posix::parser;
use crate::shells::posix::syntax::{
    Argument, Assigned, Assignment, Command, Kind, Line, Part, Redirect, Simple, Word,
};
use crate::text::Span;

impl Evaluator<'_> {
    /// From here on this is the command that runs; what a trap runs does not count.
    pub(super) fn commands_now(&mut self, span: Span) {
        if self.trapping.is_empty() {
            self.commanding = Some((self.source.clone(), span));
        }
    }

    /// The text of `BASH_COMMAND`; `None` where envsim does not write such a command as bash does.
    pub(in crate::shells::posix) fn command_written(&self) -> Option<String> {
        let (source, span) = self.commanding.as_ref()?;
        let text = span.of(source.text());
        let (script, _) = parser::parse(text, self.state.dialect);
        let [Line::Commands(body)] = script.lines.as_slice() else { return None };
        let first = body.iter().next()?;
        let [command] = first.first.commands.as_slice() else { return None };
        written(command, text)
    }
}

fn written(command: &Command, text: &str) -> Option<String> {
    let mut written = match &command.kind {
        Kind::Simple(simple) => simple_written(simple, text)?,
        Kind::For { names, words: Some(words), .. } => {
            let name = names.first()?.of(text);
            let words: Option<Vec<&str>> =
                words.iter().map(|word| word_written(word, text)).collect();
            return Some(format!("for {name} in {}", words?.join(" ")));
        }
        Kind::Case { word, .. } => return Some(format!("case {} in ", word_written(word, text)?)),
        Kind::Arithmetic(_) if command.redirects.is_empty() => command.span.of(text).to_owned(),
        _ => return None,
    };
    for redirect in &command.redirects {
        written.push(' ');
        written.push_str(&redirect_written(redirect, text)?);
    }
    Some(written)
}

fn simple_written(simple: &Simple, text: &str) -> Option<String> {
    let assigned = simple.assignments.iter().map(|one| assignment_written(one, text));
    let words = simple.words.iter().map(|one| match one {
        Argument::Word(word) => word_written(word, text),
        Argument::Assignment(one) => assignment_written(one, text),
    });
    let all: Option<Vec<&str>> = assigned.chain(words).collect();
    Some(all?.join(" "))
}

fn assignment_written<'t>(assignment: &Assignment, text: &'t str) -> Option<&'t str> {
    match &assignment.value {
        Assigned::Scalar(word) => word_written(word, text).map(|_| assignment.span.of(text)),
        Assigned::Array(_) => None,
    }
}

/// A word stands as it was written, but what bash reads anew: substitutions and quotes with escapes.
fn word_written<'t>(word: &Word, text: &'t str) -> Option<&'t str> {
    fn plain(part: &Part, text: &str) -> bool {
        match part {
            Part::Text(_) | Part::Escaped(_) | Part::Single(_) | Part::Plain(_) => true,
            Part::Double(inner) => inner.iter().all(|part| plain(part, text)),
            Part::Parameter(one) => !one.span.of(text).contains(['(', '\'', '`']),
            Part::Arithmetic(inner, _) => inner.iter().all(|part| plain(part, text)),
            _ => false,
        }
    }
    let written = word.span.of(text);
    let whole = !written.contains("\\\n") && !written.starts_with("$\"");
    (whole && word.parts.iter().all(|part| plain(part, text))).then_some(written)
}

fn redirect_written(redirect: &Redirect, text: &str) -> Option<String> {
    let target = word_written(&redirect.target, text)?;
    let number = redirect.descriptor.map(|span| span.of(text));
    let own = |usual: &str| match number {
        Some(number) if number != usual => number.to_owned(),
        _ => String::new(),
    };
    Some(match redirect.operator.of(text) {
        ">&" => format!("{}>&{target}", number.unwrap_or("1")),
        "<&" => format!("{}<&{target}", number.unwrap_or("0")),
        "&>" => format!("&> {target}"),
        sign @ (">" | ">>" | ">|") => format!("{}{sign} {target}", own("1")),
        sign @ "<" => format!("{}{sign} {target}", own("0")),
        _ => return None,
    })
}
