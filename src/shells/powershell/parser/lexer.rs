//! Reading one token (`Tokenizer.NextToken`).

use memchr::{memchr2, memmem};
use nom::Parser as _;
use nom::bytes::complete::take_while;

use super::super::syntax::AssignmentOperator as A;
use super::Parser;
use super::characters::{
    byte_follows_name, ends_word, follows_name, is_blank, is_dash, is_double_quote, is_letter,
    is_single_quote, starts_name, starts_variable,
};
use super::keywords::keyword;
use super::token::{Kind, Mode, Token};

impl Parser<'_> {
    pub(super) fn byte(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or(0)
    }

    pub(super) fn char_at(&self, offset: usize) -> Option<char> {
        match self.bytes.get(offset) {
            None => None,
            Some(&byte) if byte < 128 => Some(char::from(byte)),
            Some(_) => self.text.get(offset..)?.chars().next(),
        }
    }

    pub(super) fn here(&self) -> Option<char> {
        self.char_at(self.pos)
    }

    pub(super) fn here_is(&self, test: impl Fn(char) -> bool) -> bool {
        self.here().is_some_and(test)
    }

    pub(super) fn bump(&mut self, c: char) {
        self.pos += c.len_utf8();
    }

    /// Skips the bytes `class` accepts.
    pub(super) fn take_bytes(&mut self, class: impl Fn(u8) -> bool) {
        self.take_bytes_before(self.bytes.len(), class);
    }

    /// The same up to a place: who reads inside a token must not look behind it.
    pub(super) fn take_bytes_before(&mut self, end: usize, class: impl Fn(u8) -> bool) {
        let rest = self.bytes.get(self.pos..end).unwrap_or_default();
        let taken = take_while::<_, _, ()>(class).parse(rest).map_or(0, |(_, taken)| taken.len());
        self.pos += taken;
    }

    pub(super) fn token(&self, kind: Kind) -> Token {
        let clamp = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Token { kind, plain: false, start: clamp(self.start), end: clamp(self.pos) }
    }

    /// A string or bare word, and whether its text needs no second look.
    pub(super) fn text_token(&self, kind: Kind, plain: bool) -> Token {
        Token { plain, ..self.token(kind) }
    }

    pub(super) fn in_command(&self) -> bool {
        self.mode == Mode::Command
    }

    pub(super) fn skip_blanks(&mut self) {
        loop {
            self.take_bytes(|byte| byte == b' ' || byte == b'\t');
            match self.here() {
                Some(c) if is_blank(c) => self.bump(c),
                _ => return,
            }
        }
    }

    fn skip_line_end(&mut self) {
        if self.byte(self.pos) == b'\r' && self.byte(self.pos + 1) == b'\n' {
            self.pos += 1;
        }
        self.pos += 1;
    }

    pub(super) fn line_comment(&mut self) {
        let start = self.pos + 1;
        let rest = &self.bytes[self.pos..];
        self.pos += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let word = self.bytes.get(start..start + 8);
        let wanted = word.is_some_and(|word| word.eq_ignore_ascii_case(b"requires"));
        if wanted && self.origins.is_none() {
            let span = self.span((start + 8).min(self.pos), self.pos);
            if self.requires.last().is_none_or(|last| last.start < span.start) {
                self.requires.push(span);
            }
        }
    }

    pub(super) fn block_comment(&mut self) {
        let start = self.pos;
        match memmem::find(&self.bytes[start + 2..], b"#>") {
            Some(length) => self.pos = start + 2 + length + 2,
            None => {
                self.pos = self.bytes.len();
                let message = "the comment is not closed by `#>`";
                self.error(start, self.pos, "MissingTerminatorMultiLineComment", message);
            }
        }
    }

    pub(super) fn at_block_comment(&self) -> bool {
        self.byte(self.pos) == b'<' && self.byte(self.pos + 1) == b'#'
    }

    pub(super) fn skip_newlines(&mut self) {
        self.skip_separators(false);
    }

    pub(super) fn skip_separators(&mut self, semicolons: bool) {
        match self.ungot.map(|token| token.kind) {
            None | Some(Kind::NewLine) => {}
            Some(Kind::Semi) if semicolons => {}
            Some(_) => return,
        }
        self.ungot = None;
        loop {
            match self.byte(self.pos) {
                b' ' | b'\t' => self.skip_blanks(),
                b'\n' | b'\r' => self.skip_line_end(),
                b';' if semicolons => self.pos += 1,
                b'#' => self.line_comment(),
                b'<' if self.at_block_comment() => self.block_comment(),
                b'`' if self.skip_backtick() => {}
                _ if self.here_is(is_blank) => self.skip_blanks(),
                _ => return,
            }
        }
    }

    /// A backtick before a line end or a blank is a blank.
    fn skip_backtick(&mut self) -> bool {
        match self.char_at(self.pos + 1) {
            Some('\n' | '\r') => {
                self.pos += 1;
                self.skip_line_end();
                true
            }
            Some(c) if is_blank(c) => {
                self.pos += 1;
                self.skip_blanks();
                true
            }
            _ => false,
        }
    }

    /// The next token in the mode of the moment.
    pub(super) fn scan(&mut self) -> Token {
        loop {
            self.start = self.pos;
            let Some(&byte) = self.bytes.get(self.pos) else {
                return self.token(Kind::End);
            };
            match byte {
                b' ' | b'\t' | 0x0b | 0x0c => self.skip_blanks(),
                b'#' => self.line_comment(),
                b'<' if self.at_block_comment() => self.block_comment(),
                b'`' if self.skip_backtick() => {}
                b'`' if self.pos + 1 == self.bytes.len() => {
                    self.pos += 1;
                    let message = "a backtick ends the text";
                    self.error(self.start, self.pos, "IncompleteString", message);
                }
                0x80..=0xff if self.here_is(is_blank) => self.skip_blanks(),
                _ => return self.scan_token(byte),
            }
        }
    }

    fn single(&mut self, kind: Kind) -> Token {
        self.pos += 1;
        self.token(kind)
    }

    fn double(&mut self, kind: Kind) -> Token {
        self.pos += 2;
        self.token(kind)
    }

    fn scan_token(&mut self, byte: u8) -> Token {
        match byte {
            b'\n' | b'\r' => {
                self.skip_line_end();
                self.token(Kind::NewLine)
            }
            b'(' => self.single(Kind::LParen),
            b')' => self.single(Kind::RParen),
            b'{' => self.single(Kind::LCurly),
            b'}' => self.single(Kind::RCurly),
            b']' => self.single(Kind::RBracket),
            b';' => self.single(Kind::Semi),
            b',' => self.single(Kind::Comma),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.identifier(),
            b'$' if self.byte(self.pos + 1) == b'(' => self.double(Kind::DollarParen),
            b'$' => self.variable(false),
            b'\'' => self.single_quoted(),
            b'"' => self.double_quoted(),
            b'0'..=b'9' => self.redirection_or_number(byte),
            b'@' => self.at_sign(),
            b'[' => self.bracket(),
            b'.' => self.dot(),
            b'&' if self.byte(self.pos + 1) == b'&' => self.double(Kind::AndAnd),
            b'&' => self.single(Kind::Ampersand),
            b'|' if self.byte(self.pos + 1) == b'|' => self.double(Kind::OrOr),
            b'|' => self.single(Kind::Pipe),
            b'<' => self.single(Kind::Input),
            b'>' => self.redirection(1, 0),
            b'=' | b'*' | b'/' | b'%' | b'+' => self.sign(byte),
            b'-' => self.dash(),
            b'!' => self.exclaim(),
            b':' => self.colon(),
            b'?' if self.mode == Mode::Expression && !self.desktop => self.question(),
            0x80..=0xff => self.unicode(),
            _ => self.generic(),
        }
    }

    fn unicode(&mut self) -> Token {
        match self.here() {
            Some(c) if is_single_quote(c) => self.single_quoted(),
            Some(c) if is_double_quote(c) => self.double_quoted(),
            Some(c) if is_dash(c) => self.dash(),
            Some(c) if is_letter(c) => self.identifier(),
            _ => self.generic(),
        }
    }

    /// An operator of `length` characters, unless command mode makes it a word.
    fn symbol(&mut self, length: usize, kind: Kind) -> Token {
        self.pos += length;
        if self.in_command() && !ends_word(self.here()) {
            return self.generic();
        }
        self.token(kind)
    }

    fn sign(&mut self, byte: u8) -> Token {
        let next = self.byte(self.pos + 1);
        match (byte, next) {
            (b'=', _) => self.symbol(1, Kind::Assign(A::Set)),
            (b'+', b'+') => self.symbol(2, Kind::PlusPlus),
            (b'+', b'=') => self.symbol(2, Kind::Assign(A::Add)),
            (b'+', b'0'..=b'9' | b'.') if self.signed_numbers => self.number(),
            (b'+', _) => self.symbol(1, Kind::Plus),
            (b'*', b'=') => self.symbol(2, Kind::Assign(A::Multiply)),
            (b'*', b'>') => self.redirection(0, 1),
            (b'*', _) => self.symbol(1, Kind::Multiply),
            (b'/', b'=') => self.symbol(2, Kind::Assign(A::Divide)),
            (b'/', _) => self.symbol(1, Kind::Divide),
            (_, b'=') => self.symbol(2, Kind::Assign(A::Remainder)),
            _ => self.symbol(1, Kind::Remainder),
        }
    }

    fn dash(&mut self) -> Token {
        let length = self.here().map_or(1, char::len_utf8);
        match self.char_at(self.pos + length) {
            Some(c) if is_dash(c) => self.symbol(length + c.len_utf8(), Kind::MinusMinus),
            Some('=') => self.symbol(length + 1, Kind::Assign(A::Subtract)),
            Some(c) if is_letter(c) || c == '_' || c == '?' => self.parameter(length),
            Some('0'..='9' | '.') if self.signed_numbers => self.number(),
            _ => self.symbol(length, Kind::Minus),
        }
    }

    fn redirection_or_number(&mut self, byte: u8) -> Token {
        let arrow = self.byte(self.pos + 1) == b'>' && (b'1'..=b'6').contains(&byte);
        if arrow {
            let merges =
                self.byte(self.pos + 2) == b'&' && matches!(self.byte(self.pos + 3), b'1' | b'2');
            if self.mode == Mode::Expression && !merges {
                return self.single(Kind::Number);
            }
            return self.redirection(byte - b'0', 1);
        }
        self.number()
    }

    /// `skipped` characters stand before the `>`.
    fn redirection(&mut self, from: u8, skipped: usize) -> Token {
        self.pos += skipped + 1;
        if self.byte(self.pos) == b'>' {
            return self.single(Kind::ToFile(from, true));
        }
        let to = self.byte(self.pos + 1);
        if skipped > 0 && self.byte(self.pos) == b'&' && matches!(to, b'1' | b'2') {
            if from != 0 || to == b'1' {
                return self.double(Kind::Merge(from, to - b'0'));
            }
        }
        self.token(Kind::ToFile(from, false))
    }

    fn at_sign(&mut self) -> Token {
        match self.char_at(self.pos + 1) {
            Some('{') => self.double(Kind::AtCurly),
            Some('(') => self.double(Kind::AtParen),
            Some(c) if is_single_quote(c) => self.here_string(c, false),
            Some(c) if is_double_quote(c) => self.here_string(c, true),
            Some(c) if starts_variable(c) => self.variable(true),
            _ => {
                let token = self.single(Kind::Unknown);
                self.error_token(token, "UnrecognizedToken", "`@` begins nothing here");
                token
            }
        }
    }

    fn bracket(&mut self) -> Token {
        self.pos += 1;
        if self.in_command() && !ends_word(self.here()) {
            return self.generic();
        }
        self.token(Kind::LBracket)
    }

    fn dot(&mut self) -> Token {
        let next = self.char_at(self.pos + 1);
        match next {
            Some('.') => self.symbol(2, Kind::DotDot),
            Some('0'..='9') => self.number(),
            _ => {
                self.pos += 1;
                let calls = ends_word(next) || matches!(next, Some('$' | '"' | '\''));
                if self.in_command() && !calls {
                    return self.generic();
                }
                self.token(Kind::Dot)
            }
        }
    }

    fn exclaim(&mut self) -> Token {
        let next = self.char_at(self.pos + 1);
        let word = self.in_command() && !ends_word(next);
        let name = self.mode == Mode::Expression && next.is_some_and(starts_name);
        self.pos += 1;
        if word || name || self.exclaimed_word(next) {
            return self.generic();
        }
        self.token(Kind::Exclaim)
    }

    /// `!5foo` is a word because `5foo` is no number.
    fn exclaimed_word(&mut self, next: Option<char>) -> bool {
        if self.mode != Mode::Expression || !matches!(next, Some('0'..='9' | '.')) {
            return false;
        }
        let at = self.pos;
        let number = self.measure_number();
        self.pos = at;
        number.is_none()
    }

    fn colon(&mut self) -> Token {
        if self.byte(self.pos + 1) == b':' {
            self.pos += 2;
            if self.in_command() && !self.want_simple_name && !ends_word(self.here()) {
                return self.generic();
            }
            return self.token(Kind::ColonColon);
        }
        self.pos += 1;
        if !self.in_command() {
            return self.token(Kind::Colon);
        }
        if !self.here_is(starts_name) {
            return self.generic();
        }
        self.name_characters();
        if !ends_word(self.here()) {
            return self.generic();
        }
        self.token(Kind::Label)
    }

    fn question(&mut self) -> Token {
        if self.byte(self.pos + 1) != b'?' {
            return self.single(Kind::Question);
        }
        if self.byte(self.pos + 2) == b'=' {
            self.pos += 3;
            return self.token(Kind::Assign(A::Coalesce));
        }
        self.double(Kind::QuestionQuestion)
    }

    pub(super) fn name_characters(&mut self) {
        loop {
            self.take_bytes(byte_follows_name);
            match self.here() {
                Some(c) if !c.is_ascii() && follows_name(c) => self.bump(c),
                _ => return,
            }
        }
    }

    fn identifier(&mut self) -> Token {
        self.name_characters();
        if self.mode == Mode::TypeName {
            return self.type_name_token();
        }
        if self.want_simple_name {
            return self.token(Kind::Identifier);
        }
        if self.in_command() && !ends_word(self.here()) {
            return self.generic();
        }
        if self.in_command() || self.mode == Mode::Signature {
            let word = &self.bytes[self.start..self.pos];
            match keyword(word) {
                Some(super::token::Keyword::Clean) if self.desktop => {}
                Some(keyword) => return self.token(Kind::Keyword(keyword)),
                None => {}
            }
        }
        self.token(Kind::Identifier)
    }
}
