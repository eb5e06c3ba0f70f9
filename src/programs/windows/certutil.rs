//! `certutil` where it turns a file into letters or back.

use std::rc::Rc;

use super::is_wild;
use crate::machine::overlay::Change;
use crate::programs::texts::base64;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&CERTUTIL];

/// certutil.exe.
pub static CERTUTIL: Program = Program::new(
    &["certutil.exe"],
    "-encodehex, -decodehex, -encode and -decode of plain text",
    "its own: MS certutil, CryptBinaryToString; batchlib's and Wine's tests, asserted on Windows",
    certutil,
);

/// `0x80070050`: the file is there already, and there is no `-f`.
const EXISTS: i32 = -2_147_024_816;
/// `0x80070002`
const NOT_FOUND: i32 = -2_147_024_894;

fn certutil(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let (mut verb, mut force, mut names) = (None, false, Vec::new());
    for word in &words {
        match word.strip_prefix(['-', '/']).map(str::to_ascii_lowercase).as_deref() {
            Some("f") => force = true,
            Some(other) if verb.is_none() => verb = Some(other.to_owned()),
            Some(_) => return Err(Cannot::NotFollowed),
            None => names.push(word.clone()),
        }
    }
    let turn = match verb.as_deref() {
        Some("encodehex") => to_hexadecimal,
        Some("decodehex") => of_hexadecimal,
        Some("encode") => to_letters,
        Some("decode") => of_letters,
        _ => return Err(Cannot::NotFollowed),
    };
    let [from, to] = names.as_slice() else { return Err(Cannot::NotFollowed) };
    if is_wild(from) || is_wild(to) {
        return Err(Cannot::NotFollowed);
    }
    turned(run, from, to, turn, force)
}

/// Reads one file and writes the other; what it says of it is in the language of Windows.
fn turned(
    run: &mut Run<'_>,
    from: &str,
    to: &str,
    turn: fn(&[u8]) -> Option<Vec<u8>>,
    force: bool,
) -> Followed {
    let ends = |status| {
        Err(Cannot::Because { reason: String::new(), shape: Shape::Filled, status: Some(status) })
    };
    let path = run.absolute(to)?;
    let text = match super::text_of(run, from) {
        Ok(Some(text)) => text,
        Ok(None) => return ends(NOT_FOUND),
        Err(Cannot::NotFollowed) => return Err(Cannot::NotFollowed),
        // What it makes of a text that is not known is not known either.
        Err(why) => {
            run.touch(&path);
            return Err(why);
        }
    };
    match run.machine().status(&path) {
        Ok(_) if !run.machine().is_file(&path) => return Err(Cannot::NotFollowed),
        Ok(_) if !force => return ends(EXISTS),
        Err(fault) if fault.is_ours() => return Err(Cannot::NotFollowed),
        _ => {}
    }
    run.spend(text.len() * 16)?;
    let turned = turn(text.as_bytes()).ok_or(Cannot::NotFollowed)?;
    run.spend(turned.len() * 16)?;
    run.change(Change::File { path, bytes: Rc::from(turned) });
    ends(0)
}

/// Lines of sixteen bytes: where they are, a tab, two groups of eight, and what is printable of them
/// (`CRYPT_STRING_HEXASCIIADDR`).
fn to_hexadecimal(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = String::new();
    for (line, row) in bytes.chunks(16).enumerate() {
        let mut columns = String::new();
        for (at, byte) in row.iter().enumerate() {
            columns.push_str(if at == 8 {
                "  "
            } else if at > 0 {
                " "
            } else {
                ""
            });
            columns.push_str(&format!("{byte:02x}"));
        }
        let shown = |byte: &u8| if (b' '..=b'~').contains(byte) { char::from(*byte) } else { '.' };
        let shown: String = row.iter().map(shown).collect();
        out.push_str(&format!("{:04x}\t{columns:<48}   {shown}\r\n", line * 16));
    }
    (!bytes.is_empty()).then(|| out.into_bytes())
}

/// Pairs of digits with blanks between them. A line that may begin with an address is not followed.
fn of_hexadecimal(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut out = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let address = words.len() > 1 && words[0].len() >= 4 && words[1].len() == 2;
        let pairs = words.iter().all(|word| {
            word.len().is_multiple_of(2) && word.bytes().all(|one| one.is_ascii_hexdigit())
        });
        if address && words[0].len() <= 8 && words[0].starts_with('0') || !pairs {
            return None;
        }
        for word in words {
            for at in (0..word.len()).step_by(2) {
                out.push(u8::from_str_radix(&word[at..at + 2], 16).ok()?);
            }
        }
    }
    (!out.is_empty()).then_some(out)
}

const FIRST: &str = "-----BEGIN CERTIFICATE-----\r\n";
const LAST: &str = "-----END CERTIFICATE-----\r\n";

/// Lines of 64 letters between a header and its end.
fn to_letters(bytes: &[u8]) -> Option<Vec<u8>> {
    let whole = base64::encoded(bytes);
    let mut out = String::from(FIRST);
    for start in (0..whole.len()).step_by(64) {
        out.push_str(&format!("{}\r\n", &whole[start..(start + 64).min(whole.len())]));
    }
    out.push_str(LAST);
    (!bytes.is_empty()).then(|| out.into_bytes())
}

/// With a header, or without one.
fn of_letters(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines: Vec<&str> =
        text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.first().is_some_and(|line| line.starts_with("-----BEGIN ")) {
        lines.remove(0);
        let end = lines.iter().position(|line| line.starts_with("-----END "))?;
        lines.truncate(end);
    }
    base64::decoded(&lines.concat()).filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_columns_and_columns_bytes() {
        let text = to_hexadecimal(b"ab\r\n").expect("it has bytes");
        let line = format!("0000\t61 62 0d 0a{}   ab..\r\n", " ".repeat(37));
        assert_eq!(String::from_utf8(text).expect("text"), line);
        let longer = to_hexadecimal(b"0123456789abcdef0").expect("it has bytes");
        assert!(longer.starts_with(b"0000\t30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66   01"));
        assert_eq!(of_hexadecimal(b"61 62\r\n636465 0D0A\r\n").as_deref(), Some(&b"abcde\r\n"[..]));
        for refused in ["0000\t61 62", "6 1", "6x", ""] {
            assert_eq!(of_hexadecimal(refused.as_bytes()), None, "{refused}");
        }
    }

    #[test]
    fn letters_have_a_header() {
        let text = to_letters(b"hello").expect("it has bytes");
        assert_eq!(text, format!("{FIRST}aGVsbG8=\r\n{LAST}").into_bytes());
        assert_eq!(of_letters(&text).as_deref(), Some(&b"hello"[..]));
        assert_eq!(of_letters(b"aGVs\r\nbG8=\r\n").as_deref(), Some(&b"hello"[..]));
    }
}
