//! The object of `parse`.

use serde::Serialize;

use super::severity;
use crate::report;

#[derive(Serialize)]
struct Wrong<'r> {
    message: &'r str,
    line: u32,
    column: u32,
    severity: &'static str,
}

#[derive(Serialize)]
struct Statement<'r> {
    kind: &'static str,
    name: Option<&'r str>,
    depth: u32,
    line: u32,
    column: u32,
    end_line: u32,
    text: &'r str,
}

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    shell: &'static str,
    file: &'r str,
    encoding: Option<&'r str>,
    problems: Vec<Wrong<'r>>,
    statements: Vec<Statement<'r>>,
}

impl<'r> View<'r> {
    pub(super) fn new(parse: &'r report::Parse) -> Self {
        Self {
            schema: "envsim-parse/1",
            shell: parse.shell,
            file: &parse.file,
            encoding: parse.encoding.as_deref(),
            problems: parse
                .problems
                .iter()
                .map(|wrong| Wrong {
                    message: &wrong.message,
                    line: wrong.line,
                    column: wrong.column,
                    severity: severity(wrong.severity),
                })
                .collect(),
            statements: parse
                .statements
                .iter()
                .map(|one| Statement {
                    kind: one.kind,
                    name: one.name.as_deref(),
                    depth: one.depth,
                    line: one.line,
                    column: one.column,
                    end_line: one.end_line,
                    text: &one.text,
                })
                .collect(),
        }
    }
}
