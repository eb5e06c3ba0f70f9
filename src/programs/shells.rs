//! Shells as programs: a session below the session, and scripts that name a shell in their first line.

use std::rc::Rc;

use super::run::is_unix;
use super::windows::registry::told_to_write;
use super::{Cannot, Followed, Program, Run};
use crate::machine::mounts::Spelling;
use crate::machine::{Installed, Machine, Platform};
use crate::shells::native::{Kept, argument, handed};
use crate::shells::{self, Below, Call, Errand, Given, Launcher, Ran, Shell, Start};
use crate::value::{NAMELESS, Origin, Unknown, Value};

/// What is followed here.
pub const ALL: &[&Program] = &[&CMD, &SHELLS, &POWERSHELL];

/// bash, zsh and the system's sh.
pub static SHELLS: Program = Program::new(
    &["bash", "dash", "sh", "zsh"],
    "-c TEXT, a script, commands on standard input; -l -i -s -f -e -u -x -o, --login, --norc, --noprofile: what they print and write; nothing of their variables stays",
    "bash(1) 5.2, zsh(1) 5.9 and dash(1) 0.5.12, judged beside them",
    shell,
)
.portable();

/// cmd, as other shells start it; it follows its own itself.
pub static CMD: Program = Program::new(
    &["cmd", "cmd.exe"],
    "/c LINE with its switches, from PowerShell, and from shells of MSYS2, Git and Cygwin with what they translate: what it prints and writes; nothing of its variables stays",
    "cmd /?; Wine's and ReactOS' tests; msys2-runtime, msys2_path_conv.cc",
    cmd,
)
.on_windows();

/// PowerShell of both editions.
pub static POWERSHELL: Program = Program::new(
    &["powershell", "pwsh"],
    "-Command, -File, -EncodedCommand, -NoProfile: what it prints as text, and what it writes to files and registry",
    "its own: PowerShell 5.1 and 7.6",
    powershell,
)
.portable()
.on_windows()
.partly();

/// What is not followed of it may still write the registry.
fn powershell(run: &mut Run<'_>) -> Followed {
    let known = !run.arguments.iter().any(|word| word.contains(NAMELESS));
    let followed = if known { shell(run) } else { Err(Cannot::NotFollowed) };
    match followed {
        Err(Cannot::NotFollowed) => told_to_write(run),
        followed => followed,
    }
}

fn shell(run: &mut Run<'_>) -> Followed {
    // An MSYS shell spells paths and lists in its own way.
    let windows = run.machine().platform() == Platform::Windows;
    if windows && is_unix(run.shell()) {
        return Err(Cannot::NotFollowed);
    }
    let (shell, installed) =
        shells::installed_at(run.machine(), run.path()).ok_or(Cannot::NotFollowed)?;
    let errand = shell.errand(&run.arguments).ok_or(Cannot::NotFollowed)?;
    let typed = Some(run.typed().to_owned());
    let errand = Errand { zero: errand.zero.or(typed), ..errand };
    let input = run.given();
    let below = below(run, shell, installed, errand, input)?;
    let ran = run.below(&below).ok_or(Cannot::NotFollowed)?;
    run.hand_on(ran)
}

fn cmd(run: &mut Run<'_>) -> Followed {
    if run.machine().platform() != Platform::Windows {
        return Err(Cannot::NotFollowed);
    }
    let path = "C:\\Windows\\System32\\cmd.exe".to_owned();
    let shell = shells::of_file(&path).ok_or(Cannot::NotFollowed)?;
    let installed = Installed { path, version: None, variant: None };
    let mounts = mounts(run);
    let kept = Kept::of(|name| run.variable(name).ok().flatten());
    let words: Option<Vec<String>> = match &mounts {
        Some(mounts) => run.arguments.iter().map(|one| argument(mounts, one, &kept)).collect(),
        None => Some(run.words()),
    };
    let errand = shell.errand(&words.ok_or(Cannot::NotFollowed)?).ok_or(Cannot::NotFollowed)?;
    let input = run.given();
    let mut below = below(run, shell, installed, errand, input)?;
    if let Some(mounts) = &mounts {
        below.start.cwd = mounts.machine(&below.start.cwd);
        for one in &mut below.start.given {
            if let Some(value) = handed(mounts, &one.name, &one.value, &kept) {
                one.value = value;
            }
        }
    }
    let ran = run.below(&below).ok_or(Cannot::NotFollowed)?;
    run.hand_on(ran)
}

/// How the shell that starts a program spells paths, where that is not Windows' own way.
fn mounts(run: &Run<'_>) -> Spelling {
    let shell = shells::by_name(run.shell()).filter(|_| is_unix(run.shell()))?;
    let installed = shell.installed(run.machine().facts())?;
    shell.mounts(run.machine(), &installed)
}

fn below(
    run: &Run<'_>,
    shell: &'static dyn Shell,
    installed: Installed,
    errand: Errand,
    input: Option<Value>,
) -> Result<Below, Cannot> {
    let given = run.environment().iter();
    let given = given.map(|(name, value)| Given { name: name.clone(), value: value.clone() });
    let start = Start {
        facts: Rc::new(run.machine().facts().clone()),
        mode: errand.mode,
        launcher: Launcher::Terminal,
        mounts: shell.mounts(run.machine(), &installed),
        installed,
        given: given.collect(),
        cwd: run.cwd()?,
    };
    let place = run.place().clone();
    Ok(Below { shell, start, errand, input, place, perhaps: run.perhaps() })
}

/// The call that runs a script.
pub(super) struct Interpreted {
    /// The shell as the script names it.
    pub program: String,
    /// Where it stands.
    pub path: String,
    /// Its options, the script, and what the script is given.
    pub arguments: Vec<Value>,
}

/// How a script is run that names a shell in its first line; `None` where the file is no such script.
pub(super) fn interpreted(machine: &dyn Machine, call: &Call<'_>) -> Option<Interpreted> {
    if machine.platform() == Platform::Windows {
        return None;
    }
    let bytes = machine.read(call.path).ok().filter(|bytes| bytes.starts_with(b"#!"))?;
    let line = bytes[2..].split(|byte| *byte == b'\n').next()?;
    let words = interpreter(std::str::from_utf8(line).ok()?)?;
    let (program, options) = words.split_first()?;
    let origin = Origin::File(call.place.clone());
    // The kernel names the script by the path that was found.
    let named = if call.name.contains('/') { call.name } else { call.path };
    let plain = |text: &str| Value::known(text, origin.clone());
    let mut arguments: Vec<_> = options.iter().map(|word| plain(word)).collect();
    arguments.push(plain(named));
    arguments.extend(call.arguments.iter().cloned());
    let base = program.rsplit('/').next()?;
    if !SHELLS.names.contains(&base) {
        return None;
    }
    let path = on_path(machine, call, program)?;
    Some(Interpreted { program: program.clone(), path, arguments })
}

/// The words of a first line: the program and one argument, which `env -S` splits.
fn interpreter(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    let (program, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let rest = rest.trim();
    if program.rsplit('/').next() != Some("env") {
        let words = [program, rest].into_iter().filter(|word| !word.is_empty());
        return Some(words.map(str::to_owned).collect());
    }
    let split = rest.strip_prefix("-S").map(str::trim);
    match split {
        Some(rest) if rest.contains(['\'', '"', '\\', '$', '=']) => None,
        Some(rest) => Some(rest.split_whitespace().map(str::to_owned).collect()),
        None if rest.contains([' ', '=']) || rest.starts_with('-') => None,
        None => Some(vec![rest.to_owned()]),
    }
}

/// Where the program of a first line stands.
fn on_path(machine: &dyn Machine, call: &Call<'_>, program: &str) -> Option<String> {
    let runs =
        |path: &String| machine.status(path).is_ok_and(|one| one.executable && !one.is_directory());
    if program.contains('/') {
        return Some(program.to_owned()).filter(runs);
    }
    let list = call.environment.iter().rev().find(|(name, _)| name == "PATH")?.1.text()?;
    let mut paths =
        list.split(':').map(|directory| format!("{}/{program}", directory.trim_end_matches('/')));
    paths.find(runs)
}

/// What a shell that was followed leaves where the run of a program told it.
impl Run<'_> {
    fn hand_on(&mut self, ran: Ran) -> Followed {
        self.outside = ran.outside;
        self.hands_back(ran.left);
        self.value = Some(ran.output);
        self.said(ran.error);
        ran.status.map_err(|why: Rc<Unknown>| Cannot::Status(why))
    }
}
