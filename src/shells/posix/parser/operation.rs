//! What is done to a parameter in braces: defaults, removals, replacements, slices (POSIX 2.6.2, bash(1), zshexpn(1)).

use super::{Parsed, Parser, push};
use crate::shells::posix::syntax::{Operation, Part, Word};
use crate::text::Span;

impl Parser<'_> {
    /// A word inside an expansion up to one of the closing bytes, which is not consumed.
    pub(super) fn operand(&mut self, ends: &[u8], quoted: bool) -> Parsed<Word> {
        self.operand_within(ends, quoted, !quoted)
    }

    /// A pattern has quoting of its own even inside double quotes (bash(1), "Pattern Matching").
    fn pattern_operand(&mut self, ends: &[u8], quoted: bool) -> Parsed<Word> {
        self.operand_within(ends, false, !quoted)
    }

    /// `counts`: whether braces come in pairs, as zsh has it outside of double quotes (lex.c, `gettokstr`).
    fn operand_within(&mut self, ends: &[u8], quoted: bool, counts: bool) -> Parsed<Word> {
        let from = self.at;
        let mut parts = Vec::new();
        let (mut brackets, mut braces) = (0u32, 0u32);
        let counts = counts && !self.unpaired && self.dialect.is_zsh();
        while let Some(byte) = self.peek() {
            let inside = byte == b'}' && braces > 0;
            if brackets == 0 && !inside && ends.contains(&byte) {
                break;
            }
            match byte {
                b'{' | b'}' if counts => {
                    braces = if byte == b'{' { braces + 1 } else { braces.saturating_sub(1) };
                    self.text_of(&mut parts, 1);
                }
                // A quote can be escaped here as anywhere between quotes (POSIX 2.2.3).
                b'\\' if quoted && self.peek_at(1) == Some(b'"') && !self.keeps_quotes() => {
                    self.quoted_escape(&mut parts, Some(b'"'));
                }
                b'\\' if quoted => self.quoted_escape(&mut parts, Some(b'}')),
                b'\\' => {
                    let width = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
                    parts.push(Part::Escaped(Span::new(self.at + 1, self.at + 1 + width)));
                    self.at += 1 + width;
                }
                b'\'' if !quoted => {
                    let span = self.single()?;
                    push(&mut parts, Part::Single(span));
                }
                b'"' => {
                    self.at += 1;
                    let bare = quoted && self.dialect.is_bash();
                    let inner = match bare {
                        true => self.bare_parts()?,
                        false => self.quoted_parts(Some(b'"'))?,
                    };
                    push(&mut parts, Part::Double(inner));
                }
                b'`' => parts.push(self.backquoted()?),
                b'$' => {
                    // bash reads `$'…'` there although quotes stand around, but not as a POSIX shell.
                    let ansi = self.peek_at(1) == Some(b'\'');
                    let reads = ansi && self.dialect.is_bash() && !self.dialect.posix;
                    self.dollar(&mut parts, quoted && !reads)?;
                }
                b'[' if ends == b"]" => {
                    brackets += 1;
                    self.text_of(&mut parts, 1);
                }
                b']' if ends == b"]" => {
                    brackets = brackets.saturating_sub(1);
                    self.text_of(&mut parts, 1);
                }
                _ => self.text_of(&mut parts, 1),
            }
        }
        Ok(Word { parts, span: Span::new(from, self.at) })
    }

    /// zsh: a backslash escapes no quote inside of `${…}` where none is one around it (lex.c, `gettokstr`).
    fn keeps_quotes(&self) -> bool {
        self.document && self.dialect.is_zsh()
    }

    /// bash: what stands between quotes inside of `"${x:-…}"` is outside of them, where any backslash escapes.
    fn bare_parts(&mut self) -> Parsed<Vec<Part>> {
        let opened = self.at;
        let mut parts = Vec::new();
        loop {
            match self.peek() {
                None => {
                    self.at = opened;
                    return Err(self.broken("the double quote is never closed"));
                }
                Some(b'"') => {
                    self.at += 1;
                    return Ok(parts);
                }
                Some(b'\\') => {
                    let width = self.text[self.at + 1..].chars().next().map_or(0, char::len_utf8);
                    if self.peek_at(1) != Some(b'\n') {
                        parts.push(Part::Escaped(Span::new(self.at + 1, self.at + 1 + width)));
                    }
                    self.at += 1 + width;
                }
                Some(b'`') => parts.push(self.backquoted()?),
                Some(b'$') => self.dollar(&mut parts, true)?,
                Some(_) => self.text_of(&mut parts, 1),
            }
        }
    }

    pub(super) fn operation(&mut self, quoted: bool) -> Parsed<Operation> {
        let byte = self.peek().unwrap_or_default();
        let next = self.peek_at(1);
        match (byte, next) {
            (b'-' | b'=' | b'?' | b'+', _) => self.conditional(false, quoted),
            (b':', Some(b':')) if self.dialect.is_zsh() && self.starts_with("::=") => {
                self.at += 3;
                let word = self.operand(b"}", quoted)?;
                Ok(Operation::Conditional { operator: b':', colon: true, word })
            }
            (b':', Some(b'-' | b'=' | b'?' | b'+')) => {
                self.at += 1;
                self.conditional(true, quoted)
            }
            (b':', Some(b'#')) if self.dialect.is_zsh() => {
                self.at += 2;
                Ok(Operation::Filter(self.operand(b"}", quoted)?))
            }
            // zsh's set operations and repeated substitutions, which are read only.
            (b':', Some(b'|' | b'*' | b'^')) if self.dialect.is_zsh() => {
                let signs = [":^^", ":^", ":|", ":*"];
                let sign = signs.into_iter().find(|sign| self.starts_with(sign)).unwrap_or(":|");
                self.at += sign.len();
                let word = self.operand(b"}", quoted)?;
                Ok(Operation::Combine { sign: &sign[1..], word })
            }
            (b':', Some(sign @ b'&')) if self.dialect.is_zsh() => {
                self.at += 2;
                self.operand(b"}", quoted)?;
                Ok(Operation::Transform(sign))
            }
            (b'#' | b'%', _) => self.removal(byte == b'%', quoted),
            (b'/', _) if !self.dialect.is_dash() => self.replacement(quoted),
            (b':', _) if !self.dialect.is_dash() => {
                match self.dialect.is_zsh().then(|| self.modifier()) {
                    Some(Some(span)) => Ok(Operation::Modifier(span)),
                    // A letter is never an offset (subst.c, `check_colon_subscript`).
                    Some(None) if next.is_some_and(|next| next.is_ascii_alphabetic()) => {
                        let word = self.operand(b"}", quoted)?;
                        Ok(Operation::Modifier(word.span))
                    }
                    _ => self.slice(quoted),
                }
            }
            (b'^' | b',' | b'~', _) if self.dialect.is_bash() => {
                let all = next == Some(byte);
                self.at += 1 + usize::from(all);
                let pattern = self.operand(b"}", quoted)?;
                Ok(Operation::Case { sign: byte, all, pattern })
            }
            (b'@', Some(letter)) if self.dialect.is_bash() => {
                self.at += 2;
                Ok(match letter {
                    b'}' => {
                        self.at -= 1;
                        Operation::Names(b'@')
                    }
                    _ => Operation::Transform(letter),
                })
            }
            (b'*', Some(b'}')) if self.dialect.is_bash() => {
                self.at += 1;
                Ok(Operation::Names(b'*'))
            }
            _ => {
                let word = self.operand(b"}", quoted)?;
                if word.span.is_empty() {
                    return Err(self.unexpected());
                }
                Ok(Operation::Unsupported(word.span))
            }
        }
    }

    fn conditional(&mut self, colon: bool, quoted: bool) -> Parsed<Operation> {
        let operator = self.peek().unwrap_or_default();
        self.at += 1;
        Ok(Operation::Conditional { operator, colon, word: self.operand(b"}", quoted)? })
    }

    fn removal(&mut self, suffix: bool, quoted: bool) -> Parsed<Operation> {
        let sign = self.peek();
        self.at += 1;
        let longest = self.peek() == sign;
        self.at += usize::from(longest);
        Ok(Operation::Remove { suffix, longest, pattern: self.pattern_operand(b"}", quoted)? })
    }

    fn replacement(&mut self, quoted: bool) -> Parsed<Operation> {
        self.at += 1;
        let all = self.take("/");
        let anchor = match self.peek() {
            Some(sign @ (b'#' | b'%')) if !all || self.dialect.is_zsh() => {
                self.at += 1;
                Some(sign)
            }
            _ => None,
        };
        // A slash at the beginning belongs to bash's pattern (subst.c, `parameter_brace_patsub`).
        let slash = Span::new(self.at, self.at + 1);
        let begins = all && self.take("/");
        let mut pattern = self.pattern_operand(b"/}", quoted)?;
        if begins && self.dialect.is_zsh() {
            self.pattern_operand(b"}", quoted)?;
            return Ok(Operation::Transform(b'/'));
        }
        if begins {
            pattern.parts.insert(0, Part::Text(slash));
            pattern.span = Span::new(slash.start as usize, pattern.span.end as usize);
        }
        let replacement = match self.take("/") {
            true => self.pattern_operand(b"}", quoted)?,
            false => Word { parts: Vec::new(), span: Span::new(self.at, self.at) },
        };
        Ok(Operation::Replace { all, anchor, pattern, replacement })
    }

    fn slice(&mut self, quoted: bool) -> Parsed<Operation> {
        self.at += 1;
        let offset = self.operand(b":}", quoted)?;
        // In zsh a letter behind the second colon is a modifier of what was cut out (Src/subst.c, `paramsubst`).
        let rest = self.rest().as_bytes();
        let modifies = self.dialect.is_zsh() && rest.get(1).is_some_and(u8::is_ascii_alphabetic);
        let length = match !modifies && self.take(":") {
            true => Some(self.operand(b"}", quoted)?),
            false => None,
        };
        Ok(Operation::Slice { offset, length })
    }
}
