//! Which bytes a text becomes in a file, and which text bytes are: the encodings of both editions
//! (about_Character_Encoding, 5.1 and 7).

use super::Evaluator;
use super::bound::Bound;
use crate::text::{Encoding, decode};

/// Who writes a file: 5.1 gives each a usual encoding of its own, 7 writes UTF-8 without a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// `>`, `Out-File`, `Tee-Object`: UTF-16 in 5.1.
    Output,
    /// `Set-Content`, `Add-Content`: the ANSI code page in 5.1.
    Content,
    /// `Export-Csv`: ASCII in 5.1.
    Table,
    /// .NET, and `New-Item`: UTF-8 without a mark.
    Plain,
}

/// An encoding with the choice of a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charset {
    /// The encoding.
    pub encoding: Encoding,
    /// Whether a file begins with its mark.
    pub marked: bool,
}

const ASCII: u16 = 20127;

impl Charset {
    const PLAIN: Self = Self { encoding: Encoding::Utf8, marked: false };

    /// The bytes of a text; `None` where a character has no certain place in the code page.
    pub fn encode(self, text: &str) -> Option<Vec<u8>> {
        let mark: &[u8] = match self.encoding {
            _ if !self.marked => &[],
            Encoding::Utf16Le => &[0xFF, 0xFE],
            Encoding::Utf16Be => &[0xFE, 0xFF],
            _ => &[0xEF, 0xBB, 0xBF],
        };
        let mut bytes = mark.to_vec();
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => bytes.extend_from_slice(text.as_bytes()),
            Encoding::Utf16Le => {
                bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            }
            Encoding::Utf16Be => {
                bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
            }
            Encoding::CodePage(page) => bytes.extend(in_page(text, page)?),
        }
        Some(bytes)
    }
}

/// The bytes of a text in a code page of single bytes.
fn in_page(text: &str, page: u16) -> Option<Vec<u8>> {
    let high = |letter: char| {
        (0x80..=0xFF_u8).find(|byte| {
            let read = decode(&[*byte], Encoding::CodePage(page));
            !read.damaged && read.text.chars().eq([letter])
        })
    };
    let byte = |letter: char| match u8::try_from(letter) {
        Ok(byte) if byte.is_ascii() => Some(byte),
        _ => high(letter),
    };
    text.chars().map(byte).collect()
}

impl Evaluator<'_> {
    /// The encoding that a writer uses without `-Encoding`.
    pub fn usual_charset(&self, writer: Writer) -> Charset {
        let page = |page| Charset { encoding: Encoding::CodePage(page), marked: false };
        match (self.state.desktop, writer) {
            (false, _) | (true, Writer::Plain) => Charset::PLAIN,
            (true, Writer::Output) => Charset { encoding: Encoding::Utf16Le, marked: true },
            (true, Writer::Content) => page(self.state.facts.code_pages.ansi),
            (true, Writer::Table) => page(ASCII),
        }
    }

    /// What `-Encoding` names; `None` for one that envsim does not write.
    pub fn charset_named(&self, word: &str) -> Option<Charset> {
        let pages = self.state.facts.code_pages;
        let (encoding, marked) = match word.to_ascii_lowercase().as_str() {
            "utf8" => (Encoding::Utf8, self.state.desktop),
            "utf8nobom" => (Encoding::Utf8, false),
            "utf8bom" => (Encoding::Utf8, true),
            "unicode" | "utf16" => (Encoding::Utf16Le, true),
            "string" | "unknown" if self.state.desktop => (Encoding::Utf16Le, true),
            "bigendianunicode" => (Encoding::Utf16Be, true),
            "ascii" => (Encoding::CodePage(ASCII), false),
            "default" if self.state.desktop => (Encoding::CodePage(pages.ansi), false),
            "default" => (Encoding::Utf8, false),
            "oem" => (Encoding::CodePage(pages.oem), false),
            "ansi" if self.state.platform().is_windows() => (Encoding::CodePage(pages.ansi), false),
            number => (Encoding::CodePage(number.parse().ok()?), false),
        };
        Some(Charset { encoding, marked })
    }

    /// The encoding of a cmdlet's call: `-Encoding`, else the writer's own. `None` is not known.
    pub fn charset_of(&self, bound: &Bound, writer: Writer) -> Option<Charset> {
        match bound.has("Encoding") {
            true => self.charset_named(&bound.text(self, "Encoding")?),
            false => Some(self.usual_charset(writer)),
        }
    }

    /// How a cmdlet reads a file without a byte order mark. `None` is not known.
    pub fn reading(&self, bound: &Bound) -> Option<Encoding> {
        match bound.has("Encoding") {
            true => Some(self.charset_named(&bound.text(self, "Encoding")?)?.encoding),
            false => Some(self.usual_reading()),
        }
    }

    /// How cmdlets read files without a mark: 5.1 in the ANSI code page, 7 as UTF-8.
    pub fn usual_reading(&self) -> Encoding {
        match self.state.desktop {
            true => Encoding::CodePage(self.state.facts.code_pages.ansi),
            false => Encoding::Utf8,
        }
    }
}
