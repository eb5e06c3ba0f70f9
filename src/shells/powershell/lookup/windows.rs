//! Commands of the modules that come with Windows, in the order and the kinds of a search.

use super::{Answer, Kinds, Question};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::modules::windows::folder;
use crate::shells::powershell::object::command::{Found, Function};
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::shells::powershell::stock::windows::{self, Kind};
use crate::value::Origin;

/// Commands of that name, or that fit, of the modules that are loaded.
pub fn loaded(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    _: Option<&Wildcard>,
    question: &Question,
) -> Vec<Found> {
    let (module, short) = match name.rsplit_once('\\') {
        Some((module, short)) => (Some(module), short),
        None => (None, name),
    };
    let pattern = if question.pattern { Wildcard::new(short, true) } else { None };
    let fits = |command: &str| match &pattern {
        Some(pattern) => pattern.matches(command),
        None => command.eq_ignore_ascii_case(short),
    };
    let state = &evaluator.state;
    let owned = |owner: &str| module.is_none_or(|module| owner.eq_ignore_ascii_case(module));
    let modules = state.modules.iter().rev().filter(|one| one.path.is_empty() && owned(&one.name));
    let own = modules.filter_map(|one| windows::module(state, &one.name));
    let commands = own.flat_map(|module| module.commands.iter().map(move |one| (module.name, one)));
    let found = commands.filter(|(_, (command, _))| fits(command));
    found.filter_map(|(module, one)| made(module, *one, question.kinds)).collect()
}

/// Commands of the modules that are not loaded and that fit.
pub fn unloaded(
    evaluator: &mut Evaluator<'_>,
    pattern: &Wildcard,
    kinds: Kinds,
    answer: &mut Answer,
) {
    if !evaluator.state.platform().is_windows() || folder(evaluator).is_none() {
        return;
    }
    for module in windows::all(evaluator.state) {
        if evaluator.state.is_loaded(module.name) {
            continue;
        }
        let fits = module.commands.iter().filter(|(command, _)| pattern.matches(command));
        let found: Vec<Found> = fits.filter_map(|one| made(module.name, *one, kinds)).collect();
        if module.sure {
            answer.found.extend(found);
        } else if !found.is_empty() && answer.doubt.is_none() {
            let reason =
                format!("depends on the module {}, which not every Windows has", module.name);
            answer.doubt = Some(evaluator.why(&reason));
        }
    }
}

fn made(module: &str, (name, kind): (&str, Kind), kinds: Kinds) -> Option<Found> {
    let (name, module) = (name.to_owned(), module.to_owned());
    match kind {
        Kind::Cmdlet => kinds.cmdlets.then_some(Found::Cmdlet { name, module }),
        Kind::Function => kinds.functions.then(|| {
            let function = Function {
                name: name.clone(),
                body: None,
                filter: false,
                origin: Origin::Builtin(module.as_str().into()),
                private: false,
                module: Some(module),
                perhaps: None,
            };
            Found::Function { name, function }
        }),
        Kind::Alias => None,
    }
}
