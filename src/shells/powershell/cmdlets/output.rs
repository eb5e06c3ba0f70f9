//! `Write-*`, `Out-*`.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::functions::Invoked;
use crate::shells::powershell::evaluator::routes;
use crate::shells::powershell::evaluator::{Action, ErrorRecord, Evaluator, Flow, Sink};
use crate::shells::powershell::object::convert::to_text;
use crate::shells::powershell::object::{Object, Payload};
use crate::value::Value;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Write-Output",
        class: "WriteOutputCommand",
        parameters: "InputObject<* NoEnumerate?",
        run: Run::Each(write),
    },
    Cmdlet {
        name: "Write-Host",
        class: "WriteHostCommand",
        parameters: "Object,Msg,Message<* NoNewline?% Separator ForegroundColor% BackgroundColor%",
        run: Run::Each(host),
    },
    Cmdlet {
        name: "Write-Verbose",
        class: "WriteVerboseCommand",
        parameters: "Message,Msg@0<",
        run: Run::Each(verbose),
    },
    Cmdlet {
        name: "Write-Debug",
        class: "WriteDebugCommand",
        parameters: "Message,Msg@0<",
        run: Run::Each(debug),
    },
    Cmdlet {
        name: "Write-Information",
        class: "WriteInformationCommand",
        parameters: "MessageData,Msg,Message@0< Tags@1%",
        run: Run::Each(tell),
    },
    Cmdlet {
        name: "Write-Warning",
        class: "WriteWarningCommand",
        parameters: "Message,Msg@0<",
        run: Run::Each(warning),
    },
    Cmdlet {
        name: "Write-Error",
        class: "WriteErrorException",
        parameters: "Message,Msg@0< Exception ErrorRecord Category% ErrorId TargetObject RecommendedAction% CategoryActivity% CategoryReason% CategoryTargetName% CategoryTargetType%",
        run: Run::Each(error),
    },
    Cmdlet {
        name: "Out-Null",
        class: "OutNullCommand",
        parameters: "InputObject<%",
        run: Run::Each(nothing),
    },
    Cmdlet {
        name: "Out-Host",
        class: "OutHostCommand",
        parameters: "InputObject<% Paging?%",
        run: Run::Each(nothing),
    },
    Cmdlet {
        name: "Out-Default",
        class: "OutDefaultCommand",
        parameters: "InputObject<% Transcript?%",
        run: Run::Each(nothing),
    },
    Cmdlet {
        name: "Out-String",
        class: "OutStringCommand",
        parameters: "Stream? Width# NoNewline? InputObject<",
        run: Run::All(string),
    },
];

fn write(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let Some(value) = bound.get("InputObject").cloned() else { return Ok(()) };
    if bound.switch("NoEnumerate") {
        out.write(evaluator, value)
    } else {
        evaluator.write_all(value, out)
    }
}

fn nothing(_: &mut Evaluator<'_>, _: &Bound, _: &mut dyn Sink) -> Flow {
    Ok(())
}

/// Writes a message to a stream if the common parameter or the preference variable says so; a
/// message to be asked about is not followed.
fn message(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    stream: usize,
    (parameter, preference): (&str, &str),
) {
    let action = match bound.get(parameter) {
        Some(value) if stream == routes::WARNINGS => evaluator.action_of(value),
        Some(_) if bound.switch(parameter) => Some(Action::Continue),
        Some(_) => Some(Action::SilentlyContinue),
        None => None,
    };
    let preferred = || evaluator.state.value(preference).unwrap_or(Object::Null);
    let action = action.or_else(|| evaluator.action_of(&preferred()));
    match action {
        Some(Action::SilentlyContinue | Action::Ignore) => {}
        Some(_) => {
            let text = bound.value(evaluator, "Message").unwrap_or_default();
            evaluator.emit_message(stream, text);
        }
        None => {
            let why = evaluator.reason_of(&preferred());
            evaluator.emit(stream, Object::Unknown(why));
        }
    }
}

fn warning(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    message(evaluator, bound, routes::WARNINGS, ("WarningAction", "WarningPreference"));
    Ok(())
}

fn verbose(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    message(evaluator, bound, routes::VERBOSE, ("Verbose", "VerbosePreference"));
    Ok(())
}

fn debug(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    message(evaluator, bound, routes::DEBUG, ("Debug", "DebugPreference"));
    Ok(())
}

/// `Write-Information`: the stream gets it whatever is shown of it.
fn tell(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let text = bound.value(evaluator, "MessageData").unwrap_or_default();
    evaluator.emit_message(routes::INFORMATION, text);
    Ok(())
}

/// `Write-Host`: its objects as one text, parted by a blank or `-Separator`.
fn host(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    let Some(object) = bound.get("Object") else { return Ok(()) };
    let blank = || Value::known(" ", evaluator.at.clone());
    let separator = bound.value(evaluator, "Separator").unwrap_or_else(blank);
    let text = to_text(object, &separator, &evaluator.at);
    evaluator.emit_message(routes::INFORMATION, text);
    Ok(())
}

fn error(evaluator: &mut Evaluator<'_>, bound: &Bound, _: &mut dyn Sink) -> Flow {
    if let Some(Object::Error(record)) = bound.get("ErrorRecord") {
        return evaluator.report(record.clone());
    }
    let exception = match bound.get("Exception") {
        Some(Object::Record(record)) => match &record.payload {
            Payload::Exception(inner) => inner.exception.clone(),
            _ => "System.Exception".into(),
        },
        _ => "Microsoft.PowerShell.Commands.WriteErrorException".into(),
    };
    let message = bound.value(evaluator, "Message").unwrap_or_default();
    let id = bound.text(evaluator, "ErrorId").unwrap_or_else(|| exception.to_string());
    // The id ends with the function that calls Write-Error, where there is one.
    let caller = match &evaluator.invocation {
        Invoked { block: true, .. } => String::new(),
        Invoked { name, .. } if name.is_empty() => {
            let path = evaluator.state.script_path().to_owned();
            evaluator.state.platform().file_name(&path).to_owned()
        }
        Invoked { name, .. } => name.clone(),
    };
    let suffix = if caller.is_empty() { caller } else { format!(",{caller}") };
    let record = ErrorRecord {
        id: Value::known(format!("{id}{suffix}"), evaluator.at.clone()),
        exception,
        inner: "".into(),
        message,
        target: bound.get("TargetObject").cloned().unwrap_or(Object::Null),
        worded: true,
        muted: Default::default(),
        place: evaluator.place(),
    };
    let stops = evaluator.action.unwrap_or_else(|| evaluator.preference()) == Action::Stop;
    if stops {
        // Where nothing catches it, the record is kept, and the exception that carries it once more.
        if evaluator.state.tries == 0 {
            evaluator.remember(std::rc::Rc::new(record.clone()));
        }
    }
    evaluator.report(std::rc::Rc::new(record))?;
    // Write-Error itself leaves `$?` true for its caller only inside advanced functions; it is false here.
    Ok(())
}

fn string(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    mut input: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    if input.is_empty() {
        input = bound.items("InputObject");
    }
    if bound.switch("Stream") {
        return input.into_iter().try_for_each(|item| out.write(evaluator, item));
    }
    if bound.switch("NoNewline") {
        let texts = input.iter().map(|item| evaluator.lines_of(std::slice::from_ref(item)));
        let texts: Vec<Value> = texts.collect();
        let cut = |text: &Value| match text.text() {
            Some(line) => text.slice(0, line.trim_end_matches(['\r', '\n']).len()),
            None => Some(text.clone()),
        };
        let text = texts.iter().filter_map(cut).fold(Value::empty(), Value::then);
        return out.write(evaluator, Object::Text(text));
    }
    let text = evaluator.lines_of(&input);
    out.write(evaluator, Object::Text(text))
}
