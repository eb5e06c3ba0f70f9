//! How far a long answer is, in one line of a terminal that is gone when it is done.

use std::io::Write;

/// Columns of the bar.
const BAR: usize = 24;

/// The line. It is drawn again only where it looks different.
pub(super) struct Progress {
    all: usize,
    /// Columns of the terminal; `None` shows nothing.
    width: Option<usize>,
    shown: String,
}

impl Progress {
    pub(super) fn new(all: usize, width: Option<usize>) -> Self {
        Self { all, width: width.filter(|width| *width > BAR), shown: String::new() }
    }

    /// Shows that so many are done.
    pub(super) fn at(&mut self, done: usize, err: &mut dyn Write) {
        let Some(width) = self.width else { return };
        let filled = done * BAR / self.all.max(1);
        let bar = format!("{}{}", "#".repeat(filled), ".".repeat(BAR - filled));
        let line = format!("[{bar}]  {done} of {} machines", self.all);
        // The last column stays free: a full line would move on.
        let line: String = line.chars().take(width - 1).collect();
        if line != self.shown {
            let _ = write!(err, "\r{line}").and_then(|()| err.flush());
            self.shown = line;
        }
    }

    /// Takes the line away. Blanks do, on terminals that know no escapes too.
    pub(super) fn clear(&mut self, err: &mut dyn Write) {
        if !self.shown.is_empty() {
            let blank = " ".repeat(self.shown.len());
            let _ = write!(err, "\r{blank}\r").and_then(|()| err.flush());
            self.shown.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_drawn_within_the_terminal_and_taken_away() {
        let mut err = Vec::new();
        let mut progress = Progress::new(4, Some(40));
        progress.at(2, &mut err);
        progress.at(2, &mut err);
        progress.clear(&mut err);
        progress.clear(&mut err);
        let line = "[############............]  2 of 4 mach";
        let blank = " ".repeat(39);
        assert_eq!(String::from_utf8_lossy(&err), format!("\r{line}\r{blank}\r"));
    }

    #[test]
    fn nothing_is_drawn_where_there_is_no_terminal_or_no_room() {
        for width in [None, Some(10)] {
            let mut err = Vec::new();
            let mut progress = Progress::new(4, width);
            progress.at(1, &mut err);
            progress.clear(&mut err);
            assert!(err.is_empty());
        }
    }
}
