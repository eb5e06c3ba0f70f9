//! What a batch file's bytes say: each line is read in the code page that the console has by then.

use crate::machine::Facts;
use crate::text::{Decoded, Encoding, decode};

/// cmd reads the console's code page and knows no byte order mark; behind a line `chcp N` the lines are in that page.
pub fn batch_text(facts: &Facts, bytes: &[u8]) -> Decoded {
    let mut page = facts.code_pages.oem;
    let mut text = String::new();
    let mut damaged = false;
    let mut begin = 0;
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if let Some(next) = chosen(line).filter(|next| *next != page) {
            let piece = in_page(&bytes[begin..end], page);
            text.push_str(&piece.text);
            damaged |= piece.damaged;
            (begin, page) = (end, next);
        }
    }
    let last = in_page(&bytes[begin..], page);
    text.push_str(&last.text);
    Decoded { text: text.into(), encoding: last.encoding, damaged: damaged || last.damaged }
}

/// The text of bytes of which a mark at the front is text too.
fn in_page(bytes: &[u8], page: u16) -> Decoded {
    let mut unmarked = Vec::with_capacity(bytes.len() + 1);
    unmarked.push(b' ');
    unmarked.extend_from_slice(bytes);
    let decoded = decode(&unmarked, Encoding::CodePage(page));
    Decoded { text: decoded.text.get(1..).unwrap_or_default().into(), ..decoded }
}

/// The page that a line's `chcp` chooses, where the line begins with it.
fn chosen(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?.trim_start_matches(['@', ' ', '\t', '(']);
    let mut words = line.split_whitespace().skip_while(|word| word.contains('>'));
    let program = words.next()?.replace('"', "").to_ascii_lowercase();
    let program = program.rsplit('\\').next()?;
    let page = words.next()?;
    let digits = page.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(page.len());
    let ends = page[digits..].chars().next().is_none_or(|letter| ">&|)".contains(letter));
    match program {
        "chcp" | "chcp.com" if ends => page[..digits].parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::Platform;

    #[test]
    fn lines_are_in_the_page_that_was_chosen_last() {
        let facts = Facts::new(Platform::Windows);
        let read = |text: &str| batch_text(&facts, text.as_bytes()).text.to_string();
        assert_eq!(
            read("set A=ä\r\n@chcp 65001 >nul\r\nset B=ä"),
            "set A=├ñ\r\n@chcp 65001 >nul\r\nset B=ä"
        );
        assert_eq!(read("chcp 1252>nul\nä\nchcp 850\nä"), "chcp 1252>nul\nÃ¤\nchcp 850\n├ñ");
        assert_eq!(read("\u{feff}@echo off"), "∩╗┐@echo off");
        for line in [
            "\"%SystemRoot%\\System32\\chcp.com\" 65001 > nul",
            ">nul 2>&1 chcp 65001",
            "(chcp 65001)>nul",
        ] {
            assert_eq!(chosen(line.as_bytes()), Some(65001), "{line}");
        }
        for line in ["chcp", "rem chcp 65001", "chcp %OLD%", "echo chcp 65001", "chcp 65001x"] {
            assert_eq!(chosen(line.as_bytes()), None, "{line}");
        }
    }
}
