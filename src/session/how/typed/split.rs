//! A command line, split into words.

use nom::IResult;
use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{is_not, take_till};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{map, recognize};
use nom::multi::{fold_many0, fold_many1};
use nom::sequence::{delimited, preceded, terminated};

/// A command line as a shell splits it: blanks, quotes, backslashes.
pub(in crate::session::how) fn words(text: &str) -> Result<Vec<String>, String> {
    let all = fold_many0(preceded(space0, word), Vec::new, |mut words: Vec<String>, word| {
        words.push(word);
        words
    });
    let parsed: IResult<&str, Vec<String>> = terminated(all, space0).parse(text);
    match parsed {
        Ok(("", words)) => Ok(words),
        Ok((rest, _)) => Err(format!("the quote is not closed: {rest}")),
        Err(_) => Err("these are no words".to_owned()),
    }
}

fn word(input: &str) -> IResult<&str, String> {
    let single = delimited(char('\''), take_till(|c| c == '\''), char('\''));
    let double = delimited(char('"'), recognized, char('"'));
    let escaped = map(preceded(char('\\'), recognize(anychar)), str::to_owned);
    let plain = map(is_not(" \t'\"\\"), str::to_owned);
    let part = alt((map(single, str::to_owned), double, escaped, plain));
    fold_many1(part, String::new, |mut word, part| {
        word.push_str(&part);
        word
    })
    .parse(input)
}

/// Inside of double quotes a backslash protects the next letter.
fn recognized(input: &str) -> IResult<&str, String> {
    let escaped = map(preceded(char('\\'), recognize(anychar)), str::to_owned);
    let plain = map(is_not("\"\\"), str::to_owned);
    fold_many0(alt((escaped, plain)), String::new, |mut text, part| {
        text.push_str(&part);
        text
    })
    .parse(input)
}
