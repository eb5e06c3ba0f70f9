//! `parse`: the statements of one file and what is wrong with them.

use std::sync::Arc;

use crate::machine::overlay::Change;
use crate::machine::registry_file::{self, RegistryFile};
use crate::shells::Shell;
use crate::text::{Encoding, Severity, Source, Span};

/// Something that is wrong.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// A sentence without a full stop.
    pub message: String,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
    /// How bad.
    pub severity: Severity,
    /// Where in the text.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The language's own word for it.
    pub kind: &'static str,
    /// What it names.
    pub name: Option<String>,
    /// How deep it is nested.
    pub depth: u32,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
    /// The line it ends on.
    pub end_line: u32,
    /// Its first line, as written.
    pub text: String,
}

/// The result.
#[derive(Clone, Debug)]
pub struct Parse {
    /// The shell whose language it was read as.
    pub shell: &'static str,
    /// The file, as it was named.
    pub file: String,
    /// How its bytes were read, where that is not plain UTF-8.
    pub encoding: Option<String>,
    /// The text.
    pub source: Arc<str>,
    /// What is wrong.
    pub problems: Vec<Wrong>,
    /// Statements in order, nested ones below the statement that holds them.
    pub statements: Vec<Statement>,
}

impl Parse {
    /// Reads a text as a program of that shell; `is_there` tells of a path from the file's folder
    /// whether something has it.
    pub fn new(shell: &dyn Shell, source: &Source, is_there: &dyn Fn(&str) -> bool) -> Self {
        let mut outline = shell.outline(source.text());
        for (paths, problem) in std::mem::take(&mut outline.beside) {
            if !paths.iter().any(|path| is_there(path)) {
                outline.problems.push(problem);
            }
        }
        outline.problems.sort_by_key(|problem| problem.span.start);
        Self {
            shell: shell.name(),
            file: source.name().to_owned(),
            encoding: encoding(source.encoding()),
            source: source.text().into(),
            problems: outline
                .problems
                .into_iter()
                .map(|problem| {
                    let (message, severity) = (problem.message, problem.severity);
                    let span = problem.span.whole(source.text());
                    let (line, column) = source.position(span.start);
                    Wrong { message, line, column, severity, span }
                })
                .collect(),
            statements: outline
                .statements
                .into_iter()
                .map(|statement| {
                    let (line, column) = source.position(statement.span.start);
                    let last = statement.span.end.saturating_sub(1).max(statement.span.start);
                    let text = statement.span.of(source.text());
                    Statement {
                        kind: statement.kind,
                        name: statement.name,
                        depth: statement.depth,
                        line,
                        column,
                        end_line: source.line_at(last),
                        text: text.lines().next().unwrap_or_default().to_owned(),
                    }
                })
                .collect(),
        }
    }
}

impl Parse {
    /// Reads a registry file.
    pub fn registry(source: &Source, file: &RegistryFile) -> Self {
        let text = source.text();
        let wrong = |problem: &registry_file::Problem| {
            let span = Span::new(problem.span.start, problem.span.end).whole(text);
            let (line, column) = source.position(span.start);
            let message = format!("this line {}", problem.message);
            Wrong { message, line, column, severity: Severity::Warning, span }
        };
        let statement = |item: &registry_file::Item| {
            let span = Span::new(item.span.start, item.span.end);
            let (line, column) = source.position(span.start);
            let (kind, name, depth) = of_registry(&item.change);
            let last = span.end.saturating_sub(1).max(span.start);
            let first = text.get(item.span.clone()).and_then(|text| text.lines().next());
            Statement {
                kind,
                name: Some(name).filter(|name| !name.is_empty()),
                depth,
                line,
                column,
                end_line: source.line_at(last),
                text: first.unwrap_or_default().to_owned(),
            }
        };
        Self {
            shell: "reg",
            file: source.name().to_owned(),
            encoding: encoding(source.encoding()),
            source: text.into(),
            problems: file.problems.iter().map(wrong).collect(),
            statements: file.items.iter().map(statement).collect(),
        }
    }

    /// Whether the shell would not accept the text.
    pub fn failed(&self) -> bool {
        self.problems.iter().any(|wrong| wrong.severity == Severity::Error)
    }
}

/// What a line of a registry file does, and to what.
fn of_registry(change: &Change) -> (&'static str, String, u32) {
    match change {
        Change::Registry { value, .. } => (value.data.type_name(), value.name.clone(), 1),
        Change::RegistryRemoved { name, .. } => ("delete-value", name.clone(), 1),
        Change::RegistryKeyRemoved { key } => ("delete-key", key.clone(), 0),
        Change::RegistryKey { key } => ("key", key.clone(), 0),
        _ => ("other", String::new(), 0),
    }
}

fn encoding(encoding: Encoding) -> Option<String> {
    match encoding {
        Encoding::Utf8 => None,
        Encoding::Utf8Bom => Some("UTF-8 with a byte order mark".to_owned()),
        Encoding::Utf16Le => Some("UTF-16, little endian".to_owned()),
        Encoding::Utf16Be => Some("UTF-16, big endian".to_owned()),
        Encoding::CodePage(page) => Some(format!("code page {page}")),
    }
}
