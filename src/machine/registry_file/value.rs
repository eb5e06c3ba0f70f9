//! One value of a registry file: `"NAME"=DATA`, `@=DATA`, `"NAME"=-`.

use std::rc::Rc;

use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case, take_while, take_while_m_n};
use nom::character::complete::{anychar, char, none_of, space0, space1};
use nom::combinator::{map, opt, value as put};
use nom::multi::{fold_many0, many0};
use nom::sequence::{delimited, pair, preceded, terminated};
use nom::{IResult, Parser};

use super::Version;
use crate::machine::overlay::Change;
use crate::machine::{RegistryData, RegistryValue};
use crate::text::{Encoding, decode};

/// What a line writes.
pub(super) struct Written {
    name: String,
    data: Option<RegistryData>,
    /// A backslash before something that is neither a backslash nor a quote: what regedit keeps of it is not documented.
    pub odd_escape: bool,
}

impl Written {
    pub(super) fn change(self, key: String) -> Change {
        match self.data {
            Some(data) => Change::Registry { key, value: RegistryValue { name: self.name, data } },
            None => Change::RegistryRemoved { key, name: self.name },
        }
    }
}

/// A text between quotes, and whether an escape in it is odd.
type Quoted = (String, bool);

enum Data {
    Text(Quoted),
    Dword(u32),
    Bytes(u32, Vec<u8>),
    Gone,
}

/// Reads one value up to the end of its last line.
pub(super) fn value(input: &str, version: Version) -> IResult<&str, Written> {
    let name = alt((map(char('@'), |_| (String::new(), false)), quoted));
    let equals = delimited(space0, char('='), space0);
    let (rest, (name, data)) = pair(terminated(name, equals), data).parse(input)?;
    let (rest, ()) = end(rest)?;
    let (data, odd) = match data {
        Data::Text((text, odd)) => (Some(RegistryData::Text(text)), odd),
        Data::Dword(number) => (Some(RegistryData::Dword(number)), false),
        Data::Bytes(kind, bytes) => (Some(typed(kind, bytes, version)), false),
        Data::Gone => (None, false),
    };
    Ok((rest, Written { name: name.0, data, odd_escape: name.1 || odd }))
}

/// Blanks and a remark, and no more on the line.
fn end(input: &str) -> IResult<&str, ()> {
    let remark = opt(pair(char(';'), take_while(|letter| !is_end(letter))));
    let (rest, _) = pair(space0, remark).parse(input)?;
    match rest.chars().next() {
        Some(letter) if !is_end(letter) => {
            Err(nom::Err::Error(nom::error::Error::new(rest, nom::error::ErrorKind::Eof)))
        }
        _ => Ok((rest, ())),
    }
}

fn is_end(letter: char) -> bool {
    matches!(letter, '\r' | '\n')
}

fn quoted(input: &str) -> IResult<&str, Quoted> {
    let escaped =
        preceded(char('\\'), anychar).map(|letter| (letter, !matches!(letter, '\\' | '"')));
    let plain = none_of("\"\\").map(|letter| (letter, false));
    let letters = fold_many0(
        alt((plain, escaped)),
        || (String::new(), false),
        |(mut text, odd), (letter, strange): (char, bool)| {
            text.push(letter);
            (text, odd || strange)
        },
    );
    delimited(char('"'), letters, char('"')).parse(input)
}

fn data(input: &str) -> IResult<&str, Data> {
    let hex = |from, to| take_while_m_n(from, to, |letter: char| letter.is_ascii_hexdigit());
    let number = |text: &str| u32::from_str_radix(text, 16).unwrap_or_default();
    let dword = preceded(tag_no_case("dword:"), hex(1, 8)).map(number);
    let kind = opt(delimited(char('('), hex(1, 8), char(')')));
    let kind = delimited(tag_no_case("hex"), kind, char(':'));
    let kind = kind.map(|kind| kind.map_or(BINARY, number));
    alt((
        quoted.map(Data::Text),
        dword.map(Data::Dword),
        pair(kind, bytes).map(|(kind, bytes)| Data::Bytes(kind, bytes)),
        tag("-").map(|_| Data::Gone),
    ))
    .parse(input)
}

/// Two digits and a comma; a backslash at the end of a line goes on in the next.
fn bytes(input: &str) -> IResult<&str, Vec<u8>> {
    let byte = take_while_m_n(1, 2, |letter: char| letter.is_ascii_hexdigit());
    let byte = byte.map(|text: &str| u8::from_str_radix(text, 16).unwrap_or_default());
    terminated(many0(delimited(gap, byte, pair(gap, opt(char(','))))), gap).parse(input)
}

fn gap(input: &str) -> IResult<&str, ()> {
    let line_end = alt((tag("\r\n"), tag("\n"), tag("\r")));
    let next_line = put((), (char('\\'), space0, line_end));
    put((), many0(alt((put((), space1), next_line)))).parse(input)
}

/// `REG_BINARY` (winnt.h).
const BINARY: u32 = 3;

fn typed(kind: u32, bytes: Vec<u8>, version: Version) -> RegistryData {
    let text = |bytes: &[u8]| {
        let encoding = match version {
            Version::Wide => Encoding::Utf16Le,
            Version::Ansi(page) => Encoding::CodePage(page),
        };
        decode(bytes, encoding).text
    };
    let ended = |text: Rc<str>| text.split('\0').next().unwrap_or_default().to_owned();
    let four = || bytes.as_slice().try_into().ok().map(u32::from_le_bytes);
    let eight = || bytes.as_slice().try_into().ok().map(u64::from_le_bytes);
    match kind {
        1 => RegistryData::Text(ended(text(&bytes))),
        2 => RegistryData::Expand(ended(text(&bytes))),
        4 if four().is_some() => RegistryData::Dword(four().unwrap_or_default()),
        7 => {
            let all = text(&bytes);
            let parts = all.split('\0').take_while(|part| !part.is_empty());
            RegistryData::Multi(parts.map(str::to_owned).collect())
        }
        11 if eight().is_some() => RegistryData::Qword(eight().unwrap_or_default()),
        _ => RegistryData::Binary(bytes),
    }
}
