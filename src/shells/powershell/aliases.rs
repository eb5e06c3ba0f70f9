//! The aliases that are there before any profile runs, those of modules aside.
//!
//! `test/powershell/engine/Basic/DefaultCommands.Tests.ps1` of PowerShell 7 has the table for
//! both editions; 5.1's options are those of its engine, where all but `sls` are AllScope and
//! `curl` and `wget` are not read-only.

use crate::machine::Platform;

/// An alias of the stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stock {
    /// Its name.
    pub name: &'static str,
    /// The command it names.
    pub definition: &'static str,
    /// Whether changing it needs `-Force`.
    pub read_only: bool,
    /// Whether it is copied to every scope, and must stay so when it is changed.
    pub all_scope: bool,
}

/// Editions and systems a row holds for.
const DESKTOP: u8 = 1;
const WINDOWS: u8 = 2;
const UNIX: u8 = 4;

/// Name, definition, where, and its options in 7.
type Row = (&'static str, &'static str, u8, bool, bool);

/// The stock aliases; `desktop` is Windows PowerShell 5.1. Sorted by name.
pub fn stock(desktop: bool, platform: Platform) -> impl Iterator<Item = Stock> {
    let wanted = match (desktop, platform.is_windows()) {
        (true, _) => DESKTOP,
        (false, true) => WINDOWS,
        (false, false) => UNIX,
    };
    TABLE.iter().filter(move |row| row.2 & wanted != 0).map(move |row| of(row, desktop))
}

fn of(&(name, definition, _, read_only, all_scope): &Row, desktop: bool) -> Stock {
    let all_scope = if desktop { name != "sls" } else { all_scope };
    let read_only = read_only && !matches!(name, "curl" | "wget");
    Stock { name, definition, read_only, all_scope }
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("%", "ForEach-Object", DESKTOP | WINDOWS | UNIX, true, true),
    ("?", "Where-Object", DESKTOP | WINDOWS | UNIX, true, true),
    ("ac", "Add-Content", DESKTOP | WINDOWS, true, false),
    ("asnp", "Add-PSSnapIn", DESKTOP, true, false),
    ("cat", "Get-Content", DESKTOP | WINDOWS, false, false),
    ("cd", "Set-Location", DESKTOP | WINDOWS | UNIX, false, true),
    ("chdir", "Set-Location", DESKTOP | WINDOWS | UNIX, false, false),
    ("clc", "Clear-Content", DESKTOP | WINDOWS | UNIX, true, false),
    ("clear", "Clear-Host", DESKTOP | WINDOWS, false, false),
    ("clhy", "Clear-History", DESKTOP | WINDOWS | UNIX, true, false),
    ("cli", "Clear-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("clp", "Clear-ItemProperty", DESKTOP | WINDOWS | UNIX, true, false),
    ("cls", "Clear-Host", DESKTOP | WINDOWS | UNIX, false, false),
    ("clv", "Clear-Variable", DESKTOP | WINDOWS | UNIX, true, false),
    ("cnsn", "Connect-PSSession", DESKTOP | WINDOWS, true, false),
    ("compare", "Compare-Object", DESKTOP | WINDOWS, true, false),
    ("copy", "Copy-Item", DESKTOP | WINDOWS | UNIX, false, true),
    ("cp", "Copy-Item", DESKTOP | WINDOWS, false, true),
    ("cpi", "Copy-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("cpp", "Copy-ItemProperty", DESKTOP | WINDOWS, true, false),
    ("curl", "Invoke-WebRequest", DESKTOP, true, false),
    ("cvpa", "Convert-Path", DESKTOP | WINDOWS | UNIX, true, false),
    ("dbp", "Disable-PSBreakpoint", DESKTOP | WINDOWS | UNIX, true, false),
    ("del", "Remove-Item", DESKTOP | WINDOWS | UNIX, false, true),
    ("diff", "Compare-Object", DESKTOP | WINDOWS, true, false),
    ("dir", "Get-ChildItem", DESKTOP | WINDOWS | UNIX, false, true),
    ("dnsn", "Disconnect-PSSession", DESKTOP | WINDOWS, true, false),
    ("ebp", "Enable-PSBreakpoint", DESKTOP | WINDOWS | UNIX, true, false),
    ("echo", "Write-Output", DESKTOP | WINDOWS | UNIX, false, true),
    ("epal", "Export-Alias", DESKTOP | WINDOWS | UNIX, true, false),
    ("epcsv", "Export-Csv", DESKTOP | WINDOWS | UNIX, true, false),
    ("epsn", "Export-PSSession", DESKTOP, false, false),
    ("erase", "Remove-Item", DESKTOP | WINDOWS | UNIX, false, false),
    ("etsn", "Enter-PSSession", DESKTOP | WINDOWS | UNIX, false, false),
    ("exsn", "Exit-PSSession", DESKTOP | WINDOWS | UNIX, false, false),
    ("fc", "Format-Custom", DESKTOP | WINDOWS | UNIX, true, false),
    ("fl", "Format-List", DESKTOP | WINDOWS | UNIX, true, false),
    ("foreach", "ForEach-Object", DESKTOP | WINDOWS | UNIX, true, true),
    ("ft", "Format-Table", DESKTOP | WINDOWS | UNIX, true, false),
    ("fw", "Format-Wide", DESKTOP | WINDOWS | UNIX, true, false),
    ("gal", "Get-Alias", DESKTOP | WINDOWS | UNIX, true, false),
    ("gbp", "Get-PSBreakpoint", DESKTOP | WINDOWS | UNIX, true, false),
    ("gc", "Get-Content", DESKTOP | WINDOWS | UNIX, true, false),
    ("gci", "Get-ChildItem", DESKTOP | WINDOWS | UNIX, true, false),
    ("gcm", "Get-Command", DESKTOP | WINDOWS | UNIX, true, false),
    ("gcs", "Get-PSCallStack", DESKTOP | WINDOWS | UNIX, true, false),
    ("gdr", "Get-PSDrive", DESKTOP | WINDOWS | UNIX, true, false),
    ("gerr", "Get-Error", WINDOWS | UNIX, true, false),
    ("ghy", "Get-History", DESKTOP | WINDOWS | UNIX, true, false),
    ("gi", "Get-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("gjb", "Get-Job", DESKTOP | WINDOWS | UNIX, false, false),
    ("gl", "Get-Location", DESKTOP | WINDOWS | UNIX, true, false),
    ("gm", "Get-Member", DESKTOP | WINDOWS | UNIX, true, false),
    ("gmo", "Get-Module", DESKTOP | WINDOWS | UNIX, true, false),
    ("gp", "Get-ItemProperty", DESKTOP | WINDOWS | UNIX, true, false),
    ("gps", "Get-Process", DESKTOP | WINDOWS | UNIX, true, false),
    ("gpv", "Get-ItemPropertyValue", DESKTOP | WINDOWS | UNIX, true, false),
    ("group", "Group-Object", DESKTOP | WINDOWS | UNIX, true, false),
    ("gsn", "Get-PSSession", DESKTOP | WINDOWS | UNIX, false, false),
    ("gsnp", "Get-PSSnapIn", DESKTOP, true, false),
    ("gsv", "Get-Service", DESKTOP | WINDOWS, true, false),
    ("gu", "Get-Unique", DESKTOP | WINDOWS | UNIX, true, false),
    ("gv", "Get-Variable", DESKTOP | WINDOWS | UNIX, true, false),
    ("gwmi", "Get-WmiObject", DESKTOP, true, false),
    ("h", "Get-History", DESKTOP | WINDOWS | UNIX, false, false),
    ("history", "Get-History", DESKTOP | WINDOWS | UNIX, false, false),
    ("icm", "Invoke-Command", DESKTOP | WINDOWS | UNIX, false, false),
    ("iex", "Invoke-Expression", DESKTOP | WINDOWS | UNIX, true, false),
    ("ihy", "Invoke-History", DESKTOP | WINDOWS | UNIX, true, false),
    ("ii", "Invoke-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("ipal", "Import-Alias", DESKTOP | WINDOWS | UNIX, true, false),
    ("ipcsv", "Import-Csv", DESKTOP | WINDOWS | UNIX, true, false),
    ("ipmo", "Import-Module", DESKTOP | WINDOWS | UNIX, true, false),
    ("ipsn", "Import-PSSession", DESKTOP, false, false),
    ("irm", "Invoke-RestMethod", DESKTOP | WINDOWS | UNIX, true, false),
    ("ise", "powershell_ise.exe", DESKTOP, true, false),
    ("iwmi", "Invoke-WMIMethod", DESKTOP, true, false),
    ("iwr", "Invoke-WebRequest", DESKTOP | WINDOWS | UNIX, true, false),
    ("kill", "Stop-Process", DESKTOP | WINDOWS, false, false),
    ("lp", "Out-Printer", DESKTOP, true, false),
    ("ls", "Get-ChildItem", DESKTOP | WINDOWS, false, false),
    ("man", "help", DESKTOP | WINDOWS, false, false),
    ("md", "mkdir", DESKTOP | WINDOWS | UNIX, false, true),
    ("measure", "Measure-Object", DESKTOP | WINDOWS | UNIX, true, false),
    ("mi", "Move-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("mount", "New-PSDrive", DESKTOP | WINDOWS, false, false),
    ("move", "Move-Item", DESKTOP | WINDOWS | UNIX, false, true),
    ("mp", "Move-ItemProperty", DESKTOP | WINDOWS | UNIX, true, false),
    ("mv", "Move-Item", DESKTOP | WINDOWS, false, false),
    ("nal", "New-Alias", DESKTOP | WINDOWS | UNIX, true, false),
    ("ndr", "New-PSDrive", DESKTOP | WINDOWS | UNIX, true, false),
    ("ni", "New-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("nmo", "New-Module", DESKTOP | WINDOWS | UNIX, true, false),
    ("npssc", "New-PSSessionConfigurationFile", DESKTOP, true, false),
    ("nsn", "New-PSSession", DESKTOP | WINDOWS | UNIX, false, false),
    ("nv", "New-Variable", DESKTOP | WINDOWS | UNIX, true, false),
    ("ogv", "Out-GridView", DESKTOP | WINDOWS, true, false),
    ("oh", "Out-Host", DESKTOP | WINDOWS | UNIX, true, false),
    ("popd", "Pop-Location", DESKTOP | WINDOWS | UNIX, false, true),
    ("ps", "Get-Process", DESKTOP | WINDOWS, false, false),
    ("pushd", "Push-Location", DESKTOP | WINDOWS | UNIX, false, true),
    ("pwd", "Get-Location", DESKTOP | WINDOWS | UNIX, false, false),
    ("r", "Invoke-History", DESKTOP | WINDOWS | UNIX, false, false),
    ("rbp", "Remove-PSBreakpoint", DESKTOP | WINDOWS | UNIX, true, false),
    ("rcjb", "Receive-Job", DESKTOP | WINDOWS | UNIX, false, false),
    ("rcsn", "Receive-PSSession", DESKTOP | WINDOWS | UNIX, true, false),
    ("rd", "Remove-Item", DESKTOP | WINDOWS | UNIX, false, false),
    ("rdr", "Remove-PSDrive", DESKTOP | WINDOWS | UNIX, true, false),
    ("ren", "Rename-Item", DESKTOP | WINDOWS | UNIX, false, false),
    ("ri", "Remove-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("rjb", "Remove-Job", DESKTOP | WINDOWS | UNIX, false, false),
    ("rm", "Remove-Item", DESKTOP | WINDOWS, false, false),
    ("rmdir", "Remove-Item", DESKTOP | WINDOWS, false, false),
    ("rmo", "Remove-Module", DESKTOP | WINDOWS | UNIX, true, false),
    ("rni", "Rename-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("rnp", "Rename-ItemProperty", DESKTOP | WINDOWS | UNIX, true, false),
    ("rp", "Remove-ItemProperty", DESKTOP | WINDOWS | UNIX, true, false),
    ("rsn", "Remove-PSSession", DESKTOP | WINDOWS | UNIX, false, false),
    ("rsnp", "Remove-PSSnapin", DESKTOP, false, false),
    ("rujb", "Resume-Job", DESKTOP, false, false),
    ("rv", "Remove-Variable", DESKTOP | WINDOWS | UNIX, true, false),
    ("rvpa", "Resolve-Path", DESKTOP | WINDOWS | UNIX, true, false),
    ("rwmi", "Remove-WMIObject", DESKTOP, true, false),
    ("sajb", "Start-Job", DESKTOP | WINDOWS | UNIX, false, false),
    ("sal", "Set-Alias", DESKTOP | WINDOWS | UNIX, true, false),
    ("saps", "Start-Process", DESKTOP | WINDOWS | UNIX, true, false),
    ("sasv", "Start-Service", DESKTOP | WINDOWS, true, false),
    ("sbp", "Set-PSBreakpoint", DESKTOP | WINDOWS | UNIX, true, false),
    ("sc", "Set-Content", DESKTOP, true, false),
    ("select", "Select-Object", DESKTOP | WINDOWS | UNIX, true, true),
    ("set", "Set-Variable", DESKTOP | WINDOWS | UNIX, false, false),
    ("shcm", "Show-Command", DESKTOP | WINDOWS, true, false),
    ("si", "Set-Item", DESKTOP | WINDOWS | UNIX, true, false),
    ("sl", "Set-Location", DESKTOP | WINDOWS | UNIX, true, false),
    ("sleep", "Start-Sleep", DESKTOP | WINDOWS, true, false),
    ("sls", "Select-String", DESKTOP | WINDOWS | UNIX, false, false),
    ("sort", "Sort-Object", DESKTOP | WINDOWS, true, false),
    ("sp", "Set-ItemProperty", DESKTOP | WINDOWS | UNIX, true, false),
    ("spjb", "Stop-Job", DESKTOP | WINDOWS | UNIX, false, false),
    ("spps", "Stop-Process", DESKTOP | WINDOWS | UNIX, true, false),
    ("spsv", "Stop-Service", DESKTOP | WINDOWS, true, false),
    ("start", "Start-Process", DESKTOP | WINDOWS, true, false),
    ("sujb", "Suspend-Job", DESKTOP, false, false),
    ("sv", "Set-Variable", DESKTOP | WINDOWS | UNIX, true, false),
    ("swmi", "Set-WMIInstance", DESKTOP, true, false),
    ("tee", "Tee-Object", DESKTOP | WINDOWS, true, false),
    ("trcm", "Trace-Command", DESKTOP, true, false),
    ("type", "Get-Content", DESKTOP | WINDOWS | UNIX, false, false),
    ("wget", "Invoke-WebRequest", DESKTOP, true, false),
    ("where", "Where-Object", DESKTOP | WINDOWS | UNIX, true, true),
    ("wjb", "Wait-Job", DESKTOP | WINDOWS | UNIX, false, false),
    ("write", "Write-Output", DESKTOP | WINDOWS, true, false),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(desktop: bool, platform: Platform, name: &str) -> Option<&'static str> {
        stock(desktop, platform).find(|alias| alias.name == name).map(|alias| alias.definition)
    }

    #[test]
    fn each_edition_has_its_own_stock() {
        assert_eq!(stock(true, Platform::Windows).count(), 151);
        assert_eq!(stock(false, Platform::Windows).count(), 134);
        assert_eq!(stock(false, Platform::Linux).count(), 107);
        assert!(TABLE.is_sorted_by(|left, right| left.0 < right.0));
        assert_eq!(definition(true, Platform::Windows, "curl"), Some("Invoke-WebRequest"));
        assert_eq!(definition(false, Platform::Windows, "curl"), None);
        assert_eq!(definition(false, Platform::Windows, "ls"), Some("Get-ChildItem"));
        assert_eq!(definition(false, Platform::MacOs, "ls"), None);
        assert_eq!(definition(false, Platform::Linux, "gp"), Some("Get-ItemProperty"));
    }

    #[test]
    fn seven_keeps_all_scope_on_few() {
        let names: Vec<_> = stock(false, Platform::Windows)
            .filter(|one| one.all_scope)
            .map(|one| one.name)
            .collect();
        let expected = [
            "%", "?", "cd", "copy", "cp", "del", "dir", "echo", "foreach", "md", "move", "popd",
            "pushd", "select", "where",
        ];
        assert_eq!(names, expected);
        let unix = stock(false, Platform::Linux).filter(|one| one.all_scope).count();
        assert_eq!(unix, 14);
    }
}
