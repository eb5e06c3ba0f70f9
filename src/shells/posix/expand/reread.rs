//! bash 5.2 reads `$( … )` anew from a text that it writes of the tree, and loses the first `;` of a list that
//! stands behind a pipe from a here-document (print_cmd.c, `was_heredoc`; measured on 5.2.15).

use crate::shells::posix::evaluator::Evaluator;
use crate::shells::posix::outline::bodies;
use crate::shells::posix::syntax::{Body, Command, Pipeline};

impl Evaluator<'_> {
    /// Whether what is run is not what stands there.
    pub(super) fn loses_a_separator(&self, body: &Body) -> bool {
        self.state.dialect.is_bash() && pipelines(body).any(is_mangled)
    }
}

fn pipelines(body: &Body) -> impl Iterator<Item = &Pipeline> {
    body.iter().flat_map(|one| {
        std::iter::once(&one.first).chain(one.rest.iter().map(|(_, pipeline)| pipeline))
    })
}

fn is_mangled(pipeline: &Pipeline) -> bool {
    let commands = pipeline.commands.as_slice();
    let begun = commands.iter().position(has_document);
    let behind = begun.map_or(&[][..], |at| &commands[at + 1..]);
    behind.iter().any(has_list)
        || commands
            .iter()
            .any(|one| bodies(&one.kind).into_iter().flat_map(pipelines).any(is_mangled))
}

fn has_document(command: &Command) -> bool {
    command.redirects.iter().any(|one| one.document.is_some())
}

/// Whether commands follow each other somewhere in it.
fn has_list(command: &Command) -> bool {
    let nested = |body: &Body| {
        body.len() > 1 || pipelines(body).any(|one| one.commands.iter().any(has_list))
    };
    bodies(&command.kind).into_iter().any(nested)
}
