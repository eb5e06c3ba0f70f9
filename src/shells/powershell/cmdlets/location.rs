//! `Set-Location`, `Get-Location`, `Push-Location`, `Pop-Location`.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::providers::paths::path_text;
use crate::shells::powershell::state::{Location, May};

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Set-Location",
        class: "SetLocationCommand",
        parameters: "Path@0<. LiteralPath,PSPath,LP. StackName# PassThru?",
        run: Run::Each(set),
    },
    Cmdlet {
        name: "Get-Location",
        class: "GetLocationCommand",
        parameters: "PSProvider# PSDrive# Stack?# StackName#",
        run: Run::Each(get),
    },
    Cmdlet {
        name: "Push-Location",
        class: "PushLocationCommand",
        parameters: "Path@0<. LiteralPath,PSPath,LP. StackName# PassThru?",
        run: Run::Each(push),
    },
    Cmdlet {
        name: "Pop-Location",
        class: "PopLocationCommand",
        parameters: "PassThru? StackName#",
        run: Run::Each(pop),
    },
];

/// Goes somewhere; where that is another place, the handler of a change runs (`SetLocation` of SessionStateLocationAPIs.cs).
fn go(evaluator: &mut Evaluator<'_>, bound: &Bound) -> Flow {
    let before = evaluator.state.location.clone();
    let flow = went(evaluator, bound);
    moved(evaluator, &before);
    flow
}

fn moved(evaluator: &mut Evaluator<'_>, before: &Location) {
    let changed = evaluator.state.location != *before;
    if let Some(why) = evaluator.state.moved_handler.clone().filter(|_| changed) {
        evaluator.state.note_opaque(why, May::Everything);
    }
}

fn went(evaluator: &mut Evaluator<'_>, bound: &Bound) -> Flow {
    let Some(argument) = bound.get("Path").or_else(|| bound.get("LiteralPath")).cloned() else {
        return Ok(());
    };
    if argument.is_null() {
        return evaluator.complain(
            "ArgumentNull",
            "System.Management.Automation.PSArgumentNullException",
            "Cannot process argument because the value of argument \"path\" is null.",
        );
    }
    let value = path_text(evaluator, &argument);
    match value.text().map(|text| text.into_owned()) {
        Some(path) if path == "-" && !evaluator.state.desktop => {
            if let Some(before) = evaluator.state.location_history.pop() {
                let here = std::mem::replace(&mut evaluator.state.location, before);
                evaluator.state.location_forward.push(here);
            }
            Ok(())
        }
        Some(path) if path == "+" && !evaluator.state.desktop => {
            if let Some(next) = evaluator.state.location_forward.pop() {
                let here = std::mem::replace(&mut evaluator.state.location, next);
                evaluator.state.location_history.push(here);
            }
            Ok(())
        }
        Some(path) => {
            let before = evaluator.state.location.clone();
            let flow = evaluator.go_to(&path);
            if evaluator.state.location != before {
                evaluator.state.location_history.push(before);
                evaluator.state.location_forward.clear();
            }
            flow
        }
        None => {
            let why = evaluator.reason_of(&Object::Text(value));
            evaluator.state.lost = Some(why);
            Ok(())
        }
    }
}

fn set(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if !bound.has("Path") && !bound.has("LiteralPath") {
        let before = evaluator.state.location.clone();
        evaluator.go_to("~")?;
        evaluator.state.location_history.push(before);
    } else {
        go(evaluator, bound)?;
    }
    if bound.switch("PassThru") { get(evaluator, bound, out) } else { Ok(()) }
}

fn get(evaluator: &mut Evaluator<'_>, _: &Bound, out: &mut dyn Sink) -> Flow {
    let here = evaluator.path_info();
    out.write(evaluator, here)
}

fn push(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let here = evaluator.state.location.clone();
    evaluator.state.location_stack.push(here);
    go(evaluator, bound)?;
    if bound.switch("PassThru") { get(evaluator, bound, out) } else { Ok(()) }
}

fn pop(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    if let Some(location) = evaluator.state.location_stack.pop() {
        let before = std::mem::replace(&mut evaluator.state.location, location);
        moved(evaluator, &before);
    }
    if bound.switch("PassThru") { get(evaluator, bound, out) } else { Ok(()) }
}
