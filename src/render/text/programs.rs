//! `programs` for people.

use super::page::{Cell, Page, Tone, cell, plain};
use crate::report::programs::{Programs, Row};

pub(super) fn write(page: &mut Page, programs: &Programs) {
    if programs.one {
        return programs.rows.iter().for_each(|row| one(page, row));
    }
    let rows: Vec<Vec<Cell>> = programs
        .rows
        .iter()
        .map(|row| vec![cell(row.name, Tone::Strong), plain(row.models)])
        .collect();
    page.table(0, &rows);
    page.gap();
    page.say(0, Tone::Dim, "None of them is run; what a scenario records of one wins. Sources and versions: envsim programs NAME");
}

fn one(page: &mut Page, row: &Row) {
    page.say(0, Tone::Strong, &format!("{} is followed without being run.", row.name));
    page.gap();
    let everywhere = match (row.portable, row.on_windows) {
        (true, true) => "Linux, macOS and Windows",
        (true, false) => "Linux and macOS",
        (false, true) => "Windows",
        (false, false) => "where the user land is GNU's",
    };
    let mut rows = vec![
        ("modelled", row.models.to_owned()),
        ("source", row.source.to_owned()),
        ("followed", everywhere.to_owned()),
    ];
    if row.names.len() > 1 {
        rows.push(("also", row.names[1..].join(" ")));
    }
    if !row.needs.is_empty() {
        rows.push(("needs", row.needs.to_owned()));
    }
    if !row.stock.is_empty() {
        rows.push(("there unlisted", row.stock.join(" ")));
    }
    let cells: Vec<Vec<Cell>> =
        rows.into_iter().map(|(name, text)| vec![cell(name, Tone::Dim), plain(text)]).collect();
    page.table(2, &cells);
}
