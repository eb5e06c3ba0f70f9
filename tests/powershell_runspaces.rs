//! What runs in a runspace of its own: its variables and functions are its own, the environment and the files are not.

mod powershell_support;

use envsim::shells::powershell::state::State;
use powershell_support::{cases, judge};

fn session(script: &str) -> State {
    let text = format!("### runspaces | core 7.6 linux\nenv OLD=old\n<<<\n{script}\n==> x\n");
    let (heads, cases) = cases::read(&text);
    judge::ran(&heads[0], &cases[0])
}

/// `$env:R` where it is certain: `Some("")` when it is not set.
fn certain(script: &str) -> Option<String> {
    let state = session(script);
    let Some(variable) = state.environment.get("R") else { return Some(String::new()) };
    let value = variable.value.as_ref().map(|value| value.text().map(|text| text.into_owned()));
    let sure = !variable.maybe_unset && state.environment_doubt("R").is_none();
    value.unwrap_or_else(|| Some(String::new())).filter(|_| sure)
}

/// The ways to run a block beside the session, for which nobody waits.
const WAYS: [fn(&str) -> String; 3] = [
    |body| format!("$null = Start-ThreadJob {{ {body} }}"),
    |body| format!("$null = [powershell]::Create().AddScript({{ {body} }}).BeginInvoke()"),
    |body| format!("1 | ForEach-Object -Parallel {{ {body} }}"),
];

#[test]
fn the_environment_is_shared() {
    for way in WAYS {
        let writes = way("$env:R = 1");
        assert_eq!(certain(&format!("$env:R = 0; {writes}")), None, "{writes}");
        assert!(session(&writes).incomplete.is_empty(), "{writes}");
        let other = way("$env:OLD = 1");
        assert_eq!(certain(&format!("$env:R = 0; {other}")).as_deref(), Some("0"), "{other}");
    }
}

#[test]
fn variables_and_functions_are_its_own() {
    for way in WAYS {
        let own = way("$x = 2; function f { 2 }; Set-Alias a f");
        let asked = "$env:R = \"$x$(f)$([bool](Get-Command a -EA Ignore))\"";
        let script = format!("$x = 1; function f {{ 1 }}; {own}; {asked}");
        assert_eq!(certain(&script).as_deref(), Some("11False"), "{own}");
        let unseen = way("if ($null -eq $x) { $env:R = 1 }");
        assert_eq!(certain(&format!("$x = 1; $env:R = 0; {unseen}")), None, "{unseen}");
        let unknown = way("if (!(Get-Command f -EA Ignore)) { $env:R = 1 }");
        assert_eq!(certain(&format!("function f {{ }}; $env:R = 0; {unknown}")), None, "{unknown}");
    }
}

#[test]
fn what_is_used_is_handed_over() {
    for way in ["Start-ThreadJob", "Start-Job", "1 | ForEach-Object -Parallel"] {
        let script =
            format!("$x = 1; $env:R = 0; $null = {way} {{ if (!$using:x) {{ $env:R = 1 }} }}");
        assert_eq!(certain(&script).as_deref(), Some("0"), "{way}");
    }
}

#[test]
fn what_a_runspace_is_handed_may_be_changed_by_it() {
    const SPACE: &str = "$r = [runspacefactory]::CreateRunspace(); $r.Open();";
    const RUN: &str =
        "$p = [powershell]::Create(); $p.Runspace = $r; $null = $p.AddScript('1').BeginInvoke()";
    let handed = |value: &str| {
        format!("$t = @{{ a = 1 }}; {SPACE} $r.SessionStateProxy.SetVariable('v', {value}); {RUN}")
    };
    assert!(session(&handed("5")).incomplete.is_empty(), "a number");
    assert_eq!(certain(&format!("{}; $env:R = $t.a", handed("5"))).as_deref(), Some("1"));
    assert!(session(&handed("$t")).incomplete.is_empty(), "a table");
    assert_eq!(certain(&format!("{}; $env:R = $t.a", handed("$t"))), None);
    for value in ["$ExecutionContext", "{ 1 }", "(Get-Item /)", "$Host.Runspace"] {
        assert!(!session(&handed(value)).incomplete.is_empty(), "{value}");
    }
    let here = "$null = [powershell]::Create('CurrentRunspace').AddScript('$env:R = 1').Invoke()";
    assert!(!session(here).incomplete.is_empty(), "in this runspace");
}

#[test]
fn files_may_be_there_once_another_runspace_writes_them() {
    for way in WAYS {
        let writes = way("Set-Content /tmp/z 1");
        assert_eq!(certain(&format!("{writes}; $env:R = Test-Path /tmp/z")), None, "{writes}");
    }
}

#[test]
fn a_handler_of_the_location_runs_where_it_changes() {
    let set = "$ExecutionContext.InvokeCommand.LocationChangedAction = { $env:R = 1 };";
    assert!(session(set).incomplete.is_empty(), "it is only set");
    for goes in ["Set-Location /", "Push-Location /tmp", "cd .."] {
        assert!(!session(&format!("{set} {goes}")).incomplete.is_empty(), "{goes}");
        assert!(session(goes).incomplete.is_empty(), "{goes}");
    }
    let removed = "$ExecutionContext.InvokeCommand.LocationChangedAction = $null; Set-Location /";
    assert!(session(&format!("{set} {removed}")).incomplete.is_empty());
}

#[test]
fn a_script_is_given_its_values() {
    let create = "$env:R = 0; $p = [powershell]::Create()";
    let asks = "[void]$p.AddScript('if ($x) { $env:R = 1 }')";
    let takes = "[void]$p.AddScript('param($x) if ($x) { $env:R = 1 }')";
    for (given, left) in [
        (format!("{takes}.AddParameter('x', 1); $p.Invoke()"), "1"),
        (format!("{takes}.AddArgument(1); $p.Invoke()"), "1"),
        (format!("{takes}.AddParameters(@{{ x = 1 }}); $p.Invoke()"), "1"),
        (format!("{asks}.AddParameter('x', 1); $p.Invoke()"), "0"),
        (format!("[void]$p.Runspace.SessionStateProxy.SetVariable('x', 1); {asks}; $p.Invoke()"), "1"),
        ("$env:R = $p.AddCommand('Join-Path').AddArgument('/a').AddArgument('b').Invoke()".into(), "/a/b"),
        ("$env:R = $p.AddScript('1..3').AddCommand('Select-Object').AddParameter('Last', 1).Invoke()".into(), "3"),
        ("[void]$p.AddScript('$env:R = 1').AddStatement().AddScript('$env:R += 2'); $p.Invoke()".into(), "12"),
    ] {
        let script = format!("{create}; {given}");
        assert_eq!(certain(&script).as_deref(), Some(left), "{script}");
        assert!(session(&script).incomplete.is_empty(), "{script}");
    }
    // A runspace keeps what an earlier script left.
    let again =
        format!("{create}; [void]$p.AddScript('$global:x = 1'); $p.Invoke(); {asks}; $p.Invoke()");
    assert_eq!(certain(&again), None, "{again}");
    // A script that fails may have ended anywhere, and so may the call.
    let fails = "$p.AddScript('$env:Q = 1; throw 1'); try { $p.Invoke(); $env:R = 2 } catch { }";
    assert_eq!(certain(&format!("{create}; {fails}")), None, "{fails}");
    assert_eq!(certain(&format!("{create}; {asks}; $p.Invoke()")).as_deref(), Some("0"));
    let errors = "$null = Start-ThreadJob { Get-Item /nowhere }; $env:R = $Error.Count";
    assert_eq!(certain(errors).as_deref(), Some("0"));
}

#[test]
fn a_thread_shares_what_using_hands_it_and_a_job_does_not() {
    let asked = |start: &str, body: &str| {
        certain(&format!("$h = @{{x = 0; y = 0}}; $null = {start} {{ {body} }}; $env:R = $h.x"))
    };
    assert_eq!(asked("Start-ThreadJob", "($using:h).x = 1"), None);
    assert_eq!(asked("1 | ForEach-Object -Parallel", "($using:h).x = 1"), None);
    assert_eq!(asked("Start-ThreadJob", "($using:h).y = 1").as_deref(), Some("0"));
    assert_eq!(asked("Start-Job", "($using:h).x = 1").as_deref(), Some("0"));
}

/// What is waited for has happened, and only the environment, files and what it gives are there.
#[test]
fn what_is_waited_for_is_done() {
    let run = |body: &str, asked: &str| {
        let invoke = format!("[powershell]::Create().AddScript({{ {body} }}).Invoke()");
        certain(&format!("$x = 1; function f {{ 1 }}; $env:R = 0; $p = {invoke}; {asked}"))
    };
    assert_eq!(run("$env:R = 2", "").as_deref(), Some("2"));
    assert_eq!(run("$x = 2; function f { 2 }", "$env:R = \"$x$(f)\"").as_deref(), Some("11"));
    assert_eq!(run("if ($null -eq $x) { $env:R = 3 }", "").as_deref(), Some("3"));
    assert_eq!(run("Set-Content /tmp/z 1", "$env:R = Test-Path /tmp/z").as_deref(), Some("True"));
    assert_eq!(run("Set-Location /tmp", "$env:R = \"$PWD\"").as_deref(), Some("/home/u"));
    assert_eq!(run("Get-Item /nowhere", "$env:R = $Error.Count").as_deref(), Some("0"));
}
