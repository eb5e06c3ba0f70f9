//! Modules of the PowerShell Gallery that profiles install and import: what each puts into a session, read from
//! its own text. Where a machine has the module's files, those are run instead.

use std::rc::Rc;

use crate::machine::path::folded;
use crate::shells::powershell::evaluator::Evaluator;
use crate::shells::powershell::object::command::Function;
use crate::shells::powershell::object::perhaps::Perhaps;
use crate::shells::powershell::state::GLOBAL;
use crate::shells::powershell::stock;
use crate::value::{Origin, Unknown};

/// A module, the functions it exports, and those of the session that it replaces. None of them changes a
/// variable of the environment while it is loaded.
struct Known {
    name: &'static str,
    functions: &'static str,
    replaces: &'static str,
}

static KNOWN: &[Known] = &[
    // posh-git 1.0 and 1.1, src/posh-git.psm1 and posh-git.psd1.
    Known {
        name: "posh-git",
        functions: "Add-PoshGitToProfile Expand-GitCommand Format-GitBranchName Get-GitBranchStatusColor \
            Get-GitDirectory Get-GitStatus Get-PromptConnectionInfo Get-PromptPath New-GitPromptSettings \
            Remove-GitBranch Remove-PoshGitFromProfile TabExpansion Update-AllBranches \
            Write-GitBranchName Write-GitBranchStatus Write-GitIndexStatus Write-GitStashCount \
            Write-GitStatus Write-GitWorkingDirStatus Write-GitWorkingDirStatusSummary Write-Prompt \
            Write-VcsStatus tgit",
        replaces: "prompt",
    },
    // Terminal-Icons 0.9 to 0.11, Terminal-Icons.psm1 and its manifest.
    Known {
        name: "Terminal-Icons",
        functions: "Add-TerminalIconsColorTheme Add-TerminalIconsIconTheme Format-TerminalIcons \
            Get-TerminalIconsColorTheme Get-TerminalIconsGlyphs Get-TerminalIconsIconTheme \
            Get-TerminalIconsTheme Invoke-TerminalIconsThemeMigration Remove-TerminalIconsTheme \
            Set-TerminalIconsIcon Set-TerminalIconsTheme Show-TerminalIconsTheme",
        replaces: "",
    },
];

fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|one| one.name.eq_ignore_ascii_case(name))
}

/// A module may be on the machine from now on.
pub fn bring(evaluator: &mut Evaluator<'_>, name: &str, why: &Rc<Unknown>) {
    if known(name).is_none() && stock::module(evaluator.state, name).is_none() {
        evaluator.state.opaque_modules.push(why.clone());
    }
    evaluator.state.brought.insert(folded(name), why.clone());
}

/// Why a command that is not there may come with a module that was brought.
pub fn may_hold(evaluator: &Evaluator<'_>, command: &str) -> Option<Rc<Unknown>> {
    let holds = |module: &Known| {
        module.functions.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(command))
    };
    let brought = &evaluator.state.brought;
    let mut fitting = KNOWN.iter().filter(|module| holds(module));
    fitting.find_map(|module| brought.get(&folded(module.name))).cloned()
}

/// Imports a module that may have been brought. False where nobody knows what it does.
pub fn import(evaluator: &mut Evaluator<'_>, name: &str, why: &Rc<Unknown>) -> bool {
    let Some(module) = known(name) else { return false };
    let names = module.functions.split_ascii_whitespace();
    for function in names.chain(module.replaces.split_ascii_whitespace()) {
        perhaps(evaluator, module, function, why);
    }
    true
}

fn perhaps(evaluator: &mut Evaluator<'_>, module: &Known, name: &str, why: &Rc<Unknown>) {
    let origin = Origin::Builtin(module.name.into());
    let scope = evaluator.state.scope_mut(GLOBAL);
    let otherwise = scope.functions.shift_remove(&folded(name)).map(Box::new);
    let when = format!("{} is installed", module.name).into();
    let function = Function {
        name: name.to_owned(),
        body: None,
        filter: false,
        origin,
        private: false,
        module: Some(module.name.to_owned()),
        perhaps: Some(Perhaps { why: why.clone(), when, otherwise }),
    };
    scope.functions.insert(folded(name), function);
    evaluator.state.has_perhaps = true;
}
