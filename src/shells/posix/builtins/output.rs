//! `echo`, `print`, `printf`, `read`.

use super::escapes::{Reader, escaped};
use super::formats::Conversion;
use crate::shells::posix::expand::MOST_ELEMENTS;
use crate::shells::posix::run::Evaluator;
use crate::shells::posix::state::{Status, spaced};
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn echo(&mut self, command: &str, arguments: &[Value], span: Span) {
        let fills = |one: &Value| {
            one.text().is_some_and(|text| text.starts_with('-') && text.contains('v'))
        };
        if self.state.sinks.is_empty() && !(command == "print" && arguments.iter().any(fills)) {
            return;
        }
        let mut newline = true;
        let mut escapes = !self.state.dialect.is_bash() && command == "echo" || command == "print";
        let mut rest = arguments;
        let (mut separator, mut target) = (" ", None);
        while let Some((first, after)) = rest.split_first() {
            let Some(text) = first.text() else { break };
            let known =
                |letters: &str| text.len() > 1 && text[1..].chars().all(|c| letters.contains(c));
            let is_option = text.starts_with('-')
                && match (self.state.dialect.is_dash(), command) {
                    (true, _) => text == "-n",
                    (_, "print") => true,
                    _ => known("neE"),
                };
            if !is_option {
                break;
            }
            rest = after;
            // zsh: `--` and `-` end the options.
            if matches!(&*text, "--" | "-") {
                break;
            }
            for letter in text[1..].chars() {
                match letter {
                    'n' => newline = false,
                    'e' => escapes = true,
                    'E' | 'r' => escapes = false,
                    'R' => escapes = false,
                    'l' if command == "print" => separator = "\n",
                    'f' if command == "print" => return self.print_formatted(rest, span),
                    'v' if command == "print" => {
                        let Some((name, after)) = rest.split_first() else { return };
                        target = name.text().map(|name| name.into_owned());
                        (rest, newline) = (after, false);
                    }
                    _ => {
                        self.print_unknown("print", span);
                        return;
                    }
                }
            }
        }
        let mut text = match separator {
            " " => spaced(rest.iter()),
            _ => Value::from_entries(rest.iter().cloned(), '\n'),
        };
        if escapes && text.text().is_some_and(|text| text.contains('\\')) {
            let done =
                text.text().and_then(|text| escaped(&text, Reader::Argument, self.state.dialect));
            let Some(done) = done else {
                self.print_unknown("echo", span);
                return;
            };
            text = text.map_text(|_| done);
        }
        if let Some(name) = target {
            let origin = self.origin(span);
            let _ = self.assign(&name, text, origin, span);
            return;
        }
        if newline {
            text.push("\n", self.origin(span));
        }
        self.prints(text, span);
    }

    /// zsh's `print -f FORMAT`.
    fn print_formatted(&mut self, arguments: &[Value], span: Span) {
        let Some((format, values)) = arguments.split_first() else { return };
        let text = format.text().and_then(|format| self.formatted(&format, values, span));
        match text {
            Some(text) => self.prints(text, span),
            None => self.print_unknown("print", span),
        }
    }

    pub(super) fn printf(&mut self, arguments: &[Value], span: Span) {
        let (target, rest) = match arguments {
            [option, name, rest @ ..] if option.text().as_deref() == Some("-v") => {
                (name.text(), rest)
            }
            rest => (None, rest),
        };
        let rest = match rest {
            [first, after @ ..] if first.text().as_deref() == Some("--") => after,
            rest => rest,
        };
        let Some((format, values)) = rest.split_first() else { return };
        let text = match format.text() {
            Some(format) => self.formatted(&format, values, span),
            None => None,
        };
        let value = text.unwrap_or_else(|| {
            Value::unknown(Unknown::new(
                "is printed in a way envsim does not follow",
                self.origin(span),
            ))
        });
        match target {
            Some(name) => {
                let name = name.into_owned();
                let origin = self.origin(span);
                let element = name.strip_suffix(']').and_then(|name| name.split_once('['));
                let assigned = match element {
                    Some((array, key)) => {
                        // The key is expanded as a word is.
                        let plain = !key.contains(['$', '`', '\\', '"', '\'']);
                        let key = match plain {
                            true => Value::known(key, origin),
                            false => self.unknown("is a key that envsim does not expand", span),
                        };
                        self.assign_element(array, &key, value, false, span)
                    }
                    None => self.assign(&name, value, origin, span),
                };
                if assigned.is_err() {
                    self.state.status = Status::FAILED;
                }
            }
            None => self.prints(value, span),
        }
    }

    /// Captured output gets longer.
    fn prints(&mut self, value: Value, span: Span) {
        if !self.state.sinks.is_empty() {
            let value = self.bounded(value, span);
            self.state.print(value);
        }
    }

    /// The format is used again while arguments are left (POSIX printf(1)).
    fn formatted(&mut self, format: &str, values: &[Value], span: Span) -> Option<Value> {
        let mut out = Value::empty();
        let mut rest = values;
        loop {
            let before = rest.len();
            self.host.spend(steps_for(format.len())).ok()?;
            self.format_once(format, &mut rest, &mut out, span)?;
            if rest.is_empty() || rest.len() == before {
                return Some(out);
            }
        }
    }

    fn format_once(
        &self,
        format: &str,
        rest: &mut &[Value],
        out: &mut Value,
        span: Span,
    ) -> Option<()> {
        let mut letters = format.chars().peekable();
        let mut plain = String::new();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                plain.push(letter);
                continue;
            }
            let mut after = *rest;
            let mut conversion = Conversion::read(&mut letters, || {
                let (first, others) = after.split_first()?;
                after = others;
                first.text()?.parse().ok()
            })?;
            conversion.octal = !self.state.dialect.is_zsh();
            *rest = after;
            if conversion.kind == '%' {
                plain.push('%');
                continue;
            }
            let before = escaped(&std::mem::take(&mut plain), Reader::Format, self.state.dialect)?;
            if !before.is_empty() {
                out.push(before, self.origin(span));
            }
            let (value, after) = match rest.split_first() {
                Some((value, after)) => (value.clone(), after),
                None => (Value::empty(), *rest),
            };
            *rest = after;
            match conversion.kind {
                's' if conversion.is_plain() => out.append(value),
                'b' => {
                    let done = escaped(&value.text()?, Reader::Argument, self.state.dialect)?;
                    let done = conversion.printed(&done)?;
                    out.append(value.map_text(|_| done));
                }
                's' => {
                    let done = conversion.printed(&value.text()?)?;
                    out.append(value.map_text(|_| done));
                }
                _ => out.push(conversion.printed(&value.text()?)?, self.origin(span)),
            }
        }
        let after = escaped(&plain, Reader::Format, self.state.dialect)?;
        if !after.is_empty() {
            out.push(after, self.origin(span));
        }
        Some(())
    }

    /// `read`: one line of what is known to come.
    pub(super) fn read(&mut self, command: &str, arguments: &[Value], span: Span) {
        if let Some(list) = self.list_read(command, arguments) {
            return self.read_list(&list, span);
        }
        let texts: Vec<String> = arguments
            .iter()
            .filter_map(|value| value.text().map(|text| text.into_owned()))
            .collect();
        let plain =
            command == "read" && texts.iter().all(|text| !text.starts_with('-') || text == "-r");
        let names: Vec<&String> = texts.iter().filter(|text| !text.starts_with('-')).collect();
        let line = match (&self.state.input, plain) {
            (Some(input), true) => input.text().map(|text| text.into_owned()),
            _ => None,
        };
        let Some(text) = line else {
            self.read_unknown(&names, span);
            return;
        };
        let _ = self.host.spend(steps_for(text.len() * 4));
        let end = text.find('\n');
        let input = self.state.input.take().unwrap_or_default();
        let line = input.slice(0, end.unwrap_or(text.len())).unwrap_or_default();
        self.state.input = Some(
            input.slice(end.map_or(text.len(), |end| end + 1), text.len()).unwrap_or_default(),
        );
        self.state.status = Status::of(end.is_some());
        if text[..end.unwrap_or(text.len())].contains('\\')
            && !texts.iter().any(|text| text == "-r")
        {
            self.read_unknown(&names, span);
            return;
        }
        self.distribute(&line, &names, span);
    }

    /// What a call reads into an array, if it does: `read -a`, zsh's `read -A`, `mapfile`.
    fn list_read(&self, command: &str, arguments: &[Value]) -> Option<ListRead> {
        let lines = matches!(command, "mapfile" | "readarray");
        let takes: &str = if lines { "dnOsuCc" } else { "dinNptu" };
        let mut list = ListRead { lines, raw: lines, cut: false, followed: true, name: None };
        let mut elements = lines;
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let Some(text) = word.text() else {
                list.followed = false;
                continue;
            };
            let Some(letters) = text.strip_prefix('-') else {
                list.name.get_or_insert(text.into_owned());
                continue;
            };
            for letter in letters.chars() {
                match letter {
                    'r' if !lines => list.raw = true,
                    't' if lines => list.cut = true,
                    'a' if !lines && self.state.dialect.is_bash() => elements = true,
                    'A' if !lines && self.state.dialect.is_zsh() => elements = true,
                    _ => list.followed = false,
                }
            }
            if letters.ends_with(|last| takes.contains(last) && !(lines && last == 't')) {
                words.next();
            }
        }
        elements.then_some(list)
    }

    fn read_list(&mut self, list: &ListRead, span: Span) {
        let name = list.name.as_deref().unwrap_or(if list.lines { "MAPFILE" } else { "reply" });
        let origin = self.origin(span);
        let known = self.state.input.clone().filter(|_| list.followed);
        let elements = known.and_then(|input| self.elements_of(&input, list));
        let values = elements.unwrap_or_else(|| {
            let why = self.reason("is read from an input that is not known", span);
            self.state.status = Status::Unknown(why.clone());
            vec![Value::unknown((*why).clone().shaped(Shape::Words))]
        });
        self.state.set_array(name, values, origin);
    }

    /// The elements that a known input has for the call; what is left of it stays.
    fn elements_of(&mut self, input: &Value, list: &ListRead) -> Option<Vec<Value>> {
        let text = input.text()?.into_owned();
        let _ = self.host.spend(steps_for(text.len() * 8));
        let end = if list.lines { text.len() } else { text.find('\n').unwrap_or(text.len()) };
        // bash drops NUL bytes.
        if !list.raw && text[..end].contains('\\') || text.contains('\0') {
            return None;
        }
        let separators = self.separators()?;
        // zsh counts an empty word behind blanks at the end.
        if self.state.dialect.is_zsh() && text[..end].ends_with(|c| separators.contains(c)) {
            return None;
        }
        let values: Vec<Value> = match list.lines {
            true => lines_of(input, &text, list.cut),
            false => words_of(&input.slice(0, end)?, &text[..end], &separators),
        };
        if values.len() > MOST_ELEMENTS {
            return None;
        }
        self.state.status = Status::of(list.lines || end < text.len());
        self.state.input = input.slice((end + 1).min(text.len()), text.len());
        Some(values)
    }

    fn read_unknown(&mut self, names: &[&String], span: Span) {
        let why = self.reason("is read from an input that is not known", span);
        self.state.status = Status::Unknown(why.clone());
        let origin = self.origin(span);
        for name in names {
            self.state.set(name, Value::unknown((*why).clone()), origin.clone());
        }
        if names.is_empty() {
            self.state.set("REPLY", Value::unknown((*why).clone()), origin);
        }
    }

    fn distribute(&mut self, line: &Value, names: &[&String], span: Span) {
        let origin = self.origin(span);
        let (Some(text), Some(separators)) = (line.text(), self.separators()) else {
            self.read_unknown(names, span);
            return;
        };
        // bash takes the line as it is where no name is given (bash(1), `read`).
        if names.is_empty() && self.state.dialect.is_bash() {
            return self.state.set("REPLY", line.clone(), origin);
        }
        let is_separator = |c: char| separators.contains(c);
        let blank = |c: char| is_separator(c) && matches!(c, ' ' | '\t' | '\n');
        let reply = "REPLY".to_owned();
        let names = if names.is_empty() { vec![&reply] } else { names.to_vec() };
        let mut at = text.len() - text.trim_start_matches(blank).len();
        for (index, name) in names.iter().enumerate() {
            let last = index + 1 == names.len();
            let rest = &text[at..];
            let len = if last {
                rest.trim_end_matches(blank).len()
            } else {
                rest.find(is_separator).unwrap_or(rest.len())
            };
            let value = line.slice(at, at + len).unwrap_or_default();
            let name = (*name).clone();
            if self.assign(&name, value, origin.clone(), span).is_err() {
                self.state.status = Status::FAILED;
            }
            at += len;
            let after = &text[at..];
            let skipped = after.trim_start_matches(blank);
            let skipped = match skipped.chars().next() {
                Some(c) if is_separator(c) && !blank(c) => {
                    skipped[c.len_utf8()..].trim_start_matches(blank)
                }
                _ => skipped,
            };
            at = text.len() - skipped.len();
        }
    }
}

/// A call that reads into an array.
struct ListRead {
    /// Lines, not the words of one.
    lines: bool,
    /// A backslash is one.
    raw: bool,
    /// Line ends are taken off.
    cut: bool,
    /// Whether envsim follows its options.
    followed: bool,
    name: Option<String>,
}

fn lines_of(input: &Value, text: &str, cut: bool) -> Vec<Value> {
    let mut at = 0;
    let pieces = text.split_inclusive('\n').map(|line| {
        let from = at;
        at += line.len();
        let end = if cut { from + line.trim_end_matches('\n').len() } else { at };
        input.slice(from, end).unwrap_or_default()
    });
    pieces.collect()
}

/// Split as `read` splits: blanks around words vanish, other separators each end one (POSIX, `read`).
fn words_of(line: &Value, text: &str, separators: &str) -> Vec<Value> {
    let is_separator = |c: char| separators.contains(c);
    let blank = |c: char| is_separator(c) && matches!(c, ' ' | '\t' | '\n');
    let mut values = Vec::new();
    let mut rest = text.trim_start_matches(blank);
    while !rest.is_empty() {
        let from = text.len() - rest.len();
        let len = rest.find(is_separator).unwrap_or(rest.len());
        values.push(line.slice(from, from + len).unwrap_or_default());
        let behind = rest[len..].trim_start_matches(blank);
        let ended = behind.chars().next().filter(|&c| is_separator(c) && !blank(c));
        rest = ended.map_or(behind, |c| behind[c.len_utf8()..].trim_start_matches(blank));
    }
    values
}
