//! Which cmdlets may fail where envsim does not model what they do: those that only write errors
//! end nothing unless `-ErrorAction Stop` says so, and some cannot fail at all.

mod keys;

use std::rc::Rc;

use super::{Bound, Cmdlet};
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::evaluator::functions::{Arg, Given};
use crate::value::Unknown;

/// Modelled cmdlets that raise nothing of their own where their answer is not known: what runs inside
/// a block of theirs speaks for itself.
static CALM: &[&str] = &[
    "Compare-Object",
    "ConvertTo-Json",
    "Export-ModuleMember",
    "ForEach-Object",
    "Get-ExecutionPolicy",
    "Get-Date",
    "Get-Location",
    "Get-Unique",
    "Group-Object",
    "Invoke-Command",
    "Join-String",
    "Measure-Command",
    "New-Guid",
    "New-TimeSpan",
    "Out-Default",
    "Out-Host",
    "Out-Null",
    "Out-String",
    "Select-Object",
    "Set-StrictMode",
    "Sort-Object",
    "Start-Job",
    "Start-ThreadJob",
    "Tee-Object",
    "Where-Object",
    "Write-Debug",
    "Write-Host",
    "Write-Information",
    "Write-Output",
    "Write-Verbose",
    "Write-Warning",
];

/// Modelled cmdlets that write an error for each thing they do not find, and go on.
static WRITERS: &[&str] = &[
    "Convert-Path",
    "Copy-Item",
    "Get-Alias",
    "Get-ChildItem",
    "Get-Command",
    "Get-Content",
    "Get-Item",
    "Get-ItemProperty",
    "Get-Module",
    "Get-Variable",
    "Move-Item",
    "Remove-Item",
    "Remove-Variable",
    "Rename-Item",
    "Resolve-Path",
];

/// Cmdlets that run a text or a file, which speaks for itself.
static HOLDERS: &[&str] = &["Import-Module", "Invoke-Expression"];

/// Cmdlets without a model that cannot fail when they are given nothing but common parameters.
static BARE: &[&str] = &[
    "Get-Culture",
    "Get-History",
    "Get-Host",
    "Get-Job",
    "Get-Process",
    "Get-PSDrive",
    "Get-PSProvider",
    "Get-PSReadLineKeyHandler",
    "Get-PSReadLineOption",
    "Get-Random",
    "Get-TimeZone",
    "Get-UICulture",
    "Get-Uptime",
    "Get-Verb",
];

/// Cmdlets without a model that cannot fail when their arguments are known.
static SURE: &[&str] = &[
    "Clear-Host",
    "Clear-History",
    "Read-Host",
    "Register-ArgumentCompleter",
    "Start-Sleep",
    "Write-Progress",
];

/// Cmdlets without a model that only write errors when their arguments are known.
static WRITING: &[&str] = &[
    "Get-CimInstance",
    "Get-Process",
    "Get-PSDrive",
    "Get-Service",
    "Stop-Process",
    "Stop-Service",
    "Test-Connection",
];

const COMMON: [&str; 6] = ["erroraction", "ea", "errorvariable", "ev", "warningaction", "wa"];

fn holds(list: &[&str], name: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(name))
}

/// The error action among arguments that nothing has bound.
fn action_of(given: &Given) -> Option<&Arg> {
    let at = given.arguments.iter().position(|argument| match argument {
        Arg::Named(name, _) => matches!(name.to_ascii_lowercase().as_str(), "erroraction" | "ea"),
        Arg::Value(..) => false,
    })?;
    match &given.arguments[at] {
        named @ Arg::Named(_, Some(_)) => Some(named),
        _ => given.arguments.get(at + 1),
    }
}

fn is_common(argument: &Arg) -> bool {
    matches!(argument, Arg::Named(name, _) if COMMON.contains(&name.to_ascii_lowercase().as_str()))
}

/// Whether nothing but common parameters is given.
fn is_bare(given: &Given) -> bool {
    let mut arguments = given.arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument {
            Arg::Named(_, value) if is_common(argument) => {
                if value.is_none() {
                    arguments.next();
                }
            }
            _ => return false,
        }
    }
    true
}

fn is_known(given: &Given) -> bool {
    given.arguments.iter().all(|argument| match argument {
        Arg::Value(value, _) | Arg::Named(_, Some(value)) => value.why_unknown().is_none(),
        Arg::Named(_, None) => true,
    })
}

/// A cmdlet that envsim does not model is run.
pub fn unmodelled(evaluator: &mut Evaluator<'_>, name: &str, given: &Given, why: &Rc<Unknown>) {
    let known = is_known(given);
    if name.eq_ignore_ascii_case("Set-PSReadLineKeyHandler") && keys::binds(evaluator, given) {
        return;
    }
    if holds(SURE, name) && known || holds(BARE, name) && is_bare(given) {
        return;
    }
    let action = action_of(given).and_then(|argument| match argument {
        Arg::Value(value, _) | Arg::Named(_, Some(value)) => evaluator.action_of(value),
        Arg::Named(_, None) => None,
    });
    let outer = std::mem::replace(&mut evaluator.action, action);
    match holds(WRITING, name) && known {
        true => evaluator.may_complain(why),
        false => evaluator.may_fail(why),
    }
    evaluator.action = outer;
}

impl Evaluator<'_> {
    /// A modelled cmdlet has run: whether it failed is open where its arguments are not known, or
    /// where it was asked for more than envsim models.
    pub(in crate::shells::powershell) fn doubt_cmdlet(
        &mut self,
        cmdlet: &'static Cmdlet,
        bound: &Bound,
    ) {
        self.opens_somewhere(cmdlet, bound);
        let gap = self.gap.borrow().clone();
        if holds(CALM, cmdlet.name) {
            return;
        }
        if let Some(why) = bound.refused_perhaps(cmdlet) {
            return self.may_fail(&why);
        }
        let gap = gap.filter(|_| !holds(HOLDERS, cmdlet.name));
        let doubt = match cmdlet.name {
            // What its constructor makes of them it says itself.
            "New-Object" => bound.doubt_of_type(),
            _ => bound.doubt(),
        };
        let Some(why) = gap.or(doubt) else { return };
        match holds(WRITERS, cmdlet.name) {
            true => self.may_complain(&why),
            false => self.may_fail(&why),
        }
    }
}
