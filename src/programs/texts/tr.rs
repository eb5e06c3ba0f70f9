//! `tr`: bytes, as GNU's works in every locale.

use super::COREUTILS;
use crate::machine::Platform;
use crate::programs::options::{NO, Options};
use crate::programs::{Cannot, Followed, Program, Run, Unit};

/// What is followed here.
pub const ALL: &[&Program] = &[&TR];

/// tr(1).
pub static TR: Program = Program::new(
    &["tr"],
    "sets with ranges, classes, escapes and repeats; -d -s -c -t",
    COREUTILS,
    tr,
)
.by(unit)
.portable();

/// The bytes of a set, in order; where `[x*]` stands and whether a class of cases is in it.
#[derive(Default)]
struct Set {
    bytes: Vec<u8>,
    fill: Option<(usize, u8)>,
    classes: bool,
}

fn set(text: &str) -> Option<Set> {
    let bytes = text.as_bytes();
    let mut set = Set::default();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'[' {
            if let Some(len) = bracketed(&text[at..], &mut set) {
                at += len?;
                continue;
            }
        }
        let (low, len) = letter(&bytes[at..])?;
        at += len;
        if bytes.get(at) == Some(&b'-') && at + 1 < bytes.len() {
            let (high, len) = letter(&bytes[at + 1..])?;
            if high < low {
                return None;
            }
            at += 1 + len;
            set.bytes.extend(low..=high);
        } else {
            set.bytes.push(low);
        }
    }
    Some(set)
}

/// `[:class:]`, `[=x=]`, `[x*n]`: how many bytes it takes; `Some(None)` where it is not followed.
fn bracketed(text: &str, set: &mut Set) -> Option<Option<usize>> {
    if let Some(rest) = text.strip_prefix("[:") {
        let end = rest.find(":]")?;
        let Some(bytes) = class(&rest[..end]) else { return Some(None) };
        set.classes |= matches!(&rest[..end], "upper" | "lower");
        set.bytes.extend(bytes);
        return Some(Some(end + 4));
    }
    if text.starts_with("[=") {
        return Some(None);
    }
    let (byte, len) = letter(&text.as_bytes()[1..])?;
    let rest = text.get(1 + len..)?.strip_prefix('*')?;
    let end = rest.find(']')?;
    let digits = &rest[..end];
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match digits.parse::<usize>() {
        Ok(count) if count > 0 && !digits.starts_with('0') => {
            set.bytes.extend(std::iter::repeat_n(byte, count.min(1 << 16)));
        }
        _ if digits.is_empty() || digits == "0" => set.fill = Some((set.bytes.len(), byte)),
        _ => return Some(None),
    }
    Some(Some(1 + len + 1 + end + 1))
}

fn letter(bytes: &[u8]) -> Option<(u8, usize)> {
    let first = *bytes.first()?;
    if first != b'\\' {
        return Some((first, 1));
    }
    let Some(&next) = bytes.get(1) else { return Some((b'\\', 1)) };
    let simple = match next {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'v' => 11,
        b'\\' => b'\\',
        b'0'..=b'7' => {
            let digits = bytes[1..].iter().take(3).take_while(|byte| (b'0'..=b'7').contains(*byte));
            let digits: Vec<u8> = digits.copied().collect();
            let number = digits.iter().fold(0u32, |sum, digit| sum * 8 + u32::from(digit - b'0'));
            return Some((u8::try_from(number).ok()?, 1 + digits.len()));
        }
        other => other,
    };
    Some((simple, 2))
}

fn class(name: &str) -> Option<Vec<u8>> {
    let takes: fn(&u8) -> bool = match name {
        "alpha" => u8::is_ascii_alphabetic,
        "digit" => u8::is_ascii_digit,
        "alnum" => u8::is_ascii_alphanumeric,
        "upper" => u8::is_ascii_uppercase,
        "lower" => u8::is_ascii_lowercase,
        "space" => |byte| matches!(byte, 9..=13 | 32),
        "blank" => |byte| matches!(byte, 9 | 32),
        "punct" => u8::is_ascii_punctuation,
        "xdigit" => u8::is_ascii_hexdigit,
        "cntrl" => u8::is_ascii_control,
        "print" => |byte| (32..127).contains(byte),
        "graph" => u8::is_ascii_graphic,
        _ => return None,
    };
    Some((0..=255).filter(takes).collect())
}

/// Only squeezing looks at the neighbours.
fn unit(words: &[String]) -> Unit {
    let squeezes = |word: &String| word.starts_with('-') && word.contains('s');
    if words.iter().any(squeezes) { Unit::Whole } else { Unit::Character }
}

fn tr(run: &mut Run<'_>) -> Followed {
    let long = [
        ("delete", 'd', NO),
        ("squeeze-repeats", 's', NO),
        ("complement", 'c', NO),
        ("truncate-set1", 't', NO),
    ];
    let options = Options::read(&run.arguments, "dscCt", &long, true)?;
    let complement = options.has('c') || options.has('C');
    let (deletes, squeezes) = (options.has('d'), options.has('s'));
    let sets: Vec<Set> = options
        .operands
        .iter()
        .map(|text| set(text).ok_or(Cannot::NotFollowed))
        .collect::<Result<_, _>>()?;
    let wanted = match (deletes, squeezes) {
        (true, false) => sets.len() == 1,
        (true, true) => sets.len() == 2,
        (false, true) => matches!(sets.len(), 1 | 2),
        (false, false) => sets.len() == 2,
    };
    if !wanted || sets[0].fill.is_some() {
        run.mutters();
        return if wanted { Err(Cannot::NotFollowed) } else { Ok(1) };
    }
    let text = run.input()?;
    let strange =
        run.machine().platform() == Platform::MacOs || complement && !deletes && !squeezes;
    if strange && !text.is_ascii() {
        return Err(Cannot::NotFollowed);
    }
    let first: Vec<u8> = match complement {
        true => (0..=255).filter(|byte| !sets[0].bytes.contains(byte)).collect(),
        false => sets[0].bytes.clone(),
    };
    let second = sets.get(1);
    let bytes = match (deletes, second) {
        (true, _) => {
            let kept = text.bytes().filter(|byte| !first.contains(byte)).collect();
            if squeezes {
                squeezed(kept, &second.map(|set| set.bytes.clone()).unwrap_or_default())
            } else {
                kept
            }
        }
        (false, None) => squeezed(text.into_bytes(), &first),
        (false, Some(second)) => {
            let second = filled(second, first.len());
            let table = table(&first, &second, options.has('t')).ok_or(Cannot::NotFollowed)?;
            let mapped = text.bytes().map(|byte| table[usize::from(byte)]).collect();
            if squeezes { squeezed(mapped, &second) } else { mapped }
        }
    };
    run.out = String::from_utf8(bytes).map_err(|_| Cannot::NotFollowed)?;
    Ok(0)
}

/// `[x*]` takes as many as the first set needs.
fn filled(set: &Set, wanted: usize) -> Vec<u8> {
    let mut bytes = set.bytes.clone();
    if let Some((at, byte)) = set.fill {
        let missing = wanted.saturating_sub(bytes.len());
        bytes.splice(at..at, std::iter::repeat_n(byte, missing));
    }
    bytes
}

fn table(first: &[u8], second: &[u8], truncates: bool) -> Option<[u8; 256]> {
    let last = second.last().copied();
    if last.is_none() && !truncates {
        return None;
    }
    let mut table: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    for (at, byte) in first.iter().enumerate() {
        match (second.get(at), truncates) {
            (Some(to), _) => table[usize::from(*byte)] = *to,
            (None, true) => break,
            (None, false) => table[usize::from(*byte)] = last?,
        }
    }
    Some(table)
}

fn squeezed(bytes: Vec<u8>, of: &[u8]) -> Vec<u8> {
    let mut kept: Vec<u8> = Vec::with_capacity(bytes.len());
    for byte in bytes {
        if !(kept.last() == Some(&byte) && of.contains(&byte)) {
            kept.push(byte);
        }
    }
    kept
}
