//! Commands about commands: `Get-Command`, `Invoke-Expression`, `New-Object`, `Set-StrictMode`.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::lookup::{Kinds, listing};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state::Strict;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Get-Command",
        class: "GetCommandCommand",
        parameters: "Name@0<.^ Verb# Noun# Module,PSSnapin# FullyQualifiedModule# CommandType,Type. TotalCount. Syntax?# ShowCommandInfo?# ArgumentList,Args% All? ListImported?# ParameterName# ParameterType# UseFuzzyMatching?#>6.0 UseAbbreviationExpansion?#>6.0 FuzzyMinimumDistance#>7.4 ExcludeModule#>7.5",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Invoke-Expression",
        class: "InvokeExpressionCommand",
        parameters: "Command@0<!",
        run: Run::Each(invoke),
    },
    Cmdlet {
        name: "New-Object",
        class: "NewObjectCommand",
        parameters: "TypeName@0 ArgumentList,Args@1 Property ComObject# Strict?%",
        run: Run::Each(new),
    },
    Cmdlet { name: "Get-Host", class: "GetHostCommand", parameters: "", run: Run::Each(host) },
    Cmdlet {
        name: "Set-StrictMode",
        class: "SetStrictModeCommand",
        parameters: "Version,v Off?",
        run: Run::Each(strict),
    },
];

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let odd = ["Verb", "Noun", "Module", "Syntax", "ListImported", "ParameterName"]
        .iter()
        .any(|name| bound.has(name));
    let kinds = match bound.text(evaluator, "CommandType").map(|words| Kinds::parse(&words)) {
        Some(None) => return list_unknown(evaluator, out),
        kinds => kinds.flatten(),
    };
    if odd || !bound.has("Name") {
        return list_unknown(evaluator, out);
    }
    // With a count every command of the name is told, up to that many (GetCommandCommand.cs).
    let most = match bound.get("TotalCount") {
        None => None,
        Some(Object::Integer(_, count)) => usize::try_from(*count).ok(),
        Some(_) => return list_unknown(evaluator, out),
    };
    let names = bound.items("Name");
    if names.len() > 1 && most.is_some() {
        return list_unknown(evaluator, out);
    }
    let all = bound.switch("All") && most != Some(1) || most.is_some_and(|most| most > 1);
    for name in names {
        let value = evaluator.text_of(&name);
        match value.text().map(|text| text.into_owned()) {
            Some(name) => get_named(evaluator, (&name, kinds, all, most), out)?,
            None => {
                let why = evaluator.reason_of(&Object::Text(value));
                out.write(evaluator, Object::Unknown(why))?;
            }
        }
    }
    Ok(())
}

/// What `$Host` holds.
fn host(evaluator: &mut Evaluator<'_>, _: &Bound, out: &mut dyn Sink) -> Flow {
    let host = evaluator.state.value("Host").unwrap_or(Object::Null);
    out.write(evaluator, host)
}

fn list_unknown(evaluator: &mut Evaluator<'_>, out: &mut dyn Sink) -> Flow {
    let unknown = evaluator.unknown("lists commands in a way envsim does not model");
    out.write(evaluator, unknown)
}

fn get_named(
    evaluator: &mut Evaluator<'_>,
    (name, kinds, all, most): (&str, Option<Kinds>, bool, Option<usize>),
    out: &mut dyn Sink,
) -> Flow {
    let listing = listing::list(evaluator, name, kinds, all);
    match (listing.doubt, listing.error) {
        (Some(why), _) => return out.write(evaluator, Object::Unknown(why)),
        (_, Some("RuntimeException")) => {
            let message = format!("The specified wildcard character pattern is not valid: {name}");
            return Err(evaluator.fail(
                "RuntimeException",
                "System.Management.Automation.WildcardPatternException",
                message,
            ));
        }
        (_, Some(id)) => {
            let message = format!(
                "The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program."
            );
            evaluator.complain(
                id,
                "System.Management.Automation.CommandNotFoundException",
                message,
            )?;
        }
        _ => {}
    }
    for one in listing.found.into_iter().take(most.unwrap_or(usize::MAX)) {
        let object = evaluator.command_object(one);
        out.write(evaluator, object)?;
    }
    Ok(())
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
    // What a program printed is an object for each line, until something makes one text of them.
    let lines = matches!(command, Object::Unknown(_));
    let program = value.program().and_then(|program| program.text().map(|text| text.into_owned()));
    match program.filter(|text| !lines || !text.trim_end().contains('\n')) {
        Some(text) => {
            let action = evaluator.action.take();
            let name = evaluator.command.take();
            let flow = evaluator.invoke_text(&text, out);
            (evaluator.action, evaluator.command) = (action, name);
            flow
        }
        None => {
            let why = evaluator.reason_of(&Object::Text(value));
            evaluator
                .state
                .note_opaque(why.clone(), crate::shells::powershell::state::May::Everything);
            out.write(evaluator, Object::Unknown(why))
        }
    }
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
        _ if bound.switch("Off") => Some(0.0),
        Some(word) if word.eq_ignore_ascii_case("latest") => Some(3.0),
        Some(word) => word.parse::<f64>().ok(),
        None => Some(0.0),
    };
    evaluator.state.scope_mut(scope).strict = version.map(Strict::of);
    Ok(())
}
