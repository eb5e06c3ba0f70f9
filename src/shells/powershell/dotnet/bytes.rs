//! Bytes: `[BitConverter]`, encodings, and how texts carry bytes (learn.microsoft.com, System.BitConverter,
//! System.Text.Encoding, RFC 4648).

use std::rc::Rc;

use crate::shells::powershell::evaluator::charset::Charset;
use crate::shells::powershell::evaluator::{Evaluator, Stop};
use crate::shells::powershell::object::{IntKind, Object, Sequence};

type Answer = Result<Object, Stop>;

/// The numbers that `ToX` reads, and how many bytes each has.
const READ: [(&str, IntKind, usize); 6] = [
    ("toint16", IntKind::Int16, 2),
    ("touint16", IntKind::UInt16, 2),
    ("toint32", IntKind::Int32, 4),
    ("touint32", IntKind::UInt32, 4),
    ("toint64", IntKind::Int64, 8),
    ("touint64", IntKind::UInt64, 8),
];

impl Evaluator<'_> {
    /// `[BitConverter]`; every system that PowerShell runs on is little-endian.
    pub(super) fn bits_call(&mut self, lower: &str, arguments: &[Object]) -> Answer {
        if lower == "getbytes"
            && let [one] = arguments
        {
            let bytes = little_endian(one.base());
            return Ok(bytes.map_or_else(
                || self.unknown("is made of bytes that envsim does not model"),
                |bytes| byte_array(&bytes),
            ));
        }
        let bytes = arguments.first().and_then(|first| self.bytes_of(first));
        let place = |at: usize| match arguments.get(at).map(Object::base) {
            Some(Object::Integer(_, number)) => usize::try_from(*number).ok(),
            _ => None,
        };
        let whole = READ.iter().find(|(name, ..)| *name == lower);
        match (bytes, whole) {
            (Some(bytes), Some((_, kind, size))) => {
                let start = place(1);
                let part = start.and_then(|start| bytes.get(start..start.checked_add(*size)?));
                match part {
                    Some(part) => Ok(Object::Integer(*kind, number_of(part, *kind))),
                    None => Ok(self.unknown("reads bytes that are not there")),
                }
            }
            (Some(bytes), None) if lower == "tostring" && arguments.len() <= 3 => {
                let start = if arguments.len() > 1 { place(1) } else { Some(0) };
                let length = if arguments.len() > 2 { place(2) } else { None };
                let from = start.and_then(|start| bytes.get(start..));
                let part = from.and_then(|from| match arguments.len() {
                    3 => from.get(..length?),
                    _ => Some(from),
                });
                match part {
                    Some(part) => {
                        let text: Vec<String> =
                            part.iter().map(|byte| format!("{byte:02X}")).collect();
                        Ok(self.text(text.join("-")))
                    }
                    None => Ok(self.unknown("writes bytes that are not there")),
                }
            }
            (Some(bytes), None) if lower == "toboolean" => {
                match place(1).and_then(|at| bytes.get(at)) {
                    Some(byte) => Ok(Object::Bool(*byte != 0)),
                    None => Ok(self.unknown("reads bytes that are not there")),
                }
            }
            _ => Ok(self.unknown("treats bytes in a way envsim does not model")),
        }
    }

    pub(super) fn bytes_of(&self, object: &Object) -> Option<Vec<u8>> {
        object
            .enumerate()?
            .iter()
            .map(|one| match one.base() {
                Object::Integer(_, number) => u8::try_from(*number).ok(),
                _ => None,
            })
            .collect()
    }

    /// Methods of an encoding.
    pub fn encoding_method(&mut self, which: &str, lower: &str, arguments: &[Object]) -> Object {
        let charset = match which {
            "utf8" => self.charset_named("utf8NoBOM"),
            "utf32" => None,
            "latin1" => self.charset_named("28591"),
            other => self.charset_named(other),
        };
        let Some(charset) = charset.map(|one| Charset { marked: false, ..one }) else {
            return self.unknown("uses an encoding envsim does not model");
        };
        match lower {
            "getbytes" | "getbytecount" => {
                let text = arguments.first().and_then(|one| self.plain(one));
                match text.and_then(|text| charset.encode(&text)) {
                    Some(bytes) if lower == "getbytes" => byte_array(&bytes),
                    Some(bytes) => Object::count(bytes.len()),
                    None => self.unknown("encodes what is not known"),
                }
            }
            "getstring" => match arguments.first().and_then(|one| self.bytes_of(one)) {
                Some(bytes) => self.text(crate::text::decode(&bytes, charset.encoding).text),
                None => self.unknown("decodes what is not known"),
            },
            _ => self.unknown("uses an encoding"),
        }
    }
}

fn little_endian(object: &Object) -> Option<Vec<u8>> {
    Some(match object {
        Object::Bool(yes) => vec![u8::from(*yes)],
        Object::Char(letter) => u16::try_from(u32::from(*letter)).ok()?.to_le_bytes().to_vec(),
        Object::Double(number) => number.to_le_bytes().to_vec(),
        Object::Single(number) => number.to_le_bytes().to_vec(),
        Object::Integer(kind, number) => {
            let (_, _, size) = READ.iter().find(|(_, own, _)| own == kind)?;
            number.to_le_bytes()[..*size].to_vec()
        }
        _ => return None,
    })
}

fn number_of(bytes: &[u8], kind: IntKind) -> i128 {
    let number = bytes.iter().rev().fold(0i128, |number, byte| number << 8 | i128::from(*byte));
    if kind.holds(number) { number } else { number - (1 << (8 * bytes.len())) }
}

pub(super) fn byte_array(bytes: &[u8]) -> Object {
    let items =
        bytes.iter().map(|byte| Object::Integer(IntKind::Byte, i128::from(*byte))).collect();
    Object::Array(Rc::new(Sequence::of_type("System.Byte[]", items)))
}

static DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for index in 0..4 {
            if index <= chunk.len() {
                text.push(char::from(DIGITS[(group >> (18 - 6 * index) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

pub(super) fn unbase64(text: &str) -> Option<Vec<u8>> {
    let clean: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    if !clean.len().is_multiple_of(4) {
        return None;
    }
    let mut bytes = Vec::new();
    for chunk in clean.chunks(4) {
        let padding = chunk.iter().filter(|byte| **byte == b'=').count();
        let mut group = 0u32;
        for byte in chunk {
            let digit =
                if *byte == b'=' { 0 } else { DIGITS.iter().position(|digit| digit == byte)? };
            group = group << 6 | u32::try_from(digit).ok()?;
        }
        bytes.extend_from_slice(&group.to_be_bytes()[1..4 - padding.min(2)]);
    }
    Some(bytes)
}

/// Two digits a byte; `None` where the text is none of those.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// learn.microsoft.com, BitConverter.ToInt32: F1-FF-FF-FF is -15, and BitConverter.GetBytes.
    #[test]
    fn numbers_are_little_endian() {
        assert_eq!(number_of(&[0xF1, 0xFF, 0xFF, 0xFF], IntKind::Int32), -15);
        assert_eq!(number_of(&[0xF1, 0xFF], IntKind::UInt16), 65521);
        assert_eq!(little_endian(&Object::int(-15)), Some(vec![0xF1, 0xFF, 0xFF, 0xFF]));
        assert_eq!(unhex("01fF"), Some(vec![1, 255]));
        assert_eq!(unhex("1"), None);
    }
}
