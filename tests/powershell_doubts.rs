//! What envsim cannot follow is never taken as done, failed or without effect.

mod powershell_support;

use envsim::shells::powershell::state::State;
use powershell_support::{cases, judge};

fn session(script: &str) -> State {
    let text = format!("### doubts | core 7.6 linux\nenv OLD=old\n<<<\n{script}\n==> x\n");
    let (heads, cases) = cases::read(&text);
    judge::ran(&heads[0], &cases[0])
}

/// `$env:R` where it is certain: `Some("")` when it is not set.
fn certain(script: &str) -> Option<String> {
    let state = session(script);
    let Some(variable) = state.environment.get("R") else { return Some(String::new()) };
    match (&variable.value, variable.maybe_unset) {
        (Some(value), false) => value.text().map(|text| text.into_owned()),
        (Some(_), true) => None,
        (None, _) => Some(String::new()),
    }
}

#[test]
fn what_has_no_model_may_have_failed() {
    for statement in [
        "$o = New-Object Nope.Type",
        "$d = [datetime]'10:30'",
        "$x = [xml]'<!DOCTYPE a><a/>'",
        "$x = [mailaddress]'x'",
        "$x = [uri]::new('x:y')",
        "Get-Process nosuch -ErrorAction Stop",
        "Invoke-RestMethod http://x.invalid",
        "[Net.Dns]::GetHostEntry('x')",
        "Add-Type -Path x",
        "$x = [int](Read-Host)",
        "$y = (Read-Host).Substring(9)",
    ] {
        let tried = format!("try {{ {statement}; $env:R = 'ok' }} catch {{ $env:R = 'fail' }}");
        assert_eq!(certain(&tried), None, "{statement}");
    }
}

#[test]
fn what_is_modelled_fails_or_not_for_certain() {
    for (statement, answer) in [
        ("$x = [int]'x'", "fail"),
        ("$x = [int]'5'", "ok"),
        ("$d = [datetime]'nope'", "fail"),
        ("$d = [datetime]'2024-03-05'", "ok"),
        ("$x = [xml]'<a'", "fail"),
        ("$x = [guid]'x'", "fail"),
        ("$x = [uri]::new('x')", "fail"),
        ("$x = (Get-Date).AddDays(-7).ToString('HH:mm')", "ok"),
        ("$x = ((Get-Date) - (Get-Item /tmp).LastWriteTime).TotalDays -gt 7", "ok"),
        ("$x = [math]::Round((Get-Date).Hour / 2 + 1)", "ok"),
        ("$d = Get-Date", "ok"),
        ("Import-PowerShellDataFile x", "ok"),
        ("Import-PowerShellDataFile x -ErrorAction Stop", "fail"),
        ("Get-Process nosuch", "ok"),
        ("Get-Item /nope", "ok"),
        ("Get-Item /nope -EA Stop", "fail"),
        ("Get-PSDrive Q -EA Stop", "fail"),
        ("Get-PSDrive Q", "ok"),
        ("$x = \"$(Read-Host)\"", "ok"),
    ] {
        let tried = format!("try {{ {statement}; $env:R = 'ok' }} catch {{ $env:R = 'fail' }}");
        assert_eq!(certain(&tried).as_deref(), Some(answer), "{statement}");
    }
}

#[test]
fn what_may_have_failed_is_joined_behind() {
    for (script, answer) in [
        ("try { [mailaddress]'x'; $env:R = 'a' } catch { $env:R = 'a' }", Some("a")),
        ("$env:R = 'a'; try { $g = [mailaddress]'x' } catch { }", Some("a")),
        ("$env:R = @(try { [mailaddress]'x' } catch { 1; 2 }).Count", None),
        ("$x = [mailaddress]'x'; if (!$?) { $env:R = 'failed' }", None),
        ("$x = [mailaddress]'x'; $env:R = 'a'", Some("a")),
        ("$ErrorActionPreference = 'Stop'; $x = [mailaddress]'x'; $env:R = 'a'", None),
        ("trap { continue }; $x = [mailaddress]'x'; $env:R = 'a'", Some("a")),
        ("IF { $ErrorActionPreference = 'Stop' }; Get-Item /nope; $env:R = 'a'", None),
        ("IF { $ErrorActionPreference = 'Stop' }; Get-Item /tmp; $env:R = 'a'", Some("a")),
        (
            "IF { $ErrorActionPreference = 'Stop' }; try { Get-Item /nope; $env:R = 'a' } catch { }",
            None,
        ),
        ("IF { Set-StrictMode -Version 3 }; try { $x = $nope; $env:R = 'a' } catch { }", None),
        ("IF { Set-StrictMode -Version 3 }; try { $x = 1; $env:R = 'a' } catch { }", Some("a")),
        ("IF { Set-StrictMode -Off }; try { $x = (1).nope; $env:R = 'a' } catch { }", None),
        ("trap { $env:R = 'a'; continue }; $x = [mailaddress]'x'", None),
        ("function f { try { [mailaddress]'x'; return 1 } catch { return 2 } }; $env:R = f", None),
    ] {
        let script = script.replace("IF", "if (Test-Connection q -Quiet)");
        assert_eq!(certain(&script).as_deref(), answer, "{script}");
    }
}

#[test]
fn a_command_of_an_undecided_branch_is_there_perhaps() {
    let unsure = "if (Test-Connection q -Quiet)";
    for (script, answer) in [
        ("IF { function f { 'a' } }; $env:R = f", None),
        ("IF { function f { 'a' } } else { function f { 'b' } }; $env:R = f", None),
        ("function f { 'a' }; IF { function f { 'a' + '' } }; $env:R = f", Some("a")),
        ("IF { function f { $env:R = 'a' } }; f", None),
        ("IF { function f { 'a' } }; if (Test-Path function:f) { $env:R = 'a' }", None),
        ("IF { Set-Alias f Get-Location }; if (Test-Path alias:f) { $env:R = 'a' }", None),
        ("IF { return }; function f { 1 }; $env:R = 'a'", None),
        ("function f { 'a' }; IF { $x = 1 }; $env:R = f", Some("a")),
    ] {
        assert_eq!(certain(&script.replace("IF", unsure)).as_deref(), answer, "{script}");
    }
}

#[test]
fn an_opaque_statement_may_have_changed_what_it_reaches() {
    for (script, answer) in [
        ("Set-Item \"env:$(Read-Host)\" x; $env:R = \"[$env:UNSET]\"", None),
        ("Set-Item \"env:$(Read-Host)\" x; $env:R = \"[$env:OLD]\"", None),
        ("Set-Item \"env:$(Read-Host)\" x; $env:OLD = 'b'; $env:R = \"[$env:OLD]\"", Some("[b]")),
        ("$v = 1; Set-Item \"env:$(Read-Host)\" x; $env:R = \"[$v]\"", Some("[1]")),
        ("$v = 1; Invoke-Expression (Read-Host); $env:R = \"[$v]\"", None),
        ("Invoke-Expression (Read-Host); $v = 1; $env:R = \"[$v]\"", Some("[1]")),
        ("Invoke-Expression (Read-Host); if ($env:UNSET) { $env:R = 'a' }", None),
        ("Invoke-Expression (Read-Host); $env:R = \"$PWD\"", None),
        ("Invoke-Expression (Read-Host); Set-Location /; $env:R = \"$PWD\"", Some("/")),
        ("Remove-Item \"/tmp/$(Read-Host)\"; $env:R = \"[$env:UNSET]\"", Some("[]")),
    ] {
        assert_eq!(certain(script).as_deref(), answer, "{script}");
    }
}

#[test]
fn an_alias_attribute_makes_aliases() {
    let script =
        "function Get-It { [Alias('gi2', 'gi3')] param() 'it' }; $env:R = \"$(gi2)$(gi3)\"";
    assert_eq!(certain(script).as_deref(), Some("itit"));
}

#[test]
fn an_error_that_nobody_sees_is_not_shown() {
    let rows = [
        ("try { throw 'a' } catch { }", false),
        ("Get-Item /nope -ErrorAction SilentlyContinue", false),
        ("$ErrorActionPreference = 'SilentlyContinue'\nGet-Item /nope", false),
        ("trap { continue }\nthrow 'a'", false),
        ("Get-Item /nope", true),
        ("try { throw 'a' } finally { }", true),
        ("try { throw 'a' } catch { throw }", true),
    ];
    for (text, shown) in rows {
        let errors: Vec<_> = session(text).errors.iter().map(|error| error.report()).collect();
        assert!(!errors.is_empty(), "{text}");
        assert_eq!(errors.iter().any(|one| one.shown), shown, "{text}");
    }
}

#[test]
fn a_loop_that_may_have_ended_ends_and_leaves_nothing_known() {
    for (script, answer) in [
        ("while ($true) { if (Read-Host) { break }; $env:R = 'in' }", None),
        (
            "while ($true) { $env:R = 'in'; if (Read-Host) { break } }; $env:R = 'behind'",
            Some("behind"),
        ),
        ("for ($i = 0; $true; $i++) { if (Read-Host) { break } }; $env:R = $i", None),
        ("$n = 0; while (Read-Host) { $n++ }; $env:R = $n", None),
        ("$n = 0; foreach ($x in Read-Host) { $n += 1 }; $env:R = $n", None),
        (
            "function f { while ($true) { if (Read-Host) { return 1 } } }; $null = f; $env:R = 'x'",
            Some("x"),
        ),
        ("do { $k = Read-Host } until ($k -eq 'q'); $env:R = 'x'", Some("x")),
        (
            "foreach ($x in 1..500) { if (Read-Host) { break }; $env:Q = $x }; $env:R = 'x'",
            Some("x"),
        ),
    ] {
        assert_eq!(certain(script).as_deref(), answer, "{script}");
    }
}

/// Of a file that may have been written nobody knows whether it is there: who asks for it is told so, and what does
/// not depend on it stays certain.
#[test]
fn a_file_written_perhaps_is_open_only_to_those_who_ask_for_it() {
    let write = "if (Test-Connection x -Quiet) { Set-Content ~/f.ps1 '$env:R = 1' }; $env:R = 'a'";
    assert_eq!(certain(write).as_deref(), Some("a"));
    assert!(session(write).incomplete.is_empty());
    for asks in ["Get-Content ~/f.ps1", ". ~/f.ps1", "Get-ChildItem ~"] {
        assert!(!session(&format!("{write}; {asks}")).incomplete.is_empty(), "{asks}");
    }
    for asks in ["Test-Path ~/f.ps1", "Test-Path ~/*.ps1", "[IO.File]::Exists('/home/u/f.ps1')"] {
        assert_eq!(certain(&format!("{write}; $env:R = {asks}")), None, "{asks}");
    }
    assert!(session(&format!("{write}; Get-Item ~/f.ps1")).errors.is_empty());
    let gone = format!("{write}; Remove-Item ~/f.ps1; $env:R = Test-Path ~/f.ps1");
    assert_eq!(certain(&gone).as_deref(), Some("False"));
    let certainly = "Set-Content ~/f.ps1 'x'; $env:R = Get-Content ~/f.ps1";
    assert_eq!(certain(&format!("{write}; {certainly}")).as_deref(), Some("x"));
}

/// So it is with what a cmdlet without a model is told to write.
#[test]
fn an_output_file_of_what_has_no_model_is_open() {
    let fetched = "Invoke-WebRequest http://x -OutFile ~/f.ps1 -ErrorAction Ignore";
    assert_eq!(certain(&format!("{fetched}; $env:R = Test-Path ~/f.ps1")), None);
}

/// What is installed from the network is perhaps there; what a module is known to do is all that it may do.
#[test]
fn a_module_that_may_be_installed_brings_what_it_is_known_to_bring() {
    let known = "Install-Module Terminal-Icons -Scope CurrentUser; Import-Module Terminal-Icons";
    let state = session(&format!("{known}; $env:R = 'a'"));
    assert!(state.incomplete.is_empty(), "{:?}", state.incomplete);
    assert!(state.function("Set-TerminalIconsTheme").is_some_and(|one| one.perhaps.is_some()));
    let other = session("Install-Module Other; Import-Module Other");
    assert!(!other.incomplete.is_empty());
    let found = "$env:R = $null -ne (Get-Command Set-TerminalIconsTheme -ErrorAction Ignore)";
    assert_eq!(certain(&format!("{known}; {found}")), None);
}

#[test]
fn what_is_there_perhaps_is_listed_perhaps() {
    let defined = "if (Test-Connection x -Quiet) { function foo { 1 } }";
    for asks in ["$null -ne (Get-Command foo)", "[bool](Get-Command foo)", "(Get-Command foo).Name"]
    {
        assert_eq!(certain(&format!("{defined}; $env:R = {asks}")), None, "{asks}");
    }
}

/// Before 7.5 an empty text removes the variable (about_Environment_Variables), and a program may print nothing.
#[test]
fn what_may_be_nothing_may_remove_the_variable() {
    let ran = |version: &str, script: &str| {
        let text = format!(
            "### doubts | core {version} linux\nfile /usr/bin/tool\n<<<\n{script}\n==> x\n"
        );
        let (heads, cases) = cases::read(&text);
        let state = judge::ran(&heads[0], &cases[0]);
        state.environment.get("R").is_some_and(|variable| variable.maybe_unset)
    };
    assert!(ran("7.4", "$env:R = & /usr/bin/tool"));
    assert!(!ran("7.6", "$env:R = & /usr/bin/tool"));
    assert!(ran("7.6", "$env:R = (Get-Process)[0].Other"));
    assert!(!ran("7.4", "$env:R = \"a$(& /usr/bin/tool)\""));
}

/// Update-TypeData's page: what a type was given is there, and nothing else is.
#[test]
fn members_that_a_type_was_given_are_not_missing() {
    let given = "Update-TypeData -TypeName System.String -MemberType ScriptMethod -MemberName Twice -Value { 1 };";
    assert_eq!(certain(&format!("{given} $env:R = 'a'.Twice()")).as_deref(), Some("1"));
    // Objects of other types may go back to that one.
    assert_eq!(certain(&format!("{given} $env:R = (Get-Item /).Twice()")), None);
    assert_eq!(certain(&format!("{given} $env:R = \"[$('a'.twice)]\"")), None);
    assert_eq!(certain(&format!("{given} $env:R = \"[$('a'.other)]\"")).as_deref(), Some("[]"));
}

#[test]
fn a_member_that_runs_code_may_do_so_when_it_is_set() {
    let typed = "Update-TypeData -TypeName X -MemberType ScriptProperty -MemberName P -Value { 1 } -SecondValue { $this.a = 2 };";
    let added = "$o | Add-Member ScriptProperty P { 1 } { $this.a = 2 };";
    for given in [typed, added] {
        let made = format!("$o = [pscustomobject]@{{ a = 1 }}; {given} $o.P = 9");
        for asks in ["$env:R = $o.a", "$env:R = $o.P", "if ($o.a -eq 1) { $env:R = 'same' }"] {
            assert_eq!(certain(&format!("{made}; {asks}")), None, "{made}; {asks}");
        }
        let alone = format!("$o = [pscustomobject]@{{ a = 1 }}; {given} $o.a = 3; $env:R = $o.a");
        assert_eq!(certain(&alone).as_deref(), Some("3"), "{alone}");
    }
}

/// .NET API, LinkedList<T> and List<T>: what a method that is not modelled changes is not known.
#[test]
fn what_a_collection_became_is_not_known() {
    let list = "$l = [Collections.Generic.LinkedList[string]]::new(); [void]$l.AddLast('a');";
    assert_eq!(certain(&format!("{list} $env:R = $l.Count")), None);
    let queue = "$x = 0; $q = [Collections.Generic.Queue[int]]::new(); $q.Enqueue(1); [void]$q.TryDequeue([ref]$x);";
    assert_eq!(certain(&format!("{queue} $env:R = $q.Count")), None);
}

#[test]
fn what_runs_behind_a_null_that_may_be_one_perhaps_runs() {
    for script in [
        "$u = Get-Random; $env:R = 'kept'; $null = $u ?? ($env:R = 'x')",
        "$u = Get-Random; $env:R = 'kept'; $u ??= ($env:R = 'x')",
    ] {
        assert_eq!(certain(script), None, "{script}");
    }
    let known = "$u = 5; $env:R = 'kept'; $null = $u ?? ($env:R = 'x')";
    assert_eq!(certain(known).as_deref(), Some("kept"));
}

#[test]
fn what_a_block_makes_of_a_hashtable_depends_on_its_order_whatever_stands_behind() {
    for script in [
        "$h = @{b=1;a=2}; $h.Keys | % { $s += $_; $_ } | Sort-Object | Out-Null; $env:R = $s",
        "$h = @{b=1;a=2;c=3}; $env:R = $h.Keys | Select-Object -Index 1",
    ] {
        assert_eq!(certain(script), None, "{script}");
    }
    let before = "$env:R = 'kept'; $h = @{b=1;a=2}; $x = $h.Keys | /usr/bin/nosuch";
    assert_eq!(certain(before).as_deref(), Some("kept"));
}

/// What says which, how many or in which way is not left out because nobody knows it.
#[test]
fn a_parameter_whose_value_is_not_known_is_not_one_that_was_left_out() {
    for statement in [
        "$env:R = 1, 2, 3 | Select-Object -First $u",
        "$env:R = 1, 2, 3 | Select-Object -Skip $u",
        "$env:R = 3, 1, 2 | Sort-Object -Descending:$u",
        "$env:R = Split-Path /a/b.c -Leaf:$u",
        "$env:R = Join-Path /a b -Resolve:$u",
        "$env:R = Get-ChildItem / -Filter $u",
        "$env:R = ConvertTo-Json @{a=1} -Compress:$u",
        "$env:R = 1, 2 | ForEach-Object $u",
        "$env:R = 1, 2 | Where-Object $u -eq 1",
        "$v = 'a'; Set-Variable v b -Scope $u; $env:R = $v",
        "Write-Error x -ErrorId $u -ErrorAction SilentlyContinue; $env:R = $Error[0].FullyQualifiedErrorId",
    ] {
        assert_eq!(certain(&format!("$u = Get-Random; {statement}")), None, "{statement}");
    }
}

/// about_Functions_Advanced_Parameters: what a parameter refuses runs no function; where nothing
/// catches it, the next statement runs.
#[test]
fn a_function_perhaps_does_not_run_where_its_argument_may_be_refused() {
    for parameter in [
        "[int]$q",
        "[int[]]$q",
        "[version]$q",
        "[bool]$q",
        "[ValidateSet('a', 'b')]$q",
        "[Parameter(Mandatory)]$q",
    ] {
        let script = format!("$u = Get-Random; function f({parameter}) {{ $env:R = 'x' }}; f $u");
        assert_eq!(certain(&script), None, "{parameter}");
        let tried = format!("$env:R = 'kept'; try {{ {script} }} catch {{ }}");
        assert_eq!(certain(&tried), None, "{parameter}");
        assert_eq!(certain(&format!("{script}; $env:R = 'y'")).as_deref(), Some("y"));
    }
    let text = "$u = Get-Random; function f([string]$q) { $env:R = 'x' }; f $u";
    assert_eq!(certain(text).as_deref(), Some("x"));
}

#[test]
fn what_a_table_holds_under_a_key_that_is_not_known_may_be_anything() {
    for written in ["$h[$u] = 'a'", "$h.$u = 'a'", "$h.Add($u, 'a')", "$h.Remove($u)"] {
        for asked in
            ["$h.zz", "$h['zz']", "$h.Count", "$h.ContainsKey('zz')", "$h.Keys -contains 'zz'"]
        {
            let script = format!("$u = Get-Random; $h = @{{b = 1}}; {written}; $env:R = {asked}");
            assert_eq!(certain(&script), None, "{written}; {asked}");
        }
    }
    let open = "$u = Get-Random; $h = @{b = 1}; $h[$u] = 'a'; $env:R = 'kept';";
    for statement in [
        "$n = 0; foreach ($k in $h.Keys) { $n++ }; $env:R = $n",
        "$env:R = ($h + @{c = 2}).Count",
        "$env:R = ([pscustomobject]$h).b",
        "$env:R = $h.Values.Count",
    ] {
        assert_eq!(certain(&format!("{open} {statement}")), None, "{statement}");
    }
    let splatted = format!("{open} function f($b, $zz) {{ $env:R = $zz }}; f @h");
    assert!(!session(&splatted).incomplete.is_empty(), "what is splatted may be more");
    let cleared = "$u = Get-Random; $h = @{}; $h[$u] = 1; $h.Clear(); $env:R = $h.Count";
    assert_eq!(certain(cleared).as_deref(), Some("0"));
}

#[test]
fn a_list_changed_at_a_place_that_is_not_known_is_not_known() {
    for change in ["$l.RemoveAt($u)", "$l.Insert($u, 'z')", "[void]$l.Remove($u)"] {
        for list in
            ["[Collections.ArrayList]@('a', 'b')", "[Collections.Generic.List[string]]@('a', 'b')"]
        {
            let script = format!("$u = Get-Random; $l = {list}; {change}; $env:R = $l[0]");
            assert_eq!(certain(&script), None, "{change}");
        }
    }
    let asked = "$u = Get-Random; $l = [Collections.ArrayList]@('a'); $env:R = $l.IndexOf($u)";
    assert_eq!(certain(asked), None);
}

#[test]
fn a_thread_leaves_open_what_it_writes_and_nothing_else() {
    let thread = |body: &str| format!("$null = Start-ThreadJob {{ {body} }}");
    let writes = thread("$env:R = 'thread'");
    for (script, answer) in [
        (format!("$env:R = 'before'; {writes}"), None),
        (writes.clone(), None),
        (thread("Remove-Item env:OLD") + "; $env:R = $env:OLD", None),
        (thread("$env:OTHER = 1") + "; $env:R = $env:OLD", Some("old".to_owned())),
        (thread("$env:OLD = 'old'") + "; $env:R = $env:OLD", Some("old".to_owned())),
    ] {
        assert_eq!(certain(&script), answer, "{script}");
    }
    assert!(session(&writes).incomplete.is_empty());
}

#[test]
fn code_that_was_compiled_or_loaded_may_have_brought_types() {
    let tried = "try { $x = [Foo.Bar]::new(); $env:R = 'there' } catch { $env:R = 'missing' }";
    assert_eq!(certain(tried).as_deref(), Some("missing"));
    for brings in [
        "Add-Type -TypeDefinition 'namespace Foo { public class Bar { } }'",
        "Add-Type -Path /opt/foo.dll -ErrorAction SilentlyContinue",
        "if (Test-Connection x -Quiet) { Add-Type -AssemblyName Foo }",
        "[void][Reflection.Assembly]::LoadFrom('/opt/foo.dll')",
        "$null = [System.Reflection.Assembly]::LoadWithPartialName('Foo')",
    ] {
        assert_eq!(certain(&format!("{brings}; {tried}")), None, "{brings}");
    }
}

#[test]
fn keys_are_bound_for_certain_where_key_and_function_are_there() {
    let tried = |arguments: &str| {
        certain(&format!(
            "try {{ Set-PSReadLineKeyHandler {arguments}; $env:R = 'ok' }} catch {{ }}"
        ))
    };
    for arguments in [
        "-Key Tab -Function MenuComplete",
        "-Chord 'Ctrl+d' -Function DeleteCharOrExit",
        "-Key UpArrow -ScriptBlock { 1 }",
        "-Chord 'Ctrl+x,Ctrl+e' -BriefDescription x -ScriptBlock { 1 }",
        "-Key F12 -Function historysearchbackward",
    ] {
        assert_eq!(tried(arguments).as_deref(), Some("ok"), "{arguments}");
    }
    for arguments in [
        "-Key Tab -Function NoSuchFunction",
        "-Key NoSuchKey -Function Undo",
        "-Key Ctrl+Ctrl+a -Function Undo",
        "-Key F25 -Function Undo",
        "-Key Tab",
        "-Key (Get-Random) -Function Undo",
        "-Key Tab -Function Undo -ViMode Insert",
    ] {
        assert_eq!(tried(arguments), None, "{arguments}");
    }
}
