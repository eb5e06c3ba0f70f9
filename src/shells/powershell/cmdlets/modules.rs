//! `Import-Module`, `Remove-Module`, `Export-ModuleMember`, `Get-Module`.

mod limits;

use std::rc::Rc;

use limits::Limits;

use super::{Bound, Cmdlet, Run};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::modules::load::{home_is_listed, import, remove};
use crate::shells::powershell::modules::manifest::{Entry, Manifest};
use crate::shells::powershell::modules::windows::{self, Windows};
use crate::shells::powershell::modules::{Load, Wanted};
use crate::shells::powershell::modules::{dynamic, gallery};
use crate::shells::powershell::object::block::ScopeId;
use crate::shells::powershell::object::cast::parse_version;
use crate::shells::powershell::object::{Object, Payload, Record};
use crate::shells::powershell::patterns::wildcard::Wildcard;
use crate::shells::powershell::state::{Exports, May};
use crate::shells::powershell::stock;
use crate::value::Unknown;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Import-Module",
        class: "ImportModuleCommand",
        parameters: "Name@0< Global? Prefix Function Cmdlet Variable# Alias Force? SkipEditionCheck?%>6.1 PassThru? AsCustomObject?# MinimumVersion,Version MaximumVersion RequiredVersion ModuleInfo# ArgumentList,Args DisableNameChecking?% NoClobber,NoOverwrite?# Scope UseWindowsPowerShell,UseWinPS?#>7.0 FullyQualifiedName# Assembly#",
        run: Run::Each(load),
    },
    Cmdlet {
        name: "Remove-Module",
        class: "RemoveModuleCommand",
        parameters: "Name@0< FullyQualifiedName# ModuleInfo# Force?%",
        run: Run::Each(unload),
    },
    Cmdlet {
        name: "Export-ModuleMember",
        class: "ExportModuleMemberCommand",
        parameters: "Function@0<. Cmdlet. Variable. Alias.",
        run: Run::Each(export),
    },
    Cmdlet {
        name: "Get-Module",
        class: "GetModuleCommand",
        parameters: "Name@0< FullyQualifiedName# All?# ListAvailable? PSEdition# SkipEditionCheck?%>6.1 Refresh?%",
        run: Run::Each(list),
    },
];

fn texts(evaluator: &mut Evaluator<'_>, bound: &Bound, name: &str) -> Option<Vec<String>> {
    if !bound.has(name) {
        return None;
    }
    Some(bound.items(name).iter().filter_map(|item| evaluator.plain(item)).collect())
}

fn load(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let odd =
        ["ModuleInfo", "FullyQualifiedName", "Assembly", "UseWindowsPowerShell", "AsCustomObject"];
    let plain = !odd.iter().any(|name| bound.has(name)) && scope(evaluator, bound).is_some();
    let names = ["MinimumVersion", "MaximumVersion", "RequiredVersion"];
    let Some(limits) = Limits::of(evaluator, bound, names).filter(|_| plain) else {
        return opaque(evaluator);
    };
    for name in bound.items("Name") {
        if let Some(made) = made_here(evaluator, &name) {
            let wanted = wanted(evaluator, bound);
            dynamic::import(evaluator, &made, &wanted);
            pass(evaluator, bound, &made, out)?;
            continue;
        }
        let Some(name) = evaluator.plain(&name) else {
            let why = evaluator.why("imports a module whose name is not known");
            evaluator.state.opaque_modules.push(why.clone());
            evaluator.may_fail(&why);
            evaluator.state.note_opaque(why, May::Everything);
            continue;
        };
        one(evaluator, bound, (&name, &limits), out)?;
    }
    Ok(())
}

/// Something is imported that envsim does not find its way to.
fn opaque(evaluator: &mut Evaluator<'_>) -> Flow {
    let why = evaluator.why("is imported in a way envsim does not model");
    evaluator.state.opaque_modules.push(why.clone());
    evaluator.may_complain(&why);
    evaluator.state.note_opaque(why, May::Everything);
    Ok(())
}

/// Whether what is imported goes to the global session state; `None` where `-Scope` says nothing that is known,
/// or says it beside `-Global` (ImportModuleCommand.cs).
fn scope(evaluator: &Evaluator<'_>, bound: &Bound) -> Option<bool> {
    let global = bound.switch("Global");
    if !bound.has("Scope") {
        return Some(global);
    }
    let word = bound.text(evaluator, "Scope")?.to_ascii_lowercase();
    match word.as_str() {
        "global" if !global => Some(true),
        "local" if !global => Some(false),
        _ => None,
    }
}

fn one(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    (name, limits): (&str, &Limits),
    out: &mut dyn Sink,
) -> Flow {
    let Some(file) = evaluator.find_module(name) else {
        if let Some(why) = evaluator.state.brought.get(&folded(name)).cloned()
            && stock::module(evaluator.state, name).is_none()
        {
            return brought(evaluator, bound, name, &why, out);
        }
        if let Some(stock) = stock::module(evaluator.state, name) {
            if limits.any() {
                return opaque(evaluator);
            }
            stock::load(evaluator.state, stock);
            return pass(evaluator, bound, stock, out);
        }
        match windows::named(evaluator, name) {
            Some(_) if limits.any() => return opaque(evaluator),
            Some(Windows::There(module)) => {
                windows::load(evaluator, module);
                return pass(evaluator, bound, module.name, out);
            }
            Some(Windows::Perhaps(why)) => {
                evaluator.may_complain(&why);
                return match bound.switch("PassThru") {
                    true => out.write(evaluator, Object::Unknown(why)),
                    false => Ok(()),
                };
            }
            None => {}
        }
        let (id, message) = limits.not_found(name);
        return evaluator.complain(id, "System.IO.FileNotFoundException", message);
    };
    // Another version may stand beside the one that is found first, or in a later directory.
    if limits.any() && !version_of(evaluator, &file).is_some_and(|version| limits.hold(&version)) {
        return opaque(evaluator);
    }
    let wanted = wanted(evaluator, bound);
    let (action, command) = (evaluator.action.take(), evaluator.command.take());
    let load = import(evaluator, &file, wanted);
    (evaluator.action, evaluator.command) = (action, command);
    if let Load::Unknown(why) = load? {
        evaluator.state.opaque_modules.push(why.clone());
        evaluator.may_complain(&why);
        evaluator.state.note_opaque(why, May::Everything);
        return Ok(());
    }
    let name = evaluator.state.modules.last().map(|module| module.name.clone());
    pass(evaluator, bound, &name.unwrap_or_default(), out)
}

fn wanted(evaluator: &mut Evaluator<'_>, bound: &Bound) -> Wanted {
    Wanted {
        functions: texts(evaluator, bound, "Function"),
        aliases: texts(evaluator, bound, "Alias"),
        cmdlets: texts(evaluator, bound, "Cmdlet"),
        prefix: bound.text(evaluator, "Prefix").unwrap_or_default(),
        force: bound.switch("Force"),
        global: scope(evaluator, bound).unwrap_or_default(),
        arguments: Given::positional(bound.items("ArgumentList")),
    }
}

/// The name of a module that `New-Module` made, where the argument is that module itself
/// (ImportModuleCommand.cs, `ImportModule_ViaLocalModuleInfo`).
fn made_here(evaluator: &Evaluator<'_>, argument: &Object) -> Option<String> {
    let Object::Record(record) = argument else { return None };
    let is_module = record.type_name.as_ref() == MODULE;
    let name = evaluator.plain(&record.get("Name").filter(|_| is_module)?)?;
    dynamic::is_made(evaluator, &name).then_some(name)
}

/// A module that may have been installed since.
fn brought(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    name: &str,
    why: &Rc<Unknown>,
    out: &mut dyn Sink,
) -> Flow {
    evaluator.may_complain(why);
    if !gallery::import(evaluator, name, why) {
        evaluator.state.note_opaque(why.clone(), May::Everything);
    }
    match bound.switch("PassThru") {
        true => out.write(evaluator, Object::Unknown(why.clone())),
        false => Ok(()),
    }
}

fn pass(evaluator: &mut Evaluator<'_>, bound: &Bound, name: &str, out: &mut dyn Sink) -> Flow {
    if !bound.switch("PassThru") {
        return Ok(());
    }
    let record = information(evaluator, name);
    out.write(evaluator, record)
}

/// The type of a module.
const MODULE: &str = "System.Management.Automation.PSModuleInfo";

pub(super) fn information(evaluator: &mut Evaluator<'_>, name: &str) -> Object {
    let loaded =
        evaluator.state.modules.iter().rev().find(|one| one.name.eq_ignore_ascii_case(name));
    let known = loaded.map(|module| module.path.clone()).filter(|path| !path.is_empty());
    let path = match (known, stock::module(evaluator.state, name)) {
        (Some(path), _) => Some(path),
        (None, Some(stock)) => {
            let platform = evaluator.state.platform();
            let folder = platform.join(&evaluator.state.home, &format!("Modules/{stock}"));
            Some(platform.normalize(&platform.join(&folder, &format!("{stock}.psd1"))))
        }
        (None, None) => evaluator.find_module(name).or_else(|| in_windows(evaluator, name)),
    };
    let scope = loaded_scope(evaluator, name);
    let mut record = Record::new(MODULE).with("Name", evaluator.text(name.to_owned()));
    if let Some(scope) = scope {
        record = record.with_payload(Payload::Module(scope));
    }
    if let Some(path) = path {
        let base = evaluator.state.platform().parent(&path).unwrap_or_default().to_owned();
        if let Some(version) = version_of(evaluator, &path) {
            record = record.with("Version", version);
        }
        record = record.with("Path", evaluator.text(path)).with("ModuleBase", evaluator.text(base));
    }
    record.into_object()
}

fn loaded_scope(evaluator: &Evaluator<'_>, name: &str) -> Option<ScopeId> {
    let mut loaded = evaluator.state.modules.iter().rev();
    loaded.find(|one| one.name.eq_ignore_ascii_case(name))?.scope
}

/// Where a module of Windows has its manifest.
fn in_windows(evaluator: &mut Evaluator<'_>, name: &str) -> Option<String> {
    let Some(Windows::There(module)) = windows::named(evaluator, name) else { return None };
    let name = module.name;
    windows::folder(evaluator).map(|folder| format!("{folder}\\{name}\\{name}.psd1"))
}

/// What a manifest that is recorded says of its version; a module without one is 0.0 (`PSModuleInfo.Version`).
fn version_of(evaluator: &mut Evaluator<'_>, path: &str) -> Option<Object> {
    let lower = path.to_ascii_lowercase();
    if lower.ends_with(".psm1") {
        return Some(Object::Version([0, 0, -1, -1]));
    }
    let there = lower.ends_with(".psd1") && evaluator.host.machine().is_file(path);
    let manifest = there.then(|| Manifest::read(evaluator, path)).flatten()?;
    match manifest.entry(evaluator, "ModuleVersion") {
        Entry::Texts(texts) => parse_version(texts.first()?).map(Object::Version),
        _ => None,
    }
}

fn unload(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else {
            evaluator.incomplete("removes a module whose name is not known");
            continue;
        };
        if !remove(evaluator, &name) && !evaluator.state.is_loaded(&name) {
            let message = "No modules were removed. Verify that the specification of modules to remove is correct and those modules exist in the runspace.";
            evaluator.complain(
                "Modules_NoModulesRemoved",
                "System.InvalidOperationException",
                message,
            )?;
        }
    }
    Ok(())
}

fn export(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let script = evaluator.state.script_scope();
    let functions = texts(evaluator, bound, "Function");
    let aliases = texts(evaluator, bound, "Alias");
    let variables = texts(evaluator, bound, "Variable");
    let cmdlets = texts(evaluator, bound, "Cmdlet");
    let module = evaluator.state.modules.iter_mut().find(|module| module.scope == Some(script));
    let Some(module) = module else {
        return Err(evaluator.fail(
            "Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
            "System.InvalidOperationException",
            "The Export-ModuleMember cmdlet can only be called from inside a module.",
        ));
    };
    let exports = module.exports.get_or_insert_with(Exports::default);
    exports.functions.extend(functions.unwrap_or_default());
    exports.aliases.extend(aliases.unwrap_or_default());
    exports.variables.extend(variables.unwrap_or_default());
    exports.cmdlets.extend(cmdlets.unwrap_or_default());
    Ok(())
}

fn list(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if !bound.has("Name") || bound.has("FullyQualifiedName") {
        let unknown = evaluator.unknown("lists modules in a way envsim does not model");
        return out.write(evaluator, unknown);
    }
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else {
            let unknown = evaluator.unknown("lists modules of a name that is not known");
            out.write(evaluator, unknown)?;
            continue;
        };
        let names = match bound.switch("ListAvailable") {
            true => available(evaluator, &name),
            false => loaded(evaluator, &name),
        };
        let windows = match windows::named(evaluator, &name) {
            Some(Windows::Perhaps(why)) if bound.switch("ListAvailable") => Some(why),
            _ => None,
        };
        let brought = || evaluator.state.brought.get(&folded(&name)).cloned();
        if names.is_empty()
            && let Some(why) =
                evaluator.state.opaque_modules.first().cloned().or_else(brought).or(windows)
        {
            out.write(evaluator, Object::Unknown(why))?;
        }
        for name in names {
            let record = information(evaluator, &name);
            out.write(evaluator, record)?;
        }
    }
    Ok(())
}

fn available(evaluator: &mut Evaluator<'_>, name: &str) -> Vec<String> {
    let mut names = evaluator.module_names(name);
    if let Some(stock) = stock::module(evaluator.state, name)
        && home_is_listed(evaluator)
        && !names.iter().any(|one| one.eq_ignore_ascii_case(stock))
    {
        names.push(stock.to_owned());
    }
    if let Some(Windows::There(module)) = windows::named(evaluator, name)
        && !names.iter().any(|one| one.eq_ignore_ascii_case(module.name))
    {
        names.push(module.name.to_owned());
    }
    names
}

fn loaded(evaluator: &Evaluator<'_>, name: &str) -> Vec<String> {
    let Some(pattern) = Wildcard::new(name, true) else { return Vec::new() };
    let loaded = evaluator.state.modules.iter().filter(|module| !module.unlisted);
    let names = loaded.map(|module| module.name.clone());
    names.filter(|name| pattern.matches(name)).collect()
}
