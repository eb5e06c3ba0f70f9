//! Filename generation (POSIX 2.13.3) against the machine's directories.

use super::Field;
use super::fields::Chunk;
use super::subject::Found;
use crate::machine::Kind;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::pattern::{Characters, Pattern, Syntax};
use crate::text::{Span, work};
use crate::value::{Shape, Unknown, Value};

/// How many names one pattern may give.
const MOST: usize = 4096;

/// A character, and whether it is quoted.
type Letter = (char, bool);

/// Of these letters each operator has at least one.
const MARKS: &[char] = &['*', '?', '[', ']', '(', '|', '<', '#', '~', '^'];

impl Evaluator<'_> {
    /// The file names of a field, or the field itself.
    pub(super) fn globbed(
        &mut self,
        field: Field,
        span: Span,
        values: &mut Vec<Value>,
    ) -> Expanded<()> {
        let Some(mut characters) = self.special(&field) else {
            values.push(field.into_value());
            return Ok(());
        };
        self.handles(characters.len());
        if let Some(why) = self.state.options.unsure("noglob") {
            let reason = format!("is a pattern or itself, by an option: it {}", why.reason);
            let unknown = why.because(reason, self.origin(span)).shaped(Shape::Words);
            values.push(Value::unknown(unknown));
            return Ok(());
        }
        let qualifiers = if self.state.dialect.is_zsh() {
            self.qualifiers(&mut characters)
        } else {
            String::new()
        };
        if self.is_no_pattern(&characters) {
            if !self.option("nobadpattern") {
                return Err(self.no_names("bad pattern", span));
            }
            values.push(field.into_value());
            return Ok(());
        }
        let (qualifiers, modifiers) = modifiers(qualifiers);
        if self.lists_otherwise(&characters) {
            let reason = "is made of file names by options envsim does not follow";
            let unknown = Unknown::new(reason, self.origin(span)).shaped(Shape::Words);
            values.push(Value::unknown(unknown));
            return Ok(());
        }
        let Some(names) = self.names(&characters, &qualifiers) else {
            let reason = match follows(&qualifiers) {
                true => "is made of the names of files envsim cannot list",
                false => "is made of the names of files by qualifiers envsim does not follow",
            };
            let unknown = Unknown::new(reason, self.origin(span)).shaped(Shape::Words);
            values.push(Value::unknown(unknown));
            return Ok(());
        };
        let origin = self.origin(span);
        if !names.is_empty() {
            let names = names.into_iter().map(|name| Value::known(name, origin.clone()));
            let mut found = Found::list(names.collect(), true);
            for modifier in &modifiers {
                found = self.modified(modifier, found, span)?;
            }
            // They are put in order when that is done.
            if !modifiers.is_empty() {
                found.values.sort_by_key(|value| value.text().map(|text| text.into_owned()));
            }
            values.extend(found.values);
            return Ok(());
        }
        let silent = qualifiers.contains('N') || self.option("nullglob");
        match self.state.dialect.is_zsh() {
            _ if silent => Ok(()),
            true if !self.option("nonomatch") => Err(self.no_names("no matches found", span)),
            _ if self.option("failglob") => {
                self.error("no match", "failglob", span);
                Err(Stop::Line)
            }
            _ => {
                values.push(field.into_value());
                Ok(())
            }
        }
    }

    /// The characters of a field that holds an active operator.
    fn special(&self, field: &Field) -> Option<Characters> {
        if self.option("noglob") {
            return None;
        }
        let plain = self.state.dialect.is_zsh() && !self.option("globsubst");
        let literal = |chunk: &Chunk| chunk.quoted || chunk.expanded && plain;
        let has_mark = |chunk: &Chunk| chunk.value.text().is_some_and(|text| text.contains(MARKS));
        // Most words hold no operator at all.
        if !field.chunks.iter().any(|chunk| !literal(chunk) && has_mark(chunk)) {
            return None;
        }
        let mut characters = Characters::new();
        for chunk in &field.chunks {
            let literal = literal(chunk);
            characters.extend(chunk.value.text()?.chars().map(|letter| (letter, literal)));
        }
        if self.state.dialect.is_dash() {
            super::matching::plain_carets(&mut characters);
        }
        let zsh = self.state.dialect.is_zsh();
        let extended = self.option("extglob");
        let syntax = Syntax { extended, groups: zsh, operators: false };
        // A `~` by itself makes no pattern of a word (zsh 5.9 Src/pattern.c, `haswilds`).
        let marks: Characters = characters.iter().filter(|one| one.0 != '~').copied().collect();
        let special = Pattern::is_special(&characters, syntax)
            || self.extends(&marks)
            || self.is_no_pattern(&characters) && characters.len() > 1;
        special.then_some(characters)
    }

    /// Whether an option changes which names a pattern finds, or in which order.
    fn lists_otherwise(&self, characters: &Characters) -> bool {
        let own: &[&str] = match self.state.dialect.is_zsh() {
            true => &["nocaseglob", "numericglobsort", "cshnullglob"],
            false => &[],
        };
        // What repeats is not followed in the names of files.
        let repeats = self.extends(characters) && characters.contains(&('#', false));
        repeats || own.iter().any(|option| self.option(option))
    }

    /// Whether operators stand here that only EXTENDED_GLOB has (zshexpn(1), "Glob Operators").
    pub(super) fn extends(&self, characters: &[(char, bool)]) -> bool {
        let mut before = '\0';
        let on = self.state.dialect.is_zsh() && self.option("extendedglob");
        on && characters.iter().any(|&(letter, quoted)| {
            let last = std::mem::replace(&mut before, letter);
            !quoted && (matches!(letter, '#' | '~') || letter == '^' && last != '[')
        })
    }

    /// Existing names that match; `None` where a directory cannot be listed or the pattern not followed.
    fn names(&self, characters: &Characters, qualifiers: &str) -> Option<Vec<String>> {
        // `On` turns the order round that names stand in.
        let turned = qualifiers.contains("On");
        let qualifiers = &*qualifiers.replacen("On", "", 1).replacen("on", "", 1);
        let dots = qualifiers.contains('D');
        let followed = follows(qualifiers);
        if !followed && !narrows(qualifiers) {
            return None;
        }
        let mut bases = vec![String::new()];
        let (characters, excluded) = self.exclusion(characters);
        let mut parts: Vec<Characters> = vec![Vec::new()];
        for one in characters {
            match (one.0, parts.last_mut()) {
                ('/', _) => parts.push(Vec::new()),
                (_, Some(part)) => part.push(*one),
                _ => {}
            }
        }
        let count = parts.len();
        for (index, part) in parts.iter().enumerate() {
            let last = index + 1 == count;
            bases = match self.is_recursive(part) && (!last || self.state.dialect.is_bash()) {
                true if self.state.dialect.is_bash() && last => return None,
                true => self.directories_below(bases, dots || self.shows_hidden())?,
                false => self.level(&bases, part, last, dots)?,
            };
            if bases.len() > MOST {
                return None;
            }
        }
        if !followed && !bases.is_empty() {
            return None;
        }
        if let Some(excluded) = excluded {
            let syntax = Syntax { extended: false, groups: true, operators: true };
            let pattern = Pattern::new(&excluded.to_vec(), syntax)?;
            bases.retain(|path| !pattern.matches(path));
            if pattern.gave_up() {
                return None;
            }
        }
        bases.retain(|path| self.qualifies(path, qualifiers));
        bases.sort();
        if turned {
            bases.reverse();
        }
        Some(bases)
    }

    /// `pattern~excluded`: what the whole path must not match (zshexpn(1), "Glob Operators").
    fn exclusion<'c>(&self, characters: &'c [Letter]) -> (&'c [Letter], Option<&'c [Letter]>) {
        let mut open = 0_usize;
        for (at, &(letter, quoted)) in characters.iter().enumerate() {
            match (letter, quoted) {
                ('(' | '[', false) => open += 1,
                (')' | ']', false) => open = open.saturating_sub(1),
                ('~', false) if open == 0 && at > 0 && self.extends(characters) => {
                    return (&characters[..at], Some(&characters[at + 1..]));
                }
                _ => {}
            }
        }
        (characters, None)
    }

    /// Whether a part of a path stands for any number of directories (zshexpn(1), "Recursive Globbing"; bash(1),
    /// globstar).
    fn is_recursive(&self, part: &Characters) -> bool {
        let stars = part.as_slice() == [('*', false), ('*', false)];
        stars && (self.state.dialect.is_zsh() || self.option("globstar"))
    }

    /// The directories and all that are below them, links not followed.
    fn directories_below(&self, bases: Vec<String>, dots: bool) -> Option<Vec<String>> {
        let mut all = bases;
        let mut at = 0;
        while let Some(base) = all.get(at).cloned() {
            at += 1;
            for entry in self.listing(&base)? {
                let visible = dots || !entry.name.starts_with('.');
                if entry.kind == Kind::Directory && visible {
                    all.push(format!("{base}{}/", entry.name));
                }
            }
            if all.len() > MOST {
                return None;
            }
        }
        Some(all)
    }

    fn level(
        &self,
        bases: &[String],
        part: &Characters,
        last: bool,
        dots: bool,
    ) -> Option<Vec<String>> {
        let zsh = self.state.dialect.is_zsh();
        let extended = self.option("extglob");
        let operators = self.extends(part);
        let syntax = Syntax { extended, groups: zsh, operators };
        let slash = if last { "" } else { "/" };
        let plain = !operators && !Pattern::is_special(part, syntax);
        let text: String = part.iter().map(|(letter, _)| letter).collect();
        let mut next = Vec::new();
        // bash: letters of a pattern in either case; of a directory that is named by its letters they count.
        let folds = !zsh && !plain && self.option("nocaseglob");
        let part = if folds { &super::matching::folded(part) } else { part };
        let pattern = if plain { None } else { Some(Pattern::new(part, syntax)?) };
        for base in bases {
            match &pattern {
                None => {
                    let path = format!("{base}{text}{slash}");
                    let folder = || {
                        let path = self.absolute(&path);
                        path.is_some_and(|path| self.host.machine().is_directory(&path))
                    };
                    let fits = if text.is_empty() { folder() } else { self.there(&path) };
                    if !last || fits {
                        next.push(path);
                    }
                }
                Some(pattern) => {
                    let hidden = self.shows_hidden() || dots || text.starts_with('.');
                    for entry in self.listing(base)? {
                        let visible = hidden || !entry.name.starts_with('.');
                        // Which letters are the same beyond ASCII is the locale's to say.
                        if folds && !entry.name.is_ascii() {
                            return None;
                        }
                        let name = match folds {
                            true => entry.name.to_lowercase(),
                            false => entry.name.clone(),
                        };
                        let fits = last || entry.kind != Kind::File;
                        if visible && fits && pattern.matches(&name) {
                            next.push(format!("{base}{}{slash}", entry.name));
                        }
                    }
                }
            }
        }
        Some(next)
    }

    /// Whether `*` finds names that begin with a dot.
    fn shows_hidden(&self) -> bool {
        self.option(if self.state.dialect.is_zsh() { "globdots" } else { "dotglob" })
    }

    fn there(&self, path: &str) -> bool {
        self.absolute(path).is_some_and(|path| self.host.machine().link_status(&path).is_ok())
    }

    fn listing(&self, base: &str) -> Option<Vec<crate::machine::Entry>> {
        let directory = self.absolute(if base.is_empty() { "." } else { base })?;
        match self.host.machine().list(&directory) {
            Ok(entries) => {
                work::done_each(1 + entries.len());
                Some(entries)
            }
            Err(fault) if fault == crate::machine::Fault::Denied || fault.is_ours() => None,
            Err(_) => Some(Vec::new()),
        }
    }

    fn qualifies(&self, path: &str, qualifiers: &str) -> bool {
        let Some(path) = self.absolute(path) else { return false };
        let machine = self.host.machine();
        let status = if qualifiers.contains('-') {
            machine.status(&path)
        } else {
            machine.link_status(&path)
        };
        let kind = status.map(|status| status.kind);
        let wants = |sign: char, wanted: Kind| !qualifiers.contains(sign) || kind == Ok(wanted);
        // A directory in which something is.
        let full = || {
            let entries = machine.list(&path);
            kind == Ok(Kind::Directory) && entries.is_ok_and(|entries| !entries.is_empty())
        };
        (!qualifiers.contains('F') || full())
            && wants('/', Kind::Directory)
            && wants('.', Kind::File)
            && wants('@', Kind::Symlink)
    }

    /// zsh: the qualifiers in parentheses at the end are taken off.
    fn qualifiers(&self, characters: &mut Characters) -> String {
        let open = characters.iter().rposition(|one| *one == ('(', false));
        let Some(open) = open else { return String::new() };
        let inside: String = characters[open + 1..].iter().map(|(letter, _)| letter).collect();
        let Some(inside) = inside.strip_suffix(')') else { return String::new() };
        if inside.contains(['|', '(', '~']) || open == 0 {
            return String::new();
        }
        let explicit = inside.strip_prefix("#q").filter(|_| self.option("extendedglob"));
        let inside = explicit.unwrap_or(inside).to_owned();
        characters.truncate(open);
        inside
    }
}

/// Behind a colon stand modifiers of the names (zshexpn(1), "Glob Qualifiers"); only those of a letter are told apart.
fn modifiers(qualifiers: String) -> (String, Vec<String>) {
    let Some((front, behind)) = qualifiers.split_once(':') else { return (qualifiers, Vec::new()) };
    let modifiers: Vec<String> = behind.split(':').map(|one| format!(":{one}")).collect();
    let plain = |one: &String| matches!(one.as_str(), ":a" | ":A" | ":e" | ":h" | ":r" | ":t");
    match modifiers.iter().all(plain) {
        true => (front.to_owned(), modifiers),
        false => (qualifiers, Vec::new()),
    }
}

/// Whether [`Evaluator::qualifies`] knows what these qualifiers ask.
fn follows(qualifiers: &str) -> bool {
    qualifiers.chars().all(|letter| matches!(letter, 'N' | 'D' | '/' | '.' | '-' | '@' | 'F'))
}

/// Whether qualifiers can only leave names out or order them: of no names they make none (zshexpn(1), "Glob
/// Qualifiers"; `D`, `e`, `P`, `+name` and what takes a text between delimiters are others).
fn narrows(qualifiers: &str) -> bool {
    let mut letters = qualifiers.chars().peekable();
    while let Some(letter) = letters.next() {
        let fits = match letter {
            '+' => letters.peek().is_some_and(char::is_ascii_digit),
            _ => letter.is_ascii_digit() || "/F.@=p*%rwxAIERWXstSamcLoOnNhMldU-^,".contains(letter),
        };
        if !fits {
            return false;
        }
    }
    true
}
