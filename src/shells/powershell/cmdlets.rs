//! The cmdlets envsim models: a table of parameters, and one file for each family.

mod aliases;
mod clixml;
mod compare;
mod content;
mod csv;
mod data;
mod data_file;
mod dates;
mod drives;
mod dynamic;
mod gallery;
mod items;
mod jobs;
mod json;
mod localized;
mod location;
mod meta;
mod modules;
mod output;
mod paths;
mod processes;
mod registry;
mod registry_write;
mod search;
mod select;
mod somewhere;
pub mod sure;
mod transfer;
mod types;
mod variables;
mod xml;

pub use super::evaluator::bound::Bound;
pub use super::evaluator::cmdlet::{Cmdlet, Run, Streaming};

use super::evaluator::functions::{Arg, Given};
use super::evaluator::stage::Stage;
use super::evaluator::{Evaluator, Stop};
use super::object::Object;
use std::rc::Rc;

use crate::machine::overlay::Change;

/// All tables.
static FAMILIES: &[&[Cmdlet]] = &[
    aliases::CMDLETS,
    clixml::CMDLETS,
    compare::CMDLETS,
    content::CMDLETS,
    csv::CMDLETS,
    data::CMDLETS,
    dates::CMDLETS,
    drives::CMDLETS,
    dynamic::CMDLETS,
    gallery::CMDLETS,
    items::CMDLETS,
    jobs::CMDLETS,
    json::CMDLETS,
    localized::CMDLETS,
    location::CMDLETS,
    meta::CMDLETS,
    modules::CMDLETS,
    output::CMDLETS,
    paths::CMDLETS,
    processes::CMDLETS,
    registry::CMDLETS,
    search::CMDLETS,
    select::CMDLETS,
    transfer::CMDLETS,
    types::CMDLETS,
    variables::CMDLETS,
    xml::CMDLETS,
];

/// The cmdlet of that name, if envsim models it.
pub fn find(name: &str) -> Option<&'static Cmdlet> {
    FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .find(|cmdlet| cmdlet.name.eq_ignore_ascii_case(name))
}

/// Cmdlets that change nothing a session's environment shows, and print nothing.
static SILENT: &[&str] = &[
    "Set-PSReadLineOption",
    "Set-PSReadLineKeyHandler",
    "Remove-PSReadLineKeyHandler",
    "Register-ArgumentCompleter",
    "Set-PSBreakpoint",
    "Clear-Host",
    "Register-EngineEvent",
    "Unregister-Event",
    "Start-Sleep",
    "Set-PSDebug",
    "Update-FormatData",
    "Set-TraceSource",
    "Set-Clipboard",
    "Add-History",
    "Clear-History",
    "Enable-PSBreakpoint",
    "Disable-PSBreakpoint",
    "Remove-PSBreakpoint",
    "Register-ObjectEvent",
    "Update-Help",
    "Set-Culture",
    "Set-PSSessionConfiguration",
    "Out-Printer",
    "Start-Transcript",
    "Stop-Transcript",
    "Write-Progress",
    "Invoke-Item",
    "Out-GridView",
    "Set-Date",
    "Stop-Process",
    "Wait-Process",
    "Enable-ExperimentalFeature",
    "Disable-ExperimentalFeature",
    "Remove-Job",
    "Stop-Job",
    "Remove-Event",
    "Remove-PSSession",
];

/// What a cmdlet envsim does not model becomes: silent, or an output nobody knows.
pub fn unmodelled(evaluator: &mut Evaluator<'_>, name: &str, given: &Given) -> Stage {
    let why = evaluator.why(&format!("takes the output of {name}, which envsim does not model"));
    sure::unmodelled(evaluator, name, given, &why);
    write_perhaps(evaluator, name, given);
    if name.eq_ignore_ascii_case("Add-Type") {
        evaluator.state.foreign_types.get_or_insert_with(|| why.clone());
    }
    if SILENT.iter().any(|silent| silent.eq_ignore_ascii_case(name)) {
        return Stage::Output(Vec::new());
    }
    let object = Object::Unknown(why);
    let foreign = super::stock::windows::holding(evaluator.state, name).is_some();
    if !foreign && !super::commands::is_harmless(name) {
        let reason = format!("{name} may change the session, and envsim does not model it");
        evaluator.opaque(&reason, crate::shells::powershell::state::May::Everything);
    }
    Stage::Opaque(object)
}

/// The file that an argument names as the place of the output is open from now on.
fn write_perhaps(evaluator: &mut Evaluator<'_>, name: &str, given: &Given) {
    let mut arguments = given.arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        let Arg::Named(parameter, value) = argument else { continue };
        let lower = parameter.to_ascii_lowercase();
        if !["outf", "outp", "outputp", "dest"].iter().any(|begun| lower.starts_with(begun)) {
            continue;
        }
        let value = match (value, arguments.peek()) {
            (Some(value), _) | (None, Some(Arg::Value(value, _))) => value,
            (None, _) => continue,
        };
        let Some(path) = evaluator.plain(value).filter(|path| !path.is_empty()) else { continue };
        let path = evaluator.full_path(&path);
        if evaluator.is_directory(&path) {
            continue;
        }
        let why = format!("may be written by {name}, which envsim does not model");
        evaluator.change(Change::Undecided { path, why: why.into() });
    }
}

/// What a call with a parameter that envsim does not model becomes: an output nobody knows, and where the
/// cmdlet writes, a doubt about what it may have written.
pub fn beyond(
    evaluator: &mut Evaluator<'_>,
    cmdlet: &'static Cmdlet,
    bound: &Bound,
    parameter: &str,
) -> Stage {
    evaluator.opens_somewhere(cmdlet, bound);
    let reason = format!("uses -{parameter} of {}, which envsim does not model", cmdlet.name);
    let why = evaluator.why(&reason);
    let action = std::mem::replace(&mut evaluator.action, bound.action);
    evaluator.may_fail(&why);
    evaluator.action = action;
    let writes = cmdlet.name.split('-').next().is_some_and(|verb| WRITERS.contains(&verb));
    if writes {
        evaluator.state.note_incomplete(why.clone());
    }
    Stage::Opaque(Object::Unknown(why))
}

/// What a call becomes where the value of a parameter that steers it is not known: an output nobody
/// knows, and where it writes or runs blocks, a doubt about everything it may reach.
pub fn unsteered(
    evaluator: &mut Evaluator<'_>,
    cmdlet: &'static Cmdlet,
    bound: &Bound,
) -> Option<Stage> {
    let (parameter, unknown) = bound.unsteered(cmdlet)?;
    evaluator.opens_somewhere(cmdlet, bound);
    let reason = format!("is given -{parameter} by {}: {}", cmdlet.name, unknown.reason);
    let why = Rc::new(unknown.because(reason, evaluator.at.clone()));
    let action = std::mem::replace(&mut evaluator.action, bound.action);
    evaluator.may_fail(&why);
    evaluator.action = action;
    let verb = cmdlet.name.split('-').next().unwrap_or_default();
    if WRITERS.contains(&verb) || RUNNERS.contains(&cmdlet.name) {
        let everything = crate::shells::powershell::state::May::Everything;
        evaluator.state.note_opaque(why.clone(), everything);
    }
    Some(Stage::Opaque(Object::Unknown(why)))
}

/// Cmdlets that run the blocks they are given, and change what they are not asked to print.
static RUNNERS: [&str; 8] = [
    "ForEach-Object",
    "Invoke-Command",
    "Invoke-Expression",
    "Measure-Command",
    "Pop-Location",
    "Push-Location",
    "Start-Process",
    "Where-Object",
];

/// Verbs of cmdlets that write files, drives or the registry.
static WRITERS: [&str; 12] = [
    "Add", "Clear", "Copy", "Export", "Import", "Move", "New", "Out", "Remove", "Rename", "Set",
    "Tee",
];

/// A function of the shell's own stock.
///
/// # Errors
/// What its arguments raise.
pub fn stock_function(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    given: Given,
) -> Result<Stage, Stop> {
    let first = given.arguments.first().and_then(|argument| match argument {
        Arg::Value(value, _) => evaluator.plain(value),
        Arg::Named(..) => None,
    });
    match name.to_ascii_lowercase().as_str() {
        "cd.." => evaluator.go_to("..").map(|()| Stage::Output(Vec::new())),
        "cd\\" => evaluator.go_to("\\").map(|()| Stage::Output(Vec::new())),
        "cd~" => evaluator.go_to("~").map(|()| Stage::Output(Vec::new())),
        "clear-host" | "pause" | "exec" => Ok(Stage::Output(Vec::new())),
        "mkdir" => {
            if let Some(path) = first {
                let full = evaluator.full_path(&path);
                evaluator.change(Change::Directory { path: full.clone() });
                let item = evaluator.file_object(&full, true);
                return Ok(Stage::Output(vec![item]));
            }
            evaluator.incomplete("makes a directory whose name is not known");
            Ok(Stage::Opaque(evaluator.unknown("is a directory whose name is not known")))
        }
        drive if drive.len() == 2 && drive.ends_with(':') => {
            let command = evaluator.command.replace("SetLocationCommand");
            let flow = evaluator.go_to(drive);
            evaluator.command = command;
            flow.map(|()| Stage::Output(Vec::new()))
        }
        _ if super::stock::windows::holding(evaluator.state, name).is_some() => {
            Ok(unmodelled(evaluator, name, &given))
        }
        _ => {
            let object = evaluator
                .unknown(&format!("takes the output of {name}, which envsim does not model"));
            Ok(Stage::Opaque(object))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FAMILIES;
    use crate::shells::powershell::evaluator::spec::{COMMON, specs};

    /// The code of every family, where a parameter is read by its name.
    static CODE: &[&str] = &[
        include_str!("cmdlets/aliases.rs"),
        include_str!("cmdlets/clixml.rs"),
        include_str!("cmdlets/compare.rs"),
        include_str!("cmdlets/content.rs"),
        include_str!("cmdlets/csv.rs"),
        concat!(include_str!("cmdlets/data.rs"), include_str!("cmdlets/data_file.rs")),
        include_str!("cmdlets/dates.rs"),
        include_str!("cmdlets/drives.rs"),
        include_str!("cmdlets/dynamic.rs"),
        include_str!("cmdlets/gallery.rs"),
        concat!(
            include_str!("cmdlets/items.rs"),
            include_str!("cmdlets/items/children.rs"),
            include_str!("cmdlets/items/get.rs"),
            include_str!("cmdlets/items/make.rs"),
            include_str!("cmdlets/items/remove.rs")
        ),
        include_str!("cmdlets/jobs.rs"),
        include_str!("cmdlets/json.rs"),
        include_str!("cmdlets/localized.rs"),
        include_str!("cmdlets/location.rs"),
        include_str!("cmdlets/meta.rs"),
        include_str!("cmdlets/modules.rs"),
        include_str!("cmdlets/output.rs"),
        include_str!("cmdlets/paths.rs"),
        include_str!("cmdlets/processes.rs"),
        include_str!("cmdlets/registry.rs"),
        include_str!("cmdlets/search.rs"),
        concat!(
            include_str!("cmdlets/select.rs"),
            include_str!("cmdlets/select/measure.rs"),
            include_str!("cmdlets/select/pick.rs"),
            include_str!("cmdlets/select/sort.rs")
        ),
        include_str!("cmdlets/transfer.rs"),
        include_str!("cmdlets/types.rs"),
        include_str!("cmdlets/variables.rs"),
        include_str!("cmdlets/xml.rs"),
    ];

    /// `-Encoding` is read where files are read and written.
    const ELSEWHERE: [&str; 1] = ["Encoding"];

    #[test]
    fn every_parameter_is_read_or_marked() {
        let mut unread = Vec::new();
        assert_eq!(FAMILIES.len(), CODE.len(), "a family without its code");
        for (family, code) in FAMILIES.iter().zip(CODE) {
            let code: Vec<&str> =
                code.lines().filter(|line| !line.contains("parameters: \"")).collect();
            for cmdlet in family.iter() {
                for spec in specs(cmdlet.parameters) {
                    let quoted = format!("\"{}\"", spec.name);
                    let read = code.iter().any(|line| line.contains(&quoted));
                    let marked = spec.has('%') || spec.has('#');
                    if !read && !marked && !ELSEWHERE.contains(&spec.name) {
                        unread.push(format!("{} -{}", cmdlet.name, spec.name));
                    }
                }
            }
        }
        assert!(unread.is_empty(), "listed, and neither read nor marked: {unread:?}");
    }

    #[test]
    fn names_and_aliases_of_parameters_are_told_apart() {
        for cmdlet in FAMILIES.iter().flat_map(|family| family.iter()) {
            let mut seen: Vec<String> = Vec::new();
            for spec in specs(cmdlet.parameters).chain(specs(COMMON)) {
                let aliases = spec.aliases.split(',').filter(|alias| !alias.is_empty());
                for name in std::iter::once(spec.name).chain(aliases) {
                    let name = name.to_ascii_lowercase();
                    assert!(!seen.contains(&name), "{}: {name} stands twice", cmdlet.name);
                    seen.push(name);
                }
            }
        }
    }
}
