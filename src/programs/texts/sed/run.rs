//! Runs a script over lines.

use std::rc::Rc;

use super::parse::{Action, Address, Command, Script, Substitution};
use super::substitute::applied;
use crate::programs::{Cannot, Run};
use crate::text::posix_regex::Regex;

/// Commands that one line may take: loops end.
const MOST: usize = 100_000;

/// So much may come of it, and so much may be gone through for it.
const MOST_OUT: usize = 4 << 20;
const MOST_READ: usize = 64 << 20;

struct Editor<'s> {
    script: &'s Script,
    /// Every line, and whether its end is there.
    lines: Vec<(&'s str, bool)>,
    next: usize,
    space: String,
    /// Whether the line in the pattern space had an end.
    ended: bool,
    hold: String,
    /// The same of what is held.
    hold_ended: bool,
    /// Whether the last thing printed lacked its end.
    missing: bool,
    out: String,
    appended: Vec<String>,
    replaced: bool,
    last_regex: Option<Rc<Regex>>,
    /// For each command with a range: the line it began at and where it ends, while it is open.
    ranges: Vec<Option<Open>>,
    quiet: bool,
    wide: bool,
    steps: usize,
    /// The bytes that all of them had before them.
    read: usize,
}

/// An open range.
#[derive(Clone, Copy)]
struct Open {
    /// The line it ends with, where that is a number.
    until: Option<usize>,
}

/// What comes after a command.
enum Then {
    Next(usize),
    /// The cycle is over; whether the pattern space is printed.
    Over(bool),
    /// The cycle begins again without reading.
    Again,
    Quit(i32, bool),
}

/// The output and exit status of a script on texts taken as one.
pub(super) fn edit(
    run: &mut Run<'_>,
    script: &Script,
    quiet: bool,
    texts: &[String],
) -> Result<(String, i32), Cannot> {
    let mut lines = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let own: Vec<&str> = text.split_inclusive('\n').collect();
        let count = own.len();
        for (row, line) in own.into_iter().enumerate() {
            let bare = line.trim_end_matches('\n');
            // Only the very last line may lack its end in the output.
            let inner =
                at + 1 < texts[..].len() && texts[at + 1..].iter().any(|text| !text.is_empty());
            let ended = bare.len() < line.len() || row + 1 < count || inner;
            lines.push((bare, ended));
        }
    }
    // A line's own trailing newlines beyond one cannot be: lines are split at each.
    let size: usize = texts.iter().map(String::len).sum();
    run.spend(size * (1 + script.commands.len()))?;
    let mut editor = Editor {
        script,
        lines,
        next: 0,
        space: String::new(),
        ended: true,
        hold: String::new(),
        hold_ended: true,
        missing: false,
        out: String::new(),
        appended: Vec::new(),
        replaced: false,
        last_regex: None,
        ranges: vec![None; script.commands.len()],
        quiet,
        wide: script.wide,
        steps: 0,
        read: 0,
    };
    let status = editor.all()?;
    run.spend(editor.steps * 16 + editor.read)?;
    Ok((editor.out, status))
}

impl Editor<'_> {
    fn all(&mut self) -> Result<i32, Cannot> {
        let mut again = false;
        loop {
            if !again && !self.read() {
                return Ok(0);
            }
            again = false;
            let mut at = 0;
            let (mut print, mut quit) = (true, None);
            while at < self.script.commands.len() {
                self.steps += 1;
                self.read += self.space.len() + self.hold.len();
                let long = self.space.len() > 1 << 20 || self.out.len() > MOST_OUT;
                if self.steps > MOST + self.lines.len() * 64 || long || self.read > MOST_READ {
                    return Err(Cannot::NotFollowed);
                }
                match self.step(at)? {
                    Then::Next(next) => at = next,
                    Then::Over(prints) => {
                        print = prints;
                        break;
                    }
                    Then::Again => {
                        print = false;
                        again = true;
                        break;
                    }
                    Then::Quit(status, prints) => {
                        print = prints;
                        quit = Some(status);
                        break;
                    }
                }
            }
            if print && !self.quiet {
                self.print_space();
            }
            if quit.is_none() || print {
                self.flush();
            }
            if let Some(status) = quit {
                return Ok(status);
            }
        }
    }

    fn read(&mut self) -> bool {
        let Some((line, ended)) = self.lines.get(self.next) else { return false };
        self.next += 1;
        self.space = (*line).to_owned();
        self.ended = *ended;
        self.replaced = false;
        true
    }

    fn is_last(&self) -> bool {
        self.next >= self.lines.len()
    }

    /// A line that lacked its end gets one when anything follows.
    fn complete(&mut self) {
        if std::mem::take(&mut self.missing) {
            self.out.push('\n');
        }
    }

    fn print_space(&mut self) {
        self.complete();
        self.out.push_str(&self.space);
        match self.ended {
            true => self.out.push('\n'),
            false => self.missing = true,
        }
    }

    fn print(&mut self, text: &str) {
        self.complete();
        self.out.push_str(text);
    }

    fn flush(&mut self) {
        for text in std::mem::take(&mut self.appended) {
            self.print(&text);
        }
    }

    fn step(&mut self, at: usize) -> Result<Then, Cannot> {
        let script = self.script;
        let command = &script.commands[at];
        let fits = self.selected(at, command)? != command.negated;
        if !fits {
            return Ok(Then::Next(match command.action {
                Action::Block(end) => end,
                _ => at + 1,
            }));
        }
        let next = Then::Next(at + 1);
        Ok(match &command.action {
            Action::Block(_) | Action::End | Action::Nothing => next,
            Action::Append(text) => {
                self.appended.push(text.clone());
                next
            }
            Action::Insert(text) => {
                self.print(text);
                next
            }
            Action::Change(text) => {
                let ranged = command.to.is_some() && !command.negated;
                if !ranged || self.ranges[at].is_none() {
                    self.print(text);
                }
                Then::Over(false)
            }
            Action::Jump(to) => Then::Next(*to),
            Action::JumpIf(to) => {
                if std::mem::take(&mut self.replaced) {
                    Then::Next(*to)
                } else {
                    next
                }
            }
            Action::JumpUnless(to) => {
                if std::mem::take(&mut self.replaced) {
                    next
                } else {
                    Then::Next(*to)
                }
            }
            Action::Delete => Then::Over(false),
            Action::DeleteFirst => match self.space.find('\n') {
                None => Then::Over(false),
                Some(end) => {
                    self.space.drain(..=end);
                    Then::Again
                }
            },
            Action::Get => {
                self.space.clone_from(&self.hold);
                self.ended = self.hold_ended;
                next
            }
            Action::GetMore => {
                self.space.push('\n');
                self.space.push_str(&self.hold);
                next
            }
            Action::Hold => {
                self.hold.clone_from(&self.space);
                self.hold_ended = self.ended;
                next
            }
            Action::HoldMore => {
                self.hold.push('\n');
                self.hold.push_str(&self.space);
                next
            }
            Action::Exchange => {
                std::mem::swap(&mut self.space, &mut self.hold);
                std::mem::swap(&mut self.ended, &mut self.hold_ended);
                next
            }
            Action::Next => {
                if self.is_last() {
                    return Ok(Then::Quit(0, true));
                }
                if !self.quiet {
                    self.print_space();
                }
                self.flush();
                let replaced = self.replaced;
                self.read();
                self.replaced = replaced;
                next
            }
            Action::NextMore => {
                if self.is_last() {
                    return Ok(Then::Quit(0, true));
                }
                self.flush();
                let before = std::mem::take(&mut self.space);
                let replaced = self.replaced;
                self.read();
                self.replaced = replaced;
                self.space = format!("{before}\n{}", self.space);
                next
            }
            Action::Print => {
                self.print_space();
                next
            }
            Action::PrintFirst => {
                let first = self.space.split('\n').next().unwrap_or_default();
                let text = format!("{first}\n");
                self.print(&text);
                next
            }
            Action::Number => {
                let text = format!("{}\n", self.next);
                self.print(&text);
                next
            }
            Action::Quit(status) => Then::Quit(*status, true),
            Action::QuitSilent(status) => Then::Quit(*status, false),
            Action::Substitute(one) => {
                self.substitute(one)?;
                next
            }
            Action::Transliterate(pairs) => {
                let change = |letter: char| {
                    pairs.iter().find(|(from, _)| *from == letter).map_or(letter, |(_, to)| *to)
                };
                self.space = self.space.chars().map(change).collect();
                next
            }
        })
    }

    fn selected(&mut self, at: usize, command: &Command) -> Result<bool, Cannot> {
        let Some(from) = &command.from else { return Ok(true) };
        let Some(to) = &command.to else { return self.fits(from) };
        let line = self.next;
        if let Some(open) = self.ranges[at] {
            let ends = match (open.until, to) {
                (Some(until), _) => line >= until,
                (None, Address::Last) => self.is_last(),
                (None, to) => self.fits(to)?,
            };
            // A line number that has gone by ends the range before this line.
            let passed =
                matches!(to, Address::Line(_)) && open.until.is_some_and(|until| line > until);
            if ends {
                self.ranges[at] = None;
            }
            if passed {
                return self.begins(at, from, to);
            }
            return Ok(true);
        }
        self.begins(at, from, to)
    }

    fn begins(&mut self, at: usize, from: &Address, to: &Address) -> Result<bool, Cannot> {
        let line = self.next;
        if matches!(from, Address::Zero) {
            // Open from the start: the pattern may fit the first line.
            if line == 1 {
                let ends = self.fits(to)?;
                self.ranges[at] = (!ends).then_some(Open { until: None });
                return Ok(true);
            }
            return Ok(false);
        }
        if !self.fits(from)? {
            return Ok(false);
        }
        let until = match to {
            Address::Line(number) => Some(*number),
            Address::More(count) => Some(line + count),
            Address::Multiple(0) => Some(line),
            Address::Multiple(step) => Some(line.div_ceil(*step) * step),
            _ => None,
        };
        let over = until.is_some_and(|until| until <= line)
            || matches!(to, Address::Last) && self.is_last();
        self.ranges[at] = (!over).then_some(Open { until });
        Ok(true)
    }

    fn fits(&mut self, address: &Address) -> Result<bool, Cannot> {
        Ok(match address {
            Address::Line(number) => self.next == *number,
            Address::Last => self.is_last(),
            Address::Step(first, 0) => self.next == *first,
            Address::Step(first, step) => {
                self.next >= *first && (self.next - first).is_multiple_of(*step)
            }
            Address::Match(regex) => {
                let regex = self.regex(regex)?;
                self.plain(&regex)?;
                regex.is_match(self.space.as_bytes())
            }
            Address::Zero | Address::More(_) | Address::Multiple(_) => false,
        })
    }

    fn regex(&mut self, given: &Option<Rc<Regex>>) -> Result<Rc<Regex>, Cannot> {
        let regex = given.clone().or_else(|| self.last_regex.clone()).ok_or(Cannot::NotFollowed)?;
        self.last_regex = Some(regex.clone());
        Ok(regex)
    }

    fn plain(&self, regex: &Regex) -> Result<(), Cannot> {
        let local = regex.is_local() && !self.space.is_ascii();
        if local { Err(Cannot::NotFollowed) } else { Ok(()) }
    }

    fn substitute(&mut self, one: &Substitution) -> Result<(), Cannot> {
        let regex = self.regex(&one.regex)?;
        self.plain(&regex)?;
        let groups = one.by.iter().filter_map(super::substitute::group).any(|group| group > 0);
        let text = std::mem::take(&mut self.space);
        let (mut out, mut from, mut copied, mut count) = (String::new(), 0, 0, 0);
        let mut replaced = false;
        let mut last_end = None;
        while from <= text.len() {
            let found =
                regex.find(text.as_bytes(), from, groups).map_err(|_| Cannot::NotFollowed)?;
            let Some((found, (start, end))) =
                found.and_then(|found| found[0].map(|ends| (found, ends)))
            else {
                break;
            };
            // An empty match right behind another match does not count.
            if start == end && last_end == Some(start) {
                from = self.next_letter(&text, end);
                continue;
            }
            last_end = Some(end);
            count += 1;
            if count >= one.number {
                let new = applied(&one.by, &text, &found).ok_or(Cannot::NotFollowed)?;
                out.push_str(text.get(copied..start).ok_or(Cannot::NotFollowed)?);
                out.push_str(&new);
                copied = end;
                replaced = true;
                if !one.global {
                    break;
                }
            }
            from = if end > start { end } else { self.next_letter(&text, end) };
        }
        out.push_str(text.get(copied..).ok_or(Cannot::NotFollowed)?);
        self.space = out;
        self.replaced |= replaced;
        if replaced && one.print {
            self.print_space();
        }
        Ok(())
    }

    /// A letter on: a byte where the locale knows no others.
    fn next_letter(&self, text: &str, at: usize) -> usize {
        let letter = text.get(at..).and_then(|rest| rest.chars().next());
        at + letter.filter(|_| self.wide).map_or(1, char::len_utf8)
    }
}
