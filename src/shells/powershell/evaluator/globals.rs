//! The variables and the stock of aliases and functions a session starts with.

use std::rc::Rc;

use crate::machine::Platform;
use crate::machine::path::folded;
use crate::shells::powershell::dotnet::enums;
use crate::shells::powershell::object::{Object, Payload, Record, Table, TableKind};
use crate::shells::powershell::state::{AliasEntry, Function, GLOBAL, State};
use crate::value::{Origin, Unknown, Value};

pub(super) fn builtin() -> Origin {
    Origin::Builtin("PowerShell".into())
}

pub(super) fn text(text: &str) -> Object {
    Object::Text(Value::known(text, builtin()))
}

/// Sets the automatic variables (about_Automatic_Variables) of a session whose paths are set.
pub fn prepare(state: &mut State) {
    let windows = state.platform().is_windows();
    let home = state.user_home.clone();
    state.set_in(GLOBAL, "HOME", text(&home));
    let pshome = state.home.clone();
    state.set_in(GLOBAL, "PSHOME", text(&pshome));
    let [all, host, current, profile] = state.profiles.clone();
    let noted = Record::new("System.String")
        .with_payload(Payload::Wraps(text(&profile)))
        .with("AllUsersAllHosts", text(&all))
        .with("AllUsersCurrentHost", text(&host))
        .with("CurrentUserAllHosts", text(&current))
        .with("CurrentUserCurrentHost", text(&profile));
    state.set_in(GLOBAL, "PROFILE", noted.into_object());
    for (name, action) in [
        ("ErrorActionPreference", 2),
        ("WarningPreference", 2),
        ("InformationPreference", 0),
        ("VerbosePreference", 0),
        ("DebugPreference", 0),
        ("ProgressPreference", 2),
    ] {
        state.set_in(
            GLOBAL,
            name,
            enums::object("System.Management.Automation.ActionPreference", action),
        );
    }
    state.set_in(GLOBAL, "WhatIfPreference", Object::Bool(false));
    state.set_in(GLOBAL, "ConfirmPreference", text("High"));
    state.set_in(GLOBAL, "NestedPromptLevel", Object::int(0));
    state.set_in(GLOBAL, "ShellId", text("Microsoft.PowerShell"));
    state.set_in(
        GLOBAL,
        "PSDefaultParameterValues",
        Object::Table(Rc::new(Table::new(TableKind::Hashtable))),
    );
    state.set_in(GLOBAL, "MaximumHistoryCount", Object::int(4096));
    for name in ["PSCulture", "PSUICulture"] {
        let unknown = Unknown::new(format!("is ${name}, which is not recorded"), builtin());
        state.set_in(GLOBAL, name, Object::Text(Value::unknown(unknown)));
    }
    let running: &[&str] = if state.desktop {
        &["PID", "OutputEncoding", "StackTrace"]
    } else {
        &["PID", "PSStyle", "OutputEncoding", "StackTrace"]
    };
    for name in running {
        let unknown =
            Unknown::new(format!("is ${name}, which depends on the running process"), builtin());
        state.set_in(GLOBAL, name, Object::unknown(unknown));
    }
    let edition = if state.desktop { "Desktop" } else { "Core" };
    if !state.desktop {
        state.set_in(GLOBAL, "IsWindows", Object::Bool(windows));
        state.set_in(GLOBAL, "IsLinux", Object::Bool(state.platform() == Platform::Linux));
        state.set_in(GLOBAL, "IsMacOS", Object::Bool(state.platform() == Platform::MacOs));
        state.set_in(GLOBAL, "IsCoreCLR", Object::Bool(true));
    }
    state.set_in(GLOBAL, "PSEdition", text(edition));
    let table = super::versions::table(state);
    state.set_in(GLOBAL, "PSVersionTable", table);
    let version = Object::Version(state.version);
    let unknown = || Object::unknown(Unknown::new("is part of the host", builtin()));
    let screen =
        Record::new("System.Management.Automation.Internal.Host.InternalHostUserInterface")
            .with_payload(Payload::Intrinsic("UI"))
            .into_object();
    let host = Record::new("System.Management.Automation.Internal.Host.InternalHost")
        .with_payload(Payload::Intrinsic("Host"))
        .with("Name", text("ConsoleHost"))
        .with("Version", version)
        .with("UI", screen)
        .with("InstanceId", unknown())
        .with("CurrentCulture", unknown())
        .into_object();
    state.set_in(GLOBAL, "Host", host);
    let context = Record::new("System.Management.Automation.EngineIntrinsics")
        .with_payload(Payload::Intrinsic("ExecutionContext"))
        .into_object();
    state.set_in(GLOBAL, "ExecutionContext", context);
    stock(state);
}

/// Aliases everywhere in 7 (Windows and Unix): `name=command`, `!` ReadOnly, `+` AllScope (ISS, 7.6).
static ALIASES: &str = "?=Where-Object!+ %=ForEach-Object!+ cd=Set-Location+ chdir=Set-Location clc=Clear-Content! clhy=Clear-History! cli=Clear-Item! clp=Clear-ItemProperty! cls=Clear-Host clv=Clear-Variable! copy=Copy-Item+ cpi=Copy-Item! cvpa=Convert-Path! dbp=Disable-PSBreakpoint! del=Remove-Item+ dir=Get-ChildItem+ ebp=Enable-PSBreakpoint! echo=Write-Output+ epal=Export-Alias! epcsv=Export-Csv! erase=Remove-Item etsn=Enter-PSSession exsn=Exit-PSSession fc=Format-Custom! fl=Format-List! foreach=ForEach-Object!+ ft=Format-Table! fw=Format-Wide! gal=Get-Alias! gbp=Get-PSBreakpoint! gc=Get-Content! gci=Get-ChildItem! gcm=Get-Command! gcs=Get-PSCallStack! gdr=Get-PSDrive! gerr=Get-Error! ghy=Get-History! gi=Get-Item! gjb=Get-Job gl=Get-Location! gm=Get-Member! gmo=Get-Module! gp=Get-ItemProperty! gps=Get-Process! gpv=Get-ItemPropertyValue! group=Group-Object! gsn=Get-PSSession gu=Get-Unique! gv=Get-Variable! h=Get-History history=Get-History icm=Invoke-Command iex=Invoke-Expression! ihy=Invoke-History! ii=Invoke-Item! ipal=Import-Alias! ipcsv=Import-Csv! ipmo=Import-Module! irm=Invoke-RestMethod! iwr=Invoke-WebRequest! md=mkdir+ measure=Measure-Object! mi=Move-Item! move=Move-Item+ mp=Move-ItemProperty! nal=New-Alias! ndr=New-PSDrive! ni=New-Item! nmo=New-Module! nsn=New-PSSession nv=New-Variable! oh=Out-Host! popd=Pop-Location+ pushd=Push-Location+ pwd=Get-Location r=Invoke-History rbp=Remove-PSBreakpoint! rcjb=Receive-Job rcsn=Receive-PSSession! rd=Remove-Item rdr=Remove-PSDrive! ren=Rename-Item ri=Remove-Item! rjb=Remove-Job rmo=Remove-Module! rni=Rename-Item! rnp=Rename-ItemProperty! rp=Remove-ItemProperty! rsn=Remove-PSSession rv=Remove-Variable! rvpa=Resolve-Path! sajb=Start-Job sal=Set-Alias! saps=Start-Process! sbp=Set-PSBreakpoint! select=Select-Object!+ set=Set-Variable si=Set-Item! sl=Set-Location! sls=Select-String sp=Set-ItemProperty! spjb=Stop-Job spps=Stop-Process! sv=Set-Variable! type=Get-Content where=Where-Object!+ wjb=Wait-Job";

/// Aliases on Windows only.
static WINDOWS: &str = "ac=Add-Content! cat=Get-Content clear=Clear-Host compare=Compare-Object! cnsn=Connect-PSSession! cp=Copy-Item+ cpp=Copy-ItemProperty! diff=Compare-Object! dnsn=Disconnect-PSSession! gsv=Get-Service! kill=Stop-Process ls=Get-ChildItem man=help mount=New-PSDrive mv=Move-Item ogv=Out-GridView! ps=Get-Process rm=Remove-Item rmdir=Remove-Item sasv=Start-Service! shcm=Show-Command! sleep=Start-Sleep! sort=Sort-Object! spsv=Stop-Service! start=Start-Process! tee=Tee-Object! write=Write-Output!";

/// Aliases of 5.1 only.
static DESKTOP: &str = "asnp=Add-PSSnapin! curl=Invoke-WebRequest epsn=Export-PSSession! gsnp=Get-PSSnapin! gwmi=Get-WmiObject! ipsn=Import-PSSession! ise=powershell_ise.exe! iwmi=Invoke-WmiMethod! lp=Out-Printer rsnp=Remove-PSSnapin! rwmi=Remove-WmiObject! sc=Set-Content! swmi=Set-WmiInstance! trcm=Trace-Command! wget=Invoke-WebRequest";

/// Windows has a function for every drive letter.
static DRIVES: &str =
    "A: B: C: D: E: F: G: H: I: J: K: L: M: N: O: P: Q: R: S: T: U: V: W: X: Y: Z:";

fn stock(state: &mut State) {
    let windows = state.platform().is_windows();
    let tables = [Some(ALIASES), windows.then_some(WINDOWS), state.desktop.then_some(DESKTOP)];
    for row in tables.into_iter().flatten().flat_map(str::split_ascii_whitespace) {
        let Some((name, rest)) = row.split_once('=') else { continue };
        if state.desktop && name == "gerr" {
            continue;
        }
        let definition = rest.trim_end_matches(['!', '+']);
        let entry = AliasEntry {
            name: name.to_owned(),
            definition: Value::known(definition, builtin()),
            read_only: rest.contains('!'),
            constant: false,
            all_scope: rest.ends_with('+') || state.desktop && name != "sls",
            description: Value::known("", builtin()),
            origin: None,
            module: None,
        };
        state.scope_mut(GLOBAL).aliases.insert(folded(name), entry);
    }
    let mut functions =
        vec!["cd..", "cd\\", "Pause", "help", "prompt", "Clear-Host", "TabExpansion2", "oss"];
    if state.at_least(7, 4) {
        functions.push("cd~");
    }
    if state.desktop {
        functions.extend(["more", "Get-Verb", "ImportSystemModules"]);
    }
    if windows {
        functions.push("mkdir");
        functions.extend(DRIVES.split(' '));
    } else {
        functions.push("exec");
    }
    for name in functions {
        let function = Function {
            name: name.to_owned(),
            body: None,
            filter: false,
            origin: builtin(),
            private: false,
            module: None,
        };
        state.scope_mut(GLOBAL).functions.insert(folded(name), function);
    }
}
