//! The shell files this machine has: what the real shell takes parses without a problem, what it rejects has one.
//!
//! `ENVSIM_CORPUS` names further folders, separated by colons.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the judge is the real shell, and the files are those of the machine"
)]

#[path = "common/skip.rs"]
mod skip;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use envsim::shells::{self, Shell};

/// Where systems keep shell files that are worth reading.
const FOLDERS: &[&str] = &[
    "/etc",
    "/bin",
    "/sbin",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib/git-core",
    "/usr/share/bash-completion",
    "/usr/share/zsh",
    "/usr/share/autoconf",
    "/usr/share/libtool",
    "/usr/lib/dpkg",
    "/usr/share/doc/git",
    "/usr/share/git-core",
    "/usr/share/rbenv",
    "/var/lib/dpkg/info",
];
/// Longer files are data, or scripts with data behind them.
const LONGEST: u64 = 2 << 20;

/// The shell that a file is written for, by its first line or its name.
fn written_for(path: &Path, text: &str) -> Option<&'static str> {
    let first = text.lines().next().unwrap_or_default();
    let name = path.file_name()?.to_str()?;
    let inside = |part: &str| path.to_str().is_some_and(|path| path.contains(part));
    if let Some(program) = first.strip_prefix("#!") {
        let mut words = program.split_whitespace().map(|word| word.rsplit('/').next());
        let program = words.find(|word| *word != Some("env"))??;
        return ["bash", "zsh", "sh", "dash"]
            .into_iter()
            .find(|shell| *shell == program)
            .map(|shell| if shell == "dash" { "sh" } else { shell });
    }
    let zsh = first.starts_with("#compdef") || first.starts_with("#autoload");
    match path.extension().and_then(|ending| ending.to_str()) {
        _ if zsh => Some("zsh"),
        Some("zsh" | "zsh-theme") => Some("zsh"),
        Some("bash") => Some("bash"),
        Some("sh") if inside("profile.d/") => Some("sh"),
        _ if inside("bash-completion/completions/") || inside("bash_completion.d/") => Some("bash"),
        _ if inside("zsh/functions/") && !name.contains('.') => Some("zsh"),
        _ => None,
    }
}

fn files_below(folder: &Path, seen: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        match kind.is_dir() {
            true => files_below(&entry.path(), seen),
            false if kind.is_file() && entry.metadata().is_ok_and(|one| one.len() < LONGEST) => {
                seen.insert(entry.path());
            }
            false => {}
        }
    }
}

fn program(shell: &str) -> Option<&'static str> {
    let path = match shell {
        "bash" => "/bin/bash",
        "zsh" => "/bin/zsh",
        _ => "/bin/dash",
    };
    Path::new(path).exists().then_some(path)
}

/// Whether the real shell reads the file without a complaint; it runs nothing of it.
fn accepted(program: &str, options: &[&str], file: &Path) -> bool {
    let mut command = Command::new(program);
    command.args(options).arg("-n").arg(file).env_clear().stdin(Stdio::null());
    let Ok(output) = command.output() else { return false };
    let said = String::from_utf8_lossy(&output.stderr);
    // zsh expands words even so, and fails where a file or a name that they need is missing.
    let reads =
        program.ends_with("zsh") && !said.contains("parse error") && !said.contains("unmatched");
    output.status.success() || reads
}

struct Told {
    files: usize,
    wrong: Vec<String>,
    slow: Vec<String>,
}

fn judge(shell: &dyn Shell, program: &str, file: &Path, text: &str, told: &mut Told) {
    let start = Instant::now();
    let outline = shell.outline(text);
    let took = start.elapsed();
    let most = Duration::from_millis(10 + text.len() as u64 * 10 / 102_400);
    if took > most {
        told.slow.push(format!("{}: {took:?} for {} bytes", file.display(), text.len()));
    }
    told.files += 1;
    let options: &[&str] = if program.ends_with("zsh") { &["-f"] } else { &[] };
    let real = accepted(program, options, file);
    let bash = program.ends_with("bash");
    match (real, outline.problems.first()) {
        (true, Some(problem)) => {
            let line = text[..problem.span.start as usize].lines().count();
            let what = &problem.message;
            told.wrong.push(format!(
                "refused: {}:{line}: {what} [{}]",
                file.display(),
                shell.name()
            ));
        }
        // What bash reads once `extglob` is on depends on what has been run by then.
        (false, None) if bash && accepted(program, &["-O", "extglob"], file) => {}
        (false, None) => {
            told.wrong.push(format!("taken: {} [{}]", file.display(), shell.name()));
        }
        _ => {}
    }
}

#[test]
fn shell_files_of_the_machine_are_taken_and_refused_as_by_the_real_shells() {
    let more = std::env::var("ENVSIM_CORPUS").unwrap_or_default();
    let folders = FOLDERS.iter().copied().filter(|_| more.is_empty());
    let mut files = BTreeSet::new();
    for folder in folders.chain(more.split(':').filter(|folder| !folder.is_empty())) {
        files_below(Path::new(folder), &mut files);
    }
    let mut told = Told { files: 0, wrong: Vec::new(), slow: Vec::new() };
    let mut missing = BTreeSet::new();
    for file in &files {
        let Ok(bytes) = std::fs::read(file) else { continue };
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let Some(name) = written_for(file, &text) else { continue };
        let shell = shells::ALL.iter().find(|shell| shell.name() == name).expect("a shell");
        match program(name) {
            Some(program) if !text.contains('\0') => {
                judge(*shell, program, file, &text, &mut told);
            }
            Some(_) => {}
            None => drop(missing.insert(name)),
        }
    }
    for shell in missing {
        skip::skipped(&format!("no {shell} here"));
    }
    if told.files < 100 {
        skip::skipped(&format!("only {} shell files here", told.files));
    }
    println!("{} files, {} wrong, {} slow", told.files, told.wrong.len(), told.slow.len());
    // A clock says nothing on a busy machine: what is slow is listed, and judged by eye.
    for line in &told.slow {
        println!("slow: {line}");
    }
    assert!(told.wrong.is_empty(), "{}", told.wrong.join("\n"));
    // Without optimisation the times say nothing.
}
