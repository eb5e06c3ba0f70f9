//! `[…]` of a pattern.

use super::Grammar;
use super::translate::Translator;

impl Translator<'_> {
    /// `[…]`: a backslash is itself in it, but in awk.
    pub(super) fn bracket(&mut self) -> Option<bool> {
        let negated = self.peek(0) == Some('^');
        self.at += usize::from(negated);
        let mut set = String::new();
        let mut first = true;
        loop {
            let letter = self.peek(0)?;
            self.at += 1;
            match letter {
                ']' if !first => break,
                '[' if matches!(self.peek(0), Some('.' | '=')) => return None,
                '[' if self.peek(0) == Some(':') => set.push_str(self.class()?),
                _ => {
                    let low = self.bracketed(letter)?;
                    let high = match (self.peek(0), self.peek(1)) {
                        (Some('-'), Some(next)) if next != ']' => {
                            self.at += 2;
                            if next == '[' && matches!(self.peek(0), Some('.' | '=' | ':')) {
                                return None;
                            }
                            Some(self.bracketed(next)?)
                        }
                        _ => None,
                    };
                    self.range(low, high, &mut set)?;
                }
            }
            first = false;
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        self.out.push_str(&set);
        self.out.push(']');
        Some(true)
    }

    fn bracketed(&mut self, letter: char) -> Option<char> {
        if letter != '\\' {
            return Some(letter);
        }
        let next = self.peek(0);
        let awk = self.reading.grammar == Grammar::Awk;
        match next {
            Some('n' | 't') if self.reading.escapes => {
                self.at += 1;
                Some(if next == Some('n') { '\n' } else { '\t' })
            }
            Some('\\' | '/' | ']' | '-' | '"' | '.' | '^' | '[' | '$') if awk => {
                self.at += 1;
                next
            }
            _ if awk => None,
            _ => Some('\\'),
        }
    }

    fn range(&self, low: char, high: Option<char>, set: &mut String) -> Option<()> {
        let wide = self.reading.wide || low.is_ascii() && high.is_none_or(|high| high.is_ascii());
        if !wide {
            // Single bytes of a character, each for itself.
            if high.is_some() {
                return None;
            }
            let mut buffer = [0; 4];
            for byte in low.encode_utf8(&mut buffer).bytes() {
                set.push_str(&format!("\\x{byte:02x}"));
            }
            return Some(());
        }
        if high.is_some_and(|high| high < low) {
            return None;
        }
        push_set(low, set);
        if let Some(high) = high {
            set.push('-');
            push_set(high, set);
        }
        Some(())
    }

    fn class(&mut self) -> Option<&'static str> {
        let rest: String = self.letters[self.at..].iter().collect();
        let end = rest.find(":]")?;
        let set = match rest.get(1..end)? {
            "alpha" => "A-Za-z",
            "digit" => "0-9",
            "alnum" => "0-9A-Za-z",
            "upper" => "A-Z",
            "lower" => "a-z",
            "space" => " \\t\\n\\x0b\\x0c\\r",
            "blank" => " \\t",
            "punct" => "!-/:-@\\[-`{-\\~",
            "xdigit" => "0-9A-Fa-f",
            "cntrl" => "\\x00-\\x1f\\x7f",
            "print" => " -\\~",
            "graph" => "!-\\~",
            _ => return None,
        };
        self.at += rest[..end + 2].chars().count();
        self.local = true;
        Some(set)
    }
}

fn push_set(letter: char, set: &mut String) {
    if "\\[]^-&~".contains(letter) {
        set.push('\\');
    }
    set.push(letter);
}
