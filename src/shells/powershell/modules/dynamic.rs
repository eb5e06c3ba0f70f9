//! Modules made of a block (`New-Module`; NewModuleCommand.cs, `ModuleIntrinsics.CreateModule`).

use std::rc::Rc;

use super::Wanted;
use super::load::{any_fits, export, publish};
use crate::machine::path::same_name;
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::{Collect, Evaluator, Flow, Stop};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::state::{GLOBAL, Module};

/// Runs a block in a module of its own, and gives what it wrote. Without `Export-ModuleMember` it
/// exports its functions, of `-Function` those alone, and not its aliases as a file would.
///
/// # Errors
/// What ended the block; there is no module then.
pub fn make(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    block: &Rc<Block>,
    given: Given,
    functions: Option<&Vec<String>>,
) -> Result<Vec<Object>, Stop> {
    let scope = evaluator.state.open(GLOBAL, true);
    let own = Module { scope: Some(scope), unlisted: true, ..Module::named(name) };
    evaluator.state.modules.push(own);
    let mut out = Collect::default();
    let flow = run(evaluator, scope, block, given, &mut out);
    let at = evaluator.state.modules.iter().position(|module| module.scope == Some(scope));
    let Some(mut module) = at.map(|at| evaluator.state.modules.remove(at)) else {
        return flow.map(|()| out.items);
    };
    flow?;
    let by_itself = module.exports.is_none();
    export(evaluator, &mut module, scope);
    if by_itself {
        module.aliases.clear();
        module.functions.retain(|name| functions.is_none_or(|wanted| any_fits(wanted, name)));
    }
    evaluator.state.modules.push(module);
    Ok(out.items)
}

fn run(
    evaluator: &mut Evaluator<'_>,
    scope: u32,
    block: &Rc<Block>,
    given: Given,
    out: &mut Collect,
) -> Flow {
    let own = Rc::new(Block {
        source: block.source.clone(),
        body: block.body.clone(),
        home: Some(scope),
        file: block.file.clone(),
        captured: block.captured.clone(),
    });
    let outer = std::mem::replace(&mut evaluator.state.current, scope);
    let flow = evaluator.call_block(&own, given, Vec::new(), false, out);
    evaluator.state.current = outer;
    flow
}

/// Whether `New-Module` made a module of that name.
pub fn is_made(evaluator: &Evaluator<'_>, name: &str) -> bool {
    position(evaluator, name).is_some()
}

fn position(evaluator: &Evaluator<'_>, name: &str) -> Option<usize> {
    let fits =
        |one: &Module| one.path.is_empty() && one.scope.is_some() && same_name(&one.name, name);
    evaluator.state.modules.iter().rposition(fits)
}

/// Puts the exports of the module that was made last into the session.
pub fn spread(evaluator: &mut Evaluator<'_>, wanted: &Wanted) {
    publish(evaluator, wanted);
}

/// Imports one that was made: from here on it is among the loaded ones.
pub fn import(evaluator: &mut Evaluator<'_>, name: &str, wanted: &Wanted) {
    let Some(at) = position(evaluator, name) else { return };
    let mut module = evaluator.state.modules.remove(at);
    module.unlisted = false;
    evaluator.state.modules.push(module);
    publish(evaluator, wanted);
}
