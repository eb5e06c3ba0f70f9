//! Lists such as PATH: one text, many entries, each with origins of its own.

use std::borrow::Cow;
use std::rc::Rc;

use super::builder::Builder;
use super::{Alternative, Choice, Piece, Unknown, Value, When};
use crate::text::work;

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListEntry {
    /// The entry; an unknown one may stand for several entries, or for none.
    pub value: Value,
}

/// One entry of a list as look-ups and reports see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// The entry; behind a doubt what it likely is.
    pub value: Value,
    /// The condition under which it is there at all.
    pub when: Option<When>,
    /// What may have changed the list here.
    pub doubt: Option<Rc<Unknown>>,
}

/// How many entries of a list are told apart. No program could be started with a PATH of more:
/// Linux takes 128 KiB of one variable (execve(2), `MAX_ARG_STRLEN`), Windows 32,767 characters.
const MOST_ENTRIES: usize = 4096;

/// Telling entries apart takes so much more than reading the text.
const TOLD_APART: usize = 4;

impl Value {
    /// The list with what is beyond [`MOST_ENTRIES`] as one unknown entry.
    fn shortened(&self, separator: char) -> Cow<'_, Self> {
        let mut left = MOST_ENTRIES;
        let pieces = self.pieces();
        work::done(self.size() * TOLD_APART);
        for (index, piece) in pieces.iter().enumerate() {
            let Piece::Text { text, origin } = piece else { continue };
            let Some((at, mark)) = text.match_indices(separator).nth(left) else {
                left -= text.matches(separator).count();
                continue;
            };
            let mut short = Self::from_pieces(pieces[..index].to_vec());
            short.push(&text[..at + mark.len()], origin.clone());
            let reason =
                format!("is an entry behind {MOST_ENTRIES} others, more than envsim follows");
            short.push_piece(Piece::Unknown(Rc::new(Unknown::new(reason, origin.clone()))));
            return Cow::Owned(short);
        }
        Cow::Borrowed(self)
    }

    /// The entries between separators. What is unknown sits in an entry of its own together with the text it touches.
    pub fn entries(&self, separator: char) -> Vec<ListEntry> {
        let mut entries = vec![Self::empty()];
        for piece in self.shortened(separator).pieces() {
            match piece {
                Piece::Text { text, origin } => {
                    for (index, part) in text.split(separator).enumerate() {
                        if index > 0 {
                            entries.push(Self::empty());
                        }
                        if let (Some(entry), true) = (entries.last_mut(), keep(text, part)) {
                            entry.push(part, origin.clone());
                        }
                    }
                }
                other => {
                    if let Some(entry) = entries.last_mut() {
                        entry.push_piece(other.clone());
                    }
                }
            }
        }
        entries.into_iter().map(|value| ListEntry { value: value.without_gaps() }).collect()
    }

    /// Without empty texts beside something: they only tell who wrote an entry with nothing else in it.
    fn without_gaps(self) -> Self {
        let empty = |piece: &Piece| matches!(piece, Piece::Text { text, .. } if text.is_empty());
        if self.pieces().len() < 2 || !self.pieces().iter().any(empty) {
            return self;
        }
        let kept = self.pieces().iter().filter(|piece| !empty(piece)).cloned().collect::<Vec<_>>();
        if kept.is_empty() { self } else { Self::from_pieces(kept) }
    }

    /// The directories between which the one is that an entry names, where its name alone is not known.
    pub fn leads_to(&self) -> Option<Vec<String>> {
        let (Piece::Unknown(first), behind) = self.pieces().split_first()? else { return None };
        let behind: Option<String> = behind
            .iter()
            .map(|piece| match piece {
                Piece::Text { text, .. } => Some(&**text),
                Piece::Unknown(_) | Piece::Choice(_) => None,
            })
            .collect();
        let behind = behind?;
        Some(first.leads_to.as_ref()?.iter().map(|one| format!("{one}{behind}")).collect())
    }

    /// The entries one by one: those of a choice under their condition, those behind a doubt as they
    /// likely are.
    pub fn listed(&self, separator: char) -> Vec<Listed> {
        let mut listing = Listing { separator, done: Vec::new(), open: Some(Listed::default()) };
        listing.pieces(self.shortened(separator).pieces(), None);
        listing.done.extend(listing.open.take());
        listing.done.into_iter().flat_map(|entry| told_apart(entry, separator)).collect()
    }

    /// The entries joined again.
    pub fn from_entries(entries: impl IntoIterator<Item = Self>, separator: char) -> Self {
        Self::joined(entries, separator, false)
    }

    /// The same of entries some of which may not be there: one that is a choice with nothing at all on
    /// one side is there on the other side only, together with its separator.
    pub fn from_perhaps_entries(entries: impl IntoIterator<Item = Self>, separator: char) -> Self {
        Self::joined(entries, separator, true)
    }

    fn joined(entries: impl IntoIterator<Item = Self>, separator: char, perhaps: bool) -> Self {
        let mut list = Builder::default();
        let mut last = None;
        let mut started = false;
        let mut buffer = [0; 4];
        let mark: &str = separator.encode_utf8(&mut buffer);
        for entry in entries {
            if let (true, Some(entry)) = (perhaps, entry.with_separator(mark, started)) {
                list.value(&entry);
                continue;
            }
            let first = entry.first_origin();
            if started {
                // Between two that are empty nobody wrote the separator but the shell.
                let shell = || super::Origin::Builtin("the shell, between what is empty".into());
                let origin = first.clone().or(last.clone()).unwrap_or_else(shell);
                list.text(mark, &origin);
            }
            started = true;
            last = first.or(last);
            list.value(&entry);
        }
        list.finish()
    }

    /// Of an entry that may not be there its alternatives with the separator in front or behind.
    fn with_separator(&self, separator: &str, in_front: bool) -> Option<Self> {
        let [Piece::Choice(choice)] = self.pieces() else { return None };
        choice.alternatives.iter().find(|one| one.value.pieces().is_empty())?;
        let alternatives = choice.alternatives.iter().map(|one| {
            let Some(origin) = one.value.first_origin() else { return one.clone() };
            let mark = Self::known(separator, origin);
            let value = match in_front {
                true => mark.then(one.value.clone()),
                false => one.value.clone().then(mark),
            };
            Alternative { when: one.when.clone(), value }
        });
        let alternatives = alternatives.collect();
        let condition = choice.condition.clone();
        Some(Self::of(Piece::Choice(Rc::new(Choice { condition, alternatives }))))
    }

    /// The origin of the first piece that has text, or of the first one.
    pub(super) fn first_origin(&self) -> Option<super::Origin> {
        let of = |piece: &Piece| match piece {
            Piece::Text { origin, .. } => Some(origin.clone()),
            Piece::Unknown(unknown) => Some(unknown.origin.clone()),
            Piece::Choice(choice) => {
                choice.alternatives.iter().find_map(|one| one.value.first_origin())
            }
        };
        let filled = |piece: &&Piece| !matches!(piece, Piece::Text { text, .. } if text.is_empty());
        let pieces = self.pieces();
        pieces.iter().filter(filled).find_map(of).or_else(|| pieces.iter().find_map(of))
    }
}

/// An empty part still tells who wrote the separator beside it, but only when the piece held one.
fn keep(text: &str, part: &str) -> bool {
    !part.is_empty() || text.len() != part.len() || text.is_empty()
}

/// A list while it is taken apart.
struct Listing {
    separator: char,
    done: Vec<Listed>,
    /// The entry at work; `None` behind a choice that ended it.
    open: Option<Listed>,
}

/// How much a piece of a list touches its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Every alternative is whole entries with the separator behind them, or nothing.
    Before,
    /// Every alternative is whole entries with the separator in front of them, or nothing.
    Behind,
    /// Neither.
    Within,
}

impl Listing {
    fn pieces(&mut self, pieces: &[Piece], doubt: Option<&Rc<Unknown>>) {
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text { text, origin } => self.text(text, origin, doubt),
                Piece::Unknown(unknown) => match &unknown.likely {
                    Some(likely) => self.doubtful(likely, unknown),
                    None => self.push(piece),
                },
                Piece::Choice(choice) => match self.fit(choice, pieces.get(index + 1)) {
                    Fit::Before => self.alternatives(choice, true),
                    Fit::Behind => {
                        let open = self.open.take();
                        self.done.extend(open);
                        self.alternatives(choice, false);
                    }
                    Fit::Within => self.push(piece),
                },
            }
        }
    }

    fn text(&mut self, text: &Rc<str>, origin: &super::Origin, doubt: Option<&Rc<Unknown>>) {
        for (index, part) in text.split(self.separator).enumerate() {
            // Behind a choice that ended its entry the separator only says that another follows.
            if index == 0 && part.is_empty() && self.open.is_none() {
                continue;
            }
            if index > 0 {
                let next = Listed { doubt: doubt.cloned(), ..Listed::default() };
                let done = self.open.replace(next);
                self.done.extend(done);
            }
            if keep(text, part) {
                let entry = self.open.get_or_insert_default();
                entry.value.push(part, origin.clone());
                entry.doubt = entry.doubt.take().or(doubt.cloned());
            }
        }
    }

    fn push(&mut self, piece: &Piece) {
        self.open.get_or_insert_default().value.push_piece(piece.clone());
    }

    /// What stands behind a doubt; a list that is likely empty leaves its mark all the same.
    fn doubtful(&mut self, likely: &Value, why: &Rc<Unknown>) {
        let bare = Unknown { likely: None, ..(**why).clone() };
        let why = Rc::new(bare);
        self.open.get_or_insert_default().doubt.get_or_insert_with(|| why.clone());
        self.pieces(likely.shortened(self.separator).pieces(), Some(&why));
    }

    fn fit(&self, choice: &Choice, next: Option<&Piece>) -> Fit {
        let all = |edge: fn(&Value, char) -> bool| {
            choice
                .alternatives
                .iter()
                .all(|one| one.value.pieces().is_empty() || edge(&one.value, self.separator))
        };
        let at_start = self.open.as_ref().is_some_and(|open| open.value.is_empty() == Some(true));
        let at_end = match next {
            None => true,
            Some(Piece::Text { text, .. }) => text.starts_with(self.separator),
            Some(_) => false,
        };
        match () {
            () if at_start && all(ends_with) => Fit::Before,
            () if at_end && all(starts_with) => Fit::Behind,
            () => Fit::Within,
        }
    }

    fn alternatives(&mut self, choice: &Choice, before: bool) {
        for one in &choice.alternatives {
            let mut entries = one.value.listed(self.separator);
            if entries.len() < 2 {
                continue;
            }
            // The separator at its edge leaves an entry without text there.
            if before {
                entries.pop();
            } else {
                entries.remove(0);
            }
            let when = When { condition: choice.condition.clone(), words: one.when.clone() };
            self.done.extend(entries.into_iter().map(|entry| under(entry, &when)));
        }
    }
}

fn ends_with(value: &Value, separator: char) -> bool {
    matches!(value.pieces().last(), Some(Piece::Text { text, .. }) if text.ends_with(separator))
}

fn starts_with(value: &Value, separator: char) -> bool {
    matches!(value.pieces().first(), Some(Piece::Text { text, .. }) if text.starts_with(separator))
}

fn under(entry: Listed, when: &When) -> Listed {
    let when = match &entry.when {
        Some(inner) => when.and(inner),
        None => when.clone(),
    };
    Listed { when: Some(when), ..entry }
}

/// An entry that is a choice itself becomes one entry for each text it can be.
fn told_apart(entry: Listed, separator: char) -> Vec<Listed> {
    let condition = entry.value.pieces().iter().find_map(|piece| match piece {
        Piece::Choice(choice) => Some(choice.condition.clone()),
        _ => None,
    });
    let (Some(condition), Some(all)) = (condition, entry.value.alternatives()) else {
        return vec![entry];
    };
    let each = all.into_iter().flat_map(|one| {
        let when = When { condition: condition.clone(), words: one.when };
        let entries = one.value.entries(separator).into_iter();
        entries.map(move |inner| Listed {
            value: inner.value,
            when: Some(when.clone()),
            doubt: None,
        })
    });
    let doubt = entry.doubt;
    each.map(|one| Listed { doubt: doubt.clone(), ..one })
        .map(|one| match &entry.when {
            Some(outer) => under(one, outer),
            None => one,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::*;

    fn origin(name: &str) -> Origin {
        Origin::Default(name.into())
    }

    fn why(reason: &str) -> Rc<Unknown> {
        Rc::new(Unknown::new(reason, origin("rc")))
    }

    fn shown(value: &Value) -> Vec<String> {
        let one = |entry: &Listed| {
            let text = entry.value.text().map_or_else(|| "?".to_owned(), |text| text.into_owned());
            let when = entry.when.as_ref().map(|when| format!(" if {}", when.words));
            let doubt = entry.doubt.as_ref().map(|doubt| format!(" unless {}", doubt.reason));
            format!("{text}{}{}", when.unwrap_or_default(), doubt.unwrap_or_default())
        };
        value.listed(':').iter().map(one).collect()
    }

    #[test]
    fn a_list_beyond_all_limits_ends_in_what_is_not_known() {
        let list = |count: usize| vec!["/a"; count].join(":");
        let full = Value::known(list(MOST_ENTRIES + 1), origin("rc"));
        let known =
            |value: &Value| value.entries(':').iter().filter(|one| one.value.is_known()).count();
        assert_eq!(known(&full), MOST_ENTRIES + 1);
        let long = Value::known(list(MOST_ENTRIES), origin("rc"))
            .then(Value::known(format!(":{}", list(100_000)), origin("rc")));
        assert_eq!((long.entries(':').len(), known(&long)), (MOST_ENTRIES + 2, MOST_ENTRIES + 1));
        assert_eq!(long.listed(':').len(), MOST_ENTRIES + 2);
    }

    #[test]
    fn every_entry_keeps_its_writer() {
        let value =
            Value::known("/new:", origin("rc")).then(Value::known("/a:/b", origin("parent")));
        let entries = value.entries(':');
        let texts: Vec<_> = entries.iter().filter_map(|entry| entry.value.text()).collect();
        assert_eq!(texts, ["/new", "/a", "/b"]);
        assert_eq!(entries[0].value.origins(), [origin("rc")]);
        assert_eq!(entries[1].value.origins(), [origin("parent")]);
        assert_eq!(shown(&value), ["/new", "/a", "/b"]);
    }

    #[test]
    fn an_unknown_piece_spoils_its_own_entry_only() {
        let value = Value::known("/a:", origin("1"))
            .then(Value::unknown(Unknown::new("x", origin("2"))))
            .then(Value::known("/bin:/b", origin("3")));
        let known: Vec<_> = value.entries(':').iter().map(|entry| entry.value.is_known()).collect();
        assert_eq!(known, [true, false, true]);
        assert_eq!(shown(&value), ["/a", "?", "/b"]);
    }

    #[test]
    fn empty_entries_stay_and_have_a_writer() {
        let entries = Value::known("/a::", origin("1")).entries(':');
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[1].value.origins(), [origin("1")]);
    }

    #[test]
    fn entries_of_a_choice_stand_under_their_condition() {
        let tail = Value::known("/usr/bin:/bin", origin("parent"));
        let with = Value::known("/opt/a:/opt/b:", origin("rc")).then(tail.clone());
        let front = Value::join_under(&why("x"), ("c", &with), ("not c", &tail));
        assert_eq!(shown(&front), ["/opt/a if c", "/opt/b if c", "/usr/bin", "/bin"]);
        let with = tail.clone().then(Value::known(":/c", origin("rc")));
        let back = Value::join_under(&why("x"), ("c", &with), ("not c", &tail));
        assert_eq!(shown(&back), ["/usr/bin", "/bin", "/c if c"]);
        let more = back.then(Value::known(":/d", origin("rc")));
        assert_eq!(shown(&more), ["/usr/bin", "/bin", "/c if c", "/d"]);
    }

    #[test]
    fn a_choice_within_an_entry_is_an_entry_for_each_text() {
        let (one, other) = (Value::known("a", origin("1")), Value::known("b", origin("2")));
        let choice = Value::join_under(&why("x"), ("c", &one), ("not c", &other));
        let value = Value::known("/x/", origin("3"))
            .then(choice)
            .then(Value::known("/bin:/z", origin("3")));
        assert_eq!(shown(&value), ["/x/a/bin if c", "/x/b/bin if not c", "/z"]);
    }

    #[test]
    fn what_is_behind_a_doubt_is_told_from_what_is_not() {
        let doubted = Value::known("/a:/b", origin("parent")).doubted(&why("d"));
        let value = Value::known("/new:", origin("rc")).then(doubted);
        assert_eq!(shown(&value), ["/new", "/a unless d", "/b unless d"]);
        let empty = Value::empty().doubted(&why("d"));
        assert_eq!(shown(&empty), [" unless d"]);
    }
}
