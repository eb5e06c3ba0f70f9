//! What a batch file's bytes say: each line is read in the code page that the console has by then.

use crate::machine::Facts;
use crate::machine::windows_programs::code_page_chosen;
use crate::text::{Decoded, Encoding, decode};

/// cmd reads the console's code page and knows no byte order mark; behind a line that chooses another the lines are in that.
pub fn batch_text(facts: &Facts, bytes: &[u8]) -> Decoded {
    let mut page = facts.code_pages.oem;
    let mut text = String::new();
    let mut damaged = false;
    let mut begin = 0;
    let mut end = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        end += line.len();
        if let Some(next) = code_page_chosen(line).filter(|next| *next != page) {
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
    }
}
