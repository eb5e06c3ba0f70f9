//! What loading a module does: its file is run in a scope of its own, and what it exports is put
//! into the session (`ModuleCmdletBase.cs`, `LoadModule` and `ImportModuleMembers`).

use std::rc::Rc;

use super::find::cut;
use super::manifest::{Entry, Manifest};
use super::windows::{self, Windows};
use crate::machine::path::{folded, same_name};
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::library::{Load, Wanted};
use crate::shells::powershell::evaluator::{Collect, Evaluator, Stop};
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::shells::powershell::state::{GLOBAL, Module, ScopeId};
use crate::shells::powershell::stock;
use crate::value::Unknown;

/// Loads a module by name or path for a command that was not found; errors of its file are its own.
pub fn load(evaluator: &mut Evaluator<'_>, name: &str) -> Load {
    if let Some(stock) = stock::module(evaluator.state, name) {
        if evaluator.find_module(name).is_none() && name.eq_ignore_ascii_case(stock) {
            return load_stock(evaluator, stock);
        }
    }
    let Some(file) = evaluator.find_module(name) else {
        return match windows::named(evaluator, name) {
            Some(Windows::There(module)) => {
                windows::load(evaluator, module);
                Load::Loaded
            }
            Some(Windows::Perhaps(why)) => Load::Unknown(why),
            None => Load::Missing,
        };
    };
    let wanted = Wanted { global: true, ..Wanted::default() };
    match import(evaluator, &file, wanted) {
        Ok(load) => load,
        Err(Stop::Error(_)) => Load::Failed,
        Err(_) => Load::Failed,
    }
}

/// A module of PowerShell's own lies in `$PSHOME/Modules`, which must be on PSModulePath for this.
fn load_stock(evaluator: &mut Evaluator<'_>, stock: &'static str) -> Load {
    let core = stock == "Microsoft.PowerShell.Core";
    if !core && !home_is_listed(evaluator) {
        return Load::Missing;
    }
    stock::load(evaluator.state, stock);
    Load::Loaded
}

/// What a module in a module counts of the depth: PowerShell itself gives up after ten
/// (`ModuleCmdletBase.MaxModuleNestingDepth`).
const NESTED: u32 = 16;

/// Whether `$PSHOME/Modules` is on PSModulePath.
pub fn home_is_listed(evaluator: &mut Evaluator<'_>) -> bool {
    let platform = evaluator.state.platform();
    let home = platform.join(&evaluator.state.home, "Modules");
    let key = |path: &str| platform.key(path, platform.is_windows());
    evaluator.module_directories().iter().any(|one| key(one) == key(&home))
}

/// Loads a module's file and publishes what it exports.
///
/// # Errors
/// The error its file ended with.
pub fn import(evaluator: &mut Evaluator<'_>, file: &str, wanted: Wanted) -> Result<Load, Stop> {
    if let Some(at) = loaded_at(evaluator, file).filter(|_| !wanted.force) {
        let module = evaluator.state.modules.remove(at);
        evaluator.state.modules.push(module);
        publish(evaluator, &wanted);
        return Ok(Load::Loaded);
    }
    if evaluator.depth + 12 >= super::super::evaluator::DEEPEST {
        return Ok(Load::Unknown(evaluator.why("loads modules deeper than envsim follows")));
    }
    if cut(evaluator.state.platform().file_name(file), ".ps1").is_some() {
        return dotted(evaluator, file, wanted);
    }
    let before = evaluator.state.modules.len();
    let module = match build(evaluator, file, &wanted)? {
        Ok(module) => module,
        Err(why) => {
            evaluator.state.modules.truncate(before);
            return Ok(Load::Unknown(why));
        }
    };
    if let Some(at) = loaded_at(evaluator, file) {
        evaluator.state.modules.remove(at);
    }
    evaluator.state.modules.push(module);
    publish(evaluator, &wanted);
    Ok(Load::Loaded)
}

/// A `.ps1` is dot-sourced where it is imported; the module that stands for it exports nothing
/// (`ModuleCmdletBase.LoadModule`, "Create a dummy module info").
fn dotted(evaluator: &mut Evaluator<'_>, file: &str, wanted: Wanted) -> Result<Load, Stop> {
    evaluator.run_script(file, wanted.arguments, Vec::new(), true, &mut Collect::default())?;
    let platform = evaluator.state.platform();
    let name = cut(platform.file_name(file), ".ps1").unwrap_or_default().to_owned();
    if let Some(at) = loaded_at(evaluator, file) {
        evaluator.state.modules.remove(at);
    }
    evaluator.state.modules.push(Module { path: file.to_owned(), ..Module::named(&name) });
    Ok(Load::Loaded)
}

fn loaded_at(evaluator: &Evaluator<'_>, file: &str) -> Option<usize> {
    evaluator.state.modules.iter().position(|module| same_name(&module.path, file))
}

type Built = Result<Result<Module, Rc<Unknown>>, Stop>;

fn build(evaluator: &mut Evaluator<'_>, file: &str, wanted: &Wanted) -> Built {
    let platform = evaluator.state.platform();
    let name = platform.file_name(file).to_owned();
    if let Some(name) = cut(&name, ".psm1") {
        return script(evaluator, file, name, wanted.arguments.clone());
    }
    if let Some(name) = cut(&name, ".psd1") {
        return with_manifest(evaluator, file, name, wanted);
    }
    // Of a binary module those who import it may name what they take of it.
    if let (Some(name), Some(cmdlets)) = (cut(&name, ".dll"), &wanted.cmdlets)
        && !cmdlets.iter().any(|name| name.contains(['*', '?', '[']))
    {
        return Ok(Ok(Module {
            cmdlets: cmdlets.clone(),
            path: file.to_owned(),
            ..Module::named(name)
        }));
    }
    let reason = format!("is defined by {name}, which envsim cannot read");
    Ok(Err(evaluator.why(&reason)))
}

/// Runs a `.psm1`. Without `Export-ModuleMember` all its functions and aliases are exported.
fn script(evaluator: &mut Evaluator<'_>, file: &str, name: &str, given: Given) -> Built {
    let place = evaluator.place();
    let Ok(source) = evaluator.host.open(file, place) else {
        return Ok(Err(evaluator.why(&format!("is defined by {file}, which cannot be read"))));
    };
    evaluator.allow(file)?;
    let scope = evaluator.state.open(GLOBAL, true);
    let at = evaluator.state.modules.len();
    let module =
        Module { path: file.to_owned(), scope: Some(scope), unlisted: true, ..Module::named(name) };
    evaluator.state.modules.push(module);
    let mut out = Collect::default();
    let flow = evaluator.run_module(&source, file, scope, given, &mut out);
    let position = |module: &Module| module.scope == Some(scope);
    let found = evaluator.state.modules.iter().position(position).unwrap_or(at);
    let mut module = evaluator.state.modules.remove(found);
    module.unlisted = false;
    flow?;
    export(evaluator, &mut module, scope);
    Ok(Ok(module))
}

pub(super) fn export(evaluator: &Evaluator<'_>, module: &mut Module, scope: ScopeId) {
    let Some(scope) = evaluator.state.scope(scope) else { return };
    let given = module.exports.clone();
    let functions = scope.functions.values().map(|function| function.name.as_str());
    let aliases = scope.aliases.values().map(|alias| alias.name.as_str());
    let pick = |patterns: Option<&Vec<String>>, names: Vec<&str>| -> Vec<String> {
        let fits = |name: &&str| patterns.is_none_or(|patterns| any_fits(patterns, name));
        names.into_iter().filter(fits).map(str::to_owned).collect()
    };
    let imported = |name: &str| {
        let function = scope.functions.get(&folded(name));
        function.is_some_and(|function| {
            function.module.as_deref().is_some_and(|own| own != module.name)
        })
    };
    let patterns = given.as_ref().map(|given| &given.functions);
    module.functions = pick(patterns, functions.collect());
    module.functions.retain(|name| given.is_some() || !imported(name));
    module.aliases = pick(given.as_ref().map(|given| &given.aliases), aliases.collect());
}

pub(super) fn any_fits(patterns: &[String], name: &str) -> bool {
    let fits = |pattern: &String| Wildcard::new(pattern, true).is_some_and(|one| one.matches(name));
    patterns.iter().any(fits)
}

/// A module with a manifest: its root module, its nested modules, and the lists that cut down
/// what they export.
fn with_manifest(evaluator: &mut Evaluator<'_>, file: &str, name: &str, wanted: &Wanted) -> Built {
    let Some(manifest) = Manifest::read(evaluator, file) else {
        let message = "The module manifest could not be processed.";
        return Err(evaluator.raise(
            "Modules_InvalidManifest",
            "System.Management.Automation.RuntimeException",
            message,
        ));
    };
    let mut module = Module { path: file.to_owned(), ..Module::named(name) };
    let platform = evaluator.state.platform();
    let base = platform.parent(file).unwrap_or_default().to_owned();
    for key in ["RequiredModules", "ScriptsToProcess"] {
        match manifest.entry(evaluator, key) {
            Entry::Absent => {}
            Entry::Texts(texts) if texts.is_empty() => {}
            Entry::Texts(_) => {
                let reason = format!("depends on {key} of the module {name}");
                return Ok(Err(evaluator.why(&reason)));
            }
            Entry::Other(why) => return Ok(Err(why)),
        }
    }
    for key in ["NestedModules", "RootModule", "ModuleToProcess"] {
        let parts = match manifest.entry(evaluator, key) {
            Entry::Absent => continue,
            Entry::Texts(texts) => texts,
            Entry::Other(why) => return Ok(Err(why)),
        };
        for part in parts.iter().filter(|part| !part.is_empty()) {
            match part_of(evaluator, &base, part, &manifest, wanted)? {
                Ok(built) => join(evaluator, &mut module, built),
                Err(why) => return Ok(Err(why)),
            }
        }
    }
    for (key, list) in [
        ("FunctionsToExport", &mut module.functions),
        ("AliasesToExport", &mut module.aliases),
        ("CmdletsToExport", &mut module.cmdlets),
    ] {
        match manifest.entry(evaluator, key) {
            Entry::Absent => {}
            Entry::Texts(patterns) => list.retain(|name| any_fits(&patterns, name)),
            Entry::Other(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(module))
}

/// One module of a manifest. Of a binary one the manifest's own list tells the cmdlets.
fn part_of(
    evaluator: &mut Evaluator<'_>,
    base: &str,
    part: &str,
    manifest: &Manifest,
    wanted: &Wanted,
) -> Built {
    let platform = evaluator.state.platform();
    let path =
        platform.absolute(base, &part.replace(['/', '\\'], &platform.separator().to_string()));
    // A root module that is not there would lead back to the manifest that names it.
    let own = |path: &String| {
        cut(path, ".psd1").is_some()
            && platform.parent(path).is_some_and(|folder| same_name(folder, base))
    };
    let path = match evaluator.find_module(&path) {
        Some(path) => path,
        None => match evaluator.find_module(part).filter(|path| !own(path)) {
            Some(path) => path,
            None => {
                return Ok(Err(evaluator.why(&format!("depends on {part}, which is not there"))));
            }
        },
    };
    let name = platform.file_name(&path).to_owned();
    if let Some(name) = cut(&name, ".dll") {
        let Entry::Texts(cmdlets) = manifest.entry(evaluator, "CmdletsToExport") else {
            return Ok(Err(
                evaluator.why(&format!("is defined by {part}, which envsim cannot read"))
            ));
        };
        if cmdlets.iter().any(|name| name.contains(['*', '?', '['])) {
            return Ok(Err(
                evaluator.why(&format!("is defined by {part}, which envsim cannot read"))
            ));
        }
        return Ok(Ok(Module { cmdlets, path, ..Module::named(name) }));
    }
    if evaluator.depth + NESTED >= super::super::evaluator::DEEPEST {
        return Ok(Err(evaluator.why("is a module nested deeper than envsim follows")));
    }
    evaluator.depth += NESTED;
    let built = build(evaluator, &path, wanted);
    evaluator.depth -= NESTED;
    built
}

/// A nested module's exports become those of the module that holds it.
fn join(evaluator: &mut Evaluator<'_>, module: &mut Module, part: Module) {
    let Some(from) = part.scope else {
        module.cmdlets.extend(part.cmdlets);
        return;
    };
    match module.scope {
        None => module.scope = Some(from),
        Some(into) => copy(evaluator, from, into, &part),
    }
    module.functions.extend(part.functions);
    module.aliases.extend(part.aliases);
    module.cmdlets.extend(part.cmdlets);
}

fn copy(evaluator: &mut Evaluator<'_>, from: ScopeId, into: ScopeId, part: &Module) {
    let Some(source) = evaluator.state.scope(from).cloned() else { return };
    let target = evaluator.state.scope_mut(into);
    for name in &part.functions {
        if let Some(function) = source.functions.get(&folded(name)) {
            target.functions.insert(folded(name), function.clone());
        }
    }
    for name in &part.aliases {
        if let Some(alias) = source.aliases.get(&folded(name)) {
            target.aliases.insert(folded(name), alias.clone());
        }
    }
}

/// Puts the last module's exports into the session, or into the module that imports it.
pub(super) fn publish(evaluator: &mut Evaluator<'_>, wanted: &Wanted) {
    let Some(module) = evaluator.state.modules.last().cloned() else { return };
    let script = evaluator.state.script_scope();
    let within = evaluator.state.modules.iter().any(|module| module.scope == Some(script));
    let into = if within && !wanted.global { script } else { GLOBAL };
    let Some(source) = module.scope.and_then(|scope| evaluator.state.scope(scope)).cloned() else {
        return;
    };
    let only = wanted.functions.is_some() || wanted.aliases.is_some() || wanted.cmdlets.is_some();
    let wants = |patterns: &Option<Vec<String>>, name: &str| match patterns {
        Some(patterns) => any_fits(patterns, name),
        None => !only,
    };
    for name in module.functions.iter().filter(|name| wants(&wanted.functions, name)) {
        let Some(function) = source.functions.get(&folded(name)) else { continue };
        let mut function = function.clone();
        function.name = prefixed(&function.name, &wanted.prefix);
        function.module = Some(module.name.clone());
        let key = folded(&function.name);
        let table = &mut evaluator.state.scope_mut(into).functions;
        table.shift_remove(&key);
        table.insert(key, function);
    }
    for name in module.aliases.iter().filter(|name| wants(&wanted.aliases, name)) {
        let Some(alias) = source.aliases.get(&folded(name)) else { continue };
        let mut alias = alias.clone();
        alias.name = prefixed(&alias.name, &wanted.prefix);
        alias.module = Some(module.name.clone());
        let key = folded(&alias.name);
        evaluator.state.scope_mut(into).aliases.insert(key, alias);
    }
    let Some(exports) = &module.exports else { return };
    for (key, variable) in &source.variables {
        if any_fits(&exports.variables, &variable.name) {
            evaluator.state.scope_mut(into).variables.insert(key.clone(), variable.clone());
        }
    }
}

/// `Get-Thing` with the prefix `My` is `Get-MyThing`, a name without a dash gets it in front.
fn prefixed(name: &str, prefix: &str) -> String {
    match name.split_once('-') {
        Some((verb, noun)) if !prefix.is_empty() => format!("{verb}-{prefix}{noun}"),
        _ => format!("{prefix}{name}"),
    }
}

/// Takes a module's commands out of the session; what they had replaced does not come back.
pub fn remove(evaluator: &mut Evaluator<'_>, name: &str) -> bool {
    let Some(at) = evaluator.state.modules.iter().rposition(|one| same_name(&one.name, name))
    else {
        return false;
    };
    let module = evaluator.state.modules.remove(at);
    let own = |of: &Option<String>| of.as_deref().is_some_and(|of| same_name(of, &module.name));
    let scope = evaluator.state.scope_mut(GLOBAL);
    scope.functions.retain(|_, function| !own(&function.module));
    scope.aliases.retain(|_, alias| !own(&alias.module));
    true
}
