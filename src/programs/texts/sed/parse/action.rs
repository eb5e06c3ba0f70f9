//! What a command of sed does, by its letter.

use super::{Action, Parser, Substitution};
use crate::programs::texts::sed::substitute::{self, replacement};

impl Parser<'_> {
    pub(super) fn action(&mut self, letter: char, index: usize) -> Option<Action> {
        Some(match letter {
            '{' => {
                self.open.push(index);
                Action::Block(0)
            }
            '}' => {
                let open = self.open.pop()?;
                self.commands[open].action = Action::Block(index + 1);
                Action::End
            }
            'a' => Action::Append(self.text()?),
            'i' => Action::Insert(self.text()?),
            'c' => Action::Change(self.text()?),
            ':' => {
                let label = self.label(true);
                if label.is_empty() || self.labels.iter().any(|(known, _)| *known == label) {
                    return None;
                }
                self.labels.push((label, index));
                Action::Nothing
            }
            'b' | 't' | 'T' => {
                let label = self.label(false);
                self.jumps.push((index, label));
                match letter {
                    'b' => Action::Jump(0),
                    't' => Action::JumpIf(0),
                    _ => Action::JumpUnless(0),
                }
            }
            'd' => Action::Delete,
            'D' => Action::DeleteFirst,
            'g' => Action::Get,
            'G' => Action::GetMore,
            'h' => Action::Hold,
            'H' => Action::HoldMore,
            'x' => Action::Exchange,
            'n' => Action::Next,
            'N' => Action::NextMore,
            'p' => Action::Print,
            'P' => Action::PrintFirst,
            '=' => Action::Number,
            'q' | 'Q' => {
                self.blanks();
                let code = self.digits().unwrap_or(0) as i32;
                if letter == 'q' { Action::Quit(code) } else { Action::QuitSilent(code) }
            }
            's' => Action::Substitute(self.substitution()?),
            'y' => self.transliteration()?,
            '#' => {
                self.skip(|c| c != '\n');
                Action::Nothing
            }
            _ => return None,
        })
    }

    fn label(&mut self, defines: bool) -> String {
        self.blanks();
        let start = self.at;
        self.skip(|c| c != '\n' && c != ';' && (defines || c != '}'));
        let text: String = self.letters[start..self.at].iter().collect();
        text.trim_end().to_owned()
    }

    /// The text of `a`, `i` and `c`, its lines ended.
    fn text(&mut self) -> Option<String> {
        self.blanks();
        if self.peek() == Some('\\') {
            self.at += 1;
            let before = self.at;
            self.blanks();
            match self.peek() {
                Some('\n') => self.at += 1,
                // One line: what stands behind the backslash keeps its blanks.
                Some(_) => self.at = before,
                None => return None,
            }
        }
        let mut text = String::new();
        while let Some(letter) = self.take() {
            match letter {
                '\n' => break,
                '\\' => match self.take() {
                    Some('\n') => text.push('\n'),
                    Some(next) if next.is_ascii_alphanumeric() => {
                        if next != 't' {
                            return None;
                        }
                        text.push('\t');
                    }
                    Some(next) => text.push(next),
                    None => {}
                },
                other => text.push(other),
            }
        }
        text.push('\n');
        Some(text)
    }

    fn substitution(&mut self) -> Option<Substitution> {
        let by = self.take()?;
        let pattern = self.pattern_text(by)?;
        let mut raw = String::new();
        loop {
            let letter = self.take()?;
            if letter == by {
                break;
            }
            raw.push(letter);
            if letter == '\\' {
                let next = self.take()?;
                if next == by && by != '&' {
                    raw.pop();
                    if by.is_ascii_alphanumeric() {
                        return None;
                    }
                }
                raw.push(next);
            } else if letter == '\n' {
                return None;
            }
        }
        let mut one =
            Substitution { regex: None, by: Vec::new(), global: false, number: 1, print: false };
        let (mut folds, mut lines) = (false, false);
        loop {
            match self.peek() {
                Some('g') => one.global = true,
                Some('p') => one.print = true,
                Some('i' | 'I') => folds = true,
                Some('m' | 'M') => lines = true,
                Some('1'..='9') => {
                    one.number = self.digits()?;
                    continue;
                }
                Some('e' | 'w') => return None,
                _ => break,
            }
            self.at += 1;
        }
        one.regex = self.regex(&pattern, folds, lines)?;
        one.by = replacement(&raw)?;
        let groups = one.regex.as_ref().map_or(9, |regex| regex.groups());
        let needs = one.by.iter().filter_map(substitute::group).max().unwrap_or(0);
        (needs <= groups).then_some(one)
    }

    fn transliteration(&mut self) -> Option<Action> {
        let by = self.take()?;
        let mut side = || -> Option<Vec<char>> {
            let mut all = Vec::new();
            loop {
                match self.take()? {
                    letter if letter == by => return Some(all),
                    '\\' => match self.take()? {
                        'n' => all.push('\n'),
                        next if next == by || next == '\\' => all.push(next),
                        _ => return None,
                    },
                    other => all.push(other),
                }
            }
        };
        let (from, to) = (side()?, side()?);
        let plain = from.iter().chain(&to).all(char::is_ascii);
        (from.len() == to.len() && plain)
            .then(|| Action::Transliterate(from.into_iter().zip(to).collect()))
    }
}
