//! How script blocks are called.

use std::rc::Rc;

use super::flow::{Flow, Stop};
use super::sink::{Collect, Sink};
use super::{DEEPEST, Evaluator};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;

impl Evaluator<'_> {
    /// Runs a block's statements in the current scope with `$_` set, as `ForEach-Object` does.
    ///
    /// # Errors
    /// Whatever ends the block; `return` only ends the block itself.
    pub fn run_here(
        &mut self,
        block: &Rc<Block>,
        item: Option<Object>,
        out: &mut dyn Sink,
    ) -> Flow {
        if !block.captured.is_empty() || block.body.params.is_some() {
            let item = item.into_iter().collect();
            return self.call_block(
                block,
                super::functions::Given::positional(Vec::new()),
                item,
                false,
                out,
            );
        }
        let saved = item.map(|item| self.set_item(item));
        let flow = self.run_bodies(block, out);
        if let Some(saved) = saved {
            self.restore_item(saved);
        }
        match flow {
            Err(Stop::Return) => Ok(()),
            other => other,
        }
    }

    /// Runs begin, process and end of a block in the current scope.
    fn run_bodies(&mut self, block: &Rc<Block>, out: &mut dyn Sink) -> Flow {
        self.inside(block, |evaluator| {
            for part in
                [&block.body.begin, &block.body.process, &block.body.end].into_iter().flatten()
            {
                evaluator.block(part, out)?;
            }
            Ok(())
        })
    }

    /// Runs something with a block's text and file as the current ones.
    ///
    /// # Errors
    /// What it ends with, or when calls are nested too deep.
    pub fn inside(&mut self, block: &Rc<Block>, run: impl FnOnce(&mut Self) -> Flow) -> Flow {
        if self.depth >= DEEPEST {
            self.opaque(
                "calls are nested deeper than envsim follows",
                crate::shells::powershell::state::May::Everything,
            );
            return Ok(());
        }
        let source = std::mem::replace(&mut self.source, block.source.clone());
        let at = self.at.clone();
        let (action, command) = (self.action.take(), self.command.take());
        let frame = self.frame.take();
        let elsewhere = self.state.script_path() != block.file;
        if elsewhere {
            let scope = self.state.script_scope();
            self.state.running.push(crate::shells::powershell::state::Running {
                path: block.file.clone(),
                scope,
            });
        }
        self.depth += 3;
        let flow = run(self);
        self.depth -= 3;
        if elsewhere {
            self.state.running.pop();
        }
        (self.action, self.command) = (action, command);
        self.frame = frame;
        self.source = source;
        self.at = at;
        flow
    }

    /// Sets `$_` in the current scope; gives back what was there.
    pub fn set_item(&mut self, item: Object) -> Option<Object> {
        let scope = self.state.current;
        let old = self
            .state
            .scope(scope)
            .and_then(|scope| scope.variables.get("_"))
            .map(|one| one.value.clone());
        self.state.set_in(scope, "_", item);
        old
    }

    /// Puts an older `$_` back.
    pub fn restore_item(&mut self, old: Option<Object>) {
        let scope = self.state.current;
        match old {
            Some(old) => self.state.set_in(scope, "_", old),
            None => drop(self.state.scope_mut(scope).variables.shift_remove("_")),
        }
    }

    /// The outputs of a block run on one item in the current scope, as one value.
    ///
    /// # Errors
    /// Whatever ends the block.
    pub fn value_here(&mut self, block: &Rc<Block>, item: Object) -> Result<Object, Stop> {
        let mut out = Collect::default();
        self.run_here(block, Some(item), &mut out)?;
        Ok(out.into_object())
    }

    /// Calls a block with arguments in a scope of its own; the outputs as one value.
    ///
    /// # Errors
    /// Whatever ends the block.
    pub fn call_value(
        &mut self,
        block: &Rc<Block>,
        arguments: Vec<Object>,
    ) -> Result<Object, Stop> {
        let mut out = Collect::default();
        let given = super::functions::Given::positional(arguments);
        self.call_block(block, given, Vec::new(), true, &mut out)?;
        Ok(out.into_object())
    }
}
