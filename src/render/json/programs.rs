//! `programs` as JSON.

use serde::Serialize;

use crate::report::programs::Programs;

#[derive(Serialize)]
pub(super) struct View<'r> {
    schema: &'static str,
    programs: Vec<Program<'r>>,
}

#[derive(Serialize)]
struct Program<'r> {
    name: &'r str,
    names: &'r [&'static str],
    models: &'r str,
    source: &'r str,
    #[serde(skip_serializing_if = "str::is_empty")]
    needs: &'r str,
    portable: bool,
    stock: &'r [&'static str],
}

impl<'r> View<'r> {
    pub(super) fn new(programs: &'r Programs) -> Self {
        let rows = programs.rows.iter().map(|row| Program {
            name: row.name,
            names: row.names,
            models: row.models,
            source: row.source,
            needs: row.needs,
            portable: row.portable,
            stock: &row.stock,
        });
        Self { schema: "envsim-programs/1", programs: rows.collect() }
    }
}
