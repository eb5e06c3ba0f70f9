//! Programs of Windows of which the code, and now and then the output, follows from what is given.

use crate::programs::{Cannot, Followed, Program, Run};
use crate::value::Shape;

/// What is followed here.
pub const ALL: &[&Program] = &[&HOSTNAME, &HELP, &CHOICE, &TIMEOUT];

/// hostname.exe.
pub static HOSTNAME: Program = Program::new(
    &["hostname.exe"],
    "the machine's name",
    "its own: Windows 11, MS hostname",
    hostname,
);
/// help.exe.
pub static HELP: Program = Program::new(
    &["help.exe"],
    "what it returns: 1 for a command it knows and without one",
    "its own: Wine's test_builtins, asserted on Windows",
    help,
);
/// choice.exe.
pub static CHOICE: Program = Program::new(
    &["choice.exe"],
    "/c /n /cs /m, /t with /d; an answer from a known input",
    "its own: Wine's test_builtins, asserted on Windows; MS choice",
    choice,
);
/// timeout.exe.
pub static TIMEOUT: Program = Program::new(
    &["timeout.exe"],
    "what it returns; with redirected input it refuses",
    "its own: MS timeout",
    timeout,
);

/// Commands `help` has a page of.
const PAGES: &[&str] = &[
    "assoc",
    "attrib",
    "break",
    "bcdedit",
    "cacls",
    "call",
    "cd",
    "chcp",
    "chdir",
    "chkdsk",
    "chkntfs",
    "cls",
    "cmd",
    "color",
    "comp",
    "compact",
    "convert",
    "copy",
    "date",
    "del",
    "dir",
    "diskpart",
    "doskey",
    "driverquery",
    "echo",
    "endlocal",
    "erase",
    "exit",
    "fc",
    "find",
    "findstr",
    "for",
    "format",
    "fsutil",
    "ftype",
    "goto",
    "gpresult",
    "help",
    "icacls",
    "if",
    "label",
    "md",
    "mkdir",
    "mklink",
    "mode",
    "more",
    "move",
    "openfiles",
    "path",
    "pause",
    "popd",
    "print",
    "prompt",
    "pushd",
    "rd",
    "recover",
    "rem",
    "ren",
    "rename",
    "replace",
    "rmdir",
    "robocopy",
    "sc",
    "schtasks",
    "set",
    "setlocal",
    "shift",
    "shutdown",
    "sort",
    "start",
    "subst",
    "systeminfo",
    "taskkill",
    "tasklist",
    "time",
    "title",
    "tree",
    "type",
    "ver",
    "verify",
    "vol",
    "wmic",
    "xcopy",
];

/// The code is known, the text is not.
pub(super) fn only(status: i32) -> Followed {
    Err(Cannot::Because { reason: String::new(), shape: Shape::Filled, status: Some(status) })
}

fn hostname(run: &mut Run<'_>) -> Followed {
    match (run.words().is_empty(), run.machine().facts().host.clone()) {
        (true, Some(host)) => {
            run.out = format!("{host}\r\n");
            Ok(0)
        }
        _ => Err(Cannot::NotFollowed),
    }
}

fn help(run: &mut Run<'_>) -> Followed {
    let words = run.words();
    let known = words.first().is_none_or(|word| PAGES.contains(&word.to_lowercase().as_str()));
    only(i32::from(known))
}

fn timeout(run: &mut Run<'_>) -> Followed {
    match run.given() {
        None => only(0),
        // "Input redirection is not supported, exiting the process immediately."
        Some(_) => only(1),
    }
}

/// The options of one `choice`.
struct Choice {
    keys: String,
    message: String,
    shown: bool,
    exact: bool,
    seconds: Option<String>,
    usual: Option<String>,
}

/// What a wrong call returns, and one that is not understood at all (Wine's tests).
const WRONG: i32 = 255;
const SYNTAX: i32 = 1;

impl Choice {
    fn read(words: &[String]) -> Option<Self> {
        let mut choice = Self {
            keys: "YN".to_owned(),
            message: String::new(),
            shown: true,
            exact: false,
            seconds: None,
            usual: None,
        };
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let lower = word.to_ascii_lowercase();
            match lower.as_str() {
                "/n" => choice.shown = false,
                "/cs" => choice.exact = true,
                _ => {
                    let letter = lower.strip_prefix('/')?.chars().next()?;
                    let value = match word.get(2..)?.strip_prefix(':') {
                        Some(value) => value.to_owned(),
                        None if word.len() == 2 => rest.next()?.clone(),
                        None => return None,
                    };
                    match letter {
                        'c' => choice.keys = value,
                        'm' => choice.message = value,
                        't' => choice.seconds = Some(value),
                        'd' => choice.usual = Some(value),
                        _ => return None,
                    }
                }
            }
        }
        if !choice.exact {
            choice.keys = choice.keys.to_uppercase();
        }
        Some(choice)
    }

    /// Which answer a key gives, counted from 1.
    fn answer(&self, key: char) -> Option<usize> {
        let key = if self.exact { key } else { key.to_ascii_uppercase() };
        self.keys.chars().position(|one| one == key).map(|at| at + 1)
    }

    /// What is shown before the answer.
    fn prompt(&self) -> String {
        let mut shown = self.message.clone();
        if self.shown {
            let keys: Vec<String> = self.keys.chars().map(String::from).collect();
            shown.push_str(if shown.is_empty() { "[" } else { " [" });
            shown.push_str(&format!("{}]?", keys.join(",")));
        }
        shown
    }
}

fn choice(run: &mut Run<'_>) -> Followed {
    let Some(choice) = Choice::read(&run.words()) else {
        run.mutters();
        return Ok(SYNTAX);
    };
    let usual = choice.usual.as_ref().and_then(|key| key.chars().next());
    let mut letters: Vec<char> = choice.keys.chars().collect();
    let all = letters.len();
    letters.sort_unstable();
    letters.dedup();
    let wrong = all != letters.len()
        || choice.seconds.is_some() != usual.is_some()
        || usual.is_some_and(|key| choice.answer(key).is_none());
    if wrong {
        run.mutters();
        return Ok(WRONG);
    }
    let at_once = choice.seconds.as_ref().is_some_and(|seconds| seconds.trim() == "0");
    let key = match (usual, at_once) {
        (Some(key), true) => Some(key),
        // A key that is there already comes before the time is up.
        _ => run.input()?.chars().find(|key| choice.answer(*key).is_some()),
    };
    match key.and_then(|key| choice.answer(key)) {
        Some(index) => {
            let key = choice.keys.chars().nth(index - 1).unwrap_or_default();
            run.out = format!("{}{key}\r\n", choice.prompt());
            Ok(i32::try_from(index).unwrap_or(WRONG))
        }
        None if choice.seconds.is_some() => Err(Cannot::NotFollowed),
        None => only(SYNTAX),
    }
}
