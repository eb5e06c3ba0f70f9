//! `Set-Variable`, `New-Variable`, `Get-Variable`, `Remove-Variable`, `Clear-Variable`.

use super::{Bound, Cmdlet, Run};
use crate::machine::path::folded;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::{Object, Record};
use crate::shells::powershell::state::ScopeId;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Set-Variable",
        class: "SetVariableCommand",
        parameters: "Name@0.! Value@1<. Include# Exclude# Description% Option Force? Visibility# PassThru? Scope",
        run: Run::All(set),
    },
    Cmdlet {
        name: "New-Variable",
        class: "NewVariableCommand",
        parameters: "Name@0.! Value@1<. Description% Option Visibility# Force? PassThru? Scope",
        run: Run::All(set),
    },
    Cmdlet {
        name: "Get-Variable",
        class: "GetVariableCommand",
        parameters: "Name@0<. ValueOnly? Include# Exclude# Scope",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Remove-Variable",
        class: "RemoveVariableCommand",
        parameters: "Name@0<.! Include# Exclude# Force? Scope",
        run: Run::Each(remove),
    },
    Cmdlet {
        name: "Clear-Variable",
        class: "ClearVariableCommand",
        parameters: "Name@0.! Include# Exclude# Force?% PassThru?# Scope",
        run: Run::Each(clear),
    },
];

/// A cleared variable is there with `$null`.
fn clear(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let scope = scope(evaluator, bound);
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name).filter(|name| !name.contains(['*', '?'])) else {
            let reason = "clears variables whose names are not known";
            evaluator.opaque(reason, crate::shells::powershell::state::May::Variables);
            continue;
        };
        let own = evaluator.state.scope(scope).and_then(|one| one.variables.get(&folded(&name)));
        match (own.is_some(), bound.has("Scope")) {
            (true, _) => evaluator.state.set_in(scope, &name, Object::Null),
            (false, false) if evaluator.state.variable(&name).is_some() => {
                let unknown = evaluator.unknown("clears a variable of another scope");
                evaluator.state.set_in(scope, &name, unknown);
            }
            _ => {
                let message = format!("Cannot find a variable with the name '{name}'.");
                evaluator.complain(
                    "VariableNotFound",
                    "System.Management.Automation.ItemNotFoundException",
                    message,
                )?;
            }
        }
    }
    Ok(())
}

fn scope(evaluator: &Evaluator<'_>, bound: &Bound) -> ScopeId {
    bound
        .text(evaluator, "Scope")
        .and_then(|word| evaluator.state.named_scope(&word))
        .unwrap_or(evaluator.state.current)
}

fn set(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    let value = match bound.get("Value") {
        Some(value) => value.clone(),
        None => match Object::from_output(input) {
            Object::Nothing => Object::Null,
            value => value,
        },
    };
    let scope = scope(evaluator, bound);
    let option = bound.text(evaluator, "Option").unwrap_or_default().to_ascii_lowercase();
    let constant = option.contains("constant");
    let read_only = constant || option.contains("readonly");
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else {
            evaluator.opaque(
                "sets a variable whose name is not known",
                crate::shells::powershell::state::May::Variables,
            );
            continue;
        };
        let key = folded(&name);
        if evaluator
            .state
            .scope(scope)
            .and_then(|scope| scope.variables.get(&key))
            .is_some_and(|one| one.constant || one.read_only && !bound.switch("Force"))
        {
            let message =
                format!("Cannot overwrite variable {name} because it is read-only or constant.");
            evaluator.complain(
                "VariableNotWritable",
                "System.Management.Automation.SessionStateUnauthorizedAccessException",
                message,
            )?;
            continue;
        }
        evaluator.state.set_in(scope, &name, value.clone());
        if let Some(variable) = evaluator.state.scope_mut(scope).variables.get_mut(&key) {
            variable.read_only = read_only;
            variable.constant = constant;
        }
        if bound.switch("PassThru") {
            let object = described(evaluator, &name, value.clone());
            out.write(evaluator, object)?;
        }
    }
    Ok(())
}

/// A variable as an object.
fn described(evaluator: &Evaluator<'_>, name: &str, value: Object) -> Object {
    Record::new("System.Management.Automation.PSVariable")
        .with("Name", evaluator.text(name))
        .with("Value", value)
        .into_object()
}

fn get(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if !bound.has("Name") {
        let unknown = evaluator.unknown("lists all variables");
        return out.write(evaluator, unknown);
    }
    let within = bound.text(evaluator, "Scope");
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else { continue };
        if name.contains(['*', '?']) {
            let unknown = evaluator.unknown("lists variables by a pattern");
            out.write(evaluator, unknown)?;
            continue;
        }
        let value = match &within {
            None => evaluator.state.value(&name),
            Some(_) => {
                let table = evaluator.state.scope(scope(evaluator, bound));
                let variable = table.and_then(|table| table.variables.get(&folded(&name)));
                variable.map(|one| one.value.clone())
            }
        };
        let Some(value) = value else {
            let message = format!("Cannot find a variable with the name '{name}'.");
            evaluator.complain(
                "VariableNotFound",
                "System.Management.Automation.ItemNotFoundException",
                message,
            )?;
            continue;
        };
        let object =
            if bound.switch("ValueOnly") { value } else { described(evaluator, &name, value) };
        out.write(evaluator, object)?;
    }
    Ok(())
}

fn remove(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let scope = scope(evaluator, bound);
    for name in bound.items("Name") {
        let Some(name) = evaluator.plain(&name) else { continue };
        let key = folded(&name);
        let old = evaluator.state.scope(scope).and_then(|table| table.variables.get(&key));
        if old.is_some_and(|one| one.constant || one.read_only && !bound.switch("Force")) {
            let message =
                format!("Cannot remove variable {name} because it is constant or read-only.");
            evaluator.complain(
                "VariableNotRemovable",
                "System.Management.Automation.SessionStateUnauthorizedAccessException",
                message,
            )?;
            continue;
        }
        if evaluator.state.scope_mut(scope).variables.shift_remove(&key).is_none() {
            let message = format!("Cannot find a variable with the name '{name}'.");
            evaluator.complain(
                "VariableNotFound",
                "System.Management.Automation.ItemNotFoundException",
                message,
            )?;
        }
    }
    Ok(())
}
