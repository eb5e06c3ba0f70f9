//! Functions that are defined under the name of an alias: shells expand aliases as they read, so that `name ()` is a
//! syntax error (zsh 5.9 Src/parse.c, `par_simple`; bash, "syntax error near unexpected token `('").

use std::rc::Rc;

use crate::shells::posix::evaluator::{Evaluator, Flow, Stop};
use crate::shells::posix::parser;
use crate::shells::posix::state::Status;
use crate::shells::posix::syntax::Script;
use crate::text::{Source, Span};

/// What becomes of a line that defines such a function.
enum Read {
    /// It is refused.
    Refused,
    /// It is read as it is written.
    Taken,
}

impl Evaluator<'_> {
    /// Whether a line is refused because it defines a function by the name of an alias.
    pub(super) fn refuses_names(&mut self, script: &Script, at: usize) -> bool {
        let from = script.defined.partition_point(|(line, _)| *line < at);
        let own = script.defined[from..].iter().take_while(|(line, _)| *line == at);
        let spans: Vec<Span> = own.map(|(_, span)| *span).collect();
        spans.into_iter().any(|span| matches!(self.defined_as(span), Read::Refused))
    }

    /// zsh reads all of the text that `eval` runs before any of it.
    pub(super) fn refuses_text(&mut self, source: &Rc<Source>) -> bool {
        if !self.state.dialect.is_zsh() {
            return false;
        }
        let whole = parser::parsed(&source.shared_text(), self.state.dialect);
        let mut lines: Vec<usize> = whole.0.defined.iter().map(|(line, _)| *line).collect();
        lines.dedup();
        if lines.is_empty() {
            return false;
        }
        let before = std::mem::replace(&mut self.source, source.clone());
        let epoch = std::mem::replace(&mut self.epoch, self.state.epoch);
        let refused = lines.into_iter().any(|at| self.refuses_names(&whole.0, at));
        (self.source, self.epoch) = (before, epoch);
        refused
    }

    fn defined_as(&mut self, span: Span) -> Read {
        let name = self.text(span);
        let dialect = self.state.dialect;
        if dialect.is_dash() || !self.expands_aliases() || self.replaced(&name) {
            return Read::Taken;
        }
        let Some(entry) = self.state.aliases.entry(&name).cloned() else { return Read::Taken };
        if !entry.chain().any(|one| one.item.epoch <= self.epoch) {
            return Read::Taken;
        }
        let text = entry.item.value.text().map(|text| text.trim().to_owned());
        let one_word = text.as_deref().is_none_or(is_one_word);
        // What is told of functions by the name of an alias: bash takes the word that it stands for.
        if one_word && dialect.is_bash() || dialect.is_zsh() && self.option("aliasfuncdef") {
            self.incomplete("defines a function whose name is an alias's text", span);
            return Read::Taken;
        }
        let doubt = entry.doubt.clone().or_else(|| {
            let reason = format!("depends on whether `{name}` is an alias as it is read");
            entry.when.is_some().then(|| self.reason(reason, span))
        });
        if let Some(why) = doubt {
            self.may_end_file(&why);
            return Read::Taken;
        }
        match dialect.is_zsh() {
            true => {
                self.error(&format!("defining function based on alias `{name}'"), "syntax", span)
            }
            false => self.error("syntax error near unexpected token `('", "syntax", span),
        }
        Read::Refused
    }

    /// A line that is refused ends its file.
    pub(super) fn refused_line(&mut self) -> Flow {
        // zsh tells a file that cannot be read apart (Src/builtin.c, `bin_dot`).
        self.state.status = Status::Known(if self.state.dialect.is_zsh() { 126 } else { 2 });
        Flow::Stopped(Stop::File)
    }
}

/// Whether nothing but a name is left when the alias is replaced.
fn is_one_word(text: &str) -> bool {
    !text.is_empty()
        && !text.contains(|letter: char| letter.is_whitespace() || "|&;<>()".contains(letter))
}
