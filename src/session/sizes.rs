//! Whatever makes or reads a text pays by its size: each row runs once on a short text and once on a long one
//! (`long.txt`, or `/long` in `$x`).

use super::{Session, Spec, WhatIf};
use crate::machine::recorded::{Node, Recorded};
use crate::machine::{Facts, Installed, Machine, Platform};

const SHORT: usize = 1 << 10;
const LONG: usize = 1 << 16;

/// So many bytes may be had for one step, at the most.
const MOST: usize = 4096;

fn machine(shell: &str, text: usize) -> Recorded {
    let platform = if shell == "cmd" { Platform::Windows } else { Platform::Linux };
    let mut facts = Facts::new(platform);
    let path = if platform.is_windows() { r"C:\shell.exe" } else { "/usr/bin/shell" };
    let installed = Installed { path: path.to_owned(), version: None, variant: None };
    facts.shells.insert(shell.to_owned(), installed);
    let mut machine = Recorded::new(facts);
    let long = "ab c\n".repeat(text / 5);
    let name = if platform.is_windows() { r"C:\long.txt" } else { "/long" };
    machine.put(name, Node::File(Some(long.into_bytes().into())), Some(0o644));
    machine
}

/// What a statement costs where the text is of that size.
fn steps(shell: &'static str, made: &str, statement: &str, size: usize) -> u64 {
    let machine = machine(shell, size);
    let spec = Spec::parse(&format!("{shell}:noprofile"), machine.facts().platform);
    let spec = spec.expect("a session");
    let mut session = Session::open(&machine, &spec, &WhatIf::default()).expect("the shell");
    let _ = session.run_text("made", made);
    let before = session.outside.left_to_spend();
    let _ = session.run_text("asked", statement);
    before - session.outside.left_to_spend()
}

fn judge(shell: &'static str, made: &str, statements: &[&str]) {
    let mut cheap = Vec::new();
    for statement in statements {
        let [short, long] = [SHORT, LONG].map(|size| steps(shell, made, statement, size));
        let least = ((LONG - SHORT) / MOST) as u64;
        if long < short + least {
            cheap.push(format!("{statement}: {short} and {long} steps"));
        }
    }
    assert!(cheap.is_empty(), "{shell}: {cheap:#?}");
}

const PWSH: &[&str] = &[
    "$a = $x.Clone()",
    "$a = $x.Contains('q')",
    "$a = $x.IndexOf('q')",
    "$a = $x.Replace('q', 'r')",
    "$a = $x.Split('q')",
    "$a = $x.Substring(9)",
    "$a = $x.ToUpper()",
    "$a = $x.Trim()",
    "$a = $x.ToCharArray()",
    "$a = $x.Length",
    "$a = \"$x b\"",
    "$a = $x + 'b'",
    "$a = $x -eq 'q'",
    "$a = $x -like '*q*'",
    "$a = $x -match 'q'",
    "$a = $x -replace 'q', 'r'",
    "$a = $x -split 'q'",
    "$a = [regex]::Escape($x)",
    "$a = [Text.Encoding]::UTF8.GetBytes($x)",
    "$a = [IO.Path]::GetFileName($x)",
    "$a = [scriptblock]::Create(\"'$x'\")",
    "$a = Get-Content /long",
    "$a = Get-Content /long -Raw",
    "$a = ConvertFrom-Json \"['$x']\"",
    "$env:A = $x",
    "Set-Content /other $x",
    "switch ($x) { 'q' { 1 } }",
    "$a = $x | ForEach-Object { $_ }",
    "iex \"'$x'\"",
];

#[test]
fn powershell_pays_by_size() {
    judge("pwsh", "$x = Get-Content /long -Raw", PWSH);
}

#[test]
fn cmd_pays_by_size() {
    // A variable holds 8191 characters at the most: what is long is read from files.
    let statements = &[
        "for /f \"delims=\" %i in (C:\\long.txt) do set A=%i",
        "for /f %i in ('type C:\\long.txt') do set A=%i",
        "for /f %i in ('findstr q C:\\long.txt') do set A=%i",
        "for /f %i in ('type C:\\long.txt ^| find \"q\"') do set A=%i",
        "for /f %i in ('sort C:\\long.txt') do set A=%i",
        "copy C:\\long.txt C:\\other.txt",
        "type C:\\long.txt > C:\\other.txt",
    ];
    judge("cmd", "", statements);
}
