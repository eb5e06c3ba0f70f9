//! `New-Module` (NewModuleCommand.cs).

use std::rc::Rc;

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink, Stop};
use crate::shells::powershell::modules::{Wanted, dynamic};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::object::block::Block;
use crate::shells::powershell::state::May;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[Cmdlet {
    name: "New-Module",
    class: "NewModuleCommand",
    parameters: "Name@0 ScriptBlock@1 Function Cmdlet% ReturnResult? AsCustomObject?# ArgumentList,Args.",
    run: Run::Each(make),
}];

/// The name and the block: of one argument that stands alone it is the block.
fn parts(evaluator: &Evaluator<'_>, bound: &Bound) -> Option<(String, Rc<Block>)> {
    let block = |object: Option<&Object>| match object {
        Some(Object::Block(block)) => Some(block.clone()),
        _ => None,
    };
    if let (Some(alone), false) = (block(bound.get("Name")), bound.has("ScriptBlock")) {
        return Some((nameless(evaluator), alone));
    }
    let name = match bound.get("Name") {
        Some(name) => evaluator.plain(name)?,
        None => nameless(evaluator),
    };
    Some((name, block(bound.get("ScriptBlock"))?))
}

/// How the names of those begin that were given none; a new GUID follows
/// (`PSModuleInfo.DynamicModulePrefixString`).
const NAMELESS: &str = "__DynamicModule_";

/// A name for one that has none, told apart from the others.
fn nameless(evaluator: &Evaluator<'_>) -> String {
    format!("{NAMELESS}{}", evaluator.state.modules.len())
}

fn make(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some((name, block)) = parts(evaluator, bound) else {
        evaluator.opaque("makes a module of something that is not known", May::Everything);
        let unknown = evaluator.unknown("is a module made of something that is not known");
        return out.write(evaluator, unknown);
    };
    let functions: Option<Vec<String>> = bound.has("Function").then(|| {
        let items = bound.items("Function");
        items.iter().filter_map(|item| evaluator.plain(item)).collect()
    });
    let given = Given::positional(bound.items("ArgumentList"));
    let (action, command) = (evaluator.action.take(), evaluator.command.take());
    let made = dynamic::make(evaluator, &name, &block, given, functions.as_ref());
    (evaluator.action, evaluator.command) = (action, command);
    let results = match made {
        Ok(results) => results,
        Err(Stop::Error(raised)) => return evaluator.report(raised.record),
        Err(other) => return Err(other),
    };
    dynamic::spread(evaluator, &Wanted { functions, ..Wanted::default() });
    if bound.switch("ReturnResult") {
        return results.into_iter().try_for_each(|one| out.write(evaluator, one));
    }
    let module = match name.starts_with(NAMELESS) {
        true => told_by_scope(evaluator, &name),
        false => super::modules::information(evaluator, &name),
    };
    out.write(evaluator, module)
}

/// A module that is known by its scope alone: its name is PowerShell's choice.
fn told_by_scope(evaluator: &mut Evaluator<'_>, name: &str) -> Object {
    let module = super::modules::information(evaluator, name);
    if let Object::Record(record) = &module {
        let unknown = evaluator.unknown("is a module whose name PowerShell chooses");
        record.set("Name", unknown);
    }
    module
}
