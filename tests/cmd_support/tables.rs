//! The tables of facts: what each section makes of a row.

use super::{Dialect, Expected, Row};

/// A row with its evidence.
pub struct Fact {
    /// How good the evidence is: `V`, `D`, `F`, `I`, `U`.
    pub grade: char,
    /// The fact's number.
    pub clause: String,
    /// What is run, and what it leaves.
    pub row: Row,
}

/// The rows of the file of tables.
pub fn facts(file: &str) -> Vec<Fact> {
    let mut section = "";
    let mut facts = Vec::new();
    for line in file.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            section = name;
            continue;
        }
        if section.is_empty() || line.is_empty() {
            continue;
        }
        let (evidence, rest) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
        let (grade, clause) = evidence.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        let grade = grade.chars().next().unwrap_or('U');
        for row in of_section(section, rest) {
            facts.push(Fact { grade, clause: clause.to_owned(), row });
        }
    }
    facts
}

/// The last field, and what stands before it.
fn cut(rest: &str) -> (&str, &str) {
    rest.rsplit_once(" | ").unwrap_or_else(|| panic!("{rest}"))
}

fn of_section(section: &str, rest: &str) -> Vec<Row> {
    if section == "codes" {
        let (rest, cmd) = cut(rest);
        let (command, bat) = cut(rest);
        let text = code_of(command);
        return vec![
            row(section, rest, Dialect::Bat, text.clone(), bat),
            row(section, rest, Dialect::Cmd, text, cmd),
        ];
    }
    let (given, expected) = cut(rest);
    let dialect = if section == "line" { Dialect::Line } else { Dialect::Bat };
    let text = text(section, if given == "~" { "" } else { given });
    let wrapped = ["percent", "line", "parts", "delayed"].contains(&section);
    let expected = match expected {
        "~" if wrapped => "[]".to_owned(),
        "unset" | "?" => expected.to_owned(),
        _ if wrapped => format!("[{expected}]"),
        _ if section == "count" => format!("{expected} "),
        "0" if section == "labels" => "unset".to_owned(),
        _ => expected.to_owned(),
    };
    vec![row(section, rest, dialect, text, &expected)]
}

fn row(section: &str, given: &str, dialect: Dialect, text: String, expected: &str) -> Row {
    let expected = match expected {
        "unset" => Expected::Unset("R".to_owned()),
        "?" => Expected::Unknown("R".to_owned()),
        value => Expected::Value("R".to_owned(), value.to_owned()),
    };
    Row {
        title: format!("{section}: {given} ({dialect:?})"),
        dialect,
        wine: None,
        evidence: None,
        text: text.replace('\n', "\r\n"),
        expected: vec![expected],
    }
}

/// Sets R to `S` or `F`, as `&&` and `||` read it, and the ERRORLEVEL there.
fn code_of(command: &str) -> String {
    format!(
        "@echo off\nsetlocal EnableDelayedExpansion\nsetlocal EnableDelayedExpansion\ncall :e 666\n\
         ({command}) >nul 2>nul && (set R=S!ERRORLEVEL!) || (set R=F!ERRORLEVEL!)\n\
         for %%r in (!R!) do endlocal & endlocal & endlocal & set R=%%r\n\
         goto :eof\n:e\nexit /b %1\n"
    )
}

const PRESET: &str = "set test=abc\nset VAR=qwerty\nset VAR2=qwertyQWERTY\nset FOO =blank\nset SEMI=a;;b;;c\n\
     set SPACED=x y z\nset ABC=abcdefghijklmnopqrstuvwxyz\n";

fn text(section: &str, given: &str) -> String {
    let pair = || given.split_once(" => ").unwrap_or(("", given));
    match section {
        "percent" => format!("{PRESET}set \"R=[{given}]\"\n"),
        "line" => format!("set \"R=[{given}]\"\n"),
        "if" => format!("set test=abc\nif {given} (set R=1) else set R=0\n"),
        "arithmetic" => format!("set N=7\nset W=12abc\nset /a \"R={given}\"\n"),
        "arithmetic code" => format!("set /a \"X={given}\" 2>nul\nset R=%ERRORLEVEL%\n"),
        "count" => format!("set R=\nfor /l %%i in ({given}) do call set \"R=%%R%%%%i \"\n"),
        "lines" => {
            let (options, string) = pair();
            let options = if options == "~" { "" } else { options };
            format!("for /f {options} %%i in (\"{string}\") do set R=%%i,%%j,%%k\n")
        }
        "arguments" => {
            format!("call :s {given}\ngoto :eof\n:s\nset R=[%1][%2][%3][%*]\ngoto :eof\n")
        }
        "parts" => {
            let (letters, name) = given.split_once(' ').unwrap_or((given, ""));
            format!(
                "set LIST=C:\\nowhere;C:\\t\nfor %%i in ({name}) do set \"R=[%%~{letters}i]\"\n"
            )
        }
        "files" => format!("set R=\nfor %%i in ({given}) do call set R=%%R%%[%%i]\n"),
        "delayed" => format!(
            "{PRESET}setlocal EnableDelayedExpansion\nset R=[{given}]\nendlocal & set R=%R%\n"
        ),
        "labels" => {
            let (goto, label) = pair();
            format!("{goto}\ngoto :eof\n{label}\nset R=1\n")
        }
        "files called" => {
            let mut text = String::new();
            for line in given.split(";;") {
                text.push_str(&format!(">>t_c.bat echo {line}\n"));
            }
            text + &code_of("call t_c.bat")
        }
        "output" => format!("({given})>t_out.txt 2>nul\nset /p R=<t_out.txt\n"),
        _ => panic!("no section {section}"),
    }
}
