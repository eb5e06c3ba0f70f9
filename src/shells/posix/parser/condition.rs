//! `[[ … ]]` (bash(1) "Compound Commands", zshmisc(1) CONDITIONAL EXPRESSIONS).

use super::scan::ends_word;
use super::simple::literal;
use super::word::Context;
use super::{Parsed, Parser};
use crate::shells::posix::syntax::{Kind, Test, Word};
use crate::text::Span;

impl Parser<'_> {
    /// What follows `[[`, up to and with `]]`.
    pub(super) fn condition(&mut self) -> Parsed<Kind> {
        let test = self.either()?;
        self.skip_lines();
        self.expect("]]")?;
        Ok(Kind::Condition(Box::new(test)))
    }

    fn either(&mut self) -> Parsed<Test> {
        self.down()?;
        let all = self.row("||", Self::both)?;
        self.up();
        Ok(row_of(all, Test::Or))
    }

    fn both(&mut self) -> Parsed<Test> {
        Ok(row_of(self.row("&&", Self::primary)?, Test::And))
    }

    /// What stands between the signs: side by side, for a tree of many would be as deep as they are many.
    fn row(&mut self, sign: &str, one: impl Fn(&mut Self) -> Parsed<Test>) -> Parsed<Vec<Test>> {
        let mut all = vec![one(self)?];
        self.skip_lines();
        while self.take(sign) {
            all.push(one(self)?);
            self.skip_lines();
        }
        Ok(all)
    }

    fn primary(&mut self) -> Parsed<Test> {
        self.skip_lines();
        if self.take_reserved("!") {
            self.down()?;
            let inner = self.primary()?;
            self.up();
            return Ok(Test::Not(Box::new(inner)));
        }
        if self.peek() == Some(b'(') {
            self.at += 1;
            let inner = self.either()?;
            self.skip_lines();
            self.expect(")")?;
            return Ok(inner);
        }
        let left = self.operand_word(Context::Condition)?;
        self.skip_blanks();
        if self.dialect.is_bash()
            && self.is_unary(&left)
            && let Some(what) = self.no_operand()
        {
            let message = format!("unexpected argument `{what}' to conditional unary operator");
            return Err(self.refused(&message));
        }
        self.skip_lines();
        if let Some(operator) = self.unary_operator(&left) {
            let operand = self.operand_word(Context::Condition)?;
            self.further_operands()?;
            return Ok(Test::Unary(operator, operand));
        }
        match self.binary_operator() {
            Some(operator) => {
                self.skip_blanks();
                let regex = operator.of(self.text) == "=~";
                // bash(1): a group is a pattern with `extglob`'s signs only.
                if self.dialect.is_bash() && !regex && self.peek() == Some(b'(') {
                    let message = "unexpected argument `(' to conditional binary operator";
                    return Err(self.refused(message));
                }
                let context = if regex { Context::Regex } else { Context::Condition };
                Ok(Test::Binary(left, operator, self.operand_word(context)?))
            }
            None => Ok(Test::Word(left)),
        }
    }

    /// zsh: a module's condition takes any number of words (zshmodules(1), "The zsh/complete Module").
    fn further_operands(&mut self) -> Parsed<()> {
        while self.dialect.is_zsh() {
            self.skip_blanks();
            let ends = ["]]", "&&", "||"].iter().any(|end| self.starts_with(end));
            if ends || matches!(self.peek(), None | Some(b')' | b'\n')) {
                break;
            }
            self.operand_word(Context::Condition)?;
        }
        Ok(())
    }

    fn operand_word(&mut self, context: Context) -> Parsed<Word> {
        self.some_word(context)
    }

    /// `-f` and the like, when an operand follows.
    fn unary_operator(&self, word: &Word) -> Option<Span> {
        let text = literal(word, self.text)?;
        if self.dialect.is_bash() {
            return self.is_unary(word).then_some(word.span);
        }
        let completes = self.dialect.is_zsh() && COMPLETION.contains(&text);
        let is_operator = (text.len() == 2 && text.starts_with('-')) || completes;
        let ends = self.starts_with("]]") || self.starts_with("&&") || self.starts_with("||");
        // What a condition of completion asks for may begin with a dash.
        let binary = self.peeks_binary() && !(completes && self.peek() == Some(b'-'));
        (is_operator && !ends && !binary && self.peek() != Some(b')')).then_some(word.span)
    }

    /// Whether bash takes a word for an operator of one operand, whatever follows.
    fn is_unary(&self, word: &Word) -> bool {
        let letter = literal(word, self.text).and_then(|text| text.strip_prefix('-'));
        letter.is_some_and(|letter| letter.len() == 1 && UNARY.contains(letter))
    }

    /// bash: what cannot be the operand of an operator (parse.y, `cond_term`).
    fn no_operand(&self) -> Option<&'static str> {
        let process = self.peek().is_some_and(|byte| self.is_process(byte));
        match self.peek() {
            Some(b'\n') => Some("newline"),
            Some(b']') if !self.peek_at(2).is_none_or(ends_word) => None,
            _ if process => None,
            _ => ["]]", "&&", "||", "(", ")", "<", ">"]
                .into_iter()
                .find(|what| self.starts_with(what)),
        }
    }

    fn peeks_binary(&self) -> bool {
        self.binary_len().is_some()
    }

    fn binary_operator(&mut self) -> Option<Span> {
        let len = self.binary_len()?;
        let span = Span::new(self.at, self.at + len);
        self.at += len;
        Some(span)
    }

    /// Length of the operator here; only `<` and `>` need no blank behind them.
    fn binary_len(&self) -> Option<usize> {
        if matches!(self.peek(), Some(b'<' | b'>')) {
            return (!self.is_process(self.peek()?)).then_some(1);
        }
        let alone = |&&operator: &&&str| {
            let next = self.peek_at(operator.len());
            self.starts_with(operator) && next.is_none_or(|byte| byte.is_ascii_whitespace())
        };
        BINARY.iter().find(alone).map(|operator| operator.len()).or_else(|| self.module_operator())
    }

    /// zsh: a word that begins with a dash between two others is a module's condition (parse.c, `par_cond_2`).
    fn module_operator(&self) -> Option<usize> {
        let name = self.rest().strip_prefix('-').filter(|_| self.dialect.is_zsh())?;
        let letter = |byte: &u8| byte.is_ascii_lowercase() || *byte == b'-';
        let len = name.bytes().take_while(letter).count();
        let ends = name.as_bytes().get(len).is_none_or(u8::is_ascii_whitespace);
        (len > 0 && ends).then_some(len + 1)
    }
}

fn row_of(mut all: Vec<Test>, join: fn(Vec<Test>) -> Test) -> Test {
    match all.len() {
        1 => all.remove(0),
        _ => join(all),
    }
}

/// bash's operators of one word (test.c, `test_unop`).
const UNARY: &str = "abcdefghknoprstuvwxzGLNORS";

/// Operators between two words (bash(1) CONDITIONAL EXPRESSIONS).
const BINARY: &[&str] =
    &["==", "=~", "=", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"];

/// zsh's conditions of completion functions (zshcompwid(1), "Completion Condition Codes").
const COMPLETION: &[&str] = &["-prefix", "-suffix", "-after", "-between"];
