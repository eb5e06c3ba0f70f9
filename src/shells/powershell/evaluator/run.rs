//! Whole texts: start-up files, scripts, and what `Invoke-Expression` is given.

use std::rc::Rc;

use super::Evaluator;
use super::flow::{Flow, Stop};
use super::functions::Given;
use super::functions::Invoked;
use super::sink::{Discard, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::state::{GLOBAL, Running, ScopeId};
use crate::text::Source;

/// The scope a file runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// The caller's.
    Here,
    /// One of its own below the caller's, gone afterwards.
    Below,
    /// A module's.
    Module(ScopeId),
}

impl Evaluator<'_> {
    /// Runs a start-up file or a typed text at the top of the session; nothing it does ends the session.
    ///
    /// # Errors
    /// When the fuel is used up.
    pub fn run_top(&mut self, source: &Rc<Source>, path: &str) -> Flow {
        let flow =
            self.run_source(source, path, Given::default(), Vec::new(), Where::Here, &mut Discard);
        self.resolve_doubts(0, super::doubts::Until::File);
        self.state.tries = 0;
        self.state.current = GLOBAL;
        match flow {
            Err(Stop::Error(raised)) => {
                self.remember(raised.record);
                self.state.succeeded = Object::Bool(false);
                Ok(())
            }
            Err(Stop::OutOfFuel) => {
                self.opaque(
                    "the start-up files run for more steps than envsim allows",
                    crate::shells::powershell::state::May::Everything,
                );
                Err(Stop::OutOfFuel)
            }
            _ => Ok(()),
        }
    }

    /// Runs a script file.
    ///
    /// # Errors
    /// Whatever ends more than the file.
    pub fn run_script(
        &mut self,
        path: &str,
        given: Given,
        input: Vec<Object>,
        dot: bool,
        out: &mut dyn Sink,
    ) -> Flow {
        self.allow(path)?;
        let place = self.place();
        match self.host.open(path, place) {
            Ok(source) => {
                let scope = if dot { Where::Here } else { Where::Below };
                self.run_source(&source, path, given, input, scope, out)
            }
            Err(fault) => {
                self.opaque(
                    &format!("runs {path}, which cannot be read: {fault}"),
                    crate::shells::powershell::state::May::Everything,
                );
                let why = self.why("runs a file that cannot be read");
                self.may_fail(&why);
                Ok(())
            }
        }
    }

    /// Runs a text at the top of the session, as `-Command` does.
    ///
    /// # Errors
    /// What ends more than a statement.
    pub fn typed(&mut self, source: &Rc<Source>, out: &mut dyn Sink) -> Flow {
        let script = self.parse(source)?;
        self.use_all(source, &script)?;
        let block = Rc::new(Block {
            source: source.clone(),
            body: script.body.clone(),
            home: None,
            file: String::new(),
            captured: Vec::new(),
        });
        let flow = self.run_body(&block, "", Given::default(), Vec::new(), false, out);
        self.note_asked();
        flow
    }

    /// Runs the script `-File` names, in the session's own scope; its `exit` is the process's.
    ///
    /// # Errors
    /// What ends the file.
    pub fn run_typed_script(&mut self, path: &str, given: Given, out: &mut dyn Sink) -> Flow {
        self.allow(path)?;
        let source = match self.host.open(path, None) {
            Ok(source) => source,
            Err(fault) => {
                self.opaque(
                    &format!("runs {path}, which cannot be read: {fault}"),
                    crate::shells::powershell::state::May::Everything,
                );
                return Ok(());
            }
        };
        let flow = self.run_source(&source, path, given, Vec::new(), Where::Here, out);
        match (flow, self.exited.take()) {
            (Ok(()), Some(status)) => Err(Stop::Exit(status)),
            (flow, _) => flow,
        }
    }

    /// Runs a data file, such as a module's manifest, in a scope of its own.
    ///
    /// # Errors
    /// Whatever ends more than the file.
    pub fn run_data(&mut self, source: &Rc<Source>, path: &str, out: &mut dyn Sink) -> Flow {
        self.run_source(source, path, Given::default(), Vec::new(), Where::Below, out)
    }

    /// Runs a module's file in the module's scope.
    ///
    /// # Errors
    /// Whatever ends more than the file.
    pub fn run_module(
        &mut self,
        source: &Rc<Source>,
        path: &str,
        scope: ScopeId,
        given: Given,
        out: &mut dyn Sink,
    ) -> Flow {
        self.run_source(source, path, given, Vec::new(), Where::Module(scope), out)
    }

    fn run_source(
        &mut self,
        source: &Rc<Source>,
        path: &str,
        given: Given,
        input: Vec<Object>,
        within: Where,
        out: &mut dyn Sink,
    ) -> Flow {
        let dot = within == Where::Here;
        if self.depth + 12 >= super::DEEPEST {
            self.opaque(
                "files are read deeper than envsim follows",
                crate::shells::powershell::state::May::Everything,
            );
            return Ok(());
        }
        self.note_damage(source, path);
        let script = self.parse(source)?;
        self.requirements(source, &script)?;
        let scope = match within {
            Where::Here => self.state.current,
            Where::Below => self.state.open(self.state.current, true),
            Where::Module(scope) => scope,
        };
        let script_scope = if dot { self.state.script_scope() } else { scope };
        self.state.running.push(Running { path: path.to_owned(), scope: script_scope });
        let namespaces = self.state.namespaces.len();
        let used = self.use_all(source, &script);
        let block = Rc::new(Block {
            source: source.clone(),
            body: script.body.clone(),
            home: match within {
                Where::Module(scope) => Some(scope),
                Where::Here | Where::Below => None,
            },
            file: path.to_owned(),
            captured: Vec::new(),
        });
        let outer = std::mem::replace(&mut self.state.current, scope);
        let name = self.state.platform().file_name(path).to_owned();
        let by = (within != Where::Below).then(|| ".".to_owned());
        let invoked = Invoked { by, ..Invoked::default() };
        let invocation = std::mem::replace(&mut self.invocation, invoked);
        let kept = self.state.scope(scope).and_then(|scope| scope.variables.get("ARGS")).cloned();
        let own = within == Where::Below;
        let flow = used.and_then(|()| self.run_body(&block, &name, given, input, own, out));
        if let (true, Some(kept)) = (dot, kept) {
            self.state.scope_mut(scope).variables.insert("ARGS".into(), kept);
        }
        self.invocation = invocation;
        self.state.current = outer;
        if outer != GLOBAL || !dot {
            self.state.namespaces.truncate(namespaces);
        }
        self.state.running.pop();
        self.note_asked();
        if within == Where::Below {
            self.state.close(scope);
        }
        match flow {
            Err(Stop::Return) => Ok(()),
            Err(Stop::Exit(code)) => {
                self.exited = Some(code);
                self.state.set_in(GLOBAL, "LASTEXITCODE", Object::int(code));
                self.state.succeeded = Object::Bool(code == 0);
                Ok(())
            }
            other => other,
        }
    }

    fn run_body(
        &mut self,
        block: &Rc<Block>,
        name: &str,
        given: Given,
        input: Vec<Object>,
        own: bool,
        out: &mut dyn Sink,
    ) -> Flow {
        self.inside(block, |evaluator| {
            evaluator.frame = own.then(|| block.clone());
            evaluator.bind_parameters(block, name, given)?;
            if !input.is_empty() {
                let scope = evaluator.state.current;
                evaluator.state.set_in(scope, "input", Object::array(input));
            }
            for part in
                [&block.body.begin, &block.body.process, &block.body.end].into_iter().flatten()
            {
                evaluator.block(part, out)?;
            }
            Ok(())
        })
    }
}
