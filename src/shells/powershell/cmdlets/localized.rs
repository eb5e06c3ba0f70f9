//! `Import-LocalizedData`: texts in the user's language from a file beside the script.

use super::{Bound, Cmdlet, Run};
use crate::shells::powershell::evaluator::{Evaluator, Flow, Sink};
use crate::shells::powershell::modules::manifest::Manifest;

/// The table.
pub static CMDLETS: &[Cmdlet] = &[Cmdlet {
    name: "Import-LocalizedData",
    class: "ImportLocalizedData",
    parameters: "BindingVariable,Variable@0 UICulture@1 BaseDirectory FileName SupportedCommand#",
    run: Run::Each(import),
}];

/// Where the texts are.
enum File {
    At(String),
    Nowhere,
    NotKnown,
}

/// The file of the culture, of its parents, or the one of no culture (Import-LocalizedData.cs, `GetFilePath`).
fn import(evaluator: &mut Evaluator<'_>, bound: &Bound, out: &mut dyn Sink) -> Flow {
    let table = match file(evaluator, bound) {
        File::At(path) => Manifest::read(evaluator, &path).map(Manifest::into_object),
        File::NotKnown => None,
        File::Nowhere => {
            let message = "Cannot find the Windows PowerShell data file.";
            let exception = "System.Management.Automation.PSInvalidOperationException";
            return evaluator.complain("ImportLocalizedData", exception, message);
        }
    };
    let object = table.unwrap_or_else(|| {
        let unknown = evaluator.unknown("is a table of texts in a language that is not known");
        let why = evaluator.reason_of(&unknown);
        evaluator.may_fail(&why);
        unknown
    });
    match bound.get("BindingVariable") {
        None => out.write(evaluator, object),
        Some(_) => {
            let name = bound.text(evaluator, "BindingVariable").filter(|name| !name.contains(':'));
            match name {
                Some(name) => evaluator.state.set(&name, object),
                None => evaluator.opaque(
                    "sets a variable whose name is not known",
                    crate::shells::powershell::state::May::Variables,
                ),
            }
            Ok(())
        }
    }
}

fn file(evaluator: &mut Evaluator<'_>, bound: &Bound) -> File {
    let script = evaluator.state.script_path().to_owned();
    let platform = evaluator.state.platform();
    let given = |evaluator: &Evaluator<'_>, name: &str| match bound.has(name) {
        true => bound.text(evaluator, name).map(Some),
        false => Some(None),
    };
    let (Some(directory), Some(name), Some(culture)) = (
        given(evaluator, "BaseDirectory"),
        given(evaluator, "FileName"),
        given(evaluator, "UICulture"),
    ) else {
        return File::NotKnown;
    };
    let directory = match directory {
        Some(directory) => evaluator.full_path(&directory),
        None => platform.parent(&script).unwrap_or_default().to_owned(),
    };
    let name = name.unwrap_or_else(|| platform.file_name(&script).to_owned());
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let name = format!("{stem}.psd1");
    let in_culture = |culture: &str| platform.join(&platform.join(&directory, culture), &name);
    match culture {
        Some(culture) => {
            let mut culture = culture.as_str();
            while !culture.is_empty() {
                let path = in_culture(culture);
                if evaluator.exists(&path) {
                    return File::At(path);
                }
                culture = culture.rsplit_once('-').map_or("", |(parent, _)| parent);
            }
        }
        None => {
            let entries = evaluator.host.machine().list(&directory).unwrap_or_default();
            evaluator.charge(entries.len() as u64);
            if entries.iter().any(|entry| evaluator.exists(&in_culture(&entry.name))) {
                return File::NotKnown;
            }
        }
    }
    let path = platform.join(&directory, &name);
    if evaluator.exists(&path) { File::At(path) } else { File::Nowhere }
}
