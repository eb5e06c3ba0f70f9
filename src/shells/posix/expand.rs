//! Words to values (POSIX 2.6, bash(1) EXPANSION, zshexpn(1)).

mod bounds;
mod brace;
mod element;
mod fields;
mod file;
mod flags;
mod glob;
mod made;
mod number;
mod parameter;
mod quoting;
mod search;
mod sequence;
mod subject;
mod transform;
mod zsh;

use std::rc::Rc;

pub(super) use bounds::{LONGEST, MOST_ELEMENTS, TOO_LONG};
pub use fields::{Field, Fields};
pub(super) use made::Made;
pub(super) use transform::{attribute_letters, double_quoted};

use super::pattern::{self, Characters, Pattern, Syntax};
use super::run::{Evaluator, Stop};
use super::state::Status;
use super::syntax::{Line, Parameter, Part, Word};
use crate::text::{Place, Source, Span};
use crate::value::{Alternative, Choice, Origin, Piece, Shape, Unknown, Value};

/// What an expansion gives, unless it stops the file.
pub type Expanded<T> = Result<T, Stop>;

/// Where a word stands, which decides what is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Arguments: split, globbed, empty ones dropped.
    Arguments,
    /// The same, with tildes behind colons.
    Elements,
    /// An assigned value: one text, tildes behind colons too.
    Assignment,
    /// One text.
    Single,
}

impl Purpose {
    /// Whether several words may come of it.
    pub fn splits(self) -> bool {
        matches!(self, Self::Arguments | Self::Elements)
    }
}

impl Evaluator<'_> {
    /// The text under a span.
    pub fn text(&self, span: Span) -> String {
        span.of(self.source.text()).to_owned()
    }

    /// The origin of what stands at a span.
    pub fn origin(&self, span: Span) -> Origin {
        Origin::File(Place::new(&self.source, span))
    }

    /// Known text that the profile itself writes.
    pub fn written(&self, span: Span) -> Value {
        // Text that was made at run time keeps the origins of what it was made of.
        let made = self.made.iter().rev().find(|made| Rc::ptr_eq(&made.source, &self.source));
        let traced = made.map(|made| made.slice(span.start as usize, span.end as usize));
        match traced {
            Some(value) if !value.pieces().is_empty() => value,
            _ => Value::known(span.of(self.source.text()), self.origin(span)),
        }
    }

    /// An unknown value with its place.
    pub fn unknown(&self, reason: &str, span: Span) -> Value {
        Value::unknown(Unknown::new(reason, self.origin(span)))
    }

    /// The arguments of one word.
    pub fn word_arguments(&mut self, word: &Word) -> Expanded<Vec<Value>> {
        self.words_for(word, Purpose::Arguments)
    }

    /// The elements that one word of an array literal makes: zsh expands tildes behind colons there.
    pub fn element_words(&mut self, word: &Word) -> Expanded<Vec<Value>> {
        match self.state.dialect.is_zsh() {
            true => self.words_for(word, Purpose::Elements),
            false => self.words_for(word, Purpose::Arguments),
        }
    }

    fn words_for(&mut self, word: &Word, purpose: Purpose) -> Expanded<Vec<Value>> {
        let mut values = Vec::new();
        let Some(all) = self.braces(word) else {
            let reason = "is made of braces that envsim does not follow";
            let unknown = Unknown::new(reason, self.origin(word.span)).shaped(Shape::Words);
            return Ok(vec![Value::unknown(unknown)]);
        };
        let keeps = self.state.dialect.is_zsh() && all.len() > 1;
        for parts in all {
            let mut fields = Fields::default();
            self.parts(&parts, purpose, false, &mut fields)?;
            let fields = fields.finish();
            // zsh keeps an empty word that braces made.
            if keeps && fields.is_empty() {
                values.push(Value::empty());
            }
            for field in fields {
                self.globbed(field, word.span, &mut values)?;
            }
        }
        Ok(values.into_iter().map(|value| self.bounded(value, word.span)).collect())
    }

    /// One text: nothing is split or globbed.
    pub fn single(&mut self, word: &Word) -> Expanded<Value> {
        self.joined(&word.parts, Purpose::Single)
    }

    /// The text of a word in `[[`: zsh makes file names of one that ends in `(#q…)` (zshmisc(1), CONDITIONAL
    /// EXPRESSIONS).
    pub fn tested(&mut self, word: &Word) -> Expanded<Value> {
        let makes_names = self.state.dialect.is_zsh()
            && self.option("extendedglob")
            && word.span.of(self.source.text()).contains("(#q");
        if !makes_names {
            return self.single(word);
        }
        let names = self.word_arguments(word)?;
        Ok(self.bounded(Value::from_entries(names, ' '), word.span))
    }

    /// An assigned text.
    pub fn assigned(&mut self, word: &Word) -> Expanded<Value> {
        self.joined(&word.parts, Purpose::Assignment)
    }

    fn joined(&mut self, parts: &[Part], purpose: Purpose) -> Expanded<Value> {
        let mut fields = Fields::default();
        self.parts(parts, purpose, false, &mut fields)?;
        let values = fields.finish().into_iter().map(Field::into_value);
        Ok(self.bounded(Value::from_entries(values, ' '), parts_span(parts)))
    }

    /// The text of parts inside double quotes.
    pub fn quoted(&mut self, parts: &[Part]) -> Expanded<Value> {
        let mut fields = Fields::default();
        self.parts(parts, Purpose::Single, true, &mut fields)?;
        let values = fields.finish().into_iter().map(Field::into_value);
        Ok(self.bounded(Value::from_entries(values, ' '), parts_span(parts)))
    }

    /// A word as a pattern: what is quoted stands for itself; `None` with a reason where it is not known.
    pub fn pattern(&mut self, word: &Word) -> Expanded<Result<Characters, Rc<Unknown>>> {
        let mut fields = Fields::default();
        self.parts(&word.parts, Purpose::Single, false, &mut fields)?;
        let mut characters = Characters::new();
        for field in fields.finish() {
            for chunk in field.chunks {
                // zsh takes what an expansion gives literally (zshexpn(1), GLOB_SUBST).
                let literal = chunk.quoted
                    || (chunk.expanded && self.state.dialect.is_zsh() && !self.option("globsubst"));
                match chunk.value.text() {
                    Some(text) => characters.extend(text.chars().map(|letter| (letter, literal))),
                    None => return Ok(Err(self.why(&chunk.value, word.span))),
                }
            }
        }
        Ok(Ok(characters))
    }

    /// Whether a text that is not known as a whole matches, where that is the same for all it can be.
    fn matches_in_part(&self, text: &Value, characters: &Characters) -> Option<bool> {
        let pattern = Pattern::new(characters, self.pattern_syntax(true))?;
        let cased = !self.option("nocasematch") && !self.option("nocaseglob");
        text.all(|one| match one.text() {
            Some(known) => Some(pattern.matches(&known)).filter(|_| !pattern.gave_up()),
            None => pattern::decided(characters, one).filter(|_| cased),
        })
    }

    /// Whether a text matches a pattern word; the reason where that is not known.
    pub fn matches(&mut self, text: &Value, word: &Word) -> Expanded<Result<bool, Rc<Unknown>>> {
        let characters = match self.pattern(word)? {
            Ok(characters) => characters,
            Err(why) => return Ok(Err(why)),
        };
        // A lone star matches whatever the text is.
        if !characters.is_empty() && characters.iter().all(|one| *one == ('*', false)) {
            return Ok(Ok(true));
        }
        let folds = self.state.dialect.is_bash() && self.option("nocasematch");
        let characters = if folds { folded(&characters) } else { characters };
        let text = &if folds { text.map_text(str::to_lowercase) } else { text.clone() };
        let Some(known) = text.text() else {
            let decided = self.matches_in_part(text, &characters);
            return Ok(decided.ok_or_else(|| self.why(text, word.span)));
        };
        match Pattern::new(&characters, self.pattern_syntax(true)) {
            Some(pattern) => {
                let matched = pattern.matches(&known);
                self.works(Some(&pattern));
                if pattern.gave_up() {
                    let reason = "is compared with a pattern that takes too long";
                    return Ok(Err(self.reason(reason, word.span)));
                }
                Ok(Ok(matched))
            }
            None => Ok(Err(Rc::new(Unknown::new(
                "is compared with a pattern envsim does not follow",
                self.origin(word.span),
            )))),
        }
    }

    /// Which pattern operators count; `[[` and `case` of bash have ksh's groups always.
    pub fn pattern_syntax(&self, condition: bool) -> Syntax {
        let zsh = self.state.dialect.is_zsh();
        Syntax {
            extended: if zsh {
                self.option("kshglob")
            } else {
                self.state.dialect.is_bash() && (condition || self.option("extglob"))
            },
            groups: zsh && !self.option("shglob"),
            operators: zsh && self.option("extendedglob"),
        }
    }

    /// The reason why a value is not known.
    pub fn why(&self, value: &Value, span: Span) -> Rc<Unknown> {
        value
            .why_unknown()
            .unwrap_or_else(|| Rc::new(Unknown::new("is not known", self.origin(span))))
    }

    /// Adds parts to the fields.
    pub fn parts(
        &mut self,
        parts: &[Part],
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) -> Expanded<()> {
        for (index, part) in parts.iter().enumerate() {
            if index == 0 && !quoted && self.tilde_meets_expansion(parts) {
                let reason = "has a tilde whose name an expansion completes";
                out.push(self.unknown(reason, part_span(&parts[0])), true, true);
                continue;
            }
            let last = index + 1 == parts.len();
            self.part(part, index == 0, last, purpose, quoted, out)?;
        }
        Ok(())
    }

    /// zsh reads a tilde's name after the expansions behind it are done (`~$n`); the other shells never do.
    fn tilde_meets_expansion(&self, parts: &[Part]) -> bool {
        let [Part::Text(span), next, ..] = parts else { return false };
        let text = span.of(self.source.text());
        let open = text.starts_with('~') && !text.contains('/');
        let expansion = matches!(
            next,
            Part::Plain(_)
                | Part::Parameter(_)
                | Part::Command(..)
                | Part::Backquoted(_)
                | Part::Arithmetic(..)
        );
        self.state.dialect.is_zsh() && open && expansion
    }

    fn part(
        &mut self,
        part: &Part,
        first: bool,
        last: bool,
        purpose: Purpose,
        quoted: bool,
        out: &mut Fields,
    ) -> Expanded<()> {
        match part {
            Part::Text(span) if quoted => out.push(self.written(*span), true, false),
            Part::Text(span) => self.plain(*span, first, last, purpose, out)?,
            Part::Made(text, span) => {
                out.push(Value::known(text.clone(), self.origin(*span)), quoted, false);
            }
            Part::Escaped(span) | Part::Single(span) => out.push(self.written(*span), true, false),
            Part::Ansi(span)
                if self.state.dialect.is_zsh() && names_wide(self.text(*span).as_str()) =>
            {
                let value = self.wide_text(*span)?;
                out.push(value, true, false);
            }
            Part::Ansi(span) => {
                let text = ansi(span.of(self.source.text()), self.state.dialect.is_zsh());
                out.push(Value::known(text, self.origin(*span)), true, false);
            }
            Part::Double(inner) => {
                out.mark_quoted();
                self.parts(inner, purpose, true, out)?;
            }
            Part::Plain(span) => {
                self.parameter(&Parameter::plain(*span), purpose, quoted, out)?;
            }
            Part::Parameter(parameter) => self.parameter(parameter, purpose, quoted, out)?,
            Part::Command(body, span) => {
                let value = self.captured(body, *span)?;
                self.substituted(value, purpose, quoted, out);
            }
            Part::Backquoted(span) => {
                let value = self.backquoted(*span, quoted)?;
                self.substituted(value, purpose, quoted, out);
            }
            Part::Arithmetic(inner, span) => {
                let value = self.arithmetic_value(inner, *span)?;
                out.push(value, quoted, true);
            }
            // zsh's names are another each time.
            Part::Process(_, span) if !purpose.splits() && self.state.dialect.is_zsh() => {
                out.push(self.unknown("names a file that the shell makes", *span), true, true);
            }
            Part::Process(body, span) => {
                let name = self.pipe_name(body, *span);
                out.push(name, true, true);
            }
        }
        Ok(())
    }

    /// Adds what a substitution gave: split where arguments are wanted.
    fn substituted(&mut self, value: Value, purpose: Purpose, quoted: bool, out: &mut Fields) {
        if quoted || !purpose.splits() {
            out.push(value, quoted, true);
        } else {
            let separators = self.separators();
            out.split(&value, separators.as_deref());
        }
    }

    /// The characters that split: IFS, blanks by default, none where it is empty.
    pub fn separators(&self) -> Option<String> {
        match self.state.value("IFS") {
            None => Some(" \t\n".to_owned()),
            Some(value) => value.text().map(|text| text.into_owned()),
        }
    }

    /// Unquoted text: tildes, then itself.
    fn plain(
        &mut self,
        span: Span,
        first: bool,
        last: bool,
        purpose: Purpose,
        out: &mut Fields,
    ) -> Expanded<()> {
        let text = self.text(span);
        let mut at = 0;
        let mut colons = matches!(purpose, Purpose::Assignment | Purpose::Elements);
        // bash takes words that look like assignments for such (bash(1), "Tilde Expansion").
        let name = crate::shells::posix::parser::name_len(&text);
        let looks = first && purpose == Purpose::Arguments && text[name..].starts_with("=~");
        let bash = self.state.dialect.is_bash() && !self.state.dialect.posix;
        let magic = self.state.dialect.is_zsh() && self.option("magicequalsubst");
        if looks && name > 0 && (bash || magic) {
            colons = true;
            out.push(self.slice(span, 0, name + 1), false, false);
            let rest = Span::new(span.start as usize + name + 1, span.end as usize);
            at = name + 1 + self.tilde(&text[name + 1..], rest, last, true, out)?;
        } else if first {
            at = self.tilde(&text, span, last, colons, out)?;
        }
        if first && last && self.equals_path(&text, span, out)? {
            return Ok(());
        }
        while let Some(colon) = text[at..].find(":~").filter(|_| colons) {
            let end = at + colon + 1;
            out.push(self.slice(span, at, end), false, false);
            let rest = Span::new(span.start as usize + end, span.end as usize);
            let taken = self.tilde(&text[end..], rest, last, true, out)?;
            at = end + taken;
            if taken == 0 {
                out.push(self.slice(span, end, end + 1), false, false);
                at = end + 1;
            }
        }
        if at < text.len() {
            out.push(self.slice(span, at, text.len()), false, false);
        }
        Ok(())
    }

    /// zsh's `=name`: the path of a program (zshexpn(1), "`=' expansion").
    fn equals_path(&mut self, text: &str, span: Span, out: &mut Fields) -> Expanded<bool> {
        let plain = |name: &str| {
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.+".contains(&byte))
        };
        let name = text.strip_prefix('=').filter(|name| !name.is_empty() && plain(name));
        let Some(name) = name.filter(|_| self.state.dialect.is_zsh() && !self.option("noequals"))
        else {
            return Ok(false);
        };
        match self.command_path(name, span) {
            Ok(Some(path)) => out.push(path, true, true),
            Err(why) => out.push(Value::unknown((*why).clone()), true, true),
            Ok(None) => {
                self.error(&format!("{name} not found"), "equals", span);
                return Err(Stop::File);
            }
        }
        Ok(true)
    }

    fn slice(&self, span: Span, from: usize, to: usize) -> Value {
        let start = span.start as usize;
        self.written(Span::new(start + from, start + to))
    }

    /// A tilde prefix at the start of a text; how many bytes it took.
    fn tilde(
        &mut self,
        text: &str,
        span: Span,
        last: bool,
        colons: bool,
        out: &mut Fields,
    ) -> Expanded<usize> {
        if !text.starts_with('~') {
            return Ok(0);
        }
        let stop = |c: char| c == '/' || (colons && c == ':');
        let end = text.find(stop);
        // A prefix that runs into a quote or an expansion is none (POSIX 2.6.1).
        let Some(end) = end.or_else(|| last.then_some(text.len())) else { return Ok(0) };
        let origin = self.origin(Span::new(span.start as usize, span.start as usize + end));
        let value = match &text[1..end] {
            "" => self.home(origin),
            "+" if !self.state.dialect.is_dash() => Some(self.state.cwd.clone()),
            "-" if !self.state.dialect.is_dash() => self.state.value("OLDPWD"),
            name => self.user_home(name, origin)?,
        };
        let Some(value) = value else { return Ok(0) };
        out.push(value, true, true);
        Ok(end)
    }

    fn home(&self, origin: Origin) -> Option<Value> {
        if let Some(home) = self.state.value("HOME") {
            return Some(home);
        }
        let dialect = self.state.dialect;
        if dialect.is_zsh() {
            return Some(Value::empty());
        }
        let home = &self.host.machine().facts().user.home;
        (dialect.is_bash() && !home.is_empty()).then(|| Value::known(home.as_str(), origin))
    }

    fn user_home(&mut self, name: &str, origin: Origin) -> Expanded<Option<Value>> {
        if let Some(directory) = self.state.named_directories.get(name) {
            return Ok(Some(directory.clone()));
        }
        let user = &self.host.machine().facts().user;
        if user.name == name && !user.home.is_empty() {
            return Ok(Some(Value::known(user.home.as_str(), origin)));
        }
        if name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) {
            let reason = format!("depends on whether a user `{name}` is known");
            return Ok(Some(Value::unknown(Unknown::new(reason, origin))));
        }
        Ok(None)
    }

    /// `$( … )`: what the body prints, without the line ends behind it.
    fn captured(&mut self, body: &super::syntax::Body, span: Span) -> Expanded<Value> {
        if let Some(redirect) = self.only_input(body) {
            return self.file_substitution(redirect);
        }
        // bash and zsh read it when they run it: aliases that are there by then are replaced.
        let late = !self.state.dialect.is_dash();
        let value = self.capture(span, |this| {
            let outer = this.epoch;
            this.epoch = if late { this.state.epoch } else { outer };
            let _ = this.body(body);
            this.epoch = outer;
        });
        Ok(value)
    }

    /// The text between backquotes is parsed now: a backslash before `$`, `` ` `` and `\`, in quotes
    /// before a quote too, is dropped first.
    fn backquoted(&mut self, span: Span, quoted: bool) -> Expanded<Value> {
        let raw = span.of(self.source.text());
        let mut text = String::with_capacity(raw.len());
        let mut letters = raw.chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek();
            let escapes = matches!(next, Some('$' | '`' | '\\')) || quoted && next == Some(&'"');
            if letter == '\\' && escapes {
                text.extend(letters.next());
            } else {
                text.push(letter);
            }
        }
        let source = Source::evaluated(&text, Place::new(&self.source, span));
        if text.trim_start().starts_with('<') {
            let (script, _) = super::parser::parse(&text, self.state.dialect);
            let outer = std::mem::replace(&mut self.source, source.clone());
            let value = match script.lines.as_slice() {
                [Line::Commands(body)] => {
                    self.only_input(body).map(|redirect| self.file_substitution(redirect))
                }
                _ => None,
            };
            self.source = outer;
            if let Some(value) = value {
                return value;
            }
        }
        Ok(self.capture(span, |this| {
            let _ = this.evaluated(&source);
        }))
    }

    /// Runs something in a subshell and gives what it printed.
    pub fn capture(&mut self, span: Span, run: impl FnOnce(&mut Self)) -> Value {
        let _ = self.host.spend(1);
        self.captures += 1;
        // What was captured before is out of reach, and too long to be copied for nothing.
        let outer = std::mem::take(&mut self.state.sinks);
        let before = self.state.clone();
        self.state.sinks.push(Value::empty());
        let complaints = self.complaints;
        self.state.out_of_reach();
        // bash turns `set -e` off there, unless it is in its POSIX mode (bash(1), "Command Substitution").
        let off = self.state.dialect.is_bash() && !self.state.dialect.posix;
        let lost = self.enclosed(|this| {
            if off {
                this.state.options.turn("errexit", false);
            }
            run(this);
        });
        let status = self.state.status.clone();
        let printed = self.state.sinks.pop().unwrap_or_default();
        self.state = before;
        self.state.sinks = outer;
        self.state.status = status.clone();
        if self.complaints > complaints {
            self.complain(None, span);
        }
        if let Some(why) = lost {
            return Value::unknown((*why).clone());
        }
        if let Status::Unknown(why) = &status {
            if printed.is_empty() == Some(true) && printed.pieces().is_empty() {
                return Value::unknown(Unknown::new(why.reason.clone(), self.origin(span)));
            }
        }
        trimmed(printed)
    }
}

impl Evaluator<'_> {
    /// zsh gives up where the locale has no such character (zshmisc(1), QUOTING).
    fn wide_text(&mut self, span: Span) -> Expanded<Value> {
        let set =
            |name: &str| self.state.value(name).filter(|value| value.is_empty() != Some(true));
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
        let locale = match &locale {
            None => Some("C".to_owned()),
            Some(value) => value.text().map(|text| text.to_ascii_lowercase()),
        };
        let text = ansi(span.of(self.source.text()), true);
        match locale.as_deref() {
            Some(name) if name.contains("utf-8") || name.contains("utf8") => {
                Ok(Value::known(text, self.origin(span)))
            }
            Some("c" | "posix") => {
                self.error("character not in range", "locale", span);
                Err(Stop::File)
            }
            _ => Ok(self.unknown("holds a character that the locale may not have", span)),
        }
    }

    /// `<(…)`: what it prints can be read under a name that the shell makes. `>(…)` reads at its own time.
    fn pipe_name(&mut self, body: &super::syntax::Body, span: Span) -> Value {
        let written = span.of(self.source.text());
        if !written.starts_with('<') && !written.starts_with('=') {
            return self.unknown("names a pipe that the shell makes", span);
        }
        let status = self.state.status.clone();
        let printed = self.printed(span, |this| {
            let _ = this.body(body);
        });
        self.state.status = status;
        // The names of bash, counted down from 63 (subst.c, `make_dev_fd_filename`).
        let number = 63 - self.state.pipes.len() as i64;
        let name = format!("/dev/fd/{number}");
        self.state.pipes.push((name.clone(), printed));
        Value::known(name, self.origin(span))
    }
}

/// Whether `\u` or `\U` may name a character beyond ASCII.
fn names_wide(text: &str) -> bool {
    let wide = |(at, sign): (usize, &str)| {
        let digits: String = text[at + sign.len()..]
            .chars()
            .take(if sign == "\\u" { 4 } else { 8 })
            .take_while(char::is_ascii_hexdigit)
            .collect();
        u32::from_str_radix(&digits, 16).is_ok_and(|number| number > 0x7f)
    };
    text.match_indices("\\u").chain(text.match_indices("\\U")).any(wide)
}

/// A pattern that does not tell letters of either case apart.
fn folded(characters: &Characters) -> Characters {
    let lower = |(letter, literal): &(char, bool)| {
        let literal = *literal;
        letter.to_lowercase().map(move |letter| (letter, literal)).collect::<Vec<_>>()
    };
    characters.iter().flat_map(lower).collect()
}

/// Where parts begin.
fn parts_span(parts: &[Part]) -> Span {
    parts.first().map_or_else(Span::default, part_span)
}

fn part_span(part: &Part) -> Span {
    match part {
        Part::Text(span) | Part::Escaped(span) | Part::Single(span) | Part::Ansi(span) => *span,
        Part::Plain(span) | Part::Made(_, span) => *span,
        Part::Command(_, span) | Part::Backquoted(span) => *span,
        Part::Arithmetic(_, span) | Part::Process(_, span) => *span,
        Part::Parameter(parameter) => parameter.span,
        Part::Double(inner) => parts_span(inner),
    }
}

/// Without the line ends at the end.
pub fn trimmed(value: Value) -> Value {
    match value.text() {
        Some(text) => {
            let len = text.trim_end_matches('\n').len();
            if len == text.len() { value.clone() } else { value.slice(0, len).unwrap_or_default() }
        }
        None => trimmed_pieces(value),
    }
}

/// Without the line ends behind what is known; of a choice at the end, behind each of its texts.
fn trimmed_pieces(value: Value) -> Value {
    let mut pieces = value.pieces().to_vec();
    while let Some(last) = pieces.pop() {
        match last {
            Piece::Text { text, origin } => {
                let kept = text.trim_end_matches('\n');
                if !kept.is_empty() {
                    pieces.push(Piece::Text { text: kept.into(), origin });
                    break;
                }
            }
            Piece::Choice(choice) => {
                let trim = |one: &Alternative| Alternative {
                    value: trimmed(one.value.clone()),
                    when: one.when.clone(),
                };
                let alternatives = choice.alternatives.iter().map(trim).collect();
                let condition = choice.condition.clone();
                pieces.push(Piece::Choice(Rc::new(Choice { condition, alternatives })));
                break;
            }
            unknown => {
                pieces.push(unknown);
                break;
            }
        }
    }
    Value::from_pieces(pieces)
}

/// The escapes of `$'…'` (bash(1) QUOTING).
pub fn ansi(text: &str, zsh: bool) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let Some(escape) = letters.next() else { break };
        let simple = match escape {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\x07',
            'b' => '\x08',
            'e' | 'E' => '\x1b',
            'f' => '\x0c',
            'v' => '\x0b',
            '\\' | '\'' | '"' | '?' => escape,
            'c' if !zsh => match letters.next() {
                Some(letter) => char::from(letter.to_ascii_uppercase() as u8 & 0x1f),
                None => 'c',
            },
            'x' => digits(&mut letters, 16, 2, 0).unwrap_or('x'),
            'u' => digits(&mut letters, 16, 4, 0).unwrap_or('u'),
            'U' => digits(&mut letters, 16, 8, 0).unwrap_or('U'),
            '0'..='7' => digits(&mut letters, 8, 2, escape as u32 - 48).unwrap_or('\0'),
            _ => {
                if !zsh {
                    out.push('\\');
                }
                escape
            }
        };
        // bash ends the text there (lib/sh/strtrans.c, `ansicstr`).
        if simple == '\0' && !zsh {
            break;
        }
        out.push(simple);
    }
    out
}

fn digits(
    letters: &mut std::iter::Peekable<std::str::Chars<'_>>,
    base: u32,
    most: u32,
    first: u32,
) -> Option<char> {
    let mut value = first;
    let mut count = 0;
    while count < most {
        let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(base)) else { break };
        value = value.wrapping_mul(base).wrapping_add(digit);
        letters.next();
        count += 1;
    }
    if count == 0 && base == 16 { None } else { char::from_u32(value) }
}
