//! Lines and tables that fit the width of a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::render::visible;

/// What a piece of text is; colour only underlines what the words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Ordinary.
    Plain,
    /// The answer.
    Strong,
    /// What runs, what is there.
    Good,
    /// What is missing or broken.
    Bad,
    /// What may be wrong or is not known.
    Warn,
    /// Beside the point.
    Dim,
}

impl Tone {
    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Good => colour(AnsiColor::Green),
            Self::Bad => colour(AnsiColor::Red),
            Self::Warn => colour(AnsiColor::Yellow),
            Self::Dim => Style::new().dimmed(),
        }
    }
}

/// A piece of text of one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// Puts blanks before the text.
    pub(super) fn indent(&mut self, blanks: usize) {
        self.text.insert_str(0, &" ".repeat(blanks));
    }
}

/// A cell of that tone.
pub(super) fn cell(text: impl Into<String>, tone: Tone) -> Cell {
    let text = text.into();
    Cell { text: if is_plain(&text) { text } else { visible(&text).into_owned() }, tone }
}

/// An ordinary cell.
pub(super) fn plain(text: impl Into<String>) -> Cell {
    cell(text, Tone::Plain)
}

/// Whether a text is ASCII that can be seen, as nearly all are: one column a byte.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// The columns a text takes.
fn width_of(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// A text that is being laid out.
pub(super) struct Page {
    text: String,
    width: usize,
}

/// Blanks between two columns.
const GAP: usize = 2;
/// A last column narrower than this goes below its row instead.
const NARROW: usize = 24;

impl Page {
    /// An empty page; fewer than 40 columns are not served.
    pub(super) fn new(width: usize) -> Self {
        Self { text: String::new(), width: width.max(40) }
    }

    /// Its columns.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// All of it.
    pub(super) fn finish(mut self) -> String {
        let length = self.text.trim_end_matches('\n').len();
        self.text.truncate(length);
        self.text.push('\n');
        self.text
    }

    /// An empty line, unless one is there or nothing is.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A sentence, wrapped; further lines are indented by two more.
    pub(super) fn say(&mut self, indent: usize, tone: Tone, text: &str) {
        let text = visible(text);
        for (number, line) in
            wrap(&text, self.width - indent, self.width - indent - 2).iter().enumerate()
        {
            let blanks = if number == 0 { indent } else { indent + 2 };
            self.blanks(blanks);
            self.put(line, tone);
            self.text.push('\n');
        }
    }

    /// A line as it is, never wrapped.
    pub(super) fn verbatim(&mut self, indent: usize, cells: &[Cell]) {
        self.blanks(indent);
        for cell in cells {
            self.put(&cell.text, cell.tone);
        }
        self.text.push('\n');
    }

    /// Lines that were laid out elsewhere.
    pub(super) fn raw(&mut self, text: &str) {
        self.text.push_str(text);
        if !text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Rows whose columns line up; the last column wraps, or goes below where it would be narrow.
    pub(super) fn table(&mut self, indent: usize, rows: &[Vec<Cell>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths = self.widths(indent, rows, columns);
        let start: usize = indent + widths.iter().map(|width| width + GAP).sum::<usize>();
        let rest = self.width.saturating_sub(start);
        for row in rows {
            self.row(indent, &widths, row, rest);
        }
    }

    /// Widths of all columns but the last; outliers do not push the others out of the page.
    fn widths(&self, indent: usize, rows: &[Vec<Cell>], columns: usize) -> Vec<usize> {
        let mut left = self.width - indent;
        let mut widths = Vec::new();
        for column in 0..columns.saturating_sub(1) {
            let fits = |row: &&Vec<Cell>| row.len() > column + 1;
            let all = || rows.iter().filter(fits).map(|row| width_of(&row[column].text));
            let most = left.saturating_sub(NARROW + GAP);
            let widest = all().filter(|width| *width <= most).max().unwrap_or(0);
            left = left.saturating_sub(widest + GAP);
            widths.push(widest);
        }
        widths
    }

    fn row(&mut self, indent: usize, widths: &[usize], row: &[Cell], rest: usize) {
        let Some((last, firsts)) = row.split_last() else { return };
        self.blanks(indent);
        let mut column = indent;
        let mut planned = indent;
        for (cell, width) in firsts.iter().zip(widths) {
            self.put(&cell.text, cell.tone);
            column += width_of(&cell.text);
            planned += width + GAP;
            let pad = planned.saturating_sub(column).max(GAP);
            self.blanks(pad);
            column += pad;
        }
        let space = self.width.saturating_sub(column);
        if width_of(&last.text) <= space || firsts.is_empty() {
            self.put(&last.text, last.tone);
            return self.end();
        }
        let (start, room) = if space >= NARROW && column == planned {
            (planned, rest)
        } else {
            self.end();
            (indent + 6, self.width - indent - 6)
        };
        for (number, line) in wrap(&last.text, room, room).iter().enumerate() {
            if number > 0 || start != planned || column != planned {
                if number > 0 {
                    self.end();
                }
                self.blanks(start);
            }
            self.put(line, last.tone);
        }
        self.end();
    }

    fn end(&mut self) {
        let length = self.text.trim_end_matches(' ').len();
        self.text.truncate(length);
        self.text.push('\n');
    }

    fn blanks(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }

    fn put(&mut self, text: &str, tone: Tone) {
        if tone == Tone::Plain || text.is_empty() {
            self.text.push_str(text);
        } else {
            let style = tone.style();
            // Writing to a text does not fail.
            let _ = write!(self.text, "{style}{text}{style:#}");
        }
    }
}

/// Breaks at blanks; a word that is longer than a line stays whole, so that it can be copied.
fn wrap(text: &str, first: usize, others: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut taken = 0;
    for word in text.split(' ') {
        let room = if lines.is_empty() { first } else { others };
        let blank = usize::from(!line.is_empty());
        let wanted = width_of(word);
        if !line.is_empty() && taken + blank + wanted > room {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        } else if blank == 1 {
            line.push(' ');
            taken += 1;
        }
        line.push_str(word);
        taken += wanted;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_by_width_not_by_characters() {
        let mut page = Page::new(60);
        page.table(
            2,
            &[
                vec![plain("cmd"), plain("C:\\工具\\go.exe"), plain("one")],
                vec![plain("pwsh"), plain("C:\\Go\\bin\\go.exe"), plain("two")],
            ],
        );
        assert_eq!(
            page.finish(),
            "  cmd   C:\\工具\\go.exe    one\n  pwsh  C:\\Go\\bin\\go.exe  two\n"
        );
    }

    #[test]
    fn a_long_last_column_goes_below() {
        let mut page = Page::new(40);
        page.table(
            0,
            &[vec![plain("a-rather-long-name"), plain("and an explanation that is long too")]],
        );
        assert_eq!(
            page.finish(),
            "a-rather-long-name\n      and an explanation that is long\n      too\n"
        );
    }

    #[test]
    fn escape_sequences_of_a_profile_are_made_visible() {
        let mut page = Page::new(60);
        page.say(0, Tone::Plain, "a\u{1b}[31mb\u{7}");
        assert_eq!(page.finish(), "a␛[31mb␇\n");
    }
}
