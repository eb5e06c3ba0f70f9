//! Deep and broken texts in every language: the parser ends within a megabyte of stack, and says where it stopped.

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
    assert_eq!(found.1.as_deref(), Some("nested too deeply to be parsed"));
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
