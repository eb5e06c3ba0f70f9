//! The jobs of the user's crontab, as the session of cron would run them.

use std::rc::Rc;

use super::Subject;
use crate::session::launch::jobs_of;
use crate::shells::Launcher;
use crate::text::{Source, Span};

/// A job, and the session that runs it.
pub(super) struct Job<'a, 's, 'm> {
    /// cron's session.
    pub(super) subject: &'a Subject<'s, 'm>,
    /// The crontab.
    pub(super) source: Rc<Source>,
    /// Where the whole command stands.
    pub(super) span: Span,
    /// The crontab with blanks in the place of all that the shell does not get.
    pub(super) text: String,
}

impl Job<'_, '_, '_> {
    /// The command as it is written.
    pub(super) fn written(&self) -> &str {
        self.span.of(self.source.text())
    }
}

/// The jobs of the user's own table, where all of them have one environment.
pub(super) fn jobs<'a, 's, 'm>(subjects: &'a [Subject<'s, 'm>]) -> Vec<Job<'a, 's, 'm>> {
    let Some(subject) = subjects.iter().find(|one| is_plain(one)) else { return Vec::new() };
    let machine = subject.session.machine();
    let own = |file: &&String| file.contains("/cron/") || file.contains("/at/tabs/");
    let mut found = Vec::new();
    for file in subject.session.read_by_launcher().iter().filter(own) {
        let Ok(bytes) = machine.read(file) else { continue };
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let source = Source::inline(file, text);
        for range in jobs_of(text) {
            let span = Span::new(range.start, range.end);
            let text = alone(text, span);
            found.push(Job { subject, source: source.clone(), span, text });
        }
    }
    found
}

/// Jobs with environments of their own are told apart by `@cron=FILE:LINE` only.
fn is_plain(subject: &Subject) -> bool {
    subject.session.spec().launcher == Launcher::Cron && subject.session.remarks().is_empty()
}

/// All but the command becomes blank, and so does what stands behind its first `%` (crontab(5)).
fn alone(text: &str, span: Span) -> String {
    let (start, end) = (span.start as usize, span.end as usize);
    let end = percent(&text[start..end]).map_or(end, |at| start + at);
    let blank = |text: &str| -> String {
        text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
    };
    let command = text[start..end].replace("\\%", " %");
    format!("{}{command}{}", blank(&text[..start]), blank(&text[end..]))
}

/// The first percent sign that no backslash protects.
pub(super) fn percent(command: &str) -> Option<usize> {
    let mut found = command.match_indices('%').map(|(at, _)| at);
    found.find(|at| !command[..*at].ends_with('\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shell_gets_keeps_its_place() {
        let text = "A=1\n* * * * * date +\\%F %x\n";
        let span = jobs_of(text).into_iter().map(|one| Span::new(one.start, one.end)).next();
        let span = span.expect("a job");
        assert_eq!(span.of(text), "date +\\%F %x");
        assert_eq!(alone(text, span), format!("   \n{}date + %F   \n", " ".repeat(10)));
        assert_eq!((percent("a\\%b"), percent("a\\%b%c")), (None, Some(4)));
    }
}
