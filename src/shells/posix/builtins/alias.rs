//! `alias` and `unalias` (POSIX, bash(1), zshbuiltins(1)).

use super::partly_known;
use crate::environment::Reach;
use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::state::{Alias, AliasKind, Status};
use crate::text::Span;
use crate::value::Value;
use std::rc::Rc;

impl Evaluator<'_> {
    pub(super) fn alias(&mut self, arguments: &[Value], span: Span) {
        let mut kind = AliasKind::Command;
        for argument in arguments {
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
                _ if text.starts_with('-') && self.state.dialect.is_zsh() => {
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
        let table = match kind {
            AliasKind::Command => &mut self.state.aliases,
            _ => &mut self.state.other_aliases,
        };
        table.insert(name, alias);
    }

    /// Whether an alias is there decides the status of who asks for it.
    fn asked_for_alias(&mut self, command: &str, name: &str, span: Span) {
        match self.state.aliases.holds(name) {
            Some(true) => self.shows_alias(name, span),
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
        for argument in arguments {
            match argument.text().as_deref() {
                Some("-a") => self.state.aliases.clear(),
                Some("-m") if self.state.dialect.is_zsh() => {
                    let unknown = self.reason("removes aliases by a pattern".to_owned(), span);
                    let commands = vec![Rc::from("*")];
                    self.raise(unknown, Reach::Only { variables: Vec::new(), commands });
                    return;
                }
                Some("-s" | "-g" | "--") => {}
                Some(name) => {
                    self.asked_for_alias("unalias", name, span);
                    self.state.aliases.remove(name);
                }
                None => {}
            }
        }
    }
}
