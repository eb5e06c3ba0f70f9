//! Redirections: of each command of a pipeline, where its outputs and streams go (about_Redirection;
//! MergingRedirection and FileRedirection in PipelineOps.cs).

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::routes::Route;
use super::sink::Sink;
use crate::shells::powershell::object::Object;
use crate::shells::powershell::syntax::{Redirection, RedirectionTarget};

/// Where a redirection leads.
#[derive(Clone, Copy)]
enum To {
    Output,
    Nowhere,
    File(usize),
}

/// A file that a redirection writes when the command is over.
struct File {
    name: Object,
    append: bool,
    items: Vec<Object>,
}

/// The redirections of one command.
pub struct Redirect {
    streams: [Option<To>; 7],
    files: Vec<File>,
}

impl Redirect {
    fn routes(&self, outer: [Route; 7], level: usize) -> [Route; 7] {
        let mut routes = outer;
        for (route, to) in routes.iter_mut().zip(&self.streams) {
            match to {
                None => {}
                Some(To::Nowhere) => *route = Route::Lost,
                Some(To::Output) => *route = Route::Into(level),
                Some(To::File(at)) => *route = Route::Into(level + 1 + at),
            }
        }
        routes
    }
}

/// Takes the outputs of a redirected command, with what its streams have given before each of them.
struct Merging<'m> {
    out: &'m mut dyn Sink,
    output: Option<To>,
    level: usize,
    outer: [Route; 7],
    inner: [Route; 7],
}

impl Merging<'_> {
    fn deliver(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        match self.output {
            None | Some(To::Output) => self.out.write(evaluator, object),
            Some(To::Nowhere) => Ok(()),
            Some(To::File(at)) => {
                if let Some(file) = evaluator.routed.get_mut(self.level + 1 + at) {
                    file.push(object);
                }
                Ok(())
            }
        }
    }

    fn drain(&mut self, evaluator: &mut Evaluator<'_>) -> Flow {
        let waiting = evaluator.routed.get_mut(self.level).map(std::mem::take);
        waiting.unwrap_or_default().into_iter().try_for_each(|one| self.deliver(evaluator, one))
    }
}

impl Sink for Merging<'_> {
    fn write(&mut self, evaluator: &mut Evaluator<'_>, object: Object) -> Flow {
        evaluator.routes = self.outer;
        let flow = self.drain(evaluator).and_then(|()| self.deliver(evaluator, object));
        evaluator.routes = self.inner;
        flow
    }
}

impl Evaluator<'_> {
    /// What the redirections of a command do; `None` for a command without any.
    ///
    /// # Errors
    /// What the name of a file ends with.
    pub(super) fn redirect(&mut self, all: &[Redirection]) -> Result<Option<Redirect>, Stop> {
        if all.is_empty() {
            return Ok(None);
        }
        let mut redirect = Redirect { streams: [None; 7], files: Vec::new() };
        for one in all {
            let to = match &one.to {
                RedirectionTarget::Stream(_) => To::Output,
                RedirectionTarget::File(name, append) => match self.expression(name)? {
                    Object::Null | Object::Nothing => To::Nowhere,
                    name => {
                        redirect.files.push(File { name, append: *append, items: Vec::new() });
                        To::File(redirect.files.len() - 1)
                    }
                },
            };
            let merges = matches!(to, To::Output);
            let streams = match one.from {
                0 if merges => 2..=6,
                0 => 1..=6,
                stream => usize::from(stream % 7)..=usize::from(stream % 7),
            };
            redirect.streams[streams].fill(Some(to));
        }
        Ok(Some(redirect))
    }

    /// Runs a part of a redirected command.
    pub(super) fn redirected(
        &mut self,
        redirect: &mut Redirect,
        out: &mut dyn Sink,
        run: impl FnOnce(&mut Self, &mut dyn Sink) -> Flow,
    ) -> Flow {
        let (level, outer) = (self.routed.len(), self.routes);
        self.routed.resize_with(level + 1 + redirect.files.len(), Vec::new);
        self.routes = redirect.routes(outer, level);
        let inner = self.routes;
        let mut merging = Merging { out, output: redirect.streams[1], level, outer, inner };
        let flow = run(self, &mut merging);
        self.routes = outer;
        let drained = merging.drain(self);
        let written = self.routed.split_off((level + 1).min(self.routed.len()));
        self.routed.truncate(level);
        for (file, items) in redirect.files.iter_mut().zip(written) {
            file.items.extend(items);
        }
        flow.and(drained)
    }

    /// Writes the files of redirections whose command is over.
    pub(super) fn close_redirect(&mut self, redirect: Redirect) -> Flow {
        let mut files = redirect.files.into_iter();
        files.try_for_each(|file| self.redirect_to_file(&file.name, file.items, file.append))
    }
}
