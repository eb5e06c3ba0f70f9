//! Compiled descriptions of terminals (ncurses' term(5), "LEGACY STORAGE FORMAT" and what extends it).

mod names;

use std::collections::BTreeMap;

use nom::bytes::complete::take;
use nom::multi::count;
use nom::number::complete::{le_i16, le_i32, u8};
use nom::{IResult, Parser as _};

use names::{FLAGS, NUMBERS, STRINGS};

/// What a terminal can do, by the short names of terminfo(5).
#[derive(Clone, Debug, Default)]
pub struct Terminfo {
    all: BTreeMap<String, Capability>,
}

/// One of its capabilities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Capability {
    /// Whether it has it.
    Flag(bool),
    /// A number.
    Number(i32),
    /// What is sent or received.
    Text(Vec<u8>),
}

/// Numbers of two bytes, and of four.
const MAGIC: [i16; 2] = [0o432, 0o1036];

impl Terminfo {
    /// Reads a compiled description; `None` where it is none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (rest, mut read) = standard(bytes).ok()?;
        // What stands behind is of terminals' own invention.
        if !rest.is_empty() {
            read.all.extend(extended(rest, bytes).ok()?.1);
        }
        Some(read)
    }

    /// A capability; flags that nobody has written down are not had.
    pub fn get(&self, name: &str) -> Option<Capability> {
        let unsaid = || FLAGS.contains(&name).then_some(Capability::Flag(false));
        self.all.get(name).cloned().or_else(unsaid)
    }
}

/// A count, of which a negative one is none.
fn size(input: &[u8]) -> IResult<&[u8], usize> {
    le_i16.map(|number| usize::try_from(number).unwrap_or_default()).parse(input)
}

/// Numbers stand at even places.
fn evened<'i>(input: &'i [u8], whole: &[u8]) -> &'i [u8] {
    let odd = (whole.len() - input.len()) % 2 == 1;
    input.get(usize::from(odd)..).unwrap_or_default()
}

fn number(wide: bool) -> impl Fn(&[u8]) -> IResult<&[u8], i32> {
    move |input| if wide { le_i32(input) } else { le_i16.map(i32::from).parse(input) }
}

/// The bytes up to the next zero.
fn text_at(table: &[u8], offset: i16) -> Option<&[u8]> {
    let rest = table.get(usize::try_from(offset).ok()?..)?;
    rest.split(|byte| *byte == 0).next()
}

fn standard(whole: &[u8]) -> IResult<&[u8], Terminfo> {
    let (rest, magic) = le_i16(whole)?;
    if !MAGIC.contains(&magic) {
        return Err(nom::Err::Error(nom::error::Error::new(whole, nom::error::ErrorKind::Tag)));
    }
    let wide = magic == MAGIC[1];
    let (rest, (titles, flags, numbers, strings, table)) =
        (size, size, size, size, size).parse(rest)?;
    let (rest, _) = take(titles)(rest)?;
    let (rest, flags) = count(u8, flags).parse(rest)?;
    let (rest, numbers) = count(number(wide), numbers).parse(evened(rest, whole))?;
    let (rest, offsets) = count(le_i16, strings).parse(rest)?;
    let (rest, table) = take(table)(rest)?;
    let mut all = BTreeMap::new();
    for (name, flag) in FLAGS.iter().zip(flags) {
        all.insert((*name).to_owned(), Capability::Flag(flag == 1));
    }
    for (name, number) in NUMBERS.iter().zip(numbers).filter(|(_, number)| *number >= 0) {
        all.insert((*name).to_owned(), Capability::Number(number));
    }
    for (name, offset) in STRINGS.iter().zip(offsets) {
        if let Some(text) = text_at(table, offset) {
            all.insert((*name).to_owned(), Capability::Text(text.to_vec()));
        }
    }
    Ok((rest, Terminfo { all }))
}

/// What has no place in the tables: its names stand behind its texts.
fn extended<'i>(input: &'i [u8], whole: &[u8]) -> IResult<&'i [u8], Vec<(String, Capability)>> {
    let wide = whole.starts_with(&MAGIC[1].to_le_bytes());
    let (rest, (flags, numbers, strings, _, table)) =
        (size, size, size, size, size).parse(evened(input, whole))?;
    let named = flags + numbers + strings;
    let (rest, flags) = count(u8, flags).parse(rest)?;
    let (rest, numbers) = count(number(wide), numbers).parse(evened(rest, whole))?;
    let (rest, texts) = count(le_i16, strings).parse(rest)?;
    let (rest, titles) = count(le_i16, named).parse(rest)?;
    let (rest, table) = take(table)(rest)?;
    let ends = |at: &i16| Some(usize::try_from(*at).ok()? + text_at(table, *at)?.len() + 1);
    let behind = texts.iter().filter_map(ends).max().unwrap_or_default();
    let titles = titles.iter().map(|at| {
        let title = text_at(table.get(behind..).unwrap_or_default(), *at).unwrap_or_default();
        String::from_utf8_lossy(title).into_owned()
    });
    let flags = flags.iter().map(|flag| Some(Capability::Flag(*flag == 1)));
    let numbers = numbers.iter().map(|one| (*one >= 0).then_some(Capability::Number(*one)));
    let texts = texts.iter().map(|at| Some(Capability::Text(text_at(table, *at)?.to_vec())));
    let values = flags.chain(numbers).chain(texts);
    let all = titles.zip(values).filter_map(|(title, value)| Some((title, value?)));
    Ok((rest, all.collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A description of two flags, a number, three texts, and a text with a name of its own.
    fn description() -> Vec<u8> {
        let mut bytes = Vec::new();
        let shorts = |bytes: &mut Vec<u8>, all: &[i16]| {
            all.iter().for_each(|one| bytes.extend(one.to_le_bytes()));
        };
        shorts(&mut bytes, &[0o432, 5, 2, 1, 3, 7]);
        bytes.extend(b"mine\0");
        bytes.extend([0, 1, 0]);
        shorts(&mut bytes, &[80, -1, 0, 3]);
        bytes.extend(b"\x1b[\0\x1b[a\0\0");
        shorts(&mut bytes, &[0, 0, 1, 2, 8]);
        shorts(&mut bytes, &[0, 0]);
        bytes.extend(b"\x1bX\0kUP5\0");
        bytes
    }

    #[test]
    fn what_a_terminal_can_is_read() {
        let read = Terminfo::parse(&description()).expect("a description");
        assert_eq!(read.get("bw"), Some(Capability::Flag(false)));
        assert_eq!(read.get("am"), Some(Capability::Flag(true)));
        assert_eq!(read.get("xenl"), Some(Capability::Flag(false)));
        assert_eq!(read.get("cols"), Some(Capability::Number(80)));
        assert_eq!(read.get("cbt"), None);
        assert_eq!(read.get("bel"), Some(Capability::Text(b"\x1b[".to_vec())));
        assert_eq!(read.get("cr"), Some(Capability::Text(b"\x1b[a".to_vec())));
        assert_eq!(read.get("kUP5"), Some(Capability::Text(b"\x1bX".to_vec())));
        assert!(Terminfo::parse(b"\x7fELF").is_none() && Terminfo::parse(b"").is_none());
    }
}
