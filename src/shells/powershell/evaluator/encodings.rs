//! What a file's encoding does to its text in Windows PowerShell.

use std::rc::Rc;

use super::Evaluator;
use crate::environment::Diagnostic;
use crate::text::{Encoding, Place, Severity, Source, Span, decode};

impl Evaluator<'_> {
    /// Tells of a file that is UTF-8 without a byte order mark and was read in the ANSI code page
    /// (about_Character_Encoding, 5.1).
    pub(super) fn note_damage(&mut self, source: &Rc<Source>, path: &str) {
        let Encoding::CodePage(page) = source.encoding() else { return };
        let Some(at) = source.text().find(|letter: char| !letter.is_ascii()) else { return };
        let Ok(bytes) = self.host.machine().read(path) else { return };
        let Ok(meant) = std::str::from_utf8(&bytes) else { return };
        let Some(letter) = meant.chars().find(|letter| !letter.is_ascii()) else { return };
        let read = decode(letter.to_string().as_bytes(), Encoding::CodePage(page)).text;
        if read.chars().eq([letter]) {
            return;
        }
        let message = format!(
            "the file is UTF-8 without a byte order mark and is read as code page {page}: \
             `{letter}` becomes `{read}`; save it with the mark"
        );
        let place = Place::new(source, Span::new(at, at));
        let diagnostic = Diagnostic { message, severity: Severity::Note, place: Some(place) };
        if !self.state.diagnostics.contains(&diagnostic) {
            self.state.diagnostics.push(diagnostic);
        }
    }
}
