//! The values that the real shells leave.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::posix_support::{self, PATH, program};
use super::text::Case;

/// The variables that the fragments mention.
pub const NAMES: [&str; 28] = [
    "X", "Y", "Z", "A", "B", "C", "D", "E", "H", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S",
    "T", "U", "V", "W", "NEW", "ONE", "OLD", "PATH", "PWD",
];
/// The commands that they define.
pub const COMMANDS: [&str; 5] = ["ll", "f", "g", "h", "k"];
/// What stands for a variable that is not set.
pub const UNSET: &str = "<unset>";

/// What is printed in the end, variables before commands; `None` where the shell died before.
pub type Values = Option<Vec<String>>;

/// Where scripts stand that a fragment must not find.
fn beside(home: &Path) -> PathBuf {
    home.with_extension("scripts")
}

pub fn prepare(folder: &Path) {
    posix_support::prepare(folder);
    fs::create_dir_all(beside(folder)).expect("a directory");
    fs::write(folder.join("one.sh"), "ONE=1\nX=sourced\n").expect("a file");
    let mut print = String::from("printf '%s\\0'");
    for name in NAMES {
        print += &format!(" \"${{{name}-{UNSET}}}\"");
    }
    for name in COMMANDS {
        print += &format!("\ncommand -v {name} >/dev/null && printf 'y\\0' || printf 'n\\0'");
    }
    fs::write(beside(folder).join("print"), print + "\n").expect("a file");
}

/// One process for each shell; each case is a child of it.
pub fn values(shell: &str, folder: &Path, cases: &[Case], effects: &[&str]) -> Vec<Vec<Values>> {
    // What never ends is told, not waited for.
    let mut driver = String::from("ulimit -t 60\nexec 2>/dev/null </dev/null\n");
    let all = cases.iter().flat_map(|case| case.effects.iter().map(|one| case.with(effects[*one])));
    let scripts = beside(folder);
    let print = scripts.join("print");
    for (number, text) in all.enumerate() {
        fs::write(scripts.join(format!("{number}.sh")), text).expect("a file");
        let (script, print) = (scripts.join(format!("{number}.sh")), print.display());
        driver += &format!("( . {} >/dev/null; . {print} )\nprintf '\\1'\n", script.display());
    }
    fs::write(scripts.join("driver"), driver).expect("a file");
    let output = run(shell, folder);
    let count = NAMES.len() + COMMANDS.len();
    let read = |one: &[u8]| -> Values {
        let text = String::from_utf8_lossy(one);
        let values: Vec<String> = text.split('\0').map(str::to_owned).collect();
        (values.len() == count + 1).then(|| values[..count].to_vec())
    };
    let mut all = output.split(|byte| *byte == 1).map(read);
    let each = cases.iter().map(|case| all.by_ref().take(case.effects.len()).collect()).collect();
    assert_eq!(all.count(), 1, "{shell} did not get to the end");
    each
}

fn run(shell: &str, folder: &Path) -> Vec<u8> {
    let mut command = Command::new(program(shell).expect("the shell"));
    if shell == "zsh" {
        command.arg("-f");
    }
    let block = [("HOME", folder.to_str().expect("a plain path")), ("PATH", PATH), ("LC_ALL", "C")];
    command.arg(beside(folder).join("driver")).env_clear().envs(block).current_dir(folder);
    command.stdin(Stdio::null()).output().expect("the shell runs").stdout
}
