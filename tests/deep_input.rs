//! Deep and broken texts in every language: reading and running them ends within a megabyte of stack.

use envsim::machine::recorded::{Node, Recorded};
use envsim::machine::{Facts, Installed, Platform};
use envsim::session::{Session, Spec, WhatIf};
use envsim::shells;

/// Windows gives a main thread one megabyte; unoptimised code takes several times as much of it.
const STACK: usize = if cfg!(debug_assertions) { 4 << 20 } else { 1 << 20 };

/// Runs something on a stack of its own.
fn on_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run);
    thread.expect("a thread can be started").join().expect("it ends without a panic")
}

/// The problems of a text, each a sentence with a place inside it.
fn problems(shell: &'static str, text: String) -> Vec<String> {
    on_small_stack(move || {
        let outline = shells::by_name(shell).expect("the shell is known").outline(&text);
        assert!(outline.problems.len() <= text.len());
        outline.problems.into_iter().map(|problem| problem.message).collect()
    })
}

#[test]
fn a_deep_text_has_a_problem_and_no_overflow() {
    let rows: &[(&str, &[&str])] = &[
        (
            "bash",
            &[
                "(", "{ ", "$(", "${x:-", "\"$(", "if ", "[[ ( ", "[[ ! ", "$((", "((", "<(",
                "coproc ",
            ],
        ),
        ("zsh", &["(", "{ ", "$(", "${", "$x[", "() { ", "f() ", "if ", "[[ ! ", "repeat 1 "]),
        ("cmd", &["(", "if a==a ", "for %a in (a) do ", "@("]),
        (
            "pwsh",
            &[
                "(", "{", "$(", "@(", "@{a=", "[int]", "[a[", "-not ", "if(1){", "\"$(", "[int](",
                ",",
            ],
        ),
        ("powershell", &["(", "{", "$(", "[int]", "!", "&{", "$a[", "function f{"]),
    ];
    for (shell, heads) in rows {
        for head in *heads {
            let found = problems(shell, head.repeat(20_000));
            assert!(!found.is_empty(), "{shell}: {head}");
        }
    }
}

#[test]
fn what_follows_too_many_casts_is_still_read() {
    let text = format!("{}1\nfunction later {{ }}\n", "[int]".repeat(200_000));
    let found = on_small_stack(move || {
        let outline = shells::by_name("pwsh").expect("known").outline(&text);
        let names: Vec<_> = outline.statements.iter().filter_map(|one| one.name.clone()).collect();
        (names, outline.problems.first().map(|problem| problem.message.clone()))
    });
    let told = found.1.unwrap_or_default();
    assert!(told.ends_with("nested too deeply to be parsed"), "{told}");
    assert!(found.0.iter().any(|name| name == "later"), "{:?}", found.0);
}

#[test]
fn every_cut_and_every_change_is_read_to_its_end() {
    let texts: &[(&str, &str)] = &[
        (
            "cmd",
            "for /f \"tokens=1,2\" %%a in ('x ^| y') do (if \"%%a\"==\"b\" (set A=%%a) else goto :c)\r\n:c\r\n",
        ),
        ("cmd", "if not defined A set \"A=%B:~0,-1%\" & call :d !C! 2>nul || exit /b 1\r\n"),
        (
            "pwsh",
            "function f([int]$a = 1, [switch]$b) { $env:X = \"$($a + 1)\" -replace 'a', 'b'; @{a = 1; b = @(1, 2)} }",
        ),
        (
            "pwsh",
            "try { & $x -Y:$z @w | % { $_.A[0] } } catch [A.B[C]] { throw } finally { ${a b} = @'\nx\n'@ }",
        ),
        (
            "powershell",
            "switch -regex ($a) { '^b' { break } default { $a -ne $null -and !$c } } <# x #> # y",
        ),
    ];
    for (shell, text) in texts {
        for (at, _) in text.char_indices() {
            let (before, after) = text.split_at(at);
            problems(shell, before.to_owned());
            for sign in
                ["<", "(", ")", "{", "}", "&", "|", "\"", "'", "`", "$", "[", "@", "\n", "\0", "✓"]
            {
                problems(shell, format!("{before}{sign}{after}"));
            }
        }
    }
}

/// Runs a text in a session of its own, on a small stack.
fn evaluated(shell: &'static str, text: String) {
    let windows = matches!(shell, "cmd" | "powershell");
    let platform = if windows { Platform::Windows } else { Platform::Linux };
    on_small_stack(move || {
        let mut facts = Facts::new(platform);
        let path = if windows { r"C:\Windows\System32\shell.exe" } else { "/usr/bin/shell" };
        let installed = Installed { path: path.to_owned(), version: None, variant: None };
        facts.shells.insert(shell.to_owned(), installed);
        let mut machine = Recorded::new(facts);
        let script = if windows { r"C:\x.cmd" } else { "/x" };
        let again: &[u8] = if windows { b"@call C:\\x.cmd\r\n" } else { b". /x\n" };
        machine.put(script, Node::File(Some(again.into())), Some(0o644));
        let spec = Spec::parse(&format!("{shell}:noprofile"), platform).expect("a session");
        let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
        let _ = session.run_text("typed", &text);
        let _ = session.environment();
    });
}

#[test]
fn a_deep_run_ends_without_an_overflow() {
    let posix = &[
        "f() { f; }; f".to_owned(),
        "f() { X=$(f); }; f".to_owned(),
        "f() { eval f; }; f".to_owned(),
        "f() { if tool; then f; else f; fi; }; f".to_owned(),
        ". /x".to_owned(),
        "X='eval \"$X\"'; eval \"$X\"".to_owned(),
        "a=b; b=c; c=a; echo $((a))".to_owned(),
        format!("echo {}", "$(echo ".repeat(200)),
        format!("echo {}x{}", "$(echo ".repeat(110), ")".repeat(110)),
        format!("X={}x{}", "${A:-".repeat(110), "}".repeat(110)),
        format!("{}:{}", "{ ".repeat(110), "; }".repeat(110)),
        format!("{}:{}", "if :; then ".repeat(110), "; fi".repeat(110)),
        format!("echo $(({}1{}))", "(".repeat(2000), ")".repeat(2000)),
        format!("echo $(({}1))", "-".repeat(20_000)),
        format!("X={}", "{a,".repeat(500) + &"}".repeat(500)),
        format!("case x in {}x) :;; esac", "+(".repeat(500)),
        format!("[[ a{} ]]", " && a".repeat(20_000)),
        format!("[[ a{} ]]", " || a && b".repeat(20_000)),
        format!("printf '%{0}d %.{0}d' 1 1; echo {{{1}1..2}}", 70_000, "0".repeat(70_000)),
    ];
    let cmd = &[
        "cmd /c ".repeat(60),
        "cmd /c ".repeat(2000),
        "call ".repeat(2000) + "set A=1",
        "call C:\\x.cmd".to_owned(),
        "if a==a ".repeat(150) + "set A=1",
        "for %a in (1) do ".repeat(150) + "set A=1",
        format!("{}set A=1{}", "(".repeat(150), ")".repeat(150)),
        format!("set /a A={}1{}", "(".repeat(2000), ")".repeat(2000)),
        format!("set /a A={}1", "-".repeat(4000)),
        "for /f %i in ('cmd /c ver') do ".repeat(100) + "set A=1",
    ];
    let powershell = &[
        "function f { f }\nf".to_owned(),
        "function f { & { f } }\nf".to_owned(),
        "function f { iex 'f' }\nf".to_owned(),
        "function f { $x = \"$(f)\" }\nf".to_owned(),
        "function f { 1 | % { f } }\nf".to_owned(),
        "function f { try { f } catch { f } finally { f } }\nf".to_owned(),
        "function f { if ($env:NOPE -eq (tool)) { f } else { f } }\nf".to_owned(),
        ". /x".to_owned(),
        "$x = '$ExecutionContext.InvokeCommand.ExpandString($x)'; iex $x".to_owned(),
        format!("$a = {}1{}", "(".repeat(200), ")".repeat(200)),
        format!("$a = {}1{}", "$(".repeat(200), ")".repeat(200)),
        format!("{}1{}", "& { ".repeat(150), " }".repeat(150)),
        format!("$a = {}1", "-not ".repeat(3000)),
        format!("$a = 1{}", " + 1".repeat(20_000)),
        format!("$a = $x{}", ".Length".repeat(20_000)),
        format!("$a = {}1{}", "@(".repeat(200), ")".repeat(200)),
        format!("$a = 'x' -match '{}a{}'", "(".repeat(2000), ")".repeat(2000)),
        format!("$a = '{}1{}' | ConvertFrom-Json", "[".repeat(3000), "]".repeat(3000)),
        format!("$a = (1).ToString('{}')", "0".repeat(70_000)),
        format!("$a = ([datetime]'2020-01-01').ToString('{}')", "y".repeat(70_000)),
        "class A { [object] F() { return $this.F() } }\n[A]::new().F()".to_owned(),
        "$t = @{}; $t.t = $t; \"$($t | ConvertTo-Json -Depth 100)\"".to_owned(),
    ];
    for text in posix {
        for shell in ["bash", "zsh", "sh"] {
            evaluated(shell, text.clone());
        }
    }
    cmd.iter().for_each(|text| evaluated("cmd", text.clone()));
    for text in powershell {
        for shell in ["pwsh", "powershell"] {
            evaluated(shell, text.clone());
        }
    }
}
