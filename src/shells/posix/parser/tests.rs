//! Which texts each grammar takes, and how deep they may go.

use super::*;

/// A text, and the shells that take it: b(ash), z(sh), d(ash), as `-n` of the real ones says.
#[rustfmt::skip]
const TEXTS: &[(&str, &str)] = &[
    ("A=1 f() { :; }", ""),
    ("x=$(cat <<E\nq\nE)", "b"),
    ("for D in<", ""),
    ("for D in a <b; do :; done", ""),
    ("for f in >x", ""),
    ("for f in a 2>x; do :; done", ""),
    ("select x in <", ""),
    ("foreach x in <", ""),
    ("for f in (a b); do :; done", "z"),
    ("for f in (a b)\ndo :; done", "z"),
    ("select x in (a); do :; done", "z"),
    ("function&", "d"),
    ("function<", ""),
    ("function f&", "d"),
    ("function f<x", "zd"),
    ("function |", ""),
    ("function }", "d"),
    ("function f { :; }", "bz"),
    ("function f() { :; }", "bz"),
    ("function f()&", ""),
    ("function { :; }", "z"),
    ("function f g { :; }", "z"),
    ("for d in $^a/b}/c(.N); do :; done", "z"),
    ("for d in a } b; do :; done", "bd"),
    ("for d in }; do :; done", "bd"),
    ("if { true; }; then :; fi", "bzd"),
    ("if false; then :; elif { true; }; then :; fi", "bzd"),
    ("while { false; }; do :; done", "bzd"),
    ("until { true; }; do :; done", "bzd"),
    ("if true; { true; }; then :; fi", "bzd"),
    ("if { true; } { echo; }", "z"),
    ("if { true; } && { true; }; then :; fi", "bzd"),
    ("if { true; } || true; then :; fi", "bzd"),
    ("while { false; } { echo; }", "z"),
    ("if [[ a ]] { echo; }", "z"),
    ("if [[ a ]]; { echo; }", ""),
    ("if true; { echo; }", ""),
    ("if true { echo; }", ""),
    ("if (( 1 )) { echo; } elif (( 1 )) { echo b; } else { echo c }", "z"),
    ("if (( 1 )) echo hi", "z"),
    ("if [[ a ]] echo hi", "z"),
    ("if { a } { b } else { c }", "z"),
    ("if { a; }; then b; else c; fi", "bzd"),
    ("if a; then b; elif \\\n{ [ a ] && b; } \\\n|| c; then d; fi", "bzd"),
    ("echo ${(s:,:)X}", "bzd"),
    ("f() { echo ${(s:,:)X}; }", "bzd"),
    ("echo ${é}", "bzd"),
    ("echo ${}", "bzd"),
    ("echo ${", ""),
    ("echo ${a", ""),
    ("echo ${a b}", "bzd"),
    ("echo ${(l.3..x.)}", "bzd"),
    ("echo \"${(l.3..x.)}\"", "bzd"),
    ("echo ${(%):-%x}", "bzd"),
    ("coproc NAME { :; }", "b"),
    ("coproc NAME ( : )", "bz"),
    ("coproc NAME if a; then b; fi", "b"),
    ("coproc { :; }", "bz"),
    ("coproc ( : )", "bz"),
    ("coproc cat", "bzd"),
    ("coproc NAME cat a", "bzd"),
    ("coproc f { while :; do echo x; done; }", "b"),
    ("coproc NAME while a; do b; done", "b"),
    ("coproc NAME (( 1 ))", "bz"),
    ("coproc NAME [[ a ]]", "bzd"),
    ("coproc NAME for i in a; do :; done", "b"),
    ("() { echo $1 } args", "z"),
    ("() { echo $1 } \"$1\" &|", "z"),
    ("() echo hi", "z"),
    ("foreach x (a b) { echo $x }", "z"),
    ("foreach x (a b) echo $x; end", "z"),
    ("foreach x (a b); echo $x; end", "z"),
    ("foreach x in a b; echo $x; end", "bzd"),
    ("foreach x (a b) do echo $x; done", "z"),
    ("for x (a b) { echo $x }", "z"),
    ("for x (a b) echo $x", "z"),
    ("for x y in a b; do :; done", "z"),
    ("é=1", "bzd"),
    ("for x; { echo; }", "bz"),
    ("for x { echo; }", "z"),
    ("for x do :; done", "bzd"),
    ("for x\ndo :; done", "bzd"),
    ("for x; do :; done", "bzd"),
    ("for ((;;)) { :; }", "bz"),
    ("for ((;;)); { :; }", "bz"),
    ("for ((;;)) :", "z"),
    ("select x { :; }", "z"),
    ("select x; do :; done", "bz"),
    ("select x (a b) { :; }", "z"),
    ("repeat 3 echo hi", "bzd"),
    ("repeat 3 { echo }", "bzd"),
    ("repeat 3; do echo; done", "z"),
    ("repeat 3 do echo; done", "z"),
    ("while (( 0 )) { echo; }", "z"),
    ("while (( 0 )) echo", "z"),
    ("until (( 1 )) { echo; }", "z"),
    ("case a { a) echo ;; }", "z"),
    ("case a in a) echo;; esac", "bzd"),
    ("case a in (a) echo;; esac", "bzd"),
    ("case a in (a|b)*) echo;; esac", "z"),
    ("case a in (a|b)) echo;; esac", "z"),
    ("case a in (a) echo;; (b) echo;; esac", "bzd"),
    ("case x in a|b) ;; esac", "bzd"),
    ("case x in ( a | b ) ;; esac", "bzd"),
    ("case x in a | b ) ;; esac", "bzd"),
    ("case x in esac", "bzd"),
    ("case x in & esac", ""),
    ("case x in a) b", ""),
    ("case x in <", ""),
    ("case x in a<b) ;; esac", ""),
    ("case x in a b) ;; esac", ""),
    ("case x in esac) ;; esac", ""),
    ("case x in (esac) ;; esac", "bzd"),
    ("a b () { :; }", "z"),
    ("a b() { :; }", "z"),
    ("function a b { :; }", "z"),
    ("cmd >>! f", "bzd"),
    ("cmd >&! f", "bzd"),
    ("cmd >! f", "bzd"),
    ("cmd >| f", "bzd"),
    ("cmd &>! f", "bzd"),
    ("cmd &>>! f", "bzd"),
    ("cmd &>| f", "zd"),
    ("cmd >>| f", "z"),
    ("<f while a; do b; done", "z"),
    (">f { a; }", "z"),
    ("<f if a; then b; fi", "z"),
    ("echo =( { echo; } )", "z"),
    ("echo =(echo)", "z"),
    ("echo ${(l.((${C}-1))..─.)x}", "bzd"),
    ("echo ${(pl:$((..))::..)x}", "bzd"),
    ("[[ x =~ a|b ]]", "bd"),
];

const SHELLS: [(char, &str, Dialect); 3] =
    [('b', "bash", Dialect::BASH), ('z', "zsh", Dialect::ZSH), ('d', "dash", Dialect::DASH)];

fn takes(text: &str, dialect: Dialect) -> bool {
    parse(&format!("{text}\n"), dialect).1.is_empty()
}

#[test]
fn each_grammar_takes_what_its_shell_takes() {
    for (text, shells) in TEXTS {
        for (letter, name, dialect) in SHELLS {
            assert_eq!(takes(text, dialect), shells.contains(letter), "{name}: {text:?}");
        }
    }
}

#[test]
#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell"
)]
fn the_table_is_what_the_real_shells_say() {
    for (letter, name, _) in SHELLS {
        let ask = |text: &str| {
            let mut command = std::process::Command::new(name);
            command.args(if name == "zsh" { ["-f", "-n"].as_slice() } else { &["-n"] });
            command.args(["-c", text]).env_clear().env("LC_ALL", "C.UTF-8");
            command.output().ok()
        };
        let Some(_) = ask(":") else {
            eprintln!("skipped: no {name} on this machine");
            continue;
        };
        for (text, shells) in TEXTS {
            let Some(output) = ask(&format!("{text}\n")) else { continue };
            // `zsh -n` expands words, and fails where that fails.
            let said = String::from_utf8_lossy(&output.stderr);
            let syntax = ["parse error", "unmatched", "EOF", "expected", "bad pattern"];
            let refused = !output.status.success()
                && (name != "zsh" || syntax.iter().any(|one| said.contains(one)));
            assert_eq!(!refused, shells.contains(letter), "{name}: {text:?} {output:?}");
        }
    }
}

#[test]
fn every_cut_and_every_change_of_a_text_is_read_to_its_end() {
    for (text, _) in TEXTS {
        for (_, name, dialect) in SHELLS {
            let places = text.char_indices().map(|(at, _)| at);
            for at in places {
                let (before, after) = text.split_at(at);
                let rest: String = after.chars().skip(1).collect();
                ends(&format!("{before}{rest}"), name, dialect);
                ends(before, name, dialect);
                for sign in ["<", "(", ")", "{", "}", "&", "|", "\"", "`", "$", "${", "\n", "✓"] {
                    ends(&format!("{before}{sign}{after}"), name, dialect);
                }
            }
        }
    }
}

/// No loop stands still: there are no more lines and problems than bytes, and places lie in the text.
fn ends(text: &str, name: &str, dialect: Dialect) {
    let (script, problems) = parse(text, dialect);
    assert!(script.lines.len() <= text.len() + 1, "{name}: {text:?}");
    assert!(problems.len() <= text.len() + 1, "{name}: {text:?}");
    for problem in problems {
        assert!(problem.span.end as usize <= text.len(), "{name}: {text:?}");
        let whole = problem.span.whole(text);
        assert!(text.get(whole.start as usize..whole.end as usize).is_some(), "{name}: {text:?}");
    }
}

#[test]
fn depth_and_attempts_are_bounded() {
    let heads = [
        "(",
        "{ ",
        "$(",
        "${",
        "${x:-",
        "\"$(",
        "((",
        "$((",
        "if ",
        "[[ ( ",
        "[[ ! ",
        "x[",
        "$x[",
        "${x[",
        "`",
        "x=(",
        "<(",
        "! ",
        "() { ",
        "f() ",
        "coproc ",
        "case x in (",
        "for x in $(",
        "while ",
        "\"${x:-\"",
        "$[",
        "function f { ",
        "a <<E\n$(",
        "time ",
    ];
    for head in heads {
        for (_, name, dialect) in SHELLS {
            let text = head.repeat(3_000);
            let (script, problems) = parse(&text, dialect);
            drop(script);
            ends(&head.repeat(200), name, dialect);
            assert!(problems.len() <= text.len(), "{name}: {head}");
        }
    }
}
