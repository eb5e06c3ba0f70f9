//! Commands about commands: `Get-Command`, `Invoke-Expression`, `Import-Module`, `New-Object`, `Set-StrictMode`.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::commands::{self, Found};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Command",
        class: "GetCommandCommand",
        parameters: "Name@0<. Verb Noun Module,PSSnapin FullyQualifiedModule CommandType,Type TotalCount Syntax? ShowCommandInfo? ArgumentList,Args All? ListImported? ParameterName ParameterType UseFuzzyMatching? UseAbbreviationExpansion?",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Invoke-Expression",
        class: "InvokeExpressionCommand",
        parameters: "Command@0<!",
        run: Run::Each(invoke),
    },
    Cmdlet {
        name: "Import-Module",
        class: "ImportModuleCommand",
        parameters: "Name@0< Global? Prefix Function Cmdlet Variable Alias Force? SkipEditionCheck? PassThru? AsCustomObject? MinimumVersion,Version MaximumVersion RequiredVersion ModuleInfo ArgumentList,Args DisableNameChecking? NoClobber,NoOverwrite? Scope UseWindowsPowerShell,UseWinPS? FullyQualifiedName Assembly",
        run: Run::Each(import),
    },
    Cmdlet {
        name: "Get-Module",
        class: "GetModuleCommand",
        parameters: "Name@0< FullyQualifiedName All? ListAvailable? PSEdition SkipEditionCheck? Refresh?",
        run: Run::Each(modules),
    },
    Cmdlet {
        name: "New-Object",
        class: "NewObjectCommand",
        parameters: "TypeName@0 ArgumentList,Args@1 Property ComObject Strict?",
        run: Run::Each(new),
    },
    Cmdlet {
        name: "Set-StrictMode",
        class: "SetStrictModeCommand",
        parameters: "Version,v Off?",
        run: Run::Each(strict),
    },
];

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let odd = ["Verb", "Noun", "Module", "Syntax", "ListImported", "ParameterName", "TotalCount"]
        .iter()
        .any(|name| bound.has(name));
    if odd || !bound.has("Name") {
        let unknown = evaluator.unknown("lists commands in a way envsim does not model");
        return out.write(evaluator, unknown);
    }
    let kinds = bound.text(evaluator, "CommandType").unwrap_or_default().to_ascii_lowercase();
    for name in bound.items("Name") {
        let value = evaluator.text_of(&name);
        let Some(name) = value.text().map(|text| text.into_owned()) else {
            let why = evaluator.reason_of(&Object::Text(value));
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        };
        if name.contains(['*', '?', '[']) && name != "?" {
            let unknown = evaluator.unknown("lists commands by a pattern");
            out.write(evaluator, unknown)?;
            continue;
        }
        let many = bound.switch("All") || !kinds.is_empty();
        let (mut found, doubt) = commands::all(evaluator, &name, !many);
        found.retain(|one| kinds.is_empty() || kinds.contains("all") || kinds.contains(kind(one)));
        if let Some(why) = doubt
            && (found.is_empty() || many)
        {
            out.write(evaluator, Object::Unknown(why))?;
            continue;
        }
        if found.is_empty() {
            if let Some(why) = crate::shells::powershell::modules::autoload(evaluator, &name) {
                out.write(evaluator, Object::Unknown(why))?;
                continue;
            }
            let message = format!(
                "The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program."
            );
            evaluator.complain(
                "CommandNotFoundException",
                "System.Management.Automation.CommandNotFoundException",
                message,
            )?;
        }
        for one in found {
            let object = evaluator.command_object(one);
            out.write(evaluator, object)?;
        }
    }
    Ok(())
}

fn kind(found: &Found) -> &'static str {
    match found {
        Found::Alias { .. } => "alias",
        Found::Function { .. } => "function",
        Found::Cmdlet { .. } => "cmdlet",
        Found::Script { .. } => "externalscript",
        Found::Application { .. } => "application",
    }
}

fn invoke(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some(command) = bound.get("Command").cloned() else { return Ok(()) };
    if command.enumerate().is_some_and(|items| items.len() > 1) && bound.input.is_none() {
        return Err(evaluator.fail(
            "CannotConvertArgument",
            "System.Management.Automation.ParameterBindingException",
            "Cannot convert 'System.Object[]' to the type 'System.String'.",
        ));
    }
    let value = evaluator.text_of(&command);
    match value.text().map(|text| text.into_owned()) {
        Some(text) => {
            let action = evaluator.action.take();
            let name = evaluator.command.take();
            let flow = evaluator.invoke_text(&text, out);
            (evaluator.action, evaluator.command) = (action, name);
            flow
        }
        None => {
            let why = evaluator.reason_of(&Object::Text(value));
            evaluator.state.note_incomplete(why.clone());
            out.write(evaluator, Object::Unknown(why))
        }
    }
}

/// Modules whose import changes nothing a session's environment shows.
static QUIET: &[&str] =
    &["PSReadLine", "Terminal-Icons", "PSFzf", "CompletionPredictor", "Az.Tools.Predictor"];

fn import(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else {
            evaluator.incomplete("imports a module whose name is not known");
            continue;
        };
        if commands::is_stock_module(&name) {
            evaluator.state.autoloaded = true;
            continue;
        }
        let is_path = name.contains(['/', '\\']);
        let there = if is_path {
            let full = evaluator.full_path(&name);
            evaluator.exists(&full)
                || evaluator.exists(&format!("{full}.psm1"))
                || evaluator.exists(&format!("{full}.psd1"))
        } else {
            evaluator.find_module(&name).is_some()
        };
        if !there {
            let message = format!(
                "The specified module '{name}' was not loaded because no valid module file was found in any module directory."
            );
            evaluator.complain(
                "Modules_ModuleNotFound",
                "System.IO.FileNotFoundException",
                message,
            )?;
            continue;
        }
        if !QUIET.iter().any(|quiet| quiet.eq_ignore_ascii_case(&name)) {
            evaluator.incomplete(&format!("imports the module {name}, which envsim does not run"));
        }
    }
    Ok(())
}

fn modules(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if !bound.switch("ListAvailable") || !bound.has("Name") {
        let unknown = evaluator.unknown("lists loaded modules");
        return out.write(evaluator, unknown);
    }
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else { continue };
        let mut names = evaluator.module_names(&name);
        if commands::is_stock_module(&name) && names.is_empty() {
            names.push(name);
        }
        for name in names {
            let record = Record::new("System.Management.Automation.PSModuleInfo")
                .with("Name", evaluator.text(name))
                .into_object();
            out.write(evaluator, record)?;
        }
    }
    Ok(())
}

fn new(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let name = bound.text(evaluator, "TypeName");
    let Some(target) = name.as_deref().and_then(|name| evaluator.type_named(name)) else {
        let unknown = evaluator.unknown("is an object of a type envsim does not know");
        return out.write(evaluator, unknown);
    };
    if target.full_name() == "System.Management.Automation.PSObject" {
        let table = bound.get("Property").cloned().unwrap_or(Object::Null);
        if matches!(&table, Object::Table(table) if table.is_unordered()) {
            let unknown = evaluator.unknown("is an object whose properties come from a hashtable");
            return out.write(evaluator, unknown);
        }
        let object = crate::shells::powershell::evaluator::custom_of(&table);
        return out.write(evaluator, object);
    }
    let object = evaluator.new_object(&target, bound.items("ArgumentList"))?;
    out.write(evaluator, object)
}

fn strict(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let scope = evaluator.state.current;
    let version = match bound.text(evaluator, "Version") {
        Some(word) if word.eq_ignore_ascii_case("latest") => Some(3.0),
        Some(word) => word.parse::<f64>().ok(),
        None => Some(0.0),
    };
    evaluator.state.scope_mut(scope).strict = if bound.switch("Off") { Some(0.0) } else { version };
    Ok(())
}
