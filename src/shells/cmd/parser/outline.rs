//! A whole batch file as it is written, before any expansion: for people, and for what no run reaches.
//!
//! Only what cmd can come to is read as its language: behind the last `exit /b` that is reached many
//! files hold the text of another interpreter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::scan::is_keyword;
use super::statements::Walk;
use super::{Whole, parse};
use crate::machine::windows_programs;
use crate::shells::Outline;
use crate::shells::cmd::syntax::{Kind, Node, Parsed, Test, is_delimiter, label_of};
use crate::shells::cmd::traced::Traced;
use crate::text::{Problem, Severity, Span};
use crate::value::Origin;

/// So many times the length of the file is read: labels may stand inside of blocks.
const MOST_READ: usize = 16;

/// The statements of a batch file and what cmd would reject.
pub fn outline(text: &str) -> Outline {
    let mut line = Traced::known(text, Origin::Builtin("the file".into()));
    let mut reader = Reader::new(text);
    while let Some(at) = reader.next() {
        let parsed = parse(&mut line, at, &mut Whole, true);
        reader.read(text, at, parsed);
    }
    reader.outline(text)
}

/// Reads from the top and from every label that something jumps to.
struct Reader {
    labels: HashMap<String, Vec<usize>>,
    /// Variables that the file sets to a command that leaves: `set "RETURN=exit /b"`.
    leaving: BTreeSet<String>,
    waiting: BTreeSet<usize>,
    /// Where only a whole command that is not known may lead: `call %*`. It is read last.
    perhaps: BTreeSet<usize>,
    /// Lines that nothing else leads to.
    doubtful: BTreeSet<usize>,
    /// The line behind a `choice`.
    chosen: Option<usize>,
    /// Lines that were read, by where they begin.
    read: BTreeMap<usize, Parsed>,
    left: usize,
}

impl Reader {
    fn new(text: &str) -> Self {
        let mut labels: HashMap<String, Vec<usize>> = HashMap::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if let Some(name) = label_of(line) {
                labels.entry(name.to_ascii_lowercase()).or_default().push(at);
            }
            at += line.len();
        }
        let left = text.len().saturating_mul(MOST_READ).saturating_add(1 << 16);
        let leaving = leaving(text);
        Self {
            labels,
            leaving,
            waiting: BTreeSet::from([0]),
            perhaps: BTreeSet::new(),
            doubtful: BTreeSet::new(),
            chosen: None,
            read: BTreeMap::new(),
            left,
        }
    }

    /// The line that is read next: those that are certainly reached come first.
    fn next(&mut self) -> Option<usize> {
        if self.waiting.is_empty() && self.doubtful.is_empty() {
            let perhaps = std::mem::take(&mut self.perhaps);
            self.waiting = perhaps.into_iter().filter(|at| !self.read.contains_key(at)).collect();
            self.doubtful.extend(&self.waiting);
        }
        let at = self.waiting.pop_first()?;
        if !self.doubtful.is_empty() {
            self.doubtful.insert(at);
        }
        Some(at)
    }

    fn read(&mut self, text: &str, at: usize, parsed: Parsed) {
        // Behind a broken line the statements of its block still count.
        let first =
            memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end + 1);
        let end = if parsed.error.is_some() { first.min(parsed.end) } else { parsed.end };
        let mut next = end.max(at + 1);
        while next < text.len() && !text.is_char_boundary(next) {
            next += 1;
        }
        let ends = match &parsed.node {
            Some(node) => {
                self.jumps(text, node);
                self.ends(text, node) || self.chosen == Some(at) && self.ends_chosen(text, node)
            }
            // What a broken line jumps to is looked up in its text.
            None => {
                self.jumps_in(&text[at..next.min(text.len())]);
                false
            }
        };
        let choice = parsed.node.as_ref().is_some_and(|node| is_choice(text, node));
        self.chosen = if choice { Some(next) } else { self.chosen };
        let spent = parsed.end.max(next) - at;
        self.read.insert(at, parsed);
        let more = !ends && next < text.len() && self.left > spent;
        self.left = self.left.saturating_sub(spent);
        if more && !self.read.contains_key(&next) {
            self.waiting.insert(next);
        }
    }

    fn jumps(&mut self, text: &str, node: &Node) {
        let all =
            |me: &mut Self, nodes: &[Node]| nodes.iter().for_each(|node| me.jumps(text, node));
        match &node.kind {
            Kind::Simple(simple) => {
                let name = simple.name.of(text).to_ascii_lowercase();
                let rest = simple.arguments.iter().map(|part| part.of(text)).collect::<String>();
                let known = matches!(name.as_str(), "goto" | "call");
                // `goto:x` is one word.
                if known || name.starts_with("goto") || name.starts_with("call") {
                    let glued = &simple.name.of(text)[4.min(name.len())..];
                    self.jump(&format!("{glued}{rest}"), name.starts_with("goto"));
                } else {
                    // `%do% call :x` and `cmd /c … & call :x` jump as well.
                    self.jumps_in(&rest);
                }
            }
            Kind::Block { body, .. } => all(self, body),
            Kind::Sequence(parts) | Kind::Or(parts) | Kind::And(parts) | Kind::Pipe(parts) => {
                all(self, parts);
            }
            Kind::If(one) => {
                self.jumps(text, &one.then);
                one.otherwise.iter().for_each(|node| self.jumps(text, node));
            }
            Kind::For(one) => {
                self.jumps_in(one.set.of(text));
                self.jumps(text, &one.body);
            }
            Kind::Quiet(inner) => self.jumps(text, inner),
            Kind::Label | Kind::Remark => {}
        }
    }

    /// A jump as it is written: one to what is not known yet may lead to every label.
    fn jump(&mut self, written: &str, goto: bool) {
        let written = written.trim_start_matches(is_delimiter);
        let named = written.strip_prefix([':', '+']);
        let Some(name) = named.or(goto.then_some(written)) else {
            if written.starts_with(['%', '!']) {
                let places = self.labels.iter().filter(|(label, _)| is_meant(label));
                self.perhaps.extend(places.flat_map(|(_, places)| places));
            }
            return;
        };
        let name = name.trim_start_matches([' ', '\t']);
        let end = name.find([' ', '\t', ':', '+', ',', ';', '=', '&', '<', '>', '|', '"', ')']);
        let name = &name[..end.unwrap_or(name.len())];
        if name.contains(['%', '!']) {
            return self.jump_to_any(name);
        }
        let places = self.labels.get(&name.to_ascii_lowercase()).cloned().unwrap_or_default();
        self.wait_for(places);
    }

    /// Every label that has the parts which are no reference.
    fn jump_to_any(&mut self, written: &str) {
        let written = written.to_ascii_lowercase();
        // What stands between two signs is the name of a variable, as a rule.
        let parts: Vec<&str> = written.split(['%', '!']).step_by(2).collect();
        let meant = |label: &str| is_meant(label) && parts.iter().all(|part| label.contains(part));
        let places = self.labels.iter().filter(|(label, _)| meant(label));
        let places = places.flat_map(|(_, places)| places).copied().collect();
        self.wait_for(places);
    }

    fn wait_for(&mut self, places: Vec<usize>) {
        let new = places.into_iter().filter(|at| !self.read.contains_key(at));
        self.waiting.extend(new.collect::<Vec<_>>());
    }

    /// Jumps in text that is not read as commands.
    fn jumps_in(&mut self, text: &str) {
        let lower = text.to_ascii_lowercase();
        for (word, goto) in [("goto", true), ("call", false)] {
            for (at, _) in lower.match_indices(word) {
                let rest = text[at + word.len()..].lines().next().unwrap_or_default().to_owned();
                if rest.starts_with(|letter: char| is_delimiter(letter) || letter == ':') {
                    self.jump(&rest, goto);
                }
            }
        }
    }

    /// Whether nothing behind a line is reached from it.
    fn ends(&self, text: &str, node: &Node) -> bool {
        match &node.kind {
            Kind::Simple(simple) => {
                let name = simple.name.of(text).to_ascii_lowercase();
                let variable = name.strip_prefix('%').and_then(|name| name.strip_suffix('%'));
                is_keyword(&name, "exit")
                    || is_keyword(&name, "goto")
                    || name.starts_with("goto:")
                    || name.starts_with("exit/")
                    || variable.is_some_and(|variable| self.leaving.contains(variable))
            }
            Kind::Block { body: parts, .. } | Kind::Sequence(parts) => {
                parts.iter().any(|part| self.ends(text, part))
            }
            Kind::If(one) => {
                let otherwise = one.otherwise.as_ref();
                self.ends(text, &one.then) && otherwise.is_some_and(|node| self.ends(text, node))
            }
            // The first one is always run.
            Kind::Or(parts) | Kind::And(parts) => {
                parts.first().is_some_and(|part| self.ends(text, part))
            }
            Kind::Quiet(inner) => self.ends(text, inner),
            _ => false,
        }
    }

    /// What `choice` returns is 1 at least (MS `choice`): `if errorlevel 1` holds behind it.
    fn ends_chosen(&self, text: &str, node: &Node) -> bool {
        match &node.loud().kind {
            Kind::If(one) => {
                let least = matches!(one.test, Test::ErrorLevel(code) if code.of(text) == "1");
                least && !one.negated && self.ends(text, &one.then)
            }
            _ => false,
        }
    }

    fn outline(self, text: &str) -> Outline {
        let mut outline = Outline::default();
        let (mut covered, mut broken) = (0, 0);
        for (at, parsed) in self.read {
            if at < covered {
                continue;
            }
            if parsed.error.is_none() {
                covered = parsed.end;
            }
            if let Some(node) = &parsed.node {
                Walk { text, out: &mut outline.statements }.node(node, 0);
            }
            // One block is broken once.
            let told = at < broken;
            broken = if parsed.error.is_some() { broken.max(parsed.end) } else { broken };
            let problem = parsed.error.filter(|_| !told);
            let problem = problem.and_then(|problem| unless_expanded(problem, text));
            let doubtful = self.doubtful.contains(&at);
            let problem =
                problem.map(|problem| if doubtful { if_led_to(problem) } else { problem });
            outline.problems.extend(problem.map(|problem| trimmed(problem, text)));
        }
        outline
    }
}

/// A label without a letter or digit (`:#`, `:---`) is a remark that nobody means.
fn is_meant(label: &str) -> bool {
    label.contains(char::is_alphanumeric)
}

/// Whether a line asks with `choice`.
fn is_choice(text: &str, node: &Node) -> bool {
    let Kind::Simple(simple) = &node.loud().kind else { return false };
    let name = simple.name.of(text).to_ascii_lowercase();
    windows_programs::never_returns_zero(&name)
}

/// The text may be another language's (a template, a script), which nothing in the file runs.
fn if_led_to(problem: Problem) -> Problem {
    let message = format!("{}, if a command that is not known leads here", problem.message);
    Problem { message, severity: Severity::Note, ..problem }
}

/// The variables that a text sets to `exit` or `goto`, in lower case.
fn leaving(text: &str) -> BTreeSet<String> {
    let lower = text.to_ascii_lowercase();
    let sets = lower.match_indices("set ").filter_map(|(at, word)| {
        let line = lower[at + word.len()..].lines().next()?;
        let (name, value) = line.trim_start_matches([' ', '"']).split_once('=')?;
        let command = value.split([' ', ':', '"', '&']).next()?;
        matches!(command, "exit" | "goto").then(|| name.to_owned())
    });
    sets.collect()
}

/// Where `%…%` stands in the way it is what that stands for that counts; where it stands before the
/// place, it may change what the place means (a quote, a remark).
fn unless_expanded(problem: Problem, text: &str) -> Option<Problem> {
    let at = (problem.span.start as usize).min(text.len());
    let start = text[..at].trim_end_matches(['\r', '\n']).rfind('\n').map_or(0, |at| at + 1);
    let behind = text[at..].lines().next().unwrap_or_default();
    if behind.starts_with('%') && behind[1..].contains('%') {
        return None;
    }
    // In the middle of one, as in `for %%%name% in …`.
    if text[start..at].matches('%').count() % 2 == 1 && behind.contains('%') {
        return None;
    }
    let before = text[..start].trim_end_matches(['\r', '\n']).lines().next_back();
    let named = reference(&text[start..at]).or_else(|| joined(before.unwrap_or_default()));
    let Some(name) = named else { return Some(problem) };
    let message = format!("{}, unless {name} changes that", problem.message);
    Some(Problem { message, severity: Severity::Note, ..problem })
}

/// What may join a line with the next one: the reference that it ends with.
fn joined(line: &str) -> Option<&str> {
    let line = line.trim_end();
    let at = line.strip_suffix('%')?.rfind('%')?;
    let name = &line[at + 1..line.len() - 1];
    (!name.is_empty() && !name.contains(char::is_whitespace)).then(|| &line[at..])
}

/// The first `%name%` of a text.
fn reference(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let at = rest.find('%')?;
        let name = &rest[at + 1..];
        let end = name.find(|letter: char| letter == '%' || letter.is_whitespace())?;
        if end > 0 && name[end..].starts_with('%') {
            return Some(&rest[at..at + end + 2]);
        }
        let letter = name[end..].chars().next().map_or(0, char::len_utf8);
        rest = &name[if end == 0 { letter } else { 0 }..];
    }
}

/// A problem at the end of a line points at the line, not past it.
fn trimmed(problem: Problem, text: &str) -> Problem {
    let end = (problem.span.start as usize).min(text.len());
    let start = text[..end].trim_end_matches(['\r', '\n']).len();
    Problem { span: Span::new(start.min(end), end.max(start)), ..problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_a_byte_has_no_statement() {
        assert!(outline("").statements.is_empty());
    }

    #[test]
    fn a_loop_whose_variable_is_told_by_another_is_no_problem() {
        for text in ["for %%%esc% in (a) do echo x\r\n", "for %$FOR:param=1% in (a) do echo x\r\n"]
        {
            assert!(outline(text).problems.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_blank_of_several_bytes_behind_a_percent_is_no_name() {
        let outline = outline("(\r\n%\u{a0}%a% echo (\r\n");
        let told: Vec<_> = outline.problems.iter().map(|one| one.message.as_str()).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].ends_with(", unless %a% changes that"), "{told:?}");
    }

    #[test]
    fn statements_are_found_behind_a_broken_line() {
        let text = "@echo off\r\nif (\r\nset \"X=1\"\r\n:end\r\nfor %%i in (a) do call :x %%i\r\n";
        let outline = outline(text);
        let seen: Vec<_> = outline
            .statements
            .iter()
            .map(|one| (one.kind, one.name.as_deref().unwrap_or(""), one.depth))
            .collect();
        assert_eq!(
            seen,
            [
                ("command", "echo", 0),
                ("set", "X", 0),
                ("label", "end", 0),
                ("for", "i", 0),
                ("call", ":x", 1)
            ]
        );
        assert_eq!(outline.problems.len(), 1);
    }

    #[test]
    fn what_only_a_whole_command_may_reach_is_no_error() {
        let outline = outline("call %*\nexit /b\n:a\ngoto b\n:py\nfor case in x:\n:b\nif\n");
        let told: Vec<_> = outline.problems.iter().map(|one| one.severity).collect();
        assert_eq!(told, [Severity::Note; 2]);
        assert!(outline.statements.iter().any(|one| one.kind == "goto"));
    }

    #[test]
    fn what_a_reference_at_the_end_of_a_line_joins_is_no_error() {
        let outline = outline("(\r\necho a %\\n%\r\nfor /f %%^^ in (a) do b\r\n)\r\n");
        assert!(outline.problems.iter().all(|one| one.severity == Severity::Note));
    }

    #[test]
    fn what_no_run_reaches_is_no_batch() {
        for (text, problems, statements) in [
            // JScript behind the end, and a function of the batch part behind it.
            (
                "@call :f & exit /b\r\nif (x) { y() }\r\n:f\r\necho a\r\ngoto :eof\r\nvar a = (;\r\n",
                0,
                5,
            ),
            ("@if (@X)==(@Y) @end /*\r\n@echo off\r\nexit /b %x%\r\n*/ if (a == b) {\r\n", 0, 4),
            // A jump that depends on a value may lead to every label.
            ("goto %1\r\n:a\r\nif\r\n", 1, 2),
            ("if x==y exit /b\r\nif (\r\n", 1, 2),
            // What is behind a command that is set to leave; a label that is a remark.
            ("set \"RETURN=exit /b\"\n%RETURN%\nFor Each a In b\n", 0, 2),
            ("goto :%a%.%b%\n:x.y\nexit /b\n:# y\nif\n:z\nif\n", 0, 3),
            ("e^xit /b\nif (\n", 0, 1),
            // PowerShell behind an `exit` that is always run; VBScript behind a `choice`.
            ("echo a& exit/b ||#>)[1]\nif ($a -and $b) {\n", 0, 3),
            ("choice /c 0Q /n\nif errorlevel 1 (exit /b) else (rem.)\n<job>\n", 0, 4),
            ("choice /c 0Q /n\nif errorlevel 2 exit /b\nif (\n", 1, 3),
            ("if errorlevel == 1 exit /b\n", 0, 2),
            ("for /l %step% in (1) do (\necho a\n)\n", 0, 1),
            // What a reference at the end stands for may go on with the line.
            ("if 1==1 (%\\n%\r\nset A=1%\\n%\r\n)%\\n%\r\n", 0, 1),
        ] {
            let outline = outline(text);
            assert_eq!(outline.problems.len(), problems, "{text:?} {:?}", outline.problems);
            assert_eq!(outline.statements.len(), statements, "{text:?} {:?}", outline.statements);
        }
    }
}
