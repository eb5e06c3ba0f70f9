//! What ECHO shows of the commands of a batch file, by the rows of `data/cmd/shown.txt`.

mod cmd_support;

use cmd_support::{Dialect, plain_block, run_beside};

/// Runs `shown.bat` in a cmd of its own and puts every line it prints into a variable: `L3` is `3:text`.
const READER: &str = "@echo off\r\ncmd /d /c shown.bat >o.txt 2>nul\r\nfor /f \"delims=\" %%x in ('findstr /n \"^\" o.txt') do for /f \"delims=:\" %%n in (\"%%x\") do set \"L%%n=%%x\"\r\n";

/// Title, batch text, what it prints; nothing where that is not known.
fn rows(file: &str) -> Vec<(String, String, Option<Vec<String>>)> {
    let rows = file.split("\n### ").skip(1).map(|row| {
        let (title, rest) = row.split_once('\n').expect("a title");
        let (text, printed) = rest.split_once("---\n").expect("what it prints");
        let lines = || printed.lines().map(|line| line.strip_suffix('$').expect("$").to_owned());
        let printed = (printed.trim() != "?").then(|| lines().collect());
        (title.to_owned(), text.replace('\n', "\r\n"), printed)
    });
    rows.collect()
}

/// What is printed, if all of it is known.
fn printed(text: &str) -> Option<Vec<String>> {
    let outcome =
        run_beside(Dialect::Bat, READER.as_bytes(), &plain_block(), &[("shown.bat", text)]);
    let mut lines = Vec::new();
    while let Some(line) = outcome.environment.get(&format!("L{}", lines.len() + 1)) {
        lines.push(line.as_ref()?.split_once(':')?.1.to_owned());
    }
    (!lines.is_empty()).then_some(lines)
}

#[test]
fn commands_are_shown_as_windows_shows_them() {
    let rows = rows(include_str!("data/cmd/shown.txt"));
    assert!(rows.len() > 12, "{}", rows.len());
    let wrong = rows.iter().filter_map(|(title, text, expected)| {
        let found = printed(text);
        (found != *expected).then(|| format!("{title}\n  {found:#?}\n  {expected:#?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
