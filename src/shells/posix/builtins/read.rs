//! `read`, `mapfile`: what comes from standard input, into variables and arrays.

mod pieces;

use pieces::{lines_of, words_of};

use crate::shells::posix::evaluator::{Evaluator, MOST_ELEMENTS, Stop};
use crate::shells::posix::state::Status;
use crate::shells::steps_for;
use crate::text::Span;
use crate::value::{Shape, Value};

impl Evaluator<'_> {
    /// `read`: what is known to come, up to the end of a line or what the options ask for.
    ///
    /// # Errors
    /// zsh ends the file at a name that is none.
    pub(super) fn read(
        &mut self,
        command: &str,
        arguments: &[Value],
        span: Span,
    ) -> Result<(), Stop> {
        self.reads_into(command, arguments, span)?;
        // Behind what was read: a name that is not known may be any of these too.
        for name in arguments.iter().filter(|one| one.text().is_none()) {
            self.sets_some_variable(name, span);
        }
        Ok(())
    }

    fn reads_into(&mut self, command: &str, arguments: &[Value], span: Span) -> Result<(), Stop> {
        if let Some(list) = self.list_read(command, arguments) {
            self.read_list(&list, span);
            return Ok(());
        }
        let call = self.read_call(arguments);
        let known = self.state.input.as_ref().filter(|_| command == "read" && call.followed);
        let Some(text) = known.and_then(Value::text).map(|text| text.into_owned()) else {
            self.read_unknown(&call.names, span);
            return Ok(());
        };
        let _ = self.host.spend(steps_for(text.len() * 4));
        let Some((end, next, found)) = call.extent(&text) else {
            self.read_unknown(&call.names, span);
            return Ok(());
        };
        let input = self.state.input.take().unwrap_or_default();
        let line = input.slice(0, end).unwrap_or_default();
        self.state.input = Some(input.slice(next, text.len()).unwrap_or_default());
        self.state.status = Status::of(found);
        if text[..end].contains('\0') {
            self.read_unknown(&call.names, span);
            return Ok(());
        }
        if !call.raw && text[..end].contains('\\') {
            self.read_escaped(&text[..end], &call, span);
            return Ok(());
        }
        if call.exact {
            self.read_whole(&line, &call.names, span);
            return Ok(());
        }
        self.distribute(&line, &call.names, span)
    }

    /// The options of a call that reads no array (bash(1), zshbuiltins(1); POSIX has `-r` alone).
    fn read_call(&self, arguments: &[Value]) -> Call {
        let mut call = Call { delimiter: '\n', followed: true, ..Call::default() };
        let (bash, zsh) = (self.state.dialect.is_bash(), self.state.dialect.is_zsh());
        let mut words = arguments.iter();
        let mut options = true;
        while let Some(word) = words.next() {
            let Some(text) = word.text().map(|text| text.into_owned()) else {
                call.followed = false;
                continue;
            };
            let Some(letters) =
                text.strip_prefix('-').filter(|rest| options && (zsh || !rest.is_empty()))
            else {
                options = false;
                call.names.push(text.split('?').next().unwrap_or_default().to_owned());
                continue;
            };
            if letters == "-" || text == "-" && zsh {
                options = false;
                continue;
            }
            let mut rest = letters.chars();
            while let Some(letter) = rest.next() {
                let mut argument = || match rest.as_str() {
                    "" => words.next().and_then(Value::text).map(|text| text.into_owned()),
                    glued => {
                        let glued = glued.to_owned();
                        rest = "".chars();
                        Some(glued)
                    }
                };
                match letter {
                    'r' => call.raw = true,
                    's' | 'e' if bash => {}
                    's' if zsh => {}
                    'p' | 'i' if bash => drop(argument()),
                    'd' if bash || zsh => match argument() {
                        Some(text) => call.delimiter = text.chars().next().unwrap_or('\0'),
                        None => call.followed = false,
                    },
                    'n' | 'N' if bash => match argument().and_then(|text| text.parse().ok()) {
                        Some(count) => (call.count, call.exact) = (Some(count), letter == 'N'),
                        None => call.followed = false,
                    },
                    _ => call.followed = false,
                }
            }
        }
        call
    }

    /// `-N` does not split.
    fn read_whole(&mut self, line: &Value, names: &[String], span: Span) {
        let origin = self.origin(span);
        let Some((first, others)) = names.split_first() else {
            return self.state.set("REPLY", line.clone(), origin);
        };
        let _ = self.assign(first, line.clone(), origin.clone(), span);
        for name in others {
            let _ = self.assign(name, Value::empty(), origin.clone(), span);
        }
    }

    /// A line with backslashes: each takes the next character out of what splits and ends (POSIX, `read`).
    fn read_escaped(&mut self, text: &str, call: &Call, span: Span) {
        let [name] = call.names.as_slice() else { return self.read_unknown(&call.names, span) };
        let Some(separators) = self.separators() else {
            return self.read_unknown(&call.names, span);
        };
        let blank = |c: char| separators.contains(c) && matches!(c, ' ' | '\t' | '\n');
        // Which of several separators at the end stays is told apart by escapes that are gone by then.
        let hard = |c: char| separators.contains(c) && !blank(c);
        if separators.contains('\\') || !self.state.dialect.is_zsh() && text.contains(hard) {
            return self.read_unknown(&call.names, span);
        }
        let mut out = String::new();
        // How far the text reaches that no blank at the end can be taken from.
        let mut kept = 0;
        let mut letters = text.trim_start_matches(blank).chars();
        while let Some(letter) = letters.next() {
            if letter != '\\' {
                out.push(letter);
                kept = if blank(letter) { kept } else { out.len() };
                continue;
            }
            match letters.next() {
                Some('\n') => {}
                Some(next) => {
                    out.push(next);
                    kept = out.len();
                }
                None => {}
            }
        }
        out.truncate(kept);
        let (name, value) = (name.clone(), self.computed(out, span));
        let origin = self.origin(span);
        if self.assign(&name, value, origin, span).is_err() {
            self.state.status = Status::FAILED;
        }
    }

    /// What a call reads into an array, if it does: `read -a`, zsh's `read -A`, `mapfile`.
    fn list_read(&self, command: &str, arguments: &[Value]) -> Option<ListRead> {
        let lines = matches!(command, "mapfile" | "readarray");
        let takes: &str = if lines { "dnOsuCc" } else { "dinNptu" };
        let mut list = ListRead { lines, raw: lines, followed: true, ..ListRead::default() };
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
            let open = words.as_slice().first().is_some_and(|next| next.text().is_none());
            if lines && open && letters.ends_with(['n', 's', 'O', 'd']) {
                list.followed = false;
            }
            let number = |words: &mut std::slice::Iter<'_, Value>| {
                words.next().and_then(Value::text).and_then(|text| text.parse::<usize>().ok())
            };
            for letter in letters.chars() {
                match letter {
                    'n' if lines && letters == "n" => {
                        list.most = number(&mut words).filter(|most| *most > 0)
                    }
                    's' if lines && letters == "s" => {
                        list.skipped = number(&mut words).unwrap_or(0)
                    }
                    'O' if lines && letters == "O" => list.origin = number(&mut words),
                    'd' if lines && letters == "d" => {
                        let text = words.next().and_then(Value::text);
                        list.delimiter = text.map(|text| text.chars().next().unwrap_or('\0'));
                    }
                    'r' if !lines => list.raw = true,
                    't' if lines => list.cut = true,
                    'a' if !lines && self.state.dialect.is_bash() => elements = true,
                    'A' if !lines && self.state.dialect.is_zsh() => elements = true,
                    _ => list.followed = false,
                }
            }
            let taken = lines && matches!(letters, "n" | "s" | "O" | "d");
            if !taken && letters.ends_with(|last| takes.contains(last) && !(lines && last == 't')) {
                words.next();
            }
        }
        elements.then_some(list)
    }

    fn read_list(&mut self, list: &ListRead, span: Span) {
        let name = list.name.as_deref().unwrap_or(if list.lines { "MAPFILE" } else { "reply" });
        if self.refuses_write(name, span) {
            return;
        }
        let origin = self.origin(span);
        let known = self.state.input.clone().filter(|_| list.followed);
        let elements = known.and_then(|input| self.elements_of(&input, list));
        let values = elements.unwrap_or_else(|| {
            let why = self.reason("is read from an input that is not known", span);
            self.state.status = Status::Unknown(why.clone());
            vec![Value::unknown((*why).clone().shaped(Shape::Words))]
        });
        let Some(first) = list.origin else {
            return self.state.set_array(name, values, origin);
        };
        // With `-O` what is there already stays.
        for (at, value) in values.into_iter().enumerate() {
            let key = self.computed((first + at).to_string(), span);
            if self.assign_element(name, &key, value, false, span).is_err() {
                self.state.status = Status::FAILED;
            }
        }
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
            true => {
                let delimiter = list.delimiter.unwrap_or('\n');
                let all =
                    lines_of(input, &text, list.cut, delimiter).into_iter().skip(list.skipped);
                match list.most {
                    Some(most) => all.take(most).collect(),
                    None => all.collect(),
                }
            }
            false => words_of(&input.slice(0, end)?, &text[..end], &separators),
        };
        self.handles(values.len() * 2);
        if values.len() > MOST_ELEMENTS {
            return None;
        }
        self.state.status = Status::of(list.lines || end < text.len());
        self.state.input = match list.most {
            Some(_) => Some(self.unknown("is what `mapfile` has left", Span::default())),
            None => input.slice((end + 1).min(text.len()), text.len()),
        };
        Some(values)
    }

    fn read_unknown(&mut self, names: &[String], span: Span) {
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

    fn distribute(&mut self, line: &Value, names: &[String], span: Span) -> Result<(), Stop> {
        let origin = self.origin(span);
        let (Some(text), Some(separators)) = (line.text(), self.separators()) else {
            self.read_unknown(names, span);
            return Ok(());
        };
        // bash takes the line as it is where no name is given (bash(1), `read`).
        if names.is_empty() && self.state.dialect.is_bash() {
            self.state.set("REPLY", line.clone(), origin);
            return Ok(());
        }
        let is_separator = |c: char| separators.contains(c);
        let blank = |c: char| is_separator(c) && matches!(c, ' ' | '\t' | '\n');
        let separates = (&is_separator as &dyn Fn(char) -> bool, &blank as &dyn Fn(char) -> bool);
        let reply = "REPLY".to_owned();
        let names = if names.is_empty() { vec![reply] } else { names.to_vec() };
        let mut at = text.len() - text.trim_start_matches(blank).len();
        for (index, name) in names.iter().enumerate() {
            let last = index + 1 == names.len();
            let rest = &text[at..];
            let word = rest.find(is_separator).unwrap_or(rest.len());
            // The last separator goes where one word is left (POSIX read); zsh keeps it.
            let only = !self.state.dialect.is_zsh() && behind(&rest[word..], separates).is_empty();
            let len = if last && !only { rest.trim_end_matches(blank).len() } else { word };
            let value = line.slice(at, at + len).unwrap_or_default();
            if !self.takes_line(name) {
                return self.no_name(name, span);
            }
            let name = name.clone();
            if self.assign(&name, value, origin.clone(), span).is_err() {
                self.state.status = Status::FAILED;
                // bash stops at the first that it cannot write (read.def, `bind_read_variable`).
                if self.state.dialect.is_bash() {
                    return Ok(());
                }
            }
            at += len;
            at = text.len() - behind(&text[at..], separates).len();
        }
        Ok(())
    }

    /// What comes behind a name that is none is not read any more.
    fn no_name(&mut self, name: &str, span: Span) -> Result<(), Stop> {
        self.error(&format!("read: `{name}': not a valid identifier"), "identifier", span);
        self.state.status = Status::FAILED;
        if self.state.dialect.is_zsh() { Err(Stop::File) } else { Ok(()) }
    }
}

/// What follows the separator that ends a word: one that is no blank, with the blanks around it.
fn behind<'t>(
    text: &'t str,
    (separator, blank): (&dyn Fn(char) -> bool, &dyn Fn(char) -> bool),
) -> &'t str {
    let skipped = text.trim_start_matches(blank);
    match skipped.chars().next() {
        Some(c) if separator(c) && !blank(c) => skipped[c.len_utf8()..].trim_start_matches(blank),
        _ => skipped,
    }
}

/// A call that reads no array.
#[derive(Default)]
struct Call {
    /// `-r`: a backslash is one.
    raw: bool,
    /// `-d`: what ends the input.
    delimiter: char,
    /// `-n`, `-N`: so many characters at most.
    count: Option<usize>,
    /// `-N`: exactly so many, whatever they are.
    exact: bool,
    names: Vec<String>,
    /// Whether envsim follows its options.
    followed: bool,
}

impl Call {
    /// Where what is read ends, where the rest begins, and whether the end was found.
    fn extent(&self, text: &str) -> Option<(usize, usize, bool)> {
        let most = match self.count {
            // A backslash counts with what it escapes.
            Some(_) if !self.raw && text.contains('\\') => return None,
            Some(count) => text.char_indices().nth(count).map(|(at, _)| at),
            None => None,
        };
        let within = &text[..most.unwrap_or(text.len())];
        let end = match self.exact {
            true => None,
            false => self.end_of(within),
        };
        Some(match (end, most) {
            (Some(end), _) => (end, end + self.delimiter.len_utf8(), true),
            (None, Some(most)) => (most, most, true),
            (None, None) => (text.len(), text.len(), self.count == Some(text.chars().count())),
        })
    }

    /// The first delimiter that no backslash stands before.
    fn end_of(&self, text: &str) -> Option<usize> {
        let mut letters = text.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' if !self.raw => drop(letters.next()),
                _ if letter == self.delimiter => return Some(at),
                _ => {}
            }
        }
        None
    }
}

/// A call that reads into an array.
#[derive(Default)]
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
    /// `-n`: so many lines at most.
    most: Option<usize>,
    /// `-s`: so many lines before them.
    skipped: usize,
    /// `-O`: the first index.
    origin: Option<usize>,
    /// `-d`: what ends a line.
    delimiter: Option<char>,
}
