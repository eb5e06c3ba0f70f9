//! Elements: `${name[subscript]}` (bash(1) Arrays; zshparam(1) "Array Subscripts", "Subscript Flags").

use super::search::{Search, Wanted};
use super::subject::Found;
use crate::shells::posix::evaluator::{Evaluator, Expanded, Stop};
use crate::shells::posix::state::{Slot, in_order};
use crate::shells::posix::syntax::Word;
use crate::text::Span;
use crate::value::{Piece, Value};

/// So many elements are looked at for one step.
const SCANNED: usize = 64;

impl Evaluator<'_> {
    /// bash drops the line at `name[]`; a subscript that expands to nothing is the number 0 (arrayfunc.c,
    /// `array_expand_index`).
    pub(in crate::shells::posix) fn lacks_subscript(
        &mut self,
        name: &str,
        subscript: &Word,
        span: Span,
    ) -> Expanded<()> {
        if !subscript.parts.is_empty() || !self.state.dialect.is_bash() {
            return Ok(());
        }
        self.error(&format!("{name}[]: bad array subscript"), "subscript", span);
        Err(Stop::Line)
    }

    /// `${name[subscript]}`.
    pub(super) fn element(&mut self, name: &str, subscript: &Word, span: Span) -> Expanded<Found> {
        let text = self.subscript(subscript)?;
        let Some(key) = text.text().map(|text| text.into_owned()) else {
            return Ok(Found::open((*self.why(&text, span)).clone()));
        };
        if let Some(found) = self.table(name, &key, span) {
            return Ok(found);
        }
        if let Some(found) = self.untold(name, span) {
            return Ok(found);
        }
        if self.state.dialect.is_zsh() && matches!(name, "@" | "*" | "argv") {
            let found = self.named(name, span);
            return match key.as_str() {
                "@" | "*" => Ok(Found { apart: key == "@", ..found }),
                _ => self.indexed(&(0..).zip(found.values).collect::<Vec<_>>(), &key, span),
            };
        }
        if matches!(key.as_str(), "@" | "*") {
            return Ok(self.all(name, key == "@"));
        }
        if let Some(all) = self.calls(name, span) {
            let elements: Vec<(i64, Value)> = (0..).zip(all).collect();
            return self.indexed(&elements, &key, span);
        }
        if self.state.variable(name).is_some_and(|variable| variable.maybe_unset) {
            return Ok(self.named(name, span));
        }
        self.lacks_subscript(name, subscript, span)?;
        let is_map = self.state.variable(name).is_some_and(|one| matches!(one.slot, Slot::Map(_)));
        if key.is_empty() && is_map && self.state.dialect.is_bash() {
            self.error(&format!("{name}: bad array subscript"), "subscript", span);
        }
        if let Some(found) = self.element_at(name, &key, span)? {
            return Ok(found);
        }
        let slot = self.state.variable(name).map(|variable| variable.slot.clone());
        self.handles(slot.as_ref().map_or(0, Slot::elements));
        match slot {
            Some(Slot::Map(elements)) => match self.search(&key) {
                Some(search) => {
                    let all = in_order(&elements, self.state.dialect);
                    let (keys, values): (Vec<Value>, Vec<Value>) = all
                        .into_iter()
                        .map(|(key, value)| (self.computed(key.as_str(), span), value.clone()))
                        .unzip();
                    Ok(self.searched_map(&keys, &values, &search, span))
                }
                None => Ok(elements.get(&key).cloned().map_or_else(Found::default, Found::one)),
            },
            Some(Slot::Array(elements)) => {
                let elements: Vec<(i64, Value)> = elements.into_inner().into_iter().collect();
                self.indexed(&elements, &key, span)
            }
            _ if self.state.dialect.is_zsh() => {
                if !key.contains(',') && !key.starts_with('(') {
                    self.number(&key, span)?;
                }
                match self.state.value(name) {
                    Some(value) => Ok(self.characters(&value, &key, span)),
                    None => Ok(Found::default()),
                }
            }
            // A text that is not known may have been a list.
            Some(Slot::Scalar(value))
                if matches!(value.pieces(), [Piece::Unknown(_)]) && key != "0" =>
            {
                Ok(Found::one(value))
            }
            _ => match self.index(&key, span)? {
                Some(0) => Ok(self.named(name, span)),
                Some(_) => Ok(Found::default()),
                None => Ok(Found::open(
                    self.reason("has an index that is not known", span).as_ref().clone(),
                )),
            },
        }
    }

    /// The one element at a number or key, which is what most subscripts ask for: the others are not copied.
    fn element_at(&mut self, name: &str, key: &str, span: Span) -> Expanded<Option<Found>> {
        let zsh = self.state.dialect.is_zsh();
        if zsh && (key.starts_with('(') || key.contains(',')) {
            return Ok(None);
        }
        let of = |one: Option<&Value>| one.cloned().map_or_else(Found::default, Found::one);
        let elements = match self.state.variable(name).map(|variable| &variable.slot) {
            Some(Slot::Map(elements)) => return Ok(Some(of(elements.get(key)))),
            Some(Slot::Array(elements)) => elements,
            _ => return Ok(None),
        };
        let from_one = zsh && !self.option("ksharrays");
        let listed = elements.len();
        let count = elements.keys().next_back().map_or(0, |last| last + 1);
        // What may be any number of elements moves all behind it.
        let loose = elements.iter().find(|(_, value)| value.may_be_words());
        let loose = loose.map(|(at, value)| (*at, self.why(value, span)));
        self.passes(listed / SCANNED);
        let Some(number) = self.index(key, span)? else {
            let why = self.reason("has an index that is not known", span);
            return Ok(Some(Found::open((*why).clone())));
        };
        let at = match number {
            number if number < 0 => count + number,
            number => number - i64::from(from_one),
        };
        if let Some((_, why)) = loose.filter(|(first, _)| *first <= at || number < 0) {
            return Ok(Some(Found::one(Value::unknown(why))));
        }
        match self.state.variable(name).map(|variable| &variable.slot) {
            Some(Slot::Array(elements)) => Ok(Some(of(elements.get(&at)))),
            _ => Ok(None),
        }
    }

    /// zsh: a subscript behind another expansion.
    pub(super) fn element_of(
        &mut self,
        found: Found,
        subscript: &Word,
        span: Span,
    ) -> Expanded<Found> {
        let text = self.subscript(subscript)?;
        let Some(key) = text.text().map(|text| text.into_owned()) else {
            return Ok(Found::open((*self.why(&text, span)).clone()));
        };
        if matches!(key.as_str(), "@" | "*") {
            return Ok(Found { apart: key == "@", ..found });
        }
        if self.option("ksharrays") {
            return self.unfollowed(span);
        }
        if !found.list {
            let value = found.values.into_iter().next().unwrap_or_default();
            return Ok(self.characters(&value, &key, span));
        }
        let elements: Vec<(i64, Value)> = (0..).zip(found.values).collect();
        self.indexed(&elements, &key, span)
    }

    fn all(&mut self, name: &str, apart: bool) -> Found {
        if let Some(all) = self.calls(name, Span::default()) {
            return Found { set: !all.is_empty(), ..Found::list(all, apart) };
        }
        match self.state.elements(name) {
            Some(values) => Found { set: !values.is_empty(), ..Found::list(values, apart) },
            None => Found { list: true, apart, ..Found::default() },
        }
    }

    fn indexed(&mut self, elements: &[(i64, Value)], key: &str, span: Span) -> Expanded<Found> {
        let zsh = self.state.dialect.is_zsh() && !self.option("ksharrays");
        let count = elements.last().map_or(0, |(index, _)| index + 1);
        let position = |number: i64| match number {
            number if number < 0 => count + number,
            number if zsh => number - 1,
            number => number,
        };
        let loose = elements.iter().find(|(_, value)| value.may_be_words());
        if let (true, Some((_, value))) = (zsh, loose) {
            let why = self.why(value, span);
            return Ok(Found::one(Value::unknown((*why).clone())));
        }
        let loose = loose.map(|(at, value)| (*at, self.why(value, span)));
        if let Some(search) = self.search(key).filter(|_| zsh) {
            let values: Vec<Value> = elements.iter().map(|(_, value)| value.clone()).collect();
            return Ok(self.searched(&values, &search, span));
        }
        let ksh = self.state.dialect.is_zsh() && !zsh && key.contains(',');
        if ksh || self.state.dialect.is_zsh() && key.starts_with('(') {
            return Ok(Found::open(
                self.reason("uses a search envsim does not follow", span).as_ref().clone(),
            ));
        }
        if let (true, Some((from, to))) = (zsh, key.split_once(',')) {
            let (Some(from), Some(to)) = (self.number(from, span)?, self.number(to, span)?) else {
                return Ok(Found::open(
                    self.reason("has a range that is not known", span).as_ref().clone(),
                ));
            };
            let (from, to) = (position(from), position(to));
            let inside = elements.iter().filter(|(index, _)| (from..=to).contains(index));
            return Ok(Found::list(inside.map(|(_, value)| value.clone()).collect(), false));
        }
        let Some(number) = self.index(key, span)? else {
            return Ok(Found::open(
                self.reason("has an index that is not known", span).as_ref().clone(),
            ));
        };
        let wanted = position(number);
        if let Some((_, why)) = loose.filter(|(first, _)| *first <= wanted || number < 0) {
            return Ok(Found::one(Value::unknown(why)));
        }
        let found = elements.iter().find(|(index, _)| *index == wanted);
        Ok(found.map_or_else(Found::default, |(_, value)| Found::one(value.clone())))
    }

    /// zsh counts the characters of a scalar.
    fn characters(&mut self, value: &Value, key: &str, span: Span) -> Found {
        let Some(text) = value.text() else { return Found::one(value.clone()) };
        self.reads(std::slice::from_ref(value));
        if let Some(found) = self.word_of_text(value, key, span) {
            return found;
        }
        if let (Some(place), true, false) = (
            self.place_in_text(&text, key),
            key.starts_with("(i)") || key.starts_with("(I)"),
            key.contains(','),
        ) {
            return Found::one(self.computed(place.to_string(), span));
        }
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        let count = letters.len() as i64;
        let (from, to) = key.split_once(',').unwrap_or((key, key));
        let (Some(from), Some(to)) =
            (self.place_in_text(&text, from), self.place_in_text(&text, to))
        else {
            return Found::open(
                self.reason("uses a subscript envsim does not follow", span).as_ref().clone(),
            );
        };
        let place = |number: i64| if number < 0 { count + number } else { number - 1 };
        let (from, to) = (place(from).max(0), place(to).min(count - 1));
        if from > to || count == 0 {
            return Found::one(Value::empty());
        }
        let start = letters[from as usize].0;
        let end = letters[to as usize].0 + letters[to as usize].1.len_utf8();
        Found::one(value.slice(start, end).unwrap_or_default())
    }

    /// Where the element stands that is searched for; behind the last where there is none.
    pub(in crate::shells::posix) fn place_of(
        &mut self,
        values: &[Value],
        search: &Search,
    ) -> Option<usize> {
        let matches = self.matching(values, search)?;
        let place = if search.last { matches.last() } else { matches.first() };
        Some(place.copied().unwrap_or(values.len()))
    }

    /// The element that is searched for, or its place.
    fn searched(&mut self, values: &[Value], search: &Search, span: Span) -> Found {
        let Some(matches) = self.matching(values, search) else {
            return Found::open(
                self.reason("searches in what is not known", span).as_ref().clone(),
            );
        };
        let place = match search.last {
            true => matches.last(),
            false => matches.first(),
        };
        match search.wanted {
            Wanted::Value => place.map_or_else(
                || Found { set: false, ..Found::one(Value::empty()) },
                |&at| Found::one(values[at].clone()),
            ),
            Wanted::Place => {
                let none = if search.last { 0 } else { values.len() + 1 };
                let number = place.map_or(none, |at| at + 1);
                Found::one(self.computed(number.to_string(), span))
            }
        }
    }

    /// In an associative array `i` and `I` look at the keys; the capitals give all that match.
    fn searched_map(
        &mut self,
        keys: &[Value],
        values: &[Value],
        search: &Search,
        span: Span,
    ) -> Found {
        let (among, given) = match search.wanted {
            Wanted::Place => (keys, keys),
            Wanted::Value => (values, values),
        };
        let Some(matches) = self.matching(among, search) else {
            return Found::open(
                self.reason("searches in what is not known", span).as_ref().clone(),
            );
        };
        if search.last {
            let all = matches.iter().map(|&at| given[at].clone()).collect();
            return Found::list(all, false);
        }
        match matches.first() {
            // A search in a table is set, whether it finds something or not (zsh 5.9).
            None => Found::one(Value::empty()),
            Some(&at) => Found::one(given[at].clone()),
        }
    }

    /// Where the values that match stand; `None` where that is not known.
    pub(super) fn matching(&mut self, values: &[Value], search: &Search) -> Option<Vec<usize>> {
        self.handles(values.len());
        let mut matches = Vec::new();
        for (at, value) in values.iter().enumerate() {
            let text = value.text()?;
            if search.holds(&text)? {
                matches.push(at);
            }
        }
        Some(matches)
    }
}
