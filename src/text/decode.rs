//! Bytes to text, the way the program that reads them would.

use std::rc::Rc;

use encoding_rs::{Encoding as Web, UTF_16BE, UTF_16LE};

/// How a file's bytes were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 that starts with EF BB BF.
    Utf8Bom,
    /// UTF-16, little endian, with its mark.
    Utf16Le,
    /// UTF-16, big endian, with its mark.
    Utf16Be,
    /// A Windows or DOS code page, by number.
    CodePage(u16),
}

/// The two code pages of a Windows machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePages {
    /// `ACP`: what programs without a console read, Windows PowerShell 5.1 among them.
    pub ansi: u16,
    /// `OEMCP`: what cmd reads batch files with.
    pub oem: u16,
}

impl Default for CodePages {
    /// Western Windows: 1252 and 437.
    fn default() -> Self {
        Self { ansi: 1252, oem: 437 }
    }
}

/// A text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: Rc<str>,
    /// What it was read as.
    pub encoding: Encoding,
    /// Whether some bytes had no meaning in that encoding and became U+FFFD.
    pub damaged: bool,
}

/// Reads `bytes`: a byte order mark decides, then `otherwise`.
pub fn decode(bytes: &[u8], otherwise: Encoding) -> Decoded {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, Encoding::Utf8Bom),
        [0xFF, 0xFE, rest @ ..] => web(UTF_16LE, rest, Encoding::Utf16Le),
        [0xFE, 0xFF, rest @ ..] => web(UTF_16BE, rest, Encoding::Utf16Be),
        _ => plain(bytes, otherwise),
    }
}

fn plain(bytes: &[u8], encoding: Encoding) -> Decoded {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => utf8(bytes, encoding),
        Encoding::Utf16Le => web(UTF_16LE, bytes, encoding),
        Encoding::Utf16Be => web(UTF_16BE, bytes, encoding),
        Encoding::CodePage(65001) => utf8(bytes, Encoding::Utf8),
        Encoding::CodePage(page) => code_page(bytes, page),
    }
}

fn utf8(bytes: &[u8], encoding: Encoding) -> Decoded {
    let text = String::from_utf8_lossy(bytes);
    let damaged = matches!(text, std::borrow::Cow::Owned(_));
    Decoded { text: text.into(), encoding, damaged }
}

fn web(decoder: &'static Web, bytes: &[u8], encoding: Encoding) -> Decoded {
    let (text, damaged) = decoder.decode_without_bom_handling(bytes);
    Decoded { text: text.into(), encoding, damaged }
}

fn code_page(bytes: &[u8], page: u16) -> Decoded {
    let encoding = Encoding::CodePage(page);
    if let Some(table) = oem_cp::code_table::DECODING_TABLE_CP_MAP.get(&page) {
        let text = table.decode_string_lossy(bytes);
        let damaged = text.contains(char::REPLACEMENT_CHARACTER);
        return Decoded { text: text.into(), encoding, damaged };
    }
    match label(page).and_then(|label| Web::for_label(label.as_bytes())) {
        Some(decoder) => web(decoder, bytes, encoding),
        None => Decoded { damaged: true, ..utf8(bytes, encoding) },
    }
}

/// The web's name of a Windows code page (WHATWG Encoding Standard, labels).
fn label(page: u16) -> Option<String> {
    Some(match page {
        932 => "shift_jis".into(),
        936 | 54936 => "gb18030".into(),
        949 => "euc-kr".into(),
        950 => "big5".into(),
        874 | 1250..=1258 => format!("windows-{page}"),
        28591..=28606 => format!("iso-8859-{}", page - 28590),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_beats_the_expected_encoding() {
        let read = decode(b"\xFF\xFEa\0", Encoding::Utf8);
        assert_eq!((&*read.text, read.encoding), ("a", Encoding::Utf16Le));
        assert_eq!(decode(b"\xEF\xBB\xBFa", Encoding::CodePage(1252)).text.as_ref(), "a");
    }

    #[test]
    fn a_dash_in_utf8_becomes_a_quote_in_1252() {
        let read = decode("—".as_bytes(), Encoding::CodePage(1252));
        assert_eq!(&*read.text, "â€”");
    }

    #[test]
    fn code_pages_of_east_asia_and_dos() {
        assert_eq!(decode(b"\xD6\xD0", Encoding::CodePage(936)).text.as_ref(), "中");
        assert_eq!(decode(b"\x82", Encoding::CodePage(437)).text.as_ref(), "é");
    }
}
