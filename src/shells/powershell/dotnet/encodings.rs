//! What `System.Text.Encoding` hands out, and what an encoding says of itself (Encoding.cs).

use super::super::object::convert::known;
use super::super::object::{Object, Payload, Record};
use crate::shells::powershell::evaluator::Evaluator;

/// An encoding: its property of `Encoding` in lower case, its type, its names and its code page.
struct Row {
    which: &'static str,
    class: &'static str,
    /// .NET hands out a sealed class of its own, .NET Framework does not.
    sealed: bool,
    web: &'static str,
    page: i32,
    shown: &'static str,
}

const fn row(
    which: &'static str,
    (class, sealed): (&'static str, bool),
    (web, page, shown): (&'static str, i32, &'static str),
) -> Row {
    Row { which, class, sealed, web, page, shown }
}

static ROWS: [Row; 8] = [
    row("utf8", ("UTF8Encoding", true), ("utf-8", 65001, "Unicode (UTF-8)")),
    row("utf8nobom", ("UTF8Encoding", true), ("utf-8", 65001, "Unicode (UTF-8)")),
    row("default", ("UTF8Encoding", true), ("utf-8", 65001, "Unicode (UTF-8)")),
    row("ascii", ("ASCIIEncoding", true), ("us-ascii", 20127, "US-ASCII")),
    row("latin1", ("Latin1Encoding", true), ("iso-8859-1", 28591, "Western European (ISO)")),
    row("unicode", ("UnicodeEncoding", false), ("utf-16", 1200, "Unicode")),
    row("bigendianunicode", ("UnicodeEncoding", false), ("utf-16BE", 1201, "Unicode (Big-Endian)")),
    row("utf32", ("UTF32Encoding", false), ("utf-32", 12000, "Unicode (UTF-32)")),
];

fn row_of(which: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.which == which)
}

/// The full name of the type of an encoding that `Encoding` hands out.
pub fn type_of(which: &str, desktop: bool) -> String {
    match row_of(which).filter(|row| !desktop || row.which != "default") {
        Some(row) if row.sealed && !desktop => format!("System.Text.{0}+{0}Sealed", row.class),
        Some(row) => format!("System.Text.{}", row.class),
        None => "System.Text.Encoding".into(),
    }
}

impl Evaluator<'_> {
    /// `[Text.Encoding]::UTF8` and its like.
    pub(super) fn encoding_named(&mut self, which: &str) -> Object {
        let record = Record::new(&type_of(which, self.state.desktop));
        let record = record.with_payload(Payload::Intrinsic("Encoding"));
        record.printing(known(which, &self.at)).into_object()
    }

    /// What an encoding says of itself; 5.1's default is the code page of the machine.
    pub(super) fn encoding_property(&mut self, which: &str, lower: &str) -> Object {
        let Some(row) = row_of(which).filter(|row| !self.state.desktop || row.which != "default")
        else {
            return self.unknown("is part of an encoding that is not known");
        };
        match lower {
            "webname" | "headername" | "bodyname" => self.text(row.web),
            "codepage" => Object::int(row.page),
            "encodingname" => self.text(row.shown),
            _ => self.unknown("is part of an encoding, which envsim does not model"),
        }
    }
}
