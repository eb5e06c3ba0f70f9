//! `oh-my-posh`: its init of PowerShell, in the words of today and of 2021.

use super::powershell;
use crate::programs::options::{NO, Options, YES};
use crate::programs::{Cannot, Followed, Program, Run, versions};

/// What is followed here.
pub const ALL: &[&Program] = &[&OH_MY_POSH];

/// oh-my-posh.
pub static OH_MY_POSH: Program = Program::new(
    &["oh-my-posh"],
    "init of PowerShell: functions and variables; in other shells what its init writes is told as far as it reaches",
    "its own: oh-my-posh 19 to 29, src/shell/scripts/omp.ps1",
    oh_my_posh,
)
.portable()
.on_windows();

fn oh_my_posh(run: &mut Run<'_>) -> Followed {
    let mut words = run.words();
    // The configuration is told to the root command, and may stand before the subcommand (src/cli/root.go,
    // `PersistentFlags`).
    if let [flag, config, "init", ..] = words.iter().map(String::as_str).collect::<Vec<_>>()[..]
        && matches!(flag, "--config" | "-c")
    {
        let front = [flag.to_owned(), config.to_owned()];
        words = words.split_off(2);
        words.extend(front);
    }
    // A flag that lacks its value is an error of the library that reads them.
    if matches!(words.last().map(String::as_str), Some("--config" | "-c" | "--shell" | "-s")) {
        return run.refuses(1);
    }
    match words.first().map(String::as_str) {
        Some("--version" | "version") => versions::line(run, &["oh-my-posh"], ""),
        Some("init") => {
            let long = [
                ("config", 'c', YES),
                ("print", 'p', NO),
                ("strict", 's', NO),
                ("manual", 'm', NO),
                ("debug", 'd', NO),
                ("eval", 'e', NO),
            ];
            let options = Options::read(&words[1..], "c:psmd", &long, false)?;
            match options.operands.as_slice() {
                [shell] if !options.has('m') => oh_my_posh_init(run, shell, options.has('p')),
                _ => Err(Cannot::NotFollowed),
            }
        }
        Some(word) if word.starts_with('-') => old_oh_my_posh(run, &words),
        _ => Err(Cannot::NotFollowed),
    }
}

/// `oh-my-posh --init --shell pwsh --config FILE`, which versions of 2021 wanted and later ones still take
/// (src/cli/root.go).
fn old_oh_my_posh(run: &mut Run<'_>, words: &[String]) -> Followed {
    let long =
        [("config", 'c', YES), ("init", 'i', NO), ("print-init", 'p', NO), ("shell", 's', YES)];
    // The library that reads Go's flags takes one dash for two.
    let words: Vec<String> = words
        .iter()
        .map(|word| match word.strip_prefix('-') {
            Some(rest) if rest.len() > 1 && !rest.starts_with('-') => format!("--{rest}"),
            _ => word.clone(),
        })
        .collect();
    let options = Options::read(&words, "c:is:", &long, false)?;
    let asked = options.has('i') || options.has('p');
    match (options.value('s').map(str::to_owned), options.operands.is_empty()) {
        (Some(shell), true) if asked => oh_my_posh_init(run, &shell, options.has('p')),
        _ => Err(Cannot::NotFollowed),
    }
}

fn oh_my_posh_init(run: &mut Run<'_>, shell: &str, whole: bool) -> Followed {
    if shell == "power-shell" {
        return Err(Cannot::NotFollowed);
    }
    powershell::only(run, shell)?;
    powershell::oh_my_posh(run, whole)
}
