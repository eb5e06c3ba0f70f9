//! The commands of the modules that come with PowerShell, by edition and system.

pub mod windows;

use super::state::{AliasEntry, GLOBAL, Module, State};
use crate::machine::path::folded;
use crate::value::{Origin, Value};

const DESKTOP: u8 = 1;
const WINDOWS: u8 = 2;
const UNIX: u8 = 4;
const EVERYWHERE: u8 = DESKTOP | WINDOWS | UNIX;

fn edition(state: &State) -> u8 {
    match (state.desktop, state.platform().is_windows()) {
        (true, _) => DESKTOP,
        (false, true) => WINDOWS,
        (false, false) => UNIX,
    }
}

/// All of them for this session's edition and system: module and name.
pub fn all(state: &State) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
    let edition = edition(state);
    let rows = COMMANDS.iter().filter(move |row| row.1 & edition != 0);
    rows.flat_map(|row| row.2.split_ascii_whitespace().map(|name| (row.0, name)))
}

/// The module that holds a command, and the command's name as the module spells it.
pub fn find(state: &State, name: &str) -> Option<(&'static str, &'static str)> {
    all(state).find(|(_, command)| command.eq_ignore_ascii_case(name))
}

/// A module that comes with this edition, as it spells its name.
pub fn module(state: &State, name: &str) -> Option<&'static str> {
    let edition = edition(state);
    let mut rows = COMMANDS.iter().filter(|row| row.1 & edition != 0);
    rows.find(|row| row.0.eq_ignore_ascii_case(name)).map(|row| row.0)
}

/// Whether any edition comes with a module of that name.
pub fn is_module(name: &str) -> bool {
    COMMANDS.iter().any(|row| row.0.eq_ignore_ascii_case(name)) || windows::is_module(name)
}

/// Loads one of them: its commands and its own aliases are there from now on.
pub fn load(state: &mut State, name: &'static str) {
    if state.is_loaded(name) {
        return;
    }
    let mut aliases = Vec::new();
    let edition = edition(state);
    let own = |row: &&(&str, u8, &str, &str)| row.0 == name && row.1 & edition != 0;
    for (_, _, alias, command) in ALIASES.iter().filter(own) {
        if state.alias(alias).is_some() {
            continue;
        }
        let origin = Origin::Builtin(name.into());
        let entry = AliasEntry {
            name: (*alias).to_owned(),
            definition: Value::known(*command, origin),
            read_only: false,
            constant: false,
            all_scope: false,
            description: Value::known("", Origin::Builtin(name.into())),
            origin: None,
            module: Some(name.to_owned()),
            perhaps: None,
        };
        state.scope_mut(GLOBAL).aliases.insert(folded(alias), entry);
        aliases.push((*alias).to_owned());
    }
    state.modules.push(Module { aliases, ..Module::named(name) });
}

/// Aliases that come with a module and not with the engine: module, where, alias and command.
static ALIASES: &[(&str, u8, &str, &str)] = &[
    ("CimCmdlets", DESKTOP | WINDOWS, "gcai", "Get-CimAssociatedInstance"),
    ("CimCmdlets", DESKTOP | WINDOWS, "gcim", "Get-CimInstance"),
    ("CimCmdlets", DESKTOP | WINDOWS, "gcls", "Get-CimClass"),
    ("CimCmdlets", DESKTOP | WINDOWS, "gcms", "Get-CimSession"),
    ("CimCmdlets", DESKTOP | WINDOWS, "icim", "Invoke-CimMethod"),
    ("CimCmdlets", DESKTOP | WINDOWS, "ncim", "New-CimInstance"),
    ("CimCmdlets", DESKTOP | WINDOWS, "ncms", "New-CimSession"),
    ("CimCmdlets", DESKTOP | WINDOWS, "ncso", "New-CimSessionOption"),
    ("CimCmdlets", DESKTOP | WINDOWS, "rcie", "Register-CimIndicationEvent"),
    ("CimCmdlets", DESKTOP | WINDOWS, "rcim", "Remove-CimInstance"),
    ("CimCmdlets", DESKTOP | WINDOWS, "rcms", "Remove-CimSession"),
    ("CimCmdlets", DESKTOP | WINDOWS, "scim", "Set-CimInstance"),
    ("Microsoft.PowerShell.Management", EVERYWHERE, "gcb", "Get-Clipboard"),
    ("Microsoft.PowerShell.Management", DESKTOP | WINDOWS, "gin", "Get-ComputerInfo"),
    ("Microsoft.PowerShell.Management", EVERYWHERE, "gtz", "Get-TimeZone"),
    ("Microsoft.PowerShell.Management", EVERYWHERE, "scb", "Set-Clipboard"),
    ("Microsoft.PowerShell.Management", DESKTOP | WINDOWS, "stz", "Set-TimeZone"),
    ("Microsoft.PowerShell.Utility", DESKTOP, "CFS", "ConvertFrom-String"),
    ("Microsoft.PowerShell.Utility", EVERYWHERE, "fhx", "Format-Hex"),
    ("PSWorkflow", DESKTOP, "nwsn", "New-PSWorkflowSession"),
];

/// `Get-Command -Module` of 7.6 on Windows and Linux, and the command reference of 5.1.
static COMMANDS: &[(&str, u8, &str)] = &[
    (
        "Microsoft.PowerShell.Core",
        EVERYWHERE,
        "Add-History Clear-History Connect-PSSession Debug-Job Disable-PSRemoting \
         Disable-PSSessionConfiguration Disconnect-PSSession Enable-PSRemoting \
         Enable-PSSessionConfiguration Enter-PSHostProcess Enter-PSSession Exit-PSHostProcess \
         Exit-PSSession Export-ModuleMember ForEach-Object Get-Command Get-Help Get-History \
         Get-Job Get-Module Get-PSHostProcessInfo Get-PSSession Get-PSSessionCapability \
         Get-PSSessionConfiguration Import-Module Invoke-Command Invoke-History New-Module \
         New-ModuleManifest New-PSRoleCapabilityFile New-PSSession \
         New-PSSessionConfigurationFile New-PSSessionOption New-PSTransportOption Out-Default \
         Out-Host Out-Null Receive-Job Receive-PSSession Register-ArgumentCompleter \
         Register-PSSessionConfiguration Remove-Job Remove-Module Remove-PSSession Save-Help \
         Set-PSDebug Set-PSSessionConfiguration Set-StrictMode Start-Job Stop-Job \
         Test-ModuleManifest Test-PSSessionConfigurationFile Unregister-PSSessionConfiguration \
         Update-Help Wait-Job Where-Object",
    ),
    (
        "Microsoft.PowerShell.Core",
        WINDOWS | UNIX,
        "Disable-ExperimentalFeature Enable-ExperimentalFeature Get-ExperimentalFeature \
        Get-PSSubsystem Switch-Process",
    ),
    (
        "Microsoft.PowerShell.Core",
        DESKTOP,
        "Add-PSSnapin Export-Console Get-PSSnapin Remove-PSSnapin",
    ),
    (
        "Microsoft.PowerShell.Management",
        EVERYWHERE,
        "Add-Content Clear-Content Clear-Item Clear-ItemProperty Convert-Path Copy-Item \
        Copy-ItemProperty Debug-Process Get-ChildItem Get-Clipboard Get-Content Get-Item \
        Get-ItemProperty Get-ItemPropertyValue Get-Location Get-Process Get-PSDrive \
        Get-PSProvider Get-TimeZone Invoke-Item Join-Path Move-Item Move-ItemProperty New-Item \
        New-ItemProperty New-PSDrive Pop-Location Push-Location Remove-Item \
        Remove-ItemProperty Remove-PSDrive Rename-Item Rename-ItemProperty Resolve-Path \
        Restart-Computer Set-Clipboard Set-Content Set-Item Set-ItemProperty Set-Location \
        Split-Path Start-Process Stop-Computer Stop-Process Test-Connection Test-Path \
        Wait-Process",
    ),
    (
        "Microsoft.PowerShell.Management",
        DESKTOP | WINDOWS,
        "Clear-RecycleBin Get-ComputerInfo Get-HotFix Get-Service New-Service Rename-Computer \
        Restart-Service Resume-Service Set-Service Set-TimeZone Start-Service Stop-Service \
        Suspend-Service",
    ),
    ("Microsoft.PowerShell.Management", WINDOWS, "Remove-Service"),
    (
        "Microsoft.PowerShell.Management",
        DESKTOP,
        "Add-Computer Checkpoint-Computer Clear-EventLog Complete-Transaction \
        Disable-ComputerRestore Enable-ComputerRestore Get-ComputerRestorePoint \
        Get-ControlPanelItem Get-EventLog Get-Transaction Get-WmiObject Invoke-WmiMethod \
        Limit-EventLog New-EventLog New-WebServiceProxy Register-WmiEvent Remove-Computer \
        Remove-EventLog Remove-WmiObject Reset-ComputerMachinePassword Restore-Computer \
        Set-WmiInstance Show-ControlPanelItem Show-EventLog Start-Transaction \
        Test-ComputerSecureChannel Undo-Transaction Use-Transaction Write-EventLog",
    ),
    (
        "Microsoft.PowerShell.Utility",
        EVERYWHERE,
        "Add-Member Add-Type Clear-Variable Compare-Object ConvertFrom-Csv ConvertFrom-Json \
        ConvertFrom-StringData ConvertTo-Csv ConvertTo-Html ConvertTo-Json ConvertTo-Xml \
        Debug-Runspace Disable-PSBreakpoint Disable-RunspaceDebug Enable-PSBreakpoint \
        Enable-RunspaceDebug Export-Alias Export-Clixml Export-Csv Export-FormatData \
        Export-PSSession Format-Custom Format-Hex Format-List Format-Table Format-Wide \
        Get-Alias Get-Culture Get-Date Get-Event Get-EventSubscriber Get-FileHash \
        Get-FormatData Get-Host Get-Member Get-PSBreakpoint Get-PSCallStack Get-Random \
        Get-Runspace Get-RunspaceDebug Get-TraceSource Get-TypeData Get-UICulture Get-Unique \
        Get-Variable Get-Verb Group-Object Import-Alias Import-Clixml Import-Csv \
        Import-LocalizedData Import-PowerShellDataFile Import-PSSession Invoke-Expression \
        Invoke-RestMethod Invoke-WebRequest Measure-Command Measure-Object New-Alias New-Event \
        New-Guid New-Object New-TemporaryFile New-TimeSpan New-Variable Out-File Out-GridView \
        Out-String Read-Host Register-EngineEvent Register-ObjectEvent Remove-Event \
        Remove-PSBreakpoint Remove-TypeData Remove-Variable Select-Object Select-String \
        Select-Xml Send-MailMessage Set-Alias Set-Date Set-PSBreakpoint Set-TraceSource \
        Set-Variable Show-Command Sort-Object Start-Sleep Tee-Object Trace-Command \
        Unblock-File Unregister-Event Update-FormatData Update-List Update-TypeData \
        Wait-Debugger Wait-Event Write-Debug Write-Error Write-Host Write-Information \
        Write-Output Write-Progress Write-Verbose Write-Warning",
    ),
    ("Microsoft.PowerShell.Utility", DESKTOP | WINDOWS, "ConvertFrom-SddlString Out-Printer"),
    (
        "Microsoft.PowerShell.Utility",
        WINDOWS | UNIX,
        "ConvertFrom-Markdown ConvertTo-CliXml ConvertFrom-CliXml Get-Error Get-MarkdownOption \
        Get-SecureRandom Get-Uptime Join-String Remove-Alias Set-MarkdownOption Show-Markdown \
        Test-Json",
    ),
    (
        "Microsoft.PowerShell.Security",
        EVERYWHERE,
        "ConvertFrom-SecureString ConvertTo-SecureString Get-CmsMessage Get-Credential \
        Get-ExecutionPolicy Get-PfxCertificate Protect-CmsMessage Set-ExecutionPolicy \
        Unprotect-CmsMessage",
    ),
    (
        "Microsoft.PowerShell.Security",
        DESKTOP | WINDOWS,
        "Get-Acl Get-AuthenticodeSignature New-FileCatalog Set-Acl Set-AuthenticodeSignature \
        Test-FileCatalog",
    ),
    ("Microsoft.PowerShell.Host", EVERYWHERE, "Start-Transcript Stop-Transcript"),
    ("Microsoft.PowerShell.Archive", EVERYWHERE, "Compress-Archive Expand-Archive"),
    (
        "PackageManagement",
        EVERYWHERE,
        "Find-Package Find-PackageProvider Get-Package Get-PackageProvider Get-PackageSource \
        Import-PackageProvider Install-Package Install-PackageProvider Register-PackageSource \
        Save-Package Set-PackageSource Uninstall-Package Unregister-PackageSource",
    ),
    (
        "PowerShellGet",
        EVERYWHERE,
        "Find-Command Find-DscResource Find-Module Find-RoleCapability Find-Script \
        Get-CredsFromCredentialProvider Get-InstalledModule Get-InstalledScript \
        Get-PSRepository Install-Module Install-Script New-ScriptFileInfo Publish-Module \
        Publish-Script Register-PSRepository Save-Module Save-Script Set-PSRepository \
        Test-ScriptFileInfo Uninstall-Module Uninstall-Script Unregister-PSRepository \
        Update-Module Update-ModuleManifest Update-Script Update-ScriptFileInfo",
    ),
    (
        "Microsoft.PowerShell.PSResourceGet",
        WINDOWS | UNIX,
        "Compress-PSResource Find-PSResource Get-InstalledPSResource Get-PSResourceRepository \
        Get-PSScriptFileInfo Import-PSGetRepository Install-PSResource New-PSScriptFileInfo \
        Publish-PSResource Register-PSResourceRepository Reset-PSResourceRepository \
        Save-PSResource Set-PSResourceRepository Test-PSScriptFileInfo Uninstall-PSResource \
        Unregister-PSResourceRepository Update-PSModuleManifest Update-PSResource \
        Update-PSScriptFileInfo",
    ),
    (
        "PSReadLine",
        EVERYWHERE,
        "Get-PSReadLineKeyHandler Get-PSReadLineOption PSConsoleHostReadLine \
        Remove-PSReadLineKeyHandler \
        Set-PSReadLineKeyHandler Set-PSReadLineOption",
    ),
    ("Microsoft.PowerShell.ThreadJob", WINDOWS | UNIX, "Start-ThreadJob"),
    (
        "CimCmdlets",
        DESKTOP | WINDOWS,
        "Export-BinaryMiLog Get-CimAssociatedInstance Get-CimClass Get-CimInstance \
        Get-CimSession Import-BinaryMiLog Invoke-CimMethod New-CimInstance New-CimSession \
        New-CimSessionOption Register-CimIndicationEvent Remove-CimInstance Remove-CimSession \
        Set-CimInstance",
    ),
    (
        "Microsoft.PowerShell.Diagnostics",
        DESKTOP | WINDOWS,
        "Get-Counter Get-WinEvent New-WinEvent",
    ),
    ("Microsoft.PowerShell.Diagnostics", DESKTOP, "Export-Counter Import-Counter"),
    (
        "Microsoft.WSMan.Management",
        DESKTOP | WINDOWS,
        "Connect-WSMan Disable-WSManCredSSP Disconnect-WSMan Enable-WSManCredSSP \
        Get-WSManCredSSP Get-WSManInstance Invoke-WSManAction New-WSManInstance \
        New-WSManSessionOption Remove-WSManInstance Set-WSManInstance Set-WSManQuickConfig \
        Test-WSMan",
    ),
    (
        "PSDiagnostics",
        DESKTOP | WINDOWS,
        "Disable-PSTrace Disable-PSWSManCombinedTrace Disable-WSManTrace Enable-PSTrace \
        Enable-PSWSManCombinedTrace Enable-WSManTrace Get-LogProperties Set-LogProperties \
        Start-Trace Stop-Trace",
    ),
];

#[cfg(test)]
mod tests {
    use super::COMMANDS;

    #[test]
    fn no_command_is_listed_twice() {
        let mut seen = std::collections::BTreeMap::<&str, u8>::new();
        for (module, editions, names) in COMMANDS {
            for name in names.split_ascii_whitespace() {
                let taken = seen.entry(name).or_default();
                assert_eq!(*taken & editions, 0, "{name} of {module}");
                *taken |= editions;
            }
        }
    }
}
