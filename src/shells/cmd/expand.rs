//! Expansion: `%name%` while a line is read, `%i` of `for` and `!name!` while it runs.
//!
//! Phases 1, 4 and 5 of dbenham and jeb's model; the tables of cases are in
//! `tests/data/cmd`.

mod modifier;
mod path;
mod special;

use std::rc::Rc;

pub use modifier::modified;
pub use path::{Modifiers, apply, full_path};
pub use special::pseudo_variable;

use super::state::{Arguments, State};
use super::traced::{HOLE, Traced, bare};
use crate::machine::Machine;
use crate::value::{Origin, Unknown, Value};

/// A value longer than this expands to nothing (xmake-io/xmake#7281; KB830473 for the line's own limit).
pub const LONGEST: usize = 8191;

/// What expansion reads.
#[derive(Clone, Copy)]
pub struct Expander<'e> {
    /// Variables, directory, arguments.
    pub state: &'e State,
    /// Files, for `%~f1` and its kin.
    pub machine: &'e dyn Machine,
}

enum Found {
    Value(Value),
    Undefined,
    /// The value, if it is set at all; where it is not, that is not known.
    Uncertain(Rc<Unknown>),
}

impl Expander<'_> {
    fn find(&self, name: &str) -> Found {
        if name.contains(HOLE) {
            let origin = Origin::Builtin("cmd".into());
            let unknown = Unknown::new("the variable's name is not known", origin);
            return Found::Uncertain(Rc::new(unknown));
        }
        if let Some(value) = special::fixed_variable(self.state, name) {
            return Found::Value(value);
        }
        if let Some(value) = self.state.variable(name) {
            return Found::Value(limited(value));
        }
        let made_up = self.state.extensions.then(|| pseudo_variable(self.state, name)).flatten();
        match (made_up, self.state.absence_doubt(name)) {
            (Some(value), None) => Found::Value(value),
            (Some(value), Some(why)) => Found::Value(value.doubted(&why)),
            (None, Some(why)) => Found::Uncertain(self.perhaps(name, &why)),
            (None, None) => Found::Undefined,
        }
    }

    /// What a name that is likely not set expands to.
    fn perhaps(&self, name: &str, why: &Rc<Unknown>) -> Rc<Unknown> {
        let likely = match self.batch() {
            true => Value::empty(),
            false => Value::known(format!("%{name}%"), Origin::Builtin("cmd".into())),
        };
        Rc::new(Unknown { likely: Some(likely), ..(**why).clone() })
    }

    /// The value `set /a`, `if defined` and the modifiers see; `None` if there is none.
    pub fn value(&self, name: &str) -> Option<Value> {
        match self.find(name) {
            Found::Value(value) => Some(value),
            Found::Undefined => None,
            Found::Uncertain(unknown) => Some(Value::unknown(bare(&unknown))),
        }
    }

    /// Phase 1: expands a part of `line` that was just read and puts it behind `out`.
    pub fn percent(&self, line: &Traced, out: &mut Traced) {
        let text = line.text();
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut kept = 0;
        while let Some(next) = memchr::memchr(b'%', &bytes[at..]) {
            at += next;
            out.push_part(line, kept..at);
            let taken = self.reference(line, at, out);
            at += taken;
            kept = at;
        }
        out.push_part(line, kept..text.len());
    }

    fn batch(&self) -> bool {
        self.state.arguments.is_some()
    }

    /// Expands what the `%` at `at` begins; how many bytes were used up.
    fn reference(&self, line: &Traced, at: usize, out: &mut Traced) -> usize {
        let rest = &line.text()[at + 1..];
        let origin = line.origin_at(at).unwrap_or_else(|| Origin::Builtin("cmd".into()));
        if let Some(arguments) = &self.state.arguments {
            if rest.starts_with('%') {
                out.push("%", &origin);
                return 2;
            }
            if let Some(taken) = self.argument(arguments, rest, out, &origin) {
                return 1 + taken;
            }
        }
        match self.variable(rest, '%', out, &origin) {
            Reference::Replaced(taken) => 1 + taken,
            Reference::Undefined(taken) if self.batch() => 1 + taken,
            Reference::None if self.batch() => 1,
            Reference::Undefined(_) | Reference::None => {
                out.push("%", &origin);
                1
            }
        }
    }

    /// `%1`, `%~dp0`, `%*`; how many bytes behind the `%` were used up.
    fn argument(
        &self,
        arguments: &Rc<Arguments>,
        rest: &str,
        out: &mut Traced,
        origin: &Origin,
    ) -> Option<usize> {
        let first = rest.chars().next()?;
        if first == '*' && self.state.extensions {
            out.append(&arguments.tail);
            return Some(1);
        }
        if let Some(index) = first.to_digit(10) {
            self.push_argument(arguments, index as usize, out);
            return Some(1);
        }
        if first != '~' || !self.state.extensions {
            return None;
        }
        let (modifiers, length) = Modifiers::before(&rest[1..], |letter| letter.is_ascii_digit())?;
        let digit = rest[1 + length..].chars().next()?.to_digit(10)? as usize;
        let mut argument = Traced::default();
        self.push_argument(arguments, digit, &mut argument);
        let script = digit == 0 && !arguments.shifted_zero && modifiers.needs_path();
        if script {
            argument = Traced::known(&arguments.script, origin.clone());
        }
        let mut applied = apply(self, &argument, &modifiers, origin);
        if let (true, Some(why)) = (script, &arguments.doubt) {
            applied = Traced::of(&applied.to_value().doubted(why));
        }
        out.append(&applied);
        Some(1 + length + 1)
    }

    fn push_argument(&self, arguments: &Arguments, index: usize, out: &mut Traced) {
        let argument = match index {
            0 => Some(&arguments.zero),
            _ => arguments.rest.get(index - 1),
        };
        match (argument, &arguments.beyond) {
            (Some(argument), _) => out.append(argument),
            (None, Some(unknown)) => out.push_unknown(unknown.clone()),
            (None, None) => {}
        }
    }

    /// Expands `name%`, `name:~1,2%`, `name:a=b%`.
    fn variable(&self, rest: &str, sign: char, out: &mut Traced, origin: &Origin) -> Reference {
        // A line feed that a caret kept may stand in `!…!`: the usual way to replace by one.
        let ends = |letter: char| letter == sign || letter == '\n' && sign == '%';
        let close = rest.find(ends).unwrap_or(rest.len());
        if !rest[close..].starts_with(sign) {
            return self.unclosed(&rest[..close]);
        }
        let colon = rest[..close].find(':').filter(|_| self.state.extensions);
        let colon = colon.filter(|colon| colon + 1 < close);
        let Some(colon) = colon else {
            return match self.find(&rest[..close]) {
                Found::Value(value) if close > 0 => {
                    out.push_value(&value);
                    Reference::Replaced(close + 1)
                }
                Found::Uncertain(unknown) => {
                    out.push_unknown(unknown);
                    Reference::Replaced(close + 1)
                }
                _ => Reference::Undefined(close + 1),
            };
        };
        let name = &rest[..colon];
        let close = modifier::end(rest, colon + 1, sign).unwrap_or(close);
        if let Err(unknown) = self.state.is_set(name) {
            out.append(&self.likely_part(name, &rest[colon + 1..close], origin, &unknown));
            return Reference::Replaced(close + 1);
        }
        match self.find(name) {
            Found::Uncertain(unknown) => {
                out.push_unknown(unknown);
                Reference::Replaced(close + 1)
            }
            Found::Value(value) if colon > 0 => {
                match modified(&value, &rest[colon + 1..close], origin) {
                    Some(changed) => {
                        out.append(&changed);
                        Reference::Replaced(close + 1)
                    }
                    None => Reference::None,
                }
            }
            _ => Reference::Undefined(colon + 1),
        }
    }

    /// A part of a value behind a doubt, with what it likely is.
    fn likely_part(&self, name: &str, part: &str, origin: &Origin, why: &Rc<Unknown>) -> Traced {
        let doubted = |value: &&Value| value.why_unknown().is_some_and(|why| why.likely.is_some());
        let value = self.state.variable(name).filter(doubted).map(Value::likely);
        let changed = value.and_then(|value| modified(&value, part, origin));
        Traced::of(&match changed {
            Some(changed) => changed.to_value().doubted(why),
            None => Value::unknown(why.clone()),
        })
    }

    /// `%name` without an end; with a colon behind an undefined name, the name goes.
    fn unclosed(&self, rest: &str) -> Reference {
        match rest.find(':').filter(|_| self.state.extensions) {
            Some(colon) if colon > 0 && matches!(self.find(&rest[..colon]), Found::Undefined) => {
                Reference::Undefined(colon + 1)
            }
            _ => Reference::None,
        }
    }

    /// Phase 4: the variables of the `for` loops around.
    pub fn loops(&self, text: &Traced) -> Traced {
        if self.state.visible == 0 || !text.text().contains('%') {
            return text.clone();
        }
        let flat = text.text();
        let mut out = Traced::default();
        let (mut at, mut kept) = (0, 0);
        while let Some(next) = memchr::memchr(b'%', &flat.as_bytes()[at..]) {
            at += next;
            let origin = text.origin_at(at).unwrap_or_else(|| Origin::Builtin("cmd".into()));
            match self.loop_reference(&flat[at + 1..], &origin) {
                Some((value, taken)) => {
                    out.push_part(text, kept..at);
                    out.append(&value);
                    at += 1 + taken;
                    kept = at;
                }
                None => at += 1,
            }
        }
        out.push_part(text, kept..flat.len());
        out
    }

    fn loop_reference(&self, rest: &str, origin: &Origin) -> Option<(Traced, usize)> {
        let first = rest.chars().next()?;
        let active = |letter: char| self.state.loop_variable(letter).is_some();
        if first == '~' {
            let found = Modifiers::before(&rest[1..], active);
            if let Some((modifiers, length)) = found {
                let letter = rest[1 + length..].chars().next()?;
                let value = self.state.loop_variable(letter)?;
                let applied = apply(self, value, &modifiers, origin);
                return Some((applied, 1 + length + letter.len_utf8()));
            }
        }
        let value = self.state.loop_variable(first)?;
        Some((value.clone(), first.len_utf8()))
    }

    /// Phase 5: `!name!`; carets count once more, but only where there is a `!`.
    pub fn delayed(&self, text: &Traced) -> Traced {
        let marked = text.text().contains('!');
        if let (true, Some(why)) = (marked, &self.state.delayed_unknown) {
            let mut unknown = Traced::default();
            unknown.push_unknown(why.clone());
            return unknown;
        }
        if !self.state.delayed || !marked {
            return text.clone();
        }
        let flat = text.text();
        let mut out = Traced::default();
        let mut at = 0;
        while at < flat.len() {
            let letter = flat[at..].chars().next().unwrap_or(' ');
            match letter {
                '^' => {
                    let next = flat[at + 1..].chars().next().map_or(0, char::len_utf8);
                    out.push_part(text, at + 1..at + 1 + next);
                    at += 1 + next;
                }
                '!' => at += self.delayed_reference(text, at, &mut out),
                _ => {
                    let run = flat[at..].find(['^', '!']).unwrap_or(flat.len() - at);
                    out.push_part(text, at..at + run);
                    at += run;
                }
            }
        }
        out
    }

    fn delayed_reference(&self, text: &Traced, at: usize, out: &mut Traced) -> usize {
        let flat = &text.text()[at..];
        let signs = flat.len() - flat.trim_start_matches('!').len();
        let origin = text.origin_at(at).unwrap_or_else(|| Origin::Builtin("cmd".into()));
        match self.variable(&flat[signs..], '!', out, &origin) {
            Reference::Replaced(taken) | Reference::Undefined(taken) => signs + taken,
            Reference::None => signs,
        }
    }
}

enum Reference {
    /// So many bytes behind the sign were replaced.
    Replaced(usize),
    /// The name is not defined; so many bytes vanish in a batch file.
    Undefined(usize),
    /// This sign begins nothing.
    None,
}

fn limited(value: &Value) -> Value {
    match value.text() {
        Some(text) if text.len() > LONGEST && text.encode_utf16().count() > LONGEST => {
            Value::empty()
        }
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::state;
    use super::*;
    use crate::machine::recorded::Recorded;
    use crate::machine::{Facts, Platform};

    fn expand(batch: bool, text: &str) -> String {
        let mut state = state(&[("test", "abc"), ("VAR", "qwerty"), ("FOO ", "blank")]);
        let origin = Origin::Default("test".into());
        if batch {
            let one = Traced::known("\"a b\"", origin.clone());
            let arguments =
                Arguments { rest: vec![one.clone()], tail: one, ..Arguments::default() };
            state.arguments = Some(Rc::new(arguments));
        }
        let machine = Recorded::new(Facts::new(Platform::Windows));
        let mut out = Traced::default();
        let expander = Expander { state: &state, machine: &machine };
        expander.percent(&Traced::known(text, origin), &mut out);
        out.text().to_owned()
    }

    #[test]
    fn percent_signs_in_a_batch_file() {
        for (text, expected) in [
            ("%%", "%"),
            ("%%%", "%"),
            ("%%%%", "%%"),
            ("%test%%", "abc"),
            ("%%test%", "%test"),
            ("%%%test%%%", "%abc%"),
            ("P%", "P"),
            ("%P", "P"),
            ("P%UNKNOWN%S", "PS"),
            ("%undef:LEAK%", "LEAK"),
            ("%undef:~0,1%", "~0,1"),
            ("%FOO %", "blank"),
            ("%1PATH%", "\"a b\"PATH"),
            ("%~1", "a b"),
            ("%2-%*", "-\"a b\""),
            ("%VAR:~2a%", "VAR:~2a"),
            ("%VAR:~2%", "erty"),
        ] {
            assert_eq!(expand(true, text), expected, "{text}");
        }
    }

    #[test]
    fn percent_signs_on_the_command_line() {
        for text in ["%hello1%", "%hello2", "%hello3:h=t%", "%hello4%%", "%1", "%%", "a%"] {
            assert_eq!(expand(false, text), text);
        }
        assert_eq!(expand(false, "%%test%%"), "%abc%");
    }
}
