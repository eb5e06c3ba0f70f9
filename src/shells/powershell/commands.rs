//! What a command's name leads to while profiles run.

use std::rc::Rc;

use super::cmdlets;
use super::evaluator::Evaluator;
use super::object::convert::unknown_here;
use super::state::Function;
use crate::value::{Unknown, Value};

/// A command that was found.
#[derive(Clone, Debug)]
pub enum Found {
    /// An alias and what it leads to.
    Alias {
        /// Its name.
        name: String,
        /// The command it names.
        definition: Value,
        /// What that is; `None` when it leads nowhere.
        target: Box<Option<Found>>,
    },
    /// A function.
    Function {
        /// Its name.
        name: String,
        /// The function.
        function: Function,
    },
    /// A cmdlet.
    Cmdlet {
        /// Its name.
        name: String,
        /// The module it comes from.
        module: &'static str,
    },
    /// A PowerShell script.
    Script {
        /// Its path.
        path: String,
        /// Its file name.
        name: String,
    },
    /// A program or document.
    Application {
        /// Its path as PowerShell spells it.
        path: String,
        /// Its file name.
        name: String,
    },
}

/// The result of looking for a command.
#[derive(Clone, Debug)]
pub enum Search {
    /// It is this.
    Found(Found),
    /// There is none; the error's id.
    Missing(&'static str),
    /// That is not known.
    Unknown(Rc<Unknown>),
}

const NOT_FOUND: &str = "CommandNotFoundException";

/// Finds the command a name means; `retry` also tries the name with `Get-` in front.
pub fn search(evaluator: &mut Evaluator<'_>, name: &str, retry: bool) -> Search {
    let mut all = all(evaluator, name, true);
    if !all.0.is_empty() {
        return Search::Found(all.0.remove(0));
    }
    if let Some(why) = all.1 {
        return Search::Unknown(why);
    }
    if retry && !name.contains(['-', '\\']) {
        let mut got = self::all(evaluator, &format!("get-{name}"), true);
        if !got.0.is_empty() {
            return Search::Found(got.0.remove(0));
        }
    }
    if let Some((module, command)) = name.split_once('\\')
        && !module.is_empty()
        && !module.contains([':', '.', '/', '~'])
    {
        if is_stock_module(module) && cmdlet(evaluator, command).is_some() {
            return Search::Found(cmdlet(evaluator, command).unwrap_or_else(|| stock(command)));
        }
        return Search::Missing("CouldNotAutoLoadModule");
    }
    if let Some(why) = super::modules::autoload(evaluator, name) {
        return Search::Unknown(why);
    }
    Search::Missing(NOT_FOUND)
}

fn stock(name: &str) -> Found {
    Found::Cmdlet { name: name.to_owned(), module: "" }
}

/// All commands of that name in the order PowerShell considers them, and why the list may not be complete.
pub fn all(
    evaluator: &mut Evaluator<'_>,
    name: &str,
    first_only: bool,
) -> (Vec<Found>, Option<Rc<Unknown>>) {
    let mut found = Vec::new();
    if let Some(alias) = evaluator.state.alias(name).cloned() {
        found.push(follow(evaluator, alias.name, alias.definition));
        if first_only {
            return (found, None);
        }
    }
    if let Some(function) = evaluator.state.function(name).cloned() {
        found.push(Found::Function { name: function.name.clone(), function });
        if first_only {
            return (found, None);
        }
    }
    let core = cmdlet(evaluator, name);
    let loaded = core.as_ref().is_some_and(|_| !is_autoloaded(name) || evaluator.state.autoloaded);
    if let (true, Some(core)) = (loaded, &core) {
        found.push(core.clone());
        if first_only {
            return (found, None);
        }
    }
    let (mut files, doubt) = super::providers::lookup::files(evaluator, name, first_only);
    // The console host itself loads the Utility module's cmdlets only on demand: programs come first.
    found.append(&mut files);
    if !loaded && let Some(core) = core {
        if found.is_empty() || !first_only {
            found.push(core);
        }
    }
    (found, doubt)
}

/// What an alias leads to, through further aliases; a circle leads nowhere.
fn follow(evaluator: &mut Evaluator<'_>, name: String, definition: Value) -> Found {
    let mut seen = vec![crate::machine::path::folded(&name)];
    let mut next = definition.text().map(|text| text.into_owned());
    let mut target = None;
    while let Some(wanted) = next.take() {
        let key = crate::machine::path::folded(&wanted);
        if seen.contains(&key) {
            break;
        }
        match evaluator.state.alias(&wanted).cloned() {
            Some(alias) => {
                seen.push(key);
                next = alias.definition.text().map(|text| text.into_owned());
            }
            None => {
                if let Search::Found(found) = search(evaluator, &wanted, false) {
                    target = Some(found);
                }
            }
        }
    }
    Found::Alias { name, definition, target: Box::new(target) }
}

/// The cmdlet of that name.
pub fn cmdlet(evaluator: &Evaluator<'_>, name: &str) -> Option<Found> {
    let _ = evaluator;
    let bare = name.rsplit_once('\\').map_or(name, |(_, bare)| bare);
    if let Some(row) =
        CMDLETS.iter().find(|row| row.1.split(' ').any(|one| one.eq_ignore_ascii_case(bare)))
    {
        let exact = row.1.split(' ').find(|one| one.eq_ignore_ascii_case(bare)).unwrap_or(bare);
        return Some(Found::Cmdlet { name: exact.to_owned(), module: row.0 });
    }
    cmdlets::find(bare).map(|cmdlet| Found::Cmdlet { name: cmdlet.name.to_owned(), module: "" })
}

/// Whether a cmdlet comes from a module that is loaded on demand.
pub fn is_autoloaded(name: &str) -> bool {
    let core = CMDLETS.iter().find(|row| row.0 == "Microsoft.PowerShell.Core");
    !core.is_some_and(|row| row.1.split(' ').any(|one| one.eq_ignore_ascii_case(name)))
}

/// Whether a module comes with PowerShell.
pub fn is_stock_module(name: &str) -> bool {
    CMDLETS.iter().any(|row| row.0.eq_ignore_ascii_case(name))
}

/// Whether a cmdlet only reads, so that its output alone is unknown.
pub fn is_harmless(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [
        "get-",
        "test-",
        "measure-",
        "convert",
        "format-",
        "out-",
        "write-",
        "read-",
        "select-",
        "find-",
        "show-",
        "compare-",
        "wait-",
        "receive-",
        "resolve-",
        "group-",
        "trace-",
        "debug-",
        "start-job",
        "start-process",
        "stop-",
        "restart-",
        "invoke-webrequest",
        "invoke-restmethod",
        "new-timespan",
        "new-guid",
        "new-temporaryfile",
        "send-",
        "protect-",
        "unprotect-",
        "suspend-",
        "resume-",
        "checkpoint-",
        "add-type",
        "join-string",
    ]
    .iter()
    .any(|prefix| lower.starts_with(prefix))
}

/// The cmdlets of the modules that come with PowerShell 7 (Get-Command -Module, 7.6).
static CMDLETS: &[(&str, &str)] = &[
    (
        "Microsoft.PowerShell.Core",
        "Add-History Clear-History Clear-Host Connect-PSSession Debug-Job Disable-ExperimentalFeature Disable-PSRemoting Disable-PSSessionConfiguration Disconnect-PSSession Enable-ExperimentalFeature Enable-PSRemoting Enable-PSSessionConfiguration Enter-PSHostProcess Enter-PSSession Exit-PSHostProcess Exit-PSSession Export-ModuleMember ForEach-Object Get-Command Get-ExperimentalFeature Get-Help Get-History Get-Job Get-Module Get-PSHostProcessInfo Get-PSSession Get-PSSessionCapability Get-PSSessionConfiguration Get-PSSubsystem Import-Module Invoke-Command Invoke-History New-Module New-ModuleManifest New-PSRoleCapabilityFile New-PSSession New-PSSessionConfigurationFile New-PSSessionOption New-PSTransportOption Out-Default Out-Host Out-Null Receive-Job Receive-PSSession Register-ArgumentCompleter Register-PSSessionConfiguration Remove-Job Remove-Module Remove-PSSession Save-Help Set-PSDebug Set-PSSessionConfiguration Set-StrictMode Start-Job Stop-Job Switch-Process Test-ModuleManifest Test-PSSessionConfigurationFile Unregister-PSSessionConfiguration Update-Help Wait-Job Where-Object",
    ),
    (
        "Microsoft.PowerShell.Management",
        "Add-Content Clear-Content Clear-Item Clear-ItemProperty Clear-RecycleBin Convert-Path Copy-Item Copy-ItemProperty Debug-Process Get-ChildItem Get-Clipboard Get-ComputerInfo Get-Content Get-HotFix Get-Item Get-ItemProperty Get-ItemPropertyValue Get-Location Get-Process Get-PSDrive Get-PSProvider Get-Service Get-TimeZone Invoke-Item Join-Path Move-Item Move-ItemProperty New-Item New-ItemProperty New-PSDrive New-Service Pop-Location Push-Location Remove-Item Remove-ItemProperty Remove-PSDrive Remove-Service Rename-Computer Rename-Item Rename-ItemProperty Resolve-Path Restart-Computer Restart-Service Resume-Service Set-Clipboard Set-Content Set-Item Set-ItemProperty Set-Location Set-Service Set-TimeZone Split-Path Start-Process Start-Service Stop-Computer Stop-Process Stop-Service Suspend-Service Test-Connection Test-Path Wait-Process",
    ),
    (
        "Microsoft.PowerShell.Utility",
        "Add-Member Add-Type Clear-Variable Compare-Object ConvertFrom-Csv ConvertFrom-Json ConvertFrom-Markdown ConvertFrom-SddlString ConvertFrom-StringData ConvertTo-CliXml ConvertFrom-CliXml ConvertTo-Csv ConvertTo-Html ConvertTo-Json ConvertTo-Xml Debug-Runspace Disable-PSBreakpoint Disable-RunspaceDebug Enable-PSBreakpoint Enable-RunspaceDebug Export-Alias Export-Clixml Export-Csv Export-FormatData Export-PSSession Format-Custom Format-Hex Format-List Format-Table Format-Wide Get-Alias Get-Culture Get-Date Get-Error Get-Event Get-EventSubscriber Get-FileHash Get-FormatData Get-Host Get-MarkdownOption Get-Member Get-PSBreakpoint Get-PSCallStack Get-Random Get-Runspace Get-RunspaceDebug Get-SecureRandom Get-TraceSource Get-TypeData Get-UICulture Get-Unique Get-Uptime Get-Variable Get-Verb Group-Object Import-Alias Import-Clixml Import-Csv Import-LocalizedData Import-PowerShellDataFile Import-PSSession Invoke-Expression Invoke-RestMethod Invoke-WebRequest Join-String Measure-Command Measure-Object New-Alias New-Event New-Guid New-Object New-TemporaryFile New-TimeSpan New-Variable Out-File Out-GridView Out-Printer Out-String Read-Host Register-EngineEvent Register-ObjectEvent Remove-Alias Remove-Event Remove-PSBreakpoint Remove-TypeData Remove-Variable Select-Object Select-String Select-Xml Send-MailMessage Set-Alias Set-Date Set-MarkdownOption Set-PSBreakpoint Set-TraceSource Set-Variable Show-Command Show-Markdown Sort-Object Start-Sleep Tee-Object Test-Json Trace-Command Unblock-File Unregister-Event Update-FormatData Update-List Update-TypeData Wait-Debugger Wait-Event Write-Debug Write-Error Write-Host Write-Information Write-Output Write-Progress Write-Verbose Write-Warning",
    ),
    (
        "Microsoft.PowerShell.Security",
        "ConvertFrom-SecureString ConvertTo-SecureString Get-Acl Get-AuthenticodeSignature Get-CmsMessage Get-Credential Get-ExecutionPolicy Get-PfxCertificate New-FileCatalog Protect-CmsMessage Set-Acl Set-AuthenticodeSignature Set-ExecutionPolicy Test-FileCatalog Unprotect-CmsMessage",
    ),
    ("Microsoft.PowerShell.Host", "Start-Transcript Stop-Transcript"),
    (
        "PSReadLine",
        "Get-PSReadLineKeyHandler Get-PSReadLineOption Remove-PSReadLineKeyHandler Set-PSReadLineKeyHandler Set-PSReadLineOption",
    ),
    ("ThreadJob", "Start-ThreadJob"),
];

/// Why a PATH that is not known leaves a name open.
pub fn open(evaluator: &Evaluator<'_>, name: &str) -> Rc<Unknown> {
    unknown_here(
        &format!("depends on whether {name} is on a PATH that is not wholly known"),
        &evaluator.at,
    )
}
