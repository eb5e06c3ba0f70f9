//! `alias` and `unalias` (POSIX, bash(1), zshbuiltins(1)).

use std::rc::Rc;

use super::partly_known;
use crate::environment::{Entry, Reach};
use crate::shells::posix::evaluator::{Evaluator, Flow};
use crate::shells::posix::pattern::Pattern;
use crate::shells::posix::state::{Alias, AliasKind, KEPT, Status};
use crate::text::Span;
use crate::value::{Shape, Unknown, Value};

/// How many aliases that are not certain are listed.
const MOST_KEPT: usize = 4096;

/// How many words in front are options, with the `-` or `--` that ends them (zshbuiltins(1)).
fn options_end(arguments: &[Value]) -> usize {
    let option = |one: &Value| one.text().is_some_and(|text| text.starts_with(['-', '+']));
    let ends = |one: &Value| one.text().is_some_and(|text| matches!(&*text, "-" | "--"));
    let front = arguments.iter().take_while(|one| option(one)).count();
    arguments[..front].iter().position(ends).map_or(front, |at| at + 1)
}

impl Evaluator<'_> {
    pub(super) fn alias(&mut self, arguments: &[Value], span: Span) {
        let mut kind = AliasKind::Command;
        // Behind the first alias nothing is an option.
        let options = options_end(arguments);
        let letter = |wanted: char| {
            let texts = arguments[..options].iter().filter_map(Value::text);
            texts.into_iter().any(|text| text.contains(wanted))
        };
        if self.state.dialect.is_zsh() && (letter('L') || letter('m')) {
            return self.lists_aliases(&arguments[options..], span);
        }
        for (at, argument) in arguments.iter().enumerate() {
            let Some(text) = argument.text() else {
                // Only the name needs to be known.
                match partly_known(argument) {
                    Some((name, value)) => self.add_alias(&name, value, kind, span),
                    None => self.incomplete("defines an alias whose name is not known", span),
                }
                continue;
            };
            match text.split_once('=') {
                Some((name, value)) if !name.is_empty() => {
                    let start = text.len() - value.len();
                    let value = argument.slice(start, text.len()).unwrap_or_default();
                    self.add_alias(name, value, kind, span);
                }
                _ if at < options && self.state.dialect.is_zsh() => {
                    kind = match (text.contains('g'), text.contains('s')) {
                        (true, _) => AliasKind::Global,
                        (_, true) => AliasKind::Suffix,
                        _ => kind,
                    };
                }
                _ if self.state.dialect.is_bash() && text == "-p" => {
                    self.print_unknown("alias", span)
                }
                _ if self.state.dialect.is_bash() && text == "--" => {}
                _ => self.asked_for_alias("alias", &text, span),
            }
        }
    }

    pub(in crate::shells::posix) fn add_alias(
        &mut self,
        name: &str,
        value: Value,
        kind: AliasKind,
        span: Span,
    ) {
        self.state.epoch += 1;
        let alias = Alias { value, origin: self.origin(span), epoch: self.state.epoch, kind };
        self.state.put_alias(name, alias);
    }

    /// zsh's `alias -Lm PATTERN`: what it prints makes the same aliases again, in a form that is not told.
    fn lists_aliases(&mut self, patterns: &[Value], span: Span) {
        let text = match patterns {
            [] => self.aliases_again("*"),
            [one] => one.text().and_then(|pattern| self.aliases_again(&pattern)),
            _ => None,
        };
        let Some(text) = text else { return self.print_unknown("alias", span) };
        if !text.is_empty() {
            let unknown = Unknown::new("lists aliases as zsh writes them", self.origin(span));
            let unknown = Unknown { effect: Some(text.into()), ..unknown.shaped(Shape::Filled) };
            self.state.print(Value::unknown(unknown));
        }
    }

    /// Commands that make all aliases again which a pattern fits; `None` where some are not certain.
    fn aliases_again(&mut self, pattern: &str) -> Option<String> {
        let characters = pattern.chars().map(|letter| (letter, false)).collect();
        let pattern = Pattern::new(&characters, self.pattern_syntax(false))?;
        let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''"));
        let mut text = String::new();
        let mut kept = Vec::new();
        for table in [&self.state.aliases, &self.state.other_aliases] {
            if table.is_doubted() {
                return None;
            }
            for (name, entry) in table.iter().filter(|(name, _)| pattern.matches(name)) {
                let option = match entry.item.kind {
                    AliasKind::Command => "",
                    AliasKind::Global => "-g ",
                    // They are listed with `-s` only.
                    AliasKind::Suffix => continue,
                };
                let Some(value) = entry.item.value.text().filter(|_| entry.is_certain()) else {
                    text.push_str(&format!("{KEPT} {}\n", self.kept_aliases.len() + kept.len()));
                    kept.push((name.clone(), entry.clone()));
                    continue;
                };
                text.push_str(&format!("alias {option}-- {}={}\n", quoted(name), quoted(&value)));
            }
        }
        let few = self.kept_aliases.len() + kept.len() < MOST_KEPT;
        self.kept_aliases.extend(kept.into_iter().filter(|_| few));
        (few && !pattern.gave_up()).then_some(text)
    }

    /// An alias that was listed is made again, under its conditions.
    pub(in crate::shells::posix) fn kept_alias(&mut self, arguments: &[Value], span: Span) -> Flow {
        let number = arguments.first().and_then(|one| one.text()?.parse::<usize>().ok());
        let kept = number.and_then(|number| self.kept_aliases.get(number)).cloned();
        match kept {
            Some((name, entry)) => self.alias_again(&name, &entry, span),
            None => Flow::Next,
        }
    }

    fn alias_again(&mut self, name: &str, entry: &Entry<Alias>, span: Span) -> Flow {
        if let Some(why) = &entry.doubt {
            let commands = vec![Rc::from(name)];
            self.raise(why.clone(), Reach::Only { variables: Vec::new(), commands });
        }
        let made = |this: &mut Self| {
            let item = &entry.item;
            this.add_alias(name, item.value.clone(), item.kind, span);
            Flow::Next
        };
        match &entry.when {
            None => made(self),
            Some(when) => self.fork(&when.condition, &when.words, made, |this| {
                entry
                    .otherwise
                    .as_ref()
                    .map_or(Flow::Next, |other| this.alias_again(name, other, span))
            }),
        }
    }

    /// Whether an alias is there decides the status of who asks for it.
    fn asked_for_alias(&mut self, command: &str, name: &str, span: Span) {
        match self.state.aliases.holds(name) {
            Some(true) if command == "alias" => self.shows_alias(name, span),
            Some(true) => {}
            Some(false) => {
                let zsh = self.state.dialect.is_zsh();
                match (zsh, self.state.dialect.is_dash()) {
                    (true, _) if command == "alias" => {}
                    (true, _) => {
                        let message = format!("unalias: no such hash table element: {name}");
                        self.error(&message, "alias", span);
                    }
                    (_, true) => self.error(&format!("{command}: {name} not found"), "alias", span),
                    _ => self.error(&format!("{command}: {name}: not found"), "alias", span),
                }
                self.state.status = Status::FAILED;
            }
            None => {
                let reason = format!("depends on whether `{name}` is an alias");
                self.state.status = Status::Unknown(self.reason(reason, span));
            }
        }
    }

    /// An alias as the shell writes it, to be read again.
    fn shows_alias(&mut self, name: &str, span: Span) {
        let Some(alias) = self.state.aliases.get(name) else { return };
        let plain = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-./,:+@%".contains(&byte))
        };
        let dialect = self.state.dialect;
        let shown = alias.value.text().map(|text| match dialect.is_zsh() && plain(&text) {
            true => format!("{name}={text}\n"),
            false => {
                let quoted = text.replace('\'', "'\\''");
                let head = if dialect.is_bash() && !dialect.posix { "alias " } else { "" };
                format!("{head}{name}='{quoted}'\n")
            }
        });
        match shown {
            Some(text) => self.state.print(Value::known(text, self.origin(span))),
            None => self.print_unknown("alias", span),
        }
    }

    pub(super) fn unalias(&mut self, arguments: &[Value], span: Span) {
        let zsh = self.state.dialect.is_zsh();
        let (mut by_pattern, mut suffixes) = (false, false);
        for argument in arguments {
            let Some(text) = argument.text() else { continue };
            match &*text {
                "-a" if !zsh => self.state.aliases.clear(),
                "--" => {}
                options if zsh && options.len() > 1 && options.starts_with('-') => {
                    by_pattern |= options.contains('m');
                    suffixes |= options.contains('s');
                    if options.contains('a') {
                        self.remove_aliases("*", suffixes, span);
                        self.state.status = Status::OK;
                    }
                }
                pattern if by_pattern => self.remove_aliases(pattern, suffixes, span),
                name if self.of_other_kind(name, suffixes) => {
                    self.state.take_other_alias(name);
                }
                name => {
                    self.asked_for_alias("unalias", name, span);
                    self.state.take_alias(name);
                }
            }
        }
    }

    /// Whether a global alias of zsh, or a suffix, has that name.
    fn of_other_kind(&self, name: &str, suffixes: bool) -> bool {
        let other = self.state.other_aliases.get(name);
        other.is_some_and(|alias| (alias.kind == AliasKind::Suffix) == suffixes)
    }

    /// zsh's `unalias -m`: all that the pattern fits, suffixes or the others; without any it fails.
    fn remove_aliases(&mut self, pattern: &str, suffixes: bool, span: Span) {
        let characters = pattern.chars().map(|letter| (letter, false)).collect();
        let compiled = Pattern::new(&characters, self.pattern_syntax(false));
        let Some(compiled) = compiled else {
            let unknown = self.reason("removes aliases by a pattern", span);
            let commands = vec![Rc::from("*")];
            return self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        };
        let mut found = false;
        let mut doubted = self.state.has_doubts();
        for others in [false, true] {
            let table = if others { &self.state.other_aliases } else { &self.state.aliases };
            let fits = |alias: &Alias| (alias.kind == AliasKind::Suffix) == suffixes;
            let names: Vec<(Rc<str>, bool)> = table
                .iter()
                .filter(|(name, entry)| fits(&entry.item) && compiled.matches(name))
                .map(|(name, _)| (name.clone(), table.holds(name) == Some(true)))
                .collect();
            for (name, surely) in names.iter().filter(|_| others || !suffixes) {
                (found, doubted) = (found || *surely, doubted || !surely);
                match others {
                    true => self.state.take_other_alias(name),
                    false => self.state.take_alias(name),
                };
            }
        }
        self.works(Some(&compiled));
        if compiled.gave_up() {
            let unknown = self.reason("removes aliases by a pattern that takes too long", span);
            let commands = vec![Rc::from("*")];
            self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
        }
        self.state.status = match (found, doubted || compiled.gave_up()) {
            (true, _) => Status::OK,
            (_, true) => {
                Status::Unknown(self.reason("depends on whether a pattern finds an alias", span))
            }
            _ => Status::FAILED,
        };
    }
}
