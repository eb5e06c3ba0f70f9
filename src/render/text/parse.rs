//! `parse` for people: problems as source snippets, then the statements.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::page::{Cell, Page, Tone, cell, plain};
use super::words;
use crate::render::{visible, visible_lines};
use crate::report::Severity;
use crate::report::parse::{Parse, Wrong};

/// How many problems are shown before the rest is folded.
const FOLD: usize = 20;
/// Longer texts are not quoted: a line of ten megabytes helps nobody.
const MOST_QUOTED: usize = 1 << 20;

pub(super) fn write(page: &mut Page, parse: &Parse) {
    let statements = words::count(parse.statements.len(), "statement", "statements");
    let problems = match parse.problems.len() {
        0 => "no problem".to_owned(),
        some => words::count(some, "problem", "problems"),
    };
    let head = format!("{} is {} in {}, with {problems}.", parse.file, statements, parse.shell);
    page.say(0, Tone::Strong, &head);
    if let Some(encoding) = &parse.encoding {
        page.say(0, Tone::Dim, &format!("read as {encoding}"));
    }
    for wrong in parse.problems.iter().take(FOLD) {
        page.gap();
        problem(page, parse, wrong);
    }
    if parse.problems.len() > FOLD {
        page.say(0, Tone::Dim, &format!("… and {} more", parse.problems.len() - FOLD));
    }
    outline(page, parse);
}

fn problem(page: &mut Page, parse: &Parse, wrong: &Wrong) {
    let long = parse.source.lines().any(|line| line.len() > 400);
    if parse.source.len() > MOST_QUOTED || long {
        let text = format!("{}:{}:{}: {}", parse.file, wrong.line, wrong.column, wrong.message);
        return page.say(0, Tone::Bad, &text);
    }
    let level = match wrong.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    // What is shown is longer than what is written: the marked piece moves along.
    let (start, end) = (boundary(parse, wrong.span.start), boundary(parse, wrong.span.end));
    let before = visible_lines(&parse.source[..start]);
    let marked = visible_lines(&parse.source[start..end.max(start)]);
    let after = visible_lines(&parse.source[end.max(start)..]);
    let span = before.len()..before.len() + marked.len();
    let source = format!("{before}{marked}{after}");
    let file = visible(&parse.file);
    let snippet =
        Snippet::source(source).path(&*file).annotation(AnnotationKind::Primary.span(span));
    let message = visible(&wrong.message);
    let title = level.primary_title(&*message);
    let text = Renderer::styled().render(&[title.element(snippet)]).to_string();
    page.raw(&text);
}

/// A place in the source; of a character that begins earlier its end, so that a span never cuts one.
fn boundary(parse: &Parse, at: u32) -> usize {
    let at = (at as usize).min(parse.source.len());
    (at..).find(|at| parse.source.is_char_boundary(*at)).unwrap_or(at)
}

fn outline(page: &mut Page, parse: &Parse) {
    if parse.statements.is_empty() {
        return;
    }
    page.gap();
    let rows: Vec<Vec<Cell>> = parse
        .statements
        .iter()
        .map(|one| {
            let indent = "  ".repeat((one.depth as usize).min(12));
            let name = one.name.clone().unwrap_or_default();
            vec![
                cell(format!("{:>4}", one.line), Tone::Dim),
                plain(format!("{indent}{}", one.kind)),
                cell(name, Tone::Strong),
                cell(shortened(&one.text), Tone::Dim),
            ]
        })
        .collect();
    page.table(0, &rows);
}

fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}
