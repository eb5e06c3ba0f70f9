//! `Start-Job`, `Start-ThreadJob` (StartJob.cs, ThreadJob.cs).

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::functions::Given;
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::object::Object;
use crate::shells::powershell::state::May;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[
    Cmdlet {
        name: "Start-Job",
        class: "StartJobCommand",
        parameters: "ScriptBlock@0,Command Name% ArgumentList,Args InputObject<% Authentication% Credential# FilePath# InitializationScript@1 PSVersion% RunAs32?% WorkingDirectory%>7.0 DefinitionName# DefinitionPath# Type# LiteralPath#",
        run: Run::All(process),
    },
    Cmdlet {
        name: "Start-ThreadJob",
        class: "StartThreadJobCommand",
        parameters: "ScriptBlock@0 Name% ArgumentList InputObject<% FilePath# InitializationScript ThrottleLimit% StreamingHost%",
        run: Run::All(thread),
    },
];

fn process(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    _: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    start(evaluator, bound, false, out)
}

fn thread(
    evaluator: &mut Evaluator<'_>,
    bound: &Bound,
    _: Vec<Object>,
    out: &mut dyn Sink,
) -> Flow {
    start(evaluator, bound, true, out)
}

fn start(evaluator: &mut Evaluator<'_>, bound: &Bound, thread: bool, out: &mut dyn Sink) -> Flow {
    let mut blocks = Vec::new();
    for name in ["InitializationScript", "ScriptBlock"] {
        match bound.get(name).cloned() {
            Some(Object::Block(block)) => blocks.push(block),
            None => {}
            Some(_) => evaluator.opaque("starts a job whose text is not known", May::Environment),
        }
    }
    let last = blocks.pop();
    evaluator.apart(thread, |evaluator, out| {
        for block in blocks {
            evaluator.call_block(&block, Given::default(), Vec::new(), false, out)?;
        }
        let given = Given::positional(bound.items("ArgumentList"));
        last.map_or(Ok(()), |block| evaluator.call_block(&block, given, Vec::new(), true, out))
    })?;
    let unknown = evaluator.unknown("is a job, which runs beside the session");
    out.write(evaluator, unknown)
}
