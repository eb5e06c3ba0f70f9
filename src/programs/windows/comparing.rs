//! `fc`: whether two files are the same.

use super::small::only;
use super::{is_wild, lines, text_of};
use crate::machine::Platform;
use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::{Origin, Shape, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&FC];

/// fc.exe.
pub static FC: Program = Program::new(
    &["fc.exe"],
    "what it returns for two files: 0 same, 1 different, 2 where one is not there; /b /c /w /t, and what changes the output only; the bytes that /b shows",
    "its own: ReactOS' tests of fc, asserted on Windows; MS fc",
    fc,
);

/// Files that are compared byte by byte without being asked to (MS `fc`).
const BINARY: &[&str] = &[".exe", ".com", ".sys", ".obj", ".lib", ".bin"];

#[derive(Default)]
struct How {
    binary: bool,
    text: bool,
    ignore_case: bool,
    one_blank: bool,
    keep_tabs: bool,
    files: Vec<String>,
}

impl How {
    fn read(words: &[String]) -> Option<Self> {
        let mut how = Self::default();
        for word in words {
            let Some(letters) = word.strip_prefix('/') else {
                how.files.push(word.clone());
                continue;
            };
            for letter in letters.to_ascii_lowercase().split('/') {
                match letter {
                    "b" => how.binary = true,
                    "c" => how.ignore_case = true,
                    "l" => how.text = true,
                    "w" => how.one_blank = true,
                    "t" => how.keep_tabs = true,
                    "a" | "n" => {}
                    // How many lines are kept, and how many must agree again.
                    more if is_number(more.strip_prefix("lb").unwrap_or(more)) => {}
                    _ => return None,
                }
            }
        }
        Some(how)
    }

    /// A line as it is compared.
    fn plain(&self, line: &str) -> String {
        let mut plain = String::new();
        let mut at = 0;
        for letter in line.chars() {
            let blanks = 8 - at % 8;
            match letter {
                '\t' if !self.keep_tabs => {
                    plain.extend(std::iter::repeat_n(' ', blanks));
                    at += blanks;
                }
                _ => {
                    plain.push(letter);
                    at += 1;
                }
            }
        }
        if self.one_blank {
            plain = plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        }
        if self.ignore_case { plain.to_ascii_lowercase() } else { plain }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_digit())
}

fn fc(run: &mut Run<'_>) -> Followed {
    let how = How::read(&run.words()).ok_or(Cannot::NotFollowed)?;
    let [left, right] = how.files.as_slice() else { return Err(Cannot::NotFollowed) };
    let ends = |name: &String| {
        let lower = name.to_ascii_lowercase();
        BINARY.iter().any(|end| lower.ends_with(end))
    };
    if is_wild(left) || is_wild(right) || !how.text && !how.binary && (ends(left) || ends(right)) {
        return Err(Cannot::NotFollowed);
    }
    let (Some(left), Some(right)) = (there(run, left)?, there(run, right)?) else { return only(2) };
    if left == right {
        let mut shown = Shown::of(run);
        shown.message();
        return shown.done(run, 0);
    }
    if how.binary {
        return bytes(run, left.as_bytes(), right.as_bytes());
    }
    run.spend((left.len() + right.len()) * 16)?;
    let plain = |text: &str| lines(text).map(|line| how.plain(line)).collect::<Vec<_>>();
    only(i32::from(plain(&left) != plain(&right)))
}

/// What it shows: a line of what is compared, then what is different.
struct Shown {
    text: Value,
    origin: Origin,
    message: Value,
}

impl Shown {
    fn of(run: &Run<'_>) -> Self {
        let message = run.untold("is a message in the language of Windows").shaped(Shape::Line);
        let origin = Origin::File(run.place().clone());
        let mut shown = Self { text: Value::empty(), origin, message: Value::unknown(message) };
        shown.message();
        shown
    }

    fn message(&mut self) {
        self.text.append(self.message.clone());
        self.line("");
    }

    fn line(&mut self, text: &str) {
        self.text.append(Value::known(format!("{text}\r\n"), self.origin.clone()));
    }

    /// An empty line is the last.
    fn done(mut self, run: &mut Run<'_>, status: i32) -> Followed {
        self.line("");
        run.value = Some(self.text);
        Ok(status)
    }
}

/// Each byte that differs: where it is, and both in hexadecimal; of the longer file only that it is longer.
fn bytes(run: &mut Run<'_>, left: &[u8], right: &[u8]) -> Followed {
    run.spend((left.len() + right.len()) * 4)?;
    let mut shown = Shown::of(run);
    let mut all = String::new();
    for (at, (one, other)) in left.iter().zip(right).enumerate().filter(|(_, (a, b))| a != b) {
        all.push_str(&format!("{at:08X}: {one:02X} {other:02X}\r\n"));
    }
    run.spend(all.len() * 16)?;
    shown.text.append(Value::known(all, shown.origin.clone()));
    if left.len() != right.len() {
        shown.message();
    }
    shown.done(run, 1)
}

/// A file's text; a directory, and what is no plain text, is not followed.
fn there(run: &mut Run<'_>, name: &str) -> Result<Option<String>, Cannot> {
    let path = Platform::Windows.absolute(&run.cwd()?, name);
    if run.machine().is_directory(&path) {
        return Err(Cannot::NotFollowed);
    }
    text_of(run, name)
}
